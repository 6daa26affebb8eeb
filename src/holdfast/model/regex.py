"""Regular expressions that are compiled when they are first used: most of the many words are never met.

Python compiles them anew in every process, and that is a third of a check of a small repository. What one compiles to
can be kept from one process to the next, where this is CPython of a version that was tried. There a long text is not
searched for what it cannot hold, either: see `model/needed.py`.
"""

import re
import sys
from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from importlib import import_module
from itertools import chain
from typing import Any, cast

from holdfast.model.needed import Needed, lacks, lowered, of_parsed, parts_with, reach_of

Key = tuple[str, int]
"""A pattern as it is written, and its flags."""

Sieve = tuple[Needed, int]
"""The words of which every match holds some, and how far it reaches."""

Program = tuple[int, bytes, int, dict[str, int], Sieve]
"""What the matcher runs: all flags, code in words of the machine, number of groups, number of each named group; and
what tells where there is nothing to find."""

_SHAPE = 4
"""To be raised when `Program` or `Key` changes, or how they are kept."""

_TRIED = ((3, 11), (3, 12), (3, 13))
"""CPython's versions whose `re` makes programs of the form read here; `tests/model/test_regex.py` tries the one it
runs on. They have no public name: `re` only shows whole patterns, which pickle as their text (Python 3.13, 2026)."""

_LONG = 600
"""Characters of a text in which it pays to look for a word first: one of a file, and none of a row."""

_LONGER = 2_000
"""Characters of a text of which it pays to search no more than what is near such a word."""

_OFTEN = 12
"""Short texts one after the other, after which a pattern is taken for one that is asked of rows."""

_MOST_ROWS = 128
"""Rows, headings and sentences whose answers a pattern keeps: half of them it is asked again, for what stands below."""

_known: list[Mapping[Key, Program]] = []
_made: dict[Key, Program] = {}


class _Regex:
    """Stands for a compiled pattern; the first question compiles it, and later ones go straight to it."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name == "pattern":
            return self._text  # which other patterns are made of when modules are loaded
        compiled = _compiled((self._text, int(self._flags)))
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern", "flags"):
            setattr(self, method, getattr(compiled, method))
        if form():
            self.search = self._sifted("search", compiled.search, _first)
            self.finditer = self._sifted("finditer", compiled.finditer, chain.from_iterable)
        return getattr(self, name) if name in vars(self) else getattr(compiled, name)

    def _sifted(self, name: str, method: Callable[..., Any], whole: Callable[[Iterator[Any]], Any]) -> Any:
        """The method, for as long as it is asked of long texts: of these it sees what may hold a match.

        `whole` makes one answer of those for each part.
        """
        short = 0

        def sifted(text: str, *span: int) -> Any:
            nonlocal short
            if len(text) < _LONG:
                short += 1
                if short == _OFTEN:
                    setattr(self, name, lru_cache(_MOST_ROWS)(method) if name == "search" else method)
                return method(text, *span)
            short = 0
            needed, reach = self._sieve
            if span or not needed:
                return method(text, *span)
            low = _lowered(text)
            if lacks(needed, low):
                return whole(iter(()))
            parts = parts_with(needed, low, reach) if reach and len(text) > _LONGER and len(low) == len(text) else None
            if parts is None:
                return method(text)
            return whole(method(text, *part) for part in parts)

        return sifted

    @cached_property
    def _sieve(self) -> Sieve:
        key = (self._text, int(self._flags))
        return (_program_of(key) or program(key))[4]  # the one kept may have been damaged since

    def __repr__(self) -> str:
        return f"regex({self._text!r}, {self._flags})"


def _first(found: Iterator[re.Match[str] | None]) -> re.Match[str] | None:
    return next(filter(None, found), None)


_latest = ("", "")


def _lowered(text: str) -> str:
    """In lower case; the latest text is kept, since one pattern after the other is asked of it."""
    global _latest  # noqa: PLW0603 - a text of its own for each pattern would cost more than the search
    if _latest[0] is not text:
        _latest = (text, lowered(text))
    return _latest[1]


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that `re.compile` would give, compiled at its first use.

    Compiling every pattern of every reader took a third of a check of a small repository, which uses a quarter
    of them.

    Raises:
        re.error: at the first use, when `text` is no regular expression.
    """
    return cast("re.Pattern[str]", _Regex(text, flags))


def form() -> str:
    """What programs have to be made for to be of use here; empty where none are."""
    if sys.implementation.name != "cpython" or sys.version_info[:2] not in _TRIED:
        return ""
    return f"{sys.implementation.cache_tag}-{import_module('_sre').MAGIC}-{sys.byteorder}-{_SHAPE}"


def know(programs: Mapping[Key, Program]) -> None:
    """Take these for patterns that are first used from now on; made by `program`, for the same `form`."""
    _known.append(programs)


def known() -> frozenset[Key]:
    """The patterns of all programs that were given to `know`."""
    return frozenset(chain.from_iterable(_known))


def _program_of(key: Key) -> Program | None:
    return next((found for programs in (*_known, _made) if (found := programs.get(key)) is not None), None)


def take_made() -> Mapping[Key, Program]:
    """What had to be compiled since this was last asked, and no sound program is known of; it is known from now on.

    A pattern may be asked for before programs are.
    """
    taken = {key: made for key, made in _made.items() if not any(key in programs for programs in _known)}
    _made.clear()
    if taken:
        know(taken)
    return taken


def add_made(programs: Mapping[Key, Program]) -> None:
    """Count these, too: another process of the same run had to compile them."""
    _made.update(programs)


def program(key: Key) -> Program:
    """What a pattern compiles to; only where there is a `form`.

    Raises:
        re.error: it is no regular expression.
    """
    text, flags = key
    parsed = import_module("re._parser").parse(text, flags)
    code = import_module("re._compiler")._code(parsed, flags)
    words = array("I", map(int, code)).tobytes()
    groups, names = parsed.state.groups - 1, dict(parsed.state.groupdict)
    return int(flags | parsed.state.flags), words, groups, names, (of_parsed(parsed), reach_of(parsed))


def _compiled(key: Key) -> re.Pattern[str]:
    if not form():
        return re.compile(*key)
    ready = _program_of(key)
    if ready is None:
        ready = _made[key] = program(key)
    flags, words, groups, names, _ = ready
    code = array("I", words).tolist()
    by_number: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        by_number[number] = name
    made: re.Pattern[str] = import_module("_sre").compile(key[0], flags, code, groups, names, tuple(by_number))
    return made
