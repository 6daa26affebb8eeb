import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from holdfast.model.errors import IncompleteError
from holdfast.rig import processes


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(processes.CACHE_VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_program_that_is_not_there_is_named_with_the_next_step() -> None:
    with pytest.raises(IncompleteError) as raised:
        processes.run(("/nowhere/at-all",))
    assert raised.value.where == "/nowhere/at-all"
    assert raised.value.next_step


def test_a_program_that_fails_is_told_with_its_own_words() -> None:
    with pytest.raises(IncompleteError, match=r"status 3") as raised:
        processes.run((sys.executable, "-c", "import sys; print('no room', file=sys.stderr); sys.exit(3)"))
    assert "no room" in raised.value.next_step


def test_a_program_that_may_not_be_run_is_told_apart_from_a_missing_one(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    with pytest.raises(IncompleteError, match="may not be run"):
        processes.run((program,))


def test_a_program_that_does_not_end_is_killed_at_the_limit() -> None:
    with pytest.raises(IncompleteError, match="did not end"):
        processes.run((sys.executable, "-c", "import time; time.sleep(60)"), timeout=0.3)


def test_words_reach_a_program_as_they_are_without_a_shell() -> None:
    told = processes.run((sys.executable, "-c", "import sys; print(sys.argv[1])", "$HOME; echo `id`"))
    assert told.stdout == "$HOME; echo `id`\n"


def test_waiting_in_vain_says_for_what() -> None:
    with pytest.raises(IncompleteError, match="the moon"):
        processes.wait_until(lambda: False, "the moon", seconds=0.05)


def test_killing_a_family_takes_the_children_too_and_the_frozen() -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with subprocess.Popen([sys.executable, "-c", script]) as parent:
        processes.wait_until(lambda: len(processes.family(parent.pid)) == 2, "the child")
        members = processes.family(parent.pid)
        processes.send(members, signal.SIGSTOP)
        processes.kill(members)
        assert not any(processes.is_running(pid) for pid in members)


def test_a_process_that_is_gone_has_no_family_and_no_command_line() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    assert processes.family(ended.pid) == ()
    assert not processes.command_line(ended.pid)
    assert not processes.is_running(ended.pid)


@pytest.mark.parametrize("text", ["", "\n12", "abc", "-4"])
def test_a_pid_file_without_a_number_holds_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.pid").write_text(text)
    assert processes.pid_in(tmp_path / "a.pid") is None
    assert processes.pid_in(tmp_path / "missing.pid") is None


@pytest.mark.usefixtures("cache")
def test_what_is_cached_is_made_once_by_many_at_once() -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("whole")

    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: processes.cached("thing-1", make), range(16)))
    assert len(made) == 1
    assert {(folder / "file").read_text() for folder in folders} == {"whole"}


def test_what_could_not_be_made_leaves_nothing_and_is_tried_again(cache: Path) -> None:
    def broken(folder: Path) -> None:
        (folder / "half").write_text("")
        raise IncompleteError("the network is down")

    with pytest.raises(IncompleteError, match="network"):
        processes.cached("thing-1", broken)
    assert [entry.name for entry in cache.iterdir() if entry.is_dir()] == []
    assert processes.cached("thing-1", lambda folder: (folder / "file").touch()).joinpath("file").exists()


def test_a_cached_folder_can_be_read_by_other_users(cache: Path) -> None:
    assert processes.cached("thing-1", lambda _: None).stat().st_mode & 0o005 == 0o005
    assert cache.is_dir()


def test_a_cache_that_cannot_be_written_names_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(processes.CACHE_VARIABLE, str(tmp_path / "file" / "cache"))
    with pytest.raises(IncompleteError) as raised:
        processes.cached("thing-1", lambda _: None)
    assert processes.CACHE_VARIABLE in raised.value.next_step


def test_what_is_thrown_away_lies_in_memory_only_where_the_caller_names_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    assert processes.place_in_memory() in {None, Path("/dev/shm")}
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert processes.place_in_memory() is None


@pytest.mark.parametrize("lacks", ["room", "memory"])
def test_what_is_thrown_away_does_not_lie_in_memory_that_is_short(lacks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMPDIR", raising=False)
    little = os.statvfs_result((4096, 4096, 100, 100, 100, 100, 100, 100, 0, 255))
    if lacks == "room":
        monkeypatch.setattr(os, "statvfs", lambda _: little)
    else:
        monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=1 << 30))
    assert processes.place_in_memory() is None
