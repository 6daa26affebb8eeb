"""Databases and what brings their data back: RDS, Aurora, DynamoDB, AWS Backup, snapshot policies."""

import re
from collections.abc import Iterator
from typing import Any

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob, Database, EmptyBackupPlan, MetricSource, Placement, Watched
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_MEMBER = "AWS::RDS::DBInstance"
_TTL = "TimeToLiveSpecification"
_NO_DATA = regex(r"lock|terraform|tfstate|session|cache|connection", re.IGNORECASE)


def engine_of(text: str | None) -> str:
    """The engine's plain name from AWS's (`aurora-postgresql`, `postgres`, `oracle-se2`)."""
    word = (text or "unknown").lower().removeprefix("aurora-")
    if word.startswith("postgres"):
        return "postgresql"
    if word == "aurora":
        return "mysql"
    return word.partition("-")[0] if not word.startswith("$") else "unknown"


def _keeps_snapshot(resource: Resource) -> bool:
    # CloudFormation's own default for a database is Snapshot, unlike for everything else.
    by_itself = "Delete" if resource.traits.get("deletion") else "Snapshot"
    return (resource.block.text("DeletionPolicy") or by_itself) != "Delete"


def _common(resource: Resource) -> dict[str, Any]:
    properties = resource.properties
    retention = properties.integer("BackupRetentionPeriod", default=1)
    policy = resource.block.get("DeletionPolicy")
    places: dict[str, Location] = resource.places(
        retention_days="BackupRetentionPeriod",
        point_in_time="BackupRetentionPeriod",
        deletion_protection="DeletionProtection",
        encrypted="StorageEncrypted",
        public="PubliclyAccessible",
        multi_az="MultiAZ",
        instance_class="DBInstanceClass",
        engine="Engine",
        version="EngineVersion",
    )
    if properties.flag("DeleteAutomatedBackups"):
        places |= resource.places(backups_with_it="DeleteAutomatedBackups")
    places["final_snapshot"] = resource.where(policy) if policy else resource.traits.get("deletion") or resource.header
    return {
        **resource.said,
        "engine": engine_of(properties.text("Engine")),
        "name": resource.shown,
        "retention_days": retention,
        "point_in_time": None if retention is None else retention > 0,
        "deletion_protection": properties.flag("DeletionProtection", default=False),
        "final_snapshot": _keeps_snapshot(resource),
        "encrypted": properties.flag("StorageEncrypted", default=False),
        "version": properties.text("EngineVersion"),
        "places": places,
    }


_INSIGHTS = "EnablePerformanceInsights"


