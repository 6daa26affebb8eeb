"""Keys by which a program asks its own configuration: another file may have a value for them that is never missing."""

import re
from collections.abc import Iterable
from itertools import islice

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origins.taken import ELSEWHERE

_NEVER_MISSING = regex(
    r"\|\||\?\?|\?\s|\.(?:split|get|map|filter)\(|\bor\b|\belse\b|^\s{0,9}[\[{\"'`(]|,\s{0,9}[\"'\[]"
)
"""A value that is written out, put together, or has another in its place."""
_MOST = 20


_ASKED = regex(r"\.get(?:<[\w\s|\[\]]{1,40}>)?\(\s{0,9}[\"'](?P<key>[\w\-]{1,40}(?:\.[\w\-]{1,40}){1,4})[\"']")


def is_own_key(name: str) -> bool:
    """It names a place in a configuration, and no variable: `cors.origins`."""
    return "." in name


def own_key_in(text: str) -> str | None:
    """The first such key that an expression asks for."""
    match = _ASKED.search(text)
    return match["key"] if match else None


def may_be_given(name: str, source: Source, others: Iterable[Source]) -> bool:
    """Whether another file gives the last part of such a key a value that is there whatever is set."""
    key = name.rpartition(".")[2]
    member = re.compile(
        rf"(?<![\w.$]){re.escape(key)}[\"']?\s{{0,4}}[:=](?![=>])(?P<value>[^\n]{{0,200}}(?:\n\s+[.?|][^\n]{{0,200}}){{0,3}})"
    )
    return any(
        _NEVER_MISSING.search(match["value"])
        for one in others
        if one is not source and key in one.code and not ELSEWHERE.search(one.path)
        for match in islice(member.finditer(one.code), _MOST)
    )
