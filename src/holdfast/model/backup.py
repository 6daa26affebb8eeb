"""What is known of a product's backups: manifests, proofs by restoring, the WAL archive, what is wrong."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from holdfast.model.record import record

MANIFEST_SCHEMA = "holdfast.backup/1"
PROOF_SCHEMA = "holdfast.backup-proof/1"


class Kind(StrEnum):
    """How a backup was made, and so what it can bring back."""

    LOGICAL = "logical"
    """A dump of one database: restores into any server of the same or a newer version."""
    PHYSICAL = "physical"
    """A copy of the whole cluster: with the WAL archive it restores to any moment after its end."""


class Digest(StrEnum):
    """How much of a table's content its digest covers."""

    SAMPLE = "sample"
    """The rows chosen by a hash of their content: about one of 64. The number of rows covers all of them."""
    FULL = "full"
    """Every row."""


class Encryption(StrEnum):
    """Who holds the key of the stored bytes."""

    S3 = "sse-s3"
    KMS = "sse-kms"
    CLIENT = "client"
    """Encrypted before they leave the host, in age's format: S3 never sees them in clear."""


@record(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """One object of a backup in the store.

    Attributes:
        role: what it is in the backup: `database`, `globals`, `base`, …; unique within one backup.
        key: its key below the store's prefix.
        size: bytes as they are stored.
        etag: the store's own tag, without quotes; a listing alone tells when the object is another.
        sha256: of the stored bytes, in hexadecimal; empty where the engine wrote it and nobody read it back.
        unpacked: bytes before they were compressed and encrypted; 0 where nobody counted them.
        begins: of a piece of a dump: number of the entry with whose rows it begins; 0 for the first piece, which has
            the table of contents, too, and for what is none.
    """

    role: str
    key: str
    size: int
    etag: str
    sha256: str = ""
    unpacked: int = 0
    begins: int = 0


@record(frozen=True, slots=True, kw_only=True)
class TableState:
    """One table's content at the moment that the backup holds.

    Attributes:
        name: `schema.table`, quoted as PostgreSQL quotes it where that is needed.
        rows: number of rows.
        digest: of the rows, independent of their order, in hexadecimal; which rows is the manifest's `digest`.
    """

    name: str
    rows: int
    digest: str


@record(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one backup is. It is written last and read back: a backup without it does not exist.

    Attributes:
        id: sorts by time and is safe in a key: `20261125T031500Z-logical-1a2b`.
        kind: logical or physical.
        engine: what made it: `pg_dump`, `barman`, `pgbackrest`.
        product: the product's name.
        environment: the environment's name.
        database: name of the database (logical), or of the one whose tables were counted (physical).
        system_identifier: PostgreSQL's own number of the cluster; another cluster's WAL never fits.
        server_version: such as `16.4`.
        started_at: when it began, UTC.
        finished_at: when its last object was stored, UTC.
        start_lsn: where the WAL needed for it begins, such as `0/3000028`.
        end_lsn: the first moment that it can restore.
        timeline: of the WAL at its end.
        source_bytes: size of the database (logical) or the cluster (physical).
        objects: everything stored, without the manifest itself.
        tables: the tables of `database`, sorted by name.
        tables_lsn: the LSN at which a physical backup's tables are exactly so; empty when writers never paused long
            enough to tell, and always empty for a logical one, whose dump is of the same snapshot.
        digest: what the tables' digests cover.
        release: commit of the running release; empty when unknown.
        tools: versions of the programs that made it, by name.
        encryption: who holds the key.
        key_id: the KMS key, or the client key's public recipient; empty for `sse-s3`.
        host: name of the host that made it.
        engine_id: the backup's name in the engine's own catalogue; empty when it has none.
    """

    id: str
    kind: Kind
    engine: str
    product: str
    environment: str
    database: str
    system_identifier: str
    server_version: str
    started_at: datetime
    finished_at: datetime
    start_lsn: str
    end_lsn: str
    timeline: int
    source_bytes: int
    objects: tuple[StoredObject, ...]
    tables: tuple[TableState, ...]
    digest: Digest
    tools: Mapping[str, str]
    encryption: Encryption
    tables_lsn: str = ""
    release: str = ""
    key_id: str = ""
    host: str = ""
    engine_id: str = ""
    schema: str = MANIFEST_SCHEMA

    @property
    def stored_bytes(self) -> int:
        """Bytes in the store, all objects together."""
        return sum(stored.size for stored in self.objects)

    @property
    def unpacked_bytes(self) -> int:
        """Bytes of the dump as pg_dump wrote it; 0 where nobody counted them."""
        return sum(stored.unpacked for stored in self.objects)

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return (self.finished_at - self.started_at).total_seconds()


class Check(StrEnum):
    """How one part of a verification ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_THERE = "not-there"
    """The program is not installed, or the spec names no query: nothing was looked at, which is not a pass."""


@record(frozen=True, slots=True, kw_only=True)
class Proof:
    """What one verification saw; stored beside the backups, so that every host knows it.

    Attributes:
        backup_id: the manifest's id.
        at: when it ended, UTC.
        passed: whether everything that was looked at was right.
        restore_seconds: from the first byte asked for to the first query answered: the measured RTO.
        tables: number of tables compared with the manifest.
        different: one line for each table that differs, safe to print.
        amcheck: what `pg_amcheck` said.
        smoke: what the application's own query said.
        target: the moment asked for in a recovery to a point in time, UTC; None for a plain restore.
        recovered_to: time of the newest sentinel row that came back, UTC; None where none was written.
        rpo_seconds: from that sentinel to the newest one written when the recovery began: the measured RPO.
        problems: everything that was not right, safe to print.
        host: where it was verified.
    """

    backup_id: str
    at: datetime
    passed: bool
    restore_seconds: float
    tables: int
    different: tuple[str, ...] = ()
    amcheck: Check = Check.NOT_THERE
    smoke: Check = Check.NOT_THERE
    target: datetime | None = None
    recovered_to: datetime | None = None
    rpo_seconds: float | None = None
    problems: tuple[str, ...] = ()
    host: str = ""
    schema: str = PROOF_SCHEMA


class Fault(StrEnum):
    """Why something that calls itself a backup is none."""

    UNFINISHED = "unfinished"
    NEWER = "newer"
    NO_JSON = "no-json"
    UNSAID = "unsaid"
    ANOTHER_KIND = "another-kind"
    DAMAGED = "damaged"
    FLIPPED = "flipped"
    ANOTHER_ID = "another-id"
    EMPTY = "empty"
    MISSING = "missing"
    RESIZED = "resized"
    REPLACED = "replaced"


@record(frozen=True, slots=True, kw_only=True)
class Broken:
    """Something in the store that calls itself a backup and is none.

    Attributes:
        id: the backup's id, as its keys say it.
        reason: why it cannot be restored, safe to print.
        next_step: what to do about it.
        newer: its manifest is from a newer version of Holdfast: it may be good, and is never deleted by this one.
        fault: the reason in one word, for those who tell it in another language; None where it is told in words alone.
        params: the particulars of `fault`, by name.
    """

    id: str
    reason: str
    next_step: str
    newer: bool = False
    fault: Fault | None = None
    params: Mapping[str, str] = field(default_factory=dict)


@record(frozen=True, slots=True, kw_only=True)
class Gap:
    """WAL segments that are missing from the archive, first and last of a run of them, on one timeline."""

    first: str
    last: str
    segments: int


@record(frozen=True, slots=True, kw_only=True)
class Archive:
    """The WAL archive as the store and this host's spool show it.

    Attributes:
        segments: number of segments in the store.
        newest: name of the newest segment; empty when there is none.
        newest_at: when it was stored, UTC.
        gaps: runs of segments that are missing since the oldest kept base backup.
        spooled_bytes: bytes that wait on this host; None where the spool is another host's.
        spool_limit_bytes: the bound.
        dropped: segments that were given up at the bound because the spec says so; each is also a gap.
    """

    segments: int = 0
    newest: str = ""
    newest_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()
    spooled_bytes: int | None = None
    spool_limit_bytes: int = 0
    dropped: int = 0


@record(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Everything that the store holds of one product and environment.

    Attributes:
        good: backups whose manifest was read and whose objects have the sizes and tags it names; oldest first.
        broken: what is not good, oldest first.
        proofs: all that were read, oldest first.
    """

    good: tuple[Manifest, ...] = ()
    broken: tuple[Broken, ...] = ()
    proofs: tuple[Proof, ...] = field(default=())

    def newest(self, kind: Kind | None = None) -> Manifest | None:
        """The newest good backup, of one kind or of any."""
        return next((found for found in reversed(self.good) if kind in {None, found.kind}), None)
