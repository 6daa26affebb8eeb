"""What a prune would do, decided before anything is touched: what goes, what stays, and why."""

from datetime import datetime
from enum import StrEnum

from holdfast.model.backup import Kind
from holdfast.model.record import record


class Keep(StrEnum):
    """Why something stays."""

    WITHIN = "within-retention"
    LAST_OF_KIND = "last-of-kind"
    """The newest good one of its kind and database, however old."""
    LAST_SOUND = "last-sound"
    """The newest one that no verification has found wrong: a newer one exists, and failed to restore."""
    LAST_PROVEN = "last-proven"
    """The newest one that a verification has brought back."""
    BASE = "base"
    """Recovery to the oldest kept moment begins with it."""
    FUTURE = "future"
    """It says that it was made later than now: a clock is wrong, and its age is not known."""
    NEWER_FORMAT = "newer-format"
    """Its manifest is of a newer version of Holdfast, which alone can tell what it is."""
    FRESH_LEFTOVER = "fresh-leftover"
    """Broken, and so young that its run may still be at work."""
    ONLY_HOPE = "only-hope"
    """Broken, and no newer good one of its kind exists: parts of it may be all there is."""
    UNKNOWN_AGE = "unknown-age"
    """Broken, and its name does not tell when it was made."""


class Drop(StrEnum):
    """Why something goes."""

    EXPIRED = "expired"
    LEFTOVER = "leftover"
    """Broken, a day old or more, and a newer good one exists."""


@record(frozen=True, slots=True, kw_only=True)
class Kept:
    """One backup that stays, with every reason."""

    id: str
    kind: Kind | None
    at: datetime | None
    reasons: tuple[Keep, ...]
    stored_bytes: int = 0
    broken: bool = False


@record(frozen=True, slots=True, kw_only=True)
class Going:
    """One backup that goes.

    Attributes:
        id: the backup's id.
        kind: None for something broken whose name does not tell.
        at: when it was finished; for something broken when it was begun.
        reason: why.
        stored_bytes: that its manifest counts; 0 for something broken.
        broken: it has no manifest that an engine could go by.
    """

    id: str
    kind: Kind | None
    at: datetime
    reason: Drop
    stored_bytes: int = 0
    broken: bool = False


@record(frozen=True, slots=True, kw_only=True)
class WalCut:
    """Where one cluster's WAL archive may begin: everything before the start of its oldest kept base backup goes.

    Attributes:
        system_identifier: of the cluster.
        timeline: of that base backup.
        start_lsn: where the WAL that it needs begins.
        base_id: its id.
        engine: that made it, and whose archive it is.
    """

    system_identifier: str
    timeline: int
    start_lsn: str
    base_id: str
    engine: str


@record(frozen=True, slots=True, kw_only=True)
class PrunePlan:
    """Everything in the store, each exactly once among `kept` and `going`, oldest first.

    Attributes:
        now: the time by which it was decided.
        retention_days: the spec's.
        kept: what stays.
        going: what goes.
        wal: where each cluster's archive may begin; nothing for a cluster whose WAL must all stay.
        wal_kept_for: ids of what may be physical backups that cannot be read: because of them no WAL goes.
        proofs: keys of the proofs that go, oldest first: their backups are gone, or go.
    """

    now: datetime
    retention_days: int
    kept: tuple[Kept, ...] = ()
    going: tuple[Going, ...] = ()
    wal: tuple[WalCut, ...] = ()
    wal_kept_for: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()

    @property
    def freed_bytes(self) -> int:
        """Bytes of all good backups that go."""
        return sum(one.stored_bytes for one in self.going)
