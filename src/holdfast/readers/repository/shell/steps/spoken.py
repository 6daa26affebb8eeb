"""Steps of a release whose failure a script asks for, only to say a word about it and go on."""

from collections.abc import Sequence
from itertools import islice, takewhile

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import activation, is_build, is_fetch, is_migration
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

MESSAGE = frozenset(("echo", "printf", "[", "=", "log", "local", "export"))
"""Commands that only say, ask or hold something: what stands in them is not run."""
_NEAR = 25
"""Commands behind a step among which the branch of its failure begins."""
_FAR = 100
"""The same with what other functions do between."""


def is_only_spoken_of(command: Command, source: Source) -> bool:
    """`if migrate; then …; else echo failed; fi`: the release goes on without it."""
    made = is_migration(command) or is_build(command) or activation(command) or _brings(command)
    if not made or (_brings(command) and _comes_too_late(command, source)):
        return False
    if status_is_spoken_of(command, source):
        return True
    if command.remote:
        return False
    return failure_is_spoken_of(command, source, at_end=True) or _falls_back_on_words(command, source)


def failing_branch(command: Command, source: Source) -> tuple[Command, ...]:
    """What is done where it has failed, if that is no more than a word about it and the script ends or goes on well."""
    if not (status_is_spoken_of(command, source) or failure_is_spoken_of(command, source, at_end=True)):
        return ()
    near = source.commands[command.order + 1 : command.order + 1 + _FAR]
    behind = [one for one in near if one.function == command.function][:_NEAR]
    depth = len(command.branch)
    marks = failing_marks(command, behind)
    return tuple(one for one in behind if len(one.branch) > depth and one.branch[depth] in marks)


def status_is_spoken_of(command: Command, source: Source) -> bool:
    """The next question is for `$?`, to its failure only something is said, and the script goes on or ends well."""
    if command.condition or command.errexit or command.failure is not Failure.HANDLED:
        return False
    near = source.commands[command.order + 1 : command.order + 1 + _FAR]
    behind = [one for one in near if one.function == command.function][:_NEAR]
    depth = len(command.branch)
    marks = failing_marks(command, behind)
    told = [one for one in behind if len(one.branch) > depth and one.branch[depth] in marks]
    if not told or not all(one.name in source.says for one in told):
        return False
    return _ends_so(told[-1], behind, source)


def _ends_so(last: Command, behind: Sequence[Command], source: Source) -> bool:
    """Nobody asks again behind it, and where it is the last of its script, that ends as well as the word was said."""
    later = [one for one in behind if one.order > last.order]
    if any("$?" in arg or arg.strip("${}").lower() in _STATUSES for one in later for arg in one.args):
        return False
    if any(one.name in ("exit", "return") and one.says_failure and not one.branch for one in later):
        return False
    return bool(later) or (last.function is None and last.order == len(source.commands) - 1)


_STATUSES = frozenset(("rc", "ret", "status", "result", "exit_code", "code", "retval"))


def _comes_too_late(command: Command, source: Source) -> bool:
    """Everything is live by then: the packages of whoever works here are put back."""
    return bool(source.activations) and all(live.order < command.order for live in source.activations)


def _falls_back_on_words(command: Command, source: Source) -> bool:
    """`npm ci || log_warning failed`, where the script's own function does no more than write that line."""
    if command.failure is not Failure.HANDLED or not command.fallback or command.loop:
        return False
    says = source.says
    return all(text.partition(" ")[0] in says for text in command.fallback)


_TRIED = regex(r"^(?:docker|docker-compose)\b|^git (?:fetch|clone)\b")
"""What only makes the next step faster, or has a step behind it that fails without it."""


def _brings(command: Command) -> bool:
    """The release, or the packages that it needs, come by it."""
    return is_fetch(command) and not _TRIED.match(command.text)


def failure_is_spoken_of(command: Command, source: Source, *, at_end: bool = False) -> bool:
    """An `if` asks it, the branch of its failure only says something, and the script goes on.

    `at_end`: that it ends there, and well, is no better.
    """
    if not command.condition or command.loop or command.inside:
        return False
    behind = [c for c in source.commands[command.order + 1 :] if c.function == command.function][:_NEAR]
    depth = len(command.branch)
    start = next((n for n, one in enumerate(behind) if _is_its_failure(one, command, depth)), None)
    if start is None:
        return False
    mark = behind[start].branch[depth]
    branch = list(takewhile(lambda one: one.branch[depth : depth + 1] == (mark,), behind[start:]))
    goes_on = source.commands[branch[-1].order + 1 :]
    says = source.says
    ends = at_end and command.function is None and not command.branch
    return (bool(goes_on) or ends) and all(one.name in says for one in branch)


def _is_its_failure(one: Command, asked: Command, depth: int) -> bool:
    """It stands in the branch that is taken when `asked` has failed."""
    if one.branch[:depth] != asked.branch or len(one.branch) != depth + 1:
        return False
    mark = one.branch[depth].replace('"', "")
    about = f"{asked.name} " in f"{mark} " and "[" not in mark
    return about and mark.startswith(("if ! ", "else ")) and not mark.startswith("else ! ")


