"""Reading a whole account: the least calls, the least policy, and every fault a gap that hides nothing else."""

import json
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from holdfast.actions.account import AccountOptions, read_through
from holdfast.actions.judge import judge
from holdfast.actions.policy import check_policy
from holdfast.actions.read import Read
from holdfast.model.assessment import Assessment
from holdfast.model.estate import Estate, Owner
from holdfast.model.evidence import Gap, GapReason
from holdfast.model.facts import Fact
from holdfast.model.findings import SLUGS, Status
from holdfast.model.product import Product
from holdfast.readers.account import ecs, readers
from holdfast.readers.account.base import Call
from holdfast.readers.account.client import Client
from holdfast.readers.account.live import IDENTITY, REGIONS
from holdfast.readers.spec import Spec
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.seeds import HOME, before, hardened
from tests.actions.replay import FAULTS, PLAIN, Answer, Fault, Key, Replay, Switch
from tests.readers.account.support import FakeAccount, read

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PRODUCT = Product.model_validate(
    {"name": "sweetorder", "region": HOME, "environments": {"production": {}, "staging": {}}}
)
ONE_TRY = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 1})
EVERY = AccountOptions()


class Account:
    """An account in small; its clients are made once, since making them takes longer than all they do here."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self._switch = Switch()
        self._session = self._switch.register(aws.session())
        self._clients: dict[tuple[str, str], Any] = {}

    def event_name(self, service: str) -> str:
        """What botocore's events call a service."""
        made = self._session.client(service, region_name=HOME, endpoint_url=self.aws.url)
        return str(made.meta.service_model.service_id.hyphenize())

    def read(self, replay: Replay, told: Callable[[Call, str], None] = lambda _call, _region: None) -> Estate:
        self._switch.to = replay
        client = Client(self._session, ONE_TRY, self.aws.url, patience=3, told=told, _clients=self._clients)
        return read_through(client, PRODUCT, EVERY, NOW)


@dataclass
class Recorded:
    """An account that answered once, and what was asked of it."""

    account: Account
    answers: dict[Key, list[Answer]]
    calls: list[tuple[Call, str]]
    estate: Estate

    def again(self, seed: int, chance: float, faults: tuple[Fault, ...] = FAULTS, only: str = "") -> Estate:
        """Read it once more from memory, with faults."""
        return self.account.read(
            Replay(self.answers, chance=chance, dice=random.Random(seed), faults=faults, only=only)
        )


def record(account: Account) -> Recorded:
    calls: list[tuple[Call, str]] = []
    replay = Replay(records=True)
    estate = account.read(replay, lambda call, region: calls.append((call, region)))
    return Recorded(account, replay.known, calls, estate)


@pytest.fixture(scope="module")
def good() -> Iterator[Recorded]:
    with EmbeddedAws.start(HOME) as aws:
        hardened.seed(aws.client)
        yield record(Account(aws))


@pytest.fixture(scope="module")
def bad(good: Recorded) -> Recorded:
    good.account.aws.reset()
    before.seed(good.account.aws.client)
    return record(good.account)


def judged(estate: Estate) -> Assessment:
    return judge(Spec(PRODUCT, given=True), Read(estate, ()), now=NOW)


def statuses(estate: Estate) -> dict[tuple[str, str], Status]:
    return {(one.slug, one.environment): one.status for one in judged(estate).controls}


def test_a_whole_account_is_read_without_a_gap(good: Recorded) -> None:
    assert [f"{gap.at} {gap.detail}" for gap in good.estate.gaps] == []


def test_every_call_is_in_the_policy_and_every_action_of_the_policy_is_needed(good: Recorded, bad: Recorded) -> None:
    made = {call.action for call, _ in (*good.calls, *bad.calls)}
    allowed = {action for statement in json.loads(check_policy())["Statement"] for action in statement["Action"]}

    assert made - allowed == set()
    assert allowed - made == RARE


