"""Programs of Go, PHP and C# that look at the path of a request themselves, and answer about health by it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.facts import HealthHandler
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, kin, named
from holdfast.readers.repository.source.health import facts_of, health
from holdfast.readers.repository.source.health.reach import Reach

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_IFS = {"go": ("if_statement",), "php": ("if_statement", "else_if_clause"), "csharp": ("if_statement",)}
_CASES = {
    "go": ("expression_case",),
    "php": ("case_statement", "match_conditional_expression"),
    "csharp": ("switch_section", "switch_expression_arm"),
}
_SWITCHES = (
    "expression_switch_statement",
    "switch_statement",
    "match_expression",
    "switch_expression",
)
_FRAMEWORKS = {"go": "go", "php": "php", "csharp": "aspnet"}
_PATH = regex(r"[\"'](?:(?:GET|HEAD)[ :])?(?P<path>/[\w/-]{1,80})[\"']")
_OF_PATHS = regex(r"(?i)path|ur[il](?![a-z])|route|resource|endpoint|request")
_OTHERWISE = regex(r"!=|<>|!\s?strings\.|!\s?str_")
_PASSES_ON = regex(
    r"(?i)(?:\b|_)next(?:\s?\(|\.)|\.next\w*\(|\$next\b|\bcontinue\b|\b(?:h|handler|inner|wrapped|mux|router)\.ServeHTTP\("
)
_ANSWERS = regex(
    r"(?i)write|\bfprint|\.(?:json|string|text|send\w*|html|data|status|ok)\(|\becho\b|\bprint\b|\bheader\(|json_encode|http_response_code"
    r"|\.error\(|respon[sd]|statuscode|\bresults?\.|\bok\("
)
_HANDED_ON = regex(
    r"(?:return\s+)?(?:(?P<owner>\$?\w+)(?:\.|->|::))?(?P<name>\w+)\((?:[^(){};]{0,120})\)\s*;?\s*(?:(?:return|break|exit)\s*;?\s*)?"
)
"""A branch that leaves the whole answer to a function."""
_MOST = 200
Find = Callable[[Source, str], tuple[Source, tuple[int, int]] | None]


@record(frozen=True)
class _Branch:
    head: tuple[int, int]
    body: tuple[int, int]
    asked: str


def compared(source: Source, reach: Reach, find: Find) -> Iterator[HealthHandler]:
    """Every branch that is taken for a path of health and answers; one that only passes the request on is none."""
    language = source.language
    if language not in _FRAMEWORKS or not health.names_path(source):
        return
    for node in source.nodes(*_IFS[language], *_CASES[language])[:_MOST]:
        branch = _branch(node, source)
        if branch is None or _OTHERWISE.search(source.code, *branch.head) or not _OF_PATHS.search(branch.asked):
            continue
        asked = (health.joined(match["path"]) for match in _PATH.finditer(source.code, *branch.head))
        path = next(filter(health.is_health, asked), None)
        if path is not None:
            yield from _answer(branch, path, source, reach, find)


def _answer(branch: _Branch, path: str, source: Source, reach: Reach, find: Find) -> Iterator[HealthHandler]:
    does = source.bare[slice(*branch.body)].strip().strip("{}").strip()
    if not does or _PASSES_ON.search(does):
        return
    called = _HANDED_ON.fullmatch(does[:_MOST])
    place = find(source, called["name"]) if called else None
    if place is None and not _ANSWERS.search(does):
        return
    target, span = place or (source, (branch.head[0], branch.body[1]))
    traits = reach.traits(target, span if place else branch.body)
    yield facts_of.handler(target, span, path, traits, _FRAMEWORKS[source.language])


def _branch(node: "SgNode", source: Source) -> _Branch | None:
    """What is compared, and what is done where it is so."""
    start, end = extent(node)
    parts = named(node)
    if node.kind() in _IFS[source.language]:
        body = node.field("consequence") or node.field("body") or (parts[1] if len(parts) > 1 else None)
        if body is None:
            return None
        head = (start, extent(body)[0])
        return _Branch(head, extent(body), source.code[slice(*head)])
    if len(parts) < 2:
        return None
    switch = next(kin(node, *_SWITCHES), None)
    subject = source.code[extent(switch)[0] : start].partition("{")[0] if switch is not None else ""
    return _Branch((start, extent(parts[1])[0]), (extent(parts[1])[0], end), subject)
