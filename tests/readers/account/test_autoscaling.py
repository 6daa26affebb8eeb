"""Auto Scaling: the limits of groups, what makes them grow, and what the clock changes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.facts import ScalingPolicy, ScheduledScaling, Workload
from holdfast.readers.account import autoscaling
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told, unplaced

GROUP, OTHER = "platform=ec2-group name=web-production", "platform=ec2-group name=other"
BALANCED, PLAIN = (f"health_check={check} behind_load_balancer=False" for check in ("ELB", "EC2"))
WEB = {"describe_auto_scaling_groups": {"AutoScalingGroups": [{"AutoScalingGroupName": "web"}]}}
TRACKING = {
    "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
    "TargetValue": 50.0,
}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        client = started.client("autoscaling", HOME)
        client.create_launch_configuration(
            LaunchConfigurationName="web", ImageId="ami-12345678", InstanceType="m7g.large"
        )
        zones = [f"{HOME}a", f"{HOME}c"]
        client.create_auto_scaling_group(
            AutoScalingGroupName="web-production",
            LaunchConfigurationName="web",
            MinSize=2,
            MaxSize=10,
            DesiredCapacity=2,
            AvailabilityZones=zones,
            HealthCheckType="ELB",
        )
        client.create_auto_scaling_group(
            AutoScalingGroupName="other",
            LaunchConfigurationName="web",
            MinSize=0,
            MaxSize=1,
            AvailabilityZones=zones[:1],
            Tags=[{"Key": "env", "Value": "stg"}],
        )
        client.put_scaling_policy(
            AutoScalingGroupName="web-production",
            PolicyName="cpu",
            PolicyType="TargetTrackingScaling",
            TargetTrackingConfiguration=TRACKING,
        )
        client.put_scheduled_update_group_action(
            AutoScalingGroupName="other", ScheduledActionName="night", Recurrence="0 20 * * *", DesiredCapacity=0
        )
        yield started


def test_groups_policies_and_schedules_are_told_with_the_groups_environment(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    found = read(autoscaling.READER, live(aws, asked=asked), HOME)

    assert unplaced(told(found)) == [
        f"Workload [production] {GROUP} minimum=2 maximum=10 desired=2 zones=2 {BALANCED} instance_type=m7g.large",
        f"Workload [staging] {OTHER} minimum=0 maximum=1 desired=0 zones=1 {PLAIN}",
        "ScalingPolicy [production] workload=web-production metric=cpu target=50.0",
        "ScheduledScaling [staging] workload=other schedule=0 20 * * *",
    ]
    assert asked == {call.operation: 1 for call in autoscaling.READER.calls}


def test_a_limit_is_quoted_as_the_account_shows_it(aws: EmbeddedAws) -> None:
    group = next(one for one in read(autoscaling.READER, live(aws), HOME) if isinstance(one, Workload))

    assert (group.where("maximum").quote, group.where("health_check").quote) == ("MaxSize: 10", "HealthCheckType: ELB")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"StepAdjustments": [], "Alarms": [{"AlarmName": "high-cpu"}]}, ["metric=cpu"]),
        ({"TargetTrackingConfiguration": {**TRACKING, "TargetValue": "x"}}, ["metric=cpu"]),
        ({"TargetTrackingConfiguration": TRACKING, "Enabled": False}, []),
        ({"PredictiveScalingConfiguration": {"Mode": "ForecastOnly"}}, []),
        ({}, [""]),
    ],
    ids=["by steps", "target unreadable", "switched off", "only forecasts", "nothing said"],
)
def test_a_policy_counts_when_it_changes_the_number_of_hosts(policy: dict[str, Any], expected: list[str]) -> None:
    answers = {**WEB, "describe_policies": {"ScalingPolicies": [{"AutoScalingGroupName": "web", **policy}]}}

    assert told(read(autoscaling.READER, FakeAccount(answers)), ScalingPolicy) == [
        f"ScalingPolicy  [(unassigned)] workload=web {one}".rstrip() for one in expected
    ]


def test_a_policy_of_a_group_whose_launches_are_suspended_changes_nothing() -> None:
    group = {"AutoScalingGroupName": "web", "SuspendedProcesses": [{"ProcessName": "Launch"}]}
    answers = {
        "describe_policies": {"ScalingPolicies": [{"AutoScalingGroupName": "web"}]},
        "describe_auto_scaling_groups": {"AutoScalingGroups": [group]},
    }

    assert told(read(autoscaling.READER, FakeAccount(answers)), ScalingPolicy) == []


@pytest.mark.parametrize(
    ("tag", "platform"),
    [("elasticbeanstalk:environment-name", "beanstalk"), ("eks:cluster-name", "kubernetes"), ("Name", "ec2-group")],
)
def test_a_group_of_a_platform_is_the_platforms(tag: str, platform: str) -> None:
    group = {"AutoScalingGroupName": "g", "Tags": [{"Key": tag, "Value": "shop"}]}
    found = read(autoscaling.READER, FakeAccount({"describe_auto_scaling_groups": {"AutoScalingGroups": [group]}}))

    assert [str(one.platform) for one in found if isinstance(one, Workload)] == [platform]


def test_a_change_at_one_moment_is_no_schedule() -> None:
    once = {"ScheduledUpdateGroupActions": [{"AutoScalingGroupName": "web"}]}
    answers = {**WEB, "describe_scheduled_actions": once}

    assert told(read(autoscaling.READER, FakeAccount(answers)), ScheduledScaling) == []


def test_without_groups_nothing_more_is_asked() -> None:
    account = FakeAccount({})

    assert read(autoscaling.READER, account) == []
    assert set(account.asked) == {"describe_auto_scaling_groups"}
