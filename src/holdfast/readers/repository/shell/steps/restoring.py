"""Commands that bring a dump or a backup back, whatever made it."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.backup_tools import brings_back_by_tool, fills_folder
from holdfast.readers.repository.shell.steps.brought_along import OWN_RESTORE
from holdfast.readers.repository.shell.steps.packed import unpacks_volume
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

DATABASE_FILE = regex(r"[\w}]\.(?:db|sqlite3?)[\"']?$")
"""The file of an embedded database."""
RESTORING = regex(r"restor|복원|복구|リストア|復元", re.IGNORECASE)
"""What people call a way back."""
_RESTORES = {
    ("rds", "restore-db-instance-from-db-snapshot"),
    ("rds", "restore-db-instance-to-point-in-time"),
    ("rds", "restore-db-cluster-from-snapshot"),
    ("rds", "restore-db-cluster-to-point-in-time"),
    ("docdb", "restore-db-cluster-from-snapshot"),
    ("lightsail", "create-relational-database-from-snapshot"),
    ("lightsail", "create-instances-from-snapshot"),
    ("dynamodb", "restore-table-from-backup"),
    ("dynamodb", "restore-table-to-point-in-time"),
    ("backup", "start-restore-job"),
}


def is_restore(command: Command, source: Source) -> bool:
    """It brings a dump or a backup back."""
    if command.name == "aws":
        return command.args[:2] in _RESTORES or brings_back_by_tool(command)
    if unpacks_volume(command, source) or OWN_RESTORE.match(command.text) or brings_back_by_tool(command):
        return True
    if command.name in ("pg_restore", "mongorestore") and not command.has("--list", "-l", "--version"):
        return not any(name in ("pg_dump", "mongodump") for name in command.fed_by)
    if re.match(
        r"^(?:wal-g\b.* backup-fetch|pgbackrest\b.* restore|barman\b.* recover|barman-cloud-restore\b"
        r"|litestream restore\b|restic\b.* (?:restore|dump)\b)",
        command.text,
    ):
        return True
    loaded = command.text.partition("manage.py loaddata ")[2].split()
    if loaded:
        return any(_dumped(source.script.expand(file)) for file in loaded)
    named = RESTORING.search(command.function or source.snippet.name) is not None
    if named and (_puts_file_back(command, source) or fills_folder(command)):
        return True
    if command.name not in ("psql", "mysql", "mariadb", "sqlite3"):
        return False
    runs = (command, *_shell_around(command, source))
    before = [name for one in runs for name in one.fed_by]
    fed = any(name in ("gunzip", "zcat", "gzip", "cat", "aws", "xz", "zstd") for name in before)
    files = [source.script.expand(r.target) for one in runs for r in one.redirects if r.operator == "<"]
    files += [source.script.expand(value) for value in command.options("-f", "--file")]
    dumped = any(_dumped(file) or (named and _HANDED.search(file)) for file in files)
    return (fed and not command.document and "echo" not in before) or dumped


def _shell_around(command: Command, source: Source) -> Iterator[Command]:
    """The `sh -c` in a container that runs it: what comes in from outside is given to that."""
    if "docker" not in command.inside or command.inside[-1] not in ("sh", "bash"):
        return
    for one in reversed(source.commands[max(command.order - 8, 0) : command.order]):
        if one.name == command.inside[-1] and one.line <= command.line <= one.end_line:
            yield one
            return


_HANDED = regex(r"\.sql$|^[\"']?\$\{?(?:\d|\w*(?:FILE|DUMP|PATH|INPUT|LATEST))\b", re.IGNORECASE)
"""What a script that restores is told to bring back."""


def _puts_file_back(command: Command, source: Source) -> bool:
    """`cp "$1" shop.db`: the file of an embedded database."""
    files = [source.script.by_default(arg) for arg in command.args if not arg.startswith("-")]
    return command.name in ("cp", "mv") and len(files) == 2 and DATABASE_FILE.search(files[1]) is not None


def _dumped(file: str) -> bool:
    return bool(re.search(r"backup|dump|restore|백업|\.gz$", file, re.IGNORECASE)) or (
        bool(re.search(r"^\$\{?(?:1|BACKUP|FILE|DUMP)", file))
    )
