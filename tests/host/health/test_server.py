"""The server: clients that do not ask are shown the door, answers leave at once, many files may be open."""

import asyncio
import socket
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import pytest

from holdfast.host.health import server as module
from holdfast.host.health.answers import Response
from holdfast.host.health.server import allow_many_connections, bind, server
from holdfast.model.errors import IncompleteError
from tests.host.health.fakes import run

ANSWER = Response.of(200, b'{"status": "ready"}')


async def constant(_scope: Any, _receive: Any, send: Any) -> None:
    await send(ANSWER.start)
    await send(ANSWER.body)


def served(work: Any, app: Any = constant) -> None:
    """Run `work(port)` beside a server, which must end by itself afterwards."""

    async def both() -> None:
        bound = bind(0)
        serving = server(app, bound)
        running = asyncio.create_task(serving.serve(sockets=[bound]))
        while not serving.started:
            await asyncio.sleep(0.01)
        coroutine: Coroutine[Any, Any, None] = work(bound.getsockname()[1])
        await coroutine
        serving.should_exit = True
        await asyncio.wait_for(running, 5)

    run(both(), 20)


async def asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(len(ANSWER.body["body"]))


def test_a_connection_that_does_not_ask_is_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.2)

    async def work(port: int) -> None:
        for begun in (b"", b"GET / HT", b"GET / HTTP/1.1\r\nX: "):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(begun)
            assert await asyncio.wait_for(reader.read(), 3) == b""
            writer.close()

    served(work)


def test_a_client_that_drips_its_second_request_is_closed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.3)

    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert b"200" in await asked(reader, writer)
        reading = asyncio.create_task(reader.read())
        ends = time.monotonic() + 5
        while not reading.done() and time.monotonic() < ends:
            writer.write(b"G" if reader.at_eof() is False else b"")
            await asyncio.sleep(0.05)
        assert reading.done()
        writer.close()

    served(work)


def test_a_client_that_keeps_asking_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.5)

    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        ends = time.monotonic() + 1.5
        while time.monotonic() < ends:
            assert b"200" in await asked(reader, writer)
            await asyncio.sleep(0.02)
        writer.close()

    served(work)


def test_above_the_limit_the_oldest_connection_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_OPEN", 3)

    async def work(port: int) -> None:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert b"200" in await asked(reader, writer)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(lines[0][0].readexactly(1), 3)
        for _, other in [*lines, (reader, writer)]:
            other.close()

    served(work)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nX-Y\r\n\r\n",
        b"GET / HTTP/1.1\r\nX\x00Y: 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://host HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_next_client_is_answered(sent: bytes) -> None:
    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert (await asyncio.wait_for(reader.read(), 3)).startswith(b"HTTP/1.1 400 ")
        writer.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert b"200" in await asked(reader, writer)
        writer.close()

    served(work)


@pytest.mark.parametrize(
    "head", [b"GET /", b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\nX"], ids=["path", "value", "name"]
)
@pytest.mark.parametrize("size", [500, 40_000])
def test_a_header_without_end_is_cut(head: bytes, size: int) -> None:
    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        reading = asyncio.create_task(reader.read())
        writer.write(head)
        sent = 0
        while not reading.done() and sent < 10 * module._MOST_BYTES:
            writer.write(b"a" * size)
            sent += size
            await asyncio.sleep(0.001)
        with suppress(ConnectionError):
            assert (await asyncio.wait_for(reading, 3)).startswith(b"HTTP/1.1 431 ")
        writer.close()

    served(work)


def test_a_header_of_the_size_that_nginx_lets_through_is_answered() -> None:
    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(5):
            writer.write(
                b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 7000) for n in range(4))
            )
            await asyncio.sleep(0.01)
            assert b"200" in await finished(reader, writer)
        writer.close()

    served(work)


async def finished(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(len(ANSWER.body["body"]))


def test_a_few_requests_sent_ahead_are_answered_in_their_order_and_a_flood_is_refused() -> None:
    one = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"

    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(one * 20)
        for _ in range(20):
            assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(ANSWER.body["body"]))
        writer.write(one * 1000)
        with suppress(ConnectionError):
            assert (await asyncio.wait_for(reader.read(), 3)).count(b" 200 ") <= module._MOST_AHEAD
        writer.close()

    served(work)


def test_a_request_for_another_protocol_is_answered_in_this_one() -> None:
    async def work(port: int) -> None:
        for wanted in (b"websocket", b"h2c"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: " + wanted + b"\r\n\r\n")
            assert b" 200 " in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 3)
            writer.close()

    served(work)


def test_a_client_that_does_not_read_is_closed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.3)
    large = Response.of(200, b"x" * 20_000_000)

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send(large.start)
        await send({**large.body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def work(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as silent:
            silent.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            ends = time.monotonic() + 5
            while module.PromptProtocol._all or time.monotonic() < ends - 4.9:
                assert time.monotonic() < ends
                await asyncio.sleep(0.02)

    served(work, app)


def test_a_thousand_clients_that_only_begin_to_ask_keep_nobody_waiting() -> None:
    async def work(port: int) -> None:
        allow_many_connections()
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(1000)]
        for _, writer in slow:
            writer.write(b"GET /health/ready HTTP/1.1\r\nX: ")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(50):
            assert b"200" in await asyncio.wait_for(asked(reader, writer), 3)
            slow[0][1].write(b"a")
        for _, other in [*slow, (reader, writer)]:
            other.transport.abort()

    served(work)


def test_answers_leave_without_waiting_for_the_last_ones_receipt() -> None:
    async def work(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        taken = []
        for _ in range(30):
            begun = time.monotonic()
            await asked(reader, writer)
            taken.append(time.monotonic() - begun)
        # Nagle's algorithm against a delayed receipt costs 40 ms each time.
        assert sorted(taken)[len(taken) // 2] < 0.03
        writer.close()

    served(work)


def test_an_answer_under_way_is_finished_when_the_server_ends() -> None:
    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.5)
        await constant(scope, receive, send)

    async def both() -> None:
        bound = bind(0)
        serving = server(slow, bound)
        running = asyncio.create_task(serving.serve(sockets=[bound]))
        while not serving.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection("127.0.0.1", bound.getsockname()[1])
        asking = asyncio.create_task(asked(reader, writer))
        await asyncio.sleep(0.1)
        serving.should_exit = True
        await running
        assert b"200" in await asking
        writer.close()

    run(both(), 20)


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(IncompleteError, match="cannot listen"):
        bind(taken.getsockname()[1])


def test_more_files_may_be_open_than_by_default() -> None:
    assert allow_many_connections() >= 1024
