"""Load balancers: where they stand, what they ask, and which of them serve nobody."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import HealthHandler, HealthProbe, IdleResource, LoadBalancer
from holdfast.readers.account import elbv2
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told, unplaced


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        network, client = started.client("ec2", HOME), started.client("elbv2", HOME)
        subnets = network.describe_subnets()["Subnets"]
        vpc, two = subnets[0]["VpcId"], [one["SubnetId"] for one in subnets[:2]]
        tags = [{"Key": "Environment", "Value": "production"}]
        web = client.create_load_balancer(Name="web", Subnets=two, Tags=tags)["LoadBalancers"][0]["LoadBalancerArn"]
        idle = client.create_load_balancer(Name="staging-old", Subnets=two, Type="network")["LoadBalancers"][0]
        bare = client.create_load_balancer(Name="prod-bare", Subnets=two)["LoadBalancers"][0]["LoadBalancerArn"]
        client.create_load_balancer(Name="dev-nothing", Subnets=two)
        redirect = {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_301", "Protocol": "HTTPS"}}
        client.create_listener(LoadBalancerArn=bare, Protocol="HTTP", Port=80, DefaultActions=[redirect])
        instance = network.run_instances(ImageId="ami-12345678", MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        served = _group(client, web, vpc, Name="api", HealthCheckPath="/health/ready", HealthCheckPort="8080")
        client.register_targets(TargetGroupArn=served, Targets=[{"Id": instance}])
        _group(client, idle["LoadBalancerArn"], vpc, Name="old", Protocol="TCP")
        client.create_target_group(Name="alone", Protocol="HTTP", Port=80, VpcId=vpc)
        yield started


def _group(client: Any, balancer: str, vpc: str, **given: Any) -> str:
    settings = {"Protocol": "HTTP", "Port": 3000, "VpcId": vpc, **given}
    arn: str = client.create_target_group(**settings)["TargetGroups"][0]["TargetGroupArn"]
    action = {"Type": "forward", "TargetGroupArn": arn}
    client.create_listener(LoadBalancerArn=balancer, Protocol=settings["Protocol"], Port=80, DefaultActions=[action])
    return arn


def test_balancers_and_what_they_ask_are_told_with_their_environment(aws: EmbeddedAws) -> None:
    found = read(elbv2.READER, live(aws), HOME)

    assert sorted(unplaced(told(found, LoadBalancer, HealthProbe))) == [
        "HealthProbe [production] asker=load-balancer path=/health/ready port=8080 answered=True",
        "HealthProbe [staging] asker=load-balancer path= port=3000 awaits=True",
        "LoadBalancer [development] name=dev-nothing zones=2",
        "LoadBalancer [production] name=prod-bare zones=2",
        "LoadBalancer [production] name=web zones=2",
        "LoadBalancer [staging] name=staging-old type=network zones=2",
    ]


def test_a_balancer_with_nothing_behind_it_is_idle_unless_it_redirects(aws: EmbeddedAws) -> None:
    found = [one for one in read(elbv2.READER, live(aws), HOME) if isinstance(one, IdleResource)]

    assert sorted((one.name, one.at.quote) for one in found) == [
        ("dev-nothing", "no listeners"),
        ("staging-old", "no registered targets"),
    ]


def test_details_are_asked_only_where_a_verdict_needs_them(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()
    read(elbv2.READER, live(aws, asked=asked), HOME)

    assert asked == {
        "describe_load_balancers": 1,
        "describe_target_groups": 1,
        "get_resources": 1,
        "describe_target_health": 2,  # of the groups behind a balancer
        "describe_listeners": 2,  # of the balancers without a group
    }


@pytest.mark.parametrize(
    "group",
    [{"HealthCheckEnabled": False}, {"TargetType": "lambda"}, {"TargetType": "alb"}, {"LoadBalancerArns": []}],
    ids=["not asked", "a function", "another balancer", "behind nothing"],
)
def test_a_target_group_that_is_not_asked_is_no_probe(group: dict[str, Any]) -> None:
    answers = {
        "describe_load_balancers": {"LoadBalancers": [{"LoadBalancerArn": "arn", "Type": "application"}]},
        "describe_target_groups": {"TargetGroups": [{"LoadBalancerArns": ["arn"], **group}]},
    }

    assert told(read(elbv2.READER, FakeAccount(answers)), HealthProbe) == []


def asked(*states: str, path: str = "/health/ready", **tags: str) -> list[str]:
    """The probe and the handlers of an account with one target group, whose targets are in these states."""
    named = [{"Key": f"holdfast:{key}", "Value": value} for key, value in tags.items()]
    answers = {
        "describe_load_balancers": {"LoadBalancers": [{"LoadBalancerArn": "b", "Type": "application"}]},
        "describe_target_groups": {
            "TargetGroups": [{"LoadBalancerArns": ["b"], "TargetGroupArn": "g", "HealthCheckPath": path}]
        },
        "describe_target_health": {"TargetHealthDescriptions": [{"TargetHealth": {"State": one}} for one in states]},
        "get_resources": {"ResourceTagMappingList": [{"ResourceARN": "g", "Tags": named}]},
    }
    return told(read(elbv2.READER, FakeAccount(answers)), HealthProbe, HealthHandler)


@pytest.mark.parametrize(
    ("states", "answered"),
    [((), " awaits=True"), (("unhealthy", "initial"), " answered=False"), (("unhealthy", "healthy"), " answered=True")],
)
def test_a_probe_tells_whether_any_target_answers_well(states: tuple[str, ...], answered: str) -> None:
    assert asked(*states) == [f"HealthProbe g [(unassigned)] asker=load-balancer path=/health/ready{answered}"]


def test_hosts_that_holdfast_set_up_answer_by_its_agent_once_they_are_healthy() -> None:
    well = asked("unhealthy", "healthy", managed="true")
    assert [line.split()[0] for line in well] == ["HealthProbe", *["HealthHandler"] * 2]
    assert [line.split()[0] for line in asked("healthy", path="/", managed="true")] == ["HealthProbe"]
    assert [line.split()[0] for line in asked("healthy")] == ["HealthProbe"]


def test_a_tag_of_ours_without_a_host_that_answers_is_no_evidence_of_an_answer() -> None:
    for other in (asked("unhealthy", managed="true"), asked(managed="true")):
        assert [line.split()[0] for line in other] == ["HealthProbe"]


def test_targets_that_are_denied_leave_the_balancer_and_a_gap() -> None:
    answers = {
        "describe_load_balancers": {"LoadBalancers": [{"LoadBalancerArn": "b", "Type": "application"}]},
        "describe_target_groups": {"TargetGroups": [{"LoadBalancerArns": ["b"], "TargetGroupArn": "g"}]},
        "describe_target_health": Refused(elbv2.HEALTH, GapReason.DENIED, "AccessDenied", HOME),
    }

    assert told(read(elbv2.READER, FakeAccount(answers)), LoadBalancer, IdleResource) == [
        "LoadBalancer b [(unassigned)] zones=0"
    ]
    assert told(read(elbv2.READER, FakeAccount(answers)))[-1] == "Gap elasticloadbalancing denied: AccessDenied"


def test_without_balancers_nothing_more_is_asked() -> None:
    account = FakeAccount({})

    assert read(elbv2.READER, account) == []
    assert set(account.asked) == {"describe_load_balancers"}
