"""A source file, parsed when it is asked for, with its comments and strings blanked out."""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from holdfast.model.evidence import Location
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.source.php_pages import only_program
from holdfast.readers.repository.text.guesses import GUESSED, is_guess

if TYPE_CHECKING:
    from ast_grep_py import Rule, SgNode

_LONGEST_LINE = 3000
"""A line longer than this was written by a tool; the file is not worth parsing."""
_MOST_FAULTS = 100
"""Of a text in which the parser stumbled more often, nothing can be trusted: what it guessed lies one in the other."""

_LINE_END = regex(r"\n")
_NOT_LINE_END = regex(r"[^\n]")

_COMMENTS = frozenset(["comment", "line_comment", "block_comment", "multiline_comment", "jsx_text", "html_comment"])
_KINDS = {
    "typescript": ("comment", "string_fragment", "regex_pattern"),
    "tsx": ("comment", "jsx_text", "string_fragment", "regex_pattern"),
    "javascript": ("comment", "string_fragment", "regex_pattern"),
    "python": ("comment", "string_content"),
    "java": ("line_comment", "block_comment", "string_fragment", "multiline_string_fragment"),
    "kotlin": ("line_comment", "multiline_comment", "string_content"),
    "ruby": ("comment", "string_content"),
    "go": ("comment",),
    "php": ("comment",),
    "csharp": ("comment",),
    "rust": ("line_comment", "block_comment", "string_content"),
}

_BODIES = frozenset(
    [
        "program",
        "module",
        "source_file",
        "compilation_unit",
        "statement_block",
        "class_body",
        "block",
        "declaration_list",
        "body_statement",
        "statements",
    ]
)
"""Nodes whose children are whole statements or members: a fault in one does not reach its neighbours."""


@record(frozen=False)
class Source:
    """One source file.

    Args:
        snippet: its text and place.
        language: name of its grammar.
    """

    snippet: Snippet
    language: str
    memo: dict[str, object] = field(default_factory=dict, repr=False)

    @property
    def path(self) -> str:
        """Relative to the repository."""
        return self.snippet.path

    @property
    def text(self) -> str:
        """The text as written."""
        return self.snippet.text

    @cached_property
    def by_hand(self) -> bool:
        """Whether a person wrote it: no generated or minified text."""
        head = self.text[:600]
        if "@generated" in head or "DO NOT EDIT" in head or head.lstrip().startswith("/*!"):
            return False  # libraries open with that mark, which keeps their names through what makes them small
        return max(map(len, self.text.split("\n"))) <= _LONGEST_LINE

    @cached_property
    def lower(self) -> str:
        """The text in lower case, for cheap tests."""
        return self.text.lower()

    def mentions(self, *words: str) -> bool:
        """Whether one of these words, in lower case, stands anywhere: a cheap test before a dear one."""
        pieces = self._pieces
        # An `any` over a generator takes three times as long, and this is asked ten times of each file.
        for word in words:  # noqa: SIM110
            if word in (self.lower if " " in word else pieces):
                return True
        return False

    @cached_property
    def _pieces(self) -> str:
        """What stands between blanks, each piece once: half of a text, and less of a long one."""
        return "\n".join(dict.fromkeys(self.lower.split()))

    @property
    def root(self) -> "SgNode":
        """The syntax tree; only the latest ones are kept, since a tree weighs many times its text."""
        return _tree(self.text, self.language)

    @cached_property
    def parsed(self) -> "Parsed":
        """What the parser tells of the text once and for all; may be set to what another process found."""
        kinds: list[Rule] = [{"kind": kind} for kind in _KINDS[self.language]]
        root = self.root
        comments, blanks, faults = array("I"), array("I"), []
        # One walk through the tree: each costs a fifth of making it.
        for node in root.find_all(any=[*kinds, *GUESSED]):
            kind, span = node.kind(), extent(node)
            if kind == "ERROR" or span[0] == span[1]:
                faults.append(node)
                continue
            blanks.extend(span)
            if kind in _COMMENTS or (kind == "string_content" and self.language == "python" and _is_docstring(node)):
                comments.extend(span)
        whole = root.kind() == "ERROR" or len(faults) > _MOST_FAULTS
        scars = () if whole else tuple(dict.fromkeys(self._scar(node) for node in faults if is_guess(node)))
        return Parsed(comments, blanks, (Scar(0, len(self.text), 1),) if whole else scars)

    @property
    def scars(self) -> "tuple[Scar, ...]":
        """The statements and members that the parser could only read by guessing, in the order of the text."""
        return self.parsed.scars

    def _scar(self, node: "SgNode") -> "Scar":
        around, parent = node, node.parent()
        while parent is not None and parent.kind() not in _BODIES:
            around, parent = parent, parent.parent()
        return Scar(*extent(around), line=self.line(extent(node)[0]))

    def nodes(self, *kinds: str) -> "list[SgNode]":
        """All nodes of these kinds, in the order of the text."""
        return within(self.root, *kinds)

    @cached_property
    def code(self) -> str:
        """The text without comments, with settings looked up as `process.env.NAME`; what follows keeps its offset."""
        code = _blanked(self.text, self.parsed.comments)
        return _KEYED.sub(_dotted, code) if "process.env[" in code else code

    @cached_property
    def bare(self) -> str:
        """The text without comments and without what strings say; every character keeps its offset."""
        return _blanked(self.text, self.parsed.blanks)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def line(self, offset: int) -> int:
        """The line, from 1, of the character at `offset`."""
        return bisect_right(self._line_starts, offset)

    def at(self, start: int, end: int | None = None) -> Location:
        """The location of the characters from `start` up to `end`."""
        last = self.line(max(start, (end or start) - 1))
        return self.snippet.at(self.line(start), last)

    def at_node(self, node: "SgNode") -> Location:
        """The location of a node."""
        return self.at(*extent(node))


