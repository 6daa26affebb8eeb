"""Who ends running copies of the application when what they depend on, and not they themselves, is unwell."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.controls.probing import reached_handlers
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, HealthHandler, HealthProbe, Placement, Platform, ProxyRoute, Workload
from holdfast.model.findings import Check, Confidence, Finding, Severity
from holdfast.model.record import record

KILLS_GROUP = Check(
    "health.group-kills-on-shared-dependency",
    Severity.WARNING,
    Confidence.MEDIUM,
    references=("prowler:autoscaling_group_elb_health_check_enabled", "checkov:CKV2_AWS_15"),
)

_SHARED = ("database", "cache")
"""What all copies depend on, so that replacing one of them mends nothing."""

_REPLACES_CONTAINERS = frozenset({Platform.ECS, Platform.FARGATE, Platform.KUBERNETES})
"""Platforms that end a container whose own probe fails; Docker by itself only marks it."""


_WHOLE = "/actuator/health"
"""Where Spring tells of all at once, the database among it, unless somebody configures it otherwise."""

_WITHOUT_A_HOST = frozenset({Placement.DYNAMODB, Placement.EMBEDDED})


@record(frozen=True, slots=True)
class _Ending:
    """A bad answer of `path`, which looks at `checks`, ends copies: where that is set, and who does it."""

    facts: tuple[Workload, ...] | tuple[HealthProbe, ...]
    attribute: str
    path: str
    checks: str
    group: str


def ended(view: View, handlers: tuple[HealthHandler, ...]) -> Iterator[Finding]:
    """One finding for each of them; without handlers, of an endpoint that is known by its path."""
    for ending in _endings(view, handlers):
        shown = places(ending.facts, ending.attribute)
        yield KILLS_GROUP.failed(*shown, path=ending.path, checks=ending.checks, group=ending.group)


def _endings(view: View, handlers: tuple[HealthHandler, ...]) -> Iterator[_Ending]:
    """Groups of hosts that judge by the load balancer's question, and containers that are asked it themselves."""
    groups = solid(view, Workload, judges_by_balancer)
    asked = [*_shared(view, handlers, frozenset({"load-balancer", "group"}))] if groups else []
    if asked:
        probe, checks = asked[0]
        yield _Ending(groups, "health_check", probe.path or "", checks, _named(groups))
    services = solid(view, Workload, lambda fact: fact.platform in _REPLACES_CONTAINERS)
    inside = [*_shared(view, handlers, frozenset({"container"}))] if services else []
    # What a compose file or an image asks, such a platform does not hear.
    heard = [(probe, checks) for probe, checks in inside if probe.kind.strength >= EvidenceKind.DECLARED.strength]
    if heard:
        probes = tuple(probe for probe, _ in heard)
        yield _Ending(probes, "", probes[0].path or "", heard[0][1], _named(services))


def judges_by_balancer(workload: Workload) -> bool:
    """Its hosts are ended and replaced by what they answer the load balancer."""
    return workload.platform in _GROUPS and (workload.health_check or "").upper() == "ELB"


_GROUPS = (Platform.EC2_GROUP, Platform.BEANSTALK)


def _shared(
    view: View, handlers: tuple[HealthHandler, ...], askers: frozenset[str]
) -> Iterator[tuple[HealthProbe, str]]:
    """Probes that for certain reach only handlers which look at something shared, and what that is."""
    routes = solid(view, ProxyRoute)
    by_name = not handlers and bool(solid(view, Database, lambda one: one.placement not in _WITHOUT_A_HOST))
    for probe in solid(view, HealthProbe, lambda probe: probe.asker in askers and bool(probe.path)):
        if by_name and (probe.path or "").rstrip("/").endswith(_WHOLE):
            yield probe, "database"
        reached = reached_handlers(probe.path or "", handlers, routes)
        shared = listed(part for handler in reached for part in handler.checks if part in _SHARED)
        if shared and all(handler.fails and any(part in _SHARED for part in handler.checks) for handler in reached):
            yield probe, shared


def _named(workloads: tuple[Workload, ...]) -> str:
    return listed(workload.name for workload in workloads) or workloads[0].at.path
