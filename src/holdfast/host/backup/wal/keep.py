"""PostgreSQL's archive_command: copies one WAL file into the spool, safe on disk before it says so.

It runs once for every segment, so it starts fast: `python -I -S keep.py …` with four modules that cost nothing, without
a library and without Holdfast itself. For the same reason everything it needs is in its words.
"""

# Importing pathlib takes as long as everything else here together.
# ruff: noqa: PTH103, PTH104, PTH108, PTH112, PTH116, PTH118, PTH120, PTH123, PTH208

import errno
import fcntl
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

READY, COMING, CLUSTER, DROPPED, STATE = "ready", "coming", "cluster", "dropped", "keep.json"
"""What is in a spool: files that wait, files that are being copied, whose they are, what was given up, how it is."""

_CHUNK = 1 << 20
_SMALL = 1 << 20
_LONG_HEADER = 40
"""Bytes of a segment up to and with its size. PostgreSQL 18, access/xlog_internal.h, XLogLongPageHeaderData: the
cluster's number is at 24, the size of segments at 32, both in the machine's own order; read 2026-11-25."""


class Refused(Exception):  # noqa: N818  # what PostgreSQL is told: it keeps the file and asks again
    """The file is not in the spool; the text says why, for PostgreSQL's log."""


class Spool:
    """Where files wait, and how many.

    Args:
        folder: made when missing.
        limit: most bytes that may wait.
        alarm_percent: use of the bound from which every file is loud.
        drop: at the bound: give the file up and remember its name, instead of refusing it.
    """

    __slots__ = ("alarm_percent", "drop", "folder", "limit", "used")

    def __init__(self, folder: str, limit: int, alarm_percent: int, *, drop: bool) -> None:
        self.folder = folder
        self.limit = limit
        self.alarm_percent = alarm_percent
        self.drop = drop
        self.used = 0

    def path(self, *parts: str) -> str:
        """The path of something in it."""
        return os.path.join(self.folder, *parts)


