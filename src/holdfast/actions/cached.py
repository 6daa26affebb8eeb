"""Where what can be made again is kept from one run to the next; a place that cannot be written is no fault."""

import marshal
import os
import sys
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct
from typing import Any, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")

_HEAD = Struct(">II")
"""The check sum and the length of the table that follows; the values stand behind it."""

_WRITTEN_BY_OTHERS = 0o002


def cache_folder() -> Path | None:
    """`$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`; None where nobody is at home."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser() / "holdfast"
    except RuntimeError:
        return None


def keep(file: Path, *parts: bytes | memoryview) -> bool:
    """Replace a file in one step: others may read it, or write theirs, at the same time. False where that cannot be.

    Nobody else may read it: it may quote what is checked.
    """
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(beside, "wb", opener=_for_its_owner) as opened:
            opened.writelines(parts)
        beside.replace(file)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Kept(Mapping[K, V]):
    """What a file holds by its keys; a value is made of its bytes each time it is asked for, and costs nothing before.

    Keys and values are what `marshal` writes, which only the same version of Python reads.
    """

    def __init__(self, table: dict[K, tuple[int, int, int]], data: "mmap | bytes" = b"", begin: int = 0) -> None:
        """Of each value the table tells where it begins behind `begin`, its length, and its check sum."""
        self._table = table
        self._data = data
        self._begin = begin

    @classmethod
    def read(cls, file: Path, most: int) -> "Kept[K, V]":
        """What `file` holds; nothing where it cannot be read, is damaged, or is longer than `most` bytes.

        Nor is anything read of what others may have written: it says what this program does.
        """
        try:
            with file.open("rb") as opened:
                found = os.fstat(opened.fileno())
                data = mmap(opened.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError):  # there is none, or it is empty
            return cls({})
        if sys.platform != "win32" and (found.st_uid != os.geteuid() or found.st_mode & _WRITTEN_BY_OTHERS):
            return cls({})
        if not _HEAD.size <= len(data) <= most:
            return cls({})
        check, length = _HEAD.unpack_from(data)
        begin = _HEAD.size + length
        head = data[_HEAD.size : begin]
        if not length or len(head) != length or zlib.crc32(head) != check:
            return cls({})
        return cls(marshal.loads(head), data, begin)  # noqa: S302 - this user's own, as Python's own are

    def __getitem__(self, key: K) -> V:
        at, length, check = self._table[key]
        told = self._data[self._begin + at : self._begin + at + length]
        if zlib.crc32(told) != check:
            del self._table[key]  # it is made and kept once more
            raise KeyError(key)
        return cast("V", marshal.loads(told))  # noqa: S302 - as above

    def __iter__(self) -> Iterator[K]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def with_more(self, more: Mapping[K, V]) -> tuple[bytes | memoryview, ...]:
        """The content of a file that holds these, too, in parts."""
        rest: list[bytes | memoryview] = [memoryview(self._data)[self._begin :]]
        table, end = dict(self._table), len(rest[0])
        for key, value in more.items():
            told = marshal.dumps(cast("Any", value))
            table[key] = end, len(told), zlib.crc32(told)
            rest.append(told)
            end += len(told)
        head = marshal.dumps(table)
        return (_HEAD.pack(zlib.crc32(head), len(head)), head, *rest)
