"""Instances, Auto Scaling groups and their policies in Terraform."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    Fact,
    IdleResource,
    Instance,
    Platform,
    ScalingPolicy,
    ScheduledScaling,
    Workload,
)
from holdfast.readers.purposes import host_purpose
from holdfast.readers.repository.terraform.placing import attached_at, zone_of
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Ref, Unknown, Value

METRICS = {
    "ASGAverageCPUUtilization": "cpu",
    "ECSServiceAverageCPUUtilization": "cpu",
    "RDSReaderAverageCPUUtilization": "cpu",
    "CPUUtilization": "cpu",
    "ECSServiceAverageMemoryUtilization": "memory",
    "MemoryUtilization": "memory",
    "ALBRequestCountPerTarget": "requests",
    "RequestCountPerTarget": "requests",
}
"""Names of metrics that scaling follows, in the words of `ScalingPolicy`."""


def zones_of(resource: Section, world: World, *attributes: str) -> int | None:
    """How many zones or subnets the first of these attributes that is given names; None when not known."""
    for attribute in attributes:
        value = resource.get(attribute)
        if value is not None:
            whole = isinstance(value.data, Ref) and not world.copies(value.data)
            # A list that is made where nobody looks, as another part of the stack makes it.
            return None if whole else _count(value, world)
    return None


def _count(value: Value, world: World) -> int | None:
    if not isinstance(value.data, list):
        return _of_reference(value.data, world) if isinstance(value.data, Ref) else None
    amounts = [
        # A variable in a list is one subnet, and so is one picked from those that were looked up.
        _count(item, world) if isinstance(item.data, list) or _names_several(item) else 1
        for item in value.data
    ]
    known = sum(amount or 0 for amount in amounts)
    return None if None in amounts and known < 2 else known


def _names_several(item: Value) -> bool:
    return isinstance(item.data, Ref) and not _looked_up(item.data)


def _looked_up(ref: Ref) -> bool:
    """What a data source finds, or another configuration hands out: as many as there are, unless it is one's `id`."""
    return ref.address.startswith("data.") and ref.attributes[-1:] != ("id",)


def _of_reference(ref: Ref, world: World) -> int | None:
    if _looked_up(ref):
        return None
    if ref.address.startswith("module."):
        return _module_zones(ref, world)
    if ref.key is not None:
        return 1
    made = sum(copy.count for copy in world.copies(ref))
    return made or (1 if ref.attributes[-1:] == ("id",) else None)


def _module_zones(ref: Ref, world: World) -> int | None:
    module = next(iter(world.copies(ref)), None)
    if module is None:
        return None
    output = ref.attributes[-1] if ref.attributes else ""
    for name in (output, "azs"):
        value = module.get(name)
        if value is not None and isinstance(value.data, list) and value.data:
            return len(value.data)
    return None


def instance(resource: Resource, world: World) -> Iterator[Fact]:
    """A single EC2 instance; without an instance profile it has no role."""
    template = resource.section("launch_template")
    base = world.target(template.get("id") or template.get("name"), resource.scope)
    source = base if base is not None and resource.get("instance_type") is None else resource
    credits_ = resource.section("credit_specification")
    said = resource.said(
        instance_type=(source, "instance_type"),
        role="iam_instance_profile",
        credit_mode=(credits_, "cpu_credits"),
        count="count",
        zone="availability_zone" if resource.has("availability_zone") else "subnet_id",
    )
    if asked := attached_at(resource, world):
        said["places"]["attached"] = asked
    role = _has_role(resource) or (base is not None and _has_role(base))
    yield Instance(
        **said,
        name=_tag_name(resource) or resource.label,
        instance_type=source.literal("instance_type"),
        count=resource.count,
        role=role,
        credit_mode=credits_.literal("cpu_credits"),
        purpose=purpose_of(resource),
        zone=zone_of(resource),
    )


def purpose_of(resource: Resource) -> str | None:
    """What an instance is for, by its names."""
    return host_purpose(f"{resource.label} {_tag_name(resource) or ''}") or "application"


def _tag_name(resource: Resource) -> str | None:
    tags = resource.get("tags")
    name = tags.data.get("Name") if tags is not None and isinstance(tags.data, dict) else None
    return name.text() if name is not None else None


def _has_role(resource: Resource) -> bool:
    profile = resource.get("iam_instance_profile")
    return bool(resource.sections("iam_instance_profile")) or (profile is not None and profile.data != "")


