"""What visitors of a real Nginx see while the gate closes and opens."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.steady import SteadyLoad

from tests.host.health.gate.conftest import ORIGINS, House
from tests.host.health.gate.support import Reply, ask

pytestmark = pytest.mark.integration


def until(met: Callable[[], bool], what: str, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.01)


def test_an_open_host_serves(single: House) -> None:
    reply = ask(single.port, "/menu?table=4")

    assert (reply.status, reply.told["target"]) == (200, "/menu?table=4")


def test_the_first_request_after_closing_is_refused_and_the_first_after_opening_served(single: House) -> None:
    single.gate.update(ready=False, upstreams={})
    closed = ask(single.port)
    single.gate.update(ready=True, upstreams={})
    opened = ask(single.port)

    assert (closed.status, closed.served) == (503, False)
    assert (opened.status, opened.served) == (200, True)


@pytest.mark.parametrize("path", ["/", "/picture.jpg", "/orders/7.gif", "/socket.io/"])
def test_a_refusal_says_when_to_come_again_in_the_products_language(single: House, path: str) -> None:
    single.gate.update(ready=False, upstreams={})

    reply = ask(single.port, path, Accept="text/html,application/xhtml+xml")

    assert reply.headers["retry-after"] == "10"
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert '<html lang="ko">' in reply.body.decode()
    assert "조금 뒤에 다시 시도해 주세요" in reply.body.decode()


@pytest.mark.parametrize(
    "accept", ["application/json", "application/json, text/plain, */*", "application/problem+json"]
)
def test_a_refusal_is_json_for_who_wants_json(single: House, accept: str) -> None:
    single.gate.update(ready=False, upstreams={})

    reply = ask(single.port, "/orders", "POST", b"{}", Accept=accept)

    assert (reply.status, reply.headers["content-type"]) == (503, "application/json")
    assert json.loads(reply.body)["statusCode"] == 503
    assert reply.headers["retry-after"] == "10"


def test_a_refusal_can_be_read_by_the_front_end(single: House) -> None:
    single.gate.update(ready=False, upstreams={})

    reply = ask(single.port, Origin=ORIGINS[0])

    assert reply.headers["access-control-allow-origin"] == ORIGINS[0]


def test_a_request_in_flight_is_finished_after_closing(single: House) -> None:
    replies: list[Reply] = []
    seen = single.apps[0].seen
    slow = threading.Thread(target=lambda: replies.append(ask(single.port, "/orders?seconds=1", "POST", b"cake")))
    slow.start()
    until(lambda: single.apps[0].seen > seen, "the request to reach the application")

    single.gate.update(ready=False, upstreams={})
    refused = ask(single.port)
    slow.join()

    assert refused.status == 503
    assert (replies[0].status, replies[0].told["length"]) == (200, 4)


def test_a_request_in_flight_is_finished_while_a_server_is_taken_out(several: House) -> None:
    replies: list[Reply] = []
    before = [app.seen for app in several.apps]
    slow = threading.Thread(target=lambda: replies.append(ask(several.port, "/?seconds=1")))
    slow.start()
    until(lambda: [app.seen for app in several.apps] != before, "the request to reach an application")
    its = next(app for app, seen in zip(several.apps, before, strict=True) if app.seen > seen)

    several.gate.update(ready=True, upstreams={its.port: False})
    slow.join()

    assert (replies[0].status, replies[0].headers["x-application"]) == (200, str(its.port))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_at_200_requests_a_second_closing_and_opening_loses_none(single: House, method: str) -> None:
    with SteadyLoad(single.port, method=method) as load:
        for ready in (True, False, True, False, True):
            single.gate.update(ready, {})
            time.sleep(0.4)

    kinds = load.kinds()
    assert set(kinds) == {"served", "refused"}, kinds
    assert kinds["served"] > 100
    assert kinds["refused"] > 50


def test_at_200_requests_a_second_a_server_that_dies_costs_nobody_a_request(several: House) -> None:
    dying = several.apps[1]
    with SteadyLoad(several.port) as load:
        time.sleep(0.3)
        dying.stop()
        time.sleep(0.3)
        several.gate.update(ready=True, upstreams={dying.port: False})
        time.sleep(0.5)
        seen = dying.seen
        dying.start()
        time.sleep(0.3)
        assert dying.seen == seen, "a server that is down gets no request, whether it listens or not"
        several.gate.update(ready=True, upstreams={})
        until(lambda: dying.seen > seen, "requests to the server that is back")

    assert set(load.kinds()) == {"served"}, load.kinds()


def test_all_servers_down_are_a_refusal_and_not_an_error(several: House) -> None:
    for app in several.apps:
        app.stop()

    several.gate.update(ready=True, upstreams={app.port: False for app in several.apps})

    assert (ask(several.port).status, ask(several.port).headers["retry-after"]) == (503, "10")


def test_a_request_that_cannot_reach_the_application_is_refused_like_at_a_closed_host(single: House) -> None:
    single.apps[0].stop()

    reply = ask(single.port, "/orders", "POST", b"cake", Accept="application/json")

    assert (reply.status, reply.headers["retry-after"]) == (503, "10")


def test_a_request_that_reached_the_application_is_not_said_to_be_repeatable(single: House) -> None:
    replies: list[Reply] = []
    seen = single.apps[0].seen
    slow = threading.Thread(target=lambda: replies.append(ask(single.port, "/orders?seconds=5", "POST", b"cake")))
    slow.start()
    until(lambda: single.apps[0].seen > seen, "the request to reach the application")
    single.apps[0].stop()
    slow.join()

    assert replies[0].status == 502
    assert "retry-after" not in replies[0].headers
    assert "처리되었는지 확인" in replies[0].body.decode()


def test_a_request_that_only_reads_may_be_repeated_wherever_it_was_lost(single: House) -> None:
    replies: list[Reply] = []
    seen = single.apps[0].seen
    slow = threading.Thread(target=lambda: replies.append(ask(single.port, "/orders?seconds=5")))
    slow.start()
    until(lambda: single.apps[0].seen > seen, "the request to reach the application")
    single.apps[0].stop()
    slow.join()

    assert (replies[0].status, replies[0].headers["retry-after"]) == (503, "10")


def test_an_answer_of_the_application_passes_as_it_is(single: House) -> None:
    single.apps[0].status = 503

    reply = ask(single.port)

    assert (reply.status, reply.served) == (503, True)
    assert "retry-after" not in reply.headers


LOOP = """
    import sys, time
    from pathlib import Path
    from holdfast.host.health.gate import Gate, NginxReload
    run, servers, ports, command = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].split(","), sys.argv[4:]
    ports = [int(port) for port in ports]
    gate = Gate(run, "shop-production", servers, ports, NginxReload(tuple(command)))
    print("begun", flush=True)
    while True:
        gate.update(ready=True, upstreams={ports[0]: False})
        gate.update(ready=False, upstreams={})
        gate.update(ready=True, upstreams={ports[1]: False, ports[2]: False})
