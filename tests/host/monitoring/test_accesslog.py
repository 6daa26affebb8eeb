"""The access log: what is counted, what garbage and hostile clients do to it, and a real Nginx that rotates it."""

import json
import os
import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.health.nginx import Layout, render_site
from holdfast.host.monitoring.accesslog import AccessLog, Times
from holdfast.host.monitoring.metrics import METRICS, Readings
from holdfast.host.monitoring.sources import access_log_path
from holdfast.model.product import Product
from holdfast.rig.nginx import Nginx
from holdfast.rig.ports import free_port
from holdfast.rig.processes import wait_until


def line(status: object = 200, took: object = 0.012, upstream: object = "0.010") -> bytes:
    fields = {"path": "/orders", "status": status, "request_time": took, "upstream_response_time": upstream}
    return json.dumps(fields).encode() + b"\n"


def counted(tmp_path: Path, data: bytes) -> Readings:
    path = tmp_path / "access.json"
    path.write_bytes(data)
    log = AccessLog(path, from_start=True)
    readings = log.collect()
    log.close()
    return readings


def test_requests_errors_and_times_are_counted(tmp_path: Path) -> None:
    data = line(200, 0.010) * 90 + line(404, 0.020) * 5 + line(503, 1.5, "1.400") * 5

    readings = counted(tmp_path, data)

    assert readings == {
        "requests": 100,
        "request_errors": 5,
        "request_refusals": 5,
        "request_error_percent": 5.0,
        "response_time_p50": 10,
        "response_time_p95": 20,
        "response_time_p99": 1500,
        "upstream_time_p95": 10,
        "log_lines_unreadable": 0,
    }
    assert set(readings) <= set(METRICS)


@pytest.mark.parametrize(
    "data",
    [
        b'{"status":"200","request_time":"0.012","upstream_response_time":"0.010"}\n',
        b'{"status": 200, "request_time": 0.012, "upstream_response_time": "0.010"}\n',
        b'{"upstream_status":"500, 200","status":"200","request_time":"0.012","upstream_response_time":"0.004, 0.006"}\n',
        b'{"status":"200","request_time":"0.012","upstream_response_time":"0.004 : 0.006"}\n',
        b'{"status":"200","request_time":"0.012","upstream_response_time":"-, 0.010"}\n',
    ],
)
def test_numbers_may_stand_in_quotes_and_times_of_tried_upstreams_are_added(data: bytes, tmp_path: Path) -> None:
    readings = counted(tmp_path, data)

    assert (readings["requests"], readings["request_errors"], readings["request_error_percent"]) == (1, 0, 0)
    assert (readings["response_time_p99"], readings["upstream_time_p95"]) == (12, 10)


@pytest.mark.parametrize("upstream", ["-", ""])
def test_an_answer_of_nginx_itself_has_no_upstream_time(upstream: str, tmp_path: Path) -> None:
    readings = counted(tmp_path, line(429, 0.0, upstream))

    assert readings["requests"] == 1
    assert "upstream_time_p95" not in readings


def test_without_requests_there_is_no_rate_and_no_percentile(tmp_path: Path) -> None:
    assert counted(tmp_path, b"") == {
        "requests": 0, "request_errors": 0, "request_refusals": 0, "log_lines_unreadable": 0,
    }  # fmt: skip


def test_totals_grow_and_the_rest_is_of_the_last_minute(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    path.write_bytes(line(500, 2.0))
    log = AccessLog(path, from_start=True)
    log.collect()
    with path.open("ab") as file:
        file.write(line(200, 0.001) * 3)

    readings = log.collect()

    assert (readings["requests"], readings["request_errors"], readings["request_error_percent"]) == (4, 1, 0)
    assert readings["response_time_p99"] == 1
    assert dict(log.histogram) == {2.5: 1, 0.005: 3}
    assert log.seconds == pytest.approx(2.003)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\xff\xfe\x00\x01 not text\n",
        b'203.0.113.7 - - [25/Nov/2026:20:00:00 +0900] "GET / HTTP/1.1" 200 12 "-" "curl"\n',
        b"{}\n",
        b"\n",
        b'{"status":"2000","request_time":"x"}\n',
        b'{"path":"' + b"a" * 65_000 + b'"}\n',
        b"[" * 60_000 + b"\n",
    ],
)
def test_garbage_is_counted_as_unreadable_and_the_next_line_is_read(garbage: bytes, tmp_path: Path) -> None:
    readings = counted(tmp_path, garbage + line(200))

    assert (readings["requests"], readings["log_lines_unreadable"]) == (1, 1)


