"""Parts that an application only pretends to have, as long as nobody sets the variable which says otherwise."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.unset import given_in
from holdfast.readers.repository.source.spring_files import SpringFiles
from holdfast.readers.repository.source.spring_names import from_outside, is_of_files

_PRETENDS = r"(?:mock(?:ed)?|fake|stub|dummy|sandbox)"
_OF_PART = regex(r"(?i)(?:mode|provider|type|env|client|adapter|gateway|backend|driver|strategy|sender|impl)$")
"""What chooses between a part and what pretends to be it."""
_PLACEHOLDER = regex(rf"(?i)\$\{{(?P<name>[A-Z][\w.-]{{2,60}}):{_PRETENDS}\}}")
_INSTEAD = regex(
    rf"""(?xi)
    \benv\.(?P<read>[A-Z][A-Z0-9_]{{2,60}})\s{{0,9}}(?:\|\||\?\?)\s{{0,9}}["'`]{_PRETENDS}["'`]
    |(?:getenv|environ\.get|onfig\w{{0,20}}\.get(?:<\w{{1,20}}>)?|ENV\.fetch|\bconfig|\benv)\(\s{{0,9}}["']
        (?P<asked>[A-Z][A-Z0-9_]{{2,60}})["']\s{{0,9}},\s{{0,9}}(?:default\s?=\s?)?["']{_PRETENDS}["']
    |@Value\(\s{{0,9}}"\$\{{(?P<value>[\w.-]{{3,80}}):{_PRETENDS}\}}"
    """
)
_FIELD = regex(
    rf"""(?xim)^[ ]{{4}}(?P<name>\w{{3,60}})\s?:\s?[\w\[\], |"']{{1,60}}=\s?
    (?:Field\(\s{{0,9}}(?:default\s?=\s?)?)?["']{_PRETENDS}["']"""
)
_SAYS = regex(r"\.md$|(?i:example|sample|local|dev)")
"""Texts and samples: what they name, they do not give."""


def mocked(tree: Tree, apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """One fact for each such setting that nothing which starts the product gives."""
    found = [one for app in apps for one in (*_in_settings(app), *_in_sources(app))]
    given = given_in(tree, frozenset(name for name, _, _ in found))
    for name, at, kind in found:
        others = {path for path in given.get(name, set()) - {at.path} if not _SAYS.search(path)}
        if not others:
            yield ConfigurationLoader(kind=kind, at=at, source="environment", missing="silent", names=(name,))


def _in_settings(app: App) -> Iterator[tuple[str, Location, EvidenceKind]]:
    files = SpringFiles(app)
    for snippet, entry in files.entries if app.family == "jvm" else ():
        match = _PLACEHOLDER.fullmatch(entry.value.strip("\"'")[:200])
        if match is None or not _OF_PART.search(entry.key) or is_of_files(match["name"], files.plain_keys):
            continue
        if not files.is_elsewhere(snippet, entry):
            yield from_outside(match["name"], ()) or match["name"], snippet.at(entry.line), snippet.kind


def _in_sources(app: App) -> Iterator[tuple[str, Location, EvidenceKind]]:
    for source in app.serving:
        if is_developers(source.path) or not source.mentions("mock", "fake", "stub", "dummy", "sandbox"):
            continue
        for name, match in _told(source):
            if _OF_PART.search(name) and not only_for_developers(source, match.start()):
                yield name, source.at(match.start(), match.end()), source.snippet.kind


def _told(source: Source) -> Iterator[tuple[str, "re.Match[str]"]]:
    for match in _INSTEAD.finditer(source.code):
        yield match[match.lastgroup or 0], match
    for match in _FIELD.finditer(source.code) if "BaseSettings" in source.text else ():
        yield match["name"].upper(), match
