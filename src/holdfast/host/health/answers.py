"""Answers `/health/live`, `/health/ready`, `/health` and `/metrics` from what the engine knows; waits for nobody.

The agent serves this application with uvicorn, and a Python service mounts it into itself (`asgi.health_app`).
"""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from holdfast import __version__
from holdfast.host.health import verdict as judge
from holdfast.host.health.engine import Clock, Engine
from holdfast.host.health.probe import Snapshot
from holdfast.host.health.verdict import Verdict
from holdfast.host.health.viewers import Viewers

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

LIVE, READY, DETAILS, METRICS = "/health/live", "/health/ready", "/health", "/metrics"
_PATHS = frozenset({LIVE, READY, DETAILS, METRICS})
_MOUNTED = {"/live": LIVE, "/ready": READY, "": DETAILS, "/": DETAILS}
_ASKED = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Response:
    """A whole answer as the two ASGI messages that carry it, made once and sent often."""

    start: Message
    body: Message

    @classmethod
    def of(cls, status: int, body: bytes, kind: bytes = b"application/json", *more: tuple[bytes, bytes]) -> "Response":
        """An answer that nobody may keep."""
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
            *more,
        ]
        return cls(
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        )


_NOT_FOUND = Response.of(404, b'{"error":"not found"}')
_NOT_ALLOWED = Response.of(405, b'{"error":"method not allowed"}', b"application/json", (b"allow", b"GET, HEAD"))
_FORBIDDEN = Response.of(403, b'{"error":"only from this host or a network that the spec names"}')


@dataclass(frozen=True, slots=True)
class Identity:
    """What the details say about the product; strings only, none of them secret."""

    product: str
    environment: str
    release: Mapping[str, str]


class HealthApp:
    """An ASGI application over an engine.

    It starts the engine by ASGI's lifespan, or, where a mount does not get one, with the first request.

    Args:
        engine: what knows.
        identity: what the details name.
        viewers: who sees them.
        draining: whether the host is to take no more; asked for each request, so it must be quick.
        clock: the engine's.
    """

    def __init__(
        self,
        engine: Engine,
        identity: Identity,
        viewers: Viewers,
        *,
        draining: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self.engine = engine
        self.stopping = False
        """True once the process is about to end: ready answers 503."""
        self.metrics: Callable[[], bytes] | None = None
        """Gives the text of `/metrics`; without it there is no such path."""
        self._identity = identity
        self._viewers = viewers
        self._draining = draining
        self._clock = clock
        self._seen: tuple[int, bool, bool] | None = None
        self._good_until = 0.0
        self._live = self._ready = _NOT_FOUND

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """One request, or the lifespan; a WebSocket is closed."""
        if scope["type"] == "http":
            response = self.respond(scope)
            await send(response.start)
            await send(response.body)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def respond(self, scope: Mapping[str, Any]) -> Response:
        """The answer to one request; bodies of requests are not read."""
        if not self.engine.started and not self.stopping:
            self.engine.start()
        path = _path(scope)
        if path not in _PATHS:
            return _NOT_FOUND
        if scope["method"] not in _ASKED:
            return _NOT_ALLOWED
        if path == READY:
            self._refresh()
            return self._ready
        if path == LIVE:
            self._refresh()
            return self._live
        shown = self._viewers.allow(_peer(scope), scope["headers"])
        if path == METRICS:
            return self._metrics_text() if shown else _FORBIDDEN
        return self._details(self.engine.snapshot(), shown=shown)

    def verdict(self) -> Verdict:
        """Whether the host is ready, now."""
        return judge.ready(self.engine.snapshot(), draining=self._draining(), stopping=self.stopping)

    def _refresh(self) -> None:
        """Make the two answers anew when something happened that may change them."""
        seen = (self.engine.revision, self._draining(), self.stopping)
        if seen == self._seen and self._clock() <= self._good_until:
            return
        snapshot = self.engine.snapshot()
        _, draining, stopping = seen
        self._ready = _answer(judge.ready(snapshot, draining=draining, stopping=stopping))
        self._live = _answer(judge.live(snapshot))
        self._good_until = self.engine.good_until()
        self._seen = seen

    def _details(self, snapshot: Snapshot, *, shown: bool) -> Response:
        ready = judge.ready(snapshot, draining=self._draining(), stopping=self.stopping)
        content = {**_summary(ready), "live": judge.live(snapshot).ok}
        if shown:
            content |= {
                "product": self._identity.product,
                "environment": self._identity.environment,
                "release": dict(self._identity.release),
                "versions": {"holdfast": __version__},
                "probes": judge.details(snapshot),
            }
        return Response.of(200 if ready.ok else 503, _json(content))

    def _metrics_text(self) -> Response:
        if self.metrics is None:
            return _NOT_FOUND
        return Response.of(200, self.metrics(), b"text/plain; version=0.0.4; charset=utf-8")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self.engine.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.stopping = True
                await self.engine.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _path(scope: Mapping[str, Any]) -> str:
    path: str = scope["path"]
    root: str = scope.get("root_path") or ""
    if not root:
        return path
    path = path.removeprefix(root)
    return _MOUNTED.get(path, path)


def _peer(scope: Mapping[str, Any]) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


def _summary(verdict: Verdict) -> dict[str, object]:
    return {"status": verdict.word.value, "failing": list(verdict.failing), "degraded": list(verdict.degraded)}


def _answer(verdict: Verdict) -> Response:
    return Response.of(200 if verdict.ok else 503, _json(_summary(verdict)))


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
