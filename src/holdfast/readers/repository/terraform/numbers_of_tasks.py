"""How the number of an ECS service's tasks changes in Terraform: its bounds, and the metric or clock it follows."""

from collections.abc import Iterator

from holdfast.model.facts import Fact, Platform, ScalingPolicy, ScheduledScaling, Workload
from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.compute import number_of, tracked_metric
from holdfast.readers.repository.terraform.resource import Resource, World
from holdfast.readers.repository.terraform.values import Ref, Value

_SERVICE = regex(r"aws_ecs_service\.([\w-]+)")
_BY_NAME = regex(r"^service/[^/]+/([^/]+)$")


def scalable_target(service: Resource, world: World) -> Resource | None:
    """What says between which numbers a service may scale."""
    for target in world.naming("aws_appautoscaling_target", "resource_id", service):
        if _of_services(target):
            return target
    beside = (one for one in world.of("aws_ecs_service") if one.scope.path == service.scope.path)
    if any(one is not service for one in beside):
        return None
    # However they write it, one service has one target.
    targets = [one for one in world.of("aws_appautoscaling_target") if one.scope.path == service.scope.path]
    targets = [one for one in targets if _of_services(one)]
    return targets[0] if len(targets) == 1 else None


def _of_services(target: Resource) -> bool:
    return "ecs" in (target.text("service_namespace") or "ecs")


def _scaled(resource: Resource, world: World) -> tuple[bool, str | None]:
    """Whether an application scaling resource is about services (not tables), and which one."""
    target = world.target(resource.get("resource_id"), resource.scope)
    place = target if target is not None and target.type == "aws_appautoscaling_target" else resource
    said = place.text("service_namespace") or "ecs"
    service = _SERVICE.search(place.written("resource_id"))
    found = world.target(Value(Ref(resource.scope.path, service[0]))) if service else None
    return said == "ecs" or said.startswith("${"), found.name if found else (service[1] if service else None)


def app_scaling_policy(resource: Resource, world: World) -> Iterator[Fact]:
    """The number of tasks follows a metric."""
    ours, service = _scaled(resource, world)
    if not ours:
        return
    tracking = resource.section("target_tracking_scaling_policy_configuration")
    yield ScalingPolicy(
        **resource.said(target=(tracking, "target_value")),
        workload=service,
        metric=tracked_metric(tracking),
        target=number_of(tracking.get("target_value")),
    )


def app_scaling_schedule(resource: Resource, world: World) -> Iterator[Fact]:
    """The number of tasks follows the clock."""
    ours, service = _scaled(resource, world)
    if ours:
        yield ScheduledScaling(
            **resource.said(schedule="schedule"), workload=service, schedule=resource.text("schedule")
        )


def bounds_alone(resource: Resource, world: World) -> Iterator[Workload]:
    """The bounds of a service that is made elsewhere, as by `ecs-cli`: whoever makes it, here is how far it scales."""
    name = _BY_NAME.search(resource.text("resource_id") or "")
    here = world.of("aws_ecs_service") or "module." in resource.written("resource_id")
    if name is None or here or resource.text("service_namespace") != "ecs":
        return
    yield Workload(
        **resource.said(minimum="min_capacity", maximum="max_capacity"),
        platform=Platform.ECS,
        name=name[1],
        minimum=resource.integer("min_capacity"),
        maximum=resource.integer("max_capacity"),
    )
