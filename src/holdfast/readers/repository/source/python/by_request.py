"""Checks of settings in functions of Python that nothing calls but what answers a request."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.reaction import Reaction

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ROUTE = regex(r"@\w{1,40}(?:\.\w{1,40})?\.(?:get|post|put|patch|delete|route|websocket|api_route)\(|@api_view\(")
_MOST = 12
"""Calls that are looked at."""
_HOPS = 2

_MOST_CHECKS = 40
"""Checks that are followed to their callers: each costs a look at all files."""


def by_request(sources: Iterable[Source], reactions: list[Reaction]) -> list[Reaction]:
    """The reactions, those marked `at_start=False` that stand in a function which only routes come to, if anything."""
    sources = tuple(sources)
    by_path = {source.path: source for source in sources}
    asked = [one for one in reactions if one.missing == "fails" and one.at_start is None][:_MOST_CHECKS]
    late = {id(one) for one in asked if _waits(one, by_path.get(one.at.path), sources)}
    return [replace(one, at_start=False) if id(one) in late else one for one in reactions]


def _waits(one: Reaction, source: Source | None, sources: tuple[Source, ...]) -> bool:
    if source is None:
        return False
    around = next((node for node in _outermost(source) if _holds(node, one)), None)
    return around is not None and (_is_route(around) or _only_routes_call(short(around.field("name")), sources, _HOPS))


def _outermost(source: Source) -> "list[SgNode]":
    """The functions of the module itself; a method is called by whoever has the object."""
    if "outermost functions" not in source.memo:
        within = ("function_definition", "class_definition")
        found = [node for node in source.nodes("function_definition") if next(kin(node, *within), None) is None]
        source.memo["outermost functions"] = found
    return cast("list[SgNode]", source.memo["outermost functions"])


def _holds(node: "SgNode", one: Reaction) -> bool:
    span = node.range()
    return span.start.line < one.at.start_line and one.at.end_line <= span.end.line + 1


def _is_route(function: "SgNode") -> bool:
    above = function.parent()
    if above is None or above.kind() != "decorated_definition":
        return False
    return _ROUTE.search(above.text()[: max(extent(function)[0] - extent(above)[0], 0)]) is not None


def _only_routes_call(name: str, sources: tuple[Source, ...], hops: int) -> bool:
    called = re.compile(rf"(?<!def )(?<!\w){re.escape(name)}\s?\(|\bDepends\(\s?{re.escape(name)}\s?\)")
    named = [(source, call) for source in sources if name in source.text for call in called.finditer(source.bare)]
    # What goes by the same name inside of it is something else's method, or itself once more.
    places = [(source, call.start()) for source, call in named if _name_around(source, call.start()) != name]
    # By its module's name it may be called, too; where that is all, the method of something else has the same name.
    own = any(source.bare[max(at - 1, 0) : at] != "." for source, at in places)
    if not name or not own or len(places) > _MOST:
        return False
    return all(_is_asked_there(source, at, sources, hops) for source, at in places)


def _is_asked_there(source: Source, at: int, sources: tuple[Source, ...], hops: int) -> bool:
    around = _around(source, at)
    if around is None:
        return False
    again = hops > 1 and _only_routes_call(short(around.field("name")), sources, hops - 1)
    return _is_route(around) or again


def _around(source: Source, at: int) -> "SgNode | None":
    return next((node for node in _outermost(source) if extent(node)[0] <= at < extent(node)[1]), None)


def _name_around(source: Source, at: int) -> str:
    around = _around(source, at)
    return short(around.field("name")) if around is not None else ""
