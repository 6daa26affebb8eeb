"""Alarms as data: what is watched, from when it is wrong, and what no data means; one list for each part."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import partial
from typing import Literal

from holdfast.model.record import record
from holdfast.stacks.place import Place, is_burstable, memory_gib, virtual_processors

Missing = Literal["breaching", "notBreaching", "ignore", "missing"]
ABOVE, BELOW, AT_LEAST = "GreaterThanThreshold", "LessThanThreshold", "GreaterThanOrEqualToThreshold"
_HOST = "Holdfast"
_GIB = 1 << 30
_HOUR = 3600
_DAY = 24 * _HOUR


@record(frozen=True, slots=True, kw_only=True)
class Watch:
    """One alarm.

    Attributes:
        name: ends the alarm's name.
        what: what has happened when it rings, for people.
        namespace: CloudWatch's, such as `AWS/EC2`.
        metric: the metric's name there.
        statistic: such as `Average`, or a percentile such as `p95`.
        dimensions: what tells the metric from others of its name.
        side: on which side of the limit it is wrong.
        limit: in the metric's own unit.
        seconds: that one point stands for.
        points: points that are looked at.
        wrong: of them, those that must be wrong; all when 0.
        missing: what a point without data counts as.
        why: the reason for that choice.
        stops_releases: whether CodeDeploy stops at it and goes back.
    """

    name: str
    what: str
    namespace: str
    metric: str
    statistic: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    side: str = ABOVE
    limit: float = 0
    seconds: int = 60
    points: int = 5
    wrong: int = 0
    missing: Missing
    why: str
    stops_releases: bool = False


_SILENT = "a host whose agent is silent is told by the alarm `agent`, once, and not by each of its numbers"
_NO_TRAFFIC = "without requests there are no numbers, and nobody to be harmed"
_NOTHING = "AWS gives a point only when it happens"
_TWICE_A_DAY = "ACM gives a number twice a day: between them the last one holds"


def of_hosts(place: Place, group: str) -> Iterator[Watch]:
    """Of the instances, as EC2 sees them, and as CloudWatch's agent does on them.

    Args:
        place: the environment.
        group: name of the group of hosts, as a token.
    """
    ec2: dict[str, str] = {"AutoScalingGroupName": group}
    ours = _ours(place)
    yield Watch(name="cpu", what="Hosts are busy, and scaling does not help",
                namespace="AWS/EC2", metric="CPUUtilization", statistic="Average", dimensions=ec2, limit=85,
                seconds=300, points=3, missing="notBreaching", why="no host, no load: `hosts` tells that")  # fmt: skip
    yield Watch(name="status", what="A host or its disk fails EC2's own checks", namespace="AWS/EC2",
                metric="StatusCheckFailed", statistic="Maximum", dimensions=ec2, points=3,
                missing="notBreaching", why="a host that is gone fails no check: `hosts` tells that")  # fmt: skip
    yield Watch(name="memory", what="A host is short of memory", namespace=_HOST, metric="mem_used_percent",
                statistic="Maximum", dimensions=ours, limit=85, missing="notBreaching", why=_SILENT)  # fmt: skip
    yield Watch(name="disk", what="A host's disk fills up", namespace=_HOST, metric="disk_used_percent",
                statistic="Maximum", dimensions=ours, limit=85, missing="notBreaching", why=_SILENT)  # fmt: skip
    yield Watch(name="agent", what="No host says how it is", namespace=_HOST, metric="live", statistic="Minimum",
                dimensions=ours, side=BELOW, limit=1, missing="breaching",
                why="silence of every agent is the very thing that is watched")  # fmt: skip
    if is_burstable(place.about.compute.instance_type):
        yield from _credits(place, ec2)


def _credits(place: Place, ec2: Mapping[str, str]) -> Iterator[Watch]:
    why = "a host that is just made has no number yet"
    if place.about.compute.credits == "standard":
        yield Watch(name="credits", what="CPU credits run out: hosts will be slowed down", namespace="AWS/EC2",
                    metric="CPUCreditBalance", statistic="Minimum", dimensions=ec2, side=BELOW, limit=60, seconds=300,
                    points=2, missing="notBreaching", why=why)  # fmt: skip
        return
    yield Watch(name="credits", what="CPU credits are borrowed: what is not earned back in a day is billed",
                namespace="AWS/EC2", metric="CPUSurplusCreditBalance", statistic="Maximum", dimensions=ec2, limit=144,
                seconds=300, points=6, missing="notBreaching", why=why)  # fmt: skip
    yield Watch(name="credits-billed", what="CPU credits are billed", namespace="AWS/EC2",
                metric="CPUSurplusCreditsCharged", statistic="Maximum", dimensions=ec2, seconds=300, points=1,
                missing="notBreaching", why=why)  # fmt: skip


def of_application(place: Place) -> Iterator[Watch]:
    """Of the application's processes and of how Nginx sees its answers, as `holdfast agent` sends them."""
    ours = _ours(place)
    most = 0.8 * memory_gib(place.about.compute.instance_type) * _GIB
    if place.product.service.process_manager == "pm2":
        yield Watch(name="process", what="A process that should run does not", namespace=_HOST,
                    metric="processes_down", statistic="Maximum", dimensions=ours, points=3,
                    missing="notBreaching", why=_SILENT, stops_releases=True)  # fmt: skip
        yield Watch(name="process-restarts", what="Processes restart again and again", namespace=_HOST,
                    metric="process_restarts", statistic="Sum", dimensions=ours, limit=5, seconds=300, points=2,
                    missing="notBreaching", why=_SILENT)  # fmt: skip
        yield Watch(name="process-memory", what="The application's processes fill a host's memory", namespace=_HOST,
                    metric="process_memory_bytes", statistic="Maximum", dimensions=ours, limit=most,
                    missing="notBreaching", why=_SILENT)  # fmt: skip
    yield Watch(name="response-time", what="One request of twenty takes longer than a second", namespace=_HOST,
                metric="response_time_p95", statistic="Average", dimensions=ours, limit=1000,
                missing="notBreaching", why=_NO_TRAFFIC)  # fmt: skip
    yield Watch(name="error-rate", what="One answer of twenty is an error of ours", namespace=_HOST,
                metric="request_error_percent", statistic="Average", dimensions=ours, limit=5, points=3,
                missing="notBreaching", why=_NO_TRAFFIC, stops_releases=True)  # fmt: skip


