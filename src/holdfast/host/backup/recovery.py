"""Recovers a restored cluster step by step: to the moment whose tables are known, to a moment asked for, to the end."""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.programs import Programs, finish
from holdfast.host.backup.server import Server
from holdfast.host.backup.wal.recovery import FOLDER
from holdfast.host.backup.wal.sentinel import ALL, THERE
from holdfast.host.processes.accounts import Account

_NO_TARGET = {
    "recovery_target": "",
    "recovery_target_name": "",
    "recovery_target_xid": "",
    "recovery_target_time": "",
    "recovery_target_lsn": "",
}
_PAUSE = {"hot_standby": "on", "recovery_target_action": "pause", "recovery_target_inclusive": "on"}

_FROM_CONTROL = {
    "max_connections setting": "max_connections",
    "max_worker_processes setting": "max_worker_processes",
    "max_wal_senders setting": "max_wal_senders",
    "max_prepared_xacts setting": "max_prepared_transactions",
    "max_locks_per_xact setting": "max_locks_per_transaction",
}
"""What a server must not have less of than the one whose WAL it reads (PostgreSQL 18 documentation, 26.4.3)."""

COMMIT_SLACK = timedelta(seconds=1)
"""A sentinel says when it was written; it is committed a little later. Rows so shortly before a moment say nothing."""


