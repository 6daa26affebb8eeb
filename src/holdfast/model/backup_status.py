"""What a tired person must know of the backups: what comes back, to which second, when it was proven, what is wrong."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from holdfast.model.backup import Encryption, Gap, Holdings, Kind, Proof
from holdfast.model.findings import Severity
from holdfast.model.record import record


class Trouble(StrEnum):
    """Everything that can be wrong; the texts in both languages bear these names."""

    STORE_UNREADABLE = "store-unreadable"
    NO_BACKUP = "no-backup"
    DUMP_OLD = "dump-old"
    NO_BASE = "no-base"
    BASE_OLD = "base-old"
    RUN_FAILED = "run-failed"
    BROKEN = "broken"
    PROOF_FAILED = "proof-failed"
    NEVER_PROVEN = "never-proven"
    PROOF_OLD = "proof-old"
    PROOF_VERSION = "proof-version"
    POINT_UNPROVEN = "point-unproven"
    GAP_OPEN = "gap-open"
    """Segments are missing after the newest base: nothing later can be recovered until the next base."""
    GAP = "gap"
    WAL_LATE = "wal-late"
    WAL_DROPPED = "wal-dropped"
    SPOOL_HIGH = "spool-high"
    COPY_UNNAMED = "copy-unnamed"
    COPY_UNREADABLE = "copy-unreadable"
    COPY_MISSING = "copy-missing"
    COPY_LATE = "copy-late"
    LIFECYCLE_SHORT = "lifecycle-short"
    LIFECYCLE_ARCHIVES = "lifecycle-archives"
    VERSIONS_STAY = "versions-stay"
    NOT_VERSIONED = "not-versioned"
    UNREADABLE = "unreadable"
    PLAIN_KEY = "plain-key"
    CLOCK = "clock"
    MANAGED_MISSING = "managed-missing"
    MANAGED_OFF = "managed-off"
    MANAGED_SHORT = "managed-short"
    MANAGED_LATE = "managed-late"
    MANAGED_NO_COPY = "managed-no-copy"


@record(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong; a notice alone never makes the whole wrong."""

    kind: Trouble
    severity: Severity
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something that could not be read: which IAM action it takes, of what, and why not, in words that are safe."""

    action: str
    resource: str
    reason: str


@record(frozen=True, slots=True, kw_only=True)
class BucketRules:
    """What the bucket does to backups by itself.

    Attributes:
        expire_days: days after which its lifecycle removes one; 0 for a rule by date; None when no rule does.
        expire_rule: that rule's id.
        archive_days: days after which it moves one to where a restore takes hours; None when no rule does.
        archive_class: the storage class it moves to.
        noncurrent_days: days that a removed or replaced version stays; None: for ever, where versions are kept.
        versioned: whether removed objects stay as versions; None when it could not be read.
        lock_mode: `GOVERNANCE` or `COMPLIANCE` of new objects; empty when no lock is set by default.
        lock_days: days for which new objects cannot be removed.
        clock_ahead_seconds: how far this host's clock is ahead of S3's; None when nothing answered.
        unreadable: what could not be read; it is not known to be fine.
    """

    expire_days: int | None = None
    expire_rule: str = ""
    archive_days: int | None = None
    archive_class: str = ""
    noncurrent_days: int | None = None
    versioned: bool | None = None
    lock_mode: str = ""
    lock_days: int = 0
    clock_ahead_seconds: float | None = None
    unreadable: tuple[Unreadable, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Copy:
    """The second region's copy, as reading it there shows it.

    Attributes:
        region: where it is.
        bucket: empty when the spec names none: then nothing could be read.
        holdings: what is there; None when it could not be read.
        reason: why it could not be read, safe to print.
        step: what to do about it.
    """

    region: str
    bucket: str
    holdings: Holdings | None = None
    reason: str = ""
    step: str = ""


@record(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One snapshot of a managed database."""

    id: str
    at: datetime | None
    automated: bool
    state: str
    region: str
    copy_of: str = ""


@record(frozen=True, slots=True, kw_only=True)
class Managed:
    """What RDS keeps of one instance by itself.

    Attributes:
        instance: its identifier.
        found: whether there is such an instance; None when that could not be read.
        version: of its engine.
        retention_days: of automated backups; 0: there are none.
        earliest: the first moment that it can be restored to.
        latest: the last one.
        snapshots: in the home region, newest last.
        copies: in the second region, newest last.
        copied_until: the last moment that automated backups replicated to the second region restore to.
        unreadable: what could not be read.
    """

    instance: str
    found: bool | None = True
    version: str = ""
    retention_days: int = 0
    earliest: datetime | None = None
    latest: datetime | None = None
    snapshots: tuple[Snapshot, ...] = ()
    copies: tuple[Snapshot, ...] = ()
    copied_until: datetime | None = None
    unreadable: tuple[Unreadable, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Newest:
    """The newest good backup of one kind, and how many good ones there are."""

    id: str
    kind: Kind
    finished_at: datetime
    seconds: float
    stored_bytes: int
    source_bytes: int
    encryption: Encryption
    count: int
    oldest_at: datetime


@record(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time of which every second can be restored.

    Attributes:
        since: the end of the base backup with which it begins.
        until: the time of the newest archived WAL; None when a gap ends the stretch at a time that nobody knows.
        gap: what ends it.
    """

    since: datetime
    until: datetime | None = None
    gap: Gap | None = None


@record(frozen=True, slots=True, kw_only=True)
class WalState:
    """The WAL archive, and what waits for it on this host; `spooled_bytes` is None where another host has the spool."""

    newest: str
    newest_at: datetime | None
    spooled_bytes: int | None
    spool_limit_bytes: int
    dropped: int


@record(frozen=True, slots=True, kw_only=True)
class CopyState:
    """How much of what is held the second region has."""

    region: str
    bucket: str
    readable: bool
    copied: int = 0
    wanted: int = 0
    newest_at: datetime | None = None
    only_there: int = 0
    """Good backups there that the first region has not, or has no more."""


@record(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What this host remembers of its own runs."""

    good_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str = ""
    failing: int = 0


@record(frozen=True, slots=True, kw_only=True)
class BackupStatus:
    """One environment's backups on one screen.

    Attributes:
        at: when it was looked at.
        store: `s3://bucket/prefix`.
        asked: whether the store was asked, and answered.
        newest: the newest good one of each kind that there is.
        windows: what can be restored to any second, oldest first.
        broken: number of things that only look like backups.
        proof: the newest verification.
        proven: the newest one that passed.
        point_proven: the newest one that recovered to a point in time, and passed: it has the measured RPO.
        problems: worst first.
    """

    product: str
    environment: str
    at: datetime
    store: str
    asked: bool
    newest: tuple[Newest, ...] = ()
    windows: tuple[Window, ...] = ()
    broken: int = 0
    proof: Proof | None = None
    proven: Proof | None = None
    point_proven: Proof | None = None
    wal: WalState | None = None
    copy: CopyState | None = None
    managed: Managed | None = None
    last_run: LastRun = field(default_factory=LastRun)
    problems: tuple[Problem, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong that somebody has to act on."""
        return all(problem.severity is Severity.NOTICE for problem in self.problems)
