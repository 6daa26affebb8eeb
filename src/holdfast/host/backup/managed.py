"""Reads what RDS keeps of a database by itself: automated backups, their window, snapshots, and both in two regions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from holdfast.host.aws.clients import client
from holdfast.host.backup.asking import Asked, pages
from holdfast.model.backup_status import Managed, Snapshot

_OWN_HOSTS = (".rds.amazonaws.com", ".rds.amazonaws.com.cn")
_GONE = frozenset({"DBInstanceNotFound", "DBInstanceNotFoundFault"})
_NO_BACKUPS = frozenset({"DBInstanceAutomatedBackupNotFound", "DBInstanceAutomatedBackupNotFoundFault"})

Clients = Callable[[str, str], Any]
"""Gives a client of a service in a region."""


def instance_named(url: str, otherwise: str) -> str:
    """The identifier of the instance that a connection URL reaches, by its host's name; else `otherwise`.

    Args:
        url: the database's connection URL; may be empty, or none at all.
        otherwise: the product's own name for it.
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return otherwise
    return host.partition(".")[0] if host.endswith(_OWN_HOSTS) else otherwise


def read_managed(
    instance: str, region: str, copy_region: str | None, clients: Clients = client
) -> tuple[Managed, Mapping[str, Any]]:
    """What RDS keeps of one instance, and the instance as RDS describes it (empty when there is none).

    Each question is put once; what could not be read is named in the answer, and is not known to be fine.

    Args:
        instance: its identifier.
        region: where it is.
        copy_region: where a second copy should be; None when none is asked for.
        clients: gives a client of a service in a region.
    """
    asked = Asked()
    rds = clients("rds", region)
    resource = f"arn:aws:rds:{region}:*:db:{instance}"
    described = asked.ask(
        "rds:DescribeDBInstances",
        resource,
        lambda: pages(rds, "describe_db_instances", "DBInstances", DBInstanceIdentifier=instance),
        absent=_GONE,
    )
    found: Mapping[str, Any] = next(iter((described or {}).get("DBInstances", ())), {})
    windows = list(_windows(asked, rds, instance, resource))
    snapshots = tuple(_snapshots(asked, rds, instance, region))
    copies: tuple[Snapshot, ...] = ()
    copied_until = None
    if copy_region and copy_region != region:
        there = clients("rds", copy_region)
        resource = f"arn:aws:rds:{copy_region}:*:db:{instance}"
        copied_until = max((until for _, until in _windows(asked, there, instance, resource)), default=None)
        copies = tuple(_snapshots(asked, there, instance, copy_region))
    latest = found.get("LatestRestorableTime")
    until = [moment for _, moment in windows] + ([latest] if isinstance(latest, datetime) else [])
    managed = Managed(
        instance=instance,
        found=None if described is None else bool(found),
        version=str(found.get("EngineVersion", "")),
        retention_days=int(found.get("BackupRetentionPeriod", 0)),
        earliest=min((since for since, _ in windows), default=None),
        latest=max(until, default=None),
        snapshots=snapshots,
        copies=copies,
        copied_until=copied_until,
        unreadable=tuple(asked.unreadable),
    )
    return managed, found


def _windows(asked: Asked, rds: Any, instance: str, resource: str) -> Iterator[tuple[datetime, datetime]]:
    """First and last moment of each set of automated backups of the instance, those of a deleted one too."""
    answer = asked.ask(
        "rds:DescribeDBInstanceAutomatedBackups",
        resource,
        lambda: pages(
            rds,
            "describe_db_instance_automated_backups",
            "DBInstanceAutomatedBackups",
            DBInstanceIdentifier=instance,
        ),
        absent=_NO_BACKUPS | _GONE,
    )
    for one in (answer or {}).get("DBInstanceAutomatedBackups", ()):
        window = one.get("RestoreWindow") or {}
        since, until = window.get("EarliestTime"), window.get("LatestTime")
        if isinstance(since, datetime) and isinstance(until, datetime):
            yield since.astimezone(UTC), until.astimezone(UTC)


def _snapshots(asked: Asked, rds: Any, instance: str, region: str) -> Iterator[Snapshot]:
    answer = asked.ask(
        "rds:DescribeDBSnapshots",
        f"arn:aws:rds:{region}:*:snapshot:*",
        lambda: pages(rds, "describe_db_snapshots", "DBSnapshots", DBInstanceIdentifier=instance),
        absent=_GONE,
    )
    yield from sorted(_each((answer or {}).get("DBSnapshots", ()), region), key=lambda one: (str(one.at or ""), one.id))


def _each(described: Iterable[Mapping[str, Any]], region: str) -> Iterator[Snapshot]:
    for one in described:
        if one.get("Status") not in {None, "available"}:
            continue  # one that is being made, or failed, brings nothing back
        at = one.get("SnapshotCreateTime")
        yield Snapshot(
            id=str(one.get("DBSnapshotIdentifier", "")),
            at=at.astimezone(UTC) if isinstance(at, datetime) else None,
            automated=one.get("SnapshotType") == "automated",
            state=str(one.get("Status", "")),
            region=region,
            copy_of=str(one.get("SourceDBSnapshotIdentifier", "")),
        )
