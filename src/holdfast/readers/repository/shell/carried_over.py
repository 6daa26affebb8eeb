"""Dumps that only carry data from one database to another, and are deleted once they are there."""

from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_LOADS = frozenset(("psql", "mysql", "mariadb", "pg_restore", "mongorestore"))
_DELETES = frozenset(("rm", "unlink", "shred"))
_LOOKS = frozenset(("du", "ls", "wc", "stat", "echo", "printf", "test", "[", "[[", "head", "tail", "cat", "sed", "="))


def is_carried_over(command: Command, source: Source) -> bool:
    """The file that it writes is loaded further down, and deleted behind that, and nobody else is given it."""
    if source.schedule:
        return False
    for word in _words(command):
        users = [one for one in source.commands if one.order > command.order and word in _words(one)]
        loads = [one for one in users if one.name in _LOADS]
        gone = [one for one in users if one.name in _DELETES and not one.branch]
        if loads and gone and loads[0].order < gone[-1].order:
            return all(one.name in _LOADS | _DELETES | _LOOKS for one in users)
    return False


def _words(command: Command) -> set[str]:
    """Its arguments and the files to and from which it is redirected, without options."""
    return {word for word in (*command.args, *(one.target for one in command.redirects)) if word and word[0] != "-"}
