"""Databases in Terraform: RDS, Aurora, DynamoDB, DocumentDB."""

from collections.abc import Iterator

from holdfast.model.facts import BackupJob, Database, Fact, MetricSource, Placement, Watched
from holdfast.model.record import replace
from holdfast.readers.repository.terraform.resource import Resource, World

_ENGINES = {
    "postgres": "postgresql",
    "aurora-postgresql": "postgresql",
    "aurora-mysql": "mysql",
    "aurora": "mysql",
    "docdb": "mongodb",
}


def engine_of(name: str | None) -> str:
    """The common name of an engine; "unknown" when it is not told."""
    return _ENGINES.get(name, name) if name else "unknown"


def db_instance(resource: Resource, world: World) -> Iterator[Fact]:
    """An RDS instance; a read replica is no database of its own."""
    if resource.has("replicate_source_db"):
        return
    retention = resource.integer("backup_retention_period", 0)
    skip = resource.flag("skip_final_snapshot", default=False)
    # Automated backups that outlive their database are a last copy too.
    keeps = retention != 0 and resource.flag("delete_automated_backups", default=True) is not True
    yield Database(
        **resource.said(
            engine="engine",
            name="identifier",
            instance_class="instance_class",
            multi_az="multi_az",
            retention_days="backup_retention_period",
            deletion_protection="deletion_protection",
            final_snapshot="skip_final_snapshot",
            backups_with_it="delete_automated_backups",
            encrypted="storage_encrypted",
            public="publicly_accessible",
            point_in_time="backup_retention_period",
            version="engine_version",
        ),
        engine=engine_of(resource.literal("engine")),
        placement=Placement.RDS,
        name=resource.name,
        instance_class=resource.literal("instance_class"),
        multi_az=resource.flag("multi_az", default=False),
        retention_days=retention,
        deletion_protection=resource.flag("deletion_protection", default=False),
        final_snapshot=None if skip is None or keeps else not skip,
        encrypted=resource.flag("storage_encrypted", default=False),
        public=resource.flag("publicly_accessible", default=False),
        point_in_time=None if retention is None else retention > 0,
        version=resource.literal("engine_version"),
    )
    yield from insights(resource, world)


def insights(resource: Resource, _: World) -> Iterator[Fact]:
    """Whether a server measures what its queries wait for (Performance Insights), where that is said."""
    told = resource.flag("performance_insights_enabled")
    if told is not None:
        said = resource.base(resource.at("performance_insights_enabled"))
        yield MetricSource(**said, watches=Watched.DATABASE_QUERIES, off=not told)


def rds_cluster(resource: Resource, world: World) -> Iterator[Fact]:
    """An Aurora cluster with its instances, or an RDS cluster over three zones."""
    if resource.has("replication_source_identifier") or resource.has("global_cluster_identifier"):
        return
    members = world.pointing("aws_rds_cluster_instance", "cluster_identifier", resource)
    named = resource.get("instances")  # a table of them, as the registry's module for Aurora takes it
    if not members and named is not None and isinstance(named.data, dict):
        grows = resource.flag("autoscaling_enabled", default=False) is not False
        yield from _of_module(resource, len(named.data), grows=grows)
        return
    spread = resource.has("db_cluster_instance_class")
    yield from _cluster(
        resource,
        members,
        Placement.RDS if spread else Placement.AURORA,
        # Serverless of the first kind has no members and fails over to another zone by itself.
        several=True if spread or resource.text("engine_mode") == "serverless" else None,
        final_default=False,
    )


def _of_module(resource: Resource, members: int, *, grows: bool) -> Iterator[Fact]:
    """A cluster whose members its module makes; one that adds readers by itself may have more of them."""
    several = True if members > 1 else None if grows else False
    told = {"multi_az": resource.at("instances"), "instance_class": resource.at("instance_class")}
    for fact in _cluster(resource, [], Placement.AURORA, several=several, final_default=False):
        if isinstance(fact, Database):
            places = {**fact.places, **told}
            yield replace(fact, instance_class=resource.literal("instance_class"), places=places)
        else:
            yield fact


def docdb_cluster(resource: Resource, world: World) -> Iterator[Fact]:
    """A DocumentDB cluster with its instances."""
    members = world.pointing("aws_docdb_cluster_instance", "cluster_identifier", resource)
    yield from _cluster(resource, members, Placement.AURORA, several=None, final_default=False, engine="docdb")


_OF_MEMBERS = {"multi_az": "count", "instance_class": "instance_class", "public": "publicly_accessible"}
_OF_SPREAD = {"instance_class": "db_cluster_instance_class"}
"""What the members of a cluster say, and what one without them says itself."""


