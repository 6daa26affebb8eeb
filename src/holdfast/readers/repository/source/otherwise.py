"""What a program does where a setting is not there, when it is asked first whether it is."""

import re
from typing import TYPE_CHECKING

from holdfast.readers.repository.source.code import Source, extent
from holdfast.readers.repository.source.names import is_vital
from holdfast.readers.repository.source.settings_use import Reaction

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def otherwise(
    source: Source, node: "SgNode", names: tuple[str, ...], says: re.Pattern[str], ends: re.Pattern[str]
) -> list[Reaction]:
    """The branch in which it ends, or only says that it goes on without; none where something takes its place."""
    other = node.field("alternative")
    if other is None or other.kind() != "else_clause" or not any(map(is_vital, names)):
        return []
    if any(child.kind() == "if_statement" for child in other.children()):
        return []  # the last of several questions tells
    start, end = extent(other)
    body = source.bare[start:end]
    if ends.search(body):
        return [Reaction("fails", names, source.at(start, end))]
    said = says.search(body)
    return [Reaction("warns", names, source.at(start, end))] if said and "=" not in body[: said.start()] else []
