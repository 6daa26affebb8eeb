"""CloudTrail: the whole chain from the root user's call to somebody who is told."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import EvidenceKind, GapReason
from holdfast.readers.account import cloudtrail
from holdfast.readers.account.base import Call, Refused
from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

PATTERN = '{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }'
CHAIN = ["MetricSource trail/main watches=root-use", "RootUse trail/main act=alarm"]


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def aws(embedded: EmbeddedAws) -> EmbeddedAws:
    """An account whose chain is whole."""
    embedded.reset()
    embedded.client("s3", "us-east-1").create_bucket(Bucket="trail")
    logs = embedded.client("logs", HOME)
    logs.create_log_group(logGroupName="trail")
    embedded.client("cloudtrail", HOME).create_trail(
        Name="main",
        S3BucketName="trail",
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group:trail:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/trail",
    )
    embedded.client("cloudtrail", HOME).start_logging(Name="main")
    _filter(logs, PATTERN)
    _alarm(embedded.client("cloudwatch", HOME))
    return embedded


def _filter(logs: Any, pattern: str) -> None:
    metric = {"metricName": "RootUse", "metricNamespace": "Security", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName="trail", filterName="root", filterPattern=pattern, metricTransformations=[metric]
    )


def _alarm(client: Any, **more: Any) -> None:
    settings = {"AlarmActions": [f"arn:aws:sns:{HOME}:{ACCOUNT}:alarms"], "Namespace": "Security", **more}
    client.put_metric_alarm(
        AlarmName="root",
        MetricName="RootUse",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        Statistic="Sum",
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        **settings,
    )


def test_a_whole_chain_is_an_alarm_on_root_use(aws: EmbeddedAws) -> None:
    assert told(read(cloudtrail.READER, live(aws), HOME)) == CHAIN


def test_a_trail_of_every_region_says_the_same_in_each_and_is_asked_once(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    account = live(aws, asked=asked)

    assert told(read(cloudtrail.READER, account, HOME)) == told(read(cloudtrail.READER, account, "us-east-1"))
    assert asked["get_trail_status"] == 1


def _stop(aws: EmbeddedAws) -> None:
    aws.client("cloudtrail", HOME).stop_logging(Name="main")


def _other_pattern(aws: EmbeddedAws) -> None:
    aws.client("logs", HOME).delete_metric_filter(logGroupName="trail", filterName="root")
    _filter(aws.client("logs", HOME), '{ $.eventName = "ConsoleLogin" }')


@pytest.mark.parametrize("broken", [_stop, _other_pattern])
def test_a_trail_that_sleeps_or_looks_for_something_else_says_nothing(aws: EmbeddedAws, broken: Any) -> None:
    broken(aws)

    assert told(read(cloudtrail.READER, live(aws), HOME)) == []


@pytest.mark.parametrize("change", [{"ActionsEnabled": False}, {"AlarmActions": []}, {"Namespace": "Other"}])
def test_an_alarm_that_calls_nobody_is_none(aws: EmbeddedAws, change: dict[str, Any]) -> None:
    _alarm(aws.client("cloudwatch", HOME), **change)

    assert told(read(cloudtrail.READER, live(aws), HOME)) == CHAIN[:1]


ORGANIZATION = {
    "TrailARN": "arn:aws:cloudtrail:us-east-1:999999999999:trail/all",
    "HomeRegion": "us-east-1",
    "IsOrganizationTrail": True,
    "CloudWatchLogsLogGroupArn": "arn:aws:logs:us-east-1:999999999999:log-group:trail:*",
}


def test_a_trail_whose_log_is_in_another_account_is_said_and_not_seen() -> None:
    member = FakeAccount({"describe_trails": {"trailList": [ORGANIZATION]}, "get_trail_status": {"IsLogging": True}})

    (said,) = read(cloudtrail.READER, member)

    assert told([said]) == ["RootUse trail/all act=alarm"]
    assert (said.kind, said.at.quote) == (  # type: ignore[union-attr]
        EvidenceKind.CLAIMED,
        "the log group is in account 999999999999: what follows it is seen only there",
    )
    assert member.asked == ["describe_trails", "get_trail_status"]


def test_a_trail_that_may_not_be_asked_is_a_gap_and_leaves_the_others() -> None:
    def status(call: Call, region: str, parameters: dict[str, Any]) -> Any:
        if "999999999999" in parameters["Name"]:
            return Refused(call, GapReason.DENIED, "no", region)
        return {"IsLogging": True}

    own = {**ORGANIZATION, "TrailARN": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/own"}
    both = FakeAccount({"describe_trails": {"trailList": [ORGANIZATION, own]}, "get_trail_status": status})

    assert told(read(cloudtrail.READER, both)) == ["Gap cloudtrail denied: no", "RootUse trail/own act=alarm"]
