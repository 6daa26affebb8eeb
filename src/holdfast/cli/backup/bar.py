"""A bar for bytes on their way, once somebody has waited a moment and watches."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SLOW_SECONDS = 1.0


@contextmanager
def bytes_bar(label: str) -> Iterator[Callable[[int], None]]:
    """Shows how many bytes have gone, how fast, and since when, on standard error; nobody knows how many will come."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn

    columns = (TextColumn(label), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=None)
    started = time.monotonic()

    def show(done: int) -> None:
        if not bar.live.is_started and time.monotonic() - started > _SLOW_SECONDS:
            bar.start()
        if bar.live.is_started:
            bar.update(task, completed=done)

    try:
        yield show
    finally:
        bar.stop()
