"""Facts of a crontab's line, wherever it stands: a file, a guide, or a script that installs it."""

import re
from collections.abc import Iterator

from holdfast.model.facts import BackupJob, Deployment, Fact, ScriptFault
from holdfast.model.record import replace
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell.backup.backups import backup_facts
from holdfast.readers.repository.shell.certificates.expiry import expiry_facts
from holdfast.readers.repository.shell.clock.cron_lines import CronLine
from holdfast.readers.repository.shell.clock.looks import looks_by_clock
from holdfast.readers.repository.shell.cloud.reader import cloud_facts
from holdfast.readers.repository.shell.delivery.reader import identity_of
from holdfast.readers.repository.shell.faults.reader import fault_facts
from holdfast.readers.repository.shell.setup import setup_facts
from holdfast.readers.repository.shell.steps.at_hand import TextOf, nothing_at_hand
from holdfast.readers.repository.shell.steps.purposes import activation, backup_method, takes_newest
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse

_BACKUP_SCRIPT = regex(
    r"[\w./~${}-]*(?:backup|dump|snapshot)[\w.-]*\.(?:sh|py|js|rb)\b|[\w./~-]*/[\w-]*(?:backup|dump)[\w-]*(?=\s|$)"
    r"|\bartisan backup:run\b|\brake [\w:]*(?:backup|dump)[\w:]*(?<!clean)(?<!monitor)(?=\s|$)|\bmanage\.py dbbackup\b",
    re.IGNORECASE,
)
_OF_FILES = regex(
    r"(?i)(?<![a-z])(?:media|uploads?|images?|photos?|pictures?|files|assets|static|attachments?)(?![a-z])"
)
_OF_DATABASE = regex(r"(?i)(?<![a-z])(?:db|database|sql|pg|postgres\w{0,5}|mysql|mongo\w{0,2}|dump|full|all)(?![a-z])")
_DISCARDS = regex(r"(?:>|&>)\s*/dev/null\s+2>&1|&>\s*/dev/null|2>\s*/dev/null")


_HANDLES_FILES = frozenset(
    (
        *("find", "rm", "ls", "du", "cd", "cp", "mv", "tar", "zip", "gzip", "rsync", "scp", "aws", "rclone", "s3cmd"),
        *(
            "mkdir",
            "chmod",
            "chown",
            "touch",
            "cat",
            "echo",
            "test",
            "[",
            "tail",
            "head",
            "logrotate",
            "xargs",
            "unlink",
        ),
    )
)
"""What takes a folder or file that is called a backup, and starts none."""


def _backup_script(command: Command) -> re.Match[str] | None:
    return None if command.name in _HANDLES_FILES else _BACKUP_SCRIPT.search(command.text)


def _renewed(source: Source) -> Iterator[Deployment]:
    """Whatever is newest is taken and started, again and again."""
    acts = source.activations
    if source.schedule and acts and any(takes_newest(command) for command in source.commands[: acts[-1].order]):
        yield Deployment(
            **source.common(acts[-1]),
            method=activation(acts[-1]) or "other",
            name=source.snippet.name,
            identity=identity_of(source.commands, source.script.variables),
            asks_health=False,
        )


def cron_facts(
    snippet: Snippet,
    line: CronLine,
    *,
    known_scripts: frozenset[str] = frozenset(),
    text_of: TextOf = nothing_at_hand,
) -> Iterator[Fact]:
    """What one line of a crontab starts, and by which clock.

    Args:
        snippet: the text in which the line stands at `line.line`.
        line: the line.
        known_scripts: file names of scripts whose own facts are told elsewhere, with this schedule.
        text_of: opens a script by its name.
    """
    part = snippet.part(line.command, line.line, heading=snippet.heading or "cron")
    script = parse(line.command)
    if script.broken:
        return
    schedule = line.schedule if line.starts else None
    source = Source(replace(part, old=snippet.old), script, schedule=schedule)
    own = [command for command in script.commands if backup_method(command)]
    yield from backup_facts(source)
    yield from setup_facts(source)
    yield from expiry_facts(source)
    yield from cloud_facts(source)
    yield from _renewed(source)
    yield from looks_by_clock(source, snippet, text_of)
    named = next((match for command in script.commands if (match := _backup_script(command))), None)
    if named and not own and named[0].rpartition("/")[2] not in known_scripts:
        # What is called after the users' files copies these, and no database.
        called = named[0].rpartition("/")[2]
        subject = "files" if _OF_FILES.search(called) and not _OF_DATABASE.search(called) else "database"
        yield BackupJob(**source.common(part.at(1)), subject=subject, method="script", schedule=schedule)
    faults = [fault for fault in fault_facts(source) if isinstance(fault, ScriptFault)]
    if (own or named) and _DISCARDS.search(line.command) and not faults:
        shown = redact(line.command)[:160]
        yield ScriptFault(**source.common(part.at(1)), activity="backup", form="error-swallowed", command=shown)
    yield from faults