def _cluster(
    resource: Resource,
    members: list[Resource],
    placement: Placement,
    *,
    several: bool | None,
    final_default: bool,
    engine: str | None = None,
) -> Iterator[Fact]:
    retention = resource.integer("backup_retention_period", 1)
    skip = resource.flag("skip_final_snapshot", default=final_default)
    amount = sum(member.count for member in members)
    said = resource.said(
        name="cluster_identifier",
        retention_days="backup_retention_period",
        point_in_time="backup_retention_period",
        deletion_protection="deletion_protection",
        final_snapshot="skip_final_snapshot",
        encrypted="storage_encrypted",
        version="engine_version",
        **({ours: (members[0], theirs) for ours, theirs in _OF_MEMBERS.items()} if members else _OF_SPREAD),
    )
    yield Database(
        **said,
        engine=engine_of(resource.literal("engine") or engine or "aurora"),
        placement=placement,
        name=resource.name,
        instance_class=members[0].literal("instance_class")
        if members
        else resource.literal("db_cluster_instance_class"),
        multi_az=several if several is not None else (amount > 1 if members else None),
        retention_days=retention,
        deletion_protection=resource.flag("deletion_protection", default=False),
        final_snapshot=None if skip is None else not skip,
        encrypted=resource.flag("storage_encrypted", default=resource.text("engine_mode") == "serverless"),
        public=any(member.flag("publicly_accessible", default=False) for member in members) if members else None,
        point_in_time=None if retention is None else retention > 0,
        version=resource.literal("engine_version"),
    )


def dynamodb_table(resource: Resource, world: World) -> Iterator[Fact]:
    """A DynamoDB table; the one in which Terraform keeps its lock is not the product's."""
    if resource.text("hash_key") == "LockID":
        return
    recovery = resource.section("point_in_time_recovery")
    flat = "point_in_time_recovery_enabled"  # as the registry's module for tables calls it
    enabled = recovery.flag("enabled", default=resource.flag(flat, default=False))
    yield Database(
        **resource.said(
            point_in_time=flat if resource.has(flat) else (recovery, "enabled"),
            name="name",
            deletion_protection="deletion_protection_enabled",
            scales="read_capacity" if resource.has("read_capacity") else "billing_mode",
        ),
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=resource.name,
        multi_az=True,
        deletion_protection=resource.flag("deletion_protection_enabled", default=False),
        encrypted=True,
        point_in_time=enabled,
        expires=resource.section("ttl").flag("enabled", default=resource.section("ttl").has("attribute_name")) or None,
        scales=_scales(resource, world),
    )


def _scales(resource: Resource, world: World) -> bool | None:
    """Throughput is fixed unless it is paid by request, a policy changes it, or Terraform leaves it to somebody."""
    if resource.get("billing_mode") is not None:
        mode = resource.literal("billing_mode")
        if mode != "PROVISIONED":
            return True if mode == "PAY_PER_REQUEST" else None
    elif not resource.has("read_capacity"):
        return None  # AWS refuses such a table: a module's variable may still fill it in
    targets = world.of("aws_appautoscaling_target")
    led = any("dynamodb" in (one.text("service_namespace") or one.written("resource_id")) for one in targets)
    return led or resource.ignores("read_capacity")


def lightsail_database(resource: Resource, _: World) -> Iterator[Fact]:
    """A managed database of Lightsail, which keeps seven days unless backups are off."""
    kept = resource.flag("backup_retention_enabled", default=True)
    bundle = resource.literal("bundle_id") or ""
    yield Database(
        **resource.said(
            multi_az="bundle_id",
            retention_days="backup_retention_enabled",
            public="publicly_accessible",
            final_snapshot="skip_final_snapshot",
        ),
        engine=engine_of((resource.literal("blueprint_id") or "").partition("_")[0] or None),
        placement=Placement.RDS,
        name=resource.text("relational_database_name") or resource.label,
        multi_az="_ha_" in bundle if bundle else None,
        retention_days=None if kept is None else 7 * kept,
        public=resource.flag("publicly_accessible", default=False),
        point_in_time=kept,
        final_snapshot=False if resource.flag("skip_final_snapshot") else None,
    )


def automated_replication(resource: Resource, _: World) -> Iterator[Fact]:
    """RDS copies its automated backups to another region."""
    yield BackupJob(
        **resource.base(resource.place.location()),
        subject="database",
        method="rds",
        schedule="continuous",
        destination="aws",
        retention_days=resource.integer("retention_period", 7),
        other_region=True,
    )
