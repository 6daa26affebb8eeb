"""Addresses of databases that AWS keeps, written out apart from the engine that is asked there."""

from collections.abc import Iterator
from itertools import chain

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import Location
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers

_HOST = regex(r"(?<![\w.-])[\w-]{1,80}\.(?:[\w-]{1,60}\.){1,2}rds\.amazonaws\.com\b")
_OTHERS = regex(r"(?i)local|dev|test|example|sample|\.log$")
_COMMENTS = ("#", "//", "--", ";", "*", "<!--")
_LONGEST = 2_000


def host_in(app: App) -> tuple[str, Location] | None:
    """The first such address that serves no developer, and its place, quoted alone: a password may stand beside it."""
    return next(chain(_in_settings(app), _in_sources(app)), None)


def _in_settings(app: App) -> Iterator[tuple[str, Location]]:
    for snippet in app.settings:
        if snippet.environment in (DEVELOPMENT, TEST) or _OTHERS.search(snippet.name) or "rds.ama" not in snippet.text:
            continue
        for number, row in enumerate(snippet.rows, start=1):
            match = _HOST.search(row[:_LONGEST])
            if match and not row.lstrip().startswith(_COMMENTS):
                yield match[0], replace(snippet.at(number), quote=match[0])


def _in_sources(app: App) -> Iterator[tuple[str, Location]]:
    for source in app.serving:
        if "rds.ama" not in source.text or is_developers(source.path):
            continue
        for match in _HOST.finditer(source.code):
            if not only_for_developers(source, match.start()):
                yield match[0], replace(source.at(match.start(), match.end()), quote=match[0])
