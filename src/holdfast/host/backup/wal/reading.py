"""Reads archive and spool: for `status`, for a base backup that waits for its WAL, for what may be removed."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal.archive import Stored, WalArchive
from holdfast.host.backup.wal.gaps import Base, History, find_gaps, parse_history
from holdfast.host.backup.wal.names import SEGMENT_BYTES, Segment, history_of, last_segment, lsn, position
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Archive


def read_archive(archive: WalArchive, system: str, base: Base | None, spool: Spool | None) -> Archive:
    """What the archive of one cluster holds, what is missing from it, and what waits on this host.

    Args:
        archive: where it is.
        system: the cluster's system identifier.
        base: the base backup whose WAL is asked for: a gap before it has aged out. None: no gaps are looked for.
        spool: this host's; None where the database is another host's.

    Raises:
        BackupError: the store does not answer.
    """
    stored = list(archive.entries(system))
    segment_bytes = segment_bytes_of(archive, stored)
    segments = [one for one in stored if Segment.parse(one.name, segment_bytes)]
    newest = max(segments, key=lambda one: (one.stored_at, one.name), default=None)
    names = [one.name for one in stored]
    gaps = find_gaps(names, _histories(archive, system, stored), base, segment_bytes) if base else ()
    return Archive(
        segments=len(segments),
        newest=newest.name if newest else "",
        newest_at=newest.stored_at if newest else None,
        gaps=gaps,
        spooled_bytes=spool.waiting_bytes() if spool else None,
        spool_limit_bytes=spool.limit_bytes if spool else 0,
        dropped=len(_still_dropped(spool, base, segment_bytes)) if spool else 0,
    )


def segment_bytes_of(archive: WalArchive, stored: Sequence[Stored]) -> int:
    """The size of segments in the archive, as its newest one says; PostgreSQL's default when there is none."""
    segments = [one for one in stored if Segment.parse(one.name, 1 << 20)]
    newest = max(segments, key=lambda one: one.stored_at, default=None)
    return archive.segment_bytes(newest) if newest else SEGMENT_BYTES


def oldest_start(archive: WalArchive, system: str) -> Base | None:
    """The beginning of the oldest segment, for an archive without a base backup; None when it is empty."""
    stored = list(archive.entries(system))
    segment_bytes = segment_bytes_of(archive, stored)
    segments = [found for one in stored if (found := Segment.parse(one.name, segment_bytes))]
    first = min(segments, default=None)
    return Base(first.timeline, lsn(first.number * segment_bytes)) if first else None


def wait_for_wal(
    archive: WalArchive,
    system: str,
    base: Base,
    *,
    segment_bytes: int = SEGMENT_BYTES,
    seconds: float = 600,
    pause: float = 0.3,
    waiting: Callable[[], None] = lambda: None,
) -> None:
    """Return when the archive has every segment from the base's start to its end.

    Raises:
        BackupError: it still has not after `seconds`; the message names the first segment that is missing.
    """
    deadline = time.monotonic() + seconds
    end = last_segment(base.timeline, base.end_lsn, segment_bytes)
    first = Segment.holding(base.timeline, position(base.start_lsn), segment_bytes)
    missing = [Segment(base.timeline, number).name(segment_bytes) for number in range(first.number, end.number + 1)]
    while True:
        missing = [name for name in missing if not archive.has(system, name)]
        if not missing:
            return
        if time.monotonic() > deadline:
            raise BackupError(
                Cause.STORE_MISSING,
                f"the WAL that this backup needs is not in the archive after {seconds:.0f} s: {missing[0]}"
                + (f" and {len(missing) - 1} more" if len(missing) > 1 else ""),
                where=archive.key(system, missing[0]),
                next_step="see `holdfast backup wal status`: is archive_command set as `holdfast backup wal settings` "
                "prints it, and does `holdfast backup wal ship` run?",
            )
        waiting()
        time.sleep(pause)


def older_than(stored: Iterable[Stored], timeline: int, start_lsn: str, segment_bytes: int) -> Sequence[Stored]:
    """What a recovery that begins at `start_lsn` of `timeline`, or later, never reads.

    Histories stay for ever: they are small, and tell ways that names alone do not. So do later timelines.
    """
    first = Segment.holding(timeline, position(start_lsn), segment_bytes)

    def is_older(one: Stored) -> bool:
        segment = Segment.parse(one.name[:24], segment_bytes)
        return segment is not None and segment.timeline <= timeline and segment.number < first.number

    return [one for one in stored if is_older(one)]


def remove_older(archive: WalArchive, system: str, timeline: int, start_lsn: str) -> Sequence[str]:
    """Remove the WAL before a kept base backup; the keys that the store would not give up.

    Raises:
        BackupError: the store does not answer.
    """
    stored = list(archive.entries(system))
    going = older_than(stored, timeline, start_lsn, segment_bytes_of(archive, stored))
    return archive.remove([one.key for one in going])


def _histories(archive: WalArchive, system: str, stored: Iterable[Stored]) -> Mapping[int, History]:
    found = {}
    for one in stored:
        if timeline := history_of(one.name):
            found[timeline] = parse_history(archive.text(system, one.name))
    return found


def _still_dropped(spool: Spool, base: Base | None, segment_bytes: int) -> Sequence[str]:
    """What was given up and is still missed: what came before the base backup has aged out."""
    dropped = {one.name for one in spool.dropped()}
    if base is None:
        return sorted(dropped)
    first = Segment.holding(base.timeline, position(base.start_lsn), segment_bytes)
    return sorted(name for name in dropped if (found := Segment.parse(name, segment_bytes)) and found >= first)