def of_front(place: Place, balancer: str, targets: str) -> Iterator[Watch]:
    """Of the load balancer.

    Args:
        place: the environment.
        balancer: its full name, as a token.
        targets: full name of the target group, as a token.
    """
    both: dict[str, str] = {"LoadBalancer": balancer, "TargetGroup": targets}
    yield Watch(name="hosts", what="No host takes requests", namespace="AWS/ApplicationELB", metric="HealthyHostCount",
                statistic="Minimum", dimensions=both, side=BELOW, limit=1, points=3, missing="breaching",
                why="a target group without any host gives no number", stops_releases=True)  # fmt: skip
    yield Watch(name="unhealthy-hosts", what="A host takes no requests", namespace="AWS/ApplicationELB",
                metric="UnHealthyHostCount", statistic="Maximum", dimensions=both, points=10,
                missing="notBreaching", why="a target group without any host gives no number")  # fmt: skip
    yield Watch(name="front-errors", what="The load balancer answers with errors of its own",
                namespace="AWS/ApplicationELB", metric="HTTPCode_ELB_5XX_Count", statistic="Sum",
                dimensions={"LoadBalancer": balancer}, limit=10, missing="notBreaching", why=_NOTHING)  # fmt: skip
    yield Watch(name="latency", what="Hosts take long to answer the load balancer", namespace="AWS/ApplicationELB",
                metric="TargetResponseTime", statistic="p95", dimensions=both, limit=2,
                missing="notBreaching", why=_NO_TRAFFIC)  # fmt: skip
    yield Watch(name="requests", what="Ten times as many requests arrive as a busy small product has",
                namespace="AWS/ApplicationELB", metric="RequestCount", statistic="Sum", dimensions=both,
                limit=30_000 * max(1, place.about.compute.maximum), seconds=300, points=2,
                missing="notBreaching", why=_NO_TRAFFIC)  # fmt: skip