@record(frozen=True, slots=True)
class Scar:
    """Text that is no whole program, mended by the tolerant parser: what was read there may not be what was meant.

    Args:
        start: first character of the statement or member around the fault.
        end: the one after its last.
        line: where the fault is, from 1.
    """

    start: int
    end: int
    line: int


@record(frozen=True, slots=True)
class Parsed:
    """What is kept of a syntax tree; small enough to be handed from one process to another.

    Args:
        comments: first character of each comment and the one after its last, in turn.
        blanks: the same of comments and of what strings say.
        scars: where the parser had to guess.
    """

    comments: "array[int]"
    blanks: "array[int]"
    scars: tuple[Scar, ...]


@lru_cache(maxsize=64)
def _tree(text: str, language: str) -> "SgNode":
    from ast_grep_py import SgRoot

    return SgRoot(only_program(text) if language == "php" else text, language).root()


def extent(node: "SgNode") -> tuple[int, int]:
    """First character of a node and the one after its last."""
    span = node.range()
    return span.start.index, span.end.index


def within(node: "SgNode", *kinds: str) -> "list[SgNode]":
    """All nodes of these kinds inside a node, in the order of the text."""
    if len(kinds) == 1:
        return node.find_all(kind=kinds[0])
    return node.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}})


def short(node: "SgNode | None", limit: int = 200) -> str:
    """The text of a node; empty when it is longer than `limit` (a name or a callee never is)."""
    if node is None:
        return ""
    start, end = extent(node)
    return node.text() if end - start <= limit else ""


def named(node: "SgNode | None") -> "list[SgNode]":
    """The named children of a node, without comments."""
    if node is None:
        return []
    return [child for child in node.children() if child.is_named() and child.kind() not in _COMMENTS]


def kin(node: "SgNode", *kinds: str) -> "Iterator[SgNode]":
    """The ancestors of a node that are of these kinds, nearest first."""
    current = node.parent()
    while current is not None:
        if current.kind() in kinds:
            yield current
        current = current.parent()


def unquoted(text: str) -> str | None:
    """What a string literal says; None when the text is not one plain literal."""
    text = text.strip()
    if len(text) >= 2 and text[0] in "'\"`" and text[-1] == text[0] and "${" not in text:
        return text[1:-1]
    return None


_KEYED = regex(r"process\.env\[\s*(?P<quote>[\"'`])(?P<name>[A-Za-z_]\w{0,80})(?P=quote)\s*\]")


def _dotted(match: re.Match[str]) -> str:
    """The other way to write it, behind as many blanks as it is shorter."""
    return f"process.env.{match['name']}".rjust(len(match[0]))


def _is_docstring(node: "SgNode") -> bool:
    around = node.parent()
    statement = around.parent() if around is not None else None
    return statement is not None and statement.kind() == "expression_statement"


def _blanked(text: str, spans: "array[int]") -> str:
    parts: list[str] = []
    done = 0
    for start, end in zip(spans[::2], spans[1::2], strict=True):
        if start < done:
            continue
        inside = text[start:end]
        parts.append(text[done:start])
        parts.append(_NOT_LINE_END.sub(" ", inside) if "\n" in inside else " " * len(inside))
        done = end
    return "".join((*parts, text[done:])) if parts else text
