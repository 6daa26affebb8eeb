"""Writes what PostgreSQL needs to archive, and what a restored cluster needs to recover from the archive by itself."""

import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal import fetch, keep, take
from holdfast.host.backup.wal.archive import Bucket
from holdfast.host.backup.wal.spool import Spool

FOLDER = "holdfast-recovery"
"""In the data folder: what the restore_command reads. It may be removed after the recovery."""

# What may lie in a file: where and who, never a key.
_AWS_WORDS = (
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CA_BUNDLE",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_AWS_KEYS = {
    "aws_access_key_id": "AWS_ACCESS_KEY_ID",
    "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY",
    "aws_session_token": "AWS_SESSION_TOKEN",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """One recovery from the archive.

    Attributes:
        bucket: where the archive is.
        system: the cluster's system identifier.
        until: the moment to recover to, or None.
        until_lsn: the LSN to recover to instead; empty when not asked for.
        ends_before: a segment that is known to be missing, at which the recovery ends; empty: a gap stops it.
        timeline: to follow: `latest`, or a number.
        environ: variables of this process: where S3 is, and with whose keys.
        ahead: segments that are fetched ahead.
        fetches: the command that fetches.
        starts: the Python that hands files over; it needs no library.
    """

    bucket: Bucket
    system: str
    until: datetime | None = None
    until_lsn: str = ""
    ends_before: str = ""
    timeline: str = "latest"
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    ahead: int = 8
    fetches: Sequence[str] = (sys.executable, "-I", "-m", fetch.__name__)
    starts: str = sys.executable


def archive_command(spool: Spool, python: str = sys.executable) -> str:
    """The value of archive_command; the words need no search path, so systemd and a virtual environment change nothing.

    PostgreSQL puts path and name in for %p and %f, so a percent sign elsewhere is doubled.
    """
    words = [
        python,
        "-I",
        "-S",
        str(Path(keep.__file__).resolve()),
        str(spool.folder),
        str(spool.limit_bytes),
        str(spool.alarm_percent),
        spool.when_full,
    ]
    return f'{_shell(words)} "%p" %f'


def archive_settings(spool: Spool, python: str = sys.executable) -> str:
    """Lines for postgresql.conf that send every segment into the spool; a change of archive_mode needs a restart."""
    settings = {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": archive_command(spool, python),
        # At most a minute of writes waits in a segment that is not full.
        "archive_timeout": "60",
    }
    return settings_lines(settings)


def write_recovery(data: Path, recovery: Recovery) -> None:
    """Make a restored data folder one that recovers by itself when a server is started in it, and archives nothing.

    Args:
        data: the data folder, with a base backup in it.
        recovery: from where, and to where.

    Raises:
        BackupError: the folder cannot be written.
    """
    folder = data / FOLDER
    try:
        owner = data.stat()
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / take.AHEAD).mkdir(mode=0o700, exist_ok=True)
        _write(folder / fetch.SETTINGS, _settings(recovery))
        _write(folder / take.COMMAND, "\n".join(recovery.fetches))
        keys = {word: recovery.environ[name] for word, name in _AWS_KEYS.items() if recovery.environ.get(name)}
        if keys and "AWS_PROFILE" not in recovery.environ:
            lines = "".join(f"{word} = {value}\n" for word, value in keys.items())
            _write(folder / fetch.CREDENTIALS, f"[default]\n{lines}")
        (data / "standby.signal").unlink(missing_ok=True)
        with (data / "postgresql.auto.conf").open("a", encoding="utf-8") as out:
            out.write("\n# Written by the restore; over what the lines above say.\n" + recovery_settings(recovery))
        _write(data / "recovery.signal", "")
        for path in (folder, *folder.iterdir(), data / "recovery.signal", data / "postgresql.auto.conf"):
            os.chown(path, owner.st_uid, owner.st_gid)
    except OSError as error:
        raise BackupError(
            Cause.DISK_FULL if error.errno == 28 else Cause.TARGET,
            f"cannot be written ({error.strerror})",
            where=str(error.filename or data),
            next_step="see the folder's disk and rights, and restore again",
        ) from error


def recovery_settings(recovery: Recovery) -> str:
    """Lines for postgresql.auto.conf: recover to the target, then take writes; never write into the archive."""
    begin = _shell([recovery.starts, "-I", "-S", str(Path(take.__file__).resolve()), FOLDER])
    settings = {
        "archive_mode": "off",
        "archive_command": "",
        "restore_command": f'{begin} %f "%p"',
        "recovery_end_command": begin,
        "archive_cleanup_command": "",
        "recovery_target": "",
        "recovery_target_name": "",
        "recovery_target_xid": "",
        "recovery_target_time": "",
        "recovery_target_lsn": "",
        # What began at an LSN came after it; what was committed at a moment belongs to it.
        "recovery_target_inclusive": "off" if recovery.until_lsn else "on",
        "recovery_target_action": "promote",
        "recovery_target_timeline": recovery.timeline,
        "primary_conninfo": "",
        "primary_slot_name": "",
        "synchronous_standby_names": "",
    }
    if recovery.until_lsn:
        target = {"recovery_target_lsn": recovery.until_lsn}
    elif recovery.until:
        target = {"recovery_target_time": f"{recovery.until.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"}
    else:
        target = {}
    # The one target last: PostgreSQL takes an empty one after it for a second one.
    return settings_lines({**{name: value for name, value in settings.items() if name not in target}, **target})


def _settings(recovery: Recovery) -> str:
    bucket = recovery.bucket
    environment = {name: recovery.environ[name] for name in _AWS_WORDS if recovery.environ.get(name)}
    document = {
        "name": bucket.name,
        "prefix": bucket.prefix,
        "region": bucket.region,
        "system": recovery.system,
        "ahead": recovery.ahead,
        "ends_before": recovery.ends_before,
        "environment": environment,
    }
    return json.dumps(document, indent=1)


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)


def _shell(words: Sequence[str]) -> str:
    """Words for the shell that PostgreSQL starts commands with; nothing in them is a placeholder of PostgreSQL's."""
    return " ".join(shlex.quote(word.replace("%", "%%")) for word in words)


def settings_lines(settings: Mapping[str, str]) -> str:
    """Lines of a postgresql.conf, each value between quotes."""
    return "".join(f"{name} = '{_quoted(value)}'\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    """A value between quotes in postgresql.conf, where a backslash is one only when it is doubled."""
    return value.replace("\\", "\\\\").replace("'", "''")
