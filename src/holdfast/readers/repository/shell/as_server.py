"""Clients that run as the database's own user, which works only on the host where its server runs."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source

_POSTGRES = frozenset(("psql", "pg_dump", "pg_dumpall", "createdb", "createuser", "dropdb", "pg_basebackup"))
_AS_POSTGRES = regex(
    r"\bsudo\s[^|;&\n]{0,60}?-u\s*[\"']?postgres\b|\bsu\s(?:-\s|-l\s)?[\"']?postgres\b|\brunuser\s[^|;&\n]{0,40}postgres\b"
)
_AS_ROOT = regex(r"\bsudo\s+(?:-\w\s+)?(?:mysql|mysqldump|mariadb)\b")
_CLIENTS = frozenset(("mysql", "mysqldump", "mariadb", "mariadb-dump"))


def asked_there(source: Source) -> Iterator[Database]:
    """The first such client of a script, on the host that it is for; a pipeline's runner keeps nothing."""
    there = (one for one in source.commands if one.remote or source.actor != "workflow")
    for command in there:
        engine = _engine(command, source)
        if engine is not None:
            yield Database(**source.common(command), engine=engine, placement=Placement.HOST)
            return


def _engine(command: Command, source: Source) -> str | None:
    named = command.name in _POSTGRES or command.name in _CLIENTS
    if not named or command.has("--host") or any(arg.startswith("-h") for arg in command.args):
        return None
    row = source.snippet.rows[command.line - 1] if command.line <= len(source.snippet.rows) else ""
    if command.name in _POSTGRES:
        return "postgresql" if _AS_POSTGRES.search(row[:2_000]) else None
    return "mysql" if _AS_ROOT.search(row[:2_000]) else None
