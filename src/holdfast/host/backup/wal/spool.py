"""The spool on the host, as the shipper, `status` and the metrics read it."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal import keep
from holdfast.host.backup.wal.names import SEGMENT_BYTES, history_of, is_wal_file
from holdfast.host.processes.accounts import is_root, server_account

SHIP_STATE = "ship.json"
_LOCK = "ship.lock"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipState:
    """What the shipper last said of itself; times are seconds since 1970, 0 for never.

    Attributes:
        pid: its process.
        at: when it said so; old means that none runs.
        started_at: when it began.
        segments: files stored since then.
        read_bytes: their size as PostgreSQL wrote them.
        stored_bytes: their size in S3.
        newest: name of the newest one stored.
        newest_at: when.
        failures: failed attempts since the last that worked.
        failing_since: since when nothing works; 0 when all is well.
        problem: why, safe to print.
        next_try_at: when it tries again.
        conflicts: files that the store holds with other content; they wait for a person.
        sentinel_at: when the last sentinel row was written.
        sentinel_problem: why none is written; empty when all is well.
    """

    pid: int = 0
    at: float = 0
    started_at: float = 0
    segments: int = 0
    read_bytes: int = 0
    stored_bytes: int = 0
    newest: str = ""
    newest_at: float = 0
    failures: int = 0
    failing_since: float = 0
    problem: str = ""
    next_try_at: float = 0
    conflicts: tuple[str, ...] = ()
    sentinel_at: float = 0
    sentinel_problem: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file that was given up at the bound: its name, and when, in seconds since 1970."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Spool:
    """WAL files that wait on this host for S3.

    Attributes:
        folder: where they are.
        limit_bytes: the bound.
        alarm_percent: use of the bound that alarms.
        when_full: `keep` or `drop`.
    """

    folder: Path
    limit_bytes: int
    alarm_percent: int = 50
    when_full: str = "keep"

    def waiting(self) -> Sequence[str]:
        """Names of the files that wait: histories first, then as PostgreSQL made them; other files are none of ours."""
        with suppress(FileNotFoundError):
            names = [path.name for path in (self.folder / keep.READY).iterdir() if is_wal_file(path.name)]
            return sorted(names, key=lambda name: (history_of(name) is None, name))
        return ()

    def path(self, name: str) -> Path:
        """Where a waiting file is."""
        return self.folder / keep.READY / name

    def waiting_bytes(self) -> int:
        """Bytes of the files that wait; 0 when there is no spool."""
        try:
            return keep.waiting_bytes(os.fspath(self.folder))
        except FileNotFoundError:
            return 0

    def cluster(self) -> tuple[str, int]:
        """The system identifier of the cluster that writes here, and the size of its segments; empty when unknown."""
        words = self._read(keep.CLUSTER).split()
        if len(words) == 2 and all(word.isdigit() for word in words):
            return words[0], int(words[1])
        return "", SEGMENT_BYTES

    def stored(self, name: str) -> None:
        """Take a file out that the store holds for certain."""
        self.path(name).unlink(missing_ok=True)

    def dropped(self) -> Sequence[Dropped]:
        """Everything that was given up at the bound, oldest first."""
        lines = (line.split() for line in self._read(keep.DROPPED).splitlines())
        return [Dropped(words[0], int(words[1])) for words in lines if len(words) == 2 and words[1].isdigit()]

    def kept(self) -> Mapping[str, Any]:
        """What the archive_command last said: `state` is `ok`, `alarm`, `full` or `dropping`; empty when nothing."""
        try:
            document = json.loads(self._read(keep.STATE) or "{}")
        except ValueError:
            return {}
        return document if isinstance(document, dict) else {}

    def shipper(self) -> ShipState:
        """What the shipper last said; all zeros when none ever ran."""
        try:
            document = json.loads(self._read(SHIP_STATE) or "{}")
        except ValueError:
            return ShipState()
        known = {field: document[field] for field in ShipState.__dataclass_fields__ if field in document}
        if "conflicts" in known:
            known["conflicts"] = tuple(known["conflicts"])
        return ShipState(**known)

    def say(self, state: ShipState) -> None:
        """Replace the shipper's state; a full disk does not stop the shipper, which is what empties it."""
        path = self.folder / SHIP_STATE
        new = path.with_suffix(".new")
        with suppress(OSError):
            new.write_text(json.dumps(asdict(state)), encoding="utf-8")
            new.replace(path)

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Be the spool's only shipper, until the end of the `with` or of the process.

        Raises:
            BackupError: another one is, or the folder cannot be used.
        """
        try:
            self._make()
            handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if is_root():
                owner = self.folder.stat()
                os.fchown(handle, owner.st_uid, owner.st_gid)
        except OSError as error:
            raise BackupError(
                Cause.PROGRAM,
                f"the WAL spool cannot be used ({error.strerror})",
                where=str(error.filename or self.folder),
                next_step="run as the user that PostgreSQL runs as, who owns the spool",
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise BackupError(
                Cause.PROGRAM,
                "another `holdfast backup wal ship` empties this spool already",
                where=str(self.folder),
                next_step="leave it to that one; see `holdfast backup wal status`",
            ) from None
        finally:
            os.close(handle)

    def _make(self) -> None:
        """Make the folder; as root for PostgreSQL's user, who could write nothing into one of root's."""
        if self.folder.exists():
            return
        above = next(folder for folder in self.folder.absolute().parents if folder.exists()).stat()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if account := server_account("postgres"):
            owner = (above.st_uid, above.st_gid) if above.st_uid else (account.user, account.group)
            os.chown(self.folder, *owner)

    def _read(self, name: str) -> str:
        try:
            with (self.folder / name).open(encoding="utf-8", errors="replace") as read:
                return read.read(_LARGEST)
        except FileNotFoundError:
            return ""
