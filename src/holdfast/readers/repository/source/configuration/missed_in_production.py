"""Variables that a program finds missing or unfit in production, says so in its log, and goes on all the same."""

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
_UNFIT = regex(
    r"(?i)(?:(?:starts|ends)_?with|includes|indexOf|contains)\(\s?[\"'`](?:https?:|\w{0,20}localhost|127\.)"
    r"|[\"'`](?:https?://)?(?:localhost|127\.)[^\"'`\n]{0,60}[\"'`]\s+in\s|={2,3}\s?(?:[\"'`][^\"'`\n]{0,80}(?:change|default|secret|dev|insecure)"
    r"|\w{0,40}default\w{0,40}|[\"'`]https?://(?:localhost|127\.))"
)
"""It looks whether the value is the built-in one, or leads to a developer's machine."""
_OF_UNFIT = regex(
    r"(?i)\b(?:should|must|needs? to)\b[^\n]{0,40}\b(?:be|use|set|change)|\bdefault\b|\binsecure\b|localhost"
    r"|기본값|변경하|デフォルト|既定|変更して"
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
        if not source.mentions("prod") or not (OF_MISSING.search(source.text) or _OF_UNFIT.search(source.text)):
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
    body, asked = node.field("consequence"), short(node.field("condition"), 400)
    said = OF_MISSING if _ABSENT.search(asked) else None
    said = _OF_UNFIT if _UNFIT.search(asked) else said
    if body is None or said is None:
        return ()
    start, end = extent(body)
    text = source.text[start : min(end, start + _LONGEST)]
    if end - start > _LONGEST or not (said.search(text) and SAYS.search(text)) or _ALLOWED_TO.search(text):
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
    if _asks(node):
        return True
    first = extent(node)[0]
    for _, around in zip(range(_DEEPEST), kin(node, "if_statement"), strict=False):
        branch = around.field("consequence")
        inside = branch is not None and extent(branch)[0] <= first < extent(branch)[1]
        if inside and _asks(around):
            return True
    return False


def _asks(node: "SgNode") -> bool:
    condition = short(node.field("condition"), 400)
    return asks_for_production(condition) or _NO_DEBUG.search(condition) is not None


_NO_DEBUG = regex(r"\bnot\s(?:\w{1,20}\.)?DEBUG\b")
"""As Django's settings ask for production."""
