"""Functions in JavaScript that hand a secret to the rest of the program, and what they do when it is missing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.names import is_needed, is_secret
from holdfast.readers.repository.source.code import Source, extent, short
from holdfast.readers.repository.source.javascript.reads import reads_in

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_NAMED = regex(r"(?i)secret|key|token|passw|credential")
_NOTHING = r"return(?<=\breturn)\s+(?:null|undefined|[\"'`]{2})"
_MAY_GIVE_NOTHING = regex(_NOTHING)
_GIVES_NOTHING = regex(_NOTHING + r"\s*;?\s*\}?\s*$")
_DOES_MORE = regex(r"\b(?:await|new|throw|fetch|process\.exit)\b")
_ABOUT_SECRET = regex(r"(?i)^\(\s*!?\s*[\w.?$]{0,60}(?:secret|parameter|value)")
_MOST = 1_200
"""Characters of such a function: a longer one does something with the secret."""


def accessors(source: Source) -> Iterator[tuple[str, "SgNode"]]:
    """Each function of a file that only hands a secret on, or nothing in its place: the secret's name, the function."""
    if not source.mentions("process.env") or not _MAY_GIVE_NOTHING.search(source.text):
        return
    for node in source.nodes("function_declaration", "arrow_function", "method_definition"):
        start, end = extent(node)
        if end - start > _MOST or "process.env" not in source.code[start:end]:
            continue
        names = {read.name for read in reads_in(source.code[start:end])} - {"NODE_ENV"}
        secrets = [name for name in names if is_secret(name) and is_needed(name)]
        if len(names) == len(secrets) == 1 and _is_accessor(source, node):
            yield secrets[0], node


def _is_accessor(source: Source, node: "SgNode") -> bool:
    text = source.bare[slice(*extent(node))]
    called = short(node.field("name"))
    if not called:
        around = node.parent()
        called = short(around.field("name")) if around is not None else ""
    return bool(_NAMED.search(called)) and bool(_GIVES_NOTHING.search(text)) and not _DOES_MORE.search(text)


def refusal(source: Source, fetched: int) -> "SgNode | None":
    """The `if` behind the fetch at an offset, in the same function, that throws when nothing came of it."""
    for node in source.nodes("if_statement"):
        start, end = extent(node)
        between = source.bare[fetched:start]
        if not fetched < start < fetched + _MOST or "=>" in between or "function" in between:
            continue
        condition = node.field("condition")
        asks = condition is not None and _ABOUT_SECRET.match(source.code[slice(*extent(condition))]) is not None
        if asks and "throw" in source.bare[start:end]:
            return node
    return None
