"""Addresses of a developer's machine that a bundle for browsers is built with, or falls back to."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import StandIn
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers, only_for_developers
from holdfast.readers.repository.source.code import Source

_HERE = rf"[\"'`](?:https?|wss?)://{OWN_MACHINE}"
_FALLS_BACK = regex(
    r"\b(?:import\.meta\.env|process\.env)\??(?:\.|\[\s?[\"'])"
    r"(?P<name>(?:REACT_APP|NEXT_PUBLIC|VITE|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP|PUBLIC)_[A-Z0-9_]{1,80})"
    rf"(?:[\"']\])?(?:\s+as\s+\w+)?\s{{0,20}}\)?\s{{0,20}}(?:\|\||\?\?)\s{{0,20}}{_HERE}"
)
"""By the prefixes by which bundlers choose what goes into a bundle: there a missing one stays missing."""

_WRITTEN = regex(
    rf"(?i)\b(?P<name>(?:api|server|backend|base)_?(?:base_?)?(?:ur[il]|host|endpoint))[\"']?\s{{0,9}}[:=]\s{{0,20}}{_HERE}"
)
_NUXT = regex(
    rf"\bprocess\.env\??(?:\.|\[\s?[\"'])(?P<name>[A-Z][A-Z0-9_]{{1,80}})(?:[\"']\])?\s{{0,20}}(?:\|\||\?\?)\s{{0,20}}{_HERE}"
)
"""Nuxt keeps what it finds there while it builds for as long as nothing else is set where it runs."""
_NUXTS = regex(r"(?:^|/)nuxt\.config\.[cm]?[jt]s$")
_NEAR = 4_000
"""Characters in front of an address among which Nuxt's settings say what it is for."""
_NOT_BUNDLED = regex(r"(?i)(?<!nuxt)\.config\.[cm]?[jt]s$|(?:^|/)(?:mocks?|msw|setup\w*)[./]")
_BESIDE = regex(r"(?i)\bdev(?:elopment)?\b|\bDEV\b|\?[^?\n]{0,80}:\s*$|__DEV__")
_OTHER_ENVIRONMENT = regex(r"\bproduction\s?:\s?false\b")
_HANDS_IN = regex(
    r"(?i)^\.github/|\.(?:ya?ml|sh|ps1|tf|toml|jenkinsfile)$|(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|Makefile|Jenkinsfile|package\.json"
    r"|\.env\.prod\w*|\.env)$"
)
_CENTRAL = regex(r"(?i)(?:api|axios|client|config|constants?|env(?:ironment)?|http|request|services?)\w*(?:[./]|$)")


def bundled_links(tree: Tree, apps: Iterable[App]) -> Iterator[StandIn]:
    """One fact for each such name, where it is most at home; not for what a build is given."""
    found: dict[str, StandIn] = {}
    for app in apps:
        if app.family != "javascript" or "electron" in app.depends:
            continue
        for source in app.sources:
            if ("//localhost" in source.text or "//127.0.0.1" in source.text) and _is_bundled(app, source):
                _keep(found, _of(app, source))
    given = _given(tree, {name for name in found if "_" in name and name.isupper()})
    yield from (fact for name, fact in found.items() if name not in given)


def _is_bundled(app: App, source: Source) -> bool:
    if source.language not in paths.JAVASCRIPT or not source.by_hand or paths.is_tooling(source.path[len(app.root) :]):
        return False
    return not (is_developers(source.path) or _NOT_BUNDLED.search(source.path) or _is_node(source))


def _is_node(source: Source) -> bool:
    return 'from "express"' in source.text or "require('express')" in source.text or "@nestjs/" in source.text


def _keep(found: dict[str, StandIn], facts: Iterable[StandIn]) -> None:
    for fact in facts:
        before = found.get(fact.name)
        if before is None or (_CENTRAL.search(fact.at.path) and not _CENTRAL.search(before.at.path)):
            found[fact.name] = fact


def _of(app: App, source: Source) -> Iterator[StandIn]:
    in_browser = app.kind == "front" or paths.in_front_end(source.path, app.root)
    written = in_browser and not _OTHER_ENVIRONMENT.search(source.text)
    nuxts = _NUXTS.search(source.path) is not None
    for pattern in (_NUXT,) if nuxts else (_FALLS_BACK, _WRITTEN) if written else (_FALLS_BACK,):
        for match in pattern.finditer(source.code):
            begins = source.code.rfind("\n", 0, match.start()) + 1
            beside = source.code[begins : match.start()]
            if nuxts and not _is_at_runtime(source.code[max(0, match.start() - _NEAR) : match.start()]):
                continue
            if not _BESIDE.search(beside) and not only_for_developers(source, match.start()):
                at = source.at(match.start(), match.end())
                kind, environment = source.snippet.kind, source.snippet.environment
                yield StandIn(kind=kind, environment=environment, at=at, to=at.path, name=match["name"])


def _is_at_runtime(before: str) -> bool:
    """It stands in what Nuxt hands to pages and server, and in no proxy of the server for developers."""
    return before.rfind("runtimeConfig") > max(before.rfind("roxy"), before.rfind("server:"), -1)


def _given(tree: Tree, names: set[str]) -> set[str]:
    """Those that a workflow, an image or a script gives the build by their name."""
    given = set[str]()
    for path in tree.paths if names else ():
        if names <= given:
            break
        if not _HANDS_IN.search(path):
            continue
        text = tree.open_text(path)
        if isinstance(text, str):
            given |= {name for name in names - given if name in text}
    return given
