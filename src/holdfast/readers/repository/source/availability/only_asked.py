"""Engines of databases that a program only compares with or lists, and databases that it keeps in its memory alone."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

_COMPARED = regex(
    r"(?:[=!]=\s{0,9}|(?<!\w)(?:not\s{1,4})?in\s{1,4}(?:[\[({][^\[\](){}\n]{0,200})?|\bstarts_?[wW]ith\(\s{0,9}|\bhas_?[pP]refix\([^()\n]{0,80},\s{0,9}"
    r"|^[^\S\n]*(?:from|import)\s[^\"'\n]{0,120})[bruf]?[\"'`]?[\w.]{0,60}\Z",
    re.IGNORECASE | re.MULTILINE,
)
_ITEM = regex(r"(?P<before>[\[(,])\s{0,40}[bruf]?[\"'`][\w.]{0,60}\Z")
_ENGINES_NAME = regex(
    r"(?im)^\w{0,40}(?:sqlite|postgres|mysql|oracle)\w{0,40}\s{0,4}=\s{0,4}[\"'][\w.]{0,60}\.backends\.\Z"
)
"""A constant that is called after the engine which it names: others are held against it."""
_CALL = regex(r"[\w\])]\s{0,4}\Z")
_FAR = 400
_OPENS_MEMORY = regex(
    r"\s{0,40}(?:\w{1,20}\s?=\s?)?[bruf]?[\"'`](?:file:)?(?::memory:|[\"'`]|[^\"'`\n]{0,80}mode=memory)"
)
_LEADS_TO_MEMORY = regex(r"/{0,2}:memory:|[\"'`](?!\s{0,9}[+.])")


def is_only_asked(source: Source, start: int) -> bool:
    """The name of an engine at `start`, or an address, is what others are compared with, or one of a list."""
    before = source.code[max(0, start - _FAR) : start]
    row = before[before.rfind("\n") + 1 :]
    if _COMPARED.search(row) or _ENGINES_NAME.search(row):
        return True
    item = _ITEM.search(before)
    return item is not None and _stands_in_list(before[: item.start("before") + 1])


def _stands_in_list(before: str) -> bool:
    """The last bracket that is open at the end of a text begins a list, or a tuple that is no call's."""
    depth = 0
    for index in range(len(before) - 1, -1, -1):
        sign = before[index]
        if sign in ")]}":
            depth += 1
        elif sign in "([{":
            if not depth:
                return sign == "[" or (sign == "(" and _CALL.search(before[:index][-20:]) is None)
            depth -= 1
    return False


def is_in_memory(source: Source, end: int, *, address: bool = False) -> bool:
    """What SQLite opens, behind a call or the beginning of an `address` up to `end`, is no file."""
    return (_LEADS_TO_MEMORY if address else _OPENS_MEMORY).match(source.code, end) is not None
