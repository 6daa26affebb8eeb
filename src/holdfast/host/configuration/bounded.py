"""Runs questions side by side and never waits longer than it was told to."""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")


@dataclass
class _Outcome(Generic[T]):
    """Carries a job's result, or what it raised, over to the thread that waits."""

    index: int
    done: "queue.SimpleQueue[_Outcome[T]]"
    result: T | None = None
    raised: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, raised: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        self.raised = raised
        self.done.put(self)
        return True


def run_bounded(jobs: Sequence[Callable[[], T]], *, seconds: float, workers: int = 8) -> list[T | None]:
    """The results of the jobs in their order; None for each that was not done in time.

    The threads are daemons: a look-up that hangs in the system's resolver must not keep the process from ending, as
    the executors of `concurrent.futures` would at exit. What a job raises is raised here.
    """
    todo: queue.SimpleQueue[tuple[int, Callable[[], T]]] = queue.SimpleQueue()
    done: queue.SimpleQueue[_Outcome[T]] = queue.SimpleQueue()
    for numbered in enumerate(jobs):
        todo.put(numbered)
    for _ in range(min(workers, len(jobs))):
        threading.Thread(target=_work, args=(todo, done), daemon=True).start()
    results: list[T | None] = [None] * len(jobs)
    deadline = time.monotonic() + seconds
    for _ in jobs:
        try:
            outcome = done.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if outcome.raised is not None:
            raise outcome.raised
        results[outcome.index] = outcome.result
    return results


def _work(todo: "queue.SimpleQueue[tuple[int, Callable[[], T]]]", done: "queue.SimpleQueue[_Outcome[T]]") -> None:
    while True:
        try:
            index, job = todo.get_nowait()
        except queue.Empty:
            return
        with _Outcome(index, done) as outcome:
            outcome.result = job()
