"""YAML of which one entry is broken, read for all the others: a slip in one resource says nothing of its neighbours."""

from holdfast.model.evidence import Gap, GapReason
from holdfast.model.record import replace
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_MOST = 3
"""Entries that are left out: a text with more of them was not meant to be YAML."""


def read_beside(snippet: Snippet, serves: frozenset[str]) -> tuple[Node, tuple[Gap, ...]]:
    """What a text says, and a gap for each entry that was left out, for the controls that it `serves`.

    An entry is what stands below a key of the first level: a resource, a service. Every other line keeps its number.
    Where the fault is in none, or too many are broken, the text says nothing, and the first fault is the gap.
    """
    rows = snippet.text.split("\n")
    broken: list[Gap] = []
    first: NodeError | None = None
    while True:
        try:
            return parse_yaml("\n".join(rows)), tuple(broken)
        except NodeError as error:
            first = first or error
            entry = _around(rows, error.line)
            if entry is None or len(broken) == _MOST:
                return Node(None), (snippet.gap(GapReason.MALFORMED, serves, first.line, first.detail),)
            start, end = entry
            rows[start - 1 : end] = [""] * (end - start + 1)
            at = replace(snippet.at(start, end), quote="")  # in broken text nobody can tell what is a secret's value
            broken.append(Gap(at, GapReason.MALFORMED, detail=error.detail, serves=serves))


def _around(rows: list[str], line: int) -> tuple[int, int] | None:
    """The first and last line of the entry in which `line` stands, or before whose end the parser noticed there."""
    above = [number for number in range(min(line, len(rows)), 0, -1) if _says(rows[number - 1])]
    top = next((number for number in above if indent(rows[number - 1]) == 0), None)
    inner = next((indent(row) for row in rows[top:] if _says(row)), 0) if top else 0
    if not top or not inner:
        return None
    start = next((number for number in above if indent(rows[number - 1]) <= inner), top)
    if start == top:  # noticed at the next key, which is not to blame
        above = above[above.index(top) + 1 :]
        start = next((number for number in above if 0 < indent(rows[number - 1]) <= inner), 0)
    if not start:
        return None
    end = next((n for n in range(start + 1, len(rows) + 1) if _says(rows[n - 1]) and indent(rows[n - 1]) <= inner), 0)
    return start, (end or len(rows) + 1) - 1


def _says(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def indent(row: str) -> int:
    """How many blanks a row of YAML begins with."""
    return len(row) - len(row.lstrip(" "))
