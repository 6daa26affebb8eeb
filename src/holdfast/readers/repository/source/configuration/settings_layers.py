"""Settings of Django in layers: what a file of them all says where production's own file says it anew."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.code import Source

_OF_ALL = regex(r"(?:^|/)(?:base|common|defaults?|settings|general|shared)\.py$")
_OF_PRODUCTION = regex(r"(?:^|/)(?:production|prod|prd|live|deploy(?:ment)?)\.py$")
_ASSIGNED = regex(
    r"(?m)^(?P<name>[A-Z][A-Z0-9_]{2,60})(?P<part>\[[\"']default[\"']\])?[ \t]{0,9}(?::[^=\n]{1,60})?=(?!=)"
)
_NEXT = regex(r"(?m)^[^\s#)\]}\"']")
_WORD = regex(r"\w+")
_MOST = 200
"""Settings of one file that are looked at."""


def without_replaced(apps: Iterable[App], readings: Iterable[Reading]) -> Iterator[Reading]:
    """The readings but for those of settings that production has otherwise."""
    replaced = {path: rows for app in apps if app.family == "python" for path, rows in _replaced(app.sources)}
    for reading in readings:
        rows = replaced.get(reading.at.path, ())
        if not any(first <= reading.at.start_line and reading.at.end_line <= last for first, last in rows):
            yield reading


def _replaced(sources: Iterable[Source]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """The files of all settings, each with the rows of those that production's file beside it gives anew."""
    layers = [source for source in sources if "settings/" in source.path]
    own: dict[str, set[str]] = {}
    for source in layers:
        if _OF_PRODUCTION.search(source.path):
            folder = source.path.rpartition("/")[0]
            own.setdefault(folder, set()).update(name for name, _, whole in _settings(source) if whole)
    for source in layers if own else ():
        anew = own.get(source.path.rpartition("/")[0], set()) if _OF_ALL.search(source.path) else set()
        rows = tuple(rows for name, rows, _ in _settings(source) if name in anew)
        if rows:
            yield source.path, rows


def _settings(source: Source) -> Iterator[tuple[str, tuple[int, int], bool]]:
    """The settings at the top of a file with their rows, and whether each stands there without its old value."""
    begins = [match.start() for match in _NEXT.finditer(source.bare)]
    for match in list(_ASSIGNED.finditer(source.code))[:_MOST]:
        following = bisect_right(begins, match.start())
        end = begins[following] if following < len(begins) else len(source.code)
        words = _WORD.findall(source.bare[match.end() : end])
        last = source.line(match.start() + len(source.code[match.start() : end].rstrip()) - 1)
        yield match["name"], (source.line(match.start()), last), match["name"] not in words
