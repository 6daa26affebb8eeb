"""Follows a handler into the functions that it calls, in its own file and in files it imports."""

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from holdfast.model.evidence import Location
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.code import Source, extent, named, short
from holdfast.readers.repository.source.health import health
from holdfast.readers.repository.source.health.documented import without_documented
from holdfast.readers.repository.source.health.harmless import asks_nothing, called, is_plain
from holdfast.readers.repository.source.health.own_words import says_something
from holdfast.readers.repository.source.imports import Imports
from holdfast.readers.repository.source.origins.rules import assigned

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DEPTH = 3
_MOST_FUNCTIONS = 12
_MOST_CODE = 20_000
"""Characters of helpers that are worth looking at; a health check that calls the whole program says nothing."""

_FUNCTIONS = {
    "typescript": (
        "function_declaration",
        "method_definition",
        "variable_declarator",
        "pair",
        "public_field_definition",
        "assignment_expression",
        "export_statement",
    ),
    "python": ("function_definition", "class_definition"),
    "java": ("method_declaration",),
    "kotlin": ("function_declaration",),
    "ruby": ("method",),
    "go": ("function_declaration", "method_declaration"),
    "php": ("method_declaration", "function_definition"),
    "csharp": ("method_declaration",),
    "rust": ("function_item",),
}
_FUNCTIONS["tsx"] = _FUNCTIONS["typescript"]
_FUNCTIONS["javascript"] = tuple(k for k in _FUNCTIONS["typescript"] if k != "public_field_definition")
_HANDING_ON = frozenset(["go", "rust"])
"""Languages in which a failure is a value, and reaches nobody unless it is handed on."""
_VALUES = frozenset(["arrow_function", "function_expression", "call_expression"])
_WHOLES = frozenset(["arrow_function", "function_expression", "function_declaration"])
_ASKS_NOTHING = regex(r"\.check\(\s*\[\s*\]\s*\)")
"""What Terminus is given to check, when that is nothing."""
_ARROWS = regex(r"\s*(?:\?->|->|::)")
_GONE_OVER = regex(
    r"\bObject\.(?:entries|values)\(\s*(\w+)\s*\)|\b(?:in|of)\s+([A-Za-z_]\w{2,60})\b"
    r"|\b([A-Za-z_]\w{2,60})\.(?:items|values|map|forEach)\("
)
_RUBY_CALL = regex(r"(?<![\w.:@])(?<!def )[a-z_]\w{1,60}[?!]?(?![\w:])")
_NAMED = regex(
    r"(?<![\w.$@])(?<!Depends\()(?<!def )(?<!function )(?P<name>[A-Za-z_$][\w$]{2,80})(?=\s*[,\])}\n])(?!\s*[(=:])"
)
"""A name that stands where a value is handed over."""


