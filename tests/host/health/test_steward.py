"""The steward: the gate follows readiness, and nothing that it waits for holds up anything else."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from holdfast.host.health import steward as module
from holdfast.host.health.answers import HealthApp, Identity
from holdfast.host.health.autoscaling import DeathWatch, NoInstanceError
from holdfast.host.health.engine import Engine
from holdfast.host.health.probe import Answer, Role, Snapshot
from holdfast.host.health.steward import Steward
from holdfast.host.health.viewers import Viewers
from tests.host.health.fakes import BAD, OK, Hanging, Scripted, every, run


class Switch(Scripted):
    """A probe that answers what a test sets."""

    def __init__(self, name: str = "database", role: Role = Role.CRITICAL) -> None:
        super().__init__(OK, name=name, role=role)
        self.says: Answer = OK

    async def ask(self) -> Answer:
        self.asked += 1
        return self.says


class Gate:
    """Remembers what it was told, and may hang."""

    def __init__(self) -> None:
        self.told: list[tuple[bool, dict[int, bool]]] = []
        self.open = threading.Event()
        self.open.set()

    def update(self, ready: bool, upstreams: Mapping[int, bool]) -> None:
        self.told.append((ready, dict(upstreams)))
        self.open.wait(5)


class Numbers:
    def __init__(self) -> None:
        self.seen: list[Snapshot] = []

    def observe(self, snapshot: Snapshot) -> None:
        self.seen.append(snapshot)


async def until(condition: Callable[[], bool], seconds: float = 8) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        await asyncio.sleep(0.01)


class World:
    def __init__(self, *probes: Any, watch: DeathWatch | None = None, drained: bool = False) -> None:
        self.gate, self.numbers, self.reports = Gate(), Numbers(), 0
        self.error: Exception | None = None
        self.engine = Engine(probes, every(0.1))
        app = HealthApp(
            self.engine, Identity("shop", "production", {}), Viewers(), draining=lambda: drained, clock=time.monotonic
        )
        self.steward = Steward(app, (3000,), self.gate, self.numbers, watch, self.report, time.monotonic)

    def report(self) -> str:
        self.reports += 1
        if self.error:
            raise self.error
        return "i-1"

    def during(self, work: Callable[[], Any]) -> None:
        async def both() -> None:
            self.engine.start()
            acting = asyncio.create_task(self.steward.run())
            try:
                await work()
                assert not acting.done()
            finally:
                acting.cancel()
                await asyncio.wait((acting,), timeout=2)
                await self.engine.stop()

        run(both(), 20)


def test_the_gate_follows_readiness_both_ways() -> None:
    database = Switch()
    world = World(database)

    async def work() -> None:
        await until(lambda: world.gate.told[-1:] == [(True, {3000: True})])
        database.says = BAD
        await until(lambda: world.gate.told[-1][0] is False)
        database.says = OK
        await until(lambda: world.gate.told[-1][0] is True)

    world.during(work)


def test_the_gate_is_left_alone_while_the_host_starts() -> None:
    world = World(Hanging())

    async def work() -> None:
        await asyncio.sleep(0.05)
        assert world.gate.told == []

    world.during(work)


def test_draining_does_not_close_the_gate_which_would_outlive_it() -> None:
    world = World(Switch(), drained=True)

    async def work() -> None:
        await until(lambda: world.gate.told[-1:] == [(True, {3000: True})])

    world.during(work)


def test_a_gate_that_hangs_holds_up_neither_numbers_nor_answers() -> None:
    database = Switch()
    world = World(database)
    world.gate.open.clear()

    async def work() -> None:
        await until(lambda: len(world.gate.told) == 1)
        await until(lambda: bool(world.numbers.seen))
        asked = database.asked
        await until(lambda: database.asked > asked + 2)
        assert len(world.gate.told) == 1
        world.gate.open.set()

    world.during(work)


@pytest.mark.parametrize(
    ("database", "reports"), [(OK, 1), (BAD, 0)], ids=["alone", "with the database gone for every host"]
)
def test_a_new_host_is_asked_for_once_and_never_while_something_shared_is_down(
    monkeypatch: pytest.MonkeyPatch, database: Answer, reports: int
) -> None:
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.02)
    application, shared = Switch("application", Role.LIVE), Switch()
    application.says, shared.says = BAD, database
    world = World(application, shared, watch=DeathWatch(0.3))

    async def work() -> None:
        await asyncio.sleep(1.5)  # five times as long as it takes
        assert world.reports == reports

    world.during(work)


def test_where_nobody_can_be_told_it_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.02)
    application = Switch("application", Role.LIVE)
    application.says = BAD
    world = World(application, watch=DeathWatch(0.1))
    world.error = NoInstanceError("this is no EC2 instance")

    async def work() -> None:
        await until(lambda: world.reports == 1)
        await asyncio.sleep(0.3)
        assert world.reports == 1

    world.during(work)
    assert "this is no EC2 instance" in caplog.text
