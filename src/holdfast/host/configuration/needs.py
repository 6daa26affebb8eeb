"""Which variables a command needs: an application all, Holdfast's own work on a host those of the database alone."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

_OWN = frozenset({"agent", "backup", "restore"})
_PREFIX = "HOLDFAST_"

Value = TypeVar("Value")


def is_own(command: Sequence[str]) -> bool:
    """Whether a command is the agent, a backup or a restore.

    They must work while the application cannot start: a wrong payment key is no reason to go without backups, and a
    new host has its agent before anybody has filled the secrets. What they do not need, they do not get either.
    """
    return len(command) > 1 and command[0].rpartition("/")[2] == "holdfast" and command[1] in _OWN


def needed(variables: Mapping[str, Value], database: str) -> dict[str, Value]:
    """Of variables those that Holdfast's own commands use.

    Args:
        variables: by name.
        database: name of the variable that holds the database's URL.
    """
    return {name: value for name, value in variables.items() if name == database or name.startswith(_PREFIX)}
