"""Whether JavaScript validates its settings before the server listens, or only once it serves."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.facts import RequiredSettings
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_APPLIES = regex(r"\.(?:parse|safeParse|validate\w*)\(\s*process\.env|\bcleanEnv\(|\bvalidateSync\(")


def in_order(sources: Iterable[Source], lists: Iterable[RequiredSettings]) -> list[RequiredSettings]:
    """The validated lists, those marked `before_serving=False` that only the callback of `listen` asks for.

    A list is late when it stands inside a call of `listen`, or in a function that is called inside one and
    nowhere else.
    """
    sources = tuple(sources)
    lists = list(lists)
    inside = [part for source in sources if source.mentions(".listen(") for part in _listening(source)]
    if not inside or not lists:
        return lists
    return [replace(one, before_serving=False) if _is_late(one, sources, inside) else one for one in lists]


def _listening(source: Source) -> "Iterator[tuple[Source, SgNode]]":
    for call in source.nodes("call_expression"):
        if short(call.field("function")).endswith(".listen"):
            yield source, call


def _is_late(one: RequiredSettings, sources: tuple[Source, ...], inside: "list[tuple[Source, SgNode]]") -> bool:
    if any(_holds(source, call, one) for source, call in inside):
        return True
    name = next((name for source in sources if source.path == one.at.path for name in _around(source, one)), None)
    if name is None:
        return False
    called = re.compile(rf"(?<!function )(?<![\w.]){re.escape(name)}\s*\(")
    late = sum(len(called.findall(source.bare[slice(*extent(call))])) for source, call in inside)
    return late > 0 and late == sum(len(called.findall(source.bare)) for source in sources if name in source.text)


def _holds(source: Source, node: "SgNode", one: RequiredSettings) -> bool:
    at = source.at_node(node)
    first, last = node.range().start.line + 1, node.range().end.line + 1
    return at.path == one.at.path and first < one.at.start_line <= last


def _around(source: Source, one: RequiredSettings) -> Iterator[str]:
    """Names of the functions around a list, the innermost first; else of those that apply the file's schema."""
    functions = list(source.nodes("function_declaration"))
    yield from (short(node.field("name")) for node in reversed(functions) if _holds(source, node, one))
    yield from (short(node.field("name")) for node in functions if _APPLIES.search(source.text[slice(*extent(node))]))


def runs_at_start(node: "SgNode") -> bool:
    """Whether `node` runs while the program is loaded: no function around it, or a constructor."""
    for around in kin(node, "function_declaration", "arrow_function", "function_expression", "method_definition"):
        name = short(around.field("name"))
        return name in {"constructor", "onModuleInit", "bootstrap", "main", "start", "validateEnv", "validate"}
    return True
