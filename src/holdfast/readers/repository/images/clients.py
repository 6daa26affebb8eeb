"""Containers of a database's image that only run its client, against the database in another place."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.parse import parse

_CLIENTS = frozenset(
    [
        *("psql", "pg_dump", "pg_dumpall", "pg_restore", "pg_isready", "createdb", "mysql", "mysqldump", "mysqladmin"),
        *("mariadb", "mariadb-dump", "mongo", "mongosh", "mongodump", "mongorestore", "redis-cli", "valkey-cli"),
    ]
)
_SERVERS = regex(
    r"postgres|mysqld(?:_safe)?|mariadbd|mongo[ds]|pg_ctl\w*|(?:redis|valkey)-server|\S*entrypoint(?:\.sh)?"
)


def runs_client(programs: Iterable[str]) -> bool:
    """Whether programs that a container starts are a database's clients, and none of them a server."""
    names = frozenset(programs)
    return not names.isdisjoint(_CLIENTS) and not any(map(_SERVERS.fullmatch, names))


def only_asks(words: Iterable[str]) -> bool:
    """The same of a command in words, the last of which may be a script for a shell."""
    first, *others = (*words, "")
    # A script is one word, with blanks in it.
    texts = (first, *(word for word in others if " " in word))
    return runs_client(command.name for text in texts for command in parse(text).commands)
