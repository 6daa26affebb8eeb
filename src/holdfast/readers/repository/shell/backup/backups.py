"""Backups, restores and point-in-time recovery in scripts."""

import re
from collections.abc import Iterator
from itertools import pairwise

from holdfast.model.facts import BackupJob, Fact, PointInTimeRecovery, RestoreProcedure
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.backup.archived import is_archive, packs_data
from holdfast.readers.repository.shell.backup.carried_over import carried_over
from holdfast.readers.repository.shell.backup.counted import days_by_count
from holdfast.readers.repository.shell.backup.dump_forms import asks_here, cannot_read, form_of, form_taken
from holdfast.readers.repository.shell.backup.kept_at import kept_at
from holdfast.readers.repository.shell.backup.old_files import matches_nothing, spares_some
from holdfast.readers.repository.shell.steps.backup_tools import (
    BY_SETTINGS,
    TO_STORES,
    copies_by_tool,
    copies_folder,
    told_store,
)
from holdfast.readers.repository.shell.steps.packed import packed_volume
from holdfast.readers.repository.shell.steps.purposes import backup_method
from holdfast.readers.repository.shell.steps.restoring import DATABASE_FILE, RESTORING, is_restore
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import MESSAGE
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_BACKUP_WORD = regex(r"backup|dump|snapshot|백업|バックアップ|\.sql\b|\.gz\b", re.IGNORECASE)
_MTIME = regex(r"-(?:mtime|mmin|ctime)")
_DAYS = regex(r"\+?(\d{1,4})$")
_DATE_AGO = regex(r"(\d{1,4}) ?days? ago|-v-(\d{1,4})d", re.IGNORECASE)
_SCRATCH = regex(
    r"scratch|verify|restore_?test|test_?restore|_test\b|tmp|temp|staging|drill|createdb|initdb", re.IGNORECASE
)
_VERIFIES = regex(r"count\(|select |pg_restore --list|row|compare|diff\b|assert", re.IGNORECASE)
_SNAPSHOTS: dict[tuple[str, ...], tuple[str, str]] = {
    ("ec2", "create-snapshot"): ("volume", "snapshot"),
    ("ec2", "create-snapshots"): ("volume", "snapshot"),
    ("ec2", "create-image"): ("volume", "snapshot"),
    ("lightsail", "create-instance-snapshot"): ("volume", "snapshot"),
    ("lightsail", "create-disk-snapshot"): ("volume", "snapshot"),
    ("lightsail", "create-relational-database-snapshot"): ("database", "snapshot"),
    ("docdb", "create-db-cluster-snapshot"): ("database", "rds"),
    ("neptune", "create-db-cluster-snapshot"): ("database", "rds"),
    ("rds", "create-db-snapshot"): ("database", "rds"),
    ("rds", "create-db-cluster-snapshot"): ("database", "rds"),
    ("backup", "start-backup-job"): ("database", "aws-backup"),
    ("backup", "create-backup-plan"): ("database", "aws-backup"),
    ("dlm", "create-lifecycle-policy"): ("volume", "dlm"),
    ("dynamodb", "create-backup"): ("database", "snapshot"),
}


@record(frozen=True, slots=True)
class _Keeping:
    """What becomes of the backups of one script; asked once, however many it makes.

    Args:
        last_store: position of the last command that sends to a store, and to which ("s3", "other-host").
        last_copy: position of the last copy to another host.
        retention_days: as in `BackupJob`.
        pruned: the command that says so.
        other_region: as in `BackupJob`.
        settings: the store ("s3", "host") that the script tells a tool of which keeps its own settings.
        perhaps: leaves empty where to send them, so that they go to a store only where somebody names it.
        unsent: sends them there, on that condition.
    """

    last_store: tuple[int, str]
    last_copy: int
    retention_days: int | None
    pruned: Command | None
    other_region: bool | None
    settings: str | None
    perhaps: Command | None = None
    unsent: Command | None = None


