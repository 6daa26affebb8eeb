"""Secrets whose values belong into the source or the settings of a server, where somebody has blacked them out."""

from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.facts import StandIn
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.spring_files import SpringFiles

_WRITTEN = regex(r"""["'`](?<=[=:(>\s]["'`])(?P<value>[xX]{8,200})["'`]""")
_GIVEN_TO = regex(
    r"(?<![\w.-])(?P<name>[A-Za-z_][\w.\-]{2,60})[\"']?\]?\s{0,4}(?::\s?(?:str|string|String)\s{0,4}=|=>|[:=])\s{0,9}[\"'`]\Z"
)
_WHOLE = regex(r"[\"']?[xX]{8,200}[\"']?")
_SHOWS = regex(r"(?i)example|swagger|openapi|sample|\bmock|fixture|placeholder|mask|redact|hidden|@Api")
"""What shows readers what to send, or keeps a value out of a log."""
_MOST = 6
"""Places of one file."""


def blacked_out(apps: Iterable[App]) -> Iterator[StandIn]:
    """One fact for each: the program that serves has the value there, or is given it there by hand."""
    for app in apps:
        if app.family == "jvm":
            yield from _in_settings(app)
        for source in app.serving:
            if "xxxxxxxx" in source.lower and not is_developers(source.path):
                yield from islice(_in_source(source), _MOST)


def _in_source(source: Source) -> Iterator[StandIn]:
    for match in _WRITTEN.finditer(source.code):
        before = source.code[max(match.start() - 120, 0) : match.start() + 1]
        given = _GIVEN_TO.search(before)
        if given is None or not is_secret(given["name"]) or _SHOWS.search(before):
            continue
        if not only_for_developers(source, match.start()):
            at = source.at(match.start() + 1 - len(given[0]), match.end())
            yield StandIn(kind=source.snippet.kind, at=at, to=source.path, name=given["name"])


def _in_settings(app: App) -> Iterator[StandIn]:
    files = SpringFiles(app)
    for snippet, entry in files.entries:
        kept = _WHOLE.fullmatch(entry.value.strip()) and is_secret(entry.key.rpartition(".")[2])
        if kept and not files.is_elsewhere(snippet, entry):
            yield StandIn(kind=snippet.kind, at=snippet.at(entry.line), to=snippet.path, name=entry.key)
