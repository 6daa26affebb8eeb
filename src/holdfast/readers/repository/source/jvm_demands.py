"""Variables that Java and Kotlin programs end without: what throws where one is missing, and what it is asked for."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source
from holdfast.readers.repository.source.origin_rules import enclosed

_ELSE_ENDS = regex(r"\s{0,40}\)?\s{0,40}(?:\?:\s{0,40}(?:error\(|throw\b|exitProcess\()|\.orElseThrow\()")
_ASSERTS = regex(r"\b(?:requireNonNull|requireNotNull|checkNotNull)\(\s*\Z")
_FUNCTION = regex(
    r"\b(?:String\??\s+(?P<java>\w{2,60})\(\s*(?:final\s+)?String\s+(?P<asked>\w{1,40})\s*\)"
    r"|fun\s+(?P<kotlin>\w{2,60})\(\s*(?P<given>\w{1,40})\s*:\s*String\s*\))[^{;=]{0,120}(?:=\s*[^\n]{0,200}|(?P<open>\{))"
)
_CALL = regex(r"(?<![\w.])(?P<function>\w{2,60})\(\s*\"(?P<name>[A-Z][A-Z0-9_]{1,80})\"\s*\)")
_ENDS = regex(r"\bthrow\b|\berror\(|\bexit(?:Process)?\(|requireNo[tn]Null\(")


def ends_without(source: Source, start: int, end: int) -> bool:
    """Whether the program ends, or throws, where the look-up between two offsets gives nothing."""
    before = source.code[max(start - 60, 0) : start]
    return _ELSE_ENDS.match(source.code, end) is not None or _ASSERTS.search(before) is not None


def demands(source: Source) -> Iterator[tuple[str, int]]:
    """The variables that the functions of a file are asked for by name, and throw without, each with its place."""
    functions = frozenset(_throwing(source)) if "getenv" in source.text else frozenset()
    for match in _CALL.finditer(source.code) if functions else ():
        if match["function"] in functions:
            yield match["name"], match.start()


def _throwing(source: Source) -> Iterator[str]:
    for match in _FUNCTION.finditer(source.code):
        inside = enclosed(source, match.start("open")) if match["open"] else None
        body = source.bare[inside.start : inside.end] if inside else match[0]
        asked = re.escape(match["asked"] or match["given"] or "")
        if re.search(rf"getenv\(\s*{asked}\s*\)", body) and _ENDS.search(body):
            yield match["java"] or match["kotlin"]
