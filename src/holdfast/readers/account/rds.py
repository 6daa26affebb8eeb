"""RDS: instances and clusters with their standby and backups, copies in other regions, snapshots nobody cleans up."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, Database, IdleResource, Placement
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, seen, tags_of
from holdfast.readers.account.values import records, region_of, text, word
from holdfast.readers.repository.templates.database import engine_of

INSTANCES = Call("rds", "describe_db_instances", "rds:DescribeDBInstances", page=100)
CLUSTERS = Call("rds", "describe_db_clusters", "rds:DescribeDBClusters", page=100)
SNAPSHOTS = Call("rds", "describe_db_snapshots", "rds:DescribeDBSnapshots", page=100)
CLUSTER_SNAPSHOTS = Call("rds", "describe_db_cluster_snapshots", "rds:DescribeDBClusterSnapshots", page=100)

OLD_DAYS = 365
"""A snapshot by hand that is older than this is paid for, and nobody would restore it."""

_GONE = "deleting"
_ELSEWHERE = frozenset(["docdb", "neptune"])
"""Engines of other services that RDS lists among its own."""


def _instances(account: Account, region: str) -> Iterator[Reading]:
    for instance in each(account, INSTANCES, region, "DBInstances"):
        # A member is told with its cluster, and a replica keeps no data of its own.
        if instance.get("DBClusterIdentifier") or instance.get("ReadReplicaSourceDBInstanceIdentifier"):
            continue
        if instance.get("DBInstanceStatus") == _GONE:
            continue
        name = text(instance, "DBInstanceIdentifier") or ""
        arn = str(instance.get("DBInstanceArn") or _arn(account, region, "db", name))
        multi_az = bool(instance.get("MultiAZ"))
        yield Database(
            **_common(account, instance, name, arn, f"MultiAZ: {word(multi_az)}"),
            placement=Placement.RDS,
            instance_class=text(instance, "DBInstanceClass"),
            multi_az=multi_az,
            public=bool(instance.get("PubliclyAccessible")),
        )
        yield from _copies(account, instance, name, arn)


def _clusters(account: Account, region: str) -> Iterator[Reading]:
    clusters = [one for one in each(account, CLUSTERS, region, "DBClusters") if one.get("Status") != _GONE]
    if not clusters:
        return
    # The class and the way in are the members' own; the list of instances is the one that is read already.
    instances = {str(one.get("DBInstanceIdentifier")): one for one in each(account, INSTANCES, region, "DBInstances")}
    for cluster in clusters:
        yield from _cluster(account, region, cluster, instances)


def _cluster(account: Account, region: str, cluster: Record, instances: Mapping[str, Record]) -> Iterator[Reading]:
    name = text(cluster, "DBClusterIdentifier") or ""
    arn = str(cluster.get("DBClusterArn") or _arn(account, region, "cluster", name))
    members = [instances.get(str(one.get("DBInstanceIdentifier")), {}) for one in records(cluster, "DBClusterMembers")]
    engine = str(cluster.get("Engine") or "")
    standby = bool(cluster.get("MultiAZ")) or len(members) >= 2
    sizes = (text(member, "DBInstanceClass") for member in members)
    common = _common(account, cluster, name, arn, f"DBClusterMembers: {len(members)}")
    if engine in _ELSEWHERE:
        common["engine"] = "documentdb" if engine == "docdb" else engine
    yield Database(
        **common,
        placement=_placement(engine),
        instance_class=next((size for size in sizes if size), None) or text(cluster, "DBClusterInstanceClass"),
        multi_az=standby,
        public=any(bool(one.get("PubliclyAccessible")) for one in (cluster, *members)),
    )
    yield from _copies(account, cluster, name, arn)


def _placement(engine: str) -> Placement:
    if engine in _ELSEWHERE:
        return Placement.EXTERNAL
    return Placement.AURORA if engine.startswith("aurora") else Placement.RDS


def _common(account: Account, record: Record, name: str, arn: str, standby: str) -> dict[str, Any]:
    """What instances and clusters say in the same words; `standby` is what shows whether there is one."""
    days = _days(record)
    retention = Location(arn=arn, quote=f"BackupRetentionPeriod: {days}")
    engine = str(record.get("Engine") or "")
    return {
        **seen(arn, f"Engine: {engine}", account.environment(tags_of(record, "TagList"), name)),
        "engine": engine_of(engine),
        "name": name,
        "retention_days": days,
        "point_in_time": days > 0,
        "deletion_protection": bool(record.get("DeletionProtection")),
        "encrypted": bool(record.get("StorageEncrypted")),
        "version": text(record, "EngineVersion"),
        "places": {
            "multi_az": Location(arn=arn, quote=standby),
            "retention_days": retention,
            "point_in_time": retention,
            "deletion_protection": _place(arn, record, "DeletionProtection"),
            "encrypted": _place(arn, record, "StorageEncrypted"),
            "public": _place(arn, record, "PubliclyAccessible"),
            "instance_class": Location(arn=arn, quote=f"DBInstanceClass: {record.get('DBInstanceClass', '')}"),
            "version": Location(arn=arn, quote=f"EngineVersion: {record.get('EngineVersion', '')}"),
        },
    }


def _copies(account: Account, record: Record, name: str, arn: str) -> Iterator[Reading]:
    """Automated backups that RDS replicates; the copy's ARN tells where they go."""
    for copy in records(record, "DBInstanceAutomatedBackupsReplications"):
        region = region_of(copy.get("DBInstanceAutomatedBackupsArn"))
        if region and region != region_of(arn):
            environment = account.environment(tags_of(record, "TagList"), name)
            yield BackupJob(
                **seen(arn, f"automated backups go to {region}", environment),
                subject="database",
                method="rds",
                destination="aws",
                other_region=True,
            )


