"""Questions that block: one thread at most, let go when abandoned, never in the way of the loop."""

import asyncio
import threading
import time

from holdfast.host.health.engine import Engine
from holdfast.host.health.probe import Answer, Role, State
from holdfast.host.health.probes.blocking import BlockingProbe, in_thread
from tests.host.health.fakes import OK, every, run


class Stuck:
    """A question that hangs until it is let go; being abandoned helps only where it is told so."""

    def __init__(self, *, listens: bool = False) -> None:
        self.let_go = threading.Event()
        self.listens = listens
        self.asked = self.abandoned = 0

    def ask(self) -> Answer:
        self.asked += 1
        self.let_go.wait(10)
        return OK

    def abandon(self) -> None:
        self.abandoned += 1
        if self.listens:
            self.let_go.set()


def named(name: str) -> int:
    return sum(thread.name == name for thread in threading.enumerate())


def test_an_answer_comes_back_from_its_thread() -> None:
    question = Stuck()
    question.let_go.set()

    assert run(BlockingProbe("disk", Role.CRITICAL, question).ask()) == OK


def test_a_hanging_question_keeps_one_thread_and_no_other_is_asked() -> None:
    async def work() -> None:
        question = Stuck()
        engine = Engine([BlockingProbe("disk", Role.CRITICAL, question)], every(0.1, timeout=0.05))
        for _ in range(5):
            await engine.ask_all()
        assert question.asked == 1
        assert question.abandoned >= 1
        assert named("probe disk") == 1
        assert engine.snapshot().probes[0].state is State.FAILING
        question.let_go.set()

    run(work())


def test_one_that_listens_is_asked_again_after_being_abandoned() -> None:
    async def work() -> None:
        question = Stuck(listens=True)
        engine = Engine([BlockingProbe("disk", Role.CRITICAL, question)], every(0.1, timeout=0.05))
        await engine.ask_all()
        ends = time.monotonic() + 5
        while question.asked < 2 and time.monotonic() < ends:
            await asyncio.sleep(0.02)
            await engine.ask_all()
        assert question.asked >= 2
        assert engine.snapshot().probes[0].reason == "fine"

    run(work())


def test_the_loop_goes_on_and_ends_while_a_question_hangs() -> None:
    question = Stuck()

    async def work() -> None:
        asking = asyncio.create_task(BlockingProbe("disk", Role.CRITICAL, question).ask())
        for _ in range(10):
            await asyncio.sleep(0.01)
        assert not asking.done()

    started = time.monotonic()
    run(work())
    assert time.monotonic() - started < 5
    question.let_go.set()


def test_a_mistake_in_a_question_is_a_failing_answer_without_a_traceback() -> None:
    def broken() -> Answer:
        raise ValueError("canary")

    async def work() -> Engine:
        class Broken(Stuck):
            def ask(self) -> Answer:
                return broken()

        engine = Engine([BlockingProbe("disk", Role.CRITICAL, Broken())], every(1, fail_after=1))
        await engine.ask_all()
        return engine

    assert run(work()).snapshot().probes[0].reason == "a fault of the probe itself"


def test_what_a_function_returns_arrives_in_the_loop() -> None:
    async def work() -> int:
        future, _ = in_thread(lambda: 7, "seven")
        return await future

    assert run(work()) == 7