def launch_template(resource: Resource, world: World) -> Iterator[Fact]:
    """The class of instance that a group launches."""
    credits_ = resource.section("credit_specification")
    groups = _launched_by(resource, world)
    yield Instance(
        **resource.said(
            instance_type="instance_type",
            role="iam_instance_profile",
            credit_mode=(credits_, "cpu_credits"),
        ),
        name=resource.name,
        instance_type=resource.literal("instance_type"),
        role=_has_role(resource),
        credit_mode=credits_.literal("cpu_credits"),
        purpose=purpose_of(resource),
        group=groups[0].name if groups else None,
    )


_MIXED = "mixed_instances_policy.launch_template.launch_template_specification"
_TEMPLATE = (
    "launch_template.id",
    "launch_template.name",
    f"{_MIXED}.launch_template_id",
    f"{_MIXED}.launch_template_name",
    "launch_configuration",
)
"""Where a group says from what it launches."""


def _launched_by(template: Resource, world: World) -> list[Resource]:
    return [group for attribute in _TEMPLATE for group in world.pointing("aws_autoscaling_group", attribute, template)]


def _template_of(group: Resource, world: World) -> Resource | None:
    for attribute in _TEMPLATE:
        *blocks, name = attribute.split(".")
        found = world.target(group.section(*blocks).get(name), group.scope)
        if found is not None:
            return found
    return None


def _sized_by(group: Resource, template: Resource | None) -> Section:
    """What says the class of instance: the first override of a mixed group, else the template."""
    override = group.section("mixed_instances_policy", "launch_template", "override")
    return override if override.has("instance_type") else template or group


def autoscaling_group(resource: Resource, world: World) -> Iterator[Fact]:
    """An Auto Scaling group; it asks only EC2 for health unless told otherwise."""
    template = _template_of(resource, world)
    size = _sized_by(resource, template)
    minimum = resource.integer("min_size", 0)
    given = next((name for name in ("target_group_arns", "load_balancers", "traffic_source") if resource.has(name)), "")
    attached = [
        *world.pointing("aws_autoscaling_attachment", "autoscaling_group_name", resource),
        *world.pointing("aws_autoscaling_traffic_source_attachment", "autoscaling_group_name", resource),
    ]
    health = resource.get("health_check_type")
    market = template.section("instance_market_options") if template is not None else None
    shared = resource.section("mixed_instances_policy").section("instances_distribution")
    lent = shared.integer("on_demand_percentage_above_base_capacity") == 0
    lent = lent and not shared.integer("on_demand_base_capacity", 0)
    spare = market is not None and market.literal("market_type") == "spot"
    said = resource.said(
        minimum="min_size",
        maximum="max_size",
        # One that is told no number of its own begins with the least.
        desired="desired_capacity" if resource.has("desired_capacity") else "min_size",
        health_check="health_check_type",
        zones="vpc_zone_identifier" if resource.has("vpc_zone_identifier") else "availability_zones",
        behind_load_balancer=given,
        instance_type=(size, "instance_type"),
        spot=(market, "market_type") if market and spare else (shared, "on_demand_percentage_above_base_capacity"),
    )
    yield Workload(
        **said,
        platform=Platform.EC2_GROUP,
        spot=True if spare or lent else None,
        name=resource.name,
        minimum=minimum,
        maximum=resource.integer("max_size"),
        desired=resource.integer("desired_capacity", minimum),
        zones=zones_of(resource, world, "vpc_zone_identifier", "availability_zones"),
        health_check=health.text() if health is not None and health.known else (None if health else "EC2"),
        behind_load_balancer=_attached(resource, given) or bool(attached),
        instance_type=size.literal("instance_type") if size is not resource else None,
    )


def _attached(resource: Resource, attribute: str) -> bool:
    value = resource.get(attribute) if attribute else None
    if attribute == "traffic_source":
        return True
    return value is not None and (not isinstance(value.data, list) or bool(value.data))


def autoscaling_policy(resource: Resource, world: World) -> Iterator[Fact]:
    """The group follows a metric: by a target, or by the alarm that starts the policy."""
    group = world.target(resource.get("autoscaling_group_name"), resource.scope)
    tracking = resource.section("target_tracking_configuration")
    metric = tracked_metric(tracking)
    if metric is None:
        alarms = world.pointing("aws_cloudwatch_metric_alarm", "alarm_actions", resource)
        named = alarms[0].literal("metric_name") if alarms else None
        metric = METRICS.get(named, named) if named else None
    yield ScalingPolicy(
        **resource.said(target=(tracking, "target_value")),
        workload=group.name if group is not None else resource.text("autoscaling_group_name"),
        metric=metric,
        target=number_of(tracking.get("target_value")),
    )


