"""The last good copy: private, sealed, bound to its environment, replaced in one step."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from holdfast.host.configuration.last_good import Copy, LastGood
from holdfast.model.secret import Secret
from holdfast.model.startup import Problem, ProblemKind

CANARY = "Zq8canaryVALUE77xx"
COPY = Copy(1_000_000.0, {"secret|ap-northeast-2|shop": {"KEY": Secret(CANARY), "한": Secret("a\nb")}})


@pytest.fixture
def store(tmp_path: Path) -> LastGood:
    return LastGood(tmp_path / "state", "shop-production")


def kind(loaded: Copy | Problem | None) -> ProblemKind | None:
    return loaded.kind if isinstance(loaded, Problem) else None


def test_what_was_kept_comes_back(store: LastGood) -> None:
    store.keep(COPY)

    assert store.load() == COPY


def test_nothing_kept_is_nothing_wrong(store: LastGood) -> None:
    assert store.load() is None


def test_files_are_their_owners_alone_and_hold_no_value(store: LastGood) -> None:
    store.keep(COPY)

    files = sorted(store.folder.iterdir())
    assert [file.name for file in files] == ["shop-production.copy", "shop-production.key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert CANARY.encode() not in b"".join(file.read_bytes() for file in files)
    assert CANARY not in repr(COPY)


@pytest.mark.parametrize("at", [0, 11, 12, 20, -1])
def test_one_changed_byte_and_the_copy_is_not_used(store: LastGood, at: int) -> None:
    store.keep(COPY)
    sealed = bytearray(store.copy_file.read_bytes())
    sealed[at] ^= 1
    store.copy_file.write_bytes(bytes(sealed))

    assert kind(store.load()) is ProblemKind.COPY_DAMAGED


@pytest.mark.parametrize("length", [0, 5, 12, 20])
def test_a_copy_cut_short_is_not_used(store: LastGood, length: int) -> None:
    store.keep(COPY)
    store.copy_file.write_bytes(store.copy_file.read_bytes()[:length])

    assert kind(store.load()) is ProblemKind.COPY_DAMAGED


def test_another_environments_copy_is_not_used_even_under_the_same_key(store: LastGood) -> None:
    store.keep(COPY)
    other = LastGood(store.folder, "shop-staging")
    store.copy_file.rename(other.copy_file)
    store.key_file.rename(other.key_file)

    assert kind(other.load()) is ProblemKind.COPY_DAMAGED


@pytest.mark.parametrize("name", ["shop-production.copy", "shop-production.key"])
@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_files_that_others_may_read_are_not_trusted(store: LastGood, name: str, mode: int) -> None:
    store.keep(COPY)
    (store.folder / name).chmod(mode)

    assert kind(store.load()) is ProblemKind.COPY_UNSAFE


def test_links_and_pipes_in_a_files_place_are_not_read(store: LastGood, tmp_path: Path) -> None:
    store.keep(COPY)
    store.copy_file.rename(tmp_path / "elsewhere")
    store.copy_file.symlink_to(tmp_path / "elsewhere")
    by_link = kind(store.load())
    store.copy_file.unlink()
    os.mkfifo(store.copy_file, 0o600)

    assert (by_link, kind(store.load())) == (ProblemKind.COPY_UNSAFE, ProblemKind.COPY_UNSAFE)


def test_keeping_does_not_follow_a_link_and_leaves_nothing_half_written(store: LastGood, tmp_path: Path) -> None:
    store.folder.mkdir()
    (tmp_path / "victim").write_text("mine")
    store.copy_file.symlink_to(tmp_path / "victim")

    store.keep(COPY)

    assert (tmp_path / "victim").read_text() == "mine"
    assert store.load() == COPY
    assert len(list(store.folder.iterdir())) == 2


def test_processes_that_start_together_agree_on_one_key(store: LastGood) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.keep(COPY), range(40)))

    assert store.load() == COPY


def test_a_key_of_the_wrong_length_is_replaced_at_the_next_keeping(store: LastGood) -> None:
    store.keep(COPY)
    store.key_file.write_bytes(b"short")
    before = kind(store.load())
    store.keep(COPY)

    assert (before, store.load()) == (ProblemKind.COPY_DAMAGED, COPY)


def test_a_clock_set_back_makes_a_copy_older_not_younger() -> None:
    assert COPY.age_hours(COPY.at + 7200) == 2
    assert COPY.age_hours(COPY.at - 7200) == 2
