"""CloudWatch: alarms, what each watches and whether it calls anybody."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Alarm
from holdfast.readers.account import cloudwatch
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

TOPIC = f"arn:aws:sns:{HOME}:123456789012:alarms"
SCALE = f"arn:aws:autoscaling:{HOME}:123456789012:scalingPolicy:1:autoScalingGroupName/web:policyName/cpu"
ABOVE = {"ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "Threshold": 80.0}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("cloudwatch")

        def alarm(name: str, metric: str, namespace: str, *actions: str, **more: Any) -> None:
            measured = {"MetricName": metric, "Namespace": namespace, "Statistic": "Average", "Period": 60}
            client.put_metric_alarm(AlarmName=name, AlarmActions=list(actions), **measured, **ABOVE, **more)

        alarm("shop-production-credits", "CPUCreditBalance", "AWS/EC2", TOPIC)
        alarm("database", "CPUUtilization", "AWS/RDS", TOPIC, Dimensions=[
            {"Name": "DBInstanceIdentifier", "Value": "shop-production"}])  # fmt: skip
        alarm("shop-staging-memory", "mem_used_percent", "CWAgent")
        alarm("shop-staging-disk", "disk_used_percent", "CWAgent", TOPIC, ActionsEnabled=False)
        alarm("TargetTracking-web-AlarmHigh", "CPUUtilization", "AWS/EC2", SCALE)
        alarm("tagged", "StatusCheckFailed", "AWS/EC2", TOPIC, Tags=[{"Key": "stage", "Value": "prod"}])
        client.put_dashboard(DashboardName="shop", DashboardBody="{}")
        client.put_dashboard(DashboardName="shop-staging", DashboardBody="{}")
        yield started


@pytest.mark.integration
def test_each_alarm_is_told_by_what_it_watches_and_whether_it_calls_anybody(aws: EmbeddedAws) -> None:
    shown = told(read(cloudwatch.READER, live(aws)))

    assert shown == [
        "Alarm alarm:shop-production-credits [production] watches=credits name=shop-production-credits notifies=True",
        "Alarm alarm:database [production] watches=database-cpu name=database notifies=True",
        "Alarm alarm:shop-staging-memory [staging] watches=memory name=shop-staging-memory notifies=False",
        "Alarm alarm:shop-staging-disk [staging] watches=disk name=shop-staging-disk notifies=False",
        "Alarm alarm:tagged [production] watches=status-check name=tagged notifies=True",
        "Dashboard dashboard/shop name=shop",
        "Dashboard dashboard/shop-staging [staging] name=shop-staging",
    ]


def test_an_alarm_composed_of_others_watches_what_its_name_says() -> None:
    """Moto composes no alarms: the answer has the documented shape."""
    alarm = {"AlarmName": "errors-production", "AlarmRule": "ALARM(a) OR ALARM(b)", "AlarmActions": [TOPIC]}

    shown = told(read(cloudwatch.READER, FakeAccount({"describe_alarms": {"CompositeAlarms": [alarm]}})))

    assert shown == [
        "Alarm alarm:errors-production [production] watches=error-rate name=errors-production notifies=True"
    ]


def test_the_setting_that_shows_a_silent_alarm_is_quoted() -> None:
    alarm = {"AlarmName": "cpu", "MetricName": "CPUUtilization", "AlarmActions": [TOPIC], "ActionsEnabled": False}

    (found,) = read(cloudwatch.READER, FakeAccount({"describe_alarms": {"MetricAlarms": [alarm]}}))

    assert isinstance(found, Alarm)
    assert found.where("notifies").quote == "AlarmActions: alarms; ActionsEnabled: false"


def test_an_alarm_on_a_computed_metric_watches_what_it_computes_with() -> None:
    queries = [
        {"Id": "rate", "Expression": "errors / requests"},
        {"Id": "errors", "MetricStat": {"Metric": {"Namespace": "X", "MetricName": "HTTPCode_Target_5XX_Count"}}},
    ]
    alarm = {"AlarmName": "a", "Metrics": queries, "AlarmActions": [TOPIC]}

    shown = told(read(cloudwatch.READER, FakeAccount({"describe_alarms": {"MetricAlarms": [alarm]}})))

    assert shown == ["Alarm alarm:a [(unassigned)] watches=error-rate name=a notifies=True"]


@pytest.mark.parametrize(
    "alarm",
    [{}, {"AlarmName": 1, "Metrics": "none", "AlarmActions": "x"}, {"Dimensions": [{}], "MetricName": None}],
)
def test_odd_alarms_never_raise(alarm: dict[str, Any]) -> None:
    (found,) = read(cloudwatch.READER, FakeAccount({"describe_alarms": {"MetricAlarms": [alarm]}}))

    assert isinstance(found, Alarm)
    assert found.notifies is False


def test_refused_alarms_leave_the_dashboards() -> None:
    account = FakeAccount(
        {
            "describe_alarms": Refused(cloudwatch.ALARMS, GapReason.DENIED, "AccessDenied", HOME),
            "list_dashboards": {"DashboardEntries": [{"DashboardName": "shop"}]},
        }
    )

    assert told(read(cloudwatch.READER, account)) == [
        "Gap cloudwatch denied: AccessDenied",
        "Dashboard dashboard/shop name=shop",
    ]
