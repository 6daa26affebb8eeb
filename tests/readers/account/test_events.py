"""EventBridge: rules by which somebody hears of the root user at once."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.readers.account import events
from holdfast.readers.account.base import GLOBAL_REGION
from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from tests.readers.account.support import FakeAccount, live, read, told

TOPIC = f"arn:aws:sns:{GLOBAL_REGION}:{ACCOUNT}:alarms"
SIGN_IN = {
    "detail-type": ["AWS Console Sign In via CloudTrail", "AWS API Call via CloudTrail"],
    "detail": {"userIdentity": {"type": ["Root"]}},
}
SEEN = ["RootUse rule/root act=alarm"]


@pytest.mark.integration
def test_a_rule_on_root_that_calls_a_topic_is_an_alarm_while_a_trail_logs(embedded: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    assert told(read(events.READER, live(embedded), GLOBAL_REGION)) == []

    trails = embedded.client("cloudtrail", GLOBAL_REGION)
    embedded.client("s3", GLOBAL_REGION).create_bucket(Bucket="trail")
    trails.create_trail(Name="main", S3BucketName="trail", IsMultiRegionTrail=True)
    trails.start_logging(Name="main")

    assert told(read(events.READER, live(embedded, asked=asked), GLOBAL_REGION)) == SEEN
    assert asked == {"list_rules": 1, "list_targets_by_rule": 1, "describe_trails": 1, "get_trail_status": 1}


@pytest.fixture
def embedded() -> Iterator[EmbeddedAws]:
    """A rule on the root user, beside one on something else, and no trail yet."""
    with EmbeddedAws.start() as started:
        client = started.client("events", GLOBAL_REGION)
        client.put_rule(Name="root", EventPattern=json.dumps(SIGN_IN))
        client.put_rule(Name="other", EventPattern='{"source": ["aws.ec2"]}')
        for rule in ("root", "other"):
            client.put_targets(Rule=rule, Targets=[{"Id": "topic", "Arn": TOPIC}])
        yield started


def account(pattern: Any = SIGN_IN, target: str = TOPIC, *, state: str = "ENABLED", logs: bool = True) -> FakeAccount:
    text = pattern if isinstance(pattern, str) else json.dumps(pattern)
    rule = {"Name": "root", "Arn": f"arn:aws:events:x:{ACCOUNT}:rule/root", "State": state, "EventPattern": text}
    return FakeAccount(
        {
            "list_rules": {"Rules": [rule]},
            "list_targets_by_rule": {"Targets": [{"Id": "one", "Arn": target}]},
            "describe_trails": {"trailList": [{"TrailARN": "arn:aws:cloudtrail:x:999999999999:trail/all"}]},
            "get_trail_status": {"IsLogging": logs},
        }
    )


@pytest.mark.parametrize(
    "detail",
    [
        {"userIdentity": {"type": ["IAMUser", "Root"]}},
        {"userIdentity": {"type": [{"equals-ignore-case": "root"}]}},
        {"userIdentity": {"type": [{"prefix": "Ro"}]}},
        {"userIdentity": {"type": ["Root"]}, "eventName": ["ConsoleLogin"]},
    ],
)
def test_every_way_to_write_the_root_user_counts(detail: dict[str, Any]) -> None:
    assert told(read(events.READER, account({"detail": detail}))) == SEEN


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "not JSON",
        "[" * 5000,
        [],
        {"detail": []},
        {"detail": {"userIdentity": {"type": "Root"}}},
        {"detail": {"userIdentity": {"type": ["IAMUser"]}}},
        {"detail": {"userIdentity": {"type": [{"prefix": "oot"}]}}},
        {"detail": {"userIdentity": {"type": ["Root"]}, "eventName": ["DeleteBucket"]}},
        {"detail-type": ["EC2 Instance State-change Notification"], "detail": {"userIdentity": {"type": ["Root"]}}},
        {"detail-type": [{"prefix": "x"}], "detail": {"userIdentity": {"type": ["Root"]}}},
    ],
)
def test_a_rule_on_something_else_says_nothing_and_is_asked_no_further(pattern: Any) -> None:
    other = account(pattern)

    assert told(read(events.READER, other)) == []
    assert other.asked == ["list_rules"]


@pytest.mark.parametrize(
    "other",
    [
        account(state="DISABLED"),
        account(logs=False),
        account(target=f"arn:aws:sqs:x:{ACCOUNT}:queue"),
        account(target=f"arn:aws:logs:x:{ACCOUNT}:log-group:/aws/events/root"),
    ],
)
def test_a_rule_that_sleeps_or_that_nobody_hears_is_no_alarm(other: FakeAccount) -> None:
    assert told(read(events.READER, other)) == []


def test_the_trail_of_an_organization_feeds_the_rules_of_its_members() -> None:
    assert told(read(events.READER, account())) == SEEN
