"""Functions that answer which settings are missing, and that whoever calls them ends the program for."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.collected import Endings
from holdfast.readers.repository.source.configuration.given_back import FUNCTIONS, calls, ends_behind, is_about
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.origins.returned import declared
from holdfast.readers.repository.source.origins.rules import assigned, text_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_FUNCTION = regex(
    r"(?m)^[^\S\n]*(?:export\s{1,4})?(?:default\s{1,4})?(?:async\s{1,4})?(?:(?:function|def)\s{1,4}|const\s{1,4}"
    r"(?=\w{1,60}\s?(?::[^=\n]{1,60})?=\s?(?:async\s?)?\())"
    r"(?P<name>\w{0,40}(?i:valid|check|verif|missing|ensure|requir|assert|is_?configured|has_?all)\w{0,40})\s?[=(:]"
)
_ABSENT = (
    regex(r"!\s?!?process\.env\b|!\(\w{1,40} in process\.env\)"),
    regex(r"process\.env(?:\.\w{1,60}|\[\w{1,60}\])\s?={2,3}\s?(?:undefined|null|[\"']{2})"),
    regex(r"not(?<=\bnot)\s(?:(?:os\.)?(?:getenv|environ)|in (?:os\.)?environ)"),
    regex(r"is None(?<=\bis None)\b"),
    regex(r"all\((?<=\ball\()"),
    regex(r"\.every\("),
)
_ASKED = regex(
    r"process\.env\.(?P<dot>[A-Z]\w{1,80})|(?:getenv|environ\.get)\(\s?[\"'](?P<got>[A-Z]\w{1,80})[\"']"
    r"|environ\[[\"'](?P<must>[A-Z]\w{1,80})[\"']\]"
)
_QUOTED = regex(r"[\"'`](?P<name>[A-Z][A-Z0-9_]{2,80})[\"'`]")
_LIST = regex(r"\b[A-Za-z_]\w{2,60}\b")
_ANSWERS = regex(r"\breturn\b(?!\s*(?:[;}]|$))|\A[^\n]{0,80}\bconst\s[^\n]{0,160}?=>\s*(?=[\w\[(!])")
_MOST = 12
"""Functions of a file that may be such; a file with more is no person's check of settings."""


def answered(serving: list[Source], use: SettingsUse, ends: re.Pattern[str]) -> None:
    """Note the settings that such functions ask for, at the lines of each."""
    for source in serving:
        for name in _functions(source):
            span = declared(source, name)
            names = _asked_for(source, span) if span is not None else ()
            if span is None or not names or not _ends_somewhere(serving, name, ends):
                continue
            first, last = source.line(source.code.find(name, span[0])), source.line(max(span[1] - 1, span[0]))
            use.require(names, source.snippet.at(first, min(last, first + 39)), "checks", before_serving=None)


def _asks(code: str) -> bool:
    """Whether it asks for what is not there."""
    return any(pattern.search(code) for pattern in _ABSENT)


def _functions(source: Source) -> Iterator[str]:
    if not source.mentions("process.env", "environ", "getenv") or not _asks(source.code):
        return
    yield from dict.fromkeys(match["name"] for match in islice(_FUNCTION.finditer(source.code), _MOST))


def _asked_for(source: Source, span: tuple[int, int]) -> tuple[str, ...]:
    """The settings that the function looks for, in its own lines and in the lists of the file that it goes through."""
    body = source.code[slice(*span)]
    if not _asks(body) or not _ANSWERS.search(body):
        return ()
    names = [match[match.lastgroup or 0] for match in _ASKED.finditer(body)]
    names += [match["name"] for match in _QUOTED.finditer(body)]
    words = [word for word in dict.fromkeys(_LIST.findall(body)) if f"{word} = [" in source.code]
    lists = (assigned(source, word) for word in words[:_MOST])
    names += [match["name"] for one in lists if one for match in _QUOTED.finditer(text_of(source, one))]
    return tuple(dict.fromkeys(names))


def _ends_somewhere(serving: list[Source], name: str, ends: re.Pattern[str]) -> bool:
    near = ((one, Endings(one, ends)) for one in serving if f"{name}(" in one.bare)
    questions = ((one, _questions(one, endings, name, call)) for one, endings in near for call in calls(one, name))
    return any(_is_asked_at_start(source, node) for source, nodes in questions for node in nodes)


def _questions(source: Source, endings: Endings, name: str, call: int) -> "Iterator[SgNode]":
    """Where its answer is asked about, at once or by the name that it is given, and ends the program."""
    at_once = (node for node in endings.on(name) if extent(node)[0] <= call < extent(node)[1])
    yield from (node for node in at_once if is_about(source, node, call))
    yield from (node for node, words in ends_behind(source, endings, call) if not words)


def _is_asked_at_start(source: Source, node: "SgNode") -> bool:
    """The question stands at the top of its file, or in what starts the program, and not in what answers a visitor."""
    function = next(kin(node, *FUNCTIONS), None)
    if function is None:
        return True
    above = function.parent()
    name = short(function.field("name")) or (short(above.field("name")) if above is not None else "")
    begins = extent(function)[0]
    before = source.code[max(begins - _BEFORE, 0) : begins]
    return _STARTS.search(name) is not None if name else _ROUTE.search(before) is None


_STARTS = regex(
    r"(?i)main|boot|start|init|setup|create|run|ready|lifespan|connect|load|configure|serve|valid|check|register|build|handle$"
)
_ROUTE = regex(r"\.(?:get|post|put|patch|delete|use|all|on)\([^()]{0,80}$")
_BEFORE = 120
