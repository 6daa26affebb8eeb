"""Turns shell text into commands, tolerant of templates, prompts and mistakes; every line number survives."""

import re
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from holdfast.model.environments import PRODUCTION, environment_of
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command
from holdfast.readers.repository.shell.syntax.neutral import neutral
from holdfast.readers.repository.shell.syntax.scope import Scope, State
from holdfast.readers.repository.shell.syntax.walk import walk_text

MAX_CHARACTERS = 120_000
"""Longer scripts are not read: nobody writes them by hand, and the parser's error recovery is quadratic."""

_DEFAULT = regex(r"\$\{\w+:?-([^{}$]{0,400})\}")
_ANY_VARIABLE = regex(r"\$(?:\{([A-Za-z_]\w*)(?::?[-=][^{}]*)?\}|([A-Za-z_]\w*))")
_NOT_A_SCRIPT = regex(r"[\x00-\x08\x0e-\x1f]")


@record(frozen=True)
class Script:
    """A parsed script.

    Args:
        commands: in reading order.
        variables: last literal value given to each variable, as written; production's, where that is asked for.
        broken: first line (from 1) that is not shell, when most of the text is not; else 0.
        functions: names of the functions it defines, with the line of each.
    """

    commands: tuple[Command, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    broken: int = 0
    functions: dict[str, int] = field(default_factory=dict)

    def expand(self, text: str) -> str:
        """`text` with variables replaced by their literal values, where the script gives them."""
        if "$" not in text:
            return text
        for _ in range(3):
            wider = _ANY_VARIABLE.sub(self._value, text)
            if wider == text or len(wider) > 4_000:
                break
            text = wider
        return text

    def by_default(self, text: str) -> str:
        """The same where nobody sets what the script has a value for (`DAYS="${DAYS:-7}"`)."""
        return _DEFAULT.sub(r"\1", self.expand(text))

    def _value(self, match: re.Match[str]) -> str:
        return self.variables.get(match[1] or match[2], match[0])


def commands(text: str, *, errexit: bool = False, pipefail: bool = False) -> tuple[Command, ...]:
    """The commands of a script, in reading order, those inside functions, conditions and SSH included.

    Args:
        text: the script; `${{ … }}`, `{{ … }}`, `<placeholder>` and prompts are tolerated and kept as written.
        errexit: `set -e` is in force at its start (as in GitHub's `run:`).
        pipefail: `set -o pipefail` is in force at its start.
    """
    return parse(text, errexit=errexit, pipefail=pipefail).commands


def parse(
    text: str,
    *,
    errexit: bool = False,
    pipefail: bool = False,
    libraries: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Script:
    """The whole script; text that is too long or not shell gives one with `broken` set.

    `libraries`: what `set` is told in the scripts that it may take in, by their files' names.
    """
    if not text.strip():
        return Script()
    if _hopeless(text):
        return Script(broken=1)
    first = text.split("\n", 1)[0]
    shebang = first.partition(" ")[2] if first.startswith("#!") else ""
    state = State(neutral(text), errexit=errexit, pipefail=pipefail, libraries=libraries)
    if re.search(r"-\w*e", shebang.rpartition(" ")[2]):
        state.errexit = True
    try:
        broken = walk_text(state.source.text, Scope(), state)
    except RecursionError:
        return Script(broken=1)
    ordered = tuple(replace(command, order=index) for index, command in enumerate(state.found))
    variables = {**state.variables, **_of_production(ordered, state.variables)}
    return Script(ordered, {**variables, **_handed(ordered, variables)}, broken, state.functions)


_VARIABLE = regex(r"\$\{?\w{1,80}(?:[:?+-][^}\s]{0,80})?\}?")
_OTHERWISE = regex(r"^else |\*\s*$")
_AND = regex(r"&&|\|\|")


def _of_production(commands: tuple[Command, ...], variables: dict[str, str]) -> dict[str, str]:
    """What variables hold that a script chooses by the environment, where it is production's.

    What is set before, and changed for others alone, stays production's.
    """
    found: dict[str, str] = {}
    before: dict[str, str] = {}
    others: dict[str, bool] = {}  # whether it is certain that these are not production's
    for command in commands if any(one.branch for one in commands) else ():
        label = command.branch[-1] if command.branch and command.name in ASSIGNS else ""
        whose = _is_productions(label)
        for name, equals, value in (arg.partition("=") for arg in command.args if command.name in ASSIGNS):
            if equals and not command.branch:
                before[name] = value
                others.pop(name, None)
            elif equals and whose:
                found.setdefault(name, value)
            elif equals and variables.get(name) == value and (whose is False or _OTHERWISE.search(label)):
                others[name] = whose is False or bool(found)
    stays = {name: before[name] for name, certain in others.items() if certain and "$(" not in before.get(name, "$(")}
    return stays | {name: value for name, value in found.items() if name in others}


def _is_productions(label: str) -> bool | None:
    """Whether a branch is taken in production, by what it asks; None where it does not ask for an environment."""
    named = environment_of(_VARIABLE.sub(" ", label)) if label else None
    unlike = "!=" in label
    if named is None or ("!" in label and (not unlike or named != PRODUCTION or _AND.search(label))):
        return None
    return ((named == PRODUCTION) != unlike) != label.startswith("else ") if named == PRODUCTION else False


def _handed(commands: tuple[Command, ...], variables: dict[str, str]) -> dict[str, str]:
    """What the variables of a document hold that a shell reads, and that take one of the words handed to it there.

    As in `ssh host 'bash -s' -- "$IMAGE" <<'END'`, a line `image=$1`, and `END`.
    """
    found: dict[str, str] = {}
    for command in commands:
        words = _words_for(command)
        if not words or command.document is None:
            continue
        first = command.document.line
        last = first + command.document.text.count("\n")
        for other in commands:
            inside = other.name == "=" and first <= other.line <= last and len(other.args) == 1
            name, _, value = other.args[0].partition("=") if inside else ("", "", "")
            match = _POSITION.match(value)
            held = variables.get(name, value)
            if match and int(match[1]) <= len(words) and held == value:
                found[name] = words[int(match[1]) - 1]
    return found


def _words_for(command: Command) -> tuple[str, ...]:
    """The words that a shell hands to the script on its standard input."""
    if command.name not in ("ssh", "bash", "sh"):
        return ()
    last = next((n for n, arg in enumerate(command.args) if arg == "-s" or arg.endswith("sh -s")), len(command.args))
    return tuple(arg for arg in command.args[last + 1 :] if arg != "--")


_POSITION = regex(r"^\$\{?([1-9])\}?$")


def _hopeless(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or _NOT_A_SCRIPT.search(text):
        return True
    return len(text) > 4_000 and sum(text.count(mark) for mark in "<>|&;(){}`") * 3 > len(text)
