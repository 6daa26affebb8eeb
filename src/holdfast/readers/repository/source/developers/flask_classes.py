"""Classes of settings among which a variable chooses in Flask, and that are a developer's where nobody gives it."""

import re
from collections.abc import Iterator

from holdfast.model.facts import DeveloperMode
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.unset import given_in

_ABOUT = regex(r"\bcreate_app\(|\bfrom_object\(|\bconfig\w{0,20}\[")
_CHOSEN = regex(
    r"\b(?:getenv|environ\.get)\(\s*[\"'](?P<name>\w{0,30}(?:ENV|CONFIG|SETTINGS|MODE)\w{0,20})[\"']\s*(?:,\s*|\)\s*or\s+)"
    r"[\"'](?P<word>default|dev(?:elop(?:ment)?)?|local|[\w.]{0,60}Dev\w{0,30})[\"']"
)
_OTHERWISE = regex(
    r"(?m)^(?P<indent>[ \t]*)if[ ][^\n]{0,80}\b(?:getenv|environ\.get)\(\s*[\"'](?P<name>\w{2,40})[\"']"
    r"[^\n]{0,60}[\"']prod[^\n]*\n(?:(?P=indent)[ \t][^\n]*\n){1,4}"
    r"(?P<else>(?P=indent)else:[ \t]*\n[ \t]+[\w.]{1,40}\.from_object\([^\n]{0,60}Dev\w*[^\n]*)"
)
_DEVELOPERS = regex(
    r"\bclass\s+Dev\w{0,40}[^\n]{0,80}:\n(?:[ \t][^\n]*\n|\n){0,12}?[ \t]+(?:DEBUG\s*=\s*True|[^\n]{0,80}sqlite)"
)
_DEFAULT = regex(r"[\"']default[\"']\s*:\s*[\"']?[\w.]{0,40}\bDev")


def flask_classes(tree: Tree, app: App) -> Iterator[DeveloperMode]:
    """One fact for each place where such a class is taken, unless anything beside the program names the variable."""
    sources = [source for source in app.serving if not is_developers(source.path)]
    if not any(_DEVELOPERS.search(source.text) for source in sources if "class Dev" in source.text):
        return
    default = any(_DEFAULT.search(source.text) for source in sources if "default" in source.text)
    found = [one for source in sources if source.mentions("config", "_env") for one in _taken(source, default=default)]
    given = given_in(tree, frozenset(name for name, _ in found))
    yield from (fact for name, fact in found if not given.get(name))


def _taken(source: Source, *, default: bool) -> Iterator[tuple[str, DeveloperMode]]:
    matches: list[tuple[re.Match[str], int]] = []
    if _ABOUT.search(source.code):
        chosen = _CHOSEN.finditer(source.code)
        matches = [(match, match.start()) for match in chosen if match["word"] != "default" or default]
    matches += [(match, match.start("else")) for match in _OTHERWISE.finditer(source.code)]
    for match, start in matches:
        if not only_for_developers(source, start):
            at = source.at(start, match.end())
            yield match["name"], DeveloperMode(kind=source.snippet.kind, at=at, to=source.path, name=match["name"])
