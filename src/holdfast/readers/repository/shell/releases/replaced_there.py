"""A release by what is done on another machine, whatever it is called: the running one makes room for another."""

from collections.abc import Sequence

from holdfast.readers.repository.shell.steps.purposes import activation, takes_newest
from holdfast.readers.repository.shell.syntax.command import Command

_TAKES_AWAY = frozenset(("rm", "stop", "kill", "container"))


def replaces_there(commands: Sequence[Command]) -> bool:
    """The newest is brought to a host and started there, or a container starts under the name of one taken away."""
    for index, start in enumerate(commands):
        before = [one for one in commands[:index] if start.remote and one.remote == start.remote]
        if before and activation(start) and any(_makes_room(one, start) for one in before):
            return True
    return False


def _makes_room(command: Command, start: Command) -> bool:
    if takes_newest(command):
        return True
    name = start.option("--name") if start.name == "docker" else None
    taken = command.name == "docker" and bool(command.args) and command.args[0] in _TAKES_AWAY
    return bool(name) and taken and name in command.args
