"""What registry modules make beyond plain resources: rules by name, services in maps, scaling inside groups."""

import re
from collections.abc import Iterator

from holdfast.model.facts import (
    Credential,
    CredentialForm,
    Fact,
    HealthProbe,
    Ingress,
    Platform,
    Rollback,
    ScalingPolicy,
    ScheduledScaling,
    SecretStore,
    Workload,
)
from holdfast.readers.repository.terraform.compute import number_of, tracked_metric, zones_of
from holdfast.readers.repository.terraform.documents import exposed
from holdfast.readers.repository.terraform.edge import asked, lenient
from holdfast.readers.repository.terraform.handed import given_secrets
from holdfast.readers.repository.terraform.newest import unnamed_image
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Value

_PORTS = {
    "ssh-tcp": (22, 22),
    "rdp-tcp": (3389, 3389),
    "http-80-tcp": (80, 80),
    "http-8080-tcp": (8080, 8080),
    "https-443-tcp": (443, 443),
    "https-8443-tcp": (8443, 8443),
    "postgresql-tcp": (5432, 5432),
    "mysql-tcp": (3306, 3306),
    "redis-tcp": (6379, 6379),
    "mongodb-27017-tcp": (27017, 27017),
    "all-all": (0, 65535),
    "all-tcp": (0, 65535),
}


def parts(section: Section, name: str) -> list[tuple[str, Section]]:
    """The objects of a list or map argument, with their keys."""
    value = section.get(name)
    if value is None:
        return []
    named = value.data.items() if isinstance(value.data, dict) else [("", item) for item in value.items()]
    return [
        (key, Section(item.place or section.place, data=item)) for key, item in named if isinstance(item.data, dict)
    ]


def security_group(resource: Resource, _: World) -> Iterator[Fact]:
    """Openings by the names that the module has for them, and by ports."""
    everywhere = resource.texts("ingress_cidr_blocks")
    for item in resource.items("ingress_rules"):
        ports = _PORTS.get(item.text() or "")
        if ports and everywhere and item.place is not None:
            yield Ingress(
                **resource.base(item.place.location()),
                from_port=ports[0],
                to_port=ports[1],
                sources=everywhere,
                target=resource.name,
            )
    for rule in resource.sections("ingress_with_cidr_blocks"):
        first, last = _PORTS.get(rule.text("rule") or "") or (rule.integer("from_port"), rule.integer("to_port"))
        sources = tuple(part.strip() for text in rule.texts("cidr_blocks") for part in text.split(","))
        if first is not None and last is not None:
            yield Ingress(
                **resource.base(rule.place.location()),
                from_port=first,
                to_port=last,
                sources=sources or everywhere,
                target=resource.name,
            )
    for _key, rule in parts(resource, "ingress_rules"):
        first = rule.integer("from_port")
        last = rule.integer("to_port", first)
        sources = (*rule.texts("cidr_ipv4"), *rule.texts("cidr_ipv6"))
        if first is not None and last is not None and sources:
            yield Ingress(
                **resource.base(rule.place.location()),
                from_port=first,
                to_port=last,
                sources=sources,
                target=resource.name,
            )


_GROUPS = {
    "ssh": (22, 22),
    "rdp": (3389, 3389),
    "postgresql": (5432, 5432),
    "mysql": (3306, 3306),
    "redis": (6379, 6379),
    "mongodb": (27017, 27017),
    "mssql": (1433, 1433),
    "elasticsearch": (9200, 9200),
    "memcached": (11211, 11211),
    "http-80": (80, 80),
    "http-8080": (8080, 8080),
    "https-443": (443, 443),
    "https-8443": (8443, 8443),
}
"""The groups for one service each under `security-group/aws//modules/` (v5.3.0, looked at on 2026-11-26)."""


def ready_group(resource: Resource, _: World) -> Iterator[Fact]:
    """The opening of a group that the registry has ready for one service; without sources it opens nothing."""
    sources = resource.texts("ingress_cidr_blocks")
    first, last = _GROUPS[resource.type.removeprefix("module.")]
    if sources:
        yield Ingress(
            **resource.base(resource.at("ingress_cidr_blocks")),
            from_port=first,
            to_port=last,
            sources=sources,
            target=resource.name,
        )


READY_GROUPS = tuple(f"module.{name}" for name in _GROUPS)


def autoscaling(resource: Resource, _: World) -> Iterator[Fact]:
    """Policies and schedules inside the group's module."""
    for _key, policy in parts(resource, "scaling_policies"):
        tracking = policy.section("target_tracking_configuration")
        yield ScalingPolicy(
            **resource.base(policy.place.location()),
            workload=resource.name,
            metric=tracked_metric(tracking),
            target=number_of(tracking.get("target_value")),
        )
    for _key, schedule in parts(resource, "schedules"):
        yield ScheduledScaling(
            **resource.base(schedule.place.location()), workload=resource.name, schedule=schedule.text("recurrence")
        )


