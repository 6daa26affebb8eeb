"""Restores that throw the data away before it is known that the backup can take its place, or that fail unheard."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.releases.releases import PRODUCTION
from holdfast.readers.repository.shell.steps.asked_first import is_agreed_to
from holdfast.readers.repository.shell.steps.handed_on import starts
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.restoring import is_restore
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command, Failure

_CLIENTS = frozenset(("psql", "mysql", "mariadb", "mongosh", "mongo"))
_DROPS = regex(r"\bdrop\s+(?:database|schema)\b|\bdropDatabase\(", re.IGNORECASE)
_EMPTIES = regex(r"\brm -\w*[rR]\w* (?:-- )?[\"']?/[\w-]")
_UNPACKS = regex(r"\btar (?:-?\w*x|--extract)")
_OTHER_DATA = regex(
    r"(?<![a-z])(?:local(?!host)|dev(?:el\w*)?|ci|e2e|test\w*|staging|stg|stage|sandbox|demo|sample|seed\w*|fixtures?"
    r"|preview|scratch|verif\w*|drill|reset|bench\w*)(?![a-z])|_te?mp\b",
    re.IGNORECASE,
)
"""What is thrown away on purpose: a developer's, or that of a trial."""
_TRIES = regex(
    r"\b(?:gzip|gunzip|zstd|xz|bzip2) -\w*t|\bpg_restore\b.* (?:--list|-l)(?= |$)|\btar (?:-\w*t|t)\w* "
    r"|\b(?:sha\d+|md5)sum -\w*c"
)
_SETS_ASIDE = regex(r"\brename\s+to\b|\bcreate-(?:db-)?(?:cluster-)?(?:snapshot|image)\b", re.IGNORECASE)
_SAVES = regex(r"back-?up|dump|snapshot|safety", re.IGNORECASE)
_DONE = regex(r"complete|success|done|finish|restored|완료|성공|복원|복구|完了|成功|終了|しました", re.IGNORECASE)
_STOPS_ON_ERROR = "ON_ERROR_STOP"


def restore_faults(source: Source) -> Iterator[ScriptFault]:
    """Of each way back in a script: what it drops first, and a `psql` that goes on behind errors."""
    if source.instructed or source.embedded or _OTHER_DATA.search(source.snippet.path):
        return
    restores = [command for command in source.commands if is_restore(command, source)]
    if not restores or _is_said(source):
        return
    drops = [one for one in source.commands if _drops(one)]
    for restore in restores:
        dropped = _dropped(restore, drops)
        if dropped is not None and not _is_secured(dropped, source):
            fault = source.fault("restore", "dropped-before-restore", dropped)
            agreed = is_agreed_to(dropped, source.commands)
            yield replace(fault, places={"agreed": fault.at}) if agreed else fault
    yield from _goes_on_behind_errors(restores, source)


def _is_said(source: Source) -> bool:
    """The words above the first command say that it is for others' data than production's."""
    above = [row for row in source.snippet.rows[: source.commands[0].line - 1] if row.lstrip().startswith("#")]
    return any(map(_OTHER_DATA.search, above)) and not any(map(PRODUCTION.search, above))


def _dropped(restore: Command, drops: Iterable[Command]) -> Command | None:
    """The one of `drops` that throws away what this replaces; None where none does before the backup has been read."""
    if _OTHER_DATA.search(restore.function or "") or _OTHER_DATA.search(restore.text):
        return None
    cleans = (
        restore.name == "pg_restore" and restore.has("--clean", "-c") and not restore.has("-1", "--single-transaction")
    )
    empties = _EMPTIES.search(restore.text) and _UNPACKS.search(restore.text)
    if cleans or empties or (restore.name == "mongorestore" and restore.has("--drop")):
        return restore
    earlier = (one for one in drops if one.order < restore.order and _beside(one, restore))
    return next((one for one in earlier if not _OTHER_DATA.search(one.text)), None)


def _beside(one: Command, other: Command) -> bool:
    return one.function == other.function and one.remote == other.remote


def _drops(command: Command) -> bool:
    if command.name == "dropdb":
        return True
    told = command.document.text if command.document else ""
    return command.name in _CLIENTS and _DROPS.search(f"{command.text} {told}") is not None


def _is_secured(dropped: Command, source: Source) -> bool:
    """The backup was tried before, or what is there was kept: dumped, given another name, copied by another script."""
    own = {one.function for one in source.commands if one.function and backup_method(one)}
    for one in source.commands[: dropped.order]:
        if _TRIES.search(one.text) or _SETS_ASIDE.search(one.text):
            return True
        if one.function not in (None, dropped.function) or one.remote != dropped.remote:
            continue
        if backup_method(one) or one.name in own or any(map(_SAVES.search, starts(one))):
            return True
    return False


def _goes_on_behind_errors(restores: list[Command], source: Source) -> Iterator[ScriptFault]:
    """`psql` ends well whatever became of the statements in a file, and the script says that all is back."""
    if _STOPS_ON_ERROR in source.snippet.text:
        return
    says = source.says
    told = {one.function: one.order for one in source.commands if one.name in says and _DONE.search(one.text)}
    beside: dict[tuple[str | None, tuple[str, ...]], tuple[str, ...]] = {}
    for restore in restores:
        if restore.name != "psql" or restore.failure is Failure.SWALLOWED:
            continue
        if told.get(restore.function, -1) <= restore.order:
            continue
        # Of a plain copy and a packed one, each in its branch, the first stands for both.
        if beside.setdefault((restore.function, restore.branch[:-1]), restore.branch) == restore.branch:
            yield source.fault("backup", "no-error-exit", restore)