@dataclass(slots=True)
class Recovery:
    """A restored data folder on its way through the archive.

    Args:
        server: on the data folder; started and stopped here.
        database: the one whose tables are compared and which has the sentinels.
        roles: names that may log in there; the cluster has its own.
    """

    server: Server
    database: str
    roles: Sequence[str] = ()

    def to_lsn(self, lsn: str) -> None:
        """Recover to an LSN and wait there, readable.

        Raises:
            BackupError: it is not reached; the message says why.
        """
        self._to({**_PAUSE, "recovery_target_lsn": lsn})

    def to_time(self, moment: datetime) -> None:
        """Recover to a moment and wait there, readable.

        Raises:
            BackupError: it is not reached; the message says why.
        """
        self._to({**_PAUSE, "recovery_target_time": f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"})

    def to_end(self) -> None:
        """Recover to the end of the archive, and let the cluster take writes.

        Raises:
            BackupError: a recovery that does not end; the message says why.
        """
        self._start({"hot_standby": "on", "recovery_target_action": "promote"})
        self.server.wait_until(lambda: not self._recovering())

    def take_writes(self) -> None:
        """Let a waiting cluster go on from where it is, on a timeline of its own.

        Raises:
            BackupError: it does not.
        """
        with self.server.connect(self.database) as connection:
            connection.execute("SELECT pg_promote(wait => false)")
        self.server.wait_until(lambda: not self._recovering())

    def settle(self) -> None:
        """Leave nothing of the recovery in the cluster: no setting, no file, which may hold keys; and its archive off.

        Raises:
            BackupError: the settings cannot be changed, or the files not be removed.
        """
        with self.server.connect(self.database) as connection:
            for name in ("restore_command", "recovery_end_command", "recovery_target_action", *_NO_TARGET):
                connection.execute(f"ALTER SYSTEM RESET {name}".encode())
            # Two servers of one identity must not write into one archive: a person turns it on, and knows which.
            connection.execute("ALTER SYSTEM SET archive_mode = 'off'")
            connection.execute("CHECKPOINT")
        left = self.server.data / FOLDER
        try:
            shutil.rmtree(left)
        except FileNotFoundError:
            return
        except OSError as error:
            raise BackupError(
                Cause.TARGET,
                f"what the recovery fetched its WAL with, keys among it, cannot be removed ({error.strerror})",
                where=str(left),
                next_step="see the folder's rights and disk, and restore again",
            ) from error

    def sentinels(self) -> Sequence[datetime]:
        """When the sentinels that are there were written, oldest first; none where nobody writes any."""
        with self.server.connect(self.database) as connection:
            there = connection.execute(THERE).fetchone()
            if there != (True,):
                return ()
            rows = connection.execute(ALL).fetchall()
        return tuple(at.astimezone(UTC) for (at,) in rows)

    def last_commit(self) -> datetime | None:
        """When the last transaction that was recovered was committed; None when there was none."""
        with self.server.connect(self.database) as connection:
            row = connection.execute("SELECT pg_last_xact_replay_timestamp()").fetchone()
        return row[0].astimezone(UTC) if row and row[0] else None

    def _to(self, settings: Mapping[str, str]) -> None:
        self._start(settings)
        self.server.wait_until(self._waits)

    def _start(self, settings: Mapping[str, str]) -> None:
        self.server.stop()
        # The one target last: PostgreSQL takes an empty one after it for a second one.
        kept = {name: value for name, value in self.server.settings.items() if name not in _NO_TARGET}
        target = {name: value for name, value in settings.items() if name in _NO_TARGET and value}
        self.server.settings = {**kept, **{name: "" for name in _NO_TARGET if name not in target}, **settings, **target}
        self.server.start()
        self.server.find_superuser(self.server.user, *self.roles)

    def _waits(self) -> bool:
        with self.server.connect(self.database) as connection:
            row = connection.execute("SELECT pg_is_in_recovery(), pg_get_wal_replay_pause_state()").fetchone()
        return row is not None and (row[0] is False or row[1] == "paused")

    def _recovering(self) -> bool:
        with self.server.connect(self.database) as connection:
            row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
        return row != (False,)


def needed_settings(data: Path, programs: Programs, account: Account | None) -> dict[str, str]:
    """Settings without which a server refuses to read this cluster's WAL.

    Raises:
        BackupError: the folder holds no cluster of this version.
    """
    said = finish((programs["pg_controldata"], "-D", str(data)), account=account)
    known = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    found = {name: known[label].strip() for label, name in _FROM_CONTROL.items() if label in known}
    if len(found) < len(_FROM_CONTROL):
        raise BackupError(
            Cause.STORE_DAMAGED,
            "the restored folder holds no cluster of PostgreSQL's",
            where=str(data),
            next_step="choose another backup (`holdfast backup list`)",
        )
    return found


def point_problems(moment: datetime, at_moment: Sequence[datetime], at_end: Sequence[datetime]) -> tuple[str, ...]:
    """What is wrong with a recovery to `moment`, told by the sentinels that were there and those that came later.

    Args:
        moment: that was recovered to.
        at_moment: sentinels there.
        at_end: sentinels at the end of the archive: all that were written, less the oldest that were aged out.
    """
    problems = []
    later = [at for at in at_moment if at > moment]
    if later:
        problems.append(f"{len(later)} sentinel(s) written after {moment:%Y-%m-%d %H:%M:%S} UTC are there")
    oldest = min(at_end, default=moment)
    expected = {at for at in at_end if at <= moment - COMMIT_SLACK}
    missing = expected - {at for at in at_moment if at >= oldest}
    if missing:
        problems.append(f"{len(missing)} sentinel(s) written before {moment:%Y-%m-%d %H:%M:%S} UTC are missing")
    if not expected:
        problems.append("no sentinel was written before the moment: nothing shows that it was reached")
    if not any(at > moment for at in at_end):
        problems.append("no sentinel was written after the moment: nothing shows that the recovery stopped there")
    return tuple(problems)


def choose_moment(since: datetime, until: datetime, sentinel_seconds: int) -> datetime | None:
    """A moment to prove a recovery with: late in what the archive covers, with sentinels on both sides.

    Args:
        since: end of the base backup.
        until: when the newest WAL was archived.
        sentinel_seconds: between two sentinels.

    Returns:
        None when too little time has passed since the base backup.
    """
    span = until - since
    after = max(timedelta(seconds=3 * sentinel_seconds), span / 10)
    if span < timedelta(seconds=4 * sentinel_seconds):
        return None
    return max(until - after, since + span / 2)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?\s*(Z|UTC|[+-]\d\d(:?\d\d)?)?")


def parse_moment(text: str) -> tuple[datetime, bool]:
    """A moment as people write it, in UTC; and whether its zone was left out, so that UTC was assumed.

    `2026-11-25 03:15`, `2026-11-25T12:15:30+09:00`, `2026-11-25 03:15:30.5Z`.

    Raises:
        ValueError: not a moment.
    """
    plain = text.strip()
    found = _MOMENT.fullmatch(plain)
    if found is None:
        raise ValueError("not a moment")
    zone = found[3]
    moment = datetime.fromisoformat(plain.removesuffix("UTC").strip() + ("+00:00" if zone == "UTC" else ""))
    if zone is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC), zone is None
