"""Progress on standard error, for what takes longer than a moment and that somebody watches."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import ParamSpec

_SLOW_SECONDS = 1.0

Told = ParamSpec("Told")


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A bar for reading, told how much of how much is done."""
    with _once_slow(_reading_bar) as show:
        yield show


@contextmanager
def bytes_bar(label: str, total: int = 0) -> Iterator[Callable[[int], None]]:
    """Shows how many bytes have gone, how fast, and since when; of how many, where `total` is known."""
    with _once_slow(lambda: _bytes_bar(label, total)) as show:
        yield show


@contextmanager
def _once_slow(make: Callable[[], AbstractContextManager[Callable[Told, None]]]) -> Iterator[Callable[Told, None]]:
    """What `make` gives, made and told only once a moment has passed; nothing where nobody watches."""
    watched, started = sys.stderr.isatty(), time.monotonic()
    with ExitStack() as stack:
        bar: Callable[Told, None] | None = None

        def show(*told: Told.args, **named: Told.kwargs) -> None:
            nonlocal bar
            if bar is None and watched and time.monotonic() - started > _SLOW_SECONDS:
                bar = stack.enter_context(make())
            if bar:
                bar(*told, **named)

        yield show


# Imported below: most commands are over before anybody would look at a bar.


@contextmanager
def _reading_bar() -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _bytes_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn, TransferSpeedColumn

    columns = (TextColumn(label), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total or None)
        yield lambda done: bar.update(task, completed=done)
