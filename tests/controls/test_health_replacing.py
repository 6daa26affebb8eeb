"""Containers that are ended for what they depend on."""

from typing import Any

import pytest

from holdfast.controls.health import CONTROL
from holdfast.model.facts import (
    Database,
    HealthHandler,
    HealthProbe,
    Placement,
    Platform,
    ProxyRoute,
    ServesHttp,
    Workload,
)
from tests.controls.support import DECLARED, judged, made, scope

KILLS = "group-kills-on-shared-dependency"
READY = made(HealthHandler, "health.ts:12-20", path="/api/health", checks=("database",), fails=True)
LIVE = made(HealthHandler, "health.ts:5-9", path="/live", role="live", constant=True)


def probe(path: str, asker: str = "container", **values: Any) -> HealthProbe:
    return made(HealthProbe, "ecs.tf:20", path=path, asker=asker, **{"kind": DECLARED, **values})


def service(platform: Platform = Platform.FARGATE) -> Workload:
    return made(Workload, "ecs.tf:40", kind=DECLARED, platform=platform, name="api", desired=2)


@pytest.mark.parametrize("platform", [Platform.FARGATE, Platform.ECS, Platform.KUBERNETES])
def test_containers_whose_own_probe_looks_at_the_database_end_with_it(platform: Platform) -> None:
    found = judged(CONTROL, scope(READY, LIVE, service(platform), probe("/api/health")))

    assert found[KILLS] == ("failed", "ecs.tf:20")


@pytest.mark.parametrize(
    "asked",
    [
        probe("/live"),
        probe("/api/health", "load-balancer"),  # such a service can only be judged so by what its requests need
        probe("/api/health", kind=READY.kind),  # an image's own command, which the platform does not hear
    ],
)
def test_liveness_the_balancers_question_and_an_images_own_probe_end_none(asked: HealthProbe) -> None:
    assert KILLS not in judged(CONTROL, scope(READY, LIVE, service(), asked))


def test_docker_by_itself_only_marks_a_container() -> None:
    host = made(Workload, "host.tf:1", kind=DECLARED, platform=Platform.EC2, name="web")

    assert KILLS not in judged(CONTROL, scope(READY, LIVE, host, probe("/api/health")))


def test_springs_own_endpoint_looks_at_the_database_though_its_program_is_kept_elsewhere() -> None:
    database = made(Database, "rds.tf:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS)
    asked = probe("/actuator/health")

    assert judged(CONTROL, scope(service(), asked, database))[KILLS] == ("failed", "ecs.tf:20")
    assert KILLS not in judged(CONTROL, scope(service(), asked))
    assert KILLS not in judged(CONTROL, scope(service(), probe("/actuator/health/liveness"), database))
    assert KILLS not in judged(CONTROL, scope(service(), asked, database, LIVE))


def test_a_proxy_that_answers_what_the_balancer_asks_answers_for_the_application() -> None:
    asked = probe("/lb", "load-balancer")
    answers = made(ProxyRoute, "nginx.conf:9", path="= /lb", answers=200)
    assert judged(CONTROL, scope(asked, answers))["proxy-answers-itself"] == ("failed", "nginx.conf:9")
    other = made(ProxyRoute, "nginx.conf:9", path="= /robots.txt", answers=200)
    assert "proxy-answers-itself" not in judged(CONTROL, scope(asked, other))
    root = made(ProxyRoute, "nginx.conf:9", path="/", answers=200)
    assert "proxy-answers-itself" not in judged(CONTROL, scope(probe("/", "load-balancer"), root))


@pytest.mark.parametrize("platform", [Platform.EC2_GROUP, Platform.BEANSTALK])
@pytest.mark.parametrize(("health_check", "shown"), [("ELB", ("main.rb:1", "asg.yml:5")), ("EC2", ("main.rb:1",))])
def test_who_ends_hosts_by_answers_is_shown_where_the_application_has_none_for_it(
    platform: Platform, health_check: str, shown: tuple[str, ...]
) -> None:
    serves = made(ServesHttp, "main.rb:1", framework="rails")
    group = made(
        Workload,
        "asg.yml:2",
        kind=DECLARED,
        platform=platform,
        health_check=health_check,
        places={"health_check": "asg.yml:5"},
    )
    assert judged(CONTROL, scope(serves, group))["no-health-endpoint"] == ("failed", *shown)
