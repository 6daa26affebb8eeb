"""One command of a script, as the detectors see it: its words, its place, and what happens when it fails."""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum
from functools import cached_property

from holdfast.model.record import record
from holdfast.model.regex import regex


class Failure(StrEnum):
    """What becomes of the script when the command fails."""

    STOPS = "stops"  # the script ends (`set -e`, `|| exit 1`)
    HANDLED = "handled"  # somebody asks: `if`, `while`, `&&`, `|| rollback`, `$?` afterwards
    SWALLOWED = "swallowed"  # `|| true`, `|| echo …`: the script goes on as if nothing had happened
    HIDDEN = "hidden"  # an earlier part of a pipeline without `pipefail`: nobody sees its status
    UNCHECKED = "unchecked"  # no `set -e`, and nobody asks


TESTS = frozenset(("[", "[[", "test"))
"""By these a script asks whether something is so."""
ASSIGNS = frozenset(("=", "export", "declare", "local", "readonly", "typeset"))
"""Names of the commands that give a variable its value; a bare assignment goes by the first."""
GIVES_UP = frozenset(("exit", "return", "false", "kill"))
"""Names of the commands by which a branch ends a script or its function."""
MENTIONED = regex(r"\$\{?([A-Za-z_]\w*)")
"""A variable in a word or a command, with its name."""


@record(frozen=True, slots=True)
class Redirect:
    """A redirection as written; `descriptor` is "" when none is given (`>` is 1, `&>` both)."""

    operator: str
    target: str
    descriptor: str = ""


@record(frozen=True, slots=True)
class Document:
    """The body of a here-document; `line` (from 1) is that of its first line, `quoted` when nothing expands."""

    text: str
    line: int
    quoted: bool = False


