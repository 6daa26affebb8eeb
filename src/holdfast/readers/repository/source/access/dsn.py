"""Passwords in the strings by which drivers of databases are told where to go, and in constants of PHP."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_ADDRESSED = regex(r"[\"'`][\w.-]{1,60}:(?P<value>[^\s\"'`%{}$<>]{3,80})@tcp\((?P<host>[\w.-]{1,200})")
_WITH_HOST = regex(r"(?<![\w.])host(?:addr)?=(?P<host>[\w.-]{1,200})")
_WITH_WORD = regex(r"(?<![\w.])password=(?P<value>[^\s\"'`%{}$<>;&]{3,80})")
_DEFINED = regex(
    r"\bdefine\(\s{0,9}[\"'](?P<name>\w{3,60})[\"']\s{0,9},\s{0,9}[\"'](?P<value>[^\"'\s$<>{}]{8,200})[\"']"
)
_LOCAL = regex(r"(?i)^(?:localhost|127\.|0\.0\.0\.0|example)")
_LONGEST = 1_000


def in_strings(source: Source) -> Iterator[ExposedSecret]:
    """What opens a database on another host, or is given a name that sounds secret for the whole program."""
    if not source.mentions("password=", "@tcp(", "define("):
        return
    offset = 0
    for number, row in enumerate(source.code.split("\n"), start=1):
        for name, value in _in_row(row[:_LONGEST], php=source.language == "php"):
            if not is_placeholder(value) and not only_for_developers(source, offset):
                yield _told(source.snippet, number, name, value)
        offset += len(row) + 1


def _in_row(row: str, *, php: bool) -> Iterator[tuple[str, str]]:
    if "@tcp(" in row and (match := _ADDRESSED.search(row)) and _is_elsewhere(match["host"]):
        yield "connection-string", match["value"]
    if "password=" in row and "host" in row:
        host, word = _WITH_HOST.search(row), _WITH_WORD.search(row)
        if host is not None and word is not None and _is_elsewhere(host["host"]):
            yield "connection-string", word["value"]
    if php and "define(" in row and (match := _DEFINED.search(row)) and _is_chosen(match["name"], match["value"]):
        yield match["name"], match["value"]


def _is_elsewhere(host: str) -> bool:
    """Names without a dot lead to a container beside, or to the own machine."""
    return "." in host and not _LOCAL.match(host)


def _is_chosen(name: str, value: str) -> bool:
    return is_secret(name) and any(c.isdigit() for c in value) and "/" not in value


def _told(snippet: Snippet, number: int, name: str, value: str) -> ExposedSecret:
    return ExposedSecret(kind=snippet.kind, at=covered(snippet.at(number), value), name=name, form="password")