def backup_facts(source: Source) -> Iterator[Fact]:
    """What copies data, what brings it back, and whether any second can be chosen."""
    keeping = _keeping(source)
    restores = [command for command in source.commands if is_restore(command, source)]
    carried = carried_over(source)
    for command in source.commands:
        jobs = list(_job(command, source, keeping))
        if jobs and command.order not in carried and not _is_put_aside(command, restores, source):
            yield from jobs
        yield from _recovery(command, source)
    yield from _restores(restores, source)


def _is_put_aside(command: Command, restores: list[Command], source: Source) -> bool:
    """What a restore keeps of the data that it is about to replace: no copy that anybody makes otherwise."""
    if source.schedule or not any(one.order > command.order and one.function == command.function for one in restores):
        return False
    return RESTORING.search(command.function or source.snippet.name) is not None


def _job(command: Command, source: Source, keeping: _Keeping) -> Iterator[Fact]:
    packed = packed_volume(command, source)
    method = backup_method(command) or (
        "copy" if packed == "database" or any(asks(command, source) for asks in (copies_file, packs_data)) else None
    )
    method = method or ("copy" if copies_folder(command) else None)
    if method and command.name == "pg_dump" and command.has("-s", "--schema-only"):
        return
    if method and _copies_elsewhere(command):
        return
    snapshot = _SNAPSHOTS.get((*command.args, "", "")[:2]) if command.name == "aws" else None
    if method:
        destination = _destination(command, keeping)
        unsure = keeping.perhaps if destination == "host" else None
        folder = kept_at(command, source) if destination == "host" else None
        unsent = keeping.unsent if unsure else None
        here = command if asks_here(command, source) else None
        told = (("destination", unsure), ("unsent", unsent), ("folder", folder), ("retention_days", keeping.pruned))
        yield BackupJob(
            **source.common(command, source.snippet.heading),
            places={name: source.place(shown) for name, shown in (*told, ("server", here)) if shown},
            subject="database",
            method=method,
            schedule=source.schedule,
            destination=destination,
            retention_days=keeping.retention_days,
            other_region=keeping.other_region,
            form=form_of(command),
        )
    elif snapshot:
        subject, method = snapshot
        clock = "by policy" if method == "dlm" or command.args[1] == "create-backup-plan" else None
        yield BackupJob(
            **source.common(command, command.text),
            subject=subject,
            method=method,
            schedule=source.schedule or clock,
            destination="aws",
            retention_days=keeping.retention_days,
            other_region=True if re.search(r"copy-(?:db-)?snapshot", source.snippet.text) else None,
        )
    else:
        yield from _bucket_copy(command, source)
        if packed or (is_archive(command, source) and "docker" not in command.inside):
            yield _archive(command, source, keeping)


def copies_file(command: Command, source: Source) -> bool:
    """`cp app.db backups/app-$(date).db`: an embedded database kept as a copy of its file."""
    if command.name not in ("cp", "rsync"):
        return False
    files = [source.script.by_default(arg) for arg in command.args if not arg.startswith("-")]
    if len(files) != 2:
        return False
    return DATABASE_FILE.search(files[0]) is not None and _BACKUP_WORD.search(files[1]) is not None


def _archive(command: Command, source: Source, keeping: _Keeping) -> BackupJob:
    destination = _destination(command, keeping)
    folder = kept_at(command, source) if destination == "host" else None
    return BackupJob(
        places={"folder": source.place(folder)} if folder else {},
        **source.common(command, source.snippet.heading),
        subject="archive",
        method="copy",
        schedule=source.schedule,
        destination=destination,
        retention_days=keeping.retention_days,
    )


def _bucket_copy(command: Command, source: Source) -> Iterator[Fact]:
    """`aws s3 sync s3://uploads s3://uploads-backup`: one bucket kept in another."""
    buckets = [arg for arg in command.args if arg.startswith("s3://")]
    copies = command.name == "aws" and command.args[:2] in {("s3", "sync"), ("s3", "cp")}
    if copies and len(buckets) == 2 and _BACKUP_WORD.search(source.script.expand(buckets[1])):
        yield BackupJob(
            **source.common(command), subject="bucket", method="copy", schedule=source.schedule, destination="s3"
        )


