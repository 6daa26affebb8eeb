"""Auto Scaling: groups, the policies that size them, and what the clock changes."""

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast.model.facts import Platform, ScalingPolicy, ScheduledScaling, Workload
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, quoted, seen, tags_of
from holdfast.readers.account.values import child, number, records, text, texts, whole
from holdfast.readers.repository.templates.compute import metric_word

GROUPS = Call("autoscaling", "describe_auto_scaling_groups", "autoscaling:DescribeAutoScalingGroups", page=100)
POLICIES = Call("autoscaling", "describe_policies", "autoscaling:DescribePolicies", page=100)
SCHEDULES = Call("autoscaling", "describe_scheduled_actions", "autoscaling:DescribeScheduledActions", page=100)

_KUBERNETES = ("kubernetes.io/cluster/", "eks:cluster-name", "k8s.io/cluster-autoscaler/")
_STOPS_POLICIES = frozenset(["AlarmNotification", "Launch"])
"""Processes without which no policy changes anything, when somebody has suspended them."""


def _groups(account: Account, region: str) -> Iterator[Reading]:
    for group in each(account, GROUPS, region, "AutoScalingGroups"):
        name = str(group.get("AutoScalingGroupName") or "")
        environment = environment_of(account, group)
        arn = str(group.get("AutoScalingGroupARN") or "")
        limits = f"MinSize: {group.get('MinSize')}, MaxSize: {group.get('MaxSize')}"
        attached = (*texts(group, "TargetGroupARNs"), *texts(group, "LoadBalancerNames"))
        hosts = records(group, "Instances")
        yield Workload(
            **seen(arn, f"{limits}, DesiredCapacity: {group.get('DesiredCapacity')}", environment),
            platform=_platform(tags_of(group)),
            name=name,
            minimum=whole(group, "MinSize"),
            maximum=whole(group, "MaxSize"),
            desired=whole(group, "DesiredCapacity"),
            zones=len(texts(group, "AvailabilityZones")),
            health_check=_health_check(text(group, "HealthCheckType") or "EC2"),
            behind_load_balancer=bool(attached or records(group, "TrafficSources")),
            instance_type=text(hosts[0], "InstanceType") if hosts else None,
            places=quoted(
                arn,
                group,
                minimum="MinSize",
                maximum="MaxSize",
                desired="DesiredCapacity",
                zones="AvailabilityZones",
                health_check="HealthCheckType",
                behind_load_balancer="TargetGroupARNs",
            ),
        )


def environment_of(account: Account, group: Record) -> str:
    """The environment of a group, by its tags and its name."""
    return account.environment(tags_of(group), str(group.get("AutoScalingGroupName") or ""))


def _platform(tags: Mapping[str, str]) -> Platform:
    """What the group's hosts run, where AWS or the cluster has marked it."""
    if "elasticbeanstalk:environment-name" in tags:
        return Platform.BEANSTALK
    return Platform.KUBERNETES if any(key.startswith(_KUBERNETES) for key in tags) else Platform.EC2_GROUP


def _health_check(type_: str) -> str:
    """`ELB` as soon as the load balancer's answer decides, whatever else is asked: `EC2,ELB` is one type."""
    return "ELB" if "ELB" in type_.split(",") else type_


def _policies(account: Account, region: str) -> Iterator[Reading]:
    groups = _by_name(account, region)
    if not groups:
        return  # a policy belongs to a group, and goes with it
    for policy in filter(_acts, each(account, POLICIES, region, "ScalingPolicies")):
        name = str(policy.get("AutoScalingGroupName") or "")
        group = groups.get(name, {})
        stopped = {text(process, "ProcessName") for process in records(group, "SuspendedProcesses")}
        if stopped & _STOPS_POLICIES:
            continue
        metric, target = _followed(policy)
        arn = str(policy.get("PolicyARN") or "")
        quote = f"PolicyType: {policy.get('PolicyType')}, metric: {metric}, TargetValue: {target}"
        environment = account.environment(tags_of(group), name)
        yield ScalingPolicy(**seen(arn, quote, environment), workload=name, metric=metric_word(metric), target=target)


def _by_name(account: Account, region: str) -> dict[str, Record]:
    """The groups by name; policies and schedules have no tags of their own."""
    return {
        str(one.get("AutoScalingGroupName") or ""): one for one in each(account, GROUPS, region, "AutoScalingGroups")
    }


def _acts(policy: Record) -> bool:
    """It changes the number of hosts: it is not switched off, and does not only forecast."""
    return policy.get("Enabled") is not False and child(policy, "PredictiveScalingConfiguration").get("Mode") != (
        "ForecastOnly"
    )


def _followed(policy: Record) -> tuple[str | None, float | None]:
    """The metric that a policy follows, and its target; a step policy follows the metric of its alarm's name."""
    tracking = child(policy, "TargetTrackingConfiguration")
    if tracking:
        own = child(tracking, "CustomizedMetricSpecification")
        metric = text(child(tracking, "PredefinedMetricSpecification"), "PredefinedMetricType")
        return metric or text(own, "MetricName"), number(tracking.get("TargetValue"))
    forecasts = records(child(policy, "PredictiveScalingConfiguration"), "MetricSpecifications")
    if forecasts:
        pair = child(forecasts[0], "PredefinedMetricPairSpecification")
        return text(pair, "PredefinedMetricType"), number(forecasts[0].get("TargetValue"))
    alarms = records(policy, "Alarms")
    return (text(alarms[0], "AlarmName") if alarms else None), None


def _schedules(account: Account, region: str) -> Iterator[Reading]:
    groups = _by_name(account, region)
    if not groups:
        return
    for action in each(account, SCHEDULES, region, "ScheduledUpdateGroupActions"):
        name = str(action.get("AutoScalingGroupName") or "")
        environment = account.environment(tags_of(groups.get(name, {})), name)
        schedule = text(action, "Recurrence")
        if schedule is None:
            continue  # once, at a moment: not the rhythm of a day
        yield ScheduledScaling(**_scheduled(account, region, action, environment), workload=name, schedule=schedule)


def _scheduled(account: Account, region: str, action: Record, environment: str) -> dict[str, Any]:
    group = f"*:autoScalingGroupName/{action.get('AutoScalingGroupName')}"
    unnamed = f"arn:{account.partition}:autoscaling:{region}:{account.id}:scheduledUpdateGroupAction:{group}"
    quote = f"Recurrence: {action.get('Recurrence')}, DesiredCapacity: {action.get('DesiredCapacity')}"
    return seen(str(action.get("ScheduledActionARN") or unnamed), quote, environment)


READER = AccountReader(
    name="autoscaling",
    serves=frozenset(["availability", "capacity", "scaling", "cost", "health", "monitoring"]),
    calls=(GROUPS, POLICIES, SCHEDULES),
    questions=(_groups, _policies, _schedules),
    shows=(Workload, ScalingPolicy),
)
