"""Places at which an application says by itself that visitors may come without TLS, or sends them so."""

from collections.abc import Iterable, Iterator
from itertools import islice

from holdfast.model.facts import PlainTaken
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.certificates.profilers import is_profiler
from holdfast.readers.repository.source.code import Source

_RAILS = regex(r"^\s*(?:(?P<out>#+)\s*)?config\.force_ssl\s*=\s*(?P<value>\S{1,20})")
_LINKS = regex(
    r"^\s*config\.[\w.]{1,40}default_url_options\s*=\s*\{[^{}\n]{0,80}?\bhost(?::|[\"']?\s*=>)\s*[\"']http://"
    rf"(?!{OWN_MACHINE})"
)
_DJANGO = regex(
    r"(?m)^(?:SECURE_SSL_REDIRECT|SESSION_COOKIE_SECURE|CSRF_COOKIE_SECURE)\s*=\s*(?:[A-Z_]{1,40}\s*=\s*){0,4}False\b"
)
_GO = regex(r"\bhttp\.ListenAndServe\(|(?<![\w.])\w{1,40}\.ListenAndServe\(\s*\)")
_FOR_OPERATORS = regex(r"(?i)\w{0,20}(?:metrics?|prom(?:etheus)?|pprof|debug|profil\w{1,6}|telemetry)\w{0,20}\.")
"""A second server, which only who runs the program asks."""
_SPREAD = 8
"""Rows among which settings of that kind stand together."""


def plain_facts(apps: Iterable[App]) -> Iterator[PlainTaken]:
    """One fact for each such place of a server."""
    for source in (source for app in apps for source in app.serving):
        if paths.is_rails_production(source.path):
            yield from _rails(source)
        elif source.language == "python" and source.mentions("secure_ssl_redirect", "cookie_secure"):
            yield from _django(source)
        elif source.language == "go" and ".ListenAndServe(" in source.text and '"net/http"' in source.text:
            found = (match for match in _GO.finditer(source.code) if not _FOR_OPERATORS.match(match[0]))
            served = (match for match in found if not is_profiler(source, match))
            yield from (fact for match in islice(served, 1) for fact in _at(source, match.start(), match.end()))


def _rails(source: Source) -> Iterator[PlainTaken]:
    """The line that Rails' own template comments out, or that is switched off; and links that begin with `http://`."""
    rows = source.snippet.rows
    told = [(number, match) for number, row in enumerate(rows, 1) if (match := _RAILS.match(row[:300]))]
    set_here = [(number, match["value"]) for number, match in told if not match["out"]]
    off = [number for number, value in set_here if value == "false"]
    links = [number for number, row in enumerate(rows, 1) if _LINKS.match(row[:300])]
    for number in (*off[:1], *links[:1]):
        yield PlainTaken(kind=source.snippet.kind, at=source.snippet.at(number), on_purpose=True)
    for number, _ in () if set_here else told[:1]:
        yield PlainTaken(kind=source.snippet.kind, at=source.snippet.at(number))


def _django(source: Source) -> Iterator[PlainTaken]:
    """The settings that stand together, by their first."""
    found = [] if is_developers(source.path) else list(_DJANGO.finditer(source.code))
    found = [match for match in found if not only_for_developers(source, match.start())]
    if found:
        near = [one for one in found if source.line(one.start()) - source.line(found[0].start()) <= _SPREAD]
        yield from _at(source, found[0].start(), near[-1].end(), on_purpose=True)


def _at(source: Source, start: int, end: int, *, on_purpose: bool = False) -> Iterator[PlainTaken]:
    yield PlainTaken(kind=source.snippet.kind, at=source.at(start, end), on_purpose=on_purpose)
