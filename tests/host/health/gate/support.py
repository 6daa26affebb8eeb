"""A small application and a small browser, so that tests see what a visitor of the real Nginx sees."""

import asyncio
import base64
import contextlib
import hashlib
import http.client
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3


class App:
    """An application on loopback, in a thread of its own: tells what it was asked, slowly if wanted, and can be stopped.

    Args:
        port: that it listens on.
        headers: further ones of every answer.
    """

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self.port = port
        self.headers = dict(headers or {})
        self.status = 200
        self.seen = 0
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)

    def stop(self) -> None:
        """As if killed: it no longer listens, and its connections are gone."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for writer in self._writers:
            writer.transport.abort()
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                pass
        writer.close()
        self._writers.discard(writer)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        self.seen += 1
        if headers.get("upgrade") == "websocket":
            return await self._echo(headers["sec-websocket-key"], reader, writer)
        wait = parse_qs(urlsplit(target).query).get("seconds", ["0"])[0]
        await asyncio.sleep(float(wait))
        told = json.dumps({"method": method, "target": target, "headers": headers, "length": len(body)}).encode()
        extra = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        head = (
            f"HTTP/1.1 {self.status} Told\r\nX-Application: {self.port}\r\n{extra}Content-Length: {len(told)}\r\n\r\n"
        )
        writer.write(head.encode() + (b"" if method == "HEAD" else told))
        await writer.drain()
        return headers.get("connection", "").lower() != "close"

    async def _echo(self, key: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        accept = base64.b64encode(hashlib.sha1((key + _GUID).encode()).digest()).decode()  # noqa: S324  # RFC 6455
        head = f"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}"
        writer.write(f"{head}\r\n\r\n".encode())
        while data := await reader.read(1024):
            writer.write(data)
        return False


@dataclass(frozen=True)
class Reply:
    """An answer as a browser has it; names of headers in lower case, several values joined by a comma."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, object]:
        """What the application told about the request that reached it."""
        told = json.loads(self.body)
        assert isinstance(told, dict)
        return told

    @property
    def served(self) -> bool:
        return "x-application" in self.headers


def ask(
    port: int,
    path: str = "/",
    method: str = "GET",
    body: bytes | None = None,
    **headers: str,
) -> Reply:
    """One request on a connection of its own; `_` in the names of headers stands for `-`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers={"Host": "api.shop.example", **named})
        answer = connection.getresponse()
        read = answer.read()
        gathered: dict[str, str] = {}
        for name, value in answer.getheaders():
            key = name.lower()
            gathered[key] = f"{gathered[key]}, {value}" if key in gathered else value
        return Reply(answer.status, gathered, read)
    finally:
        connection.close()
