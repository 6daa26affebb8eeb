"""Consoles of queues and switches that an application of Rails or Express carries, where nothing asks who comes."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import OpenManagement
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_MOUNTED = regex(
    r"(?m)^(?P<indent>[^\S\n]*)mount[ (](?:[^#\n]{0,60}[\s(])?"
    r"(?P<name>Sidekiq::Web|Resque::Server|Flipper::UI|GoodJob::Engine|DelayedJobWeb)\b[^\n]{0,160}$"
)
_KEPT = regex(
    r"\b(?:Sidekiq::Web|Resque::Server|Flipper::UI|GoodJob::Engine|DelayedJobWeb)(?:\.middleware)?[. \n]{0,3}use\b"
    r"|\bRack::Auth::Basic\b|\bRoutesConstraint|AdminConstraint"
)
_SOME = regex(r"\b(?:authenticate\w*|constraints?|subdomain|Rails\.env|ENV)\b|\bif\b|\bunless\b|\bbuilder\b")
"""A block, or an end of the row, that lets in only some."""
_BOARD = regex(r"\.use\(\s*[\"'`](?P<path>/[\w/-]{1,60})[\"'`]\s*,\s*\w{1,40}\.getRouter\(\)\s*\)")
_ASKS = regex(
    r"(?i)basic-?auth|passport|authenticat|\bauth\w*\b|\badmin(?:only|guard)|require(?:login|user)|login|session\("
)
_MOST_ROWS = 80


def open_consoles(apps: Iterable[App]) -> Iterator[OpenManagement]:
    """One fact for each that is put under a path, and whose path and program nothing guards."""
    for app in apps:
        if app.family == "ruby":
            yield from _of_rails(app)
        elif app.family == "javascript":
            boards = (source for source in app.serving if "getRouter" in source.text and "bull-board" in source.text)
            yield from (fact for source in boards if not _ASKS.search(source.code) for fact in _boards(source))


def _of_rails(app: App) -> Iterator[OpenManagement]:
    routes = [source for source in app.sources if "mount" in source.text and "routes" in source.path]
    if not routes or any(_KEPT.search(source.code) for source in app.sources if "::" in source.text):
        return
    for source in routes:
        for match in _MOUNTED.finditer(source.code):
            if not _SOME.search(match[0]) and not _is_enclosed(source.code[: match.start()], len(match["indent"])):
                yield _fact(source, match.start("name"), match.end(), match["name"])


def _is_enclosed(above: str, depth: int) -> bool:
    """A block that is open there lets in only some."""
    for row in reversed(above.splitlines()[-_MOST_ROWS:]):
        indent = len(row) - len(row.lstrip())
        if not row.strip() or indent >= depth:
            continue
        if _SOME.search(row):
            return True
        depth = indent
    return False


def _boards(source: Source) -> Iterator[OpenManagement]:
    for match in _BOARD.finditer(source.code):
        if not only_for_developers(source, match.start()):
            yield _fact(source, match.start(), match.end(), match["path"])


def _fact(source: Source, start: int, end: int, name: str) -> OpenManagement:
    snippet = source.snippet
    at = source.at(start, end)
    return OpenManagement(kind=snippet.kind, environment=snippet.environment, at=at, endpoints=(name,))
