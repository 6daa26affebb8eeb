"""What can be made again is kept where that is possible, and missed nowhere."""

from pathlib import Path

import pytest

from holdfast.actions.cached import cache_folder, keep


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
