"""Secrets that a program takes where a variable is missing, and that somebody has really used: no word reads so."""

from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.exposed import covered, looks_random
from holdfast.readers.repository.configuration.names import is_placeholder, is_secret
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

_NAME = r"[A-Z][A-Z0-9_]{2,60}"
_VALUE = r"[bru]?[\"'`](?P<value>(?![a-z][a-z0-9+]{0,20}:)[^\"'`\s$<>{}]{20,200})[\"'`]"
_OR = r"\s{0,20}(?:\|\||\?\?|\?:|\bor\b)\s{0,20}"
_INSTEAD = regex(
    # The matcher leaps to the signs that all of them have, and looks back from there.
    rf"[\"'`.\[(](?:(?<=[\"'`])(?P<argument>{_NAME})[\"'`]\s{{0,20}},\s{{0,20}}(?:\w{{1,20}}\s?[=:]\s?)?"
    rf"|(?<=\benv\.)(?P<member>{_NAME})!?{_OR}"
    rf"|(?:(?<=env\[)|(?<=environ\[)|(?<=ENV\[))[\"'](?P<key>{_NAME})[\"']\]{_OR}"
    rf"|(?:(?<=getenv\()|(?<=environ\.get\()|(?<=getEnv\()|(?<=fetch\())[\"'](?P<call>{_NAME})[\"']\){_OR})"
    rf"{_VALUE}"
)
"""A variable by its name, and what stands in for it."""
_CALLED = regex(r"\w\(\s{0,20}\Z")
"""In front of the first of what a function is handed."""
_LONG = regex(r"[\"'`][^\"'`\s$<>{}]{20,200}[\"'`]")
"""Any value of that length: most files hold none, which is told far sooner than where one stands."""
_WORDS = regex(
    r"(?i)secret|change|(?<![a-z0-9])dev(?![a-z0-9])|develop|local|test|example|default|your|insecure|dummy|sample"
    r"|token|passw|fallback|placeholder"
)


def committed_defaults(source: Source) -> Iterator[ExposedSecret]:
    """One fact for each such value under a name that sounds secret."""
    if not source.mentions("env", "config", "getordefault") or not _LONG.search(source.text):
        return
    for match in _INSTEAD.finditer(source.code):
        name, value = match["argument"] or match["member"] or match["key"] or match["call"], match["value"]
        if match["argument"] and not _CALLED.search(source.code, max(match.start() - 22, 0), match.start()):
            continue
        if is_committed(name, value) and not only_for_developers(source, match.start()):
            at = covered(source.at(match.start(), match.end()), value)
            yield ExposedSecret(kind=source.snippet.kind, at=at, name=name, form="token")


_FILLED_IN = regex(
    r"[\"']?\$\{(?P<name>[A-Za-z][\w.-]{2,80}):-?(?P<value>(?![a-z][a-z0-9+]{0,20}:)[^\s${}]{20,200})\}[\"']?"
)
"""As Spring and its like fill settings in, with what they take for want of a variable."""


def in_its_place(text: str) -> tuple[str, str] | None:
    """The variable that a setting is filled in from, and such a value that somebody has really used."""
    match = _FILLED_IN.fullmatch(text.strip()[:400])
    return (match["name"], match["value"]) if match and is_committed(match["name"], match["value"]) else None


def is_committed(name: str, value: str) -> bool:
    """A value of no words, under the name of a secret."""
    return looks_random(value) and not _WORDS.search(value) and not is_placeholder(value) and is_secret(name)
