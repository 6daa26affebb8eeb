"""Lists of variables that a Go program goes over before it serves, and what it does when one is missing."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.configuration.reaction import Reaction
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.rules import Span, assigned, enclosed

_OVER = regex(
    r"\bfor\s+(?:_\s*,\s*(?P<item>\w{1,40})|(?P<key>\w{1,40})(?:\s*,\s*\w{1,40})?)\s*:=\s*range\s+"
    r"(?:(?P<list>[A-Za-z_][\w.]{1,60})|\[\d*\]string(?P<open>\{))"
    r"[^{\n]{0,200}(?P<body>\{)"
)
_DECLARED = r"\b{name}\s*(?::?=|\[\]string\s*=)\s*\[(?:\d*|\.\.\.)\]string(?P<open>\{{)"
_MAPPED = r"\b{name}\s*(?::?=|map\[string\]\S{{1,60}}\s*=)\s*map\[string\][^\s{{]{{1,60}}(?P<open>\{{)"
"""What is asked of each name, by the name."""
_KEY = regex(r"\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"\s*:")
_NAME = regex(r"\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"")
ENDS = regex(r"\.(?:Fatal|Panic)\w*\(|\bpanic\(|os\.Exit\(\s*[1-9]|errors\.New|fmt\.Errorf")
_SAYS = regex(r"\b(?:log|slog|logger|zap)\w*\.\w+\(|fmt\.Print")
_FAR = 800


def listed_names(source: Source, use: SettingsUse) -> None:
    """Note every list of names that is looked up one by one."""
    for match in _OVER.finditer(source.code):
        place = _list_of(source, match)
        entry = _KEY if match["key"] else _NAME
        names = tuple(one["name"] for one in entry.finditer(source.code[place.start : place.end])) if place else ()
        inside = enclosed(source, match.start("body"))
        looks = rf"\b(?:Getenv|LookupEnv|IsSet|GetString|Get)\(\s*{re.escape(match['item'] or match['key'])}\s*\)"
        if place is None or not names or not re.search(looks, source.bare[inside.start : inside.end]):
            continue
        at = source.at(place.start, place.end)
        for name in names:
            use.read(name, at)
        # What is missing may be collected, and told together behind the loop.
        after = source.bare[inside.start : inside.end + _FAR].partition("\nfunc ")[0]
        if ENDS.search(after):
            use.require(names, at, "loop")
        elif _SAYS.search(after):
            use.reactions.append(Reaction("warns", names, source.at(match.start(), inside.end + 1), whole=True))


def _list_of(source: Source, match: re.Match[str]) -> Span | None:
    if match["open"]:
        inside = enclosed(source, match.start("open"))
        return Span(match.start("open"), inside.end + 1)
    name = match["list"].rpartition(".")[2]
    written = _MAPPED if match["key"] else _DECLARED
    declared = re.search(written.format(name=re.escape(name)), source.code)
    if declared is None:
        return assigned(source, name) if match["item"] else None
    inside = enclosed(source, declared.start("open"))
    return Span(declared.start("open"), inside.end + 1)
