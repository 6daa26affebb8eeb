"""The commands that a service of a compose file starts its container with."""

import shlex

from holdfast.model.record import record
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.parse import parse


@record(frozen=True)
class Started:
    """What a container runs, as text and as commands, and the lines that say so."""

    text: str
    commands: tuple[Command, ...]
    first: int
    last: int


def started(node: Node, program: str = "") -> Started:
    """The entry point of a service and its arguments; `program` is what the image runs where neither says it."""
    entry, given = node.get("entrypoint"), node.get("command")
    shown = [part for part in (entry, given) if part is not None]
    if not shown:
        return Started("", (), 0, 0)
    text = " ".join(_line_of(part) for part in shown).replace("$$", "$")
    text = text if entry is not None else program + text
    first = min(part.key_line for part in shown)
    return Started(text, parse(text).commands, first, max(max(part.key_line, part.end) for part in shown))


def _line_of(node: Node) -> str:
    """A text is a line of words already; a list is one word for each of its items."""
    return shlex.join(node.texts()) if isinstance(node.value, list) else node.text() or ""
