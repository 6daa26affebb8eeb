"""Durations, sizes and moments in the reader's words."""

from collections.abc import Mapping
from datetime import UTC, datetime

_STEPS = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_LONGEST = 300
_SIZES = ("B", "kB", "MB", "GB", "TB", "PB")


def duration(seconds: float, units: Mapping[str, str]) -> str:
    """A duration in its two largest units; no seconds beside hours.

    Args:
        seconds: of the duration; its sign is dropped.
        units: the texts of `day`, `days`, `hour`, `hours`, `minute`, `minutes`, `second` and `seconds`; where there is
            an `instant`, nothing shows as 0 s.
    """
    rest = round(abs(seconds))
    if not rest and "instant" in units:
        return units["instant"]
    for place, (size, name) in enumerate(_STEPS):
        if rest < size and size > 1:
            continue
        count, left = divmod(rest, size)
        text = _counted(count, name, units)
        following = _STEPS[place + 1 : place + 2]
        small = left // following[0][0] if following else 0
        return f"{text} {_counted(small, following[0][1], units)}" if small and count < 10 else text
    return ""


def counted(words: Mapping[str, str], key: str, count: int, /, **more: object) -> str:
    """The text `key` with its `count`: for one thing that of `key-one`, where the language has it."""
    text = words.get(f"{key}-one", words[key]) if count == 1 else words[key]
    return text.format(count=count, **more)


def size(number: int) -> str:
    """Bytes with three digits, in powers of 1000."""
    amount = float(number)
    for unit in _SIZES:
        if amount < 999.5 or unit == _SIZES[-1]:
            digits = 0 if unit == "B" or amount >= 99.5 else 1
            return f"{amount:.{digits}f} {unit}"
        amount /= 1000
    return ""


def moment(at: datetime, *, seconds: bool = False) -> str:
    """A moment in UTC, which every log of a server has."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z" if seconds else f"{at.astimezone(UTC):%Y-%m-%d %H:%M}Z"


def one_line(text: str) -> str:
    """Text on one line and without control characters: nothing in a name can forge a line of a report."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _counted(count: int, name: str, units: Mapping[str, str]) -> str:
    return units[name if count == 1 else f"{name}s"].format(count=count)
