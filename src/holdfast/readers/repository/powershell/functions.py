"""Functions of PowerShell scripts that only hand on what they are given: to `ssh`, to `scp`, to another program."""

import re
from collections.abc import Iterator, Mapping

from holdfast.model.record import record
from holdfast.model.regex import regex

_FUNCTION = regex(r"(?i)\s*function\s+(?P<name>[A-Za-z][\w-]{0,60})\s*(?:\((?P<taken>[^)]{0,400})\))?\s*\{?\s*$")
_TAKES = regex(r"(?i)\s*param\s*\((?P<taken>[^\n]{0,600})\)\s*$")
_PARAMETER = regex(r"\$(?P<name>[A-Za-z_]\w{0,60})")
_RUNS = regex(r"\s*(?:&\s*)?(?P<command>(?:ssh|scp|plink|pscp)(?:\.exe)?\s.+?)\s*$")
_WORD = regex(
    r"""\s+(?:-(?P<name>[A-Za-z]\w{0,60})\s+)?(?P<word>"(?:[^"`]|`.){0,2000}"|'[^']{0,2000}'|[^\s"'#|;)}-][^\s|;)}]{0,300})"""
)
_CALL = regex(r"\s*(?:\$\w+\s*=\s*)?(?P<name>[A-Za-z][\w-]{0,60})(?=\s+[\"'$-])")
_NEAR = 20
"""Lines of a function that does no more than hand something on."""


@record(frozen=True)
class Function:
    """What it takes, in turn, and the command of its own that takes that."""

    takes: tuple[str, ...]
    command: str


def functions(rows: list[str]) -> tuple[dict[str, Function], frozenset[int]]:
    """Those of a script by their names in small letters, and the lines of their commands, which no call has run yet."""
    found: dict[str, Function] = {}
    lines: set[int] = set()
    for start, row in enumerate(rows):
        opening = _FUNCTION.match(row[:1_000])
        if opening is None:
            continue
        takes = _taken(opening["taken"] or "")
        for number, inner in enumerate(rows[start + 1 : start + _NEAR], start=start + 2):
            takes = takes or _taken(told["taken"] if (told := _TAKES.match(inner[:1_000])) else "")
            runs = _RUNS.match(inner[:2_000])
            if runs is not None and any(re.search(rf"\$\{{?{name}\b", runs["command"]) for name in takes):
                found[opening["name"].lower()] = Function(takes, runs["command"])
                lines.add(number)
            if inner.startswith("}") or runs is not None:
                break
    return found, frozenset(lines)


def _taken(text: str) -> tuple[str, ...]:
    return tuple(match["name"] for match in _PARAMETER.finditer(text))


def called(row: str, known: Mapping[str, Function]) -> str | None:
    """The command that a call of one of these runs, as PowerShell writes it; None for any other row."""
    call = _CALL.match(row[:2_000]) if known else None
    function = known.get(call["name"].lower()) if call is not None else None
    if call is None or function is None:
        return None
    given = dict(_given(row[call.end() : call.end() + 4_000], function))
    command = function.command
    for name, word in given.items():
        taken = regex(rf"\"\$\{{?{name}\b\}}?\"|\$\{{?{name}\b\}}?")
        command = taken.sub(word.replace("\\", r"\\"), command)
    return command


def _given(text: str, function: Function) -> Iterator[tuple[str, str]]:
    waiting = list(function.takes)
    for match in _WORD.finditer(text):
        named = next((name for name in waiting if name.lower() == (match["name"] or "").lower()), None)
        name = named or (waiting[0] if waiting else None)
        if name is None:
            return
        waiting.remove(name)
        yield name, match["word"]
