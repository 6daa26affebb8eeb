"""Backups that were never made: manifests, proofs and holdings for tests of what is decided about them."""

from datetime import UTC, datetime, timedelta

from holdfast.model.backup import Digest, Encryption, Kind, Manifest, Proof, StoredObject

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CLUSTER = "7430000000000000001"


def manifest(
    finished_at: datetime,
    kind: Kind = Kind.LOGICAL,
    *,
    cluster: str = CLUSTER,
    lsn: int = 0x3000028,
    timeline: int = 1,
    suffix: str = "1a2b",
    database: str = "shop",
    server_version: str = "16.4",
    encryption: Encryption = Encryption.S3,
    minutes: float = 5,
    size: int = 1000,
) -> Manifest:
    """One manifest of a backup that took five minutes."""
    started = finished_at - timedelta(minutes=minutes)
    backup_id = f"{started:%Y%m%dT%H%M%SZ}-{kind.value}-{suffix}"
    return Manifest(
        id=backup_id,
        kind=kind,
        engine="pg_dump" if kind is Kind.LOGICAL else "barman",
        product="shop",
        environment="production",
        database=database,
        system_identifier=cluster,
        server_version=server_version,
        started_at=started,
        finished_at=finished_at,
        start_lsn=f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}",
        end_lsn=f"{lsn >> 32:X}/{(lsn & 0xFFFFFFFF) + 0x100:X}",
        timeline=timeline,
        source_bytes=10 * size,
        objects=(StoredObject(role="database", key=f"backups/{backup_id}/database.dump.zst", size=size, etag="e"),),
        tables=(),
        digest=Digest.SAMPLE,
        tools={},
        encryption=encryption,
    )


def proof(about: Manifest, at: datetime, *, passed: bool = True, rpo: float | None = None) -> Proof:
    """One proof of `about`."""
    return Proof(
        backup_id=about.id,
        at=at,
        passed=passed,
        restore_seconds=240,
        tables=12,
        rpo_seconds=rpo,
        problems=() if passed else ("public.orders: 3 rows are missing",),
    )
