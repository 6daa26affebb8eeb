"""The numbers of backups: from what a host remembers of its runs, and from the WAL that waits on it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.backup.state import State, read_state
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.monitoring.metrics import Readings
from holdfast.model.errors import IncompleteError

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class BackupRuns:
    """Age, size and duration of the last good backup, failed runs, and the last proof.

    A host without the file gives no metric: in a group exactly one host takes a run. The alarm must therefore treat
    missing data as breaching, or nobody is told that backups never began.

    Args:
        path: the state file, `backup.json`.
        clock: the time, with its zone.
    """

    def __init__(self, path: Path, clock: Clock = _now) -> None:
        self._path = path
        self._clock = clock

    def collect(self) -> Readings:
        """What is known; no age is below 0, also after the clock was set back.

        Raises:
            IncompleteError: the file is there and is none of ours.
        """
        state = read_state(self._path)
        now = self._clock()
        found: dict[str, float] = {}
        if state.finished_at is not None:
            found["backup_age_seconds"] = _age(state.finished_at, now)
        made = max(state.good.values(), key=lambda last: last.finished_at, default=None)
        if made is not None:
            found["backup_size_bytes"] = made.stored_bytes
            found["backup_duration_seconds"] = made.seconds
        if state != State():
            found["backup_failures"] = state.failures
        if state.proof is not None:
            found["backup_proven"] = float(state.proof.passed)
            found["backup_proof_age_seconds"] = _age(state.proof.at, now)
            found["backup_restore_seconds"] = state.proof.restore_seconds
        return found


class WalSpool:
    """How much WAL waits on this host for S3, and for how long.

    Args:
        spool: this host's.
        clock: the time, with its zone.
    """

    def __init__(self, spool: Spool, clock: Clock = _now) -> None:
        self._spool = spool
        self._clock = clock

    def collect(self) -> Readings:
        """What waits; nothing where PostgreSQL has handed no WAL over yet.

        Raises:
            IncompleteError: the spool is there and cannot be read.
        """
        try:
            if not self._spool.folder.is_dir():
                return {}
            used = self._spool.waiting_bytes()
            return {
                "wal_lag_seconds": self._lag(),
                "wal_spool_bytes": used,
                "wal_spool_percent": 100 * used / max(1, self._spool.limit_bytes),
                "wal_dropped": len(self._spool.dropped()),
            }
        except OSError as error:
            raise IncompleteError(
                f"the WAL spool cannot be read ({error.strerror})",
                where=str(error.filename or self._spool.folder),
                next_step="let the agent's user read it",
            ) from error

    def _lag(self) -> float:
        """Age of the oldest file that waits; 0 when none does."""
        oldest = None
        for name in self._spool.waiting():
            with suppress(FileNotFoundError):  # shipped meanwhile
                at = self._spool.path(name).stat().st_mtime
                oldest = at if oldest is None else min(at, oldest)
        return 0.0 if oldest is None else max(0.0, self._clock().timestamp() - oldest)


def _age(at: datetime, now: datetime) -> float:
    return max(0.0, (now - at).total_seconds())