def tracked_metric(tracking: Section) -> str | None:
    """The metric that target tracking follows."""
    predefined = tracking.section("predefined_metric_specification").literal("predefined_metric_type")
    custom = tracking.section("customized_metric_specification").literal("metric_name")
    named = predefined or custom
    return METRICS.get(named, named) if named else None


def number_of(value: Value | None) -> float | None:
    """A value as a number; None when it is none."""
    return value.number() if value is not None else None


def autoscaling_schedule(resource: Resource, world: World) -> Iterator[Fact]:
    """The group's size follows the clock."""
    group = world.target(resource.get("autoscaling_group_name"), resource.scope)
    yield ScheduledScaling(
        **resource.said(schedule="recurrence"),
        workload=group.name if group is not None else resource.text("autoscaling_group_name"),
        schedule=resource.text("recurrence"),
    )


def scheduler(resource: Resource, _: World) -> Iterator[Fact]:
    """EventBridge Scheduler that starts or stops machines by the clock."""
    target = (resource.section("target").text("arn") or "").lower()
    if any(
        word in target
        for word in (
            "stopinstances",
            "startinstances",
            "stopdbinstance",
            "startdbinstance",
            "stopdbcluster",
            "startdbcluster",
            "ecs:updateservice",
        )
    ):
        yield ScheduledScaling(
            **resource.said(schedule="schedule_expression"), schedule=resource.text("schedule_expression")
        )


def lightsail_instance(resource: Resource, _: World) -> Iterator[Fact]:
    """A Lightsail instance, alone."""
    yield Workload(
        **resource.said(instance_type="bundle_id", zones="availability_zone"),
        platform=Platform.LIGHTSAIL,
        name=resource.name,
        minimum=resource.count,
        maximum=resource.count,
        desired=resource.count,
        zones=1,
        behind_load_balancer=False,
        instance_type=resource.literal("bundle_id"),
        purpose=purpose_of(resource),
    )


def elastic_address(resource: Resource, world: World) -> Iterator[Fact]:
    """An address that nothing uses."""
    if any(resource.has(name) for name in ("instance", "network_interface", "associate_with_private_ip")):
        return
    if not _mentioned(resource, world):
        yield IdleResource(**resource.base(resource.place.location()), type="address", name=resource.label)


def volume(resource: Resource, world: World) -> Iterator[Fact]:
    """A volume that nothing attaches."""
    if not world.pointing("aws_volume_attachment", "volume_id", resource) and not _mentioned(resource, world):
        yield IdleResource(**resource.base(resource.place.location()), type="volume", name=resource.label)


def _mentioned(resource: Resource, _: World) -> bool:
    """Something other than an output says the resource's address, in its module."""
    module = resource.scope.state.module
    pattern = re.compile(rf"(?<![\w.]){re.escape(resource.address)}(?![\w-])")
    outputs = {
        (block.snippet.path, line) for block in module.outputs.values() for line in range(block.line, block.end + 1)
    }
    for snippet in module.snippets:
        if resource.address not in snippet.text:
            continue
        for number, row in enumerate(snippet.rows, 1):
            if pattern.search(row) and (snippet.path, number) not in outputs and not row.lstrip().startswith("#"):
                return True
    # An output may hand it to whoever calls the module.
    return resource.scope.state.caller is not None and any(
        resource.address in "\n".join(block.snippet.rows[block.line - 1 : block.end])
        for block in module.outputs.values()
    )


def node_group(resource: Resource, world: World) -> Iterator[Fact]:
    """The hosts of an EKS cluster."""
    sizes = resource.section("scaling_config")
    types = [item.text() for item in resource.items("instance_types") if not isinstance(item.data, Unknown)]
    yield Workload(
        **resource.said(
            minimum=(sizes, "min_size"),
            maximum=(sizes, "max_size"),
            desired=(sizes, "desired_size"),
            zones="subnet_ids",
            instance_type="instance_types",
        ),
        platform=Platform.KUBERNETES,
        name=resource.text("node_group_name") or resource.label,
        minimum=sizes.integer("min_size"),
        maximum=sizes.integer("max_size"),
        desired=sizes.integer("desired_size"),
        zones=zones_of(resource, world, "subnet_ids"),
        instance_type=types[0] if types else "t3.medium",
    )


def hosted(resource: Resource, _: World) -> Iterator[Fact]:
    """An app of Amplify: its hosting runs, spreads and puts out what is built of each branch."""
    yield Workload(**resource.said(), platform=Platform.HOSTED, name=resource.text("name") or resource.label)
