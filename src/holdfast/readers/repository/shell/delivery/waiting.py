"""Loops that ask until the answer is a good one, and know no other end; tests behind them that end the script."""

from collections.abc import Iterable
from itertools import islice, takewhile

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import TESTS, Command, Failure

_ENDS = frozenset(("break", "exit", "return"))
_FOR_EVER = frozenset(("true", ":"))
_REACH = 200
"""Commands around a question among which its loop begins and ends, and among those behind it the script."""
_ASSIGNED = regex(r"^(?P<name>\w+)=[\"']?(?:\$\(|`)")


def waits_for(command: Command, commands: tuple[Command, ...], index: int) -> bool:
    """Whether nothing behind its loop happens before `command`, at `index` of `commands`, has had a good answer."""
    if not command.loop or command.fallback:
        return False
    body = list(takewhile(lambda other: other.loop, commands[index + 1 : index + 1 + _REACH]))
    ends = [other for other in body if other.name in _ENDS]
    if command.condition and not ends:
        return _is_asked_by_loop(command, body)
    before = list(takewhile(lambda other: other.loop, reversed(commands[max(index - _REACH, 0) : index])))
    head = before[-1] if before else None
    if head is None or not head.condition or head.function != command.function:
        return False
    if head.name in _FOR_EVER:
        return len(ends) == 1 and bool(ends[0].branch)
    kept = next((match["name"] for other in before for match in _ASSIGNED.finditer(" ".join(other.args))), None)
    return not ends and head.name == "[" and kept is not None and any(f"${kept}" in arg for arg in head.args)


def _is_asked_by_loop(command: Command, body: list[Command]) -> bool:
    """It stands between `until` and `do` alone, and not in an `if` of the loop's body, nor beside a counter."""
    if any(other.condition and other.statement == command.statement and "$(" not in other.inside for other in body):
        return False
    return any(other.branch == command.branch and other.statement != command.statement for other in body)


def leaves_only_well(command: Command, commands: tuple[Command, ...], index: int, deadly: frozenset[str]) -> bool:
    """A good answer leaves the script from within the loop, and whoever comes out behind it fails in the end."""
    here = behind_it(command, commands, index) if command.loop else []
    body = list(takewhile(lambda other: other.loop, here))
    well = any(other.name in _LEAVES and other.branch and not other.says_failure for other in body)
    behind = [other for other in here[len(body) :] if not other.branch]
    return well and any((other.name in _LEAVES and other.says_failure) or other.name in deadly for other in behind)


def behind_it(command: Command, commands: tuple[Command, ...], index: int) -> list[Command]:
    """The next commands of its own function, or of the script itself, behind `command` at `index` of `commands`."""
    return list(islice((other for other in commands[index + 1 :] if other.function == command.function), _REACH))


_LEAVES = frozenset(("exit", "return"))


def that_die(commands: Iterable[Command]) -> frozenset[str]:
    """The functions of a script that end it whatever they are called with: `fail`, `die`."""
    last = {one.function: one for one in commands if one.function and one.name == "exit" and one.says_failure}
    return frozenset(name for name, end in last.items() if not end.branch)


def ends_by(test: Command, commands: tuple[Command, ...]) -> bool:
    """A test that nobody asks for further: where it fails, so does the script."""
    if test.name != "[" or test.condition or test.fallback or test.branch or test.negated:
        return False
    return test.failure is Failure.STOPS or test is commands[-1]


_BESIDE = 3


def is_compared(question: Command, commands: tuple[Command, ...], index: int) -> bool:
    """`test "$(curl …)" = 200`: the answer goes into a test that ends the script, or behind which it is ended."""
    if "$(" not in question.inside:
        return False
    for other in commands[max(index - _BESIDE, 0) : index + _BESIDE]:
        if other.name in TESTS and other.line == question.line and not other.condition and not other.branch:
            ended = any(text.startswith(("exit ", "return ")) for text in other.fallback)
            stops = other.failure is Failure.STOPS or other is commands[-1]
            return ended or (stops and not other.fallback and not other.negated)
    return False
