"""Serves the health application with uvicorn: bounded in time and connections, and ended by our own signals."""

import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from holdfast.model.errors import IncompleteError

PATIENCE_SECONDS = 10.0
"""A connection without a new request for so long is closed, also one that sends a header letter by letter."""

_KEEP_ALIVE_SECONDS = 10

_MOST_OPEN = 4096
"""Open connections; above it the oldest is closed for the new one."""

_MOST_BYTES = 32 * 1024
"""What a client may send for one request, as Nginx lets it; nobody needs a body here."""

_MOST_AHEAD = 32
"""Requests that a client may send before it has the answer to the first."""

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's quick protocol with an end for clients that connect and do not ask, or ask without measure.

    uvicorn limits the wait between requests and not the wait for one; its `limit_concurrency` answers 503, which would
    read as a host that is not ready. Its parser, httptools, answers four times as many requests as h11 and bounds
    neither a header nor how many requests are sent ahead (uvicorn 0.54, httptools 0.9, read 2026-11).
    """

    _all: dict["PromptProtocol", None] = {}  # noqa: RUF012 - one for the process, in order of arrival

    def connection_made(self, transport: Any) -> None:
        """Begin to count."""
        super().connection_made(transport)
        self._counted: Any = None
        self._unanswered = 0
        self._all[self] = None
        if len(self._all) > _MOST_OPEN:
            next(iter(self._all)).transport.abort()
        self._timer = self.loop.call_later(PATIENCE_SECONDS, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop to count."""
        self._all.pop(self, None)
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, unless it is too much."""
        self._unanswered += len(data)
        if self._unanswered > _MOST_BYTES:
            self.transport.write(_TOO_LARGE)
            self.transport.close()
            return
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """Begin to answer; the parser makes a refusal of what is raised here."""
        self._unanswered = 0
        super().on_headers_complete()
        if len(self.pipeline) >= _MOST_AHEAD:
            raise BufferError("too many requests at once")

    def _look(self) -> None:
        cycle: Any = self.cycle
        unread = self.transport.get_write_buffer_size() > 0
        if cycle is self._counted and (unread or cycle is None or cycle.response_complete):
            # What a client does not read is not worth waiting for either.
            (self.transport.abort if unread else self.transport.close)()
            return
        self._counted = cycle
        self._timer = self.loop.call_later(PATIENCE_SECONDS, self._look)


class Server(uvicorn.Server):
    """uvicorn without signal handlers: the agent has its own, and ends with 0."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket that is bound and does not listen yet; port 0 takes a free one.

    Raises:
        IncompleteError: the port is taken, or may not be used.
    """
    # The protocol by name: asyncio only then turns Nagle's algorithm off, which costs 40 ms for each answer.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise IncompleteError(
            f"cannot listen ({error.strerror})",
            where=f"{host}:{port}",
            next_step="end what listens there, or choose another service.health.port",
        ) from error
    return bound


def server(application: Any, bound: socket.socket) -> Server:
    """A server for a bound socket, ready to be run; waits at most three seconds for answers when it ends."""
    host, port = bound.getsockname()[:2]
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        http=PromptProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=2048,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=3,
    )
    return Server(config)


def allow_many_connections() -> int:
    """Raise the limit of open files to what the system allows; gives the limit that holds."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 65536) if hard != resource.RLIM_INFINITY else 65536
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return soft
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
