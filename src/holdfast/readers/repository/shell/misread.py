"""Questions for `$?` that come too late: the answer is that of a command between, not of the dump or restore meant."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.shell import releases
from holdfast.readers.repository.shell.backups import is_restore
from holdfast.readers.repository.shell.command import Command, Failure
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import backup_method

_FAR = 8
"""Commands between the question and what it was meant for."""
_FAILS_TOO = frozenset(("test", "[", "psql", "mysql", "mongosh", "aws", "curl", "gunzip", "openssl", "gpg"))
"""What fails itself where there is nothing to go on with, or asks in its own way."""


def misread(source: Source) -> Iterator[ScriptFault]:
    """The dumps and restores of a script whose failure is asked for behind another command."""
    for asked in source.commands:
        if asked.name not in ("[", "test") or not any(arg in ("$?", '"$?"') for arg in asked.args):
            continue
        meant = _meant(asked, source)
        if meant is not None:
            yield releases.fault(source, "backup", "no-error-exit", meant, asked)


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
