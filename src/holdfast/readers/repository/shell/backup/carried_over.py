"""Dumps that only carry data from one database to another, and are deleted once they are there."""

from collections.abc import Iterator

from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_LOADS = frozenset(("psql", "mysql", "mariadb", "pg_restore", "mongorestore"))
_DELETES = frozenset(("rm", "unlink", "shred"))
_LOOKS = frozenset(("du", "ls", "wc", "stat", "echo", "printf", "test", "[", "[[", "head", "tail", "cat", "sed", "="))


def carried_over(source: Source) -> frozenset[int]:
    """The orders of the commands whose file is loaded further down, and deleted behind that, and goes nowhere else."""
    names = {command.name for command in source.commands}
    if source.schedule or names.isdisjoint(_LOADS) or names.isdisjoint(_DELETES):
        return frozenset()
    users: dict[str, list[Command]] = {}
    for command in source.commands:
        for word in _words(command):
            users.setdefault(word, []).append(command)
    return frozenset(order for one in users.values() for order in _writers(one))


def _writers(users: list[Command]) -> Iterator[int]:
    """Of all commands that name one file those that write it, where it is only carried over."""
    loads = [one.order for one in users if one.name in _LOADS]
    gone = [one.order for one in users if one.name in _DELETES and not one.branch]
    if not loads or not gone or loads[0] > gone[-1]:
        return
    others = [one for one in users if one.name not in _LOADS | _DELETES | _LOOKS]
    if all(one.order < loads[0] for one in others):
        yield from (one.order for one in others[-1:])


def _words(command: Command) -> set[str]:
    """Its arguments and the files to and from which it is redirected, without options."""
    return {word for word in (*command.args, *(one.target for one in command.redirects)) if word and word[0] != "-"}
