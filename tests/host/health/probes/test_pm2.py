"""PM2: what its list means, what its daemon may send, and that nothing but named fields is taken."""

import contextlib
import json
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.health.probe import Answer
from holdfast.host.health.probes.pm2 import Pm2, Pm2Error, Process, frame, home_folder, judged, processes
from holdfast.rig.pm2 import Pm2 as Daemon


def process(name: str, status: str = "online", restarts: int = 0) -> Process:
    return Process(name, status, restarts, 1000, 1.5, 60.0)


@pytest.mark.parametrize(
    ("listed", "names", "ok", "warns", "reason"),
    [
        ([process("api")], ["api"], True, False, "every process is online"),
        ([process("api"), process("worker")], [], True, False, "every process is online"),
        ([process("api"), process("worker", "errored")], ["api"], True, False, "every process is online"),
        ([process("api"), process("worker", "errored")], [], False, False, "worker is errored"),
        ([process("api"), process("api", "stopped")], ["api"], True, True, "a process of api is stopped"),
        ([process("api", "stopped"), process("api", "errored")], [], False, False, "api is errored and stopped"),
        ([process("other")], ["api"], False, False, "api is not known to PM2"),
        ([], [], False, False, "PM2 keeps no process"),
    ],
)
def test_a_name_passes_while_one_of_its_processes_is_online(
    listed: list[Process], names: list[str], ok: bool, warns: bool, reason: str
) -> None:
    answer = judged(listed, names)

    assert (answer.ok, answer.warns, answer.reason) == (ok, warns, reason)


def test_numbers_are_those_of_the_named_processes() -> None:
    values = judged(
        [process("api", restarts=2), process("api", "stopped", 1), process("x", restarts=9)], ["api"]
    ).values

    assert values["processes_online"] == 1
    assert values["processes_down"] == 1
    assert values["restarts"] == 3
    assert values["memory_bytes"] == 2000


def reply(*entries: object) -> list[bytes]:
    return [b"j:" + json.dumps({"args": [list(entries)]}).encode(), b"s:holdfast:0"]


def test_only_named_fields_are_taken_of_what_pm2_tells() -> None:
    env = {"status": "online", "restart_time": 3, "pm_uptime": 1000, "DATABASE_URL": "canary", "env": {"KEY": "canary"}}
    found = processes(reply({"name": "api", "pm2_env": env, "monit": {"memory": 5, "cpu": 1.5}}), now=61.0)

    assert found == (Process("api", "online", 3, 5, 1.5, 60.0),)
    assert "canary" not in repr(found)


def test_a_name_with_line_breaks_cannot_make_a_line_of_its_own() -> None:
    found = processes(reply({"name": "a\nholdfast: INFO: fine", "pm2_env": {"status": "online\r\n"}}), now=0)

    assert "\n" not in found[0].name + found[0].status


@given(st.lists(st.binary(max_size=200), max_size=3))
def test_whatever_comes_is_processes_or_one_error(parts: list[bytes]) -> None:
    with contextlib.suppress(Pm2Error):
        assert all(isinstance(one, Process) for one in processes(parts, now=0))


@pytest.mark.parametrize(
    "content",
    [b"j:{}", b"j:[]", b"j:null", b'j:{"error":"canary"}', b'j:{"args":[[1]]}', b"j:" + b"[" * 100_000, b"\xff", b""],
)
def test_replies_that_are_none_are_one_error_without_their_content(content: bytes) -> None:
    with pytest.raises(Pm2Error) as refused:
        processes([content], now=0)

    assert "canary" not in repr(refused.value)


@pytest.fixture
def home() -> Iterator[Path]:
    # Paths of Unix sockets are short: pytest's own folders may be too long.
    with tempfile.TemporaryDirectory(prefix="hf-") as folder:
        yield Path(folder)


def test_without_a_daemon_it_warns_and_starts_none(home: Path) -> None:
    answer = Pm2(home, (), 1).ask()

    assert (answer.ok, answer.warns, answer.reason) == (True, True, "PM2's daemon is not running")
    assert list(home.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "PM2's daemon does not answer"),
        (b"", "PM2's daemon ended the connection"),
        (frame(b"j:{}", b"s:1"), "PM2's daemon answers something that is not understood"),
        (b"\x12\xff\xff\xff\xff", "PM2's daemon answers something that is not understood"),
        (frame(b"j:" + b"x" * 100)[:50], "PM2's daemon ended the connection"),
    ],
)
def test_a_daemon_that_misbehaves_is_told_in_time(home: Path, said: bytes | None, reason: str) -> None:
    done = threading.Event()

    def serve() -> None:
        line, _ = server.accept()
        with line:
            line.recv(4096)
            if said is None:
                done.wait(5)
            else:
                line.sendall(said)

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(home / "rpc.sock"))
        server.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        answer = Pm2(home, (), 0.3).ask()
        done.set()
        thread.join(5)
    assert (answer.warns, answer.reason) == (True, reason)


def test_home_is_where_pm2_looks_for_it() -> None:
    assert home_folder({"PM2_HOME": "/srv/pm2", "HOME": "/home/a"}) == Path("/srv/pm2")
    assert home_folder({"HOME": "/home/a"}) == Path("/home/a/.pm2")


@pytest.mark.integration
def test_a_real_daemon_tells_its_processes_and_is_not_started_when_it_is_gone(home: Path) -> None:
    script = home / "app.js"
    script.write_text("setInterval(() => {}, 1000)")
    ecosystem = home / "e.config.js"
    app = {"name": "api", "script": str(script), "instances": 2, "env": {"SECRET": "canary-of-pm2"}}
    ecosystem.write_text(f"module.exports = {json.dumps({'apps': [app]})}")
    with Daemon(home / "p") as daemon:
        probe = Pm2(daemon.home, ["api"], 5)
        daemon.start(ecosystem)
        up = probe.ask()
        daemon.stop("api")
        down = probe.ask()
        daemon.kill()
        gone = probe.ask()
        assert daemon.daemon_pid is None
    assert (up.ok, up.values["processes_online"]) == (True, 2)
    assert up.values["memory_bytes"] > 1_000_000
    assert (down.ok, down.reason) == (False, "api is stopped")
    assert gone == Answer(ok=True, reason="PM2's daemon is not running", warns=True, alive=True)
    assert "canary" not in repr((up, down))
