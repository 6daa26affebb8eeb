"""The status of backups for machines: `holdfast.backup-status/1`.

The shape follows the same promise as an assessment's: it may gain optional keys; a key that exists never changes its
meaning or goes away. Moments are ISO 8601 in UTC, durations seconds, sizes bytes.
"""

import json
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from holdfast.model import backup_status as model
from holdfast.model.backup import Proof

SCHEMA: Final = "holdfast.backup-status/1"

SeverityWord = Literal["critical", "warning", "notice"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewestEntry(_Frozen):
    """The newest good backup of one kind, and how many good ones of it there are."""

    id: str
    kind: Literal["logical", "physical"]
    finished_at: str
    age_seconds: float
    seconds: float = Field(description="How long it took.")
    stored_bytes: int
    source_bytes: int
    encryption: str
    count: int
    oldest_at: str


class GapEntry(_Frozen):
    """WAL segments that are missing: the first, the last, how many."""

    first: str
    last: str
    segments: int


class WindowEntry(_Frozen):
    """A stretch of which every second can be restored; `until` is null where a gap ends it at an unknown time."""

    since: str
    until: str | None = None
    gap: GapEntry | None = None


class ProofEntry(_Frozen):
    """One restore that was made to prove a backup."""

    backup_id: str
    at: str
    age_seconds: float
    passed: bool
    rto_seconds: float = Field(description="From the first byte asked for to the first query answered.")
    rpo_seconds: float | None = Field(None, description="What would have been lost at most; null when not measured.")


class WalEntry(_Frozen):
    """The WAL archive; `spooled_bytes` is null where another host has the spool."""

    newest: str
    newest_at: str | None = None
    lag_seconds: float | None = None
    spooled_bytes: int | None = None
    spool_limit_bytes: int = 0
    dropped: int = 0


class CopyEntry(_Frozen):
    """The second region, as it was read there."""

    region: str
    bucket: str
    readable: bool
    copied: int
    wanted: int
    newest_at: str | None = None
    only_there: int = Field(0, description="Good ones that the first region has not, or has no more.")


class ManagedEntry(_Frozen):
    """What RDS keeps by itself."""

    instance: str
    found: bool | None = Field(description="Whether there is such an instance; null when that could not be read.")
    version: str
    retention_days: int
    earliest: str | None = None
    latest: str | None = None
    snapshots: int = 0
    copies: int = 0
    copied_until: str | None = None


class RunEntry(_Frozen):
    """What the host that was asked remembers of its own runs."""

    good_at: str | None = None
    failed_at: str | None = None
    failure: str = ""
    failing: int = Field(0, description="Failed runs since the last good one.")


class ProblemEntry(_Frozen):
    """One thing that is wrong: `kind` is one of a fixed list of words, `params` its particulars."""

    kind: str
    severity: SeverityWord
    params: dict[str, str] = Field(default_factory=dict)


class StatusDocument(_Frozen):
    """One environment's backups; problems are the worst first, a notice alone leaves `well` true."""

    schema_: Literal["holdfast.backup-status/1"] = Field(SCHEMA, alias="schema")
    product: str
    environment: str
    at: str
    store: str
    asked: bool = Field(description="Whether the store was asked, and answered.")
    well: bool
    newest: tuple[NewestEntry, ...] = ()
    windows: tuple[WindowEntry, ...] = ()
    broken: int = 0
    proof: ProofEntry | None = Field(None, description="The newest verification.")
    proven: ProofEntry | None = Field(None, description="The newest verification that passed.")
    point_proven: ProofEntry | None = Field(None, description="The newest that recovered to a point in time.")
    wal: WalEntry | None = None
    copied: CopyEntry | None = None
    managed: ManagedEntry | None = None
    last_run: RunEntry = Field(default_factory=RunEntry)
    problems: tuple[ProblemEntry, ...] = ()


def to_document(status: model.BackupStatus) -> StatusDocument:
    """The status in its published shape."""
    return StatusDocument(
        schema=SCHEMA,
        product=status.product,
        environment=status.environment,
        at=_needed(status.at),
        store=status.store,
        asked=status.asked,
        well=status.is_well,
        newest=tuple(_newest(one, status.at) for one in status.newest),
        windows=tuple(_window(one) for one in status.windows),
        broken=status.broken,
        proof=_proof(status.proof, status.at),
        proven=_proof(status.proven, status.at),
        point_proven=_proof(status.point_proven, status.at),
        wal=_wal(status.wal, status.at),
        copied=_copy(status.copy),
        managed=_managed(status.managed),
        last_run=RunEntry(
            good_at=_text(status.last_run.good_at),
            failed_at=_text(status.last_run.failed_at),
            failure=status.last_run.failure,
            failing=status.last_run.failing,
        ),
        problems=tuple(
            ProblemEntry(kind=one.kind.value, severity=one.severity.value, params=dict(one.params))
            for one in status.problems
        ),
    )


def render_json(status: model.BackupStatus) -> str:
    """The status as indented JSON with a final line end."""
    return to_document(status).model_dump_json(indent=2, by_alias=True) + "\n"


def schema_text() -> str:
    """The JSON Schema (draft 2020-12) that every rendered status satisfies."""
    described: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:backup-status:1",
        **StatusDocument.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def _newest(one: model.Newest, now: datetime) -> NewestEntry:
    return NewestEntry(
        id=one.id,
        kind=one.kind.value,
        finished_at=_needed(one.finished_at),
        age_seconds=_age(one.finished_at, now),
        seconds=round(one.seconds, 3),
        stored_bytes=one.stored_bytes,
        source_bytes=one.source_bytes,
        encryption=one.encryption.value,
        count=one.count,
        oldest_at=_needed(one.oldest_at),
    )


def _window(one: model.Window) -> WindowEntry:
    gap = one.gap and GapEntry(first=one.gap.first, last=one.gap.last, segments=one.gap.segments)
    return WindowEntry(since=_needed(one.since), until=_text(one.until), gap=gap)


def _proof(proof: Proof | None, now: datetime) -> ProofEntry | None:
    if proof is None:
        return None
    return ProofEntry(
        backup_id=proof.backup_id,
        at=_needed(proof.at),
        age_seconds=_age(proof.at, now),
        passed=proof.passed,
        rto_seconds=round(proof.restore_seconds, 3),
        rpo_seconds=None if proof.rpo_seconds is None else round(proof.rpo_seconds, 3),
    )


def _wal(wal: model.WalState | None, now: datetime) -> WalEntry | None:
    if wal is None:
        return None
    return WalEntry(
        newest=wal.newest,
        newest_at=_text(wal.newest_at),
        lag_seconds=None if wal.newest_at is None else _age(wal.newest_at, now),
        spooled_bytes=wal.spooled_bytes,
        spool_limit_bytes=wal.spool_limit_bytes,
        dropped=wal.dropped,
    )


def _copy(copy: model.CopyState | None) -> CopyEntry | None:
    if copy is None:
        return None
    return CopyEntry(
        region=copy.region,
        bucket=copy.bucket,
        readable=copy.readable,
        copied=copy.copied,
        wanted=copy.wanted,
        newest_at=_text(copy.newest_at),
        only_there=copy.only_there,
    )


def _managed(managed: model.Managed | None) -> ManagedEntry | None:
    if managed is None:
        return None
    return ManagedEntry(
        instance=managed.instance,
        found=managed.found,
        version=managed.version,
        retention_days=managed.retention_days,
        earliest=_text(managed.earliest),
        latest=_text(managed.latest),
        snapshots=len(managed.snapshots),
        copies=len(managed.copies),
        copied_until=_text(managed.copied_until),
    )


def _age(at: datetime, now: datetime) -> float:
    return round(max(0.0, (now - at).total_seconds()), 3)


def _text(at: datetime | None) -> str | None:
    return None if at is None else _needed(at)


def _needed(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