@record(frozen=False)
class Reach:
    """Follows calls among the sources of one application."""

    imports: Imports
    _functions: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def functions(self, source: Source) -> dict[str, tuple[int, int]]:
        """The functions and methods that a file defines: name to its first and last character."""
        found = self._functions.get(source.path)
        if found is None:
            found = self._functions[source.path] = dict(_defined(source))
        return found

    def find(self, source: Source, name: str, owner: str = "") -> tuple[Source, tuple[int, int]] | None:
        """Where the function `name` is defined, seen from `source`; `owner` is what it was called on."""
        own = self.functions(source).get(name)
        if own is not None and not owner:
            return source, own
        imported = self.imports.names(source)
        wanted = [imported[key] for key in (name, owner, owner.capitalize()) if key in imported]
        if owner in {"", "this", "self"}:
            wanted = [*wanted, source]
        for candidate in {s.path: s for s in [*wanted, *imported.values(), source]}.values():
            span = self.functions(candidate).get(name)
            if span is not None:
                return candidate, span
        # What a file is all about, whoever takes it in calls it as they like.
        whole = imported.get(name) if not owner and source.language in paths.JAVASCRIPT else None
        span = self.functions(whole).get(WHOLE) if whole is not None else None
        return (whole, span) if whole is not None and span is not None else None

    def traits(
        self, source: Source, span: tuple[int, int], before: Iterable[tuple[Source, tuple[int, int]]] = ()
    ) -> health.Traits:
        """Judge the handler that stands at `span`, with everything it calls, and what runs `before` it."""
        bare: list[str] = []
        code: list[str] = []
        complete = self._gather(source, span, _DEPTH, (bare, code), set())
        for place in before:
            self._gather(*place, _DEPTH, (bare, code), set())
        throws = source.language not in _HANDING_ON
        told = health.judge("\n".join(bare), "\n".join(code), complete=complete, throws=throws)
        return replace(told, said=self._said(source, span)) if told.constant else told

    def _said(self, source: Source, span: tuple[int, int], depth: int = 2) -> Location | None:
        """The one function that a handler leaves all its answer to; none where the handler has words of its own."""
        start, end = span[0], min(span[1], span[0] + _MOST_CODE)
        bare = _dotted(source, start, end)
        if not depth or says_something(bare):
            return None
        asked = [(owner, name) for owner, name in called(bare) if not is_plain(name)]
        places = [place for owner, name in asked if (place := self.find(source, name, owner)) is not None]
        there = {(one.path, inner): one for one, inner in places if not _within(inner, span, same=one is source)}
        if len(there) != 1:
            return None
        (((_, inner), target),) = there.items()
        if says_something(_dotted(target, *inner)):
            return target.at(*inner)
        return self._said(target, inner, depth - 1)

    def text(self, source: Source, span: tuple[int, int]) -> str:
        """The function at `span` without texts and comments, with everything it calls behind it."""
        bare: list[str] = []
        self._gather(source, span, _DEPTH, (bare, []), set())
        return "\n".join(bare)

    def _handed(self, source: Source, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Functions of this file that are named without being called: handed on, or in a table that is gone over."""
        known = self.functions(source)
        text = source.bare[span[0] : min(span[1], span[0] + _MOST_CODE)]
        tables = [found for name in _tables(text) if (found := assigned(source, name)) is not None]
        # A method in Ruby is called by its name alone.
        words = _RUBY_CALL.finditer(text) if source.language == "ruby" else ()
        yield from (known[word[0]] for word in words if word[0] in known and known[word[0]] != span)
        # Functions may be written into a table, too.
        yield from ((table.start, table.end) for table in tables)
        for part in (text, *(source.bare[table.start : table.end] for table in tables)):
            for match in _NAMED.finditer(part):
                inner = known.get(match["name"])
                if inner is not None and not _within(inner, span, same=True) and not _within(span, inner, same=True):
                    yield inner

    def _gather(
        self,
        source: Source,
        span: tuple[int, int],
        depth: int,
        into: tuple[list[str], list[str]],
        seen: set[tuple[str, int]],
        *,
        caught: bool = False,
    ) -> bool:
        start, end = span[0], min(span[1], span[0] + _MOST_CODE)
        seen.add((source.path, start))
        bare = _dotted(source, start, end)
        into[0].append(health.without_errors(bare) if caught else bare)
        into[1].append(source.code[start:end])
        complete = True
        for inner in self._handed(source, span) if depth else ():
            if (source.path, inner[0]) not in seen and len(seen) <= _MOST_FUNCTIONS:
                self._gather(source, inner, depth - 1, into, seen)
        for owner, name in called(bare):
            harmless = asks_nothing(owner, name)
            place = None if harmless and is_plain(name) else self.find(source, name, owner) if depth else None
            if place is None:
                complete = complete and harmless
                continue
            target, inner = place
            if (
                (target.path, inner[0]) in seen
                or len(seen) > _MOST_FUNCTIONS
                or _within(inner, span, same=target is source)
            ):
                continue
            kept = caught or health.is_caught(bare, name)
            complete = self._gather(target, inner, depth - 1, into, seen, caught=kept) and complete
        return complete


def _dotted(source: Source, start: int, end: int) -> str:
    """The code of a function without texts, and with the dot that other languages have where PHP has arrows."""
    bare = without_documented(_ASKS_NOTHING.sub(" ", source.bare[start:end]))
    return _ARROWS.sub(".", bare) if source.language == "php" else bare


def _within(inner: tuple[int, int], outer: tuple[int, int], *, same: bool) -> bool:
    return same and outer[0] <= inner[0] and inner[1] <= outer[1]


def _tables(bare: str) -> list[str]:
    return list(dict.fromkeys(name for match in _GONE_OVER.finditer(bare) for name in match.groups() if name))


def _defined(source: Source) -> Iterator[tuple[str, tuple[int, int]]]:
    kinds = _FUNCTIONS.get(source.language, ())
    if not kinds:
        return
    for node in source.nodes(*kinds):
        name = _name_of(node)
        if name:
            yield name, extent(node.field("value") or node if name == WHOLE else node)


WHOLE = "exports"
"""By this name goes what a file exports as a whole."""


def _name_of(node: "SgNode") -> str:
    kind = node.kind()
    if kind == "export_statement":
        given = node.field("value") or node.field("declaration")
        default = any(child.kind() == "default" for child in node.children())
        return WHOLE if default and given is not None and given.kind() in _WHOLES else ""
    if kind in {"variable_declarator", "public_field_definition", "pair", "assignment_expression"}:
        value = node.field("right") if kind == "assignment_expression" else node.field("value")
        if value is None or value.kind() not in _VALUES:
            return ""
        if value.kind() == "call_expression" and not _wraps_function(value):
            return ""
        name = short(node.field("left") or node.field("name") or node.field("key"))
        return name.rpartition(".")[2].strip("'\"")
    found = node.field("name") or next((c for c in named(node) if c.kind() == "simple_identifier"), None)
    return short(found)


def _wraps_function(call: "SgNode") -> bool:
    return any(c.kind() in {"arrow_function", "function_expression"} for c in named(call.field("arguments")))
