"""The engine: one question at a time, time-outs that hold, results that age by a clock that only grows."""

import asyncio
import time

import pytest

from holdfast.host.health.engine import Change, Engine
from holdfast.host.health.probe import Answer, Role, State
from tests.host.health.fakes import BAD, OK, Clock, Hanging, Scripted, every, run


def only(engine: Engine, name: str = "database") -> State:
    found = engine.snapshot().named(name)
    assert found is not None
    return found.state


def test_nothing_is_known_before_anybody_was_asked() -> None:
    seen = Engine([Scripted(OK)], every(5)).snapshot().probes[0]

    assert (seen.state, seen.age, seen.stale) == (State.UNKNOWN, None, False)


def test_answers_become_states_with_reasons_and_values() -> None:
    async def work() -> None:
        clock = Clock()
        engine = Engine([Scripted(Answer(ok=True, reason="it answers", values={"connections": 3.0}))], every(5), clock)
        await engine.ask_all()
        clock.now += 2
        seen = engine.snapshot().probes[0]
        assert (seen.state, seen.reason, seen.age, seen.values) == (State.PASSING, "it answers", 2, {"connections": 3})

    run(work())


def test_the_last_numbers_of_a_dead_probe_stay_with_their_age() -> None:
    async def work() -> None:
        clock = Clock()
        engine = Engine([Scripted(Answer(ok=True, values={"restarts": 1.0}), BAD)], every(5), clock)
        await engine.ask_all()
        clock.now += 5
        await engine.ask_all()
        seen = engine.snapshot().probes[0]
        assert (seen.values, seen.values_age, seen.age) == ({"restarts": 1.0}, 5, 0)

    run(work())


def test_a_result_older_than_three_intervals_is_stale() -> None:
    async def work() -> None:
        clock = Clock()
        engine = Engine([Scripted(OK)], every(5), clock)
        await engine.ask_all()
        assert engine.good_until() == clock.now + 15
        clock.now += 15
        assert not engine.snapshot().probes[0].stale
        clock.now += 0.001
        assert engine.snapshot().probes[0].stale
        assert engine.good_until() == float("inf")

    run(work())


def test_a_jump_of_the_wall_clock_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work() -> None:
        engine = Engine([Scripted(OK)], every(5))
        await engine.ask_all()
        for jump in (-1e9, 1e9):
            now = time.time()
            monkeypatch.setattr(time, "time", lambda now=now, jump=jump: now + jump)
            seen = engine.snapshot().probes[0]
            assert seen.state is State.PASSING
            assert not seen.stale
            assert seen.age is not None
            assert seen.age < 5

    run(work())


def test_a_question_without_an_answer_fails_at_its_timeout_and_says_so() -> None:
    async def work() -> None:
        engine = Engine([Hanging()], every(1, timeout=0.05, fail_after=1))
        started = time.monotonic()
        await engine.ask_all()
        assert time.monotonic() - started < 5
        seen = engine.snapshot().probes[0]
        assert (seen.state, seen.reason) == (State.FAILING, "no answer within 0.05 s")

    run(work())


def test_a_question_gets_less_than_its_interval_allows_to_become_stale() -> None:
    async def work() -> None:
        engine = Engine([Hanging()], every(0.1, timeout=60, fail_after=1))
        await asyncio.wait_for(engine.ask_all(), 5)
        assert only(engine) is State.FAILING

    run(work())


def test_a_question_that_refuses_to_end_is_the_only_one_and_each_interval_counts_as_a_failure() -> None:
    async def work() -> None:
        probe = Hanging(stubborn=True)
        engine = Engine([probe], every(0.1, timeout=0.05, fail_after=3))
        for _ in range(3):
            await engine.ask_all()
        assert (probe.asked, probe.most_in_flight) == (1, 1)
        assert only(engine) is State.FAILING
        probe.let_go.set()
        await asyncio.sleep(0)
        await engine.ask_all()
        await engine.ask_all()
        assert only(engine) is State.PASSING

    run(work())


def test_a_hanging_probe_neither_delays_the_others_nor_the_end() -> None:
    async def work() -> None:
        hanging, quick = Hanging(stubborn=True), Scripted(OK, name="disk")
        engine = Engine([hanging, quick], every(0.1, timeout=0.05))
        engine.start()
        deadline = time.monotonic() + 5
        while quick.asked < 5 and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        assert quick.asked >= 5
        assert hanging.most_in_flight == 1
        started = time.monotonic()
        await engine.stop()
        assert time.monotonic() - started < 4
        hanging.let_go.set()

    run(work())


def test_it_asks_once_each_interval_and_no_snapshot_asks() -> None:
    async def work() -> None:
        probe = Scripted(OK)
        engine = Engine([probe], every(0.2))
        engine.start()
        engine.start()
        ends = time.monotonic() + 1
        while time.monotonic() < ends:
            for _ in range(100):
                engine.snapshot()
            await asyncio.sleep(0)
        await engine.stop()
        assert 2 <= probe.asked <= 6

    run(work())


def test_a_fault_of_a_probe_is_a_failure_that_hides_its_text(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Scripted):
        async def ask(self) -> Answer:
            raise LookupError("postgresql://user:canary@host/")

    async def work() -> Engine:
        engine = Engine([Broken()], every(5, fail_after=1))
        await engine.ask_all()
        return engine

    seen = run(work()).snapshot().probes[0]
    assert (seen.state, seen.reason) == (State.FAILING, "a fault of the probe itself")
    assert "canary" not in caplog.text
    assert "LookupError" in caplog.text


def test_listeners_hear_changes_and_only_changes() -> None:
    async def work() -> list[Change]:
        heard: list[Change] = []
        engine = Engine([Scripted(OK, OK, BAD, BAD, BAD, OK, OK)], every(5))
        engine.listen(heard.append)
        for _ in range(7):
            await engine.ask_all()
        return heard

    assert [(change.before, change.after, change.reason) for change in run(work())] == [
        (State.UNKNOWN, State.PASSING, "fine"),
        (State.PASSING, State.FAILING, "broken"),
        (State.FAILING, State.PASSING, "fine"),
    ]


def test_two_probes_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two probes are called database"):
        Engine([Scripted(OK), Scripted(OK)], every(5))


def test_each_kind_has_its_own_timing() -> None:
    timings = {"disk": every(1)("disk"), "database": every(9)("database")}
    probes = [Scripted(OK, name="disk:/data", role=Role.CRITICAL), Scripted(OK)]

    assert Engine(probes, timings.__getitem__).shortest_interval == 1


def test_an_answer_that_contradicts_the_state_is_checked_after_half_an_interval() -> None:
    async def play() -> list[float]:
        asked: list[float] = []

        class Noting(Scripted):
            async def ask(self) -> Answer:
                asked.append(time.monotonic())
                return await super().ask()

        engine = Engine([Noting(OK, BAD)], every(0.4, fail_after=2))
        engine.start()
        while engine.snapshot().probes[0].state is not State.FAILING:
            await asyncio.sleep(0.01)
        await engine.stop()
        return asked

    first, second, third = run(play())[:3]

    assert third - second < second - first
    assert third - first < 0.4 * 2