def _snapshots(account: Account, region: str) -> Iterator[Reading]:
    for snapshot in each(account, SNAPSHOTS, region, "DBSnapshots", SnapshotType="manual"):
        yield from _old(account, region, snapshot, "DBSnapshot", "snapshot")


def _cluster_snapshots(account: Account, region: str) -> Iterator[Reading]:
    for snapshot in each(account, CLUSTER_SNAPSHOTS, region, "DBClusterSnapshots", SnapshotType="manual"):
        yield from _old(account, region, snapshot, "DBClusterSnapshot", "cluster-snapshot")


def _old(account: Account, region: str, snapshot: Record, prefix: str, sort: str) -> Iterator[Reading]:
    made = snapshot.get("SnapshotCreateTime")
    if not isinstance(made, datetime) or (account.now - made).days <= OLD_DAYS:
        return
    name = text(snapshot, f"{prefix}Identifier") or ""
    arn = str(snapshot.get(f"{prefix}Arn") or _arn(account, region, sort, name))
    source = text(snapshot, "DBInstanceIdentifier") or text(snapshot, "DBClusterIdentifier")
    environment = account.environment(tags_of(snapshot, "TagList"), name, source)
    quote = f"SnapshotCreateTime: {made.date().isoformat()}"
    yield IdleResource(**seen(arn, quote, environment), type="snapshot", name=name)


def _arn(account: Account, region: str, sort: str, name: str) -> str:
    return f"arn:{account.partition}:rds:{region}:{account.id}:{sort}:{name}"


def _days(record: Record) -> int:
    days = record.get("BackupRetentionPeriod")
    return days if isinstance(days, int) else 0


def _place(arn: str, record: Record, key: str) -> Location:
    return Location(arn=arn, quote=f"{key}: {word(bool(record.get(key)))}")


READER = AccountReader(
    name="rds",
    serves=frozenset(["availability", "backup", "access", "capacity", "cost", "monitoring"]),
    calls=(INSTANCES, CLUSTERS, SNAPSHOTS, CLUSTER_SNAPSHOTS),
    questions=(_instances, _clusters, _snapshots, _cluster_snapshots),
    shows=(Database,),
)
