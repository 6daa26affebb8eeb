"""A function's commands as its calls run them, with the words that each call hands over."""

from collections.abc import Iterator

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.cloud.arguments import in_turn
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.forwarded import bound, places_in

_HANDED = regex(r"\$(?:[1-9]|\{[1-9](?::?[-?][^{}]*)?\})")
_MOST_CALLS = 60


def as_called(command: Command, source: Source) -> Iterator[Command]:
    """The command once for each call of the function around it; as it stands where it takes nothing from them."""
    name = command.function
    if not name or name == command.name or not _takes(command, source):
        yield command
        return
    places = places_in([one for one in source.commands if one.function == name])
    calls = [turn for call in source.commands if call.name == name for turn in in_turn(call)]
    for call in calls[:_MOST_CALLS]:
        handed = [source.script.expand(arg) for arg in call.args]
        told = bound(command.args, places, handed)
        yield replace(command, args=bound([source.script.expand(arg) for arg in told], (), handed))
    if not calls:
        yield command


def _takes(command: Command, source: Source) -> bool:
    return any(_HANDED.search(source.script.expand(arg)) for arg in command.args)
