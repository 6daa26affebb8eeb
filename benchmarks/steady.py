"""A steady load on loopback: so many requests per second, each at its time, and what became of each."""

import asyncio
import contextlib
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class Sent:
    """One request.

    Attributes:
        at: when it was sent, on the monotonic clock.
        seconds: until its answer had ended.
        status: of its answer; 0 when there was none.
        upstream: whether the answer is the application's own.
        retry_after: whether the answer says when to come again.
    """

    at: float
    seconds: float
    status: int
    upstream: bool
    retry_after: bool

    @property
    def declared(self) -> bool:
        """Refused in the way that was promised."""
        return self.status == 503 and self.retry_after

    @property
    def lost(self) -> bool:
        """Neither served nor refused as promised."""
        return not (200 <= self.status < 300 or self.declared)


@dataclass
class SteadyLoad:
    """Sends requests from a thread of its own, each on a new connection, whatever became of those before.

    Args:
        port: on loopback.
        rate: requests per second.
        path: what is asked for.
        method: GET, or POST with a small body.
        timeout: seconds after which a request without an answer is lost.
    """

    port: int
    rate: float = 200
    path: str = "/"
    method: str = "GET"
    timeout: float = 10
    sent: list[Sent] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._thread is not None:
            self._thread.join(self.timeout + 5)

    def kinds(self) -> Counter[str]:
        """How many were served, refused as promised, answered otherwise (by status), or lost on the way."""
        return Counter(kind_of(one) for one in self.sent)

    async def _run(self) -> None:
        begun, number = time.monotonic(), 0
        async with asyncio.TaskGroup() as group:
            while not self._end.is_set():
                group.create_task(self._send())
                number += 1
                await asyncio.sleep(max(0, begun + number / self.rate - time.monotonic()))

    async def _send(self) -> None:
        at = time.monotonic()
        head = b""
        with contextlib.suppress(OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            head = await asyncio.wait_for(self._exchange(), self.timeout)
        words = head.split(b" ", 2)
        status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        low = head.lower()
        seconds = time.monotonic() - at
        self.sent.append(Sent(at, seconds, status, b"\r\nx-application:" in low, b"\r\nretry-after:" in low))

    async def _exchange(self) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            body = b"item=cake" if self.method == "POST" else b""
            length = f"Content-Length: {len(body)}\r\n" if body else ""
            head = f"{self.method} {self.path} HTTP/1.1\r\nHost: localhost\r\n{length}Connection: close\r\n\r\n"
            writer.write(head.encode() + body)
            return await _whole(reader)
        finally:
            writer.close()


async def _whole(reader: asyncio.StreamReader) -> bytes:
    """The head of an answer whose body came as it was announced; an answer that was cut off is none."""
    answer = await reader.read(-1)
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return b""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:") and len(body) != int(line.partition(b":")[2]):
            return b""
    if b"transfer-encoding: chunked" in head.lower() and not body.endswith(b"0\r\n\r\n"):
        return b""
    return head


def kind_of(one: Sent) -> str:
    """`served`, `refused`, `lost on the way` or the status."""
    if one.declared:
        return "refused"
    if 200 <= one.status < 300:
        return "served"
    return str(one.status) if one.status else "lost on the way"
