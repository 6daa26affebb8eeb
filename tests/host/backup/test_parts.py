"""Parts of an upload: their sizes, their content, and the memory that they take while they are sent."""

import queue
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.backup import parts
from holdfast.host.backup.parts import PART, Part, Room, cut

MIB = 1 << 20


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 8)
    monkeypatch.setattr(parts, "_OF_ONE_SIZE", 2)


def test_a_stream_of_nothing_has_no_parts() -> None:
    assert sizes() == []
    assert sizes(b"", b"") == []


@pytest.mark.usefixtures("small")
def test_parts_grow_after_every_so_many_and_the_last_is_what_is_left() -> None:
    assert sizes(bytes(75)) == [8, 8, 16, 16, 24, 3]


@pytest.mark.usefixtures("small")
def test_a_stream_that_ends_with_a_part_has_no_empty_one_behind_it() -> None:
    assert sizes(bytes(8), bytes(8)) == [8, 8]


def test_parts_begin_with_eight_mib() -> None:
    assert sizes(bytes(PART + 1)) == [8 * MIB, 1]


@given(st.lists(st.binary(max_size=40)))
def test_parts_together_are_the_stream(chunks: list[bytes]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "PART", 8)
        patch.setattr(parts, "_OF_ONE_SIZE", 2)
        assert b"".join(each(*chunks)) == b"".join(chunks)


@pytest.mark.parametrize(("mib", "at_once"), [(8, 3), (16, 3), (24, 2), (32, 1), (40, 1)])
def test_parts_under_way_stay_within_48_mib(mib: int, at_once: int) -> None:
    room = Room()
    entered = [enters(room, mib * MIB) for _ in range(at_once + 1)]

    assert entered == [True] * at_once + [False]
    assert at_once * mib <= 48


def test_a_part_waits_until_another_is_closed() -> None:
    room = Room()
    first = Part(room, 40 * MIB)
    made: queue.SimpleQueue[Part] = queue.SimpleQueue()
    waiting = threading.Thread(target=lambda: made.put(Part(room, 40 * MIB)))
    waiting.start()
    with pytest.raises(queue.Empty):
        made.get(timeout=0.05)

    first.close()
    made.get(timeout=10).close()
    waiting.join()


def each(*chunks: bytes) -> Iterator[bytes]:
    for part in cut(chunks, Room()):
        yield part.memory[:]
        part.close()


def sizes(*chunks: bytes) -> list[int]:
    return [len(one) for one in each(*chunks)]


def enters(room: Room, size: int) -> bool:
    """Whether there is room at once; then it is taken."""
    waiting = threading.Thread(target=room.enter, args=(size,), daemon=True)
    waiting.start()
    waiting.join(0.2)
    return not waiting.is_alive()
