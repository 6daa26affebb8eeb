"""The state machine that measures access keys, run: users and keys of a real IAM in small, numbers in CloudWatch."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.rig.aws import EmbeddedAws
from tests.stacks.states import run
from tests.stacks.synthesized import one, templates

pytestmark = pytest.mark.integration
HOME = "ap-northeast-1"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def started() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as aws:
        yield aws


@pytest.fixture
def aws(started: EmbeddedAws) -> EmbeddedAws:
    started.reset()
    return started


def measured(aws: EmbeddedAws, ages: Mapping[str, float]) -> float:
    """Run the machine; the number that arrives in CloudWatch.

    Args:
        aws: the account.
        ages: how old keys are, in days, by their id: IAM dates a key by the clock alone.
    """

    def call(service: str, operation: str, parameters: Mapping[str, Any]) -> Any:
        name = re.sub(r"(?=[A-Z])", "_", operation).lower()
        answer = getattr(aws.client(service), name)(**parameters)
        for key in answer.get("AccessKeyMetadata", ()):
            key["CreateDate"] = NOW - timedelta(days=ages[key["AccessKeyId"]])
        answer.pop("ResponseMetadata", None)
        return answer

    definition = json.loads(
        one(templates("sweetorder")["sweetorder-account"], "AWS::StepFunctions::StateMachine")["DefinitionString"]
    )
    run(definition, {}, call, NOW)
    found = aws.client("cloudwatch").get_metric_statistics(
        Namespace="Holdfast",
        MetricName="AccessKeyAge",
        StartTime=datetime.now(UTC) - timedelta(hours=1),
        EndTime=datetime.now(UTC) + timedelta(hours=1),
        Period=60,
        Statistics=["Maximum"],
    )["Datapoints"]
    return max(float(point["Maximum"]) for point in found)


def key(aws: EmbeddedAws, user: str, *, active: bool = True) -> str:
    client = aws.client("iam")
    if user not in {each["UserName"] for each in client.list_users()["Users"]}:
        client.create_user(UserName=user)
    made: str = client.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    if not active:
        client.update_access_key(UserName=user, AccessKeyId=made, Status="Inactive")
    return made


def test_the_oldest_active_key_of_all_users_is_what_counts(aws: EmbeddedAws) -> None:
    aws.client("iam").create_user(UserName="without-keys")
    ages = {key(aws, "ann"): 3.0, key(aws, "ann"): 120.5, key(aws, "bob"): 91.0}
    ages[key(aws, "carl", active=False)] = 400.0
    assert measured(aws, ages) == 120


def test_a_single_user_with_a_single_new_key_is_young(aws: EmbeddedAws) -> None:
    assert measured(aws, {key(aws, "ann"): 2.9}) == 2


def test_an_account_without_users_has_no_old_key_and_says_so(aws: EmbeddedAws) -> None:
    assert measured(aws, {}) == 0
