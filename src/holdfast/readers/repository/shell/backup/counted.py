"""Copies of which a script keeps a number: `ls -t *.sql.gz | tail -n +8 | xargs rm`."""

import math
import re

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_LISTS = frozenset(("ls", "find", "sort"))
_LINES = regex(r"^(?:-n|--lines=)?(?P<sign>[+-])(?P<number>\d{1,4})$")
_ONE_MORE = regex(r"^(?:-n|--lines=)?\+\$\(\(\s*\$?\{?(?P<name>\w{1,60})\}?\s*\+\s*1\s*\)\)$")
_OTHERS = {"awk": regex(r"^NR\s*>\s*(\d{1,4})\b"), "sed": regex(r"^1,(\d{1,4})d$")}
_DELETES = frozenset(("xargs", "while"))


def days_by_count(source: Source) -> tuple[int, Command] | None:
    """After how many days a script on the clock has as many newer copies as it keeps, and what leaves those out."""
    if source.schedule is None:
        return None
    for command in source.commands:
        number = _kept(command, source)
        if number:
            return math.ceil(number / _a_day(source.schedule)), command
    return None


def _kept(command: Command, source: Source) -> int | None:
    """How many files of a list the command leaves to those that delete what it passes on."""
    if not (_LISTS.intersection(command.fed_by) and _is_deleted(command, source)):
        return None
    if command.name in _OTHERS:
        found = next(filter(None, map(_OTHERS[command.name].match, command.args)), None)
        return int(found[1]) if found else None
    if command.name not in ("tail", "head"):
        return None
    for arg in map(source.script.by_default, command.args):
        if more := _ONE_MORE.match(arg):
            value = source.script.variables.get(more["name"], "").strip("\"'")
            return int(value) if re.fullmatch(r"\d{1,4}", value) else None
        match = _LINES.match(arg)
        if match and (match["sign"] == "+") is (command.name == "tail"):
            return int(match["number"]) - (command.name == "tail")
    return None


def _is_deleted(command: Command, source: Source) -> bool:
    if "$(" in command.inside:
        return any(other.name == "rm" and other.line == command.line for other in source.commands)
    after = source.commands[command.order + 1 : command.order + 4]
    return bool(_DELETES.intersection(command.feeds)) and any(one.name == "rm" and one.fed_by for one in after)


def _a_day(schedule: str) -> float:
    """How often a day the clock starts it; once where that cannot be told."""
    if "week" in schedule.lower():
        return 1 / 7
    fields = schedule.split()
    if len(fields) < len(_FULL) or not all(re.fullmatch(r"[\d*,/A-Za-z-]{1,40}", field) for field in fields[:5]):
        return 24.0 if "hour" in schedule.lower() else 1.0
    minutes, hours = (_times(field, whole) for field, whole in zip(fields[:2], _FULL[:2], strict=True))
    weekly = fields[4] != "*"
    return minutes * hours * (_times(fields[4], 7) / 7 if weekly else 1.0)


_FULL = (60, 24, 31, 12, 7)


def _times(field: str, whole: int) -> float:
    """How many of its `whole` values a field of a timetable names."""
    every = re.fullmatch(r"\*(?:/(\d{1,2}))?", field)
    if every:
        return max(whole / max(int(every[1] or 1), 1), 1)
    return float(sum(_span(part) for part in field.split(",")))


def _span(part: str) -> int:
    first, dash, last = part.partition("-")
    return int(last) - int(first) + 1 if dash and first.isdigit() and last.isdigit() and int(last) >= int(first) else 1
