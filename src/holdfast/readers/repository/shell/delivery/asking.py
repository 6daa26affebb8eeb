"""Functions of a script that ask an address how it is: their calls are the questions."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_HANDED = regex(r"^\$\{?\w+\}?[\w/?=.-]*$")
_ADDRESS = regex(r"^https?://\S")
_ASKS = ("curl", "wget")
_FAILS = regex(r"^-[A-Za-z]*f[A-Za-z]*$")
_SAYS = ("echo ", "printf ")


def as_questions(commands: Iterable[Command]) -> Iterator[Command]:
    """The commands one for one, with the question itself in place of each call of such a function."""
    commands = tuple(commands)
    asking = {
        one.function for one in commands if one.function and one.name in _ASKS and any(map(_HANDED.match, one.args))
    }
    for command in commands:
        address = next(filter(_ADDRESS.match, command.args), None) if command.name in asking else None
        yield command if address is None else replace(command, name="curl", args=("-f", address))


def calls_for(question: Command, commands: tuple[Command, ...]) -> Iterator[tuple[Command, int]]:
    """Where the answer is taken that a function with the question in it prints, as questions with their indexes."""
    name = question.function
    for index, call in enumerate(commands if name else ()):
        if call.name != name or call.function == name:
            continue
        if "$(" in call.inside or (call.condition and _passes_on(question, commands)):
            yield replace(call, name="curl", args=("-f", *call.args)), index


def let_go(question: Command, commands: Sequence[Command]) -> tuple[Command, ...]:
    """The calls of a function that hands a bad answer back, where everybody lets that go: `healthy || true`."""
    name = question.function
    calls = tuple(one for one in commands if name and one.name == name and one.function != name)
    ends = any(one.function == name and one.name == "exit" for one in commands)
    return () if ends or any(one.failure is not Failure.SWALLOWED for one in calls) else calls


def _passes_on(question: Command, commands: Sequence[Command]) -> bool:
    """A function keeps the answer in a variable, and ends by more than a word of its own: `until healthy; do`."""
    if "$(" not in question.inside:
        return False
    last = next((one for one in reversed(commands) if one.function == question.function), question)
    return last.name not in _SAYING and (last.name, last.args[:1]) != ("return", ("0",))


_SAYING = frozenset(("echo", "printf", "log", "true", ":"))


def addressed(question: Command, values: Mapping[str, str]) -> Command:
    """The question with what its variables hold: its address, and options."""
    if not values:
        return question
    return replace(question, args=tuple(_put_in(arg, values) if arg.startswith("$") else arg for arg in question.args))


_VARIABLE = regex(r"\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))")
_STANDS_IN = regex(r"\$\{(?P<name>[A-Za-z_]\w*):?-(?P<else>[^{}$]{0,400})\}")


def _put_in(arg: str, values: Mapping[str, str]) -> str:
    """The first word with its variables' values; of `URL="${URL:-http://…}"` what stands in where nobody sets it."""
    text = arg.partition(" ")[0]
    for _ in range(3):
        text = _VARIABLE.sub(lambda match: values.get(match[1] or match[2], match[0]), text)[:2_000]
        text = _STANDS_IN.sub(lambda match: match["else"], text)
    return text


def that_may_end(commands: Iterable[Command]) -> frozenset[str]:
    """The functions of a script that end it by themselves, in some case."""
    ends = (one for one in commands if one.name == "exit" and one.says_failure)
    return frozenset(one.function for one in ends if one.function)


CALLED_CHECK = regex(
    r"health[-_ ]?check|check[-_ ]?(?:the )?health|smoke[-_ ]?test|상태 ?(?:확인|점검|체크)|헬스 ?체크|ヘルスチェック"
    r"|死活|疎通|\bhealth(?:y|z)?\.(?:ba)?sh$|validate[-_]?service",
    re.IGNORECASE,
)
"""Names of what asks an application how it is, whatever the address is called."""
_PROGRAM = regex(r"(?i)(?:^|/)[\w.-]*(?:health|smoke)[-_]?(?:check|test)s?\.(?:sh|bash|py|js|ts|rb)$")
_RUNNERS = frozenset(("bash", "sh", "python", "python3", "node", "ruby"))


