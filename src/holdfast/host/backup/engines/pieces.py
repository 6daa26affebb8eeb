"""A dump in pg_dump's custom format, cut between its tables while it is made, so that they come back side by side.

The format: a head, a table of contents, and behind it one block of rows for each table, in the order of the contents,
each with its entry's number at its beginning. What is read here is the same in PostgreSQL 10 to 18
(`pg_backup_archiver.c` and `pg_backup_custom.c` in its sources, `src/bin/pg_dump`, read 2026-11-26). A dump that says
of itself that it is of another version is not cut: it is one piece, which comes back as well, only one table at a time.
"""

import itertools
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

LEAST = 64 << 20
"""Bytes of a piece before it is packed, at least: each costs some requests, during which nothing is read."""

_GROWTH = 16
"""A piece holds at least a sixteenth of what lies before it: so a dump of 10 GB has some 50, one of 10 TB some 170."""

_LARGEST = 64 << 20  # of one entry: a function's text may be long
_MAGIC: Final = b"PGDMP"
_CUSTOM: Final = 1
_NUMBER: Final = 4  # bytes of a number, besides its sign
_OLDEST, _NEWEST = (1, 12), (1, 16)
_ALGORITHM, _ACCESS_METHOD, _KIND = (1, 15), (1, 14), (1, 16)
_ROWS, _LARGE_OBJECTS = b"\x01", b"\x03"
# A chunk of no bytes ends a block. Rows are text, in which PostgreSQL has no zero bytes, and a chunk's length is not 0:
# so this with a mark behind it stands nowhere else, but perhaps in large objects, which are not searched.
_BLOCK_END: Final = bytes(5)


