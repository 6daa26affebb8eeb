import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from holdfast.host.backup import scratch
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.server import Server
from holdfast.host.processes.accounts import Account, is_root
from holdfast.rig.processes import is_running
from tests.host.backup import places


def test_the_folder_is_closed_to_others_and_gone_at_the_end(tmp_path: Path) -> None:
    with scratch.scratch_folder(tmp_path / "scratch", "verify") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "data").mkdir()

    assert list((tmp_path / "scratch").iterdir()) == []


def test_it_is_gone_after_an_exception_too(tmp_path: Path) -> None:
    with pytest.raises(KeyError), scratch.scratch_folder(tmp_path, "verify") as folder:
        raise KeyError

    assert not folder.exists()


def test_a_folder_in_use_is_no_leftover(tmp_path: Path) -> None:
    with scratch.scratch_folder(tmp_path, "verify") as first, scratch.scratch_folder(tmp_path, "verify") as second:
        assert first.exists()
        assert second.exists()
        assert scratch.sweep(tmp_path) == ()


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    code = (
        "import os, signal; from pathlib import Path; from holdfast.host.backup.scratch import scratch_folder\n"
        f"with scratch_folder(Path({str(tmp_path)!r}), 'verify') as folder:\n"
        "    (folder / 'half').write_text('x'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False, env={**os.environ, "PYTHONPATH": "src"})
    left = list(tmp_path.iterdir())

    with scratch.scratch_folder(tmp_path, "verify") as folder:
        there = list(tmp_path.iterdir())

    assert killed.returncode == -signal.SIGKILL
    assert len(left) == 1
    assert there == [folder]


def test_a_folder_that_cannot_be_made_is_an_error_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with (
        pytest.raises(BackupError, match=r"no folder .* can be made") as error,
        scratch.scratch_folder(tmp_path / "file" / "scratch", "verify"),
    ):
        pass

    assert str(tmp_path) in error.value.where


@pytest.mark.skipif(not is_root(), reason="root alone runs servers as another user")
def test_a_place_that_the_servers_user_cannot_reach_is_an_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    stranger = Account("stranger", 54_321, 54_321)

    with (
        pytest.raises(BackupError, match="stranger, as whom PostgreSQL runs, cannot get there"),
        scratch.scratch_folder(tmp_path / "scratch", "verify", stranger),
    ):
        pass

    assert list((tmp_path / "scratch").iterdir()) == []


def test_too_little_room_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"the restore needs about 1024\.0 TiB, and .* free") as error:
        scratch.require_space(tmp_path / "not" / "there", 1 << 50, "the restore")

    assert error.value.cause is Cause.DISK_FULL


def test_enough_room_is_no_news(tmp_path: Path) -> None:
    scratch.require_space(tmp_path, 1, "the restore")


def test_a_number_that_is_another_programs_is_no_server(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")

    assert scratch.running_server(tmp_path) is None


@pytest.mark.parametrize("text", ["", "abc\n", "-5\n", "999999999\n"])
def test_a_file_without_a_process_is_no_server(tmp_path: Path, text: str) -> None:
    (tmp_path / "postmaster.pid").write_text(text)

    assert scratch.running_server(tmp_path) is None


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (3 << 30, "3.0 GiB"), (5 << 40, "5.0 TiB")]
)
def test_sizes_are_written_for_people(size: int, text: str) -> None:
    assert scratch.size_text(size) == text


@pytest.mark.integration
def test_a_server_that_a_killed_run_left_is_ended_with_its_folder() -> None:
    with places.open_folder() as home:
        left = home / "verify-left"
        left.mkdir(mode=0o700)
        if who := places.account():
            os.chown(left, who.user, who.group)
        server = Server(data=left / "data", home=left, programs=places.programs(16), account=who)
        server.make()
        server.start()
        pid = scratch.running_server(left / "data")

        gone = scratch.sweep(home)
        lives = pid is not None and is_running(pid)
        server.stop()

        assert pid is not None
        assert not lives
        assert gone == ("verify-left",)
        assert list(home.iterdir()) == []
