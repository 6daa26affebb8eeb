"""The agent as a host runs it: a process of its own, a real PostgreSQL, signals, and a gate of files."""

import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres

pytestmark = pytest.mark.integration

SPEC = """
name = "shop"
[service]
port = {application}
[service.health]
port = {port}
interval_seconds = 0.5
timeout_seconds = 0.5
[service.metrics]
to = "none"
[environments.production.database]
placement = "rds"
"""


class _Application(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        return


@dataclass
class Host:
    """A host: an application, a database, and the agent between them."""

    folder: Path
    port: int
    environ: dict[str, str]
    process: subprocess.Popen[str] = field(init=False)

    def start(self) -> None:
        words = [*self.words("run"), "--run-folder", str(self.run_folder)]
        with (self.folder / "agent.log").open("a") as log:
            self.process = subprocess.Popen(words, env=self.environ, stderr=log, text=True)

    def words(self, action: str) -> list[str]:
        return [sys.executable, "-m", "holdfast", "agent", action, "--spec", str(self.folder)]

    def tell(self, action: str, *more: str) -> subprocess.CompletedProcess[str]:
        folder = ("--run-folder", str(self.run_folder))
        words = [*self.words(action), *folder, *more]
        return subprocess.run(words, env=self.environ, capture_output=True, text=True, check=False, timeout=30)

    @property
    def run_folder(self) -> Path:
        return self.folder / "run"

    @property
    def closed(self) -> bool:
        return (self.run_folder / "shop-production.closed").exists()

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, json.loads(body) if path != "/metrics" else body
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def wait(self, condition: Callable[[], bool], seconds: float = 20) -> float:
        """Seconds until the condition held."""
        started = time.monotonic()
        while not condition():
            assert time.monotonic() - started < seconds, f"{self.get('/health')}\n{self.said()}"
            time.sleep(0.02)
        return time.monotonic() - started

    def is_ready(self) -> bool:
        return self.get("/health/ready")[0] == 200

    def said(self) -> str:
        return (self.folder / "agent.log").read_text()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="module")
def application() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Application)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def host(tmp_path: Path, postgres: Postgres, application: int) -> Iterator[Host]:
    port = free_port()
    (tmp_path / "holdfast.toml").write_text(SPEC.format(application=application, port=port))
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": postgres.url, "HOLDFAST_RELEASE": "0123456789abcdef"}
    host = Host(tmp_path, port, environ)
    host.start()
    try:
        host.wait(host.is_ready)
        yield host
    finally:
        host.end()
        if postgres.pid is not None:
            postgres.resume()
        if postgres.pid is None:
            postgres.restart()


def test_a_stopped_database_closes_the_host_and_a_started_one_opens_it(host: Host, postgres: Postgres) -> None:
    assert not host.closed
    postgres.stop()
    host.wait(lambda: host.closed, 10)
    code, body = host.get("/health/ready")
    assert (code, body["status"], body["failing"]) == (503, "not-ready", ["database"])
    assert host.get("/health/live")[0] == 200

    postgres.restart()
    host.wait(lambda: host.is_ready() and not host.closed, 10)


def test_a_hung_database_is_seen_and_never_delays_an_answer_or_the_end(host: Host, postgres: Postgres) -> None:
    postgres.pause()
    slowest = 0.0
    started = time.monotonic()
    while host.is_ready():
        begun = time.monotonic()
        host.get("/health/live")
        slowest = max(slowest, time.monotonic() - begun)
        assert time.monotonic() - started < 10
    assert slowest < 1
    assert threads(host.process.pid) < 15

    begun = time.monotonic()
    host.process.terminate()
    assert host.process.wait(10) == 0
    assert time.monotonic() - begun < 5


def test_after_a_hang_one_connection_is_left_and_it_is_called_holdfast(host: Host, postgres: Postgres) -> None:
    postgres.pause()
    host.wait(lambda: not host.is_ready(), 10)
    postgres.resume()
    host.wait(host.is_ready, 10)
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'holdfast'"
    host.wait(lambda: postgres.execute(count) == [(1,)], 10)


def test_draining_works_with_and_without_a_running_agent(host: Host) -> None:
    assert "is draining" in host.tell("drain").stdout
    code, body = host.get("/health/ready")
    assert (code, body["status"]) == (503, "draining")
    assert not host.closed
    assert host.tell("resume").returncode == 0
    assert host.is_ready()

    host.end()
    assert host.tell("drain").returncode == 0
    assert (host.run_folder / "shop-production.draining").is_file()
    assert host.tell("resume").returncode == 0
    assert not (host.run_folder / "shop-production.draining").exists()


