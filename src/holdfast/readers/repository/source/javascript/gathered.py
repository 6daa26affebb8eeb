"""Functions that put all that is wrong with the settings on a list, whose caller ends the program if anything is."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast.model.evidence import MAX_LINES
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_needed
from holdfast.readers.repository.source.code import Source, extent, short
from holdfast.readers.repository.source.configuration.settings_use import SettingsUse
from holdfast.readers.repository.source.javascript.reads import reads_in

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ASKED = regex(
    r"\b(?:const|let|var)\s+(?P<list>\w{1,60})(?:\s*:[^=\n]{1,60})?\s*=\s*(?P<function>\w{2,60})\([^()]{0,80}\)\s*;?"
    r"[^{}]{0,400}?\b(?P=list)\.length\b(?P<then>[\s\S]{0,1500})"
)
_ENDS = regex(r"process\.exit\(\s*(?!0\s*\))|\bthrow\b|process\.abort\(")
_GATHERS = regex(r"\.push\(|\bproblems\b|\berrors\b|\bmissing\b|\bissues\b")


def gather(source: Source, use: SettingsUse) -> None:
    """Note such a list: it speaks for all that its function looks at, whatever stands in for it on the way."""
    for names, node in _gathering(source):
        first, last = (source.line(offset) for offset in extent(node))
        use.reactions = [
            one for one in use.reactions if not (first <= one.at.start_line <= last and set(names) & set(one.names))
        ]
        at = source.snippet.at(first, min(last, first + MAX_LINES - 1))
        use.require(names, at, "checks", before_serving=None)


def _gathering(source: Source) -> "Iterator[tuple[tuple[str, ...], SgNode]]":
    """The settings that each of them looks at, with the function."""
    if not source.mentions("process.env") or ".push(" not in source.text or ".length" not in source.text:
        return
    asked = {match["function"] for match in _ASKED.finditer(source.bare) if _ENDS.search(match["then"])}
    for node in source.nodes("function_declaration", "variable_declarator") if asked else ():
        if short(node.field("name")) not in asked:
            continue
        start, end = extent(node)
        names = tuple(dict.fromkeys(read.name for read in reads_in(source.code[start:end]) if is_needed(read.name)))
        if names and _GATHERS.search(source.bare, start, end):
            yield names, node
