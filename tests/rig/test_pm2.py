import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from holdfast.model.errors import IncompleteError
from holdfast.rig import npm, processes
from holdfast.rig import pm2 as rig_pm2
from holdfast.rig.pm2 import Managed, Pm2
from holdfast.rig.ports import free_port

pytestmark = pytest.mark.integration

CANARY = "canary-9b1d6f0e"
APPLICATION = """
const http = require("http");
http.createServer((request, answer) => answer.end(process.env.WORD)).listen(process.env.PORT, "127.0.0.1");
"""


@pytest.fixture(scope="module")
def manager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pm2]:
    with Pm2(tmp_path_factory.mktemp("pm2"), {"CANARY": CANARY}) as started:
        yield started


@pytest.fixture(scope="module")
def port(manager: Pm2) -> int:
    port = free_port()
    (manager.home / "app.js").write_text(APPLICATION)
    settings = {"name": "app", "script": "app.js", "cwd": str(manager.home), "env": {"PORT": port, "WORD": "cake"}}
    ecosystem = manager.home / "ecosystem.config.js"
    ecosystem.write_text(f"module.exports = {{ apps: [{json.dumps(settings)}] }};\n")
    manager.start(ecosystem)
    processes.wait_until(lambda: answers(port), "the application")
    return port


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").text == "cake"
    except httpx.TransportError:
        return False


def only(manager: Pm2) -> Managed:
    (managed,) = manager.list()
    return managed


def test_an_application_of_an_ecosystem_file_runs_and_is_listed(manager: Pm2, port: int) -> None:
    assert answers(port)
    managed = only(manager)
    assert (managed.name, managed.status, managed.restarts) == ("app", "online", 0)
    assert processes.is_running(managed.pid)
    assert managed.memory > 1_000_000


def test_the_list_never_carries_the_environment(manager: Pm2, port: int) -> None:
    assert port
    assert CANARY in manager.run("jlist")
    assert CANARY not in repr(manager.list())


def test_an_application_that_is_killed_is_started_again_and_counted(manager: Pm2, port: int) -> None:
    before = only(manager)
    os.kill(before.pid, 9)
    processes.wait_until(lambda: only(manager).restarts == before.restarts + 1, "PM2 to restart it")
    processes.wait_until(lambda: answers(port), "the application")


def test_a_stopped_application_stays_in_the_list_without_a_process(manager: Pm2, port: int) -> None:
    manager.stop("app")
    managed = only(manager)
    assert (managed.status, managed.pid) == ("stopped", 0)
    assert not answers(port)
    manager.run("start", "app")
    processes.wait_until(lambda: answers(port), "the application")


def test_a_command_that_fails_is_told(manager: Pm2) -> None:
    with pytest.raises(IncompleteError, match="status 1"):
        manager.stop("nobody")


def test_leaving_the_block_ends_the_daemon_and_what_it_keeps(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("setInterval(() => {}, 1000);\n")
    own = Pm2(tmp_path / "pm2")
    kept: list[int | None] = []

    def fail_inside() -> None:
        with own:
            own.start(tmp_path / "app.js")
            kept.extend((own.daemon_pid, only(own).pid))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    daemon, application = kept
    assert daemon is not None
    assert application
    assert not processes.is_running(daemon)
    assert not processes.is_running(application)
    own.kill()


def test_a_daemon_that_was_killed_is_started_again_by_the_next_command(tmp_path: Path) -> None:
    with Pm2(tmp_path / "pm2") as own:
        own.list()
        daemon = own.daemon_pid
        assert daemon is not None
        os.kill(daemon, 9)
        processes.wait_until(lambda: own.daemon_pid is None, "the daemon to be gone")
        assert own.list() == ()
    assert own.daemon_pid is None


def test_a_frozen_daemon_is_ended_with_what_it_keeps(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("setInterval(() => {}, 1000);\n")
    with Pm2(tmp_path / "pm2") as own:
        own.start(tmp_path / "app.js")
        daemon, application = own.daemon_pid or 0, only(own).pid
        os.kill(daemon, signal.SIGSTOP)
        own.kill(seconds=0.5)
    assert not processes.is_running(daemon)
    assert not processes.is_running(application)


def test_a_home_that_is_too_long_for_a_socket_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(IncompleteError, match="too long"):
        Pm2(tmp_path / ("long" * 30))


def test_the_lock_file_fixes_every_package_by_hash_and_names_no_registry() -> None:
    lock = json.loads((rig_pm2.PACKAGE / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages["node_modules/pm2"]["version"].startswith("7.")
    assert not [name for name, package in packages.items() if "integrity" not in package]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_without_npm_the_next_step_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IncompleteError, match="npm is not here") as raised:
        npm._npm(tmp_path / "bin" / "node")
    assert raised.value.next_step


def test_a_registry_that_cannot_be_reached_is_told_and_leaves_no_half_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(processes.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{free_port()}/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(IncompleteError, match="ECONNREFUSED") as raised:
        npm.install(rig_pm2.PACKAGE)
    assert "registry" in raised.value.next_step
    assert [entry for entry in (tmp_path / "cache").iterdir() if entry.is_dir()] == []
