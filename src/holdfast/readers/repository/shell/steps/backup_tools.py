"""Tools and frameworks that copy a database by a command of their own, and bring it back."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_TASK = r"(?:db|database)[:_-](?:backup|dump)|(?:backup|dump)[:_-](?:db|database)"
_ALSO = r"(?:[\w.@/-]+ ){0,3}"
"""What runs it: an interpreter, a launcher, options without values."""

_COPIES = (
    ("mysqldump", regex(r"^(?:wp\b.* db export\b|mydumper\b|automysqlbackup\b)")),
    ("pg_dump", regex(r"^(?:autopostgresqlbackup\b|pg_back\b|(?:npx )?supabase db dump\b)")),
    (
        "copy",
        regex(
            r"^(?:drush\b.* sql[:-]dump\b|bench\b.* backup\b|gitlab-backup create\b|gitlab-rake gitlab:backup:create\b"
            r"|backup perform\b|pg_probackup backup\b|neo4j-admin (?:\w+ )?(?:dump|backup)\b|influxd? backup\b"
            r"|clickhouse-backup create|strapi export\b|ghost backup\b|expdp\b|sqlcmd\b.* BACKUP DATABASE\b)"
            rf"|^{_ALSO}artisan (?:backup:run\b(?!.*--only-files)|db:backup\b|database:backup\b)"
            rf"|^{_ALSO}manage\.py dbbackup\b"
            r"|^(?:rake|rails) (?!\S*(?:schema|structure|cache|clean))(?:\w+:){0,3}(?:backup|dump)(?=[:\s\[]|$)"
            rf"|^(?:npm run|yarn|pnpm|make)(?: run)? (?:{_TASK})(?:[:_-]prod\w*)?$"
        ),
    ),
)
"""How the copy is made, as a backup's method; the first two tell the engine, too."""

_RETURNS = regex(
    r"^(?:wp\b.* db import\b|myloader\b|drush\b.* sql[:-](?:cli|query)\b.*(?:<|--file)|bench\b.* restore\b"
    r"|gitlab-backup restore\b|gitlab-rake gitlab:backup:restore\b|pg_probackup restore\b"
    r"|neo4j-admin (?:\w+ )?(?:load|restore)\b|influxd? restore\b|clickhouse-backup restore|strapi import\b|impdp\b"
    r"|sqlcmd\b.* RESTORE DATABASE\b|sqlite3\b.* \.?\.restore\b|(?:xtrabackup|mariabackup)\b.* --(?:copy|move)-back\b"
    r"|aws ec2 create-volume\b.* --snapshot-id\b)"
    rf"|^{_ALSO}manage\.py dbrestore\b|^{_ALSO}artisan (?:backup|db):restore\b"
    r"|^(?:rake|rails) (?:\w+:){0,3}restore(?=[:\s\[]|$)"
    r"|^(?:npm run|yarn|pnpm|make)(?: run)? (?:(?:db|database)[:_-]restore|restore[:_-](?:db|database))"
    r"(?:[:_-]prod\w*)?$"
)

_FOLDERS = regex(
    r"(?:^|:)/var/lib/(?:mysql|mariadb|postgresql|pgsql|mongodb|mongo)(?=[/*]|$)|(?:^|:)/data/db(?=[/*]|$)"
)
"""Where the servers of databases keep their files, on a host or (`container:/…`) inside a container."""


_BACK = regex(r" --(?:copy|move)-back\b| --prepare\b")
"""What Percona's tool does with a copy that is there."""


def handles_copy(command: Command) -> bool:
    """It makes nothing anew: it readies a copy, or brings it back."""
    return command.name in ("xtrabackup", "mariabackup") and _BACK.search(command.text) is not None


def copies_by_tool(command: Command) -> str | None:
    """The method of the backup that this command makes; None when it makes none."""
    return next((method for method, pattern in _COPIES if pattern.search(command.text)), None)


def brings_back_by_tool(command: Command) -> bool:
    """It loads what such a tool has kept."""
    return _RETURNS.search(command.text) is not None


def copies_folder(command: Command) -> bool:
    """`docker cp db:/var/lib/mysql kept/`, `rsync -a /var/lib/postgresql host:`: a server's files as they lie there."""
    files = _carried(command)
    return len(files) > 1 and any(map(_FOLDERS.search, files[:-1])) and not _FOLDERS.search(files[-1])


def fills_folder(command: Command) -> bool:
    """The same the other way round."""
    files = _carried(command)
    return len(files) > 1 and _FOLDERS.search(files[-1]) is not None and not any(map(_FOLDERS.search, files[:-1]))


def _carried(command: Command) -> list[str]:
    words = command.args[1:] if command.args[:1] == ("cp",) else command.args
    copier = command.name in ("cp", "rsync", "scp") or (command.name in ("docker", "podman") and words != command.args)
    return [word for word in words if not word.startswith("-")] if copier or command.name == "duplicity" else []


BY_SETTINGS = frozenset(("wal-g", "pgbackrest", "restic", "barman", "barman-cloud-backup"))
"""Tools that keep where they send to in settings of their own."""
TO_STORES = BY_SETTINGS | {"borg"}
_S3_STORE = regex(r"s3:|S3_PREFIX|repo\d?-type=s3|s3\.amazonaws")
_LOCAL_STORE = regex(
    r"(?:RESTIC_REPOSITORY|WALG_FILE_PREFIX|repo\d?-path)\s?=\s?[\"']?(?:/|file:)"
    r"|\brestic\s(?:[^\n]{0,80}\s)?(?:-r|--repo)[ =][\"']?/"
)


def told_store(commands: Iterable[Command], text: str) -> str | None:
    """Where a script tells such a tool to send to: "s3", "host"; None where it says nothing of it, or has none."""
    sends = any(command.name in TO_STORES for command in commands)
    stores = (("s3", _S3_STORE), ("host", _LOCAL_STORE)) if sends else ()
    return next((store for store, pattern in stores if pattern.search(text)), None)
