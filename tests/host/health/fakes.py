"""Small stand-ins on the health engine's own interfaces."""

import asyncio
import time
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from holdfast.host.health.probe import Answer, ProbeState, Role, Snapshot, State
from holdfast.model.product import Timing

Result = TypeVar("Result")
OK = Answer(ok=True, reason="fine")
BAD = Answer(ok=False, reason="broken")


def run(work: Coroutine[Any, Any, Result], within: float = 10) -> Result:
    """Run a coroutine in a loop of its own, with an end."""
    return asyncio.run(asyncio.wait_for(work, within))


class Clock:
    """Seconds that grow when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Scripted:
    """A probe that answers as told, the last answer for ever."""

    def __init__(self, *answers: Answer, name: str = "database", role: Role = Role.CRITICAL) -> None:
        self.name = name
        self.role = role
        self.answers: Sequence[Answer] = answers
        self.asked = 0

    async def ask(self) -> Answer:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return answer


class Hanging:
    """A probe whose question ends only when it is let go; `stubborn` ones do not end by being cancelled either."""

    def __init__(self, name: str = "database", role: Role = Role.CRITICAL, *, stubborn: bool = False) -> None:
        self.name = name
        self.role = role
        self.stubborn = stubborn
        self.let_go = asyncio.Event()
        self.asked = self.in_flight = self.most_in_flight = 0

    async def ask(self) -> Answer:
        self.asked += 1
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        ends = time.monotonic() + 5  # a test that fails before it lets go must still end
        try:
            while not self.let_go.is_set() and time.monotonic() < ends:
                await self._wait()
            return OK
        finally:
            self.in_flight -= 1

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self.let_go.wait(), 5)
        except asyncio.CancelledError:
            if not self.stubborn:
                raise


def every(seconds: float, timeout: float | None = None, fail_after: int = 2, recover_after: int = 2) -> Any:
    """The same timing for each kind of probe."""
    timing = Timing(
        interval_seconds=seconds,
        timeout_seconds=timeout if timeout is not None else max(0.05, seconds),
        fail_after=fail_after,
        recover_after=recover_after,
    )
    return lambda _kind: timing


def state(name: str, state: State = State.PASSING, role: Role = Role.CRITICAL, **more: Any) -> ProbeState:
    """What is known of one probe."""
    return ProbeState(name=name, role=role, state=state, **{"age": 0.0, **more})


def snapshot(*probes: ProbeState) -> Snapshot:
    """What is known of several."""
    return Snapshot(probes)


async def request(
    app: Any, path: str, method: str = "GET", peer: str = "127.0.0.1", headers: Mapping[str, str] | None = None
) -> tuple[int, dict[bytes, bytes], bytes]:
    """One request to an ASGI application, without a server: status, headers and body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("a body of a request is never read")

    listed = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "path": path, "method": method, "headers": listed, "client": (peer, 1), "root_path": ""}
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]), sent[1]["body"]
