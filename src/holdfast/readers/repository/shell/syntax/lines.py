"""Ends a command at its line where the grammar reads on: behind a pipeline of three, into a line with a redirect."""

from itertools import pairwise
from typing import TYPE_CHECKING

from holdfast.model.regex import regex

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PIPELINE_OF_THREE = regex(r"(?m)^[^#\n|]*\|[^|\n]+\|(?!\|)")
_MOST_ROUNDS = 4


def ended_lines(text: str) -> str:
    """`text` with a `;` wherever a command would take the words of the next line for its own; no line moves."""
    if not _PIPELINE_OF_THREE.search(text):
        return text
    from ast_grep_py import SgRoot

    for _ in range(_MOST_ROUNDS):
        offsets = sorted(_run_on(SgRoot(text, "bash").root(), text), reverse=True)
        if not offsets:
            break
        for offset in offsets:
            text = f"{text[:offset]};{text[offset:]}"
    return text


def _run_on(root: "SgNode", text: str) -> set[int]:
    """Where a command's first line ends, of each command with a word on a line that nothing joins to it."""
    found: set[int] = set()
    for command in root.find_all(kind="command"):
        span = command.range()
        if span.start.line == span.end.line:
            continue
        words = command.children()
        for word, following in pairwise(words):
            end, start = word.range().end, following.range().start
            if end.line != start.line and "\\" not in text[end.index : start.index]:
                found.add(end.index)
                break
    return found
