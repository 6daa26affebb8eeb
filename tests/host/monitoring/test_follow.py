"""Following a log: rotation, truncation, partial and endless lines, files that come and go."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.host.monitoring.follow import BLOCK, LONGEST_LINE, Follower
from holdfast.model.errors import IncompleteError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def lines(follower: Follower) -> list[bytes]:
    return b"".join(follower.read()).splitlines()


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_lines_of_the_past_are_not_read(path: Path) -> None:
    append(path, b"old\n")
    follower = Follower(path)

    assert lines(follower) == []
    append(path, b"new\n")
    assert lines(follower) == [b"new"]


def test_the_rest_of_a_line_that_was_begun_before_is_not_taken_for_a_line(path: Path) -> None:
    append(path, b"old line, half ")
    follower = Follower(path)
    assert lines(follower) == []

    append(path, b"written\nnew\n")

    assert lines(follower) == [b"new"]


def test_a_file_that_comes_later_is_read_from_its_beginning(path: Path) -> None:
    follower = Follower(path)
    assert lines(follower) == []

    append(path, b"first\n")

    assert lines(follower) == [b"first"]


def test_a_line_is_handed_out_when_it_is_finished_and_whole(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"a line in ")
    assert lines(follower) == []
    append(path, b"three ")
    assert lines(follower) == []
    append(path, b"parts\nnext")

    assert lines(follower) == [b"a line in three parts"]


def test_a_renamed_file_is_read_to_its_end_before_its_successor(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n")
    assert lines(follower) == [b"1"]
    append(path, b"2\n")
    path.rename(path.with_name("access.log.1"))
    append(path, b"3\n")

    assert lines(follower) == [b"2", b"3"]


def test_what_is_still_written_into_the_renamed_file_is_read_too(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n")
    assert lines(follower) == [b"1"]
    old = path.rename(path.with_name("access.log.1"))
    append(path, b"2\n")
    assert lines(follower) == [b"2"]

    append(old, b"3, late\n")

    assert lines(follower) == [b"3, late"]


def test_a_renamed_file_without_successor_goes_on(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n")
    assert lines(follower) == [b"1"]
    old = path.rename(path.with_name("access.log.1"))
    append(old, b"2\n")

    assert lines(follower) == [b"2"]


def test_a_file_that_was_cut_is_read_from_its_beginning(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n2\n3\n")
    assert lines(follower) == [b"1", b"2", b"3"]
    os.truncate(path, 0)
    append(path, b"4\n")

    assert lines(follower) == [b"4"]


def test_a_file_that_was_cut_and_grew_past_the_old_place_is_noticed(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n2\n3\n")
    assert lines(follower) == [b"1", b"2", b"3"]
    os.truncate(path, 0)
    append(path, b"a\nb\nc\nd\ne\n")

    assert lines(follower) == [b"a", b"b", b"c", b"d", b"e"]


def test_an_endless_line_is_dropped_and_the_next_one_read(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"x" * (LONGEST_LINE + 3 * BLOCK))
    assert lines(follower) == []
    append(path, b"x" * 10 + b"\ngood\n")

    assert lines(follower) == [b"good"]
    assert follower.dropped == 1


def test_a_line_of_64_kib_is_read(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"y" * 65_536 + b"\n")

    assert lines(follower) == [b"y" * 65_536]
    assert follower.dropped == 0


def test_memory_is_bounded_however_large_the_backlog(path: Path) -> None:
    append(path, (b"z" * 999 + b"\n") * 5_000)

    blocks = list(Follower(path, from_start=True).read())

    assert len(blocks) > 10
    assert max(map(len, blocks)) <= BLOCK + LONGEST_LINE
    assert sum(map(len, blocks)) == 5_000_000


def test_a_half_line_in_a_file_that_went_away_is_counted_as_dropped(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"half")
    lines(follower)
    os.truncate(path, 0)
    append(path, b"1\n")

    assert lines(follower) == [b"1"]
    assert follower.dropped == 1


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
def test_what_is_not_a_file_is_said_and_does_not_hang(make: Callable[[Path], None], path: Path) -> None:
    make(path)

    with pytest.raises(IncompleteError, match="not a regular file"):
        lines(Follower(path))


def test_a_place_that_cannot_be_looked_at_is_said_and_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    folder.write_text("a file in the folder's place")
    follower = Follower(folder / "access.log")
    with pytest.raises(IncompleteError, match="cannot be read"):
        lines(follower)
    folder.unlink()
    folder.mkdir()
    append(folder / "access.log", b"1\n")
    lines(follower)
    append(folder / "access.log", b"2\n")

    assert lines(follower)[-1] == b"2"


def test_a_rotated_file_is_let_go_when_nothing_comes_any_more(path: Path) -> None:
    follower = Follower(path, from_start=True)
    append(path, b"1\n")
    lines(follower)
    path.rename(path.with_name("access.log.1"))
    append(path, b"2\n")
    before = open_files()
    for _ in range(20):
        lines(follower)

    # The successor was opened, and the old one closed.
    assert open_files() == before
    follower.close()
    assert open_files() == before - 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["write", "half", "read", "rename", "cut"]), max_size=40))
def test_no_whole_line_is_lost_or_doubled_when_each_rotation_is_seen(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("follow") / "log"
    follower, number, written, seen, half = Follower(path, from_start=True), 0, [], [], False
    for step in steps:
        if step in {"write", "half"}:
            number += 1
            written.append(b"line %d" % number)
            # A line after a half one finishes it first.
            append(path, (b"\n" if half else b"") + b"line %d" % number + (b"" if step == "half" else b"\n"))
            half = step == "half"
            continue
        if half:
            append(path, b"\n")
            half = False
        seen += lines(follower)
        if step == "rename" and path.exists():
            path.rename(path.with_name(f"log.{number}.{len(seen)}"))
        if step == "cut" and path.exists():
            os.truncate(path, 0)
    if half:
        append(path, b"\n")
    seen += lines(follower)
    follower.close()

    assert seen == written
