"""Finds segments that are missing from an archive: a pure function over names and timeline histories."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from holdfast.host.backup.wal.names import (
    SEGMENT_BYTES,
    Segment,
    history_name,
    history_of,
    last_segment,
    plain,
    position,
)
from holdfast.model.backup import Gap


@dataclass(frozen=True, slots=True)
class Switch:
    """One line of a history file: the timeline that was left, and the position at which."""

    timeline: int
    at: int


History = Sequence[Switch]
"""A timeline's ancestors, oldest first."""


@dataclass(frozen=True, slots=True)
class Base:
    """The WAL of a base backup: nothing older is asked for, and up to its end it is needed at any rate."""

    timeline: int
    start_lsn: str
    end_lsn: str = ""


def parse_history(text: str) -> History:
    """The ancestors that a history file names; lines that are none are passed over, as PostgreSQL does with comments.

    A line is `parent timeline, switch LSN, reason`, parted by tabs (PostgreSQL 18, timeline.c's description, read
    2026-11-25).
    """
    found = []
    for line in text.splitlines():
        words = line.split("#", 1)[0].split(None, 2)
        if len(words) < 2 or not words[0].isdigit():
            continue
        try:
            found.append(Switch(int(words[0]), position(words[1])))
        except ValueError:
            continue
    return tuple(found)


def find_gaps(
    names: Iterable[str], histories: Mapping[int, History], base: Base, segment_bytes: int = SEGMENT_BYTES
) -> tuple[Gap, ...]:
    """Runs of segments that are missing between a base backup and the newest segment of each timeline after it.

    Of a timeline that was left, the segment in which it was left is asked for under the new timeline's name alone: the
    old name is archived as `.partial`, if at all. A history file that is missing is a gap of no segments: without it
    a recovery cannot pass onto its timeline.

    Args:
        names: of everything in the archive, with or without a compression's suffix.
        histories: ancestors of each timeline whose history file could be read.
        base: what the search begins at; a gap before it has aged out.
        segment_bytes: size of a segment.

    Returns:
        The gaps in the order of their names, each segment once.
    """
    known = {plain(name) for name in names}
    present = sorted({found for name in known if (found := Segment.parse(name, segment_bytes))})
    numbers: dict[int, list[int]] = {}
    for segment in present:
        numbers.setdefault(segment.timeline, []).append(segment.number)
    asked = {*numbers, base.timeline, *(number for name in known if (number := history_of(name)))}
    newest = {timeline: found[-1] for timeline, found in numbers.items()}
    if base.end_lsn:
        end = last_segment(base.timeline, base.end_lsn, segment_bytes).number
        newest[base.timeline] = max(end, newest.get(base.timeline, 0))
    holes: list[_Hole] = []
    unknown: list[Gap] = []
    for timeline in sorted(number for number in asked if number >= base.timeline):
        if timeline > base.timeline and timeline not in histories:
            unknown.append(Gap(first=history_name(timeline), last=history_name(timeline), segments=0))
        for stretch in _chain(timeline, histories.get(timeline, ()), base, segment_bytes):
            holes += _holes(stretch, newest.get(stretch.timeline), numbers.get(stretch.timeline, ()))
    gaps = (_gap(hole, segment_bytes) for hole in _merged(holes))
    return tuple(sorted((*unknown, *gaps), key=lambda gap: gap.first))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Segments of one timeline on the way to another: from the first to before the end; None: to its newest."""

    timeline: int
    first: int
    end: int | None


@dataclass(frozen=True, slots=True, order=True)
class _Hole:
    """Segments that are not there, first and last of them."""

    timeline: int
    first: int
    last: int


def _chain(timeline: int, history: History, base: Base, segment_bytes: int) -> list[_Stretch]:
    """The way from the base to the timeline; empty when the timeline does not come from the base."""
    start = position(base.start_lsn) // segment_bytes
    way = [switch for switch in history if switch.timeline >= base.timeline]
    if timeline != base.timeline and not any(switch.timeline == base.timeline for switch in way):
        return []
    found = []
    for switch in way:
        end = switch.at // segment_bytes
        if switch.timeline == base.timeline and end < start:
            return []
        found.append(_Stretch(switch.timeline, start, end))
        start = max(start, end)
    return [*found, _Stretch(timeline, start, None)]


def _holes(stretch: _Stretch, newest: int | None, present: Sequence[int]) -> Iterator[_Hole]:
    """What is missing of one stretch: counted from one number that is there to the next, however far they lie apart."""
    end = stretch.end if stretch.end is not None else (stretch.first if newest is None else newest + 1)
    place = stretch.first
    for number in present[bisect_left(present, stretch.first) :]:
        if number >= end:
            break
        if number > place:
            yield _Hole(stretch.timeline, place, number - 1)
        place = number + 1
    if place < end:
        yield _Hole(stretch.timeline, place, end - 1)


def _merged(holes: Iterable[_Hole]) -> list[_Hole]:
    """The same segments, each once: several timelines share the way from the base."""
    merged: list[_Hole] = []
    for hole in sorted(holes):
        before = merged[-1] if merged else None
        if before and before.timeline == hole.timeline and hole.first <= before.last + 1:
            merged[-1] = _Hole(hole.timeline, before.first, max(before.last, hole.last))
            continue
        merged.append(hole)
    return merged


def _gap(hole: _Hole, segment_bytes: int) -> Gap:
    first, last = (Segment(hole.timeline, number).name(segment_bytes) for number in (hole.first, hole.last))
    return Gap(first=first, last=last, segments=hole.last - hole.first + 1)
