"""Turns what rich can draw into text for a terminal or a pipe, the same in both but for colour."""

import io
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from holdfast.model.record import record

WIDTH = 100
"""No line is wider: it fits half a screen, and a mail."""


@record(frozen=True, slots=True)
class Indented:
    """A text some columns from the left; rich's own padding lays every line out twice, and cuts and fills it."""

    text: Text
    columns: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Called by rich: the lines, each behind its margin."""
        margin = Segment(" " * self.columns)
        for line in self.text.wrap(console, options.max_width - self.columns):
            yield margin
            yield from line.render(console, end="\n")


def drawn(parts: Iterable[RenderableType], *, colour: bool, width: int = WIDTH) -> str:
    """The parts below one another, with terminal colours when `colour`; no line is wider than `width`."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=min(width, WIDTH),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    console.print(Group(*parts))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
