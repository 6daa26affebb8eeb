"""Functions of a script that ask whatever address they are handed how it is: their calls are the questions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command

_HANDED = regex(r"^\$\{?\w+\}?[\w/?=.-]*$")
_ADDRESS = regex(r"^https?://\S")
_ASKS = ("curl", "wget")


def as_questions(commands: Iterable[Command]) -> Iterator[Command]:
    """The commands one for one, with the question itself in place of each call of such a function."""
    commands = tuple(commands)
    asking = {
        one.function for one in commands if one.function and one.name in _ASKS and any(map(_HANDED.match, one.args))
    }
    for command in commands:
        address = next(filter(_ADDRESS.match, command.args), None) if command.name in asking else None
        yield command if address is None else replace(command, name="curl", args=("-f", address))


def ends_inside(call: Command, commands: Iterable[Command]) -> bool:
    """The function that is called ends the script by itself."""
    return any(
        one.function == call.name and one.name == "exit" and one.args[:1] not in ((), ("0",)) for one in commands
    )