def of_rds(place: Place, database: str) -> Iterator[Watch]:
    """Of the database on RDS.

    Args:
        place: the environment.
        database: its identifier, as a token.
    """
    about = place.about.database
    one: dict[str, str] = {"DBInstanceIdentifier": database}
    # RDS allows a connection for each 9,531,392 bytes of memory, at most 5,000 (RDS User Guide, *Quotas*, 2026-11).
    connections = min(5000, int(memory_gib(about.instance_type) * _GIB / 9_531_392))
    why = "RDS gives no numbers while the database is exchanged or stopped; readiness tells that"
    rds = partial(Watch, namespace="AWS/RDS", dimensions=one, missing="notBreaching", why=why)
    yield rds(name="database-connections", what="The database's connections run out", metric="DatabaseConnections",
              statistic="Maximum", limit=0.8 * connections)  # fmt: skip
    yield rds(name="database-queries", what="Statements wait for the database's processors", metric="DBLoad",
              statistic="Average", limit=virtual_processors(about.instance_type), seconds=300, points=3)  # fmt: skip
    for metric in ("ReadLatency", "WriteLatency"):
        name = f"database-{metric.removesuffix('Latency').lower()}-latency"
        yield rds(name=name, what="The database's disk is slow", metric=metric, statistic="Average", limit=0.05)
    yield rds(name="database-queue", what="The database waits for its disk", metric="DiskQueueDepth",
              statistic="Average", limit=32)  # fmt: skip
    yield rds(name="database-storage", what="The database's disk fills up", metric="FreeStorageSpace",
              statistic="Minimum", side=BELOW, limit=0.15 * about.storage_gib * _GIB)  # fmt: skip
    yield rds(name="database-cpu", what="The database is busy", metric="CPUUtilization", statistic="Average",
              limit=80, seconds=300, points=3)  # fmt: skip
    yield rds(name="database-memory", what="The database is short of memory", metric="FreeableMemory",
              statistic="Average", side=BELOW, limit=0.1 * memory_gib(about.instance_type) * _GIB, seconds=300,
              points=3)  # fmt: skip
    if is_burstable(about.instance_type):
        yield rds(name="database-credits", what="The database's CPU credits are billed",
                  metric="CPUSurplusCreditsCharged", statistic="Maximum", seconds=300, points=1)  # fmt: skip


def of_host_database(place: Place) -> Iterator[Watch]:
    """Of PostgreSQL on the host, and of its WAL on the way to S3, as `holdfast agent` sends them."""
    ours = partial(Watch, namespace=_HOST, dimensions=_ours(place), missing="notBreaching", why=_SILENT)
    yield ours(name="database-connections", what="The database's connections run out",
               metric="database_connections_percent", statistic="Maximum", limit=80)  # fmt: skip
    yield ours(name="database-queries", what="Statements take long", metric="database_query_time",
               statistic="Average", limit=200)  # fmt: skip
    yield ours(name="database-slow", what="A statement has been running for a long time",
               metric="database_longest_query_seconds", statistic="Maximum", limit=300)  # fmt: skip
    yield ours(name="database-io", what="The database reads much from its disk", metric="database_blocks_read",
               statistic="Sum", limit=100_000)  # fmt: skip
    yield ours(name="database-storage", what="The database fills its disk", metric="database_size_bytes",
               statistic="Maximum", limit=0.7 * place.about.database.storage_gib * _GIB, seconds=300,
               points=1)  # fmt: skip
    if place.about.backup.point_in_time:
        yield ours(name="wal-lag", what="WAL does not reach S3: what is written now could be lost",
                   metric="wal_lag_seconds", statistic="Maximum", limit=600)  # fmt: skip
        yield ours(name="wal-dropped", what="WAL was given up: recovery has a gap until the next base backup",
                   metric="wal_dropped", statistic="Sum", points=1)  # fmt: skip


