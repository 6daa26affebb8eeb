"""Problems that are put on a list first and end the program together, so that all of them are told at once."""

import re
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PUT = regex(r"\b(?P<list>\w+)\s*\.\s*(?:push|unshift|append|add|extend)\(")


def ended_by(source: Source, node: "SgNode", ends: re.Pattern[str]) -> "SgNode | None":
    """The later condition on a list that `node`'s branch adds to, when that one ends the program; else None.

    Args:
        source: the file.
        node: an `if` statement.
        ends: what ends a program in this language.
    """
    consequence = node.field("consequence")
    put = _PUT.search(source.bare[slice(*extent(consequence))]) if consequence is not None else None
    if put is None:
        return None
    for later in source.nodes("if_statement"):
        condition, branch = later.field("condition"), later.field("consequence")
        if condition is None or branch is None or extent(later)[0] < extent(node)[1]:
            continue
        asked = re.search(rf"\b{put['list']}\b", source.bare[slice(*extent(condition))])
        if asked and ends.search(source.bare[slice(*extent(branch))]):
            return later
    return None
