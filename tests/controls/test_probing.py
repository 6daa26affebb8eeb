"""Who is asked by a probe: the product's own program, another whose source is not at hand, or a server of files."""

from dataclasses import replace

import pytest

from holdfast.controls.health import CONTROL
from holdfast.model.evidence import Location
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

READY = made(
    HealthHandler,
    "backend/health.ts:12",
    path="/api/health",
    role="ready",
    framework="express",
    checks=("database",),
    fails=True,
)
LIVE = made(HealthHandler, "backend/health.ts:5", path="/api/live", role="live", framework="express", constant=True)
LOST, ITSELF = "path-no-handler-serves", "proxy-answers-itself"


def asks(path: str, place: str, asker: str = "container", within: str | None = None) -> HealthProbe:
    return made(HealthProbe, place, asker=asker, path=path, within=within)


@pytest.mark.parametrize(("within", "lost"), [("services/mail", False), ("backend", True), (None, True)])
def test_what_a_container_of_another_program_is_asked_may_be_served_there(within: str | None, *, lost: bool) -> None:
    inside = asks("/health", "compose.yml:9", within=within)
    deploys = asks("/health", "deploy.sh:4", "deploy")

    found = judged(CONTROL, scope(READY, LIVE, inside, deploys))

    assert (LOST in found) is lost


@pytest.mark.parametrize(
    ("listens", "passes", "found"), [(True, False, False), (True, True, True), (False, False, True)]
)
def test_a_server_that_only_hands_out_files_answers_for_itself(*, listens: bool, passes: bool, found: bool) -> None:
    places = {"answers": "web/nginx.conf:5", **({"listen": "web/nginx.conf:2"} if listens else {})}
    answers = made(ProxyRoute, "web/nginx.conf:5", path="/healthz", answers=200, places=places)
    other = made(ProxyRoute, "web/nginx.conf:8", path="/", upstreams=("api:80", "api:81"))

    told = judged(CONTROL, scope(answers, *([other] if passes else [])))

    assert (ITSELF in told) is found


def test_a_server_of_files_is_no_place_where_the_endpoint_is_missing() -> None:
    answers = made(ProxyRoute, "web/nginx.conf:5", path="/healthz", answers=200, places={"listen": "web/nginx.conf:2"})

    assert judged(CONTROL, scope(answers))["no-health-endpoint"] == ("unproven",)


def _listening() -> ServesHttp:
    row = Location.lines("main.ts", 24, 24, "await app.listen(port);")
    return replace(made(ServesHttp, "main.ts:24", framework="nestjs"), at=row)


def test_the_row_that_opens_the_port_gives_way_to_who_asks() -> None:
    serves = _listening()
    asked = asks("/docs", "deploy.yml:40", "deploy")

    alone = judged(CONTROL, scope(serves))
    beside = judged(CONTROL, scope(serves, asked))

    assert alone["no-health-endpoint"] == ("failed", "main.ts:24")
    assert beside["no-health-endpoint"] == ("failed", "deploy.yml:40")


def test_an_application_shows_its_table_of_routes_beside_who_asks() -> None:
    serves = replace(_listening(), places={"routes": Location.lines("main.ts", 7, 7, "app.use(orders).listen(port);")})

    found = judged(CONTROL, scope(serves, asks("/docs", "deploy.yml:40", "deploy")))

    assert found["no-health-endpoint"] == ("failed", "main.ts:7", "deploy.yml:40")


def test_a_function_needs_no_liveness_beside_its_readiness() -> None:
    function = made(Workload, "template.yaml:3", kind=DECLARED, platform=Platform.LAMBDA, name="api", serves=True)

    assert "no-live-ready-split" in judged(CONTROL, scope(READY))
    assert "no-live-ready-split" not in judged(CONTROL, scope(READY, function))


def test_an_endpoint_of_spring_that_is_told_to_leave_out_the_database_shows_where() -> None:
    store = made(Database, "rds.tf:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS)
    whole = made(HealthHandler, "b.gradle:4", path="/actuator/health", framework="spring", checks=("disk",), fails=True)
    without = replace(whole, places={"unasked": Location.lines("application.yml", 12)})

    assert "readiness-ignores-database" not in judged(CONTROL, scope(whole, store))
    assert judged(CONTROL, scope(without, store))["readiness-ignores-database"] == ("failed", "application.yml:12")


@pytest.mark.parametrize(("asked", "found"), [(None, True), ("/api/health", False)])
def test_a_first_page_that_the_proxy_answers_alone_is_what_a_balancer_asks(asked: str | None, *, found: bool) -> None:
    answers = made(ProxyRoute, "nginx.conf:8", path="= /", answers=200, places={"answers": "nginx.conf:9"})
    passes = made(ProxyRoute, "nginx.conf:20", path="/", upstreams=("api:80", "api:81"))
    balancer = [asks(asked, "alb.tf:4", "load-balancer")] if asked else []

    told = judged(CONTROL, scope(READY, LIVE, answers, passes, *balancer))

    assert told.get(ITSELF) == (("failed", "nginx.conf:9") if found else None)


def test_a_deployment_that_is_content_with_the_first_page_asks_for_no_readiness() -> None:
    page = asks("/", "deploy.sh:7", "deploy")
    better = asks("/api/health", "deploy.sh:8", "deploy")

    assert judged(CONTROL, scope(READY, LIVE, page))["no-readiness"] == ("unproven", "deploy.sh:7")
    assert judged(CONTROL, scope(READY, LIVE, page, better))["no-readiness"][0] == "configured"


@pytest.mark.parametrize(("place", "found"), [("auth/app.js:3", True), ("backend/app.ts:3", False)])
def test_a_constant_answer_of_another_program_is_none_beside_this_ones_readiness(place: str, *, found: bool) -> None:
    constant = made(HealthHandler, place, path="/api/health", framework="express", constant=True)
    fails = judged(CONTROL, scope(READY, LIVE, constant)).get("constant-handler")
    assert fails == (("failed", place) if found else None)


def test_a_program_with_a_readiness_of_its_own_may_answer_a_constant_beside_it() -> None:
    constant = made(HealthHandler, "auth/app.js:3", path="/api/health", framework="express", constant=True)
    own = made(HealthHandler, "auth/app.js:9", path="/ready", role="ready", checks=("database",), fails=True)
    assert "constant-handler" not in judged(CONTROL, scope(READY, LIVE, constant, own))


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ("backend/services/vault/main.go:9", True),
        ("backend/services/gateway/live.go:9", False),
        ("backend/internal/health.go:9", False),
    ],
)
def test_each_service_beside_others_needs_a_readiness_of_its_own(beside: str, *, found: bool) -> None:
    gateway = "backend/services/gateway/main.go:20" if "services" in beside else "backend/main.go:20"
    ready = made(HealthHandler, gateway, path="/health", framework="go", checks=("database",), fails=True)
    constant = made(HealthHandler, beside, path="/health", framework="go", constant=True)

    assert ("constant-handler" in judged(CONTROL, scope(ready, constant))) is found
