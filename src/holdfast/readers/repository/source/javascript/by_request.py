"""Checks of settings that only a request comes upon, where a framework starts the server by itself (Next, Nuxt)."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.reaction import Reaction

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_FUNCTIONS = ("function_declaration", "arrow_function", "function_expression", "method_definition")
_AT_START = regex(r"(?:^|/)(?:instrumentation|next\.config|nuxt\.config|hooks\.server|entry\.server)\.[cm]?[jt]sx?$")
"""What these frameworks run as a whole before the first request, functions included."""
_LISTENS = regex(r"\.listen\(|\bcreateServer\(")

_MOST_CHECKS = 40
"""Checks that are followed to their callers: each costs a look at all files."""


def by_request(sources: Iterable[Source], reactions: list[Reaction]) -> list[Reaction]:
    """The reactions, those marked `at_start=False` that stand in a function which nothing calls as it is loaded."""
    sources = tuple(sources)
    if any(_LISTENS.search(source.bare) for source in sources if source.mentions(".listen(", "createserver(")):
        return reactions
    by_path = {source.path: source for source in sources}
    asked = [one for one in reactions if one.missing == "fails" and one.at_start is None][:_MOST_CHECKS]
    late = {id(one) for one in asked if _waits(one, by_path.get(one.at.path), sources)}
    return [replace(one, at_start=False) if id(one) in late else one for one in reactions]


def _waits(one: Reaction, source: Source | None, sources: tuple[Source, ...]) -> bool:
    if source is None or _AT_START.search(source.path):
        return False
    outer = next((node for node in _outermost(source) if _holds(node, one)), None)
    name = _name(outer) if outer is not None else ""
    return bool(name) and not any(_called_as_loaded(name, other) for other in sources if name in other.text)


def _outermost(source: Source) -> "Iterator[SgNode]":
    return (node for node in source.nodes(*_FUNCTIONS) if next(kin(node, *_FUNCTIONS), None) is None)


def _holds(node: "SgNode", one: Reaction) -> bool:
    span = node.range()
    return span.start.line + 1 <= one.at.start_line and one.at.end_line <= span.end.line + 1


def _name(node: "SgNode") -> str:
    """What a function is called by; empty for a method, and for one that is called or handed on where it stands."""
    around = node.parent()
    if node.kind() == "function_declaration":
        return short(node.field("name"))
    return short(around.field("name")) if around is not None and around.kind() == "variable_declarator" else ""


def _called_as_loaded(name: str, source: Source) -> bool:
    calls = list(re.finditer(rf"(?<!function )(?<!\w){re.escape(name)}\s?\(", source.bare))
    if not calls or _AT_START.search(source.path):
        return bool(calls)
    spans = [extent(node) for node in _outermost(source)]
    return any(not any(start <= call.start() < end for start, end in spans) for call in calls)
