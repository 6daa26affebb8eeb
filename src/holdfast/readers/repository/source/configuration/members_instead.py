"""Secrets that a program takes from an object of settings, or a word that everybody can read where that has none."""

from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.source.branches import only_for_developers
from holdfast.readers.repository.source.code import Source

# The first letter by itself: a matcher looks for one of a few letters ten times as fast as for words of any case.
_SETTINGS = r"[cCsSoO](?i:onfig(?:uration|service)?|ettings?|ptions|fg|onf)"
_FETCHED = r"[sScC](?i:ecrets?(?:_(?:data|dict|values?|json))?|redentials|reds)"
"""What a program of Python calls the dictionary that it fetches from a store."""
_TEXT = r"""[rf]?["'`](?P<value>[^"'`$\n{}]{1,300})["'`]"""
_GOT = rf"\.(?:get|setdefault)\(\s{{0,9}}[\"'](?P<name>\w{{3,60}})[\"']\s{{0,9}},\s{{0,9}}(?:default\s?=\s?)?{_TEXT}"
_IN_JAVASCRIPT = (
    regex(
        rf"{_SETTINGS}(?:\(\))?\??\.(?:\w{{1,40}}\??\.){{0,3}}(?P<name>\w{{3,60}})\s{{0,9}}(?:\|\||\?\?)\s{{0,40}}{_TEXT}"
    ),
    regex(
        rf"{_SETTINGS}\??\.get(?:<[^<>()\n]{{1,40}}>)?\(\s{{0,40}}[\"'](?P<name>[a-z][\w.]{{2,60}})[\"']\s{{0,9}}"
        rf"(?:,\s{{0,40}}|\)\s{{0,9}}(?:\|\||\?\?)\s{{0,40}}){_TEXT}"
    ),
)
_IN_PYTHON = (
    regex(rf"{_SETTINGS}\.(?P<name>\w{{3,60}})\s{{1,9}}or\s{{1,9}}{_TEXT}"),
    regex(
        rf"\bgetattr\(\s{{0,9}}(?:\w{{1,40}}\.)?{_SETTINGS}\s{{0,9}},\s{{0,9}}[\"'](?P<name>\w{{3,60}})[\"']\s{{0,9}},\s{{0,9}}{_TEXT}"
    ),
    regex(_SETTINGS + _GOT),
    regex(_FETCHED + _GOT),
)
_IN_RUBY = (
    regex(
        rf"\b(?:secrets|credentials|config(?:uration)?|[sS]ettings)\.(?:\w{{1,40}}\.){{0,3}}(?P<name>(?!presence\b)\w{{3,60}})(?:\.presence)?\s{{0,9}}\|\|\s{{0,9}}{_TEXT}"
    ),
)
_CALLED = ("config", "settings", "options", "secret", "creds", "credentials")
_OF = {
    "ruby": _IN_RUBY,
    "javascript": _IN_JAVASCRIPT,
    "typescript": _IN_JAVASCRIPT,
    "tsx": _IN_JAVASCRIPT,
    "python": _IN_PYTHON,
}


def may_take(source: Source) -> bool:
    """Whether such a secret may stand in a file, comments not yet taken out."""
    patterns = _OF.get(source.language, ()) if source.mentions(*_CALLED) else ()
    return any(is_secret(match["name"]) for pattern in patterns for match in pattern.finditer(source.text))


def taken_instead(source: Source) -> Iterator[tuple[str, str, int, int]]:
    """The name of each, the word in its place, and where both stand."""
    if not may_take(source):
        return
    for pattern in _OF[source.language]:
        for match in pattern.finditer(source.code):
            if is_secret(match["name"]) and not only_for_developers(source, match.start()):
                yield match["name"], match["value"], match.start(), match.end()
