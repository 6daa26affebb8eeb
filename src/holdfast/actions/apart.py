"""Work that a second process does while this one goes on, where the machine has a core for it."""

import os
import pickle
import sys
import threading
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn, TypeVar

from holdfast.actions.modules import keep_modules
from holdfast.model.regex import add_unknown, unknown

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


def shared(tasks: Sequence[Callable[[], T]]) -> Callable[[], list[T]]:
    """Begin `tasks` in a second process; calling what is returned, once, does beside it those that are not begun yet.

    Each is done by whichever process comes to it first, so that neither waits while there is work; the results stand
    in the order of `tasks`. They must pickle. Where there is no second process, all are done here; so are those whose
    answer got lost with it.
    """
    reading, writing = os.pipe()
    os.set_blocking(writing, False)  # a pipe may be smaller; what does not fit is done here in the end
    os.write(writing, array("I", range(min(len(tasks), _MOST_CLAIMS))).tobytes())
    os.close(writing)
    return partial(_finished, tasks, reading, apart(partial(_claimed, tasks, reading)))


def _claimed(tasks: Sequence[Callable[[], T]], claims: int) -> dict[int, T]:
    """The results of the tasks that nobody had claimed, by their numbers."""
    found: dict[int, T] = {}
    while claim := os.read(claims, 4):
        (number,) = array("I", claim)
        found[number] = tasks[number]()
    return found


def _finished(tasks: Sequence[Callable[[], T]], claims: int, answer: Callable[[], dict[int, T]]) -> list[T]:
    try:
        done = _claimed(tasks, claims)
    finally:
        theirs = answer()  # asked for in any case: that is what ends the other process
        os.close(claims)
    done |= theirs
    return [done[number] if number in done else task() for number, task in enumerate(tasks)]


def _has_room() -> bool:
    # macOS can fork, too, but its own libraries may not outlive it.
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _answer(work: Callable[[], object], writing: int) -> NoReturn:
    """Do the work in the second process, which ends at once: nothing that this program does at its end is its own."""
    code = 1
    try:
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump((work(), unknown()), pipe, protocol=pickle.HIGHEST_PROTOCOL)
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
    add_unknown(compiled)
    return result