def copy_is_only_spoken_of(copy: Command, source: Source) -> bool:
    """Whoever asks whether the data was copied gets a word about its failure, and the script ends as if it had been."""
    here = (one for one in source.commands[copy.order + 1 :] if one.function == copy.function)
    behind = list(islice(here, _NEAR))
    marks = failing_marks(copy, behind)
    told = [one for one in behind if len(one.branch) > len(copy.branch) and one.branch[len(copy.branch)] in marks]
    quiet = source.says | {"rm"}
    if not told or not all(one.name in quiet for one in told):
        return False
    return not any(one.name in ("exit", "return") and one.says_failure and not _is_anothers(one) for one in behind)


_OF_A_TEST = regex(r"\|\| (?:\[|test )")


def _is_anothers(end: Command) -> bool:
    """It ends the script where some other command has failed."""
    mark = end.branch[-1] if end.branch else ""
    return mark.startswith("|| ") and not _OF_A_TEST.match(mark)


def leaves_well(one: Command, source: Source) -> bool:
    """It ends a script or a function as if all were well, or as the word did that was said before it: well, too."""
    if one.name not in ("exit", "return") or one.args[:1] not in ((), ("$?",), ("0",)):
        return False
    if one.args[:1] == ("0",):
        return True
    above = reversed(source.commands[max(0, one.order - _NEAR) : one.order])
    before = next((other for other in above if other.inside == one.inside), None)
    if before is not None and (before.branch, before.function) == (one.branch, one.function):
        return before.name in source.says
    # First in its branch it ends as the question did, to which the answer was yes.
    return bool(one.branch) and one.branch[-1].startswith("if ")


def given_up_well(command: Command, source: Source) -> Command | None:
    """What ends the script well where this has failed, behind no more than a word about it; None where nothing does."""
    near = source.commands[command.order + 1 : command.order + 1 + _FAR]
    behind = [one for one in near if one.function == command.function][:_NEAR]
    depth = len(command.branch)
    marks = failing_marks(command, behind) or (_otherwise(behind, depth) if command.fallback else frozenset())
    told = [one for one in behind if one.branch[:depth] == command.branch and one.branch[depth : depth + 1]]
    told = [one for one in told if one.branch[depth] in marks and one.inside == command.inside[: len(one.inside)]]
    ends = next((one for one in told if one.name in ("exit", "return")), None)
    if ends is None or not leaves_well(ends, source):
        return None
    quiet = source.says | {"rm", "cd", "popd"}
    return ends if all(one is ends or one.name in quiet or _SHOWS.match(one.text) for one in told) else None


_SHOWS = regex(
    r"^(?:docker|docker-compose|podman|kubectl|pm2)\b(?:.* | )(?:logs|ps|status|list)\b"
    r"|^(?:journalctl|tail|head|cat|ls|date)\b|^systemctl\b.* status\b"
)
"""What shows whoever reads along how things are."""


def _otherwise(behind: Sequence[Command], depth: int) -> frozenset[str]:
    """The branch behind its `||`."""
    first = next((one.branch[depth] for one in behind[:1] if len(one.branch) > depth), "")
    return frozenset((first,)) if first.startswith("|| ") else frozenset()


def failing_marks(copy: Command, behind: Sequence[Command]) -> frozenset[str]:
    """The branches that are taken when it has failed: its own `if`'s, or those of the next question for `$?`."""
    if copy.condition and (not copy.loop or _waits_anyway(copy, behind)) and "$(" not in copy.inside:
        depth = len(copy.branch)
        return frozenset(one.branch[depth] for one in behind if _is_its_failure(one, copy, depth))
    # What only works out a word of it, as `$(pwd)`, or is what it runs inside, does not come between.
    soon = [one for one in behind[:_NEAR] if len(one.inside) <= len(copy.inside)][:_SOON]
    asked = next((one for one in soon if one.name in ("[", "test")), None)
    match = _ASKS.search(asked.text) if asked is not None and asked.branch == copy.branch else None
    held = match is not None and (match["what"] in ("?", "{?}", "{PIPESTATUS[0]}") or _holds(match["what"], soon))
    if match is None or not held:
        return frozenset()
    word = "if" if match["how"] in ("-ne", "!=", "-gt") else "else"
    marks = (mark for one in behind for mark in one.branch[len(copy.branch) : len(copy.branch) + 1])
    return frozenset(mark for mark in marks if mark.startswith(f"{word} [") and _bare(match[0]) in _bare(mark))


def _bare(text: str) -> str:
    return text.replace('"', "")


def _waits_anyway(copy: Command, behind: Sequence[Command]) -> bool:
    """A loop that waits after each turn whatever came of it, as a clock does; what tries again ends it somewhere."""
    turn = list(takewhile(lambda one: one.loop, behind))
    waits = any(one.name == "sleep" and one.branch == copy.branch for one in turn)
    return waits and not any(one.name == "break" for one in turn)


def _holds(name: str, between: Sequence[Command]) -> bool:
    """A variable that was given the status right behind the command."""
    return any(one.name == "=" and f"{name.strip('{}')}=$?" in one.args for one in between)


_SOON = 3
"""Commands behind a copy among which somebody asks how it went."""
_ASKS = regex(
    r"\"?\$(?P<what>\{?\?\}?|\{PIPESTATUS\[0\]\}|\{?\w{1,40}\}?)\"?\s+(?P<how>-eq|-ne|-gt|={1,2}|!=)\s+\"?0\b"
)
