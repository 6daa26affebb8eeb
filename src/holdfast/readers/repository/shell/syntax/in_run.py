"""What a function of a script, or the script itself, comes to one after the other, through the functions it calls."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from holdfast.readers.repository.shell.syntax.command import Command

_DEEPEST = 4
_LONGEST = 2_000

Bodies = Mapping[str | None, list[Command]]


def bodies(commands: Iterable[Command]) -> Bodies:
    """The commands of each function; those of the script itself under None."""
    found: defaultdict[str | None, list[Command]] = defaultdict(list)
    for command in commands:
        found[command.function].append(command)
    return found


def in_run(caller: str | None, known: Bodies) -> list[Command]:
    """The commands of one run of `caller`; none that only a choice leads to (`case`)."""
    found: list[Command] = []
    for command in _followed(caller, known, (caller,)):
        found.append(command)
        if len(found) >= _LONGEST:
            break
    return found


def _followed(caller: str | None, known: Bodies, above: tuple[str | None, ...]) -> Iterator[Command]:
    for command in known.get(caller, ()):
        if any(mark.startswith(("case", "trap ")) for mark in command.branch):
            continue
        yield command
        if command.name in known and command.name not in above and len(above) <= _DEEPEST:
            yield from _followed(command.name, known, (*above, command.name))