class _CutOffError(Exception):
    """What is there ends in the middle of a value."""


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one entry: its number, and how the block begins."""

    number: int
    mark: bytes


class Contents:
    """The table of contents at a dump's beginning, read as it comes.

    Attributes:
        size: bytes from the dump's beginning to the end of its contents, as far as they are read.
        blocks: what follows the contents, in this order.
        is_whole: whether all of them are read.
        is_strange: whether they are of a version that is not known here.
    """

    def __init__(self) -> None:
        self.size = 0
        self.blocks: list[Block] = []
        self.is_whole = False
        self.is_strange = False
        self._rest = b""  # the beginning of an entry whose end has not come
        self._version = (0, 0)
        self._offset = 0  # bytes of a place in the file
        self._left = -1  # entries that are still to come; -1 before the head is read

    @property
    def is_done(self) -> bool:
        """Whether there is no more to be read, for better or worse."""
        return self.is_whole or self.is_strange

    def read(self, chunk: bytes) -> None:
        """Read what comes next; what is behind the contents is left alone."""
        values = _Values(self._rest + chunk, self.size)
        try:
            while not self.is_done:
                self._step(values)
                self.size = values.place
        except _CutOffError:
            self._rest = values.behind(self.size)
            self.is_strange = len(self._rest) > _LARGEST

    def _step(self, values: "_Values") -> None:
        if self._left < 0:
            self._head(values)
        elif self._left:
            self._entry(values)
            self._left -= 1
        self.is_whole = self._left == 0 and not self.is_strange

    def _head(self, values: "_Values") -> None:
        magic, (major, minor, _, numbers, self._offset, kind) = values.take(5), values.take(6)
        self._version = (major, minor)
        known = magic == _MAGIC and _OLDEST <= self._version <= _NEWEST
        if not known or (numbers, kind) != (_NUMBER, _CUSTOM):
            self.is_strange = True
            return
        values.take(1 if self._version >= _ALGORITHM else 1 + _NUMBER)  # how it is packed
        for _ in range(7):  # when it was made
            values.number()
        for _ in range(3):  # the database's name, the server's version, pg_dump's
            values.text()
        self._left = values.number()

    def _entry(self, values: "_Values") -> None:
        number, has_rows = values.number(), values.number()
        for _ in range(3):  # its numbers in the catalogue, its name
            values.text()
        what = values.text()
        values.number()  # before, with or behind the rows
        for _ in range(5):  # how it is made, dropped and filled; schema and tablespace
            values.text()
        if self._version >= _ACCESS_METHOD:
            values.text()
        if self._version >= _KIND:
            values.number()
        for _ in range(2):  # its owner, and a word that means nothing any more
            values.text()
        while values.text() is not None:  # what it depends on
            continue
        values.take(1 + self._offset)  # where its rows are, which is not known yet
        if number <= 0:
            self.is_strange = True
        elif has_rows:
            mark = _LARGE_OBJECTS if what == b"BLOBS" else _ROWS
            self.blocks.append(Block(number, mark + b"\0" + number.to_bytes(_NUMBER, "little")))


class _Values:
    """Values of the format, one after another; what is not there whole raises `_CutOffError`.

    Args:
        data: a part of the dump.
        begins: where in the dump it begins.
    """

    def __init__(self, data: bytes, begins: int) -> None:
        self._data = data
        self._begins = begins
        self._taken = 0

    @property
    def place(self) -> int:
        """Where in the dump the next one begins."""
        return self._begins + self._taken

    def behind(self, place: int) -> bytes:
        """What is there behind a place in the dump."""
        return self._data[place - self._begins :]

    def take(self, size: int) -> bytes:
        """So many bytes."""
        taken = self._data[self._taken : self._taken + size]
        if len(taken) < size:
            raise _CutOffError
        self._taken += size
        return taken

    def number(self) -> int:
        """A sign, and four bytes."""
        sign, *value = self.take(1 + _NUMBER)
        return (-1 if sign else 1) * int.from_bytes(value, "little")

    def text(self) -> bytes | None:
        """A length, and so many bytes; None where the length is negative."""
        size = self.number()
        return None if size < 0 else self.take(size)


class _Following:
    """The blocks that are still to come, in their order."""

    def __init__(self, contents: Contents) -> None:
        self._coming = self._behind_rows(contents.blocks)
        self._next = next(self._coming, None)

    @staticmethod
    def _behind_rows(blocks: Sequence[Block]) -> Iterator[Block]:
        """All but the first, which begins where the contents end, and those that large objects lie before."""
        for before, block in itertools.pairwise(blocks):
            if before.mark.startswith(_LARGE_OBJECTS):
                return
            yield block

    def found(self, data: bytes, start: int) -> Iterator[tuple[int, int]]:
        """Where in `data` a block begins, and whose it is."""
        while self._next and (end := data.find(_BLOCK_END + self._next.mark, start)) >= 0:
            start = end + len(_BLOCK_END)
            yield start, self._next.number
            self._next = next(self._coming, None)

    def begun(self, data: bytes) -> int:
        """Bytes at the end of `data` that may be the beginning of what is looked for."""
        wanted = _BLOCK_END + self._next.mark if self._next else b""
        return next((size for size in range(len(wanted) - 1, 0, -1) if data.endswith(wanted[:size])), 0)


def cut(chunks: Iterable[bytes]) -> Iterator[tuple[int, Iterator[bytes]]]:
    """The dump in pieces, each to be taken whole before the next is asked for.

    Args:
        chunks: the dump as it comes.

    Yields:
        The number of the entry with whose rows the piece begins, 0 for the first, which has the contents, too; and
        the piece.
    """
    for begins, labelled in itertools.groupby(_labelled(chunks), operator.itemgetter(0)):
        yield begins, (piece for _, piece in labelled)


def head_of(chunks: Iterable[bytes]) -> tuple[bytes, Contents] | None:
    """The beginning of a dump, as far as its contents go, and what they say; None where they cannot be read."""
    contents, taken = Contents(), []
    for chunk in chunks:
        taken.append(chunk)
        contents.read(chunk)
        if contents.is_done:
            break
    return (b"".join(taken)[: contents.size], contents) if contents.is_whole else None


def _labelled(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """The dump's bytes, each with the number with which its piece begins."""
    contents, following = Contents(), _Following(Contents())
    place = begins = begun = 0  # where `data` is in the dump; the piece's number, and where it begins
    held = b""
    for chunk in chunks:
        start = 0
        if not contents.is_done:
            contents.read(chunk)
            following, start = _Following(contents), contents.size - place
        data = held + chunk
        given = 0
        for where, number in following.found(data, start) if contents.is_done else ():
            if place + where - begun < max(LEAST, begun // _GROWTH):
                continue
            yield begins, data[given:where]
            given, begins, begun = where, number, place + where
        end = len(data) - following.begun(data)
        yield begins, data[given:end]
        held = data[end:]
        place += end
    yield begins, held
