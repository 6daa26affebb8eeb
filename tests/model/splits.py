"""Which patterns repeat a piece that can be split in two ways: each repetition then doubles the work, and none ends it."""

import re
import warnings
from collections.abc import Iterator
from itertools import takewhile
from re import _constants as names  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LETTERS = [*map(chr, range(9, 127)), "가", "あ"]
_GREEDY = (names.MAX_REPEAT, names.MIN_REPEAT)
_LOOKS = (names.AT, names.ASSERT, names.ASSERT_NOT)
_OFTEN = 4
"""Repeated less often, or open by less than this, a piece costs little however it is split."""

Node = tuple[Any, Any]


def splits(pattern: str, flags: int = 0) -> list[str]:
    """Letters that stand for each ambiguity: one that two neighbouring repeats of a repeated piece both take."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = parser.parse(pattern, flags)
    return [letter for body in _repeated(parsed) if (letter := _shared(_flat(body), parsed.state.flags))]


def _repeated(nodes: Any) -> Iterator[Any]:
    for op, value in nodes:
        if op in _GREEDY and value[1] >= _OFTEN:
            yield from _alternatives(value[2])
        for inner in _inside(op, value):
            yield from _repeated(inner)


def _inside(op: Any, value: Any) -> list[Any]:
    if op in (*_GREEDY, names.POSSESSIVE_REPEAT):
        return [value[2]]
    if op is names.SUBPATTERN:
        return [value[3]]
    if op is names.BRANCH:
        return list(value[1])
    return [value[1]] if op in _LOOKS[1:] else []


def _alternatives(body: Any) -> list[Any]:
    flat = _flat(body)
    return list(flat[0][1][1]) if len(flat) == 1 and flat[0][0] is names.BRANCH else [body]


def _flat(nodes: Any) -> list[Node]:
    """The pieces in a row, those of plain groups among them."""
    return [one for node in nodes for one in (_flat(node[1][3]) if node[0] is names.SUBPATTERN else [node])]


def _shared(pieces: list[Node], flags: int) -> str:
    for index, piece in enumerate(pieces):
        within = [_flat(inner) for inner in piece[1][1]] if piece[0] is names.BRANCH else []
        if found := next((one for inner in within if (one := _shared(inner, flags))), ""):
            return found
        mine = _taken(piece, flags)
        behind = pieces[index + 1 :]
        reached = [*takewhile(_may_be_empty, behind)]
        for other in behind[: len(reached) + 1] if mine else []:
            if both := mine & _taken(other, flags):
                return min(both)
    return ""


def _taken(piece: Node, flags: int) -> frozenset[str]:
    """The letters of which a piece takes more or fewer; none where it gives nothing back, or is no single letter."""
    op, value = piece
    if op not in _GREEDY or value[1] - value[0] < _OFTEN - 1:
        return frozenset()
    inner = _flat(value[2])
    if len(inner) != 1 or inner[0][0] not in (names.LITERAL, names.NOT_LITERAL, names.IN, names.ANY):
        return frozenset()
    return frozenset(letter for letter in _LETTERS if _takes(inner[0], letter, flags))


def _takes(piece: Node, letter: str, flags: int) -> bool:
    op, value = piece
    if op is names.ANY:
        return letter != "\n" or bool(flags & re.DOTALL)
    if op in (names.LITERAL, names.NOT_LITERAL):
        return (letter == chr(value)) is bool(op is names.LITERAL)
    return any(_in_set(one, letter) for one in value) is not bool(value[0][0] is names.NEGATE)


def _in_set(one: Node, letter: str) -> bool:
    op, value = one
    if op is names.LITERAL:
        return bool(letter == chr(value))
    if op is names.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    if op is names.CATEGORY:
        kind = str(value).rpartition("_")[2].lower()[0]
        return bool(re.match("\\" + (kind.upper() if "NOT_" in str(value) else kind), letter))
    return False


def _may_be_empty(piece: Node) -> bool:
    op, value = piece
    if op in (*_GREEDY, names.POSSESSIVE_REPEAT):
        return bool(value[0] == 0) or all(map(_may_be_empty, value[2]))
    if op is names.BRANCH:
        return any(all(map(_may_be_empty, inner)) for inner in value[1])
    return bool(op in _LOOKS)
