"""Certificates that a program's own server is started with, where no proxy stands before it."""

from collections.abc import Iterator

from holdfast.model.facts import Certificate
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.certificates.obtained import LIVE
from holdfast.readers.repository.shell.steps.source import Source

_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "granian", "daphne", "waitress-serve", "puma", "http-server"))
_OPTIONS = ("--certfile", "--ssl-certfile", "--ssl-certificate", "--ssl-cert", "--cert")
_OF_DEVELOPERS = regex(r"(?i)localhost|127\.0\.0\.1|\bmkcert\b|self[-_]?signed|snakeoil")


def presented(source: Source) -> Iterator[Certificate]:
    """One for each file that such a server presents; whoever has it renewed starts the server anew as well."""
    for command in source.commands:
        given = command.options(*_OPTIONS) if command.name in _SERVERS else ()
        path = source.script.expand(given[0]) if given else ""
        if not path or _OF_DEVELOPERS.search(path):
            continue
        issued = LIVE.search(path)
        yield Certificate(
            **source.common(command),
            issuer="letsencrypt" if issued else "imported",
            domain=issued["domain"] if issued else None,
            used_by="host",
        )
