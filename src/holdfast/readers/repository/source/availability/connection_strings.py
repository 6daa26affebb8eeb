"""Databases that strings of drivers lead to which are no URLs: those of .NET in its settings, and those of others."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet

_FILE = regex(r"(?i)^appsettings(?:\.(?:prod\w*|live|release))?\.json$")
_HOST = regex(
    r"(?i)\"(?:(?P<sqlserver>server|data source|addr(?:ess)?|network address)|(?P<postgresql>host))\s*=\s*"
    r"(?:tcp:)?(?P<host>[^;,\"\\]{1,200})[;,][^\"\n]{0,400}(?:database|initial catalog|user|uid)"
)
_MYSQL = regex(r"(?i)\buid\s*=|\bport\s*=\s*3306\b|\bsslmode\s*=\s*(?:none|preferred)\b|\ballowuservariables\b")
_POSTGRES = regex(r"(?i)\bport\s*=\s*5432\b|\busername\s*=|\bsearch ?path\s*=")


_DIALLED = regex(
    r"(?i)@(?P<mysql>tcp|unix)\((?P<at>[\w./-]{1,200})(?::\d{1,5})?\)/"
    r"|(?<![\w.])(?P<postgresql>host)(?:addr)?=(?P<on>[\w./-]{1,200})\s(?=[^\n]{0,300}\b(?:dbname|user|port|sslmode)=)"
    r"|^(?:(?:mysql|(?P<pgsql>pgsql)):)(?:[\w ]{1,40}=[^;]{0,100};){0,4}host=(?P<under>[\w./-]{1,200})(?:;|$)"
)
_ON_A_DISK = "localhost"
"""What a socket in a folder stands for."""


def dialled(value: str) -> tuple[str, str] | None:
    """Engine and host of what drivers of Go, of C and of PHP are told; None where it is none of theirs."""
    match = _DIALLED.search(value)
    if match is None:
        return None
    host = match["at"] or match["on"] or match["under"]
    engine = "postgresql" if match["postgresql"] or match["pgsql"] else "mysql"
    return engine, _ON_A_DISK if host.startswith("/") else host


def connection_strings(snippet: Snippet) -> Iterator[tuple[str, str, Location]]:
    """Engine, host and place of each; of the text itself only the name is quoted, since a password stands in it."""
    if not _FILE.match(snippet.name):
        return
    for number, row in enumerate(snippet.rows, start=1):
        match = _HOST.search(row[:2_000])
        if match is None:
            continue
        engine = "postgresql" if match["postgresql"] else "sqlserver"
        if _MYSQL.search(row):
            engine = "mysql"
        elif _POSTGRES.search(row):
            engine = "postgresql"
        name = row.partition(":")[0].strip()
        yield engine, match["host"].strip(), replace(snippet.at(number), quote=name)
