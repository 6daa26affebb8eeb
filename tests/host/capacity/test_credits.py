"""CPU credits, asked of the embedded AWS and of clients that fail; at most every five minutes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError  # type: ignore[import-untyped]

from holdfast.host.capacity.credits import EVERY_SECONDS, Credits
from holdfast.host.capacity.instance import Instance
from holdfast.model.errors import IncompleteError
from holdfast.rig.aws import EmbeddedAws

INSTANCE = Instance("i-0abc", "t3.small", "ap-northeast-2")


class Clock:
    """Monotonic seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Client:
    """Answers with one point, or raises; counts the questions."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[dict[str, Any]] = []

    def get_metric_statistics(self, **question: Any) -> dict[str, Any]:
        self.asked.append(question)
        if self.error is not None:
            raise self.error
        return {"Datapoints": [{"Timestamp": datetime.now(UTC), "Average": 7.0}]}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as server:
        yield server


@pytest.mark.integration
def test_the_newest_values_of_this_instance_are_found(aws: EmbeddedAws) -> None:
    client = aws.client("cloudwatch")
    for instance, balance in (("i-0abc", 130.5), ("i-other", 1.0)):
        client.put_metric_data(
            Namespace="AWS/EC2",
            MetricData=[
                {
                    "MetricName": "CPUCreditBalance",
                    "Dimensions": [{"Name": "InstanceId", "Value": instance}],
                    "Value": balance,
                    "Timestamp": datetime.now(UTC) - timedelta(minutes=3),
                }
            ],
        )

    assert Credits(INSTANCE, client).collect() == {"cpu_credit_balance": 130.5}


def test_cloudwatch_is_asked_at_most_every_five_minutes() -> None:
    client, clock = Client(), Clock()
    found = Credits(INSTANCE, client, clock)
    for _ in range(10):
        assert found.collect()["cpu_credit_balance"] == 7
        clock.now += EVERY_SECONDS / 11
    assert len(client.asked) == 4

    clock.now += EVERY_SECONDS
    found.collect()

    assert len(client.asked) == 8


def test_an_instance_without_credits_is_never_asked_about() -> None:
    client = Client()

    assert Credits(Instance("i-1", "m7g.large", "ap-northeast-2"), client).collect() == {}
    assert client.asked == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ClientError({"Error": {"Code": "AccessDenied", "Message": "canary"}}, "x"), "cloudwatch:GetMetricStatistics"),
        (NoCredentialsError(), "NoCredentialsError"),
        (EndpointConnectionError(endpoint_url="https://canary"), "EndpointConnectionError"),
    ],
)
def test_a_failure_is_said_without_its_text_and_not_repeated_for_five_minutes(error: Exception, said: str) -> None:
    client, clock = Client(error), Clock()
    found = Credits(INSTANCE, client, clock)

    with pytest.raises(IncompleteError) as raised:
        found.collect()
    assert said in raised.value.next_step
    assert "canary" not in str(raised.value)
    assert found.collect() == {}
    assert len(client.asked) == 1
