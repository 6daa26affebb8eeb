"""Problems that are put on a list first and end the program together, so that all of them are told at once."""

import re
from bisect import bisect_left
from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent

if TYPE_CHECKING:
    from ast_grep_py import SgNode

PUTS = regex(r"\b(?P<list>\w+)\s*\.\s*(?:push|unshift|append|add|extend)\(")
"""What puts something on a list."""
_WORD = regex(r"\w+")
_MOST = 6_000
"""Characters of a condition or a branch that are looked at: a longer branch is a program of its own."""


@record(frozen=False)
class Endings:
    """The conditions of one file that end the program, found once: a file may have thousands of conditions.

    Args:
        source: the file.
        ends: what ends a program in this language.
    """

    source: Source
    ends: re.Pattern[str]

    @cached_property
    def _by_word(self) -> "dict[str, list[tuple[int, SgNode]]]":
        """The `if` statements whose branch ends the program, by each word of their condition, in the order of text."""
        found: dict[str, list[tuple[int, SgNode]]] = {}
        bare = self.source.bare
        for node in self.source.nodes("if_statement"):
            condition, branch = node.field("condition"), node.field("consequence")
            if condition is None or branch is None:
                continue
            start, end = extent(branch)
            if not self.ends.search(bare, start, min(end, start + _MOST)):
                continue
            start, end = extent(condition)
            for word in set(_WORD.findall(bare, start, min(end, start + _MOST))):
                found.setdefault(word, []).append((extent(node)[0], node))
        return found

    def on(self, word: str) -> "list[SgNode]":
        """The `if` statements that ask about this word, and whose branch ends the program."""
        return [node for _, node in self._by_word.get(word, [])]

    def after(self, node: "SgNode") -> "SgNode | None":
        """The later condition on a list that the branch of `node`, an `if`, adds to, when that one ends the program."""
        held = list_of(self.source, node)
        later = self._by_word.get(held, []) if held is not None else []
        index = bisect_left(later, extent(node)[1], key=lambda one: one[0])
        return later[index][1] if index < len(later) else None


def list_of(source: Source, node: "SgNode") -> str | None:
    """The name of the list that the branch of an `if` puts something on."""
    consequence = node.field("consequence")
    if consequence is None:
        return None
    start, end = extent(consequence)
    put = PUTS.search(source.bare, start, min(end, start + _MOST))
    return put["list"] if put is not None else None
