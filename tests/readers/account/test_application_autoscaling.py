"""Application Auto Scaling: what makes ECS services grow, and what the clock changes."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.facts import ScalingPolicy, ScheduledScaling
from holdfast.readers.account import application_autoscaling
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told, unplaced

COUNT = "ecs:service:DesiredCount"
WEB, NEXT = "service/shop/web-production", "service/shop/web-staging"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        _services(started.client("ecs", HOME))
        client = started.client("application-autoscaling", HOME)
        for service, least, most in ((WEB, 2, 10), (NEXT, 1, 1)):
            one = {"ServiceNamespace": "ecs", "ResourceId": service, "ScalableDimension": COUNT}
            client.register_scalable_target(**one, MinCapacity=least, MaxCapacity=most)
        tracking = {
            "TargetValue": 50.0,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        }
        web = {"ServiceNamespace": "ecs", "ResourceId": WEB, "ScalableDimension": COUNT}
        client.put_scaling_policy(
            PolicyName="cpu",
            **web,
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration=tracking,
        )
        for name, schedule in (("night", "cron(0 20 * * ? *)"), ("once", "at(2027-01-01T00:00:00)")):
            change = {"MinCapacity": 1, "MaxCapacity": 2}
            client.put_scheduled_action(ScheduledActionName=name, **web, Schedule=schedule, ScalableTargetAction=change)
        yield started


def _services(client: Any) -> None:
    client.create_cluster(clusterName="shop")
    container = {"name": "web", "image": "web", "memory": 128}
    client.register_task_definition(family="web", containerDefinitions=[container])
    for service in (WEB, NEXT):
        name = service.rpartition("/")[2]
        client.create_service(cluster="shop", serviceName=name, taskDefinition="web", desiredCount=2)


@pytest.mark.integration
def test_policies_and_schedules_of_services_are_told(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    assert unplaced(told(read(application_autoscaling.READER, live(aws, asked=asked), HOME))) == [
        "ScalingPolicy [production] workload=web-production metric=cpu target=50.0",
        "ScheduledScaling [production] workload=web-production schedule=cron(0 20 * * ? *)",
    ]
    assert asked == {call.operation: 1 for call in application_autoscaling.READER.calls}


def test_without_targets_nothing_more_is_asked() -> None:
    account = FakeAccount({})

    assert read(application_autoscaling.READER, account) == []
    assert account.asked == ["describe_scalable_targets"]


@pytest.mark.parametrize(
    ("suspended", "left"),
    [
        ({}, [ScalingPolicy, ScheduledScaling]),
        ({"DynamicScalingOutSuspended": True}, [ScheduledScaling]),
        ({"DynamicScalingInSuspended": True, "ScheduledScalingSuspended": True}, [ScalingPolicy]),
    ],
)
def test_what_is_suspended_does_not_scale(suspended: dict[str, bool], left: list[type]) -> None:
    """As the API documents it; moto keeps no state of suspension for all of them."""
    steps = {"ResourceId": WEB, "PolicyType": "StepScaling", "Alarms": [{"AlarmName": "web-cpu-high"}]}
    account = FakeAccount(
        {
            "describe_scalable_targets": {"ScalableTargets": [{"ResourceId": WEB, "SuspendedState": suspended}]},
            "describe_scaling_policies": {"ScalingPolicies": [steps, {"ResourceId": "service/shop/other"}]},
            "describe_scheduled_actions": {"ScheduledActions": [{"ResourceId": WEB, "Schedule": "rate(1 day)"}]},
        }
    )

    found = read(application_autoscaling.READER, account)

    assert [type(fact) for fact in found] == left
    assert {fact.metric for fact in found if isinstance(fact, ScalingPolicy)} <= {"cpu"}
