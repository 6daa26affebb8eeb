"""Questions for `$?` that come too late: the answer is that of a command between, not of the dump or restore meant."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.restoring import is_restore
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_FAR = 8
"""Commands between the question and what it was meant for."""
_FAILS_TOO = frozenset(("test", "[", "psql", "mysql", "mongosh", "aws", "curl", "gunzip", "openssl", "gpg"))
"""What fails itself where there is nothing to go on with, or asks in its own way."""


def misread(source: Source) -> Iterator[ScriptFault]:
    """The dumps and restores of a script whose failure is asked for behind another command."""
    for asked in source.commands:
        if asked.name not in ("[", "test"):
            continue
        direct = any(arg in ("$?", '"$?"') for arg in asked.args)
        taken = asked if direct else _noted(asked, source)
        meant = _meant(taken, source) if taken is not None else None
        if meant is not None:
            yield source.fault("backup", "no-error-exit", meant, asked)


def _noted(asked: Command, source: Source) -> Command | None:
    """`STATUS=$?` a little before, where the question is for `$STATUS`: there the answer was taken."""
    for one in reversed(source.commands[max(asked.order - _FAR, 0) : asked.order]):
        name, _, value = one.args[0].partition("=") if one.name == "=" and len(one.args) == 1 else ("", "", "")
        if value == "$?" and any(arg.strip('"') in (f"${name}", f"${{{name}}}") for arg in asked.args):
            return one if _beside(one, asked) else None
    return None


def _meant(asked: Command, source: Source) -> Command | None:
    """The nearest dump or restore before, when the status that is asked for is of another command."""
    before = [one for one in source.commands[max(asked.order - _FAR, 0) : asked.order] if _beside(one, asked)]
    if not before or _matters(before[-1], source) or before[-1].name in _FAILS_TOO:
        return None
    for one in reversed(before):
        if any("$?" in arg for arg in one.args):
            return None
        if _matters(one, source):
            return one if one.failure is Failure.UNCHECKED and not one.background else None
    return None


def _beside(one: Command, asked: Command) -> bool:
    same = one.inside == asked.inside and one.function == asked.function and one.remote == asked.remote
    return same and one.branch[: len(asked.branch)] == asked.branch


def _matters(command: Command, source: Source) -> bool:
    return backup_method(command) is not None or is_restore(command, source)
