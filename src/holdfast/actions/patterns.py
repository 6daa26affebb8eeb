"""Keeps what regular expressions compile to from one run to the next, as Python keeps what its modules compile to."""

import marshal
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct

from holdfast.actions.cached import cache_folder, keep
from holdfast.model import regex

_MOST = 8_000_000
"""Bytes; a file that has grown beyond, with the patterns of many versions, is begun anew."""

_HEAD = Struct(">II")
"""The check sum and the length of the table that follows; the programs stand behind it."""

_Table = dict[regex.Key, tuple[int, int, int]]
"""Of each program where it begins among all of them, its length, and its check sum."""


class _Kept(Mapping[regex.Key, regex.Program]):
    """What a file holds. A run asks for a seventh of it: each program is made of its bytes when it is asked for."""

    def __init__(self, table: _Table, data: "mmap | bytes" = b"", begin: int = 0) -> None:
        self.table = table
        self._data = data
        self._begin = begin

    def __getitem__(self, key: regex.Key) -> regex.Program:
        at, length, check = self.table[key]
        told = self._data[self._begin + at : self._begin + at + length]
        if zlib.crc32(told) != check:
            del self.table[key]  # it is compiled and kept once more
            raise KeyError(key)
        program: regex.Program = marshal.loads(told)  # noqa: S302 - this user's own, as Python's own are
        return program

    def __iter__(self) -> Iterator[regex.Key]:
        return iter(self.table)

    def __len__(self) -> int:
        return len(self.table)

    def with_more(self, programs: Mapping[regex.Key, regex.Program]) -> bytes:
        """The content of a file that holds these, too."""
        rest = [self._data[self._begin :]]
        table, end = dict(self.table), len(rest[0])
        for key, program in programs.items():
            told = marshal.dumps(program)
            table[key] = end, len(told), zlib.crc32(told)
            rest.append(told)
            end += len(told)
        head = marshal.dumps(table)
        return b"".join((_HEAD.pack(zlib.crc32(head), len(head)), head, *rest))


@contextmanager
def kept_patterns() -> Iterator[None]:
    """Know in the body what runs before have compiled, and keep what it compiles: a tenth of a megabyte a hundred.

    It is kept under `$XDG_CACHE_HOME/holdfast` or `~/.cache/holdfast`. A file that cannot be read or written, or is
    damaged, is no fault: patterns are compiled, as without it.
    """
    form = regex.form()
    folder = cache_folder() if form else None
    if folder is None:
        yield
        return
    file = folder / f"patterns-{form}"
    if not regex.known():
        regex.know(_read(file))
    yield
    new = {key: regex.program(key) for key in regex.unknown() if not regex.is_known(key)}
    if new:
        regex.know(new)
        keep(file, _read(file).with_more(new))


def _read(file: Path) -> _Kept:
    try:
        with file.open("rb") as opened:
            data = mmap(opened.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError):  # there is none, or it is empty
        return _Kept({})
    if not _HEAD.size <= len(data) <= _MOST:
        return _Kept({})
    check, length = _HEAD.unpack_from(data)
    begin = _HEAD.size + length
    head = data[_HEAD.size : begin]
    if not length or len(head) != length or zlib.crc32(head) != check:
        return _Kept({})
    return _Kept(marshal.loads(head), data, begin)  # noqa: S302 - as above