def keep(spool: Spool, path: str, name: str) -> str:
    """Put one file into the spool, or give it up where the spec says so.

    The same file again is good; another file of the same name is refused. Files below 1 MiB (histories, labels) pass
    the bound: a promotion must not wait for S3.

    Args:
        spool: where to.
        path: where PostgreSQL has the file.
        name: its name.

    Returns:
        What is to be said in PostgreSQL's log; empty when there is nothing to say.

    Raises:
        Refused: it is not in the spool, and PostgreSQL must keep it.
        OSError: the spool or the file cannot be used.
    """
    if not name or name.startswith(".") or not all(letter.isalnum() or letter == "." for letter in name):
        raise Refused(f"{name!r} is no name of a WAL file")
    for folder in (spool.folder, spool.path(READY), spool.path(COMING)):
        if not os.path.isdir(folder):
            os.makedirs(folder, mode=0o700, exist_ok=True)
            _sync(os.path.dirname(folder) or ".")
    lock = os.open(spool.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _keep(spool, path, name)
    except BlockingIOError:
        raise Refused("an earlier archive_command is still at work in this spool") from None
    finally:
        os.close(lock)


def _keep(spool: Spool, path: str, name: str) -> str:
    size = os.stat(path).st_size
    _same_cluster(spool, path, name, size)
    ready = spool.path(READY, name)
    if _is_there(ready, path):
        return ""
    for left in os.listdir(spool.path(COMING)):
        os.unlink(spool.path(COMING, left))
    spool.used = waiting_bytes(spool.folder)
    if spool.used + size > spool.limit and size > _SMALL:
        return _full(spool, name, f"{spool.used >> 20} of {spool.limit >> 20} MiB wait for S3")
    coming = spool.path(COMING, name)
    try:
        _copy(path, coming, size)
    except OSError as error:
        _unlink(coming)
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise
        return _full(spool, name, "its disk is full")
    os.rename(coming, ready)
    _sync(spool.path(READY))
    spool.used += size
    percent = spool.used * 100 // max(spool.limit, 1)
    loud = percent >= spool.alarm_percent
    _say(spool, "alarm" if loud else "ok", name)
    if not loud:
        return ""
    return f"ALARM: the WAL spool is {percent} % full ({spool.used >> 20} of {spool.limit >> 20} MiB); {_SHIP}"


_SHIP = "see `holdfast backup wal status`: does `holdfast backup wal ship` run, and does S3 answer?"


def waiting_bytes(spool: str) -> int:
    """Bytes of all files that wait in the spool."""
    total = 0
    with os.scandir(os.path.join(spool, READY)) as entries:
        for entry in entries:
            try:
                total += entry.stat().st_size
            except FileNotFoundError:
                continue
    return total


def header_of(start: bytes) -> tuple[int, int]:
    """The cluster's number and the size of its segments, from a segment's first 40 bytes; zeros when it is shorter."""
    if len(start) < _LONG_HEADER:
        return 0, 0
    return int.from_bytes(start[24:32], sys.byteorder), int.from_bytes(start[32:36], sys.byteorder)


def _same_cluster(spool: Spool, path: str, name: str, size: int) -> None:
    """Refuse a segment that is cut short, or that comes from another cluster than those before it."""
    if len(name.removesuffix(".partial")) != 24:
        return
    system, segment = header_of(_start_of(path))
    if not system or segment != size:
        raise Refused(f"{name} is not a whole segment: {size} bytes, and its header says {segment}")
    known = spool.path(CLUSTER)
    try:
        before = _start_of(known).decode("ascii", "replace").split()
    except FileNotFoundError:
        before = []
    if not before:
        _write(known, f"{system} {segment}\n")
        _sync(spool.folder)
        return
    if before[0] != str(system):
        raise Refused(
            f"the spool {spool.folder} belongs to the cluster {before[0]}, and {name} is of {system}: give each one "
            "a data_folder of its own; after a new initdb, move the old spool away"
        )


def _start_of(path: str) -> bytes:
    with open(path, "rb") as read:
        return read.read(_LONG_HEADER)


def _is_there(ready: str, path: str) -> bool:
    """Whether this very file waits already, and is safe on disk.

    Raises:
        Refused: a file of this name waits, and is another.
    """
    try:
        there = open(ready, "rb")  # noqa: SIM115  # entered below: only its opening may fail so
    except FileNotFoundError:
        return False
    with there, open(path, "rb") as here:
        if not _same(there, here):
            raise Refused(f"another file of the same name waits in {ready}; do two clusters write one archive?")
        os.fsync(there.fileno())
    _sync(os.path.dirname(ready))
    # The shipper may have taken it away meanwhile: then the store holds it.
    return True


def _same(one: "BinaryIO", other: "BinaryIO") -> bool:
    while True:
        here, there = one.read(_CHUNK), other.read(_CHUNK)
        if here != there:
            return False
        if not here:
            return True


def _copy(path: str, to: str, size: int) -> None:
    """Copy by reading and writing: a link, or blocks that are shared, would change when PostgreSQL reuses the file."""
    with open(path, "rb", buffering=0) as read, open(to, "xb", buffering=0, opener=_private) as out:
        copied = 0
        while chunk := read.read(_CHUNK):
            _write_all(out.fileno(), chunk)
            copied += len(chunk)
        if copied != size:
            raise Refused(f"{path} changed while it was copied")
        os.fsync(out.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write_all(out: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[os.write(out, view) :]


def _full(spool: Spool, name: str, why: str) -> str:
    if not spool.drop:
        _say(spool, "full", name)
        raise Refused(f"the WAL spool is full ({why}); PostgreSQL keeps {name} and its disk fills; {_SHIP}")
    line = f"{name} {int(time.time())}\n"
    out = os.open(spool.path(DROPPED), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        _write_all(out, line.encode())
        os.fsync(out)
    finally:
        os.close(out)
    _say(spool, "dropping", name)
    return (
        f"ALARM: the WAL spool is full ({why}): {name} IS GIVEN UP, as the spec says (when_full = drop). No recovery "
        f"passes it until the next base backup; {_SHIP}"
    )


def _say(spool: Spool, state: str, name: str) -> None:
    """Leave the state behind for `status` and the metrics; it is a courtesy, so a full disk does not fail it."""
    path = spool.path(STATE)
    about = f'"bytes": {spool.used}, "limit": {spool.limit}, "name": "{name}"'
    try:
        # Of a good state only the change to it is worth a write.
        if state != "ok" or b'"state": "ok"' not in _start_of(path):
            _write(path, f'{{"state": "{state}", "at": {int(time.time())}, {about}}}\n')
    except OSError:
        return


def _write(path: str, text: str) -> None:
    """Replace a small file at once."""
    new = f"{path}.new"
    with open(new, "w", encoding="ascii") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.rename(new, path)


def _sync(folder: str) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        return


def main(words: list[str]) -> int:
    """Take `SPOOL LIMIT_BYTES ALARM_PERCENT keep|drop PATH NAME`: 0: it is safe; 1: PostgreSQL must keep it."""
    if len(words) != 6 or not words[1].isdigit() or not words[2].isdigit() or words[3] not in {"keep", "drop"}:
        sys.stderr.write("holdfast: archive_command is not as `holdfast backup wal settings` prints it\n")
        return 1
    folder, limit, alarm, when_full, path, name = words
    try:
        said = keep(Spool(folder, int(limit), int(alarm), drop=when_full == "drop"), path, name)
    except Refused as refused:
        sys.stderr.write(f"holdfast: {refused}\n")
        return 1
    except OSError as error:
        where = error.filename or folder
        sys.stderr.write(f"holdfast: {name} could not be spooled: {where}: {error.strerror}\n")
        return 1
    if said:
        sys.stderr.write(f"holdfast: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
