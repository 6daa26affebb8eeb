"""The monthly bill of templates: what stands there whether anybody comes or not; what is billed by use is named.

Each line belongs to the control that it is paid for. One host and its disk are the product itself: it would cost as
much on a single server. The second host, the standby of the database, the load balancer are what holding costs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from holdfast.model.bill import Basis, Bill, Line
from holdfast.model.deployment import Template
from holdfast.model.findings import SLUGS
from holdfast.model.record import record
from holdfast.simulation.prices import HOURS, Prices, price_of

_SLUG_OF = {
    "AWS::EC2::NatGateway": "access",
    "AWS::KMS::Key": "access",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "availability",
    "AWS::SecretsManager::Secret": "configuration",
    "AWS::CloudWatch::Alarm": "monitoring",
    "AWS::CloudWatch::CompositeAlarm": "monitoring",
    "AWS::CloudWatch::Dashboard": "monitoring",
    "AWS::Backup::BackupPlan": "backup",
    "AWS::Backup::BackupVault": "backup",
    "AWS::CloudTrail::Trail": "access",
    "AWS::Logs::LogGroup": "monitoring",
    "AWS::SNS::Topic": "monitoring",
}
_BY_USE = {
    "AWS::S3::Bucket": "bucket",
    "AWS::CloudFront::Distribution": "distribution",
    "AWS::Logs::LogGroup": "logs",
    "AWS::SNS::Topic": "notifications",
    "AWS::Backup::BackupPlan": "snapshots",
    "AWS::Backup::BackupVault": "vault",
    "AWS::CloudTrail::Trail": "trail",
}
_ELSEWHERE_PAID = (
    "AWS::DynamoDB::",
    "AWS::ECS::",
    "AWS::EFS::",
    "AWS::ElastiCache::",
    "AWS::Lambda::",
    "AWS::NetworkFirewall::",
    "AWS::OpenSearchService::",
    "AWS::RDS::DBCluster",
    "AWS::WAFv2::",
)
"""Services that cost and that no template of ours uses: where one appears, its price is unknown, not nothing."""


@record(frozen=True, slots=True)
class _One:
    """One resource while it is looked at."""

    template: Template
    name: str
    kind: str
    properties: Mapping[str, Any]
    more: Prices | None

    @property
    def slug(self) -> str:
        """The control whose construct made it: logical ids begin with the construct's name."""
        lower = self.name.lower()
        return next((slug for slug in SLUGS if lower.startswith(slug)), _SLUG_OF.get(self.kind, ""))

    def line(self, item: str, control: str, unit: str, *, quantity: float, per: float = 1, detail: str = "") -> Line:
        """A line of `quantity` units; `per` turns the price's unit into months."""
        price = price_of(self.template.region, unit, self.more)
        return Line(
            item=item,
            control=control,
            environment=self.template.environment,
            stack=self.template.stack,
            resource=self.name,
            detail=detail or unit,
            quantity=quantity,
            monthly_usd=None if price is None else round(price.usd * quantity * per, 2),
            basis=Basis.UNKNOWN if price is None else Basis.LISTED,
            source="" if price is None else price.source,
            unit=unit,
        )

    def without_price(self, item: str, basis: Basis) -> Line:
        """A line that has no amount."""
        return Line(
            item=item,
            control=self.slug,
            environment=self.template.environment,
            stack=self.template.stack,
            resource=self.name,
            detail=self.kind,
            basis=basis,
        )


def bill_of(templates: Iterable[Template], more: Prices | None = None) -> Bill:
    """The monthly bill of everything that the templates declare.

    Args:
        templates: with their regions.
        more: prices that were asked for now, which count before the table.
    """
    return Bill(tuple(line for template in templates for line in _lines(template, more)))


def unknown_units(templates: tuple[Template, ...]) -> frozenset[tuple[str, str]]:
    """Region and unit of every price that the table lacks: those that AWS can be asked for."""
    regions = {template.stack: template.region for template in templates}
    return frozenset((regions[line.stack], line.unit) for line in bill_of(templates).unknown if line.unit)


def _lines(template: Template, more: Prices | None) -> Iterator[Line]:
    for name, block in template.body.get("Resources", {}).items():
        kind = str(block.get("Type"))
        one = _One(template, name, kind, block.get("Properties", {}), more)
        if kind in _READERS:
            yield from _READERS[kind](one)
        elif kind in _BY_USE:
            yield one.without_price(_BY_USE[kind], Basis.BY_USE)
        elif kind.startswith(_ELSEWHERE_PAID):
            yield one.without_price("other", Basis.UNKNOWN)


def _group(one: _One) -> Iterator[Line]:
    count = _number(one.properties.get("DesiredCapacity") or one.properties.get("MinSize"), 1)
    launch = _launch(one)
    kind = str(launch.get("InstanceType") or "")
    yield from _hosts(one, count, kind, launch)


