"""Who asks a path that always says yes, though another would tell; and endpoints that want a login."""

from typing import Any

import pytest

from holdfast.controls.health import CONTROL
from holdfast.model.facts import HealthHandler, HealthProbe
from tests.controls.support import DECLARED, judged, made, scope

READY = made(HealthHandler, "health.ts:12-20", path="/health/ready", role="ready", checks=("database",), fails=True)
LIVE = made(HealthHandler, "health.ts:5-9", path="/health/live", role="live", constant=True)
CONSTANT = made(HealthHandler, "app.ts:3", path="/health", constant=True)
LIVENESS, LOGIN = "deploy-asks-liveness", "readiness-behind-login"


def asks(path: str, place: str = "deploy.yml:9", asker: str = "deploy", **values: Any) -> HealthProbe:
    return made(HealthProbe, place, asker=asker, path=path, **values)


def test_a_deployment_that_asks_for_liveness_alone_is_shown() -> None:
    found = judged(CONTROL, scope(READY, LIVE, asks("/health/live")))

    assert found[LIVENESS] == ("failed", "deploy.yml:9")


@pytest.mark.parametrize(
    "others",
    [
        (asks("/health/live"), asks("/health/ready", "deploy.yml:12")),
        (asks("/health/live", "alb.tf:4", "load-balancer", kind=DECLARED),),
        (asks("/health/live", decides=False),),
        (asks("/health/ready"),),
    ],
    ids=["readiness beside it", "a load balancer", "without a consequence", "readiness"],
)
def test_liveness_is_asked_rightly_by_others_or_beside_readiness(others: tuple[HealthProbe, ...]) -> None:
    assert LIVENESS not in judged(CONTROL, scope(READY, LIVE, *others))


def test_liveness_alone_is_no_matter_of_the_deployment_where_nothing_would_tell_more() -> None:
    assert LIVENESS not in judged(CONTROL, scope(LIVE, asks("/health/live")))


def test_one_deployment_that_is_content_with_a_constant_answer_fails_beside_one_that_asks_more() -> None:
    other = asks("/health/ready", "deploy.sh:40")

    found = judged(CONTROL, scope(CONSTANT, READY, asks("/health"), other))

    assert found["constant-handler"] == ("failed", "app.ts:3", "deploy.yml:9")


def test_a_deployment_that_asks_both_relies_on_the_better_one() -> None:
    both = (asks("/health"), asks("/health/ready", "deploy.yml:12"))

    assert "constant-handler" not in judged(CONTROL, scope(CONSTANT, READY, *both))


def actuator(path: str, role: str = "general", *, closed: bool) -> HealthHandler:
    places = {"closed": "Doors.java:9"} if closed else {}
    return made(
        HealthHandler,
        "build.gradle:7",
        path=path,
        role=role,
        framework="spring",
        checks=("database",),
        fails=True,
        places=places,
    )


def test_an_endpoint_that_wants_a_login_tells_nobody() -> None:
    closed = actuator("/actuator/health", closed=True)

    alone = judged(CONTROL, scope(closed))
    beside = judged(CONTROL, scope(closed, CONSTANT))

    assert alone == {LOGIN: ("failed", "Doors.java:9")}
    assert beside[LOGIN] == ("failed", "Doors.java:9")
    assert beside["constant-handler"] == ("failed", "app.ts:3")


def test_a_readiness_that_is_open_beside_it_is_enough() -> None:
    closed = actuator("/actuator/health", closed=True)
    ready = actuator("/actuator/health/readiness", "ready", closed=False)

    found = judged(CONTROL, scope(closed, ready, asks("/actuator/health/readiness")))

    assert LOGIN not in found
    assert found["no-readiness"][0] == "configured"
