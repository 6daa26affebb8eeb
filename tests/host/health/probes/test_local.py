"""Disks and memory of the host: limits, missing folders, numbers."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from holdfast.host.health.probes.local import Disk, Memory


def test_a_disk_below_its_limit_passes_with_its_numbers(tmp_path: Path) -> None:
    answer = Disk(str(tmp_path), 100).ask()

    assert answer.ok
    assert answer.values["used_percent"] == pytest.approx(psutil.disk_usage(str(tmp_path)).percent, abs=1)
    assert 0 < answer.values["free_bytes"] < answer.values["total_bytes"]


def test_a_disk_at_its_limit_fails_and_says_how_full_it_is(tmp_path: Path) -> None:
    answer = Disk(str(tmp_path), 0).ask()

    assert not answer.ok
    assert "in use; 0 % is the limit" in answer.reason
    assert answer.values


def test_a_file_system_without_blocks_of_its_own_is_not_full() -> None:
    assert Disk("/proc", 95).ask().ok


@pytest.mark.parametrize(("folder", "reason"), [("/nowhere/at/all", "no such folder"), ("/proc/self/\0", "")])
def test_a_folder_that_cannot_be_asked_fails_or_is_a_mistake(folder: str, reason: str) -> None:
    if "\0" in folder:
        with pytest.raises(ValueError, match="null byte"):
            Disk(folder, 95).ask()
        return
    answer = Disk(folder, 95).ask()
    assert not answer.ok
    assert reason in answer.reason


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB of its own."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount one")
    if not shutil.which("mount"):
        pytest.skip("nothing here can mount one")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)], check=False)
    if done.returncode != 0:
        pytest.skip("nothing can be mounted here")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.integration
def test_a_disk_that_fills_up_fails_and_passes_again_when_it_is_cleared(small_disk: Path) -> None:
    disk = Disk(str(small_disk), 90)
    assert disk.ask().ok
    (small_disk / "log").write_bytes(b"x" * 1000 * 1024)
    full = disk.ask()
    assert not full.ok
    assert "of the space is in use; 90 % is the limit" in full.reason
    (small_disk / "log").unlink()
    assert disk.ask().ok


def test_memory_over_its_limit_fails_and_below_it_passes() -> None:
    assert Memory(100).ask().ok
    answer = Memory(0).ask()
    assert not answer.ok
    assert "memory is in use; 0 % is the limit" in answer.reason
    assert answer.values["available_bytes"] > 0
