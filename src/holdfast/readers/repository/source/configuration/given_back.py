"""Problems that a function puts on a list and gives back, and that end the program where it is called."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, cast

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, short
from holdfast.readers.repository.source.configuration.collected import Endings, list_of

if TYPE_CHECKING:
    from ast_grep_py import SgNode

FUNCTIONS = (
    "function_declaration",
    "arrow_function",
    "function_expression",
    "method_definition",
    "function_definition",
)
_NAMES_BEFORE = regex(
    r"(?:^|[\s;{(])(?:\(?(?P<walrus>\w{1,60})\s?:=|[{(\[]?\s?(?P<names>\w{1,60}(?:\s?[,:]\s?\w{1,60}){0,5})\s?[})\]]?"
    r"(?:\s?:\s?[^=\n]{1,60})?\s?=)\s?(?:await\s)?(?:[\w$]{1,40}\.){0,4}$"
)
_WORD = regex(r"\w+")
_DERIVED = (
    r"(?m)^[^\S\n]*(?:(?:const|let|var)\s)?(?P<name>\w{{1,60}})(?:\s?:[^=\n]{{1,60}})?\s?="
    r"\s?(?P<made>[^\n]{{0,200}}\b{name}\b[^\n]{{0,200}})"
)
_SORTED_BY = regex(r"[\"'](?P<word>[A-Za-z]\w{2,30})[\"']")
"""A word by which those problems that end the program are told from the others."""
_TO_VISITORS = regex(r"\bHTTPException|\bres\.(?:status|send|json)\(|\bResponse\b|\babort\(|HttpException")
"""What answers a visitor does not end the program."""
_MOST_CALLS = 10
_MOST = 4_000
"""Characters behind a call among which what it gives back is asked about."""


@record(frozen=True)
class Ended:
    """How problems that are given back end the program.

    Args:
        sorts: some of them do, told by a word, and the others are only said.
    """

    sorts: bool = False


def ends_where_called(node: "SgNode", source: Source, serving: Iterable[Source], ends: re.Pattern[str]) -> Ended | None:
    """How what the branch of `node`, an `if`, puts on a list ends the program that calls the function around it."""
    function = next(kin(node, *FUNCTIONS), None)
    held = list_of(source, node)
    if function is None or held is None or not _gives_back(source, function, held, extent(node)[1]):
        return None
    above = function.parent()
    name = short(function.field("name")) or (short(above.field("name")) if above is not None else "")
    said = source.code[slice(*extent(node.field("consequence") or node))][:_MOST]
    for words in _words_of(source, name, serving, ends) if name else ():
        if not words or any(word in said for word in words):
            return Ended(sorts=bool(words))
    return None


def _words_of(
    source: Source, name: str, serving: Iterable[Source], ends: re.Pattern[str]
) -> tuple[frozenset[str], ...]:
    """For each question about what the function gives back: its words. Asked once for each function of a file."""
    known = cast("dict[str, tuple[frozenset[str], ...]]", source.memo.setdefault("asked where called", {}))
    if name not in known:
        near = ((one, Endings(one, ends)) for one in serving if f"{name}(" in one.bare)
        found = (ends_behind(one, endings, call) for one, endings in near for call in calls(one, name))
        known[name] = tuple(dict.fromkeys(words for asked in found for _, words in asked))
    return known[name]


def _gives_back(source: Source, function: "SgNode", held: str, behind: int) -> bool:
    """The function hands the list back further down; where it does so last is looked for once for each list."""
    start, end = extent(function)
    known = cast("dict[tuple[int, str], int]", source.memo.setdefault("lists given back", {}))
    if (start, held) not in known:
        returns = re.finditer(rf"\breturn\b[^;\n]{{0,120}}\b{re.escape(held)}\b", source.bare[start:end])
        known[(start, held)] = max((start + match.start() for match in returns), default=-1)
    return known[(start, held)] >= behind


def calls(source: Source, name: str) -> Iterator[int]:
    """Where a file calls a function by its name."""
    called = re.compile(rf"(?<![\w$])(?<!def )(?<!function ){re.escape(name)}\(")
    return (match.start() for match in islice(called.finditer(source.bare), _MOST_CALLS))


def ends_behind(source: Source, endings: Endings, call: int) -> "Iterator[tuple[SgNode, frozenset[str]]]":
    """Each question about what a call gives back that ends the program, and the words that sort out its problems."""
    row = source.bare[source.bare.rfind("\n", 0, call) + 1 : call]
    told = _NAMES_BEFORE.search(row)
    names = dict.fromkeys(_WORD.findall(told["walrus"] or told["names"]), frozenset[str]()) if told else {}
    behind = source.code[call : call + _MOST]
    for name in tuple(names):
        for match in re.finditer(_DERIVED.format(name=re.escape(name)), behind):
            names.setdefault(match["name"], frozenset(_SORTED_BY.findall(match["made"])))
    for name, words in names.items():
        yield from ((node, words) for node in endings.on(name) if is_about(source, node, call))


def is_about(source: Source, node: "SgNode", call: int) -> bool:
    """The question stands behind the call, in the same function, and answers no visitor."""
    start, end = extent(node)
    if end < call or start > call + _MOST:
        return False
    if _TO_VISITORS.search(source.bare, *extent(node.field("consequence") or node)):
        return False
    function = next(kin(node, *FUNCTIONS), None)
    return function is None or extent(function)[0] < call
