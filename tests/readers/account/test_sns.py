"""SNS: topics that alarms go to, and who has confirmed to be told."""

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Topic
from holdfast.readers.account import cloudwatch, sns
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

HERE = f"arn:aws:sns:{HOME}:123456789012"


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("sns")
        for name in ("shop", "orders", "alerts-staging", "alerts"):
            client.create_topic(Name=name)
        slack = "https://global.sns-api.chatbot.amazonaws.com"
        client.subscribe(TopicArn=f"{HERE}:shop", Protocol="email", Endpoint="somebody@example.com")
        client.subscribe(TopicArn=f"{HERE}:shop", Protocol="https", Endpoint=slack)
        started.client("cloudwatch").put_metric_alarm(
            AlarmName="cpu-production",
            MetricName="CPUUtilization",
            Namespace="AWS/EC2",
            Statistic="Average",
            Period=60,
            EvaluationPeriods=1,
            Threshold=80,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[f"{HERE}:shop"],
        )
        yield started


@pytest.mark.integration
def test_topics_of_alarms_are_told_with_who_listens_and_those_of_the_application_are_not(aws: EmbeddedAws) -> None:
    shown = told(read(sns.READER, live(aws)))

    assert shown == [
        "Topic shop [production] name=shop subscribers=(email, slack) for_alarms=True",
        "Topic alerts-staging [staging] name=alerts-staging for_alarms=False",
        "Topic alerts [(unassigned)] name=alerts for_alarms=False",
    ]


def answers(*subscriptions: dict[str, Any], actions: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """An account with the topic `alarms`, these subscriptions, and alarms by name with their actions."""
    alarms = [{"AlarmName": name, "AlarmActions": called} for name, called in (actions or {}).items()]
    return {
        "list_topics": {"Topics": [{"TopicArn": f"{HERE}:alarms"}]},
        "list_subscriptions": {"Subscriptions": [{"TopicArn": f"{HERE}:alarms", **one} for one in subscriptions]},
        "describe_alarms": {"MetricAlarms": alarms},
    }


@pytest.mark.parametrize("state", ["PendingConfirmation", "Deleted", None])
def test_a_subscription_that_nobody_confirmed_tells_nobody(state: str | None) -> None:
    """Moto confirms every subscription at once: the answer has the documented shape."""
    waiting = {"SubscriptionArn": state, "Protocol": "email", "Endpoint": "somebody@example.com"}

    (topic,) = read(sns.READER, FakeAccount(answers(waiting)))

    assert isinstance(topic, Topic)
    assert topic.subscribers == ()
    assert topic.where("subscribers").quote == "confirmed: nobody; waiting for confirmation: 1"


def test_no_address_of_a_subscriber_is_kept() -> None:
    confirmed = {"SubscriptionArn": f"{HERE}:alarms:1", "Protocol": "email", "Endpoint": "somebody@example.com"}

    (topic,) = read(sns.READER, FakeAccount(answers(confirmed)))

    assert isinstance(topic, Topic)
    assert topic.subscribers == ("email",)
    assert "somebody" not in f"{topic!r} {topic.where('subscribers')!r} {topic.at!r}"


@pytest.mark.parametrize(
    ("alarms", "environment"),
    [
        (["cpu-production"], "production"),
        (["cpu-production", "cpu-staging"], None),
        (["cpu"], "(unassigned)"),
        ([], "(unassigned)"),
    ],
)
def test_a_topic_belongs_where_its_alarms_do(alarms: list[str], environment: str | None) -> None:
    actions = {name: [f"{HERE}:alarms"] for name in alarms}

    (topic,) = read(sns.READER, FakeAccount(answers(actions=actions)))

    assert isinstance(topic, Topic)
    assert topic.environment == environment
    assert topic.for_alarms is bool(alarms)


def test_alarms_that_may_not_be_read_leave_the_topics() -> None:
    refused = Refused(cloudwatch.ALARMS, GapReason.DENIED, "AccessDenied", HOME)

    shown = told(read(sns.READER, FakeAccount({**answers(), "describe_alarms": refused})))

    assert shown == ["Topic alarms [(unassigned)] name=alarms for_alarms=False"]


@pytest.mark.parametrize("topics", [[{}], [{"TopicArn": None}], []])
def test_odd_topics_never_raise(topics: list[dict[str, Any]]) -> None:
    assert read(sns.READER, FakeAccount({"list_topics": {"Topics": topics}})) == []
