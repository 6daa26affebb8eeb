"""Live progress of stacks on standard error: a bar where somebody watches, else a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from holdfast.actions.deploy.events import Progress
    from holdfast.reports.catalogue import Catalogue

_LINE_SECONDS = 15


@contextmanager
def stack_progress(catalogue: "Catalogue") -> Iterator[Callable[["Progress"], None]]:
    """What a deployment tells how far it is."""
    if sys.stderr.isatty():
        with _bar(catalogue) as show:
            yield show
        return
    last: list[tuple[str, float]] = []

    def line(told: "Progress") -> None:
        if last and last[0][0] == told.stack and time.monotonic() - last[0][1] < _LINE_SECONDS:
            return
        last[:] = [(told.stack, time.monotonic())]
        click.echo(_words(told, catalogue), err=True)

    yield line


def _words(told: "Progress", catalogue: "Catalogue") -> str:
    from holdfast.reports.words import duration

    words, units = catalogue.check("plan.outcome"), catalogue.check("restoring.units")
    seconds = duration(max(told.seconds, 1), units)
    text = words["progress"].format(stack=told.stack, done=told.done, total=told.total, time=seconds)
    current = f": {', '.join(told.under_way[:3])}" if told.under_way else ""
    rolling = f" ({words['rolling-back']})" if told.rolling_back else ""
    return f"{text}{current}{rolling}"


@contextmanager
def _bar(catalogue: "Catalogue") -> Iterator[Callable[["Progress"], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    rolling = catalogue.check("plan.outcome")["rolling-back"]
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[current]}"),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        tasks = {}

        def show(told: "Progress") -> None:
            if told.stack not in tasks:
                tasks[told.stack] = bar.add_task(told.stack, total=None, current="")
            current = rolling if told.rolling_back else ", ".join(told.under_way[:2])
            bar.update(tasks[told.stack], completed=told.done, total=told.total or None, current=current)

        yield show
