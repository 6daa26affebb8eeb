"""A stream cut into the parts of an upload, each in memory that goes back to the system when it is sent."""

import mmap
import threading
from collections.abc import Iterable, Iterator

PART = 8 << 20
_OF_ONE_SIZE = 2000
_ROOM = 48 << 20
_AT_ONCE = 3
"""Two that are sent, and one that fills."""


class Room:
    """The memory in which parts lie until they are sent: 48 MiB at most, whatever the size of the stream.

    So three parts of 8 or 16 MiB are under way at once, two of 24, and each larger one by itself.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sizes: list[int] = []

    def enter(self, size: int) -> None:
        """Wait until there is room for a part of this size."""
        with self._changed:
            self._changed.wait_for(lambda: self._has(size))
            self._sizes.append(size)

    def leave(self, size: int) -> None:
        """A part of this size is sent, or will never be."""
        with self._changed:
            self._sizes.remove(size)
            self._changed.notify()

    def _has(self, size: int) -> bool:
        return not self._sizes or (len(self._sizes) < _AT_ONCE and sum(self._sizes) + size <= _ROOM)


class Part:
    """A piece of a stream, in memory that goes back to the system: malloc would keep it, in pieces, for nothing."""

    def __init__(self, room: Room, size: int) -> None:
        room.enter(size)
        self._room = room
        self._size = size
        self.memory = mmap.mmap(-1, size)
        self.filled = 0

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes in."""
        return self.filled == self._size

    def take(self, rest: memoryview) -> memoryview:
        """Fill it with what comes first; what is left over."""
        taken = min(len(rest), self._size - self.filled)
        self.memory[self.filled : self.filled + taken] = rest[:taken]
        self.filled += taken
        return rest[taken:]

    def end(self) -> None:
        """Nothing more comes: it is as large as what is in it."""
        self.memory.resize(self.filled)

    def close(self) -> None:
        """Give its memory back."""
        self.memory.close()
        self._room.leave(self._size)


def cut(chunks: Iterable[bytes], room: Room) -> Iterator[Part]:
    """The stream in parts: 8 MiB each, 8 MiB more after every 2,000, so that 10,000 hold 240 GB.

    The last one is what is left, and shorter; a stream of nothing has none. Whoever takes a part closes it: until then
    it takes room.
    """
    part, made = None, 0
    for chunk in chunks:
        rest = memoryview(chunk)
        while rest:
            part = part or Part(room, PART * (1 + made // _OF_ONE_SIZE))
            rest = part.take(rest)
            if part.is_full:
                yield part
                part, made = None, made + 1
    if part:
        part.end()
        yield part
