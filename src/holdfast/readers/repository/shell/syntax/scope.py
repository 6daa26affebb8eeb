"""Where a command stands while a script is read, and what its failure leads to."""

from collections.abc import Mapping
from dataclasses import field

from holdfast.model.record import record
from holdfast.readers.repository.shell.syntax.command import Command, Document, Failure, Redirect
from holdfast.readers.repository.shell.syntax.neutral import Neutral

_SAYS = ("echo", "printf", "log", "logger", "warn", "info", "log_warn", "log_info", "warning")
_IN_MESSAGES = ("date", "basename", "dirname", "hostname", "whoami", "tput")
"""What messages are put together with."""

_QUIET = frozenset(("true", ":", "sleep", *_SAYS, *_IN_MESSAGES))


@record(frozen=True)
class Scope:
    """Where a command stands; inherited downwards."""

    base: int = 0  # line of the text before this (nested) text's first one
    depth: int = 0
    nesting: int = 0
    function: str | None = None
    remote: str = ""
    inside: tuple[str, ...] = ()
    branch: tuple[str, ...] = ()
    condition: bool = False
    negated: bool = False
    loop: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    background: bool = False
    hidden: bool = False
    checked: bool = False
    chained: bool = False
    fallback: tuple[str, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    document: Document | None = None
    feeds: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    statement: int = 0


@record(frozen=True)
class Forwarding:
    """A function runs what it is handed between words of its own; the first `kept` words it keeps for itself.

    `names` are the variables in which it keeps them: the name, the place, and what stands in for an empty one.
    """

    before: tuple[str, ...]
    behind: tuple[str, ...] = ()
    kept: int = 0
    names: tuple[tuple[str, int, str], ...] = ()


@record(frozen=False)
class State:
    """What changes while the script is read, top to bottom."""

    source: Neutral
    errexit: bool = False
    pipefail: bool = False
    found: list[Command] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # the line on which the value of a variable begins
    functions: dict[str, int] = field(default_factory=dict)
    # Functions that run on this host what they are handed, behind so many words that they keep.
    reaches: dict[str, tuple[str, int]] = field(default_factory=dict)
    receives: dict[str, str] = field(default_factory=dict)  # those that run what they read there
    forwards: dict[str, Forwarding] = field(default_factory=dict)  # those that run it among words of their own
    # What `set` is told in the scripts that this one may take in, by their files' names.
    libraries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statements: int = 0
    spared: list[int] = field(
        default_factory=lambda: [4_000]
    )  # how many words and scripts may still come out of variables

    def spare(self, number: int) -> bool:
        """Whether so many more may come; a variable that holds itself many times over would give no end of them."""
        if self.spared[0] < number:
            return False
        self.spared[0] -= number
        return True


def failure_of(scope: Scope, state: State) -> Failure:
    """What happens when a command that stands here fails."""
    if scope.hidden and not (scope.checked and scope.chained):
        return Failure.HIDDEN
    if scope.fallback:
        return _after(scope.fallback)
    if scope.condition or scope.negated or scope.checked or scope.chained:
        return Failure.HANDLED
    if scope.background:
        return Failure.UNCHECKED
    return Failure.STOPS if state.errexit else Failure.UNCHECKED


def _after(fallback: tuple[str, ...]) -> Failure:
    # `a || true && b` goes on with b whatever became of a.
    nothing = fallback[0] in ("true", ":")
    said = False
    for text in fallback:
        words = text.split() or [""]
        if words[0] == "exit":
            # Without a number it ends as the command before it did: a word that was said is said well.
            well = words[1:2] == ["0"] or (said and words[1:2] in ([], ["$?"]))
            return Failure.SWALLOWED if well else Failure.STOPS
        if words[0] not in _QUIET and not nothing:
            return Failure.HANDLED
        said = True
    return Failure.SWALLOWED


def change_options(args: list[str], state: State) -> None:
    """Follow `set -e`, `set +e`, `set -o pipefail` and their like."""
    index = 0
    while index < len(args) and args[index][:1] in ("-", "+") and args[index] != "--":
        on = args[index][0] == "-"
        letters = args[index][1:]
        if "e" in letters:
            state.errexit = on
        if letters.endswith("o") and index + 1 < len(args):
            index += 1
            if args[index] == "pipefail":
                state.pipefail = on
            elif args[index] == "errexit":
                state.errexit = on
        index += 1