def _instance(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    if properties.flag(_INSIGHTS) is False:
        said = {**resource.said, "at": resource.place(_INSIGHTS)}
        yield MetricSource(**said, watches=Watched.DATABASE_QUERIES, off=True)
    if properties.has("DBClusterIdentifier") or properties.has("SourceDBInstanceIdentifier"):
        return  # a member is told with its cluster, and a replica keeps no data of its own
    public = properties.flag("PubliclyAccessible") if properties.has("PubliclyAccessible") else None
    yield Database(
        **_common(resource),
        placement=Placement.RDS,
        instance_class=properties.text("DBInstanceClass"),
        multi_az=properties.flag("MultiAZ", default=False),
        public=public,
    )


def _cluster(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    members = resource.stack.users(resource, _MEMBER)
    aurora = (properties.text("Engine") or "aurora").startswith("aurora")
    sizes = [member.properties.text("DBInstanceClass") for member in members]
    told = resource.traits.get("members")
    count = told if isinstance(told, int) else len(members)
    common = _common(resource)
    if aurora and members:
        common["places"] |= {"multi_az": members[0].header, "instance_class": members[0].place("DBInstanceClass")}
    if "members" in resource.traits.get("places", {}):
        common["places"]["multi_az"] = resource.traits["places"]["members"]
    yield Database(
        **common,
        placement=Placement.AURORA if aurora else Placement.RDS,
        instance_class=next(iter(sizes), None) or properties.text("DBClusterInstanceClass"),
        # Serverless of the first kind fails over to another zone by itself.
        multi_az=count >= 2 or properties.text("EngineMode") == "serverless" if aurora else True,
        public=_public_member(members, properties),
    )


def _public_member(members: list[Resource], properties: Node) -> bool | None:
    """One of them has an address on the internet; a program says it of the cluster that it makes them for."""
    told = [one.properties for one in members if one.properties.has("PubliclyAccessible")] or [properties]
    flags = [one.flag("PubliclyAccessible") for one in told if one.has("PubliclyAccessible")]
    return any(flag is True for flag in flags) if flags else None


def _document_cluster(resource: Resource) -> Iterator[Fact]:
    members = resource.stack.users(resource, "AWS::DocDB::DBInstance")
    told = resource.traits.get("members")
    count = told if isinstance(told, int) else len(members)
    size = members[0].properties.text("DBInstanceClass") if members else None
    common = {**_common(resource), "engine": "mongodb"}
    if members:
        common["places"] |= {"multi_az": members[0].header, "instance_class": members[0].place("DBInstanceClass")}
    if "members" in resource.traits.get("places", {}):
        common["places"]["multi_az"] = resource.traits["places"]["members"]
    yield Database(
        **common,
        placement=Placement.AURORA,
        instance_class=size or resource.properties.text("DBInstanceClass"),
        multi_az=count >= 2 if count else None,
    )


def _table(resource: Resource) -> Iterator[Fact]:
    if _NO_DATA.search(resource.label):
        return
    properties = resource.properties
    path: tuple[str, ...] = ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")
    replicas = properties.items("Replicas")
    if not properties.has(*path) and replicas:
        path = ("Replicas",)
        recovers = replicas[0].flag("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled", default=False)
    else:
        recovers = properties.flag(*path, default=False)
    policy = resource.block.get("DeletionPolicy")
    deleted = resource.where(policy) if policy is not None and policy.text() == "Delete" else None
    deleted = deleted or resource.traits.get("deletion")
    yield Database(
        **resource.said,
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=resource.shown,
        multi_az=True,
        point_in_time=recovers,
        retention_days=35 if recovers else 0 if recovers is False else None,
        deletion_protection=properties.flag("DeletionProtectionEnabled", default=False),
        # AWS keeps a last copy by itself of a table that can go back to any second.
        final_snapshot=False if deleted is not None and not recovers else None,
        encrypted=True,
        expires=(properties.has(_TTL) and properties.flag(_TTL, "Enabled") is not False) or None,
        scales=_scales(resource),
        places={
            **({"final_snapshot": deleted} if deleted is not None else {}),
            "scales": resource.place(
                "ProvisionedThroughput" if properties.has("ProvisionedThroughput") else "BillingMode"
            ),
            "point_in_time": resource.place(*path),
            "retention_days": resource.place(*path),
            "deletion_protection": resource.place("DeletionProtectionEnabled"),
        },
    )


def _scales(resource: Resource) -> bool | None:
    """Its throughput follows the load; None where nothing says how it is paid for."""
    properties = resource.properties
    mode = properties.text("BillingMode")
    if mode == "PAY_PER_REQUEST" or resource.traits.get("scales"):
        return True
    if mode is None and properties.has("BillingMode"):
        return None
    if not properties.has("ProvisionedThroughput") and not resource.traits.get("provisioned"):
        return None
    # Policies name their table by all sorts of references; that there is one at all is what can be told for sure.
    return any(map(_scales_tables, resource.stack.of("AWS::ApplicationAutoScaling::ScalableTarget")))


def _scales_tables(resource: Resource) -> bool:
    """A target of Application Auto Scaling is a table or an index."""
    identity = resource.properties.text("ResourceId") or ""
    return resource.properties.text("ServiceNamespace") == "dynamodb" or identity.startswith(("table/", "index/"))


def scales_no_service(resource: Resource) -> bool:
    """A target of Application Auto Scaling is a table, a function or a database's readers, and no service."""
    space = resource.properties.text("ServiceNamespace") or ""
    identity = resource.properties.text("ResourceId") or ""
    return _scales_tables(resource) or space in _NO_SERVICE or identity.startswith(("function:", "cluster:"))


_NO_SERVICE = frozenset(("cassandra", "elasticache", "kafka", "lambda", "neptune", "rds", "sagemaker", "workspaces"))


_SUBJECTS = (
    ("database", regex(r"rds|dynamodb|DBInstance|DBCluster|database|table", re.IGNORECASE)),
    ("volume", regex(r"ec2|volume|instance", re.IGNORECASE)),
    ("bucket", regex(r"s3|bucket", re.IGNORECASE)),
    ("files", regex(r"efs|elasticfilesystem|file.?system", re.IGNORECASE)),
)
_DATABASES = (_MEMBER, "AWS::RDS::DBCluster", "AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")


def _plan(resource: Resource) -> Iterator[Fact]:
    stack = resource.stack
    selections = stack.users(resource, "AWS::Backup::BackupSelection")
    if not selections and not resource.traits.get("selected", False):
        # In a program, another stack may choose what it is for.
        template = resource.said["at"].path.endswith((".yml", ".yaml", ".json", ".template"))
        if template and not next(stack.of("AWS::Backup::BackupSelection"), None):
            yield EmptyBackupPlan(**resource.said, name=resource.properties.text("BackupPlan", "BackupPlanName"))
        return
    subject = resource.traits.get("subject") or _selected(selections) or _default_subject(resource)
    for rule in resource.properties.items("BackupPlan", "BackupPlanRule"):
        copies = rule.items("CopyActions")
        yield BackupJob(
            **{**resource.said, "at": resource.where(rule)},
            subject=subject,
            method="aws-backup",
            schedule=rule.text("ScheduleExpression", default="daily"),
            destination="aws",
            retention_days=rule.integer("Lifecycle", "DeleteAfterDays"),
            other_region=bool(copies),
            places={"retention_days": resource.where(rule.get("Lifecycle") or rule)},
        )


def _selected(selections: list[Resource]) -> str | None:
    words: list[str] = []
    for selection in selections:
        for node in selection.properties.items("BackupSelection", "Resources"):
            target = selection.stack.target(node)
            words += [target.type if target else node.text() or ""]
    return next((subject for subject, pattern in _SUBJECTS for word in words if pattern.search(word)), None)


def _default_subject(resource: Resource) -> str:
    return "database" if next(resource.stack.of(*_DATABASES), None) else "volume"


def _lifecycle(resource: Resource) -> Iterator[Fact]:
    details = resource.properties.child("PolicyDetails")
    if resource.properties.text("State") == "DISABLED":
        return
    for schedule in details.items("Schedules"):
        create, retain = schedule.child("CreateRule"), schedule.child("RetainRule")
        yield BackupJob(
            **{**resource.said, "at": resource.where(schedule)},
            subject="volume",
            method="dlm",
            schedule=create.text("CronExpression") or _every(create),
            destination="aws",
            retention_days=_retained(retain, create),
            other_region=bool(schedule.items("CrossRegionCopyRules")),
        )


def _every(create: Node) -> str:
    hours = create.integer("Interval", default=24) or 24
    return "daily" if hours == 24 else f"every {hours} hours"


_UNIT_DAYS = {"DAYS": 1, "WEEKS": 7, "MONTHS": 30, "YEARS": 365}


def _retained(retain: Node, create: Node) -> int | None:
    interval, unit = retain.integer("Interval"), retain.text("IntervalUnit") or ""
    if interval and unit in _UNIT_DAYS:
        return interval * _UNIT_DAYS[unit]
    kept, hours = retain.integer("Count"), create.integer("Interval")
    return kept * hours // 24 if kept and hours and not create.has("CronExpression") else None


TABLE = {
    _MEMBER: _instance,
    "AWS::RDS::DBCluster": _cluster,
    "AWS::DocDB::DBCluster": _document_cluster,
    "AWS::DynamoDB::Table": _table,
    "AWS::DynamoDB::GlobalTable": _table,
    "AWS::Serverless::SimpleTable": _table,
    "AWS::Backup::BackupPlan": _plan,
    "AWS::DLM::LifecyclePolicy": _lifecycle,
}
"""Resource types of this subject, each with the function that makes its facts."""
