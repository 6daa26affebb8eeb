"""Swap that a script makes on a host, so that its disk stands in for memory that it lacks."""

from collections.abc import Iterator

from holdfast.model.facts import Swap
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_SPEAKS = regex(r"(?i)swap")
_BEFORE = 15
"""Rows above such a command among which its file is named and filled."""


def swap_facts(source: Source) -> Iterator[Swap]:
    """One fact for a script, from where it first speaks of the file to where the file is in use."""
    if source.actor == "workflow":
        return  # a runner that builds images serves nobody
    making = [command for command in source.commands if _makes(command)]
    if not any(_is_named(command, "mkswap") for command in making):
        return
    first, last = making[0], making[-1]
    start = first.line
    for number in range(first.line - 1, max(first.line - _BEFORE, 0), -1):
        row = _row(source, number)
        if _SPEAKS.search(row) and not row.lstrip().startswith("#"):
            start = number
    yield Swap(**source.common(source.snippet.at(start, max(last.end_line, first.end_line))))


def _row(source: Source, number: int) -> str:
    index = number - 1
    return source.snippet.rows[index] if 0 <= index < len(source.snippet.rows) else ""


def _makes(command: Command) -> bool:
    return _is_named(command, "mkswap") or (_is_named(command, "swapon") and not command.has("-s", "--show"))


def _is_named(command: Command, name: str) -> bool:
    return command.name.rpartition("/")[2] == name