def _copies_elsewhere(command: Command) -> bool:
    """`pg_dump old | psql new` moves a database once; it keeps nothing."""
    return any(name in ("psql", "mysql", "pg_restore", "mongorestore") for name in command.feeds)


def _keeping(source: Source) -> _Keeping:
    store, copy = (-1, ""), -1
    perhaps: tuple[Command, Command] | None = None
    for command in source.commands:
        text = "" if command.name in MESSAGE or command.name == "test" else source.script.expand(command.text)
        if _SENDS.search(text) and (unset := _only_if_set(command, source)):
            perhaps = perhaps or (unset, command)
        elif _SENDS.search(text):
            store = (command.order, "s3")
        elif command.name == "rclone":
            store = (command.order, "s3" if re.search(r"s3|aws", text, re.IGNORECASE) else "other-host")
        elif command.name in ("scp", "rsync", "sftp") and re.search(r"@|:", text):
            copy = command.order
    # What a script deletes beside it says nothing of how long a store keeps what was sent there.
    apart = store[1] and not any(_PRUNES_STORE.search(command.text) for command in source.commands)
    days, pruned = (None, None) if apart else _retention(source)
    told = told_store(source.commands, source.snippet.text)
    return _Keeping(store, copy, days, pruned, _other_region(source), told, *(perhaps or ()))


_SENDS = regex(
    r"^(?!aws s3 (?:rm|ls|rb)\b).*\bs3://|^aws s3api put-object\b|^s3cmd put|^mc (?:cp|mirror|pipe)\b"
    r"|^aws\b(?: --?\S+(?: [^\s-]\S*)?){0,4} s3 (?:cp|mv|sync)\b"
    r"|^(?:docker|docker-compose)\b.* (?:exec|run)\b.* \S*(?:aws-?cli|s3)\S* (?:upload|push|sync|backup)$"
)
_PRUNES_STORE = regex(
    r"^aws s3 rm\b|^aws s3api delete-|^s3cmd (?:del|rm)\b|^mc rm\b|^rclone (?:delete|purge)\b"
    r"|^rclone\b.* --min-age"
)
_NAMED = r"[\"']?\$\{?(?P<name>\w+)(?::?-)?\}?[\"']?"
_SET = regex(
    rf"^if \[+ (?:-n )?{_NAMED}(?: != (?:\"\"|\'\'))?(?: && [^|\n]{{1,200}})? \]+"
    rf"|^else \[+ -z {_NAMED.replace('name', 'unset')} \]+"
)
_ON = regex(rf"^if (?:\[+ {_NAMED} (?:==? [\"']?(?:true|1|yes|on)[\"']?|-eq 1) \]+|\$\{{?(?P<flag>\w+)\}}?$)")
_EMPTY = regex(r"^(?:\$\{\w+:?-\}|)$")
_OFF = regex(r"^(?:\$\{\w+:?-[\"']?(?:false|0|no|off)[\"']?\}|false|0|no|off|\$\{\w+:?-\}|)$")


def _only_if_set(command: Command, source: Source) -> Command | None:
    """What leaves `BUCKET` empty, where the command stands under `if [ -n "$BUCKET" ]`; None where nothing does.

    A switch that is off unless somebody turns it on comes to the same.
    """
    for mark in command.branch:
        named = _SET.match(mark)
        match = named or _ON.match(mark)
        name = match[match.lastgroup or 0] if match else ""
        # What nobody gives here either, and what the question takes for empty, has to come from elsewhere.
        unknown = "" if match and "-}" in match[0] else "?"
        value = source.script.variables.get(name, unknown).strip("\"'") if name else "?"
        if (_EMPTY if named else _OFF).match(value):
            given = (c for c in source.commands if c.name in ASSIGNS and any(a.startswith(f"{name}=") for a in c.args))
            return next(given, command)
    return None