def test_sigterm_ends_it_with_0_and_leaves_the_gate_as_it_was(host: Host, postgres: Postgres) -> None:
    postgres.stop()
    host.wait(lambda: host.closed, 10)
    host.process.send_signal(signal.SIGTERM)
    assert host.process.wait(10) == 0
    assert host.closed
    postgres.restart()
    host.start()
    host.wait(lambda: not host.closed, 15)


def test_sigkill_at_any_moment_leaves_nothing_half_written(host: Host, postgres: Postgres) -> None:
    for moment in (0.0, 0.3, 0.9):
        host.end()
        host.start()
        time.sleep(moment)  # the moments themselves are what is tried
        host.process.kill()
        host.process.wait(10)
        assert [path.name for path in host.run_folder.iterdir()] == []
    host.start()
    host.wait(host.is_ready)


def test_its_first_line_tells_the_release_and_each_change_has_one_line(host: Host, postgres: Postgres) -> None:
    postgres.stop()
    host.wait(lambda: not host.is_ready(), 10)
    time.sleep(1)  # several more failures, which must say nothing
    lines = host.said().splitlines()

    assert "0123456789ab" in lines[0]
    assert sum("database is failing" in line for line in lines) == 1
    assert sum("the host is not-ready: database" in line for line in lines) == 1
    assert host.get("/health")[1]["release"]["commit"] == "0123456789abcdef"


def test_the_password_of_the_database_is_never_shown(host: Host, postgres: Postgres) -> None:
    password = postgres.url.split(":")[2].partition("@")[0]
    assert len(password) > 20
    seen = [json.dumps(host.get("/health")), host.get("/metrics")[1].decode()]
    seen.append(Path(f"/proc/{host.process.pid}/cmdline").read_text())
    postgres.stop()
    host.wait(lambda: not host.is_ready(), 10)
    seen += [json.dumps(host.get("/health")), host.tell("status", "--json").stdout, host.said()]

    assert not any(password in text for text in seen)


def test_behind_a_proxy_the_details_stay_on_the_host(host: Host) -> None:
    assert "probes" in host.get("/health")[1]
    assert "probes" not in host.get("/health", x_forwarded_for="203.0.113.9")[1]
    assert host.get("/metrics")[0] == 200


def test_a_thousand_slow_clients_do_not_stop_answers(host: Host) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    slow: list[socket.socket] = []
    try:
        for _ in range(1000):
            line = socket.create_connection(("127.0.0.1", host.port), timeout=5)
            line.sendall(b"GET /health/ready HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            slow.append(line)
        for _ in range(20):
            begun = time.monotonic()
            assert host.is_ready()
            assert time.monotonic() - begun < 2
    finally:
        for line in slow:
            line.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_status_shows_the_host_and_exits_by_its_readiness(host: Host, postgres: Postgres) -> None:
    shown = host.tell("status")
    assert shown.returncode == 0
    assert shown.stdout.startswith("shop production 0123456789abcdef: ready\n")
    korean = host.tell("status", "--locale", "ko").stdout
    assert korean.startswith("shop production 0123456789abcdef: 준비됨\n")
    assert "HTTP 200 응답입니다" in korean
    postgres.stop()
    host.wait(lambda: not host.is_ready(), 10)
    assert host.tell("status").returncode == 1
    host.end()
    gone = host.tell("status")
    assert (gone.returncode, gone.stdout) == (3, "")
    assert "no agent answers" in gone.stderr


def test_status_needs_no_environment_and_without_a_spec_it_says_where_one_is_looked_for(host: Host) -> None:
    spec = (host.folder / "holdfast.toml").read_text()
    (host.folder / "holdfast.toml").write_text(spec + '[environments.staging.database]\nplacement = "rds"\n')
    assert host.tell("status").returncode == 0

    (host.folder / "bare").mkdir()
    words = [sys.executable, "-m", "holdfast", "agent", "status"]
    bare = subprocess.run(words, cwd=host.folder / "bare", capture_output=True, text=True, check=False, timeout=30)
    assert bare.returncode == 2 or Path("/etc/holdfast/holdfast.toml").exists()
    assert "none in /etc/holdfast" in bare.stderr or Path("/etc/holdfast/holdfast.toml").exists()


def test_a_port_that_is_taken_and_a_missing_url_are_said_without_a_traceback(host: Host) -> None:
    second = host.tell("run")
    assert second.returncode == 3
    assert f"127.0.0.1:{host.port}: cannot listen" in second.stderr
    del host.environ["DATABASE_URL"]
    unset = host.tell("run")
    assert unset.returncode == 78
    assert "DATABASE_URL: the database cannot be asked: it is not set" in unset.stderr
    host.environ["DATABASE_URL"] = "mysql://user:canary-value@host/"
    assert "canary" not in host.tell("run").stderr
    assert "Traceback" not in second.stderr + unset.stderr


def threads(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/task").iterdir()))
