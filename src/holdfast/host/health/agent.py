"""The agent's one process: probes, server and steward in one loop, from its first line to its last."""

import asyncio
import gc
import logging
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdfast.host.health.notify import notify
from holdfast.host.health.steward import Steward
from holdfast.model.errors import IncompleteError

if TYPE_CHECKING:
    from holdfast.host.health.server import Server

_log = logging.getLogger("holdfast.health")

_M_ARENA_MAX = -8
"""From glibc's malloc.h; see mallopt(3)."""


@dataclass(frozen=True, slots=True)
class Agent:
    """What runs until a signal ends it.

    Args:
        steward: acts; its application answers.
        port: on loopback; 0 takes a free one.
    """

    steward: Steward
    port: int

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; then answers under way are finished, and the gate stays as it is.

        Raises:
            IncompleteError: the port is taken.
        """
        _share_one_heap()
        asyncio.run(self._run())

    async def _run(self) -> None:
        from holdfast.host.health.server import allow_many_connections, bind, server

        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        app = self.steward.app
        allow_many_connections()
        listening = bind(self.port)
        served = server(app, listening)
        app.engine.start()
        acting = asyncio.create_task(self.steward.run(), name="steward")
        serving = asyncio.create_task(served.serve(sockets=[listening]), name="server")
        stopping = asyncio.create_task(stop.wait(), name="signal")
        # Everything that is here now stays: the collector need not look at it again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(700, 10, 10)
        _log.info("answers on 127.0.0.1:%d", listening.getsockname()[1])
        notify("READY=1")
        await asyncio.wait((acting, serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        notify("STOPPING=1")
        app.stopping = True
        await self._end(acting, serving, served)

    async def _end(self, acting: asyncio.Task[None], serving: asyncio.Task[None], served: "Server") -> None:
        broken = [task for task in (acting, serving) if task.done()]
        for task in broken:
            fault = None if task.cancelled() else task.exception()
            _log.error("the %s ended by itself: %s", task.get_name(), type(fault).__name__)
        acting.cancel()
        served.should_exit = True
        await asyncio.wait((acting, serving), timeout=5)
        await self.steward.app.engine.stop()
        if broken:
            raise IncompleteError("a part of the agent ended by itself", next_step="look at the lines above")
        _log.info("ends; the gate stays as it is")


def _share_one_heap() -> None:
    """Let all threads share one heap: glibc gives each its own, which costs 3 MB here for threads that only wait."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def log_to_stderr() -> None:
    """One plain line for each event on standard error; the journal adds the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_OneLine("holdfast: %(levelname)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("holdfast").setLevel(logging.INFO)


class _OneLine(logging.Formatter):
    """Keeps each event on its line, whatever it quotes, and never shows a traceback's values."""

    def format(self, record: logging.LogRecord) -> str:
        record.exc_info, record.exc_text, record.stack_info = None, None, None
        text = super().format(record)
        return "".join(letter if letter.isprintable() else " " for letter in text)
