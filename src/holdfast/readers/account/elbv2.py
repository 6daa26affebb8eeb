"""Elastic Load Balancing: load balancers, what they ask their targets, and those that nobody stands behind."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import HealthHandler, HealthProbe, IdleResource, LoadBalancer
from holdfast.readers.account.base import (
    Account,
    AccountReader,
    Call,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    quoted,
    seen,
)
from holdfast.readers.account.details import of_each
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, records, text, texts, whole

BALANCERS = Call("elbv2", "describe_load_balancers", "elasticloadbalancing:DescribeLoadBalancers", page=400)
TARGET_GROUPS = Call("elbv2", "describe_target_groups", "elasticloadbalancing:DescribeTargetGroups", page=400)
HEALTH = Call("elbv2", "describe_target_health", "elasticloadbalancing:DescribeTargetHealth")
LISTENERS = Call("elbv2", "describe_listeners", "elasticloadbalancing:DescribeListeners", page=400)

_SERVES = frozenset(["availability", "health", "scaling", "cost"])
_ARN = "LoadBalancerArn"
_OUR_PATH = "/health/ready"
"""Where the load balancers that Holdfast builds ask the hosts that it sets up."""
_SERVING = frozenset(["application", "network"])
"""Types that stand before an application; a gateway carries packets to firewalls."""


def _balancers(account: Account, region: str) -> Iterator[Reading]:
    found = _serving(account, region)
    if not found:
        return
    tags = tags_in(account, region)
    for balancer in found:
        arn, name, kind = str(balancer.get(_ARN) or ""), text(balancer, "LoadBalancerName"), str(balancer.get("Type"))
        zones = records(balancer, "AvailabilityZones")
        yield LoadBalancer(
            **seen(arn, f"Type: {kind}", account.environment(tags.get(arn, {}), name)),
            name=name,
            type=kind,
            zones=len(zones),
            places=quoted(arn, {"AvailabilityZones": ", ".join(_zone_names(zones))}, zones="AvailabilityZones"),
        )


def _serving(account: Account, region: str) -> list[Record]:
    return [one for one in each(account, BALANCERS, region, "LoadBalancers") if text(one, "Type") in _SERVING]


def _zone_names(zones: list[Record]) -> Iterator[str]:
    return (str(zone.get("ZoneName")) for zone in zones)


def _probes(account: Account, region: str) -> Iterator[Reading]:
    names = _names(account, region)
    if not names:
        return  # targets are asked in the name of a balancer
    groups = [group for group in each(account, TARGET_GROUPS, region, "TargetGroups") if _asks(group)]
    if not groups:
        return
    tags = tags_in(account, region)

    def told(group: Record) -> Iterator[Reading]:
        environment = _environment(account, group, tags, names)
        states = _states(account, region, str(group.get("TargetGroupArn") or ""))
        probe = _probe(group, environment, states)
        yield probe
        owned = tags.get(probe.at.arn, {})
        # A tag alone says what somebody meant to set up: the answer of a host says that it is.
        if owned.get("holdfast:managed") == "true" and probe.answered and probe.path == _OUR_PATH:
            yield from _our_answers(probe.at.arn, environment)

    yield from of_each(groups, told)


def _probe(group: Record, environment: str, states: list[str] | None) -> HealthProbe:
    over_http = str(group.get("HealthCheckProtocol") or "HTTP").upper().startswith("HTTP")
    path = (text(group, "HealthCheckPath") or "/") if over_http else ""
    port = text(group, "HealthCheckPort") or ""
    arn = str(group.get("TargetGroupArn") or "")
    quote = f"HealthCheckProtocol: {group.get('HealthCheckProtocol')}, HealthCheckPath: {path or 'none'}"
    return HealthProbe(
        **seen(arn, quote, environment),
        asker="load-balancer",
        path=path,
        port=int(port) if port.isdecimal() else whole(group, "Port"),
        answered="healthy" in states if states else None,
        awaits=states == [],
    )


def _states(account: Account, region: str, group: str) -> list[str] | None:
    """The states of a group's targets; None where it may not be asked, which `_idle` tells."""
    try:
        return [text(child(one, "TargetHealth"), "State") or "" for one in _targets(account, region, group)]
    except Refused:
        return None


def _our_answers(arn: str, environment: str) -> Iterator[HealthHandler]:
    """On hosts that Holdfast sets up its agent answers there, from what it looks at by itself."""
    said = seen(arn, "holdfast:managed: true, TargetHealth: healthy", environment)
    looks = ("database", "disk", "memory", "process")
    yield HealthHandler(**said, path=_OUR_PATH, role="ready", checks=looks, fails=True, framework="holdfast")
    yield HealthHandler(
        **said, path="/health/live", role="live", checks=("process",), fails=True, framework="holdfast", version=True
    )


def _asks(group: Record) -> bool:
    """A load balancer sends requests there by the answer; a function is not asked, and another balancer asks itself."""
    if group.get("HealthCheckEnabled") is False or text(group, "TargetType") in ("lambda", "alb"):
        return False
    return bool(texts(group, "LoadBalancerArns"))


def _names(account: Account, region: str) -> dict[str, str]:
    return {str(one.get(_ARN) or ""): str(one.get("LoadBalancerName") or "") for one in _serving(account, region)}


def _environment(
    account: Account, group: Record, tags: Mapping[str, Mapping[str, str]], names: Mapping[str, str]
) -> str:
    """That of the target group itself, or else of the load balancer that it serves."""
    owned = tags.get(str(group.get("TargetGroupArn") or ""), {})
    before = texts(group, "LoadBalancerArns")[0]
    return account.environment({**tags.get(before, {}), **owned}, text(group, "TargetGroupName"), names.get(before))


def _idle(account: Account, region: str) -> Iterator[Reading]:
    """Load balancers behind which nothing is registered: paid for by the hour, and of no use."""
    balancers = _serving(account, region)
    if not balancers:
        return
    behind: dict[str, list[str]] = {}
    for group in each(account, TARGET_GROUPS, region, "TargetGroups"):
        for arn in texts(group, "LoadBalancerArns"):
            behind.setdefault(arn, []).append(str(group.get("TargetGroupArn") or ""))
    tags = tags_in(account, region)

    def judged(balancer: Record) -> Iterator[Reading]:
        arn, name = str(balancer.get(_ARN) or ""), text(balancer, "LoadBalancerName")
        try:
            why = _why_idle(account, region, arn, behind.get(arn, []))
        except Refused as refused:
            yield gap_of(refused, _SERVES, account)
            return
        if why:
            environment = account.environment(tags.get(arn, {}), name)
            yield IdleResource(**seen(arn, why, environment), type="load-balancer", name=name)

    yield from of_each(balancers, judged)


def _why_idle(account: Account, region: str, balancer: str, groups: list[str]) -> str:
    """Why a load balancer is of no use; empty for one that is."""
    if groups:
        used = any(_targets(account, region, group) for group in groups)
        return "" if used else "no registered targets"
    # Without a target group it may still redirect, or answer by itself.
    listeners = list(each(account, LISTENERS, region, "Listeners", LoadBalancerArn=balancer))
    return "" if listeners else "no listeners"


def _targets(account: Account, region: str, group: str) -> list[Any]:
    return list(each(account, HEALTH, region, "TargetHealthDescriptions", TargetGroupArn=group))


READER = AccountReader(
    name="elbv2",
    serves=_SERVES,
    calls=(BALANCERS, TARGET_GROUPS, HEALTH, LISTENERS, RESOURCES),
    questions=(_balancers, _probes, _idle),
    shows=(LoadBalancer, HealthProbe),
)
