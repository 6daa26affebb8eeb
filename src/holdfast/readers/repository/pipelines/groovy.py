"""Blocks of Groovy, the language of Jenkinsfiles."""

from holdfast.model.regex import regex

_BRACE = regex(r"[{}]")
LONGEST_BLOCK = 4_000
"""Characters behind the opening brace in which its end is looked for."""


def closed(text: str, start: int) -> int:
    """Where the block ends that is open at `start`, by its braces; those in texts of a shell mostly come in pairs."""
    depth = 1
    for brace in _BRACE.finditer(text, start, start + LONGEST_BLOCK):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.start()
    return min(len(text), start + LONGEST_BLOCK)
