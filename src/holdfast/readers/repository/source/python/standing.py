"""Where in a module of Python a line stands: outside of every function, or inside of a `try`."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast.readers.repository.source.code import Source, extent, named

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def at_top(source: Source, offset: int) -> bool:
    """Whether a line runs when its module is loaded: it is not inside a function."""
    outermost = source.memo.get("functions")
    if not isinstance(outermost, list):
        outermost = source.memo["functions"] = _outermost(source)
    index = bisect_right(outermost, offset, key=lambda span: span[0])
    return index == 0 or bool(offset >= outermost[index - 1][1])


def _outermost(source: Source) -> list[tuple[int, int]]:
    """The functions that stand inside no other, in the order of the text."""
    found: list[tuple[int, int]] = []
    for start, end in map(extent, source.nodes("function_definition")):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def handlers(source: Source, offset: int) -> "Iterator[SgNode]":
    """The except clauses of the innermost `try` whose body stands around the character at `offset`."""
    best = None
    for node in source.nodes("try_statement"):
        body = node.field("body")
        if body is not None and extent(body)[0] <= offset < extent(body)[1]:
            best = node
    yield from (child for child in named(best) if child.kind() == "except_clause")
