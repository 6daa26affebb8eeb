"""CPU credits, asked of the embedded AWS and of a service that fails; at most every five minutes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError  # type: ignore[import-untyped]

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


class Service:
    """Answers every question alike, or raises; counts the questions."""

    def __init__(self, body: bytes = b"", status: int = 200, error: Exception | None = None) -> None:
        self.answer = (status, body)
        self.error = error
        self.asked = 0

    def __call__(self, body: bytes) -> tuple[int, bytes]:
        self.asked += 1
        assert json.loads(body)["Dimensions"] == [{"Name": "InstanceId", "Value": "i-0abc"}]
        if self.error is not None:
            raise self.error
        return self.answer


SEVEN = b'{"Datapoints": [{"Timestamp": 2.0, "Average": 7.0}, {"Timestamp": 1.0, "Average": 9.0}]}'


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as server:
        yield server


@pytest.mark.integration
def test_the_newest_values_of_this_instance_are_found(aws: EmbeddedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)
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

    assert Credits(INSTANCE).collect() == {"cpu_credit_balance": 130.5}


def test_cloudwatch_is_asked_at_most_every_five_minutes() -> None:
    service, clock = Service(SEVEN), Clock()
    found = Credits(INSTANCE, service, clock)
    for _ in range(10):
        assert found.collect()["cpu_credit_balance"] == 7
        clock.now += EVERY_SECONDS / 11
    assert service.asked == 4

    clock.now += EVERY_SECONDS
    found.collect()

    assert service.asked == 8


def test_an_instance_without_credits_is_never_asked_about() -> None:
    service = Service(SEVEN)

    assert Credits(Instance("i-1", "m7g.large", "ap-northeast-2"), service).collect() == {}
    assert service.asked == 0


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b"{}", b'{"Datapoints": 7}', b'{"Datapoints": [7, {}, {"Average": "x"}]}']
)
def test_an_answer_without_values_gives_none(body: bytes) -> None:
    assert Credits(INSTANCE, Service(body)).collect() == {}


def test_a_refusal_names_the_action_that_is_missing() -> None:
    body = b'{"__type": "com.amazon.coral.service#AccessDeniedException", "Message": "canary"}'

    with pytest.raises(IncompleteError) as raised:
        Credits(INSTANCE, Service(body, status=400)).collect()

    assert "cloudwatch:GetMetricStatistics" in raised.value.next_step
    assert "AccessDeniedException" in raised.value.next_step
    assert "canary" not in str(raised.value)


@pytest.mark.parametrize("error", [NoCredentialsError(), EndpointConnectionError(endpoint_url="https://canary")])
def test_a_failure_is_said_without_its_text_and_not_repeated_for_five_minutes(error: Exception) -> None:
    service, clock = Service(error=error), Clock()
    found = Credits(INSTANCE, service, clock)

    with pytest.raises(IncompleteError) as raised:
        found.collect()
    assert type(error).__name__ in raised.value.next_step
    assert "canary" not in str(raised.value)
    assert found.collect() == {}
    assert service.asked == 1