def alb(resource: Resource, _: World) -> Iterator[Fact]:
    """The health checks of the target groups inside the load balancer's module."""
    for _key, group in parts(resource, "target_groups"):
        if group.text("target_type") == "lambda":
            continue
        check = group.section("health_check")
        path = check.get("path")
        yield HealthProbe(
            **resource.base(check.at("path") if path is not None else group.place.location(), asked(check)),
            asker="load-balancer",
            path=_path(path),
            decides=not lenient(check),
        )


def _path(value: Value | None) -> str | None:
    if value is None:
        return "/"
    return value.text() if value.known else None


def ecs(resource: Resource, world: World) -> Iterator[Fact]:
    """The services inside the module of a whole cluster."""
    for name, service in parts(resource, "services"):
        yield from _service(resource, service, name, world)


def ecs_service(resource: Resource, world: World) -> Iterator[Fact]:
    """A service on its own: one task of Fargate, 1 to 10 by CPU and memory, with a circuit breaker, unless told."""
    yield from _service(resource, resource, resource.name, world)


_SERVICE_PLACES = (
    ("minimum", "autoscaling_min_capacity"),
    ("maximum", "autoscaling_max_capacity"),
    ("desired", "desired_count"),
    ("zones", "subnet_ids"),
)


def _service(resource: Resource, service: Section, name: str, world: World) -> Iterator[Fact]:
    grows = service.flag("enable_autoscaling", default=True)
    minimum = service.integer("autoscaling_min_capacity", 1) if grows else None
    desired = service.integer("desired_count", 1)
    said = resource.base(service.place.location())
    said["places"] = {ours: service.at(theirs) for ours, theirs in _SERVICE_PLACES if service.has(theirs)}
    yield Workload(
        **said,
        platform=Platform.FARGATE if (service.text("launch_type") or "FARGATE") == "FARGATE" else Platform.ECS,
        name=service.text("name") or name,
        minimum=minimum,
        maximum=service.integer("autoscaling_max_capacity", 10) if grows else None,
        desired=max(desired, minimum) if desired is not None and minimum is not None else desired,
        zones=zones_of(service, world, "subnet_ids"),
        behind_load_balancer=service.has("load_balancer"),
        processor=service.integer("cpu", 1024),
    )
    if grows:
        for metric in _metrics(service):
            yield ScalingPolicy(**resource.base(service.place.location()), workload=name, metric=metric)
    for key, container in parts(service, "container_definitions"):
        shown = container.text("name") or key or name
        yield from unnamed_image(resource, container.get("image"), shown)
        yield from given_secrets(resource, shown, container.get("environment"))
        for variable in container.sections("environment"):
            yield from exposed(resource, variable.text("name") or "", variable.get("value"))
        for secret in container.sections("secrets"):
            service_of = "parameter-store" if "ssm" in (secret.text("valueFrom") or "") else "secrets-manager"
            yield SecretStore(**resource.base(secret.place.location()), service=service_of, name=secret.text("name"))
    breaker = service.section("deployment_circuit_breaker")
    if not service.has("deployment_circuit_breaker") or (breaker.flag("enable") and breaker.flag("rollback")):
        yield Rollback(**resource.base(breaker.place.location()), automatic=True, target="previous")


def _metrics(service: Section) -> list[str | None]:
    if not service.has("autoscaling_policies"):
        return ["cpu", "memory"]
    return [
        tracked_metric(policy.section("target_tracking_scaling_policy_configuration"))
        for _key, policy in parts(service, "autoscaling_policies")
    ]


def eks(resource: Resource, world: World) -> Iterator[Fact]:
    """The groups of hosts inside a cluster's module: 1 to 3 unless told."""
    for name, group in parts(resource, "eks_managed_node_groups"):
        types = group.texts("instance_types")
        yield Workload(
            **resource.base(group.place.location()),
            platform=Platform.KUBERNETES,
            name=group.text("name") or name,
            minimum=group.integer("min_size", 1),
            maximum=group.integer("max_size", 3),
            desired=group.integer("desired_size", 1),
            zones=zones_of(resource, world, "subnet_ids"),
            instance_type=types[0] if types else None,
        )


def iam_user(resource: Resource, _: World) -> Iterator[Fact]:
    """A user with a static key, which the module makes unless told not to."""
    if resource.flag("create_iam_access_key", default=True):
        holder = "workflow" if re.search(r"github|\bci\b|deploy", resource.name, re.IGNORECASE) else "application"
        yield Credential(**resource.base(resource.place.location()), form=CredentialForm.STATIC_KEY, holder=holder)
