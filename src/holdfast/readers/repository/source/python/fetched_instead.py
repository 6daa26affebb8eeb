"""Members of a class of settings that one of its methods gives back, or fetches elsewhere, or else it throws."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source, extent, within

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_GIVEN = regex(r"\bif\s+self\.(?P<name>\w{2,60})\s*:\s*\n?\s*return\s+(?:\w{1,40}\()?self\.(?P=name)\b")
_THROWS = regex(r"\braise\s+\w|\bsys\.exit\(\s*[^0)]")
_FETCHES = regex(r"get_secret_value|get_parameters?\b|access_secret_version|secrets?_?manager|\bvault\b", re.IGNORECASE)


def fetched_instead(source: Source, declared: "SgNode") -> Iterator[str]:
    """The name of each: nobody misses it where it is empty, and nothing starts where it cannot be fetched."""
    if "self." not in source.text or not _FETCHES.search(source.text):
        return
    for method in within(declared, "function_definition"):
        start, end = extent(method)
        given = _GIVEN.search(source.code, start, end)
        if given and _THROWS.search(source.bare, given.end(), end) and _FETCHES.search(source.code, given.end(), end):
            yield given["name"]