def of_backups(place: Place) -> Iterator[Watch]:
    """Of the backups that hosts make, and of AWS Backup's."""
    if place.backup_bucket:
        yield Watch(name="backup-age", what="The newest backup is older than a day", namespace=_HOST,
                    metric="backup_age_seconds", statistic="Minimum", dimensions=_ours(place), limit=26 * _HOUR,
                    seconds=_HOUR, points=1, missing="breaching",
                    why="the host that takes the run tells its age: silence is a backup that never began")  # fmt: skip
        yield Watch(name="backup-failures", what="A backup failed", namespace=_HOST, metric="backup_failures",
                    statistic="Sum", dimensions=_ours(place), seconds=300, points=1, missing="notBreaching",
                    why=_NOTHING)  # fmt: skip
    yield Watch(name="snapshots", what="A snapshot of AWS Backup failed", namespace="AWS/Backup",
                metric="NumberOfBackupJobsFailed", statistic="Sum", dimensions={"BackupVaultName": place.name},
                seconds=_HOUR, points=1, missing="notBreaching", why=_NOTHING)  # fmt: skip


def of_bucket(place: Place, name: str, bucket: str) -> Iterator[Watch]:
    """Of a bucket that browsers upload to.

    Args:
        place: the environment.
        name: the bucket's name in the spec.
        bucket: its name as a token.
    """
    daily = "S3 gives a number once a day: between them the last one holds"
    # What is new lies in Intelligent-Tiering's first tier; where nothing is moved, in the standard class.
    classes = {"BucketName": bucket, "StorageType": "IntelligentTieringFAStorage"}
    yield Watch(name=f"bucket-size-{name}", what="A bucket holds more than 100 GiB", namespace="AWS/S3",
                metric="BucketSizeBytes", statistic="Maximum", dimensions=classes, limit=100 * _GIB, seconds=_DAY,
                points=1, missing="ignore", why=daily)  # fmt: skip
    if not place.small:
        yield Watch(name=f"bucket-requests-{name}", what="A bucket gets a hundred requests a second",
                    namespace="AWS/S3", metric="AllRequests", statistic="Sum",
                    dimensions={"BucketName": bucket, "FilterId": "EntireBucket"}, limit=30_000, seconds=300,
                    points=3, missing="notBreaching", why=_NO_TRAFFIC)  # fmt: skip


def of_certificate(name: str, certificate: str) -> Watch:
    """Of a certificate in ACM, which begins to renew it 60 days before its end.

    Args:
        name: ends the alarm's name.
        certificate: its ARN, as a token.
    """
    return Watch(name=name, what="A certificate ends within 30 days: its renewal has failed",
                 namespace="AWS/CertificateManager", metric="DaysToExpiry", statistic="Minimum",
                 dimensions={"CertificateArn": certificate}, side=BELOW, limit=30, seconds=_DAY, points=1,
                 missing="ignore", why=_TWICE_A_DAY)  # fmt: skip


def of_account() -> Iterator[Watch]:
    """Of the root user and of access keys."""
    yield Watch(name="root-use", what="Somebody used the root user", namespace=_HOST, metric="RootAccountUsage",
                statistic="Sum", dimensions={}, side=AT_LEAST, limit=1, seconds=300, points=1,
                missing="notBreaching", why="the filter counts only what happens")  # fmt: skip
    yield Watch(name="key-age", what="An access key is older than 90 days", namespace=_HOST, metric="AccessKeyAge",
                statistic="Maximum", dimensions={}, limit=90, seconds=_DAY, points=2, wrong=1, missing="breaching",
                why="the age is measured each day: silence means that nobody measures it")  # fmt: skip


def _ours(place: Place) -> dict[str, str]:
    return {"Product": place.product.name, "Environment": place.environment}