@record(frozen=True)
class Command:
    """A simple command, wherever it stands: in a function, a condition, a substitution, a remote script.

    Args:
        name: of the program without its folder (`/usr/bin/pg_dump` is `pg_dump`) and without wrappers such
            as `sudo`; `[` for a test; `=` for an assignment (`args` is then name and value); `export` and
            its like keep their name, with `NAME=value` words as args.
        args: words after the name, quotes removed, expansions and `${{ … }}` as written.
        words: the same words with their quotes, one for one.
        arg_lines: the line on which each of them begins.
        line: first line, counted from 1 in the text that was given.
        end_line: last line of the command itself, without a here-document.
        redirects: of the command and of the pipeline or block around it.
        assigns: variables set for this command alone (`PGPASSWORD=x pg_dump`).
        failure: what happens when it fails.
        fallback: the commands behind its `||`, name and args; empty when there is none.
        feeds: names of the later parts of its pipeline.
        fed_by: names of the earlier parts of its pipeline.
        errexit: `set -e` is in force.
        pipefail: `set -o pipefail` is in force.
        background: ends with `&`.
        negated: stands behind `!`.
        condition: it is what an `if`, `while` or `until` asks.
        loop: it runs inside a loop.
        choices: what the variables of the loops around it hold in turn, where these are written out.
        branch: the conditions under which it runs, outermost first (`if ! curl …`, `else …`, `case …`,
            `trap ERR`), shortened.
        function: name of the enclosing function.
        remote: `user@host` as written, when it runs over SSH; "" inside this machine.
        inside: names of the commands that run it: `docker`, `ssh`, `bash`, `su`, `$(`, outermost first.
        document: its here-document.
        order: position in the script.
        statement: number of the innermost statement list, to tell neighbours.
    """

    name: str
    args: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    arg_lines: tuple[int, ...] = ()
    line: int = 1
    end_line: int = 1
    redirects: tuple[Redirect, ...] = ()
    assigns: tuple[tuple[str, str], ...] = ()
    failure: Failure = Failure.UNCHECKED
    fallback: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    errexit: bool = False
    pipefail: bool = False
    background: bool = False
    negated: bool = False
    condition: bool = False
    loop: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    branch: tuple[str, ...] = ()
    function: str | None = None
    remote: str = ""
    inside: tuple[str, ...] = ()
    document: Document | None = None
    order: int = 0
    statement: int = field(default=0, compare=False)

    @cached_property
    def text(self) -> str:
        """The command on one line, quotes removed, at most 2,000 characters; for matching, not for showing."""
        return " ".join((self.name, *self.args))[:2_000]

    @property
    def says_failure(self) -> bool:
        """Of `exit` and `return`: it names a status, and not that of success."""
        return self.args[:1] not in ((), ("0",))

    @property
    def writes(self) -> tuple[str, ...]:
        """The files into which it writes what it says, as they are named: behind `>` or `>>`, or handed to `tee`."""
        into = (one.target for one in self.redirects if one.operator in (">", ">>", ">|"))
        return (*into, *(arg for arg in self.args if self.name == "tee" and not arg.startswith("-")))

    @property
    def discards_errors(self) -> bool:
        """What it says on standard error goes nowhere."""
        silent = any(r.target == "/dev/null" and (r.descriptor == "2" or "&" in r.operator) for r in self.redirects)
        both = any(r.target == "/dev/null" for r in self.redirects) and any(
            r.descriptor == "2" and r.operator == ">&" and r.target == "1" for r in self.redirects
        )
        return silent or both

    def has(self, *flags: str) -> bool:
        """One of `flags` is among its words, alone or as `--flag=value`."""
        return any(arg in flags or arg.partition("=")[0] in flags for arg in self.args)

    def switches_on(self, flag: str) -> bool:
        """`flag` is among its words, and the word after it does not take it back."""
        return self.has(flag) and (self.option(flag) or "").lower() != "false"

    def option(self, *flags: str) -> str | None:
        """The value of the first of `flags` (`--name value`, `--name=value`, `-nvalue`); None when absent."""
        for index, arg in enumerate(self.args):
            if arg in flags:
                return self.args[index + 1] if index + 1 < len(self.args) else ""
            name, equals, value = arg.partition("=")
            if equals and name in flags:
                return value
            short = next((f for f in flags if len(f) == 2 and f[1] != "-" and arg.startswith(f)), "")
            if short and not arg.startswith("--"):
                return arg[2:]
        return None

    def options(self, *flags: str) -> tuple[str, ...]:
        """Every value given with one of `flags`."""
        found = []
        for index, arg in enumerate(self.args):
            name, equals, value = arg.partition("=")
            if arg in flags and index + 1 < len(self.args):
                found.append(self.args[index + 1])
            elif equals and name in flags:
                found.append(value)
        return tuple(found)

    def many(self, *flags: str) -> tuple[str, ...]:
        """The words after one of `flags` up to the next option (`--cidrs a b c`)."""
        found: list[str] = []
        taking = False
        for arg in self.args:
            name, equals, value = arg.partition("=")
            if arg.startswith("-") and not (len(arg) > 1 and arg[1].isdigit()):
                taking = name in flags
                if taking and equals:
                    found.append(value)
            elif taking:
                found.append(arg)
        return tuple(found)

    def line_of(self, *flags: str) -> int:
        """The line on which one of `flags` stands; the command's own line when none does."""
        pairs = zip(self.args, self.arg_lines, strict=False)
        return next((line for arg, line in pairs if arg.partition("=")[0] in flags), self.line)


_SAYS = frozenset(("echo", "printf", "log", "logger", "warn", "date", "log_warn", "log_warning", "log_error"))


_QUIETLY = frozenset(("local", "=", "true", ":", "return", "shift", "tput", "tee"))
"""What such a function may do besides."""
_WITHIN_ANOTHER = 4


def that_says(commands: Sequence[Command]) -> frozenset[str]:
    """What only writes a line for whoever reads along: the shell's own, and the script's functions of nothing else.

    `log_error` may well call the script's own `log`.
    """
    bodies: dict[str, set[str]] = {}
    for one in commands:
        if one.function:
            bodies.setdefault(one.function, set()).add(one.name)
    says = _SAYS - bodies.keys()
    for _ in range(_WITHIN_ANOTHER):
        more = {name for name, body in bodies.items() if body <= says | _QUIETLY and not body <= _QUIETLY}
        if more <= says:
            break
        says |= more
    return says


def names_said(command: Command) -> frozenset[str]:
    """The variables that its words and its here-document take the values of."""
    said = " ".join((*command.args, command.document.text if command.document else ""))
    return frozenset(_VALUE_OF.findall(said[:_MOST_SAID]))


_VALUE_OF = regex(r"\$\{?(\w+)")
_MOST_SAID = 20_000
