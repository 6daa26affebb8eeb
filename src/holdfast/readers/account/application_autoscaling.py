"""Application Auto Scaling: by which metric and by which clock ECS services are sized, and between which limits."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from holdfast.model.facts import ScalingPolicy, ScheduledScaling
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, seen
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, number, records, text
from holdfast.readers.repository.templates.compute import metric_word

_SERVICE = "application-autoscaling"

TARGETS = Call(_SERVICE, "describe_scalable_targets", f"{_SERVICE}:DescribeScalableTargets", page=50)
POLICIES = Call(_SERVICE, "describe_scaling_policies", f"{_SERVICE}:DescribeScalingPolicies", page=50)
SCHEDULES = Call(_SERVICE, "describe_scheduled_actions", f"{_SERVICE}:DescribeScheduledActions", page=50)

_ECS = "ecs"
"""What is asked for: tables, replicas and the rest are not copies of the application."""

About = Callable[[str, str], dict[str, Any]]
"""From an ARN and a quote to what a fact of one service begins with."""


def targets_in(account: Account, region: str) -> list[Record]:
    """The limits of each ECS service that scales; asked once, whoever needs them.

    Raises:
        Refused: AWS did not answer.
    """
    return list(each(account, TARGETS, region, "ScalableTargets", ServiceNamespace=_ECS))


def _services(account: Account, region: str) -> Iterator[Reading]:
    targets = targets_in(account, region)
    if not targets:
        return  # what scales belongs to a target
    tags = tags_in(account, region)
    policies = _by_service(account, POLICIES, region, "ScalingPolicies")
    schedules = _by_service(account, SCHEDULES, region, "ScheduledActions")
    for target in targets:
        service = text(target, "ResourceId") or ""
        arn = f"arn:{account.partition}:ecs:{region}:{account.id}:{service}"
        environment = account.environment(tags.get(arn, {}), _name(target), service)
        about = partial(seen, environment=environment)
        suspended = child(target, "SuspendedState")
        if not suspended.get("DynamicScalingOutSuspended"):
            yield from (_policy(policy, about) for policy in policies[service])
        if not suspended.get("ScheduledScalingSuspended"):
            yield from (_schedule(action, about) for action in schedules[service] if _recurs(action))


def _by_service(account: Account, call: Call, region: str, key: str) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for one in each(account, call, region, key, ServiceNamespace=_ECS):
        found[text(one, "ResourceId") or ""].append(one)
    return found


def _name(record: Record) -> str:
    """The name of the service; its id is `service/CLUSTER/NAME`."""
    return (text(record, "ResourceId") or "").rpartition("/")[2]


def _policy(policy: Record, about: About) -> ScalingPolicy:
    metric, target = _followed(policy)
    quote = f"PolicyType: {policy.get('PolicyType')}, metric: {metric}, TargetValue: {target}"
    said = about(text(policy, "PolicyARN") or "", quote)
    return ScalingPolicy(**said, workload=_name(policy), metric=metric_word(metric), target=target)


def _recurs(action: Record) -> bool:
    """Once, at a moment, is not the rhythm of a day."""
    return not (text(action, "Schedule") or "at(").startswith("at(")


def _schedule(action: Record, about: About) -> ScheduledScaling:
    schedule = text(action, "Schedule")
    said = about(text(action, "ScheduledActionARN") or "", f"Schedule: {schedule}")
    return ScheduledScaling(**said, workload=_name(action), schedule=schedule)


def _followed(policy: Record) -> tuple[str | None, float | None]:
    """The metric that a policy follows, and its target; a step policy follows the metric of its alarm's name."""
    tracking = child(policy, "TargetTrackingScalingPolicyConfiguration")
    if tracking:
        metric = text(child(tracking, "PredefinedMetricSpecification"), "PredefinedMetricType")
        own = text(child(tracking, "CustomizedMetricSpecification"), "MetricName")
        return metric or own, number(tracking.get("TargetValue"))
    alarms = records(policy, "Alarms")
    return (text(alarms[0], "AlarmName") if alarms else None), None


READER = AccountReader(
    name=_SERVICE,
    serves=frozenset(["availability", "capacity", "scaling", "cost"]),
    calls=(TARGETS, POLICIES, SCHEDULES, RESOURCES),
    questions=(_services,),
    shows=(ScalingPolicy,),
)
