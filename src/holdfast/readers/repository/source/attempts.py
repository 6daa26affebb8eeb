"""Which part of a handler runs when what it tried fails: `try` with its `catch`, told without a parser."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex

_BRACED = regex(r"\btry\s{0,40}\{")
_CATCH = regex(r"\s{0,200}catch\b\s{0,40}(?:\([^()]{0,200}\)\s{0,40})?\{")
_INDENTED = regex(r"(?m)^(?P<indent>[ \t]*)try:[ \t]*$")
_ROW = regex(r"(?m)^(?=[ \t]*\S)")
_MOST = 40
"""Attempts of one handler; whoever writes more answers nobody's question about health."""


@record(frozen=True)
class Attempt:
    """What is tried from `start` up to `end`, and what is done from there up to `last` when it fails."""

    start: int
    end: int
    last: int


def survived(bare: str, checks: Iterator[int], errors: re.Pattern[str]) -> bool:
    """Whether everything that is checked may fail, and the handler answers as if nothing were missing.

    Args:
        bare: a handler's code without comments and texts.
        checks: where it asks its dependencies.
        errors: what makes an answer a bad one.
    """
    attempts = list(attempts_in(bare))
    idle: set[Attempt] = set()
    asked = False
    for offset in checks:
        around = sorted((one for one in attempts if one.start <= offset < one.end), key=lambda one: one.end - one.start)
        if not around or errors.search(bare, around[0].end, around[0].last):
            return False
        asked = True
        idle.update(around[1:])
    if not asked or not idle:
        return False
    # What stands around the attempt that has caught the failure already never hears of it.
    kept, done = [], 0
    for attempt in sorted(idle, key=lambda one: one.end):
        if attempt.end >= done:
            kept.append(bare[done : attempt.end])
            done = attempt.last
    return errors.search("".join((*kept, bare[done:]))) is None


def outside_catches(bare: str) -> str:
    """The code without what is done only where something that was tried has failed."""
    kept, done = [], 0
    for attempt in sorted(attempts_in(bare), key=lambda one: one.end):
        if attempt.end >= done:
            kept.append(bare[done : attempt.end])
            done = attempt.last
    return "".join((*kept, bare[done:]))


def attempts_in(bare: str) -> Iterator[Attempt]:
    """What code without comments and texts tries; none where it tries more than `_MOST` things."""
    braced = list(_BRACED.finditer(bare))
    closing = _pairs(bare) if 0 < len(braced) <= _MOST else {}
    for match in braced if closing else ():
        end = closing.get(match.end() - 1)
        catch = _CATCH.match(bare, end + 1) if end is not None else None
        last = closing.get(catch.end() - 1) if catch else None
        if end is not None and last is not None:
            yield Attempt(match.end(), end + 1, last + 1)
    indented = list(_INDENTED.finditer(bare))
    rows = [found.start() for found in _ROW.finditer(bare)] if 0 < len(indented) <= _MOST else []
    for match in indented if rows else ():
        yield from _by_indent(bare, match, rows)


def _pairs(bare: str) -> dict[int, int]:
    """Each opening brace with the one that closes it."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for match in re.finditer(r"[{}]", bare):
        if match[0] == "{":
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.start()
    return found


def _by_indent(bare: str, match: re.Match[str], rows: list[int]) -> Iterator[Attempt]:
    indent = len(match["indent"].expandtabs())
    end = None
    for start in rows[bisect_right(rows, match.start()) :]:
        row = bare[start : start + 200]
        depth = len(row.expandtabs()) - len(row.expandtabs().lstrip())
        if depth > indent:
            continue
        if depth == indent and row.lstrip().startswith(("except", "else:", "finally:")):
            end = start if end is None else end
            continue
        if end is not None:
            yield Attempt(match.end(), end, start)
        return
    if end is not None:
        yield Attempt(match.end(), end, len(bare))
