"""Databases on a host that a script opens to everybody: what they listen to, and whom they know."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import Ingress
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def open_databases(command: Command, source: Source) -> Iterator[Ingress]:
    """Servers whose settings a command rewrites so that everybody may knock."""
    yield from _who(command, source)
    yield from _listens_everywhere(command, source)


def texts(command: Command) -> list[tuple[str, int]]:
    """What a command writes or sends, each text with its line."""
    if command.document is None:
        return [(command.text, command.line)]
    return [(row, command.document.line + number) for number, row in enumerate(command.document.text.splitlines())]


_LETS_ALL_IN = regex(
    r"(?:^|[\s\"'])host(?:ssl)?\s+\S+\s+\S+\s+(?:0\.0\.0\.0/0|::/0|all)\s+(?:md5|scram-sha-256|password|trust)\b"
)


def _who(command: Command, source: Source) -> Iterator[Ingress]:
    """PostgreSQL's own list of who may connect, written so that it lets every address in."""
    for text, line in texts(command):
        if _LETS_ALL_IN.search(text[:2_000]):
            at = source.snippet.at(line)
            yield Ingress(**source.common(at), from_port=5432, to_port=5432, sources=("0.0.0.0/0",), target="pg_hba")


_LISTENS = (
    (regex(r"bind_?[iI]p\b|mongo(?:d|db)?\.conf\b"), 27017),
    (regex(r"\bbind-address\b|mysqld?\.cnf\b"), 3306),
    (regex(r"redis\.conf\b"), 6379),
)
_EVERYWHERE = regex(r"(?:0\\?\.0\\?\.0\\?\.0|::)(?!/?\d)")


def _listens_everywhere(command: Command, source: Source) -> Iterator[Ingress]:
    """The settings of a database are rewritten so that it listens on every address of its host."""
    text = command.text[:2_000]
    if _UNPROTECTED.match(text) and not command.inside:
        yield Ingress(**source.common(command), from_port=6379, to_port=6379, sources=("0.0.0.0/0",), target="host")
        return
    if command.name not in ("sed", "perl") or not (found := list(_EVERYWHERE.finditer(text))):
        return
    # What is taken away stands before what takes its place.
    before, after = text[: found[-1].start()], text[found[-1].end() :]
    if _REPLACED.search(before) and not _REPLACED.search(after):
        ports = (port for setting, port in _LISTENS if setting.search(text))
        for port in islice(ports, 1):
            yield Ingress(**source.common(command), from_port=port, to_port=port, sources=("0.0.0.0/0",), target="host")


_UNPROTECTED = regex(
    r"^(?:sed|perl|echo|redis-server|redis-cli)\b.*\bprotected-mode[\s\"']{1,3}no\b(?!.*protected-mode\s+yes)"
)
_REPLACED = regex(r"127\\?\.0|bind|localhost")


GRANTED_TO_ALL = regex(
    r"(?i)\bGRANT\s+ALL(?:\s+PRIVILEGES)?\s+ON\s+\S{1,120}\s+TO\s+['\"`\\]{0,3}[\w${}<>-]{1,60}['\"`\\]{0,3}@['\"`\\]{0,3}%(?!\w)"
    r"|\bUPDATE\s+(?:mysql\.)?user\s+SET\s+host\s*=\s*['\"`\\]{0,3}%"
)
ON_HOST = regex(
    r"(?i)\b(?:apt|apt-get|yum|dnf)\b[^\n]{0,40}\binstall\b[^\n]{0,80}\b(?:mysql|mariadb)[\w.-]{0,20}"
    r"|\bmysql_secure_installation\b|\bsystemctl\s+(?:start|enable|restart)\s+(?:--now\s+)?(?:mysqld?|mariadb)\b"
)
"""The server stands where the application does, and not in a network that nobody else reaches."""
_HERE = frozenset(("ssh", "bash", "sh"))
_AFAR = regex(r"(?:^|\s)(?:-h\s?|--host[= ])(?!localhost\b|127\.|::1)\S")


def grants(source: Source) -> Iterator[Ingress]:
    """The first such user that a script makes on the host on which it installs the database."""
    if "%" not in source.snippet.text or not ON_HOST.search(source.snippet.text):
        return
    for command in source.commands:
        if command.name not in ("mysql", "mariadb") or set(command.inside) - _HERE or _AFAR.search(command.text):
            continue
        for text, line in texts(command):
            if GRANTED_TO_ALL.search(text[:2_000]):
                at = source.snippet.at(line)
                yield Ingress(**source.common(at), from_port=3306, to_port=3306, sources=("0.0.0.0/0",), target="grant")
                return
