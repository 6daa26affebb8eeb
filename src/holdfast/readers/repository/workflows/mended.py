"""Workflows that GitHub refuses for one slip of YAML, read for all that they say beside it."""

from holdfast.model.regex import regex
from holdfast.readers.repository.nodes import Node, NodeError, parse_yaml

_MOST = 3  # lines that are mended: more of them were not meant to be YAML
_UNQUOTED = regex(r"(?P<key>\s*(?:- )?[\w.-]{1,60}:\s+)(?P<value>[^\s\"'|>{\[&*!#].*: .*)$")


def in_spite_of(text: str, line: int) -> Node | None:
    """What a text says, of which the parser refused `line` (from 1); None when that cannot be mended."""
    for _ in range(_MOST):
        quoted = _quoted(text, line)
        if quoted is None:
            return None
        text = quoted
        try:
            return parse_yaml(text)
        except NodeError as error:
            line = error.line
    return None


def _quoted(text: str, line: int) -> str | None:
    """`text` with the plain value on `line` quoted: `run: echo "done: $X"` is no YAML, though its sense is clear."""
    rows = text.split("\n")
    match = _UNQUOTED.match(rows[line - 1][:2_000]) if 0 < line <= len(rows) else None
    if match is None:
        return None
    value = match["value"].rstrip().replace("'", "''")
    rows[line - 1] = f"{match['key']}'{value}'"
    return "\n".join(rows)