def test_an_absurd_time_counts_as_ten_minutes(tmp_path: Path) -> None:
    assert counted(tmp_path, line(200, "999999999"))["response_time_p50"] == 600_000


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_a_percentile_below_ten_seconds_is_exact(milliseconds: list[int], percent: int) -> None:
    times = Times()
    for value in milliseconds:
        times.add(value / 1000, 1)

    rank = -(-len(milliseconds) * percent // 100)

    assert times.percentiles(percent) == (float(sorted(milliseconds)[rank - 1]),)


def test_texts_of_a_hostile_upstream_take_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    path.write_bytes(b"".join(line(200, 0.001, f"0.{number:06d}, 0.1") for number in range(50_000)))
    log = AccessLog(path, from_start=True)
    log.poll()

    assert len(log._upstream._counts) <= 11_000
    assert log.collect()["requests"] == 50_000
    log.close()


def test_times_of_a_million_different_requests_take_little_memory() -> None:
    times = Times()
    for value in range(1_000_000):
        times.add(value / 1000, 1)

    assert len(times._counts) <= 16_000


CONFIGURATION = """
log_format requests escape=json
    '{{"agent":"$http_user_agent","path":"$uri","status":"$status","request_time":"$request_time",'
    '"upstream_response_time":"$upstream_response_time"}}';
server {{
    listen 127.0.0.1:{upstream};
    access_log off;
    location / {{ return 200 "ok"; }}
    location /broken {{ return 503; }}
}}
server {{
    listen 127.0.0.1:{port};
    access_log {log} requests;
    location / {{ proxy_pass http://127.0.0.1:{upstream}; }}
    location /here {{ return 204; }}
}}
"""


class Server:
    """A real Nginx in front of itself, and its access log."""

    def __init__(self, nginx: Nginx, port: int, log: Path) -> None:
        self.nginx, self.port, self.log = nginx, port, log

    def request(self, path: str = "/", agent: bytes = b"test") -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
            line.sendall(b"GET %s HTTP/1.0\r\nUser-Agent: %s\r\n\r\n" % (path.encode(), agent))
            return b"".join(iter(lambda: line.recv(65536), b""))

    def reopen(self) -> None:
        pid = self.nginx.pid
        assert pid is not None
        os.kill(pid, signal.SIGUSR1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("nginx")
    port, log = free_port(), folder / "requests.json"
    text = CONFIGURATION.format(port=port, upstream=free_port(), log=log)
    with Nginx(folder, text) as nginx:
        yield Server(nginx, port, log)


@pytest.fixture
def log(server: Server) -> Iterator[AccessLog]:
    log = AccessLog(server.log)
    log.collect()
    yield log
    log.close()


def wait_for_requests(log: AccessLog, number: int) -> None:
    def seen() -> bool:
        log.poll()
        return log._statuses.total() >= number

    wait_until(seen, f"{number} requests in the log")


@pytest.mark.integration
def test_a_real_nginx_is_counted(server: Server, log: AccessLog) -> None:
    for path in ("/", "/", "/broken", "/here"):
        server.request(path)
    wait_for_requests(log, 4)

    readings = log.collect()

    assert (readings["requests"], readings["request_errors"], readings["log_lines_unreadable"]) == (4, 1, 0)
    # Nginx rounds the two apart: the whole may come out a millisecond below its part.
    assert 0 <= readings["upstream_time_p95"] <= readings["response_time_p99"] + 2


@pytest.mark.integration
@pytest.mark.parametrize(
    "agent",
    [
        b'","status":"500","request_time":"99',
        b'\\","status":"500","request_time":"99',
        b'\\\\","status": 500, "request_time": 99, "',
        b'\xff\xfe"status":"500"',
        b'{"status":500}',
        "주문 🎂".encode() * 200,
    ],
)
def test_a_client_cannot_write_numbers_into_a_real_log(agent: bytes, server: Server, log: AccessLog) -> None:
    assert server.request("/here", agent).startswith(b"HTTP/1.1 204")
    wait_for_requests(log, 1)

    readings = log.collect()

    assert (readings["requests"], readings["request_errors"], readings["log_lines_unreadable"]) == (1, 0, 0)
    assert readings["response_time_p99"] < 5_000


@pytest.mark.integration
def test_nothing_is_lost_when_a_real_nginx_reopens_its_log(server: Server, log: AccessLog) -> None:
    server.request()
    wait_for_requests(log, 1)
    server.request()
    server.log.rename(server.log.with_name("requests.json.1"))
    server.request()
    server.reopen()
    wait_until(server.log.exists, "the new log")
    server.request()
    wait_for_requests(log, 4)

    assert (log.collect()["log_lines_unreadable"], log._totals["requests"]) == (0, 4)


@pytest.mark.integration
def test_nothing_is_lost_when_the_log_is_copied_and_cut(server: Server, log: AccessLog) -> None:
    for _ in range(5):
        server.request()
    wait_for_requests(log, 5)
    shutil.copyfile(server.log, server.log.with_name("copy"))
    os.truncate(server.log, 0)
    server.request()
    wait_for_requests(log, 6)

    assert (log.collect()["log_lines_unreadable"], log._totals["requests"]) == (0, 6)


@pytest.mark.integration
def test_the_log_of_the_rendered_configuration_is_understood_and_where_it_is_looked_for(tmp_path: Path) -> None:
    port, application = free_port(), free_port()
    spec = {"name": "shop", "service": {"port": application, "metrics": {"access_log": str(tmp_path / "shop.json")}}}
    product = Product.model_validate(spec)
    layout = Layout(http_port=port, run_folder=tmp_path / "run", log_folder=tmp_path, acme_root=tmp_path)
    log = AccessLog(access_log_path(product, "production"), from_start=True)
    with Nginx(tmp_path / "nginx", render_site(product, "production", layout=layout)) as nginx:
        server = Server(nginx, port, log._follower.path)
        # Nothing listens on the application's port: Nginx answers 502 or 503 itself, and logs it.
        server.request("/orders")
        wait_for_requests(log, 1)
        server.request("/health/live")
        server.request("/orders")
        wait_for_requests(log, 2)

    readings = log.collect()
    log.close()

    assert (readings["requests"], readings["request_errors"], readings["log_lines_unreadable"]) == (2, 2, 0)
    assert "response_time_p95" in readings
