"""Lightsail: instances with their doors and snapshots, disks, container services and databases."""

from collections.abc import Iterator

from holdfast.model.facts import BackupJob, Database, Ingress, Placement, Platform, Workload
from holdfast.model.facts.base import Fact
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.templates.database import engine_of
from holdfast.readers.repository.templates.stack import Resource

_BALANCER = "AWS::Lightsail::LoadBalancer"


def _instance(resource: Resource) -> Iterator[Fact]:
    """An instance, alone, and its ports, which are open to the world unless they name who may come."""
    properties = resource.properties
    yield Workload(
        **resource.said,
        platform=Platform.LIGHTSAIL,
        name=resource.shown,
        minimum=1,
        maximum=1,
        desired=1,
        zones=1,
        behind_load_balancer=bool(resource.stack.users(resource, _BALANCER)),
        instance_type=properties.text("BundleId"),
        purpose=host_purpose(resource.label),
        places=resource.places(instance_type="BundleId", zones="AvailabilityZone"),
    )
    for port in properties.items("Networking", "Ports"):
        first, last = port.integer("FromPort"), port.integer("ToPort")
        named = port.has("Cidrs") or port.has("Ipv6Cidrs") or port.has("CidrListAliases")
        outward = (port.text("AccessDirection") or "").lower() == "outbound"
        if first is None or last is None or outward:
            continue
        yield Ingress(
            **{**resource.said, "at": resource.where(port)},
            from_port=first,
            to_port=last,
            sources=(*port.texts("Cidrs"), *port.texts("Ipv6Cidrs")) if named else ("0.0.0.0/0",),
            target=resource.shown,
        )
    yield from _snapshots(resource)


def _snapshots(resource: Resource) -> Iterator[Fact]:
    """Lightsail's own snapshots of every day, of which it keeps seven."""
    for addon in resource.properties.items("AddOns"):
        if addon.text("AddOnType") == "AutoSnapshot" and addon.text("Status", default="Enabled") != "Disabled":
            yield BackupJob(
                **{**resource.said, "at": resource.where(addon)},
                subject="volume",
                method="snapshot",
                schedule="daily",
                destination="aws",
                retention_days=7,
            )


def _containers(resource: Resource) -> Iterator[Fact]:
    desired = resource.properties.integer("Scale", default=1)
    yield Workload(**resource.said, platform=Platform.LIGHTSAIL_CONTAINERS, name=resource.shown, desired=desired)


def _database(resource: Resource) -> Iterator[Fact]:
    """Seven days of backups unless they are off; the bundle tells whether a second one stands by."""
    properties = resource.properties
    kept = properties.flag("BackupRetention", default=True)
    bundle = properties.text("RelationalDatabaseBundleId") or ""
    blueprint = properties.text("RelationalDatabaseBlueprintId") or ""
    yield Database(
        **resource.said,
        engine=engine_of(blueprint.partition("_")[0] or None),
        placement=Placement.RDS,
        name=resource.shown,
        multi_az="_ha_" in bundle if bundle and "$" not in bundle else None,
        retention_days=None if kept is None else 7 * kept,
        public=properties.flag("PubliclyAccessible", default=False),
        point_in_time=kept,
        places=resource.places(
            multi_az="RelationalDatabaseBundleId",
            retention_days="BackupRetention",
            point_in_time="BackupRetention",
            public="PubliclyAccessible",
        ),
    )


TABLE = {
    "AWS::Lightsail::Instance": _instance,
    "AWS::Lightsail::Disk": _snapshots,
    "AWS::Lightsail::Container": _containers,
    "AWS::Lightsail::Database": _database,
}
"""Resource types of this subject, each with the function that makes its facts."""
