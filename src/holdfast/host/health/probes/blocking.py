"""Asks what blocks in a thread of its own: a question that hangs holds one thread, never the loop or the end."""

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from holdfast.host.health.probe import Answer, Role
from holdfast.model.errors import HoldfastError

_FAULTS = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What a mistake in a question raises; it is carried to the engine, which says so instead of a traceback."""


Result = TypeVar("Result")


def cut(line: socket.socket | None) -> None:
    """End a connection under the thread that waits on it; one that is gone already is left alone."""
    if line is None:
        return
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


class Blocking(Protocol):
    """A question that may block; called from one thread at a time."""

    def ask(self) -> Answer:
        """Ask, and wait."""

    def abandon(self) -> None:
        """Make a hanging `ask` return, where that is possible; called from the loop, must not block."""


@dataclass(slots=True)
class BlockingProbe:
    """A probe whose question blocks.

    The thread is a daemon: the process ends without it, even while it hangs in the kernel (a dead network folder).
    Only one lives at a time. A question that finds the last one still hanging starts nothing.
    """

    name: str
    role: Role
    question: Blocking
    _thread: threading.Thread | None = field(default=None, init=False)

    async def ask(self) -> Answer:
        """The answer of the thread; a failing one while the last question has not come back."""
        if self._thread is not None and self._thread.is_alive():
            self.question.abandon()
            return Answer(ok=False, reason="the last question has not come back")
        future, self._thread = in_thread(self.question.ask, f"probe {self.name}")
        try:
            return await future
        except asyncio.CancelledError:
            self.question.abandon()
            raise


@dataclass(frozen=True, slots=True)
class Call:
    """A plain function as a question; nothing can make it return early."""

    function: Callable[[], Answer]

    def ask(self) -> Answer:
        """Call it."""
        return self.function()

    def abandon(self) -> None:
        """Do nothing: it comes back by itself, or never."""


def in_thread(function: Callable[[], Result], name: str) -> tuple[asyncio.Future[Result], threading.Thread]:
    """Run `function` in a daemon thread of its own; what it returns or raises arrives in the future, in this loop."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()
    thread = threading.Thread(target=_run, args=(function, loop, future), name=name, daemon=True)
    thread.start()
    return future, thread


def _run(function: Callable[[], Result], loop: asyncio.AbstractEventLoop, future: asyncio.Future[Result]) -> None:
    deliver: Callable[[], None]
    try:
        deliver = partial(_deliver, future, function())
    except (HoldfastError, *_FAULTS) as error:
        deliver = partial(_fail, future, error)
    # The loop may have ended meanwhile, and then nobody waits any more.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(deliver)


def _deliver(future: asyncio.Future[Result], result: Result) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Result], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
