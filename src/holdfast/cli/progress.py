"""A progress bar for what takes longer than a moment."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

_SLOW_SECONDS = 1.0


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, once reading has taken longer than a moment and somebody watches."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    started = time.monotonic()
    with ExitStack() as stack:
        bar: Callable[[int, int], None] | None = None

        def show(done: int, total: int) -> None:
            nonlocal bar
            if bar is None and time.monotonic() - started > _SLOW_SECONDS:
                bar = stack.enter_context(_bar())
            if bar:
                bar(done, total)

        yield show


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    # Imported here: most checks are over before anybody would look at a bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading")
        yield lambda done, total: bar.update(task, completed=done, total=total)
