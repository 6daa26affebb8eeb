"""The names of WAL files: which segment of which timeline one is, what follows it, where it lies in an archive."""

import re
from dataclasses import dataclass
from typing import Self

SEGMENT_BYTES = 16 << 20
"""What `initdb` makes when it is not told another size (`--wal-segsize`, a power of two from 1 MiB to 1 GiB)."""

LEAST_SEGMENT_BYTES = 1 << 20
"""With it a name of any size of segments is a segment's, whatever its number."""

SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".lz4", ".snappy")
"""What barman-cloud puts behind the name of a compressed file (barman 3.19, read 2026-11-25)."""

_SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{8})([0-9A-F]{8})")
_HISTORY = re.compile(r"([0-9A-F]{8})\.history")
_OTHER = re.compile(r"[0-9A-F]{24}(\.[0-9A-F]{8}\.backup|\.partial)")
_LSN = re.compile(r"([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})")


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One segment: its timeline and its number, counted from the beginning of the log.

    The number depends on the size of segments: 0000000100000002000000FF is number 767 with 16 MiB.
    """

    timeline: int
    number: int

    @classmethod
    def parse(cls, name: str, segment_bytes: int = SEGMENT_BYTES) -> Self | None:
        """The segment of this exact name; None for history files, labels, partial segments and anything else."""
        found = _SEGMENT.fullmatch(name)
        if found is None:
            return None
        timeline, high, low = (int(part, 16) for part in found.groups())
        each = segments_per_high(segment_bytes)
        return cls(timeline, high * each + low) if low < each else None

    @classmethod
    def holding(cls, timeline: int, position: int, segment_bytes: int = SEGMENT_BYTES) -> Self:
        """The segment that holds the byte at `position`."""
        return cls(timeline, position // segment_bytes)

    def name(self, segment_bytes: int = SEGMENT_BYTES) -> str:
        """Its name, 24 hexadecimal digits."""
        high, low = divmod(self.number, segments_per_high(segment_bytes))
        return f"{self.timeline:08X}{high:08X}{low:08X}"

    def next(self, steps: int = 1) -> "Segment":
        """The one that follows on the same timeline."""
        return Segment(self.timeline, self.number + steps)


def segments_per_high(segment_bytes: int) -> int:
    """How many segments share the middle eight digits: 4 GiB of log."""
    return (4 << 30) // segment_bytes


def position(lsn: str) -> int:
    """An LSN such as `0/3000028` as a number of bytes.

    Raises:
        ValueError: it is none.
    """
    found = _LSN.fullmatch(lsn)
    if found is None:
        raise ValueError("not an LSN")
    return (int(found[1], 16) << 32) | int(found[2], 16)


def lsn(place: int) -> str:
    """A number of bytes as an LSN."""
    return f"{place >> 32:X}/{place & 0xFFFFFFFF:X}"


def last_segment(timeline: int, end: str, segment_bytes: int = SEGMENT_BYTES) -> Segment:
    """The last segment that a recovery up to `end` reads: an LSN at a border belongs to the segment before it."""
    return Segment.holding(timeline, max(0, position(end) - 1), segment_bytes)


def is_wal_file(name: str) -> bool:
    """Whether PostgreSQL archives files of such a name: segments, partial ones, history files, backup labels."""
    return bool(_SEGMENT.fullmatch(name) or _HISTORY.fullmatch(name) or _OTHER.fullmatch(name))


def history_of(name: str) -> int | None:
    """The timeline whose history file has this name; None when it is no history file."""
    found = _HISTORY.fullmatch(name)
    return int(found[1], 16) if found else None


def history_name(timeline: int) -> str:
    """Name of a timeline's history file."""
    return f"{timeline:08X}.history"


def folder(name: str) -> str:
    """The folder of one file in barman-cloud's layout, empty for history files, which lie above all folders."""
    return "" if _HISTORY.fullmatch(name) else name[:16]


def plain(name: str) -> str:
    """The name without a compression's suffix."""
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