def _destination(command: Command, keeping: _Keeping) -> str | None:
    position, store = keeping.last_store
    if position >= command.order:
        return store
    if command.name in TO_STORES and keeping.settings == "s3":
        return "s3"
    if command.name in BY_SETTINGS and keeping.settings != "host":
        return None  # their settings say where to, and stand elsewhere
    if command.has("--archive") and "aws" in command.feeds:
        return "s3"
    if keeping.last_copy >= command.order or "ssh" in command.feeds:
        return "other-host"
    if command.name == "litestream":
        return "s3" if "s3://" in command.text else None  # else its settings say to where it sends each change
    # Where a framework's own command puts what it keeps, its settings say.
    return None if copies_by_tool(command) == "copy" and not command.redirects else "host"


def _retention(source: Source) -> tuple[int | None, Command | None]:
    """Days after which the script deletes old backups, and where; None when it keeps them all, or nothing tells."""
    text = source.snippet.text
    for command in source.commands:
        days = _days_of_find(command, source) if command.name == "find" else None
        if days is not None:
            return days, command
        ago = _DATE_AGO.search(source.script.expand(command.text)) if command.name == "date" else None
        if ago and re.search(r"\brm\b|delete", text):
            return int(ago[1] or ago[2]), command
    for name, value in source.script.variables.items():
        if re.search(r"RETENTION|KEEP_DAYS|RETAIN", name, re.IGNORECASE) and value.isdigit() and "delete" in text:
            return min(int(value), 36_500), None
    return days_by_count(source) or (None, None)


def _days_of_find(command: Command, source: Source) -> int | None:
    """N of a `find -mtime +N` that deletes what it finds."""
    if (
        matches_nothing(command)
        or spares_some(command)
        or not re.search(r"-delete|-exec|xargs|\brm\b", " ".join((*command.args, *command.feeds)))
    ):
        return None
    for flag, value in pairwise(command.args):
        match = _DAYS.match(source.script.by_default(value))
        if match and _MTIME.match(flag):
            return int(match[1]) // (1440 if flag == "-mmin" else 1)
    return None


def _other_region(source: Source) -> bool | None:
    """True when a copy goes to a bucket or region that is plainly another one."""
    regions = {value for command in source.commands for value in command.options("--region", "--destination-region")}
    copies = re.search(
        r"copy-(?:db-)?snapshot|--source-region|--destination-region|_DR_|DR_BUCKET|dr-bucket", source.snippet.text
    )
    return True if copies or (len(regions) > 1 and "s3" in source.snippet.text) else None


def _recovery(command: Command, source: Source) -> Iterator[Fact]:
    text = command.text
    document = command.document.text if command.document else ""
    sets = re.search(r"^(?:wal-g\b.* wal-push|pgbackrest\b.* stanza-create|barman-cloud-wal-archive)", text)
    writes = re.search(r"^[^\S\n]*archive_mode\s*=\s*'?on", document, re.MULTILINE) or (
        command.name in ("sed", "echo", "psql", "tee", "printf")
        and re.search(r"archive_command|archive_mode ?= ?'?on", text)
    )
    here = re.search(r"archive_command\s*=\s*'[^'\n]{3,}", document)
    aws = command.args[:2] == ("dynamodb", "update-continuous-backups") and "Enabled=true" in text
    streams = text.startswith("litestream replicate")
    if sets or streams or (writes and (here or command.name != "cat")) or here or aws:
        yield PointInTimeRecovery(**source.common(command), enabled=True)


def _restores(found: list[Command], source: Source) -> Iterator[Fact]:
    if not found:
        return
    first, last = found[0], found[-1]
    text = source.snippet.text
    tested = bool(_SCRATCH.search(text) and _VERIFIES.search(text)) and source.whole
    at = source.place(first, last) if last.end_line - first.line < 20 else source.place(first)
    forms = {form_taken(one) for one in found}
    vain = [one for one in found if cannot_read(one, source)]
    unreadable = len(vain) == len(found)
    yield RestoreProcedure(
        **source.common(at),
        places={"takes": source.place(vain[0] if unreadable else first)},
        tested=tested,
        takes=forms.pop() if len(forms) == 1 else None,
        unreadable=unreadable,
    )
