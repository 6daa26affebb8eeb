"""The tree of errors: each says what happened, where, and what to do next.

::

    HoldfastError
    ├── UsageError          exit 2: a path that is not there, an option that makes no sense
    ├── SpecError           exit 2: holdfast.toml is invalid; carries every problem at once
    └── IncompleteError     exit 3: something could not be read or reached
"""

from enum import IntEnum

from holdfast.model.record import record


class ExitCode(IntEnum):
    """What the process says when it ends; the same everywhere."""

    DONE = 0
    OPEN = 1
    USAGE = 2
    INCOMPLETE = 3
    CONFIGURATION = 78


class HoldfastError(Exception):
    """The base of everything that Holdfast raises on purpose.

    Args:
        happened: what went wrong, one sentence without a full stop.
        where: the file, key, resource or option it is about; empty when there is none.
        next_step: what the reader should do now, one sentence.
    """

    exit_code = ExitCode.INCOMPLETE

    def __init__(self, happened: str, *, where: str = "", next_step: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.where = where
        self.next_step = next_step

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        step = f"\n  next: {self.next_step}" if self.next_step else ""
        return f"{place}{self.happened}{step}"


class UsageError(HoldfastError):
    """The command was called with something it cannot work with."""

    exit_code = ExitCode.USAGE


class IncompleteError(HoldfastError):
    """Something that is needed could not be read or reached."""

    exit_code = ExitCode.INCOMPLETE


@record(frozen=True, slots=True)
class SpecProblem:
    """One thing wrong in a spec: its line (from 1; 0 when unknown), its key path, what was expected."""

    line: int
    key: str
    expected: str


class SpecError(HoldfastError):
    """The spec is invalid; `problems` holds all of them, in the order of the file."""

    exit_code = ExitCode.USAGE

    def __init__(self, where: str, problems: tuple[SpecProblem, ...]) -> None:
        super().__init__(
            f"{len(problems)} problem(s) in the spec",
            where=where,
            next_step="mend the keys above; `holdfast schema` prints what is allowed",
        )
        self.problems = problems

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.happened}"]
        lines += [f"  line {p.line}: {p.key}: {p.expected}" for p in self.problems]
        lines.append(f"  next: {self.next_step}")
        return "\n".join(lines)
