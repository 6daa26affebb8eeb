"""What can be made again is kept where that is possible, and missed nowhere."""

import os
from pathlib import Path

import pytest

from holdfast.actions.cached import Kept, cache_folder, keep


def test_the_folder_is_the_one_that_is_named_or_that_of_whoever_is_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/srv/kept")
    assert cache_folder() == Path("/srv/kept/holdfast")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/kim")
    assert cache_folder() == Path("/home/kim/.cache/holdfast")


def test_nobody_at_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", nobody)
    assert cache_folder() is None


def test_a_file_is_replaced_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "kept"

    assert keep(file, b"one")
    assert keep(file, b"two")
    assert {one.name: one.read_bytes() for one in file.parent.iterdir()} == {"kept": b"two"}


def test_a_place_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    assert not keep(tmp_path / "file" / "kept", b"one")


def written(file: Path, values: dict[str, list[int]]) -> Path:
    """A file that holds these."""
    assert keep(file, *Kept[str, list[int]]({}).with_more(values))
    return file


def read(file: Path, most: int = 1_000_000) -> dict[str, list[int]]:
    return dict(Kept[str, list[int]].read(file, most))


def test_what_is_kept_comes_back_with_what_is_added_to_it(tmp_path: Path) -> None:
    file = written(tmp_path / "kept", {"one": [1], "two": [2, 2]})

    more = Kept[str, list[int]].read(file, 1_000_000).with_more({"two": [22], "three": []})

    assert read(file) == {"one": [1], "two": [2, 2]}
    assert keep(file, *more)
    assert read(file) == {"one": [1], "two": [22], "three": []}


def test_of_a_file_that_is_not_there_or_longer_than_wanted_nothing_is_read(tmp_path: Path) -> None:
    file = written(tmp_path / "kept", {"one": [1]})

    assert read(tmp_path / "none") == {}
    assert read(file, most=file.stat().st_size - 1) == {}
    assert read(file, most=file.stat().st_size) == {"one": [1]}


def test_a_value_that_was_damaged_is_missing_and_the_others_are_not(tmp_path: Path) -> None:
    file = written(tmp_path / "kept", {"one": [1], "two": [2]})
    file.write_bytes(file.read_bytes()[:-1] + b"\xff")

    kept = Kept[str, list[int]].read(file, 1_000_000)

    assert [kept.get("one"), kept.get("two")] == [[1], None]
    assert list(kept) == ["one"]


def test_a_file_that_others_may_write_is_not_believed(tmp_path: Path) -> None:
    file = written(tmp_path / "kept", {"one": [1]})
    file.chmod(0o666)

    assert read(file) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_not_believed(tmp_path: Path) -> None:
    file = written(tmp_path / "kept", {"one": [1]})
    os.chown(file, 65_534, 65_534)

    assert read(file) == {}
