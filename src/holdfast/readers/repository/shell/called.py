"""A function's commands as its calls run them, with the words that each call hands over."""

import re
from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.arguments import in_turn
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_HANDED = regex(r"\$(?:([1-9])|\{([1-9])(?::?[-?]([^{}]*))?\})")
_MOST_CALLS = 20


def as_called(command: Command, source: Source) -> Iterator[Command]:
    """The command once for each call of the function around it; as it stands where it takes nothing from them."""
    name = command.function
    told = [source.script.expand(arg) for arg in command.args] if name and name != command.name else []
    if not any(map(_HANDED.search, told)):
        yield command
        return
    calls = [turn for call in source.commands if call.name == name for turn in in_turn(call)]
    for call in calls[:_MOST_CALLS]:
        yield replace(command, args=tuple(_bound(arg, call, source) for arg in told))
    if not calls:
        yield command


def _bound(text: str, call: Command, source: Source) -> str:
    def word(match: re.Match[str]) -> str:
        index = int(match[1] or match[2]) - 1
        given = source.script.expand(call.args[index]) if index < len(call.args) else ""
        return given or match[3] or ""

    return _HANDED.sub(word, text)