def _instance(one: _One) -> Iterator[Line]:
    launch = {**_launch(one), **one.properties}
    yield from _hosts(one, 1, str(launch.get("InstanceType") or ""), launch)


def _hosts(one: _One, count: float, kind: str, launch: Mapping[str, Any]) -> Iterator[Line]:
    first, others = min(count, 1), max(count - 1, 0)
    for number, control in ((first, ""), (others, "availability")):
        if not number:
            continue
        yield one.line("host", control, kind, quantity=number, per=HOURS)
        for size, disk in _disks(launch):
            yield one.line("disk", control, disk, quantity=size * number, detail=f"{disk} {size:g} GiB")
        yield one.line("address", control, "ipv4", quantity=number, per=HOURS, detail="IPv4")


def _launch(one: _One) -> Mapping[str, Any]:
    """The data of the launch template that a group or an instance names."""
    named = one.properties.get("LaunchTemplate", {})
    reference = named.get("LaunchTemplateId", {}) if isinstance(named, Mapping) else {}
    target = reference.get("Ref") if isinstance(reference, Mapping) else None
    block = one.template.body.get("Resources", {}).get(target, {})
    data: Mapping[str, Any] = block.get("Properties", {}).get("LaunchTemplateData", {})
    return data


def _disks(launch: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    for mapping in launch.get("BlockDeviceMappings", ()):
        disk = mapping.get("Ebs", {})
        if "VolumeSize" in disk:
            yield _number(disk["VolumeSize"], 0), str(disk.get("VolumeType") or "gp2")


def _volume(one: _One) -> Iterator[Line]:
    kind, size = str(one.properties.get("VolumeType") or "gp2"), _number(one.properties.get("Size"), 0)
    yield one.line("disk", "", kind, quantity=size, detail=f"{kind} {size:g} GiB")


def _database(one: _One) -> Iterator[Line]:
    kind = str(one.properties.get("DBInstanceClass") or "")
    size = _number(one.properties.get("AllocatedStorage"), 0)
    storage = f"db-{one.properties.get('StorageType') or 'gp2'}"
    standby = str(one.properties.get("MultiAZ")).lower() == "true"
    # "Billed per DB instance-hour for both the primary and standby instances", and storage as well (Amazon RDS User
    # Guide, On-Demand DB instances, read 2026-11).
    for item, control in (("database", "capacity"), *((("standby", "availability"),) if standby else ())):
        yield one.line(item, control, kind, quantity=1, per=HOURS)
        yield one.line(f"{item}-disk", control, storage, quantity=size, detail=f"{storage[3:]} {size:g} GiB")

    if str(one.properties.get("ManageMasterUserPassword")).lower() == "true":
        yield one.line("secret", "configuration", "secret", quantity=1)


def _balancer(one: _One) -> Iterator[Line]:
    yield one.line("balancer", one.slug, "alb", quantity=1, per=HOURS, detail="ALB")
    zones = len(one.properties.get("Subnets", ())) or len(one.properties.get("SubnetMappings", ()))
    if one.properties.get("Scheme", "internet-facing") == "internet-facing":
        yield one.line("address", one.slug, "ipv4", quantity=zones, per=HOURS, detail="IPv4")
    yield one.without_price("requests", Basis.BY_USE)


def _alarm(one: _One) -> Iterator[Line]:
    metrics = one.properties.get("Metrics", ())
    number = sum(1 for each in metrics if "MetricStat" in each) or 1
    # An alarm on an anomaly band is billed as three: the metric, and the band's two edges.
    bands = any("ANOMALY_DETECTION_BAND" in str(each.get("Expression", "")) for each in metrics)
    yield one.line("alarm", one.slug, "alarm", quantity=number * 3 if bands else number)


def _plain(item: str, unit: str, per: float = 1) -> Callable[[_One], Iterator[Line]]:
    def lines(one: _One) -> Iterator[Line]:
        yield one.line(item, one.slug, unit, quantity=1, per=per)

    return lines


_READERS: Mapping[str, Callable[[_One], Iterator[Line]]] = {
    "AWS::AutoScaling::AutoScalingGroup": _group,
    "AWS::EC2::Instance": _instance,
    "AWS::EC2::Volume": _volume,
    "AWS::EC2::NatGateway": _plain("nat", "nat", HOURS),
    "AWS::EC2::EIP": _plain("address", "ipv4", HOURS),
    "AWS::RDS::DBInstance": _database,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _plain("composite-alarm", "composite-alarm"),
    "AWS::CloudWatch::Dashboard": _plain("dashboard", "dashboard"),
    "AWS::SecretsManager::Secret": _plain("secret", "secret"),
    "AWS::KMS::Key": _plain("key", "key"),
    "AWS::Route53::HostedZone": _plain("zone", "zone"),
}


def _number(value: Any, default: float) -> float:
    """A number that a template says as such or as a text; the default where it is worked out at deployment."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return default
