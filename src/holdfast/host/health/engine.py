"""Asks every probe in the background, each by its own timing, and keeps what they answered last."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from holdfast.host.health.hysteresis import Hysteresis
from holdfast.host.health.probe import NOTHING, Answer, Probe, ProbeState, Snapshot, State
from holdfast.model.product import Timing

_log = logging.getLogger("holdfast.health")

Clock = Callable[[], float]
"""Seconds that only grow, however the wall clock is set; `time.monotonic`, or a test's own."""

TRUSTED_INTERVALS = 3
"""A result older than this many intervals says nothing about now."""

_ANSWER_WITHIN_INTERVALS = 1.5
"""Longest time for one question, so that a result is never older than three intervals while the engine works."""


@dataclass(frozen=True, slots=True)
class Change:
    """One probe that went from one state to another."""

    name: str
    before: State
    after: State
    reason: str


@dataclass(slots=True)
class _Watched:
    """A probe, and what it said last; written by its own task alone."""

    probe: Probe
    timing: Timing
    hysteresis: Hysteresis
    since: float
    answered: float | None = None
    answer: Answer = field(default_factory=lambda: Answer(ok=False))
    values: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    values_at: float | None = None
    question: asyncio.Task[Answer] | None = None

    @property
    def timeout(self) -> float:
        return min(self.timing.timeout_seconds, self.timing.interval_seconds * _ANSWER_WITHIN_INTERVALS)

    @property
    def trusted(self) -> float:
        return self.timing.interval_seconds * TRUSTED_INTERVALS


class Engine:
    """Runs probes, and tells what they said; nothing that asks the engine ever waits for a probe.

    A probe is asked once in each interval, and once more half an interval after an answer that contradicts what was
    known, so that two answers in a row tell within two intervals. It has at most one question in flight. A question
    that is not answered by its time-out counts as a failure and is cancelled; while it refuses to end, no other is
    asked, and each interval counts as a failure again.

    Args:
        probes: what to ask; names must differ.
        timing: the timing of a kind of probe, such as `product.service.health.timing`. A question never gets more
            than one and a half intervals, whatever its time-out says.
        clock: seconds that only grow.
    """

    def __init__(self, probes: Iterable[Probe], timing: Callable[[str], Timing], clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []
        self._listeners: list[Callable[[Change], None]] = []
        self._watched: dict[str, _Watched] = {}
        now = clock()
        for probe in probes:
            when = timing(probe.name.partition(":")[0])
            if probe.name in self._watched:
                raise ValueError(f"two probes are called {probe.name}")
            hysteresis = Hysteresis(when.fail_after, when.recover_after)
            self._watched[probe.name] = _Watched(probe, when, hysteresis, since=now)
        self.revision = 0
        """Grows with every answer: while it stands still, and `good_until` lies ahead, a snapshot means the same."""

    @property
    def started(self) -> bool:
        """Whether the probes are being asked."""
        return bool(self._tasks)

    @property
    def shortest_interval(self) -> float:
        """Seconds of the shortest interval; one second when there is no probe."""
        return min((one.timing.interval_seconds for one in self._watched.values()), default=1.0)

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Call `listener`, in the loop, after each change of a probe's state; it must return at once."""
        self._listeners.append(listener)

    def start(self) -> None:
        """Begin to ask, in the running loop; a second call does nothing."""
        if self._tasks:
            return
        now = self._clock()
        for one in self._watched.values():
            one.since = now
            self._tasks.append(asyncio.create_task(self._watch(one), name=f"probe {one.probe.name}"))

    async def stop(self) -> None:
        """Stop to ask; a question that refuses to end is left behind, and not waited for."""
        tasks, self._tasks = self._tasks, []
        questions = [one.question for one in self._watched.values() if one.question is not None]
        for task in (*tasks, *questions):
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=1)

    def snapshot(self) -> Snapshot:
        """Everything that is known now; cheap, and asks nobody."""
        now = self._clock()
        return Snapshot(tuple(_state(one, now) for one in self._watched.values()))

    def good_until(self) -> float:
        """When, on the engine's clock, the next result becomes too old to be trusted; infinite when none can."""
        ends = (one.answered + one.trusted for one in self._watched.values() if one.answered is not None)
        now = self._clock()
        return min((end for end in ends if end >= now), default=float("inf"))

    async def ask_all(self) -> None:
        """Ask every probe once, now; for one who wants an answer without starting the engine."""
        await asyncio.gather(*(self._ask(one) for one in self._watched.values()))

    async def _watch(self, one: _Watched) -> None:
        while True:
            started = self._clock()
            await self._ask(one)
            # An answer that contradicts the state is checked sooner: a hung database is out within two intervals.
            pause = one.timing.interval_seconds / (2 if one.hysteresis.against else 1)
            await asyncio.sleep(max(0.0, started + pause - self._clock()))

    async def _ask(self, one: _Watched) -> None:
        if one.question is None or one.question.done():
            one.question = asyncio.create_task(_asked(one.probe), name=f"question to {one.probe.name}")
        question = one.question
        try:
            await asyncio.wait((question,), timeout=one.timeout)
        finally:
            # Not waited for: a question that hangs may hang in its own end, too.
            if not question.done():
                question.cancel()
        self._record(one, _answer(one.probe.name, question, one.timeout))

    def _record(self, one: _Watched, answer: Answer) -> None:
        now = self._clock()
        before = one.hysteresis
        one.hysteresis = before.after(ok=answer.ok)
        one.answer, one.answered = answer, now
        if answer.values:
            one.values, one.values_at = answer.values, now
        self.revision += 1
        if before.state is one.hysteresis.state:
            return
        one.since = now
        change = Change(one.probe.name, before.state, one.hysteresis.state, answer.reason)
        for listener in self._listeners:
            listener(change)


async def _asked(probe: Probe) -> Answer:
    return await probe.ask()


def _answer(name: str, question: asyncio.Task[Answer], timeout: float) -> Answer:
    if not question.done():
        return Answer(ok=False, reason=f"no answer within {timeout:g} s")
    if question.cancelled():
        return Answer(ok=False, reason="the question was cancelled")
    fault = question.exception()
    if fault is None:
        return question.result()
    # Its text may hold anything, a URL with a password too; its type says where to look.
    _log.error("%s: a fault of the probe itself: %s", name, type(fault).__name__)
    return Answer(ok=False, reason="a fault of the probe itself")


def _state(one: _Watched, now: float) -> ProbeState:
    age = None if one.answered is None else max(0.0, now - one.answered)
    return ProbeState(
        name=one.probe.name,
        role=one.probe.role,
        state=one.hysteresis.state,
        reason=one.answer.reason,
        values=one.values,
        age=age,
        values_age=None if one.values_at is None else max(0.0, now - one.values_at),
        since=max(0.0, now - one.since),
        stale=age is not None and age > one.trusted,
        warns=one.answer.warns,
        alive=one.answer.alive,
    )
