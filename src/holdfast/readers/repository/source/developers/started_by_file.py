"""Programs of Flask that something on a server starts by their file, so that the framework's own server answers."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.environments import DEVELOPMENT, TEST
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.code import Source

_RUN = regex(r"(?m)^[^\S\n]+(?:app|application|server|api)\.run\(")
_SERVED_BY = regex(
    r"(?i)\b(?:gunicorn|uwsgi|waitress|mod_?wsgi|hypercorn|uvicorn|zappa|mangum|serverless|apig[-_]wsgi|passenger"
    r"|gevent|eventlet|socketio|awsgi|cheroot|bjoern)\b"
)
"""Servers made for visitors: which of the two runs is then a matter of settings."""

_KEPT = regex(r"(?i)(?:^|/)(?:[\w.@-]*\.service|procfile)$")
_CONTAINED = regex(r"(?i)(?:^|/)[\w.-]*dockerfile[\w.-]*$")
_SUPERVISED = regex(r"(?i)(?:^|/)(?:[\w.-]*supervisor[\w./-]*|ecosystem[\w.-]*\.(?:c?js|json))$")
_SCRIPTS = regex(r"(?i)(?:^|/)[\w.-]*\.sh$")
_STARTERS = (
    (_KEPT, regex(r"^\s*(?:ExecStart\s*=|web\s*:)")),
    (_SUPERVISED, regex(r"^\s*(?:command\s*=|[\"']?(?:script|args)[\"']?\s*:)")),
    (_CONTAINED, regex(r"(?i)^\s*(?:CMD|ENTRYPOINT)\b")),
    (_SCRIPTS, regex(r"^\s*(?:ExecStart\s*=|[^#\n]*\bnohup\b|[^#\n]*\bpm2 start\b|[^#\n]*[^&\s]\s*&\s*$)")),
)
"""Files that keep a program running on a server or in a container, and the rows of theirs that name it."""

_LISTS = regex(r"(?:^|/)(?:requirements[\w./-]*\.txt|pyproject\.toml|Pipfile)$")
_DEVELOPERS = regex(r"(?i)(?:^|[-_./])(?:dev|develop|development|local|test|tests|example|examples)(?:[-_./]|$)")


def started_by_file(tree: Tree, apps: Iterable[App]) -> Iterator[ScriptFault]:
    """The first row that starts each such program where no server for visitors is spoken of."""
    programs = [one for app in apps for one in app.serving if one.language == "python" and _is_own_server(one)]
    texts = list(_starting(tree)) if programs else []
    if not texts or any(_SERVED_BY.search(text) for _, text, _ in texts) or _is_depended_on(tree):
        return
    for source in programs:
        named = _by_file(source.snippet.name)
        found = next((row for path, text, starts in texts for row in _rows(tree, path, text, starts, named)), None)
        if found is not None:
            at, snippet = found
            yield ScriptFault(
                kind=snippet.kind,
                at=at,
                environment=snippet.environment,
                old=snippet.old,
                activity="start",
                form="development-server",
                command=redact(at.quote.strip())[:160],
            )


def _is_own_server(source: Source) -> bool:
    text = source.text
    if "Flask(" not in text or ".run(" not in text or is_developers(source.path):
        return False
    return _RUN.search(source.code) is not None and _SERVED_BY.search(text) is None


def _is_depended_on(tree: Tree) -> bool:
    """A server for visitors is installed with the product: what starts it may stand elsewhere."""
    told = (tree.open_text(path) for path in tree.paths if _LISTS.search(path))
    return any(isinstance(text, str) and _SERVED_BY.search(text) for text in told)


def _starting(tree: Tree) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """What keeps programs running, a unit before an image before a script."""
    for kind, starts in _STARTERS:
        for path in tree.paths:
            text = tree.open_text(path) if kind.search(path) and not _DEVELOPERS.search(path) else None
            if isinstance(text, str) and "python" in text:
                yield path, text, starts


def _by_file(name: str) -> re.Pattern[str]:
    words = r"(?:[ ,\t\"']+-\w+)*[ ,\t\"']+(?:[\w./${}-]*/)?"
    return re.compile(rf"(?:\bpython[\d.]*{words}|\bpm2 start (?:[\w./-]*/)?){re.escape(name)}(?![\w.])")


def _rows(
    tree: Tree, path: str, text: str, starts: re.Pattern[str], named: re.Pattern[str]
) -> Iterator[tuple[Location, Snippet]]:
    snippet = tree.with_text(path, text, EvidenceKind.CODED)
    if snippet.environment in (DEVELOPMENT, TEST):
        return
    for number, row in enumerate(snippet.rows, start=1):
        if starts.search(row[:1_000]) and named.search(row[:1_000]):
            yield snippet.at(number), snippet
