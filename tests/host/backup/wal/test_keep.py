"""The archive_command's fast entry: safe on disk, the same twice, never another, bounded, loud."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from holdfast.host.backup.wal import keep
from holdfast.host.backup.wal.spool import Spool
from tests.host.backup.wal.support import MIB, SYSTEM, segment

_NAME = "000000010000000000000001"
_NEXT = "000000010000000000000002"


def _write(folder: Path, name: str = _NAME, content: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(segment() if content is None else content)
    return path


def _keep(folder: Path, path: Path, *, limit: int = 8 * MIB, alarm: int = 90, drop: bool = False) -> str:
    return keep.keep(keep.Spool(str(folder / "spool"), limit, alarm, drop=drop), str(path), path.name)


def _spool(folder: Path) -> Spool:
    return Spool(folder / "spool", 8 * MIB)


def test_a_segment_is_copied_and_not_linked(tmp_path: Path) -> None:
    path = _write(tmp_path)

    assert _keep(tmp_path, path) == ""

    kept = _spool(tmp_path).path(_NAME)
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stat().st_ino != path.stat().st_ino
    assert kept.stat().st_nlink == 1
    assert _spool(tmp_path).cluster() == (SYSTEM, MIB)


def test_the_same_file_again_is_good(tmp_path: Path) -> None:
    path = _write(tmp_path)
    _keep(tmp_path, path)

    assert _keep(tmp_path, path) == ""
    assert _spool(tmp_path).waiting() == [_NAME]


def test_another_file_of_the_same_name_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path))

    with pytest.raises(keep.Refused, match="another file of the same name"):
        _keep(tmp_path, _write(tmp_path, content=segment(fill=7)))

    assert _spool(tmp_path).path(_NAME).read_bytes() == segment()


def test_a_segment_of_another_cluster_is_refused(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path))

    with pytest.raises(keep.Refused, match="belongs to the cluster"):
        _keep(tmp_path, _write(tmp_path, _NEXT, segment(2, system="7400000000000000002")))


@pytest.mark.parametrize("content", [b"", b"short", segment()[:-1], bytes(MIB)])
def test_a_segment_that_is_not_whole_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(keep.Refused, match="not a whole segment"):
        _keep(tmp_path, _write(tmp_path, content=content))


@pytest.mark.parametrize("name", ["../../etc/passwd", ".hidden", "", "a/b", "a b"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(keep.Refused, match="no name of a WAL file"):
        keep.keep(keep.Spool(str(tmp_path / "spool"), MIB, 50, drop=False), str(_write(tmp_path)), name)


@pytest.mark.parametrize("name", ["00000002.history", "000000010000000000000002.00000028.backup"])
def test_histories_and_labels_pass_the_bound(tmp_path: Path, name: str) -> None:
    _keep(tmp_path, _write(tmp_path))

    _keep(tmp_path, _write(tmp_path, name, b"1\t0/2000000\tpromoted\n"), limit=1)

    assert set(_spool(tmp_path).waiting()) == {_NAME, name}


def test_a_partial_segment_is_kept_under_its_own_name(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path, f"{_NAME}.partial"))

    assert _spool(tmp_path).waiting() == [f"{_NAME}.partial"]


def test_it_alarms_before_the_bound(tmp_path: Path) -> None:
    assert _keep(tmp_path, _write(tmp_path), limit=4 * MIB, alarm=50) == ""

    said = _keep(tmp_path, _write(tmp_path, _NEXT, segment(2)), limit=4 * MIB, alarm=50)

    assert "ALARM: the WAL spool is 50 % full" in said
    assert _spool(tmp_path).kept()["state"] == "alarm"


def test_at_the_bound_postgresql_keeps_the_file(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path, content=segment(size=2 * MIB)), limit=3 * MIB)

    with pytest.raises(keep.Refused, match=r"spool is full \(2 of 3 MiB wait for S3\); PostgreSQL keeps"):
        _keep(tmp_path, _write(tmp_path, _NEXT, segment(2, size=2 * MIB)), limit=3 * MIB)

    assert _spool(tmp_path).waiting() == [_NAME]
    assert _spool(tmp_path).kept()["state"] == "full"


def test_after_the_bound_a_good_state_is_said_again(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path, content=segment(size=2 * MIB)), limit=3 * MIB)
    with pytest.raises(keep.Refused):
        _keep(tmp_path, _write(tmp_path, _NEXT, segment(2, size=2 * MIB)), limit=3 * MIB)
    _spool(tmp_path).stored(_NAME)

    _keep(tmp_path, tmp_path / _NEXT, limit=3 * MIB)

    assert _spool(tmp_path).kept()["state"] == "ok"


def test_where_the_spec_says_drop_each_file_that_is_given_up_is_remembered_loudly(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path, content=segment(size=2 * MIB)), limit=3 * MIB, drop=True)

    said = _keep(tmp_path, _write(tmp_path, _NEXT, segment(2, size=2 * MIB)), limit=3 * MIB, drop=True)

    assert f"{_NEXT} IS GIVEN UP" in said
    assert [one.name for one in _spool(tmp_path).dropped()] == [_NEXT]
    assert _spool(tmp_path).waiting() == [_NAME]
    assert _spool(tmp_path).kept()["state"] == "dropping"


def test_what_a_killed_copy_left_is_removed_by_the_next(tmp_path: Path) -> None:
    _keep(tmp_path, _write(tmp_path))
    left = tmp_path / "spool" / keep.COMING / _NEXT
    left.write_bytes(b"half")

    _keep(tmp_path, _write(tmp_path, _NEXT, segment(2)))

    assert not left.exists()
    assert _spool(tmp_path).path(_NEXT).read_bytes() == segment(2)


def _command(folder: Path, path: Path, *, limit: int = 8 * MIB) -> list[str]:
    words = [str(folder / "spool"), str(limit), "50", "keep", str(path), path.name]
    return [sys.executable, "-I", "-S", keep.__file__, *words]


def test_the_command_says_why_in_one_line_and_ends_with_1(tmp_path: Path) -> None:
    path = _write(tmp_path, content=b"short")

    done = subprocess.run(_command(tmp_path, path), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith(f"holdfast: {_NAME} is not a whole segment")
    assert done.stderr.count("\n") == 1


def test_the_command_imports_no_library_and_nothing_of_ours() -> None:
    asked = f"import os, sys; before = set(sys.modules); sys.path.insert(0, {str(Path(keep.__file__).parent)!r})\n"
    asked += "import keep; print(*sorted(set(sys.modules) - before))"

    done = subprocess.run([sys.executable, "-I", "-S", "-c", asked], capture_output=True, text=True, check=True)

    assert set(done.stdout.split()) <= {"keep", "errno", "fcntl"}


def test_a_file_that_is_gone_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(_command(tmp_path, tmp_path / _NAME), capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No such file" in done.stderr


def test_words_that_are_not_the_rendered_ones_are_refused() -> None:
    assert keep.main(["/spool", "many", "50", "keep", "p", "n"]) == 1
    assert keep.main([]) == 1


def test_a_full_disk_leaves_nothing_half_and_postgresql_keeps_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path)

    def smaller() -> None:
        # The kernel ends a write beyond it with EFBIG, as a full disk does with ENOSPC.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (MIB // 2, MIB // 2))

    done = subprocess.run(_command(tmp_path, path), capture_output=True, text=True, check=False, preexec_fn=smaller)

    assert done.returncode == 1
    assert "its disk is full" in done.stderr
    assert _spool(tmp_path).waiting() == []
    assert list((tmp_path / "spool" / keep.COMING).iterdir()) == []


@pytest.mark.integration
@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own needs root")
def test_a_disk_that_is_really_full_is_said_so_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "spool"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2500k", "none", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        for number in (1, 2):
            _keep(tmp_path, _write(tmp_path, f"00000001000000000000000{number}", segment(number)))
        third = _write(tmp_path, "000000010000000000000003", segment(3))
        with pytest.raises(keep.Refused, match="its disk is full"):
            _keep(tmp_path, third)
        assert _spool(tmp_path).waiting() == [_NAME, _NEXT]

        _spool(tmp_path).stored(_NAME)

        assert _keep(tmp_path, third) == ""
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_kill_at_any_moment_leaves_no_file_that_is_not_whole(tmp_path: Path) -> None:
    content = segment(size=8 * MIB)
    path = _write(tmp_path, content=content)
    outcomes = set()
    for attempt in range(12):
        started = subprocess.Popen(_command(tmp_path, path, limit=64 * MIB), stderr=subprocess.DEVNULL)
        time.sleep(0.004 * attempt)
        started.kill()
        outcomes.add(started.wait() != 0)
        for name in _spool(tmp_path).waiting():
            assert _spool(tmp_path).path(name).read_bytes() == content
            _spool(tmp_path).stored(name)

    assert _keep(tmp_path, path, limit=64 * MIB) == ""
    assert _spool(tmp_path).path(_NAME).read_bytes() == content
    assert True in outcomes


def test_a_second_command_at_the_same_time_lets_the_first_finish(tmp_path: Path) -> None:
    import fcntl

    (tmp_path / "spool").mkdir()
    with (tmp_path / "spool" / "x").open("w"):
        handle = os.open(tmp_path / "spool", os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            with pytest.raises(keep.Refused, match="still at work"):
                _keep(tmp_path, _write(tmp_path))
        finally:
            os.close(handle)


def test_another_failure_of_the_disk_is_not_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(keep, "_copy", broken)

    with pytest.raises(OSError, match="Input/output"):
        _keep(tmp_path, _write(tmp_path))
