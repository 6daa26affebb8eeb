"""ECS: what services run, how many of it, in which zones, by which release, and whether a failed one goes back."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Credential, Database, Deployment, HealthProbe, Rollback, Workload
from holdfast.readers.account import application_autoscaling, ecs
from holdfast.readers.account.base import Refused
from holdfast.rig.aws import ACCOUNT, EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

LIMITS = "minimum=2 maximum=10 desired=2"
WEB, NEXT = "service/shop/web-production", "service/shop/web-staging"
ARN = f"arn:aws:ecs:{HOME}:{ACCOUNT}:{WEB}"
HEALTH = ["CMD-SHELL", "curl -f http://localhost:3000/health/live || exit 1"]
BREAKER = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    """Production on Fargate in two zones with eleven more services beside it; staging single, by `latest`."""
    with EmbeddedAws.start() as started:
        client, places = started.client("ecs", HOME), started.client("ec2", HOME).describe_subnets()["Subnets"][:2]
        client.create_cluster(clusterName="shop")
        client.create_cluster(clusterName="empty")
        web = {"name": "web", "image": f"{ACCOUNT}.dkr.ecr.{HOME}.amazonaws.com/web:3f2a9c1", "memory": 128}
        side = {"name": "log", "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable", "memory": 64}
        client.register_task_definition(
            family="web",
            containerDefinitions=[side, {**web, "healthCheck": {"command": HEALTH}}],
            taskRoleArn=f"arn:aws:iam::{ACCOUNT}:role/web",
        )
        store = {"name": "db", "image": "postgres:16.4", "memory": 128}
        client.register_task_definition(
            family="next", containerDefinitions=[{**web, "image": "sweetorder/web"}, store], networkMode="bridge"
        )
        subnets = {"awsvpcConfiguration": {"subnets": [place["SubnetId"] for place in places], "securityGroups": []}}
        client.create_service(
            cluster="shop",
            serviceName="web-production",
            taskDefinition="web",
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration=subnets,
            loadBalancers=[{"targetGroupArn": "arn:x", "containerName": "web", "containerPort": 3000}],
        )
        client.create_service(cluster="shop", serviceName="web-staging", taskDefinition="next", desiredCount=1)
        for number in range(10):
            client.create_service(cluster="shop", serviceName=f"tool{number}", taskDefinition="next", desiredCount=1)
        scaling = started.client("application-autoscaling", HOME)
        scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId="service/shop/web-production",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=2,
            MaxCapacity=10,
        )
        yield started


@pytest.mark.integration
def test_services_are_told_with_copies_zones_and_release(aws: EmbeddedAws) -> None:
    found = [one for one in read(ecs.READER, live(aws), HOME) if "tool" not in one.at.arn]

    assert told(found, Workload) == [
        f"Workload {WEB} [production] platform=fargate name=web-production {LIMITS} zones=2 behind_load_balancer=True",
        f"Workload {NEXT} [staging] platform=ecs name=web-staging desired=1 behind_load_balancer=False",
    ]
    assert told(found, Deployment, HealthProbe, Credential, Database) == [
        f"Credential {WEB} [production] form=instance-role holder=application",
        f"HealthProbe {WEB} [production] asker=container path=/health/live port=3000",
        f"Deployment {WEB} [production] method=ecs name=web-production identity=commit",
        f"Database {NEXT} [staging] engine=postgresql placement=container name=db version=16.4",
        f"Deployment {NEXT} [staging] method=ecs name=web-staging identity=latest",
    ]


@pytest.mark.integration
def test_ten_services_are_one_question_and_a_task_definition_is_asked_once(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    read(ecs.READER, live(aws, asked=asked), HOME)

    assert asked == {
        "list_clusters": 1,
        "list_services": 2,  # of each cluster
        "describe_services": 2,  # of twelve services
        "describe_task_definition": 2,
        "describe_subnets": 1,
        "describe_scalable_targets": 1,
    }


def account(
    *services: dict[str, Any], image: str = "shop/web:v1.2.3", more: Mapping[str, Any] | None = None
) -> FakeAccount:
    """A cluster as the API documents it, for what moto does not keep."""
    described = [
        {"serviceArn": ARN, "serviceName": "web-production", "taskDefinition": "web:1", **one} for one in services
    ]
    task = {"taskDefinition": {"containerDefinitions": [{"name": "web", "image": image}]}}
    return FakeAccount(
        {
            "list_clusters": {"clusterArns": [f"arn:aws:ecs:{HOME}:{ACCOUNT}:cluster/shop"]},
            "list_services": {"serviceArns": [ARN]},
            "describe_services": {"services": described},
            "describe_task_definition": task,
            **(more or {}),
        }
    )


def test_without_clusters_nothing_more_is_asked() -> None:
    empty = FakeAccount({})

    assert read(ecs.READER, empty) == []
    assert empty.asked == ["list_clusters"]


@pytest.mark.parametrize("service", [{"schedulingStrategy": "DAEMON"}, {"status": "INACTIVE"}, {"status": "DRAINING"}])
def test_agents_on_every_host_and_services_on_their_way_out_are_none_of_the_product(service: dict[str, Any]) -> None:
    assert read(ecs.READER, account(service)) == []


@pytest.mark.parametrize("settings", [BREAKER, {"alarms": {"enable": True, "rollback": True}}])
def test_a_breaker_or_an_alarm_that_rolls_back_is_a_way_back(settings: dict[str, Any]) -> None:
    """As the API documents it; moto keeps no settings of deployments."""
    found = read(ecs.READER, account({"deploymentConfiguration": settings}))

    assert told(found, Rollback) == [f"Rollback {WEB} [production] automatic=True target=previous"]
    assert [one.rollback for one in found if isinstance(one, Deployment)] == ["automatic"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"deploymentCircuitBreaker": {"enable": True, "rollback": False}},
        {"deploymentCircuitBreaker": {"enable": False, "rollback": True}},
        {"alarms": {"enable": True}},
    ],
)
def test_a_breaker_that_only_stops_brings_nothing_back(settings: dict[str, Any]) -> None:
    found = read(ecs.READER, account({"deploymentConfiguration": settings}))

    assert told(found, Rollback) == []
    assert [one.rollback for one in found if isinstance(one, Deployment)] == [None]


def test_what_codedeploy_releases_runs_in_its_primary_set_and_goes_back_by_codedeploy() -> None:
    sets = [
        {"status": "ACTIVE", "launchType": "EC2"},
        {"status": "PRIMARY", "launchType": "FARGATE", "taskDefinition": "web:7"},
    ]
    controlled = {"deploymentController": {"type": "CODE_DEPLOY"}, "deploymentConfiguration": BREAKER, "taskSets": sets}

    found = read(ecs.READER, account(controlled))

    assert [one.platform for one in found if isinstance(one, Workload)] == ["fargate"]
    assert told(found, Rollback) == []


@pytest.mark.parametrize(
    ("image", "identity"),
    [
        ("shop/web:v1.2.3", "tag"),
        ("shop/web:3f2a9c1", "commit"),
        ("shop/web:latest", "latest"),
        ("shop/web", "latest"),
        ("registry.internal:5000/shop/web", "latest"),
        ("shop/web@sha256:" + "ab1" * 21 + "a", None),
        ("shop/web:blue", None),
    ],
)
def test_a_release_is_named_by_the_tag_of_its_image(image: str, identity: str | None) -> None:
    found = read(ecs.READER, account({}, image=image))

    assert [one.identity for one in found if isinstance(one, Deployment)] == [identity]


def test_a_database_and_a_health_command_are_told_as_those_of_a_template_are() -> None:
    check = {"command": ["CMD-SHELL", "curl -f http://localhost:${PORT}/health/live || exit 1"]}
    task = {"containerDefinitions": [{"name": "db", "image": "mongo:7.0", "healthCheck": check}]}

    found = read(ecs.READER, account({}, more={"describe_task_definition": {"taskDefinition": task}}))

    assert told(found, Database, HealthProbe) == [
        f"HealthProbe {WEB} [production] asker=container path=/health/live",
        f"Database {WEB} [production] engine=mongodb placement=container name=db version=7.0",
    ]


def test_zones_are_counted_by_zone_and_unknown_where_a_subnet_is() -> None:
    subnets = {"Subnets": [{"SubnetId": one, "AvailabilityZone": "a"} for one in ("one", "two")]}

    def zones(*asked: str) -> list[int | None]:
        network = {"networkConfiguration": {"awsvpcConfiguration": {"subnets": list(asked)}}}
        found = read(ecs.READER, account(network, more={"describe_subnets": subnets}))
        return [one.zones for one in found if isinstance(one, Workload)]

    assert (zones("one", "two"), zones("one", "shared"), zones()) == ([1], [None], [None])


@pytest.mark.parametrize("call", [application_autoscaling.TARGETS, ecs.TASK])
def test_a_refused_detail_is_a_gap_and_leaves_the_service(call: Any) -> None:
    no = Refused(call, GapReason.DENIED, f"allow {call.action}", HOME)

    found = read(ecs.READER, account({"desiredCount": 2}, more={call.operation: no}))

    assert [one.desired for one in found if isinstance(one, Workload)] == [2]
    assert [line for line in told(found) if line.startswith("Gap")] == [f"Gap {call.space} denied: allow {call.action}"]
