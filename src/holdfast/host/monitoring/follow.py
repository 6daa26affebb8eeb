"""Follows a growing log file through rotation and truncation, and hands out its whole lines in bounded blocks."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdfast.model.errors import IncompleteError

BLOCK = 256 * 1024
"""Bytes read at a time: the most that is in memory, together with one unfinished line."""

LONGEST_LINE = 128 * 1024
"""Bytes above which a line is dropped unread; Nginx's own lines stay below 64 KiB with its default buffers."""

_MOST_AT_ONCE = 256 * BLOCK
"""Bytes handed out by one call (64 MiB): after a backlog the caller's other work has its turn."""

_FINGERPRINT = 64
"""Bytes before the place reached that must still be the same; else the file was cut and has grown past it."""

_QUIET_TURNS = 12
"""Calls without news after which a rotated file is let go: until it is told, Nginx writes on into the old one."""


@dataclass(slots=True)
class _Open:
    """An open file, the place reached, and the beginning of a line whose end has not been written yet."""

    handle: int
    inode: tuple[int, int]
    place: int = 0
    rest: bytes = b""
    skipping: bool = False
    before: bytes = b""
    quiet: int = 0


class Follower:
    """Reads what is added to one file, whoever renames, recreates or truncates it.

    Lines that were written before the first call are not read: they are of the past. A file that comes later is
    read from its beginning. When a file is rotated twice between two calls, the one in between is not seen.

    Args:
        path: the file; it may come and go.
        from_start: read also what stands there at the first call.
    """

    def __init__(self, path: Path, *, from_start: bool = False) -> None:
        self.path = path
        self.dropped = 0
        """Lines so far that were too long, or were never finished before their file went away."""
        self._from_start = from_start
        self._looked = False
        self._current: _Open | None = None
        self._old: _Open | None = None

    def read(self) -> Iterator[bytes]:
        """Blocks of whole lines since the call before, each ending with a newline.

        Raises:
            IncompleteError: the file cannot be opened or read; the next call tries again.
        """
        self._look()
        budget = _MOST_AT_ONCE
        for file in (self._old, self._current):
            if file is None:
                continue
            start = file.place
            yield from self._drain(file, budget)
            budget -= file.place - start
            file.quiet = 0 if file.place != start else file.quiet + 1
        if self._old is not None and self._old.quiet >= _QUIET_TURNS:
            self._let_go(self._old)
            self._old = None

    def close(self) -> None:
        """Close what is open."""
        for file in (self._old, self._current):
            if file is not None:
                os.close(file.handle)
        self._old = self._current = None

    def _look(self) -> None:
        """Open the file when it is new, turn to its successor, and notice that it was cut."""
        first, self._looked = not self._looked, True
        try:
            seen = self.path.stat()
        except FileNotFoundError:
            # Renamed and not recreated yet: what was open goes on.
            return
        except OSError as error:
            raise self._unreadable(error) from error
        current = self._current
        if current is not None and current.inode == (seen.st_dev, seen.st_ino):
            self._notice_cut(current, seen.st_size)
            return
        opened = self._opened()
        if first and not self._from_start:
            opened.place = os.fstat(opened.handle).st_size
            opened.before = _bytes_before(opened)
            # It may be the middle of a line.
            opened.skipping = opened.before != b"" and not opened.before.endswith(b"\n")
        if self._old is not None:
            self._let_go(self._old)
        self._old, self._current = current, opened

    def _opened(self) -> _Open:
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise self._unreadable(error) from error
        seen = os.fstat(handle)
        if stat.S_ISREG(seen.st_mode):
            return _Open(handle, (seen.st_dev, seen.st_ino))
        os.close(handle)
        raise IncompleteError(
            "is not a regular file", where=str(self.path), next_step="let Nginx write its JSON access log to a file"
        )

    def _unreadable(self, error: OSError) -> IncompleteError:
        step = f"let the agent's user read it, as a member of its group ({error.strerror})"
        return IncompleteError("cannot be read", where=str(self.path), next_step=step)

    def _notice_cut(self, file: _Open, size: int) -> None:
        if size >= file.place and _bytes_before(file) == file.before:
            return
        self.dropped += bool(file.rest)
        file.place, file.rest, file.skipping, file.before = 0, b"", False, b""

    def _drain(self, file: _Open, budget: int) -> Iterator[bytes]:
        while budget > 0:
            try:
                data = os.pread(file.handle, BLOCK, file.place)
            except OSError as error:
                raise self._unreadable(error) from error
            if not data:
                return
            file.place += len(data)
            budget -= len(data)
            file.before = (file.before + data[-_FINGERPRINT:])[-_FINGERPRINT:]
            lines = self._whole_lines(file, data)
            if lines:
                yield lines

    def _whole_lines(self, file: _Open, data: bytes) -> bytes:
        """The finished lines of `data` with what was left before; keeps the unfinished end."""
        if file.skipping:
            end = data.find(b"\n")
            if end < 0:
                return b""
            data, file.skipping = data[end + 1 :], False
        cut = data.rfind(b"\n") + 1
        if cut:
            lines, file.rest = file.rest + data[:cut], data[cut:]
        else:
            lines, file.rest = b"", file.rest + data
        if len(file.rest) > LONGEST_LINE:
            file.rest, file.skipping = b"", True
            self.dropped += 1
        return lines

    def _let_go(self, file: _Open) -> None:
        self.dropped += bool(file.rest)
        os.close(file.handle)


def _bytes_before(file: _Open) -> bytes:
    """The bytes that now stand just before the place reached; at most as many as are remembered."""
    length = min(_FINGERPRINT, file.place)
    try:
        return os.pread(file.handle, length, file.place - length)
    except OSError:
        return b""
