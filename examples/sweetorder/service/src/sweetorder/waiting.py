"""Waits for blocking work for a bounded time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread

Result = TypeVar("Result")

REQUEST_SECONDS = 8.0
"""Longer than the database's own limits together, so that it strikes only when a server accepts and never answers."""


async def in_thread(work: Callable[[], Result], *, seconds: float = REQUEST_SECONDS) -> Result:
    """Run blocking work in a thread.

    Raises:
        TimeoutError: it did not end in time. The thread goes on: what it does may still happen.
    """
    async with asyncio.timeout(seconds):
        return await to_thread.run_sync(work, abandon_on_cancel=True)
