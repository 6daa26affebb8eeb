"""Turns what rich can draw into text for a terminal or a pipe, the same in both but for colour."""

import io
from collections.abc import Iterable

from rich.console import Console, RenderableType

WIDTH = 100
"""No line is wider: it fits half a screen, and a mail."""


def drawn(parts: Iterable[RenderableType], *, colour: bool) -> str:
    """The parts below one another, with terminal colours when `colour`, and a final line end."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=WIDTH,
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
