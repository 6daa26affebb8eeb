"""Work that a second process does while this one goes on, where the machine has a core for it."""

import os
import pickle
import sys
import threading
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, NoReturn, TypeVar

from holdfast.actions.modules import keep_modules
from holdfast.model.record import record
from holdfast.model.regex import add_made, take_made

T = TypeVar("T")

_MOST_CLAIMS = 10_000
"""Numbers of four bytes; a pipe holds 65,536 bytes (`man 7 pipe`, Linux 6.12, 2026-11)."""


def apart(work: Callable[[], T]) -> Callable[[], T]:
    """Begin `work` in a process of its own; calling what is returned, once, waits for it and gives its result.

    The second process is a fork: `work` may be anything, its result must pickle, and all of it costs a few
    milliseconds, a tenth of what `multiprocessing` takes to be loaded and to start. With one core, with other threads
    (whose locks a fork would copy), and away from Linux, `work` is done here when it is asked for; so it is when the
    second process ends without an answer, killed for want of memory perhaps.
    """
    if not _has_room():
        return work
    reading, writing = os.pipe()
    try:
        child = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return work
    if child == 0:
        os.close(reading)
        _answer(work, writing)
    os.close(writing)
    return partial(_result, work, child, reading)


Tasks = Sequence[Callable[[], T]]
Finish = Callable[[Tasks[T], Callable[[], None]], tuple[list[T], list[T]]]
"""Asked with this process's own tasks, and what to do meanwhile; gives the results of both parts, in their order."""


def shared(theirs: Tasks[T], ours: Callable[[], Tasks[T]], order: Sequence[int]) -> Finish[T]:
    """Begin `theirs` in a second process, which then helps with what this one has to do.

    What is returned is called once, with this process's own tasks: it does those first that `order` does not name, then
    the others as it says, then once what it is given to do meanwhile, and helps in turn. `ours` makes the same tasks in
    the second process, when that comes to them. Each is done by whichever process comes to it first, so that neither
    waits while there is work; the results must pickle. Where there is no second process, all are done here; so are
    those whose answer got lost with it.
    """
    claims = _claims(range(len(theirs))), _claims(order)
    answer = apart(partial(_helped, theirs, ours, claims))
    return _Shared(theirs, frozenset(order), claims, answer).finish


def _claims(numbers: Sequence[int]) -> int:
    """Where the numbers of tasks are read that nobody has begun, each by one process alone."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)  # a pipe may be smaller; what does not fit is done here in the end
    os.write(writing, array("I", numbers[:_MOST_CLAIMS]).tobytes())
    os.close(writing)
    return reading


_Done = dict[int, T]
"""Results by the numbers of their tasks."""


def _helped(theirs: Tasks[T], ours: Callable[[], Tasks[T]], claims: tuple[int, int]) -> tuple[_Done[T], _Done[T]]:
    own = _claimed(lambda: theirs, claims[0])
    return own, _claimed(ours, claims[1])


def _claimed(tasks: Callable[[], Tasks[T]], claims: int) -> _Done[T]:
    """The results of the tasks that nobody had claimed; they are made when there is one."""
    found: _Done[T] = {}
    known: Tasks[T] = ()
    while claim := os.read(claims, 4):
        (number,) = array("I", claim)
        known = known or tasks()
        found[number] = known[number]()
    return found


@record(frozen=True)
class _Shared(Generic[T]):
    """What a second process has begun, and how its answer is waited for."""

    theirs: Tasks[T]
    named: frozenset[int]
    claims: tuple[int, int]
    answer: Callable[[], tuple[_Done[T], _Done[T]]]

    def finish(self, ours: Tasks[T], meanwhile: Callable[[], None]) -> tuple[list[T], list[T]]:
        """Do what this process does, help, and wait."""
        try:
            own = {number: task() for number, task in enumerate(ours) if number not in self.named}
            own |= _claimed(lambda: ours, self.claims[1])
            meanwhile()
            helped = _claimed(lambda: self.theirs, self.claims[0])
        finally:
            first, second = self.answer()  # asked for in any case: that is what ends the other process
            for reading in self.claims:
                os.close(reading)
        return _all_of(self.theirs, helped | first), _all_of(ours, own | second)


def _all_of(tasks: Tasks[T], done: _Done[T]) -> list[T]:
    return [done[number] if number in done else task() for number, task in enumerate(tasks)]


def _has_room() -> bool:
    # macOS can fork, too, but its own libraries may not outlive it.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(work: Callable[[], object], writing: int) -> NoReturn:
    """Do the work in the second process, which ends at once: nothing that this program does at its end is its own."""
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump((work(), take_made()), pipe, protocol=pickle.HIGHEST_PROTOCOL)
        keep_modules()
        code = 0
    finally:
        os._exit(code)


def _result(work: Callable[[], T], child: int, reading: int) -> T:
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        return work()
    result: T
    result, compiled = pickle.loads(answer)  # noqa: S301 - what this program's own second process wrote
    add_made(compiled)
    return result
