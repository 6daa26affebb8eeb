"""Acts on what the engine knows: keeps the gate, hands on the numbers, asks for a new host, tells systemd."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from holdfast.host.health import verdict as judge
from holdfast.host.health.answers import HealthApp
from holdfast.host.health.autoscaling import DeathWatch, NoInstanceError
from holdfast.host.health.engine import Change, Clock
from holdfast.host.health.notify import notify
from holdfast.host.health.probe import Snapshot
from holdfast.host.health.probes.blocking import in_thread
from holdfast.host.health.verdict import Verdict, Word
from holdfast.model.errors import HoldfastError

_log = logging.getLogger("holdfast.health")

METRICS_SECONDS = 60.0
_LOOK_SECONDS = 1.0


class Door(Protocol):
    """What lets requests in: `holdfast.host.health.gate.Gate`."""

    def update(self, ready: bool, upstreams: Mapping[int, bool]) -> object:  # noqa: FBT001 - agreed with the gate
        """Open or close; may wait for Nginx, and never raises for what the host refuses."""


class Observer(Protocol):
    """What takes the numbers: `holdfast.host.monitoring.exporter.Exporter`."""

    def observe(self, snapshot: Snapshot) -> None:
        """Take them; returns at once."""


@dataclass(slots=True)
class Steward:
    """Looks at the verdict after each change and each second, and acts in the agent's loop without blocking it.

    Args:
        app: the health application and its engine.
        ports: of the application.
        door: kept in step with readiness; left as it is while the host starts, and when the agent ends.
        observer: gets a snapshot each minute.
        watch: says when a new host is due; None where a host never asks for one.
        report: asks for it.
        clock: the engine's.
    """

    app: HealthApp
    ports: tuple[int, ...]
    door: Door | None
    observer: Observer | None
    watch: DeathWatch | None
    report: Callable[[], str]
    clock: Clock

    async def run(self) -> None:
        """Act until cancelled."""
        changed = asyncio.Event()

        def on_change(change: Change) -> None:
            _say_change(change)
            changed.set()

        self.app.engine.listen(on_change)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_door(changed))
            group.create_task(self._watch_death())
            group.create_task(self._say_verdict())
            group.create_task(self._hand_on())

    async def _keep_door(self, changed: asyncio.Event) -> None:
        if self.door is None:
            return
        longest = min(self.app.engine.shortest_interval, _LOOK_SECONDS)
        while True:
            changed.clear()
            snapshot = self.app.engine.snapshot()
            # Draining has a file of its own: a door that it closed would stay closed when the agent is killed.
            verdict = judge.ready(snapshot)
            if verdict.word is not Word.STARTING:
                await self._move(self.door, snapshot, ready=verdict.ok)
            try:
                await asyncio.wait_for(changed.wait(), longest)
            except TimeoutError:
                continue

    async def _move(self, door: Door, snapshot: Snapshot, *, ready: bool) -> None:
        future, _ = in_thread(lambda: door.update(ready, judge.upstreams(snapshot, self.ports)), "gate")
        try:
            await future
        except (HoldfastError, OSError) as error:
            _log.error("the gate could not be moved: %s", type(error).__name__)

    async def _watch_death(self) -> None:
        if self.watch is None:
            return
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            replaceable = judge.replaceable(self.app.engine.snapshot())
            if self.watch.is_due(replaceable=replaceable, now=self.clock()):
                await self._ask_for_new_host(self.watch)

    async def _ask_for_new_host(self, watch: DeathWatch) -> None:
        future, _ = in_thread(self.report, "report to Auto Scaling")
        try:
            instance = await future
        except NoInstanceError as error:
            watch.done()
            _log.warning("the application stays dead; no new host is asked for: %s", error)
        except HoldfastError as error:
            watch.failed(self.clock())
            _log.error("the application stays dead, and no new host could be asked for: %s", error)
        else:
            watch.done()
            _log.error("the application stays dead: Auto Scaling was asked to replace %s", instance)

    async def _say_verdict(self) -> None:
        """One line for each change of the verdict; systemd hears that the loop goes round."""
        said: Verdict | None = None
        while True:
            verdict = self.app.verdict()
            if said is None or (verdict.word, verdict.failing) != (said.word, said.failing):
                _log.log(logging.INFO if verdict.ok else logging.WARNING, "the host is %s", _words(verdict))
                said = verdict
            notify("WATCHDOG=1")
            await asyncio.sleep(min(_LOOK_SECONDS, self.app.engine.shortest_interval))

    async def _hand_on(self) -> None:
        if self.observer is None:
            return
        # The first numbers once the probes have answered; then one for each minute that an alarm looks at.
        await asyncio.sleep(min(METRICS_SECONDS, self.app.engine.shortest_interval * 2))
        while True:
            self.observer.observe(self.app.engine.snapshot())
            await asyncio.sleep(METRICS_SECONDS)


def _say_change(change: Change) -> None:
    level = logging.WARNING if change.after.value == "failing" else logging.INFO
    _log.log(level, "%s is %s: %s", change.name, change.after.value, change.reason)


def _words(verdict: Verdict) -> str:
    about = ", ".join(verdict.failing or verdict.degraded)
    return f"{verdict.word.value}: {about}" if about else verdict.word.value
