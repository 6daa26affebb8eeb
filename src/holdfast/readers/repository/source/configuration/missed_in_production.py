"""Variables that a program finds missing in production, says so in its log, and goes on with something else."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.only_warned import GOES_ON_NO_MORE, OF_MISSING, SAYS
from holdfast.readers.repository.source.configuration.production_guards import asks_for_production

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_VARIABLE = regex(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6}(?![A-Za-z0-9_])")
_ABSENT = regex(
    r"(?<![\w.])!\s*\(?[\w$]|\bnot\s|\bis None\b|[=!]==?\s*(?:\"\"|''|``|null\b|undefined\b|None\b)"
    r"|\.length\s*(?:===?\s*0|<)|\blen\([^()]{1,60}\)\s*==\s*0"
)
_ALLOWED_TO = regex(r"(?i)\boptional\b|\brecommended\b|선택|任意|推奨")
_BESIDE = regex(
    r"SENTRY|ANALYTICS|TRACKING|TELEMETRY|OTEL|DATADOG|NEW_?RELIC|GTM|MAPS?_|LOG_?LEVEL|TIMEOUT|WORKERS|SLACK|DISCORD|CACHE"
)
"""What the product serves without as well."""
_LONGEST = 1_200
_DEEPEST = 3


def missed_in_production(apps: Iterable[App]) -> Iterator[ConfigurationLoader]:
    """One fact for each branch that does so."""
    for source in (source for app in apps for source in app.serving):
        if source.language not in paths.SCRIPTED or is_developers(source.path):
            continue
        if not source.mentions("prod") or not OF_MISSING.search(source.text):
            continue
        for node in source.nodes("if_statement"):
            names = _missed(source, node)
            if names:
                yield ConfigurationLoader(
                    kind=source.snippet.kind,
                    at=source.at_node(node),
                    source="environment",
                    missing="warns",
                    names=names,
                )


def _missed(source: Source, node: "SgNode") -> tuple[str, ...]:
    body = node.field("consequence")
    if body is None or not _ABSENT.search(short(node.field("condition"), 400)):
        return ()
    start, end = extent(body)
    text = source.text[start : min(end, start + _LONGEST)]
    said = OF_MISSING.search(text)
    if end - start > _LONGEST or said is None or not SAYS.search(text) or _ALLOWED_TO.search(text):
        return ()
    if GOES_ON_NO_MORE.search(source.bare, start, end) or not _is_in_production(node):
        return ()
    return tuple(dict.fromkeys(name for name in _VARIABLE.findall(text) if _is_read(source, name)))


def _is_read(source: Source, name: str) -> bool:
    """The program reads it somewhere, and would not be served by anything else."""
    asked = re.compile(rf"[\"'`]{name}[\"'`]|\.{name}\b(?!\s*=(?!=))")
    return _BESIDE.search(name) is None and asked.search(source.code) is not None


def _is_in_production(node: "SgNode") -> bool:
    """It asks so itself, or stands in the branch of one that does."""
    if asks_for_production(short(node.field("condition"), 400)):
        return True
    first = extent(node)[0]
    for _, around in zip(range(_DEEPEST), kin(node, "if_statement"), strict=False):
        branch = around.field("consequence")
        inside = branch is not None and extent(branch)[0] <= first < extent(branch)[1]
        if inside and asks_for_production(short(around.field("condition"), 400)):
            return True
    return False
