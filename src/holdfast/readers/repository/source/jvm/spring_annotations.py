"""Annotations by which frameworks of the JVM send requests to methods, and the paths in Spring's."""

import re
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, named, short
from holdfast.readers.repository.source.origins.rules import assigned, literal

if TYPE_CHECKING:
    from ast_grep_py import SgNode

GET = regex(r"@(?:GetMapping|RequestMapping)\b(?:\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\))?")
_PATHS = regex(r"(?:^\s*|(?:value|path)\s*=\s*)(?:\{|\[|arrayOf\()?\s*(?P<list>\"[^\"]*\"(?:\s*,\s*\"[^\"]*\")*)")
_CONSTANT = regex(r"(?:^\s*|\b(?:value|path)\s*=\s*)[{\[]?\s*(?:\w+\.)?(?P<name>[A-Z][A-Z0-9_]+)\b")


def paths_in(source: Source, inside: str) -> list[str]:
    """The paths of an annotation, written out or by a constant of this file; none by one of another."""
    match, constant = _PATHS.search(inside), _CONSTANT.search(inside)
    if match is None and constant is not None:
        given = assigned(source, constant["name"])
        only = literal(source, given) if given is not None else None
        return [only] if only is not None else []
    return re.findall(r"\"([^\"]*)\"", match["list"]) if match else [""]


def modifiers(node: "SgNode") -> str:
    """What stands before a declaration: its annotations, and who may see it."""
    return short(next((child for child in named(node) if child.kind() == "modifiers"), None), 8000)


def shown(source: Source, method: "SgNode") -> tuple[int, int]:
    """A method from the annotation that routes to it: what documents it above says nothing of what it does."""
    start, end = extent(method)
    routed = GET.search(source.code, start, end)
    return (routed.start(), end) if routed else (start, end)
