"""The server: clients that do not ask are shown the door, answers leave at once, many files may be open."""

import asyncio
import socket
import time
from collections.abc import Coroutine
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