RARE = {
    "application-autoscaling:DescribeScalingPolicies",  # ECS services that scale
    "application-autoscaling:DescribeScheduledActions",  # ECS services that scale
    "backup:ListProtectedResources",  # plans whose selections cannot be told
    "ec2:DescribeNetworkInterfaces",  # default groups that are open
    "ec2:DescribeSubnets",  # ECS services
    "ecs:DescribeServices",  # ECS services
    "ecs:DescribeTaskDefinition",  # ECS services
    "ecs:ListServices",  # clusters
    "elasticloadbalancing:DescribeListeners",  # balancers without a target group
    "events:ListTargetsByRule",  # rules on the root user
    "iam:GetAccountSummary",  # a refused credential report
    "s3:GetAccountPublicAccessBlock",  # a public policy of a bucket for backups
    "s3:GetBucketPolicyStatus",  # buckets that are not closed to the public
    "scheduler:GetSchedule",  # schedules
}
"""Asked only where there is something to ask about; the tests of their readers make each of them."""


def test_every_declared_call_belongs_to_exactly_one_reader_list() -> None:
    for reader in readers():
        assert len(set(reader.calls)) == len(reader.calls), reader.name
        assert all(call.action.partition(":")[2][:1].isupper() for call in reader.calls)


def test_no_call_reads_a_secret_or_changes_anything(good: Recorded, bad: Recorded) -> None:
    reading = ("describe_", "list_", "get_", "generate_credential_report")
    declared = {call.operation for reader in readers() for call in reader.calls} | {
        IDENTITY.operation,
        REGIONS.operation,
    }
    asked = {call.operation for call, _ in (*good.calls, *bad.calls)}

    assert all(operation.startswith(reading) for operation in declared)
    assert not {"get_secret_value", "get_parameter", "get_parameters", "get_object"} & (declared | asked)


def test_each_question_is_asked_once(good: Recorded) -> None:
    more = {key: len(answers) for key, answers in good.answers.items() if len(answers) > 1}

    assert [key for key in more if b"GenerateCredentialReport" not in key[2]] == []


def test_the_account_of_the_seed_is_open_in_every_control_that_an_account_can_show(bad: Recorded) -> None:
    found = {
        slug
        for (slug, environment), status in statuses(bad.estate).items()
        if environment == "production" and status.is_open
    }

    assert found == set(SLUGS)


def test_the_hardened_account_leaves_open_only_what_no_account_can_show(good: Recorded) -> None:
    found = {slug for (slug, _), status in statuses(good.estate).items() if status.is_open}

    assert found == NO_ACCOUNT_SHOWS


def test_an_alarm_on_root_use_is_asked_for_and_seen(good: Recorded, bad: Recorded) -> None:
    def of(estate: Estate) -> set[Status]:
        results = judged(estate).controls
        return {one.status for control in results for one in control.findings if one.check == "access.no-root-alarm"}

    assert of(good.estate) == {Status.CONFIGURED}
    assert of(bad.estate) == {Status.UNPROVEN}


def test_the_estate_says_which_account_it_is_of(good: Recorded) -> None:
    assert judged(good.estate).owner == Owner("123456789012", HOME, "aws")


