"""Functions that run what they are handed among words of their own, and what a call of one comes to."""

import re
from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command, Failure
from holdfast.readers.repository.shell.syntax.scope import Forwarding

Places = tuple[tuple[str, int, str], ...]
"""The variables in which a function keeps what it is handed: name, place, and what stands in for an empty word."""

_SAY = frozenset(("echo", "printf", "logger", "log", "print"))
_ALL = regex(r"^\$(?:@|\{@(?::(?P<from>[1-9]))?\})$")
_PLACE = regex(r"^\$(?:(?P<bare>[1-9])|\{(?P<place>[1-9])(?::?[-?](?P<other>[^{}]{0,200}))?\})$")
_HOLE = regex(r"\$(?:(?P<bare>\w{1,60})|\{(?P<name>\w{1,60})(?::?[-?](?P<other>[^{}]{0,200}))?\})")


def forwarding(commands: Sequence[Command]) -> Forwarding | None:
    """How a function runs what it is handed: words before and behind it, and how many words it keeps for itself.

    None where it runs something else, or hides how that ended: then nothing is run as it is written.
    """
    runs = [c for c in commands if not c.inside and c.name not in _SAY and any(map(_ALL.match, (c.name, *c.args)))]
    if not runs or any(c.failure in (Failure.SWALLOWED, Failure.HIDDEN) for c in runs):
        return None
    shifts = [c.args[0] if c.args else "1" for c in commands if c.name == "shift" and not c.branch and not c.loop]
    words = (runs[0].name, *runs[0].args)
    at = next(index for index, word in enumerate(words) if _ALL.match(word))
    if not all(map(str.isdecimal, shifts)) or any(map(_ALL.match, words[at + 1 :])):
        return None
    told = _ALL.match(words[at])
    first = int(told["from"] or 1) if told else 1
    return Forwarding(words[:at], words[at + 1 :], sum(map(int, shifts)) + first - 1, places_in(commands))


def places_in(commands: Sequence[Command]) -> Places:
    """Where a function keeps the words that it is handed, counted from its first one whatever it has shifted."""
    return tuple(_kept(commands))


def _kept(commands: Sequence[Command]) -> Iterator[tuple[str, int, str]]:
    shifted = 0
    for command in commands:
        if command.name == "shift" and not command.branch and not command.loop:
            told = command.args[0] if command.args else "1"
            shifted += int(told) if told.isdecimal() else 0
        for word in command.args if command.name in ASSIGNS else ():
            name, _, value = word.partition("=")
            if place := _PLACE.match(value.strip("\"'")):
                yield name, int(place["bare"] or place["place"]) + shifted, place["other"] or ""


def bound(words: Sequence[str], places: Places, handed: Sequence[str]) -> tuple[str, ...]:
    """A function's own words with those put in that one call hands it."""
    known = {name: (place, other) for name, place, other in places}

    def word(hole: re.Match[str]) -> str:
        name = hole["bare"] or hole["name"]
        place, other = (int(name), hole["other"] or "") if name.isdecimal() else known.get(name, (0, ""))
        given = handed[place - 1] if 0 < place <= len(handed) else ""
        return (given or other) if place else hole[0]

    return tuple(_HOLE.sub(word, one) for one in words)
