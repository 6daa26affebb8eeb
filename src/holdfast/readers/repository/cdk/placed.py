"""Syntax nodes whose lines cost little to tell, however long these are.

The parser counts a node's column from the start of its line each time that it is asked for its place: on one line of
200 kB that is work which grows with its square. What stands on one line as a whole needs no further question.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from holdfast.model.record import record

_LONG = 5_000
"""Characters of a line below which the parser may count."""


def placed(root: Any, text: str) -> Any:
    """The root of what `text` was parsed to; with nodes that count less where it has a long line."""
    long = len(text) > _LONG and max(map(len, text.splitlines()), default=0) > _LONG
    return _Placed(root) if long else root


@record(frozen=True, slots=True)
class _Spot:
    line: int


@record(frozen=True, slots=True)
class _Span:
    start: _Spot
    end: _Spot

    @property
    def on_one_line(self) -> bool:
        return self.start.line == self.end.line


class _Placed:
    """A node that takes its lines from the one around it, where that stands on a single line."""

    __slots__ = ("_node", "_span")

    def __init__(self, node: Any, span: _Span | None = None) -> None:
        self._node = node
        self._span = span

    def range(self) -> _Span:
        """Its first and its last line."""
        if self._span is None:
            span = self._node.range()
            self._span = _Span(_Spot(span.start.line), _Spot(span.end.line))
        return self._span

    def children(self) -> list["_Placed"]:
        """What it consists of."""
        nodes = self._node.children()
        return [self._around(nodes[0])] if len(nodes) == 1 else list(self._among(nodes)) if nodes else []

    def _among(self, nodes: Sequence[Any]) -> Iterator["_Placed"]:
        """Neighbours of which the first and the last stand on one line all stand there."""
        known = self.range()
        if not known.on_one_line:
            known = _Span(_Spot(nodes[0].range().start.line), _Spot(nodes[-1].range().end.line))
        if known.on_one_line:
            yield from (_Placed(node, known) for node in nodes)
        elif len(nodes) == 1:
            yield _Placed(nodes[0], known)
        else:
            half = len(nodes) // 2
            yield from self._among(nodes[:half])
            yield from self._among(nodes[half:])

    def _around(self, node: Any) -> "_Placed":
        span = self.range()
        return _Placed(node, span if span.on_one_line else None)

    def field(self, name: str) -> "_Placed | None":
        """The part of that name."""
        node = self._node.field(name)
        return None if node is None else self._around(node)

    def child(self, number: int) -> "_Placed | None":
        """The part at that place."""
        node = self._node.child(number)
        return None if node is None else self._around(node)

    def kind(self) -> str:
        """What it is to the grammar."""
        return str(self._node.kind())

    def text(self) -> str:
        """What stands there."""
        return str(self._node.text())

    def is_named(self) -> bool:
        """It is more than a sign."""
        return bool(self._node.is_named())
