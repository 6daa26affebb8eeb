"""A systemd of one's own: units run in it, and nothing of it stays."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.model.errors import IncompleteError
from holdfast.rig import systemd as module
from holdfast.rig.processes import wait_until
from holdfast.rig.systemd import Systemd, what_is_missing

pytestmark = [pytest.mark.integration, pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "-")]

UNIT = """
[Service]
ExecStart=/bin/sh -c 'echo said; exec sleep 100'
Restart=always
RestartSec=0.1
"""


@pytest.fixture(scope="module")
def systemd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Systemd]:
    with Systemd.start(tmp_path_factory.mktemp("systemd")) as booted:
        yield booted


def test_it_boots_without_a_failed_unit_and_starts_none_of_the_machines(systemd: Systemd) -> None:
    assert systemd.run("systemctl", "is-system-running").stdout == "running\n"
    running = systemd.run(
        "systemctl", "list-units", "--type=service", "--state=running", "--plain", "--no-legend"
    ).stdout
    assert [line.split()[0] for line in running.splitlines()] == ["systemd-journald.service"]


def test_a_unit_is_started_its_words_are_in_the_journal_and_what_is_killed_comes_back(systemd: Systemd) -> None:
    systemd.install("one.service", UNIT)
    systemd.run("systemctl", "start", "one")
    first = systemd.main_pid("one")
    wait_until(lambda: "said" in systemd.journal("one"), "the unit's words")

    systemd.run("systemctl", "kill", f"--signal={signal.SIGKILL}", "one")
    wait_until(lambda: systemd.main_pid("one") not in {0, first}, "another process")
    systemd.run("systemctl", "stop", "one")

    assert systemd.show("one", "ActiveState") == "inactive"


def test_what_is_written_inside_stays_inside_and_the_kernels_settings_cannot_be_written(systemd: Systemd) -> None:
    systemd.run("touch", "/etc/holdfast-was-here", "/usr/holdfast-was-here")

    assert (systemd.root / "etc/holdfast-was-here").exists()
    assert not Path("/etc/holdfast-was-here").exists()
    assert not Path("/usr/holdfast-was-here").exists()
    with pytest.raises(IncompleteError, match="ended with status"):
        systemd.run("touch", "/proc/sys/vm/swappiness")


def test_a_shared_folder_is_the_same_inside_and_outside_and_all_ends_with_it(tmp_path: Path) -> None:
    shared, folder = tmp_path / "shared", tmp_path / "root"
    shared.mkdir()
    folder.mkdir()
    before = {path for path in module._control_groups().iterdir() if path.is_dir()}

    with Systemd.start(folder, shared=[shared]) as booted:
        booted.run("touch", str(shared / "seen"))
        root = booted.root
        assert (root / "etc").is_dir()

    assert (shared / "seen").exists()
    assert not (root / "etc").exists()
    assert [path.name for path in folder.iterdir()] == ["boot.log"]
    assert {path for path in module._control_groups().iterdir() if path.is_dir()} == before


def test_apart_it_has_a_network_of_its_own_in_which_this_process_may_listen(tmp_path: Path) -> None:
    with Systemd.start(tmp_path / "apart", apart=True) as systemd, systemd.listen(80) as listener:
        asked = systemd.run("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/80 && echo reached")
        listener.settimeout(5)
        listener.accept()[0].close()

    assert asked.stdout == "reached\n"


def test_a_boot_that_fails_says_what_it_said_last(tmp_path: Path) -> None:
    booting = Systemd.start(tmp_path / "root", shared=[tmp_path / "absent"])

    with pytest.raises(IncompleteError, match="systemd does not boot") as caught, booting:
        pass
    assert "absent" in str(caught.value.where)


STARTER = """
import sys, time
from pathlib import Path
from holdfast.rig.systemd import Systemd
with Systemd.start(Path(sys.argv[1])) as booted:
    print(booted.pid, flush=True)
    time.sleep(60)
"""


def test_it_ends_with_whoever_started_it_even_when_that_one_is_killed(tmp_path: Path) -> None:
    words = [sys.executable, "-c", STARTER, str(tmp_path / "root")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        first = int(starter.stdout.readline())
        starter.kill()

    wait_until(lambda: not Path(f"/proc/{first}").exists(), "its first process to be gone", seconds=20)
