"""Cron lines of the spec, and the same moments as systemd's OnCalendar says them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from holdfast.model.errors import SpecError, SpecProblem

_DAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d+))?")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a cron line: the numbers that it allows, and whether it is `*`, which matters for days."""

    values: tuple[int, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something runs, in UTC: minutes, hours, days of the month, months, days of the week (0 is Sunday)."""

    minute: Field
    hour: Field
    day: Field
    month: Field
    weekday: Field

    @classmethod
    def parse(cls, line: str, key: str) -> "Schedule":
        """Read the five fields of a cron line, as crontab(5) has them.

        Args:
            line: such as `30 18 * * *`.
            key: of the spec, for the error.

        Raises:
            SpecError: it is none, or names a day that no month has.
        """
        fields = line.split()
        try:
            if len(fields) != 5:
                raise ValueError(line)
            minute, hour, day, month, weekday = (
                _field(fields[0], 0, 59),
                _field(fields[1], 0, 23),
                _field(fields[2], 1, 31),
                _field(fields[3], 1, 12, _MONTHS, first=1),
                _field(fields[4], 0, 7, _DAYS),
            )
        except ValueError:
            raise _refused(key, f"expected five fields as in crontab(5), such as `30 18 * * *`, not {line!r}") from None
        days = tuple(sorted({number % 7 for number in weekday.values}))
        found = cls(minute, hour, day, month, Field(days, weekday.every or len(days) == 7))
        if found.weekday.every and min(day.values) > max(_LONGEST_MONTH[number - 1] for number in month.values):
            raise _refused(key, f"expected a day that comes: {line!r} never does")
        return found

    def calendar(self) -> tuple[str, ...]:
        """OnCalendar lines, each a further moment (systemd.time(7), *Calendar events*, read 2026-11).

        Cron runs when the day of the month *or* of the week fits where both are named; systemd wants both to fit, so
        there are two lines then.
        """
        moment = f"{_listed(self.hour)}:{_listed(self.minute)}:00 UTC"
        month = "*" if self.month.every else _listed(self.month)
        week = ",".join(_DAYS[number] for number in self.weekday.values)
        by_date = f"*-{month}-{'*' if self.day.every else _listed(self.day)} {moment}"
        by_week = f"{week} *-{month}-* {moment}"
        if self.weekday.every:
            return (by_date,)
        return (by_week,) if self.day.every else (by_week, by_date)

    def daily_after(self, hours: int) -> tuple[str, ...]:
        """The time of day of the first run, so many hours later, every day: as OnCalendar, and as a cron line."""
        hour, minute = min(product(self.hour.values, self.minute.values))
        later = (hour + hours) % 24
        return f"*-*-* {later:02}:{minute:02}:00 UTC", f"{minute} {later} * * *"


def _field(text: str, low: int, high: int, names: Sequence[str] = (), *, first: int = 0) -> Field:
    """The numbers that one field allows.

    Raises:
        ValueError: it is no such field.
    """
    known = {name.lower(): number for number, name in enumerate(names, start=first)}
    values: set[int] = set()
    for part in text.split(","):
        found = _PART.fullmatch(part)
        if not found:
            raise ValueError(part)
        star, begin, end, step = found.groups()
        start = low if star else _number(begin, known)
        stop = high if star or (step and not end) else _number(end or begin, known)
        if not low <= start <= stop <= high or step == "0":
            raise ValueError(part)
        values.update(range(start, stop + 1, int(step or 1)))
    return Field(tuple(sorted(values)), every=len(values) == high - low + 1)


def _number(word: str, known: dict[str, int]) -> int:
    return known[word.lower()] if word.lower() in known else int(word)


def _listed(field: Field) -> str:
    return "*" if field.every else ",".join(f"{number:02}" for number in field.values)


def _refused(key: str, expected: str) -> SpecError:
    return SpecError("holdfast.toml", (SpecProblem(0, key, expected),))
