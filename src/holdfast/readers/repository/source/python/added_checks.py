"""Health endpoints that an object of a library answers in Python, with the checks that are added to it."""

from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import HealthHandler
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach

_COLLECTOR = regex(
    r"(?m)^[^\S\n]*(?P<name>[\w.]{1,60})\s*(?::\s*[\w.]{1,60}\s*)?=\s*(?:\w{1,40}\.){0,3}Health_?[Cc]heck(?:er|s)?\("
    r"\s*(?:app\s*=\s*)?(?P<app>[A-Za-z_][\w.]{0,60})\s*(?P<rest>[,)][^()\n]{0,200})"
)
"""Made for the application itself, which it gives its endpoint: one without it is routed by hand."""
_ADDED = regex(r"(?<![\w.])(?P<owner>[\w.]{1,60})\.add_check\(\s*(?P<check>[A-Za-z_][\w.]{0,80})")
_MOST = 20
_PATH = regex(r"[,=]\s*[\"'](?P<path>/[\w/-]{1,80})[\"']")
_ASKS = (
    ("database", regex(r"(?i)db|database|sql|postgres|mysql|mongo")),
    ("cache", regex(r"(?i)redis|cache")),
    ("storage", regex(r"(?i)s3|bucket|storage")),
    ("queue", regex(r"(?i)celery|queue|broker|rabbit")),
)
_USUAL = "/healthcheck"
"""Where the libraries that are so called answer unless told."""


def added_checks(source: Source, reach: Reach, framework: str) -> Iterator[HealthHandler]:
    """Each object that answers for the application's health, with what is added to it in the same file."""
    if ".add_check(" not in source.text or ".add_check(" not in source.code:
        return
    given: dict[str, dict[str, None]] = {}
    for one in _ADDED.finditer(source.code):
        given.setdefault(one["owner"], {})[one["check"]] = None
    for match in _COLLECTOR.finditer(source.code):
        added = tuple(islice(given.get(match["name"], ()), _MOST))
        if not added:
            continue
        told = _PATH.search(match["rest"])
        found = [place for name in added if (place := reach.find(source, name.rpartition(".")[2]))]
        asked = reach.traits(*found[0], found[1:]).checks if found else ()
        named = (kind for kind, words in _ASKS if any(words.search(name) for name in added))
        checks = tuple(dict.fromkeys((*asked, *named)))
        path = health.joined(told["path"] if told else _USUAL)
        yield facts_of.ready_made(source.snippet.kind, source.at(*match.span()), path, framework, checks)
