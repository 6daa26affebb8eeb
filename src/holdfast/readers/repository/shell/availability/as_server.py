"""What works only where a database's server runs: clients as its own user, its service, its configuration."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_POSTGRES = frozenset(("psql", "pg_dump", "pg_dumpall", "createdb", "createuser", "dropdb", "pg_basebackup"))
_AS_POSTGRES = regex(
    r"\bsudo\s[^|;&\n]{0,60}?-u\s*[\"']?postgres\b|\bsu\s(?:-\s|-l\s)?[\"']?postgres\b|\brunuser\s[^|;&\n]{0,40}postgres\b"
)
_AS_ROOT = regex(r"\bsudo\s+(?:-\w\s+)?(?:mysql|mysqldump|mariadb)\b")
_CLIENTS = frozenset(("mysql", "mysqldump", "mariadb", "mariadb-dump"))


_SERVICES = regex(
    r"(?:(?P<postgresql>postgresql(?:[-@]?\d[\w.-]*)?)|(?P<mysql>mysqld?)|(?P<mariadb>mariadb)|(?P<mongodb>mongod|mongodb))"
    r"(?:\.service)?"
)
_CONFIGURATION = regex(
    r"/etc/(?:(?P<mongodb>mongod\.conf)|(?P<postgresql>postgresql/[\w./-]{0,60}(?:postgresql|pg_hba)\.conf)"
    r"|(?P<mysql>mysql/[\w./-]{0,60}\.cnf|my\.cnf))$"
)
_RUNS_IT = frozenset(("start", "restart", "enable", "reload"))
_WRITES = frozenset(("cp", "sed", "install"))


def asked_there(source: Source) -> Iterator[Database]:
    """The first of these in a script, on the host that it is for; a pipeline's runner keeps nothing."""
    there = [one for one in source.commands if one.remote or source.actor != "workflow"]
    asked = ((one, _engine(one, source)) for one in there)
    told = ((one, kind(one)) for kind in (_configured, _started) for one in there)
    found = next(((one, engine) for one, engine in (*asked, *told) if engine), None)
    if found is not None:
        command, engine = found
        yield Database(**source.common(command), engine=engine, placement=Placement.HOST)


def _engine(command: Command, source: Source) -> str | None:
    named = command.name in _POSTGRES or command.name in _CLIENTS
    if not named or command.has("--host") or any(arg.startswith("-h") for arg in command.args):
        return None
    row = source.snippet.rows[command.line - 1] if command.line <= len(source.snippet.rows) else ""
    if command.name in _POSTGRES:
        return "postgresql" if _AS_POSTGRES.search(row[:2_000]) else None
    return "mysql" if _AS_ROOT.search(row[:2_000]) else None


def _configured(command: Command) -> str | None:
    """The engine whose server is told how to run."""
    written = (*command.writes, *(command.args[-1:] if command.name in _WRITES else ()))
    found = next((match for word in written if (match := _CONFIGURATION.search(word))), None)
    return found.lastgroup if found else None


def _started(command: Command) -> str | None:
    """The engine whose service is started, or is started with its host from now on."""
    if command.name not in ("systemctl", "service", "rc-service") or not _RUNS_IT & set(command.args):
        return None
    found = next((match for word in command.args if (match := _SERVICES.fullmatch(word))), None)
    return found.lastgroup if found else None