def calls_check(command: Command) -> bool:
    """It starts a program of the product's that is called after such a question, and heeds how that ends."""
    words = command.args[:1] if command.name in _RUNNERS else (command.name,)
    return any(map(_PROGRAM.search, words)) and command.failure in (Failure.STOPS, Failure.HANDLED)


_LOOKS_INTO = regex(r"(?i)diagnos|debug|troubleshoot|post_?mortem|on_?(?:err|fail)")
"""Functions that gather what went wrong, by their names; others are by the trap that starts them."""


def handles_failure(function: str | None, commands: Iterable[Command]) -> bool:
    """What such a function asks once something failed decides nothing, and does not have to."""
    if not function:
        return False
    trapped = any(one.name == "trap" and "ERR" in one.args and function in one.args[0].split() for one in commands)
    return trapped or _LOOKS_INTO.search(function) is not None


def is_spoken_of(question: Command, following: Command | None) -> bool:
    """`curl -f … || echo failed`: nothing but the answer is wanted, and no more than a word is made of a bad one.

    An address that is wholly a variable may be anything's, unless a good answer gets a word, too. Of the first page of
    a host nothing is fetched, either, where a bad answer ends the script: `curl -f http://$HOST:5000/ || exit 1`.
    """
    fails = question.has("--fail") or any(map(_FAILS.match, question.args))
    if question.name == "curl" and fails and _ends(question) and any(map(_FIRST_PAGE.match, question.args)):
        return not (question.feeds or "$(" in question.inside)
    said = bool(question.fallback) and all(text.startswith(_SAYS) for text in question.fallback)
    if question.name != "curl" or not fails or not said:
        return False
    if following is not None and following.text.startswith(_SAYS) and following.fallback == question.fallback:
        return True
    sends = question.has("-X", "--request", "--data-raw", "--data-binary", "--json", "-H", "--header")
    shown = not (question.feeds or sends or "$(" in question.inside)
    return shown and any(map(_ADDRESS.match, question.args))


_FIRST_PAGE = regex(r"https?://(?:\$\{?\w{1,60}\}?|\d{1,3}(?:\.\d{1,3}){3})(?::[\w${}]{1,40})?/?$")


def _ends(question: Command) -> bool:
    return bool(question.fallback) and all(text.startswith(("exit ", "return ")) for text in question.fallback)


def goes_on_anyway(question: Command, commands: tuple[Command, ...], index: int) -> bool:
    """`curl … && break` under `set -e`: what stands before `&&` ends no script, unless it is the last thing to happen.

    `index` is that of the question among `commands`.
    """
    if question.failure is not Failure.HANDLED or question.condition or question.fallback or question.inside:
        return False
    behind = (one for one in commands[index + 1 :] if one.function == question.function)
    rest = dropwhile(lambda one: one.failure is Failure.HANDLED, behind)
    next(rest, None)
    return question.loop or next(rest, None) is not None


_FAR = 60
"""Commands among which the branch of a bad answer ends, with all that it says and looks for first."""


def told_by(question: Command, behind: Sequence[Command], commands: Iterable[Command]) -> Iterator[Command]:
    """Those of the commands further down that run because of what the variable holds in which the answer is kept."""
    if "$(" not in question.inside:
        return
    kept = [
        re.compile(rf"\$\{{?{match[0]}\b")
        for one in commands
        if one.name == "=" and one.line == question.line and (match := _NAME.match(one.args[0]))
    ]
    for one in behind[:_FAR]:
        if any(sign.search(mark) for mark in one.branch for sign in kept):
            yield one


_NAME = regex(r"[A-Za-z_]\w{0,60}(?==)")
