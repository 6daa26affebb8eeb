"""Asks what blocks in a thread of its own: a question that hangs holds one thread, never the loop or the end."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from holdfast.host.health.probe import Answer, Role

_FAULTS = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError)
"""What a mistake in a question raises; it is carried to the engine, which says so instead of a traceback."""


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
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._thread = threading.Thread(
            target=_run, args=(self.question.ask, loop, future), name=f"probe {self.name}", daemon=True
        )
        self._thread.start()
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


def _run(ask: Callable[[], Answer], loop: asyncio.AbstractEventLoop, future: asyncio.Future[Answer]) -> None:
    result: Answer | Exception
    try:
        result = ask()
    except _FAULTS as error:
        result = error
    try:
        loop.call_soon_threadsafe(_deliver, future, result)
    except RuntimeError:
        # The loop has ended meanwhile, and nobody waits any more.
        return


def _deliver(future: asyncio.Future[Answer], result: Answer | Exception) -> None:
    if future.done():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