"""


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.11, 0.2, 0.31])
def test_an_agent_killed_at_any_moment_leaves_routing_as_it_was(several: House, seconds: float) -> None:
    reload = several.new_gate()._reload
    command = getattr(reload, "command")  # noqa: B009  # a callable to the gate, a known one to this test
    ports = ",".join(str(app.port) for app in several.apps)
    words = [sys.executable, "-c", textwrap.dedent(LOOP), str(several.layout.run_folder), str(several.servers), ports]
    with subprocess.Popen([*words, *command], stdout=subprocess.PIPE) as agent:
        assert agent.stdout is not None
        assert agent.stdout.readline() == b"begun\n"
        time.sleep(seconds)
        os.kill(agent.pid, signal.SIGKILL)
    was_closed = several.gate.places.closed.exists()

    statuses = {ask(several.port).status for _ in range(20)}

    assert statuses == {503 if was_closed else 200}
    several.nginx.test()
    assert several.new_gate().update(ready=True, upstreams={}).problem == ""
    until(lambda: len({ask(several.port).headers.get("x-application") for _ in range(9)}) == 3, "all three servers")


def test_a_configuration_that_somebody_broke_leaves_the_former_servers_in_place(several: House) -> None:
    whole = several.nginx.folder / "nginx.conf"
    good, before = whole.read_text(encoding="utf-8"), several.servers.read_text(encoding="utf-8")
    whole.write_text(good.replace("server_tokens off;", 'server_tokens "canary-4711";'), encoding="utf-8")
    try:
        outcome = several.gate.update(ready=True, upstreams={several.apps[0].port: False})
    finally:
        whole.write_text(good, encoding="utf-8")

    assert f"{whole}:" in outcome.problem
    assert "canary" not in outcome.problem
    assert several.servers.read_text(encoding="utf-8") == before
    assert ask(several.port).status == 200


def test_ready_is_the_agents_answer(single: House) -> None:
    single.agent.status = 503

    reply = ask(single.port, "/health/ready")

    assert (reply.status, reply.headers["x-application"]) == (503, str(single.agent.port))
    headers = reply.told["headers"]
    assert isinstance(headers, dict)
    assert headers["x-forwarded-for"] == "127.0.0.1", "the agent must not take a visitor for a neighbour"


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_without_its_agent_a_host_stays_in_and_says_so(single: House, path: str) -> None:
    single.agent.stop()

    reply = ask(single.port, path)

    assert (reply.status, reply.headers["x-holdfast-agent"]) == (200, "away")
    assert json.loads(reply.body)["status"] == "unknown"


def test_an_agent_that_hangs_is_one_that_is_gone(single: House) -> None:
    begun = time.monotonic()

    reply = ask(single.port, "/health/ready?seconds=60")

    assert (reply.status, reply.headers["x-holdfast-agent"]) == (200, "away")
    assert time.monotonic() - begun < 4.5, "a load balancer gives up after 5 s"


def test_without_its_agent_a_closed_host_stays_out(single: House) -> None:
    single.agent.stop()
    single.gate.update(ready=False, upstreams={})

    assert ask(single.port, "/health/ready").status == 503
    assert ask(single.port, "/health/live").status == 200


@pytest.mark.parametrize("agent_is_there", [True, False])
def test_a_draining_host_is_not_ready_and_finishes_what_still_arrives(single: House, *, agent_is_there: bool) -> None:
    if not agent_is_there:
        single.agent.stop()
    single.gate.places.draining.touch()

    ready, order = ask(single.port, "/health/ready"), ask(single.port, "/orders", "POST", b"cake")

    assert (ready.status, json.loads(ready.body)) == (503, {"status": "draining"})
    assert order.status == 200


def test_a_websocket_passes_in_both_directions(single: House) -> None:
    key = base64.b64encode(b"sixteen bytes ok").decode()
    with socket.create_connection(("127.0.0.1", single.port), timeout=5) as line:
        line.sendall(
            b"GET /socket.io/?transport=websocket HTTP/1.1\r\nHost: api.shop.example\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key.encode() + b"\r\n\r\n"
        )
        head = b""
        while b"\r\n\r\n" not in head:
            head += line.recv(1024)
        line.sendall(b"\x81\x84abcdping")
        echoed = line.recv(1024)

    assert head.startswith(b"HTTP/1.1 101 ")
    assert echoed == b"\x81\x84abcdping"


def test_a_path_without_websockets_does_not_upgrade(single: House) -> None:
    told = ask(single.port, "/", Upgrade="websocket", Connection="Upgrade", Sec_WebSocket_Key="x").told["headers"]

    assert isinstance(told, dict)
    assert "upgrade" not in told


@pytest.mark.parametrize(("bytes_", "status"), [(3 << 20, 200), ((3 << 20) + 1, 413)])
def test_a_body_may_be_as_large_as_declared_and_no_larger(single: House, bytes_: int, status: int) -> None:
    assert ask(single.port, "/uploads", "POST", b"x" * bytes_, Origin=ORIGINS[0]).status == status


def test_the_application_sees_the_scheme_that_the_load_balancer_saw(single: House) -> None:
    def scheme(reply: Reply) -> object:
        told = reply.told["headers"]
        assert isinstance(told, dict)
        return told["x-forwarded-proto"]

    assert scheme(ask(single.port, X_Forwarded_Proto="https")) == "https"
    assert scheme(ask(single.port)) == "http"
    assert scheme(ask(single.port, X_Forwarded_Proto="javascript")) == "http"


def test_the_log_has_one_json_document_per_request_without_query_and_headers(single: House) -> None:
    ask(single.port, '/orders/"7\\?token=canary-4711', Authorization="Bearer canary-4711", Cookie="canary-4711")
    ask(single.port, "/health/ready")
    until(lambda: "/orders/" in single.log.read_text(encoding="utf-8"), "the line")

    text = single.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    last = lines[-1]

    assert "canary" not in text
    assert (last["path"], last["status"], last["method"]) == ('/orders/"7\\', "200", "GET")
    assert float(last["request_time"]) >= 0
    assert float(last["upstream_response_time"]) >= 0
    assert not any(line["path"].startswith("/health") for line in lines)


def test_the_run_folder_may_be_missing(single: House) -> None:
    """As after a boot in which the agent never started."""
    folder: Path = single.layout.run_folder
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()

    assert ask(single.port).status == 200
    assert single.gate.update(ready=False, upstreams={}).closed
    assert ask(single.port).status == 503