def test_a_service_on_fargate_is_judged_by_its_copies_zones_and_way_back() -> None:
    """Two over two zones that go back by themselves, and one alone that does not."""
    network = {"awsvpcConfiguration": {"subnets": ["one", "two"]}}
    back = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    good = {"desiredCount": 2, "networkConfiguration": network, "deploymentConfiguration": back}

    assert _services(good, image="shop/web:3f2a9c1") == {
        "availability.single-instance": Status.CONFIGURED,
        "releases.no-identity": Status.CONFIGURED,
        "releases.no-rollback": Status.CONFIGURED,
        "scaling.no-policy": Status.FAILED,
    }
    assert _services({**good, "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["one"]}}}) == {
        "availability.one-zone": Status.FAILED,
        "releases.no-identity": Status.FAILED,
        "releases.no-rollback": Status.CONFIGURED,
        "scaling.no-policy": Status.FAILED,
    }
    assert _services({"desiredCount": 1}) == {
        "availability.single-instance": Status.FAILED,
        "releases.no-identity": Status.FAILED,
        "releases.no-rollback": Status.UNPROVEN,
        "scaling.no-policy": Status.FAILED,
    }


def _services(service: dict[str, Any], image: str = "shop/web:latest") -> dict[str, Status]:
    """What production's checks say of an account that has this one service and nothing else."""
    arn = f"arn:aws:ecs:{HOME}:123456789012:service/shop/web-production"
    described = {"serviceArn": arn, "serviceName": "web-production", "launchType": "FARGATE", "taskDefinition": "web"}
    answers = {
        "list_clusters": {"clusterArns": ["cluster/shop"]},
        "list_services": {"serviceArns": [arn]},
        "describe_services": {"services": [{**described, **service}]},
        "describe_task_definition": {"taskDefinition": {"containerDefinitions": [{"name": "web", "image": image}]}},
        "describe_subnets": {"Subnets": [{"SubnetId": one, "AvailabilityZone": one} for one in ("one", "two")]},
    }
    facts = tuple(one for one in read(ecs.READER, FakeAccount(answers)) if isinstance(one, Fact))
    controls = (one for one in judged(Estate(facts=facts)).controls if one.environment == "production")
    asked = ("single-instance", "one-zone", "no-identity", "no-rollback", "no-policy")
    found = [one for control in controls for one in control.findings if one.check.endswith(asked)]
    return {one.check: one.status for one in sorted(found, key=lambda one: one.check)}


NO_ACCOUNT_SHOWS = {"health", "configuration", "releases"}
"""What the application's own code answers, and what the repository says of a release's name."""


@pytest.mark.parametrize("service", sorted({call.service for reader in readers() for call in reader.calls} - {"sts"}))
def test_one_service_that_refuses_is_a_gap_and_leaves_the_others_as_they_were(good: Recorded, service: str) -> None:
    estate = good.again(1, 1.0, PLAIN[:1], good.account.event_name(service))

    asked = {call.service for call, _ in good.calls}
    spaces = {call.space for reader in readers() for call in reader.calls if call.service == service}
    told = {gap.at.arn.split(":")[2] for gap in estate.gaps}
    assert told == (spaces if service in asked else set())
    assert {gap.reason for gap in estate.gaps} <= {GapReason.DENIED}
    assert all("allow " in gap.detail for gap in estate.gaps)
    # What others tell with the help of this one (its tags, its names) may go with it; what they have themselves stays.
    assert _resources(good.estate) - _resources(estate) <= {arn for arn in _resources(good.estate) if _leans(arn, told)}


LEANING = {
    "tag": {"*"},
    "elasticloadbalancing": {"autoscaling"},
    "cloudwatch": {"cloudtrail", "logs"},
    "logs": {"cloudtrail"},
    "sns": {"cloudwatch", "budgets"},
}
"""Services of whose resources some can only be told with the help of another one."""


def _leans(arn: str, refused: set[str]) -> bool:
    own = arn.split(":")[2]
    return own in refused or any({"*", own} & LEANING.get(space, set()) for space in refused)


def _resources(estate: Estate) -> set[str]:
    return {fact.at.arn for fact in estate.facts}


FAULT_RUNS = int(os.environ.get("HOLDFAST_FAULT_RUNS", "20"))
"""As many as the suite has time for; 200 before a release."""


@pytest.mark.parametrize("block", range(FAULT_RUNS // 20))
def test_an_account_with_random_faults_is_judged_for_the_rest_and_nothing_open_closes(
    bad: Recorded, block: int
) -> None:
    truth = statuses(bad.estate)
    for seed in range(block * 20, block * 20 + 20):
        faults = FAULTS if seed % 2 else PLAIN
        estate = bad.again(seed, random.Random(seed).choice((0.02, 0.1, 0.3, 0.7)), faults)

        assert _internal(estate.gaps) == [], f"seed {seed}"
        found = statuses(estate)
        assert len(found) == 24
        closed = [key for key, status in found.items() if truth[key].is_open and not status.is_open]
        assert closed == [] or faults is FAULTS, f"seed {seed}"


def _internal(gaps: tuple[Gap, ...]) -> list[str]:
    return [f"{gap.at} {gap.detail}" for gap in gaps if gap.reason is GapReason.INTERNAL]
