"""Health: from who asks, through the proxy, to the handler that answers."""

from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.health import CONTROL
from holdfast.controls.probing import is_about_health, may_reach, plain, reached_handlers
from holdfast.model.assessment import status_of
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Container,
    Database,
    Deployment,
    Fact,
    HealthHandler,
    HealthProbe,
    Ingress,
    Instance,
    LoadBalancer,
    Placement,
    Platform,
    ProxyRoute,
    ScheduledScaling,
    ScriptFault,
    ServesHttp,
    Workload,
)
from holdfast.model.findings import Severity, Status
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, at, judged, made, scope

SERVES = made(ServesHttp, "main.ts:20", framework="nestjs")
POSTGRES = made(Database, "rds.tf:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS)


def handler(path: str = "/health", place: str = "health.ts:5-9", **values: Any) -> HealthHandler:
    return made(HealthHandler, place, path=path, **values)


READY = handler("/health/ready", "health.ts:12-20", role="ready", checks=("database",), fails=True)
LIVE = handler("/health/live", "health.ts:5-9", role="live", constant=True)
HELD = {"no-readiness": ("configured", "health.ts:12-20")}


def test_nothing_said_is_unproven() -> None:
    assert judged(CONTROL, scope()) == {"no-health-endpoint": ("unproven",)}


def test_files_that_are_given_out_are_no_place_where_an_endpoint_is_missing() -> None:
    pages = made(Deployment, "README.md:9", method="static", manual=True)
    program = made(Deployment, "README.md:4-6", method="compose", manual=True, asks_health=True)
    assert judged(CONTROL, scope(pages, SERVES))["no-health-endpoint"] == ("failed", "main.ts:20")
    assert judged(CONTROL, scope(pages, program))["no-health-endpoint"] == ("unproven", "README.md:4-6")


def test_a_container_without_a_check_is_shown_beside_the_deployment_that_starts_it() -> None:
    composes = made(Deployment, "deploy.yml:30", method="ssh", starts="compose", asks_health=True)
    api = made(Container, "compose.yml:4", name="api", file="compose.yml", role="application")
    shown = judged(CONTROL, scope(composes, api))["no-health-endpoint"]
    assert shown == ("unproven", "deploy.yml:30", "compose.yml:4")
    checked = made(Container, "compose.yml:4", name="api", file="compose.yml", role="application", health_check=True)
    mails = made(Container, "compose.yml:9", name="mails", file="compose.yml", role="application", works_off=True)
    assert judged(CONTROL, scope(composes, checked, mails))["no-health-endpoint"] == ("unproven", "deploy.yml:30")
    image = made(HealthProbe, "api/Dockerfile:9", asker="container", path="/health")
    assert "compose.yml:4" not in judged(CONTROL, scope(composes, api, image))["no-health-endpoint"]


def test_what_starts_the_application_shows_what_is_missing_before_what_builds_its_infrastructure() -> None:
    builds = made(Deployment, "deploy.yml:10", method="cdk")
    starts = made(Deployment, "deploy.yml:30", method="ssh")
    assert judged(CONTROL, scope(builds, starts))["no-health-endpoint"] == ("unproven", "deploy.yml:30")
    assert judged(CONTROL, scope(builds))["no-health-endpoint"] == ("unproven", "deploy.yml:10")


def test_of_the_routes_of_a_proxy_the_one_about_health_shows_what_is_missing() -> None:
    pages = made(ProxyRoute, "nginx.conf:10-12", path="/", upstreams=("web:3000",), gated=True)
    health = made(ProxyRoute, "nginx.conf:30-32", path="/health", answers=200)
    assert judged(CONTROL, scope(pages, health))["no-health-endpoint"] == ("unproven", "nginx.conf:30-32")
    assert judged(CONTROL, scope(pages))["no-health-endpoint"] == ("unproven", "nginx.conf:10-12")


@pytest.mark.parametrize(
    "path", ["/docs/", "/swagger-ui/", "/static/", "/grafana/", "/ws/", "^~ /.well-known/acme-challenge/"]
)
def test_what_stands_beside_the_application_shows_what_is_missing_last(path: str) -> None:
    beside = made(ProxyRoute, "nginx.conf:4-6", path=path, upstreams=("other:3000",), gated=True)
    pages = made(ProxyRoute, "nginx.conf:10-12", path="/", upstreams=("api:3000",), gated=True)
    assert judged(CONTROL, scope(beside, pages))["no-health-endpoint"] == ("unproven", "nginx.conf:10-12")


def test_an_application_without_a_handler_fails_where_it_serves() -> None:
    second = made(ServesHttp, "worker.ts:3")
    assert judged(CONTROL, scope(SERVES, second)) == {"no-health-endpoint": ("failed", "main.ts:20")}


def test_an_application_that_only_its_packages_tell_of_fails_where_requests_are_brought_to_it() -> None:
    serves = made(ServesHttp, "package.json:9", places={"dependency": "package.json:9"}, framework="next")
    deployment = made(Deployment, "deploy.yml:12", method="ssh")
    found = judged(CONTROL, scope(serves, deployment))
    assert found["no-health-endpoint"] == ("failed", "deploy.yml:12")


def test_what_answers_shows_more_than_a_dependency_that_is_known_to_serve() -> None:
    serves = made(ServesHttp, "package.json:9", places={"dependency": "package.json:9"}, framework="next")
    table = made(ServesHttp, "routes/api.php:6", places={"routes": "routes/api.php:6"}, framework="laravel")
    assert judged(CONTROL, scope(serves, table))["no-health-endpoint"] == ("failed", "routes/api.php:6")


def test_an_application_with_a_table_of_its_routes_fails_there() -> None:
    serves = made(ServesHttp, "core/wsgi.py:9", framework="django", places={"routes": "core/urls.py:7-16"})
    assert judged(CONTROL, scope(serves)) == {"no-health-endpoint": ("failed", "core/urls.py:7-16")}


def test_a_load_balancer_that_is_answered_well_has_found_an_endpoint_whatever_was_read() -> None:
    def asks(path: str, *, answered: bool | None) -> HealthProbe:
        return made(HealthProbe, "group:1", asker="load-balancer", path=path, answered=answered)

    unproven = {"no-readiness": ("unproven", "group:1")}
    assert judged(CONTROL, scope(asks("/healthz", answered=True))) == unproven
    assert judged(CONTROL, scope(SERVES, asks("/healthz", answered=True))) == unproven
    for probe in (asks("/healthz", answered=False), asks("/healthz", answered=None), asks("/", answered=True)):
        assert judged(CONTROL, scope(probe)) == {"no-health-endpoint": ("unproven", "group:1")}


def test_each_of_two_load_balancers_that_ask_for_nothing_better_is_a_place() -> None:
    first, second = (made(HealthProbe, place, asker="load-balancer", path="/") for place in ("lb.tf:9", "lb.tf:37"))
    assert judged(CONTROL, scope(first, second)) == {"no-health-endpoint": ("unproven", "lb.tf:9", "lb.tf:37")}


def test_a_container_that_asks_for_any_page_shows_where_the_endpoint_would_be_asked() -> None:
    page = made(HealthProbe, "Dockerfile:41-42", asker="container", path="/")
    other = made(HealthProbe, "compose.yml:9", asker="container", path=None)
    deployment = made(Deployment, "deploy.yml:30", method="ssh")
    assert judged(CONTROL, scope(SERVES, page))["no-health-endpoint"] == ("failed", "main.ts:20", "Dockerfile:41-42")
    assert judged(CONTROL, scope(SERVES, other))["no-health-endpoint"] == ("failed", "main.ts:20")
    login = made(HealthProbe, "deploy.sh:9", asker="deploy", path="/admin/login")
    assert judged(CONTROL, scope(SERVES, login))["no-health-endpoint"] == ("failed", "main.ts:20", "deploy.sh:9")
    found = judged(CONTROL, scope(deployment, page))["no-health-endpoint"]
    assert found[0] == "unproven"
    assert "Dockerfile:41-42" in found


def test_who_asks_by_hand_is_shown_where_nothing_else_asks_for_the_endpoint_that_is_missing() -> None:
    typed = made(HealthProbe, "guide.md:31", kind=INSTRUCTED, asker="guide", path="/health")
    container = made(HealthProbe, "Dockerfile:41", asker="container", path="/health")
    passed = made(ProxyRoute, "nginx.conf:8", path="/health", upstreams=("127.0.0.1:3000",))
    assert judged(CONTROL, scope(SERVES, typed))["no-health-endpoint"] == ("failed", "main.ts:20", "guide.md:31")
    for other in (container, passed):
        shown = judged(CONTROL, scope(SERVES, typed, other))["no-health-endpoint"]
        assert shown == ("failed", "main.ts:20", str(other.at))
    page = replace(typed, path="/docs")
    assert judged(CONTROL, scope(SERVES, page))["no-health-endpoint"] == ("failed", "main.ts:20", "guide.md:31")


def test_a_deployment_that_goes_by_some_page_shows_where_the_endpoint_would_be_asked() -> None:
    route = made(ProxyRoute, "nginx.conf:8", path="/", upstreams=("127.0.0.1:3000",))

    def asks(path: str | None, line: int, *, decides: bool = True) -> HealthProbe:
        return made(HealthProbe, f"deploy.sh:{line}", asker="deploy", path=path, decides=decides)

    def shown(*probes: HealthProbe) -> bool:
        return "deploy.sh:44" in judged(CONTROL, scope(route, *probes))["no-health-endpoint"]

    assert shown(asks("/api/me", 44))
    assert not shown(asks("/api/me", 44, decides=False))
    assert not shown(asks("/api/me", 44), asks(None, 40))
    container = made(HealthProbe, "compose.yml:43", asker="container", path="/")
    both = judged(CONTROL, scope(route, container, asks("/", 44)))["no-health-endpoint"]
    assert {"compose.yml:43", "deploy.sh:44"} <= set(both)


def test_an_environment_of_elastic_beanstalk_is_where_its_check_would_be_set() -> None:
    home = made(Workload, "eb.tf:4", kind=DECLARED, platform=Platform.BEANSTALK)
    deployment = made(Deployment, "deploy.yml:9", method="beanstalk")
    assert judged(CONTROL, scope(home, deployment))["no-health-endpoint"] == ("unproven", "eb.tf:4")


def test_an_unreadable_source_leaves_it_unreadable() -> None:
    assert judged(CONTROL, scope(SERVES, unreadable="app.ts")) == {"no-health-endpoint": ("unreadable", "app.ts")}


def test_a_claimed_endpoint_is_unproven_at_the_claim() -> None:
    claim = handler("/health", "README.md:9", kind=CLAIMED)
    assert judged(CONTROL, scope(SERVES, claim)) == {"no-health-endpoint": ("unproven", "README.md:9")}


def test_code_that_runs_per_request_has_no_server_to_ask() -> None:
    hosted = made(Workload, "amplify.yml:4", kind=DECLARED, platform=Platform.HOSTED)
    assert judged(CONTROL, scope(hosted)) == {"no-health-endpoint": ("not_applicable",)}


def test_functions_that_no_request_reaches_have_nobody_to_answer() -> None:
    nightly = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.LAMBDA, serves=False)
    assert judged(CONTROL, scope(nightly)) == {"no-health-endpoint": ("not_applicable",)}


def test_a_function_that_does_a_chore_beside_a_host_takes_no_health_check_from_it() -> None:
    chore = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.LAMBDA, serves=False)
    host = made(Instance, "web.tf:1", kind=DECLARED, purpose="application")
    web = made(Ingress, "net.tf:3", kind=DECLARED, from_port=80, to_port=80, sources=("0.0.0.0/0",))
    inner = replace(web, sources=("10.0.0.0/16",))
    assert judged(CONTROL, scope(chore, host, web))["no-health-endpoint"][0] == "unproven"
    assert judged(CONTROL, scope(chore, host, inner)) == {"no-health-endpoint": ("not_applicable",)}


def test_an_api_of_functions_has_no_process_to_ask_and_what_was_not_read_or_is_claimed_is_a_remark() -> None:
    function = made(Workload, "template.yml:4", kind=DECLARED, platform=Platform.LAMBDA)
    claim = handler("/health", "README.md:9", kind=CLAIMED)
    assert judged(CONTROL, scope(function)) == {"no-health-endpoint": ("not_applicable",)}
    for unsure in (scope(function, claim), scope(function, unreadable="app.ts")):
        [finding] = CONTROL.judge(unsure)
        assert (finding.check, finding.severity, finding.opens) == ("health.no-health-endpoint", Severity.NOTICE, False)
    assert judged(CONTROL, scope(function, SERVES)) == {"no-health-endpoint": ("failed", "main.ts:20")}


@pytest.mark.parametrize("role", ["general", "ready", "live"])
def test_a_constant_answer_alone_fails(role: str) -> None:
    constant = handler(place="health.ts:7", role=role, constant=True)
    assert judged(CONTROL, scope(constant, SERVES)) == {"constant-handler": ("failed", "health.ts:7")}


def test_the_function_that_a_handler_leaves_its_constant_answer_to_is_shown_beside_it() -> None:
    constant = handler("/health", "app.controller.ts:7", constant=True, places={"said": "app.service.ts:12-17"})
    shown = judged(CONTROL, scope(constant, SERVES))["constant-handler"]
    assert shown == ("failed", "app.controller.ts:7", "app.service.ts:12-17")


def test_a_constant_answer_that_a_guide_has_people_write_is_shown_beside_the_one_in_the_source() -> None:
    constant = handler("/api/health", "health.ts:7", constant=True)
    typed = handler("/health", "guide.md:90", constant=True, kind=INSTRUCTED)
    shown = judged(CONTROL, scope(constant, typed, SERVES))["constant-handler"]
    assert shown == ("failed", "health.ts:7", "guide.md:90")
    for other in (replace(typed, constant=False, checks=("database",)), replace(typed, path="/ping")):
        assert judged(CONTROL, scope(constant, other, SERVES))["constant-handler"] == ("failed", "health.ts:7")


@pytest.mark.parametrize(("path", "asked", "shown"), [("/api/v1/health", "/health", True), ("/api", "/", False)])
def test_who_asks_for_a_constant_answer_may_leave_the_prefix_of_all_routes_aside(
    path: str, asked: str, *, shown: bool
) -> None:
    constant = handler(path, "health.ts:7", constant=True)
    probe = made(HealthProbe, "compose.yml:13", asker="container", path=asked)
    assert ("compose.yml:13" in judged(CONTROL, scope(constant, probe))["constant-handler"]) is shown


def test_what_a_guide_has_people_ask_for_takes_nothing_from_a_template_that_asks_for_the_first_page() -> None:
    constant = handler("/health", "health.ts:7", constant=True)
    page = made(
        HealthProbe, "eb.config:13", kind=DECLARED, asker="load-balancer", path="/", places={"path": "eb.config:13"}
    )
    typed = made(HealthProbe, "guide.md:40", kind=INSTRUCTED, asker="load-balancer", path="/health")
    shown = judged(CONTROL, scope(constant, page, typed))["constant-handler"]
    assert shown == ("failed", "health.ts:7", "eb.config:13", "guide.md:40")


@pytest.mark.parametrize(("path", "shown"), [("/", "app.ts:4"), ("/index.html", "main.ts:20")])
def test_what_answers_at_the_first_page_is_shown_where_a_load_balancer_asks_for_that(path: str, shown: str) -> None:
    serves = replace(SERVES, places={"page": Location(path="app.ts", start_line=4)})
    asks = made(HealthProbe, "alb.tf:9", kind=DECLARED, asker="load-balancer", path=path)
    assert judged(CONTROL, scope(serves, asks))["no-health-endpoint"] == ("failed", shown, "alb.tf:9")


def test_a_framework_that_is_told_of_no_check_is_shown_where_it_would_be() -> None:
    constant = handler("/health", "Program.cs:9", constant=True, places={"checks": "Program.cs:4"})
    assert judged(CONTROL, scope(constant, SERVES)) == {"constant-handler": ("failed", "Program.cs:9", "Program.cs:4")}


def test_a_constant_liveness_beside_a_real_readiness_is_right() -> None:
    assert judged(CONTROL, scope(LIVE, READY, POSTGRES)) == HELD
    root = handler("/health", constant=True)
    assert judged(CONTROL, scope(root, READY, POSTGRES)) == HELD


def test_a_constant_liveness_is_not_accused_beside_a_readiness_that_nobody_could_follow() -> None:
    hidden = handler("/health/ready", "health.ts:12-20", role="ready")
    assert judged(CONTROL, scope(LIVE, hidden)) == {"no-readiness": ("unproven", "health.ts:5-9")}


def test_a_readiness_that_can_say_no_is_one_wherever_it_looks() -> None:
    hidden = handler("/health/ready", "health.ts:12-20", role="ready", fails=True)
    assert judged(CONTROL, scope(LIVE, hidden, POSTGRES)) == HELD
    assert judged(CONTROL, scope(handler(fails=True))) == {"no-readiness": ("unproven", "health.ts:5-9")}


def test_a_handler_of_a_spring_controller_shows_no_readiness_by_its_framework_alone() -> None:
    hidden = handler(framework="spring-mvc")
    assert judged(CONTROL, scope(hidden)) == {"no-readiness": ("unproven", "health.ts:5-9")}


def test_a_constant_liveness_is_not_accused_beside_a_readiness_that_says_nothing() -> None:
    deaf = made(HealthHandler, "health.ts:30", path="/ready", role="ready", checks=("database",), fails=False)
    found = judged(CONTROL, scope(deaf, made(HealthHandler, "health.ts:9", path="/live", role="live", constant=True)))
    assert set(found) == {"handler-never-fails"}


def test_a_constant_answer_fails_beside_a_real_readiness_that_nobody_asks() -> None:
    def asks(asker: str, path: str) -> HealthProbe:
        return made(HealthProbe, "deploy.yml:30", asker=asker, path=path, decides=True)

    constant = handler("/health", "app.ts:3", constant=True)
    for asker in ("deploy", "container"):
        failed = judged(CONTROL, scope(constant, READY, asks(asker, "/health")))
        assert failed["constant-handler"] == ("failed", "app.ts:3", "deploy.yml:30")
    for others in (
        (asks("deploy", "/health"), asks("load-balancer", "/health/ready")),
        (asks("container", "/health"), made(HealthProbe, "up.sh:9", asker="deploy", path="/health/ready")),
        (asks("deploy", "/elsewhere"),),
        (),
    ):
        assert "constant-handler" not in judged(CONTROL, scope(constant, READY, *others))
    alive = handler("/health", "app.ts:3", role="live", constant=True)
    for asker in ("deploy", "container"):
        assert "constant-handler" not in judged(CONTROL, scope(alive, READY, asks(asker, "/health")))


@pytest.mark.parametrize(("where", "fails"), [("ai/main.py:3", True), ("web/app.js:3", False)])
def test_a_program_of_another_language_has_a_health_of_its_own(where: str, fails: bool) -> None:
    constant = handler("/health", where, constant=True)
    assert ("constant-handler" in judged(CONTROL, scope(constant, READY))) is fails


def test_a_constant_readiness_fails_even_beside_a_real_one() -> None:
    constant = handler("/ready", "admin.ts:3", role="ready", constant=True)
    assert judged(CONTROL, scope(constant, READY))["constant-handler"] == ("failed", "admin.ts:3")


def test_one_endpoint_for_life_and_readiness_fails_and_a_liveness_beside_it_holds() -> None:
    one = handler(checks=("database",), fails=True)
    live = handler("/livez", "live.ts:3", role="live", constant=True)
    held = {"no-readiness": ("configured", "health.ts:5-9")}

    assert judged(CONTROL, scope(one, POSTGRES)) == {**held, "no-live-ready-split": ("failed", "health.ts:5-9")}
    assert judged(CONTROL, scope(one, live, POSTGRES)) == held


def test_a_check_that_never_fails_is_failed_where_it_answers() -> None:
    deaf = handler(checks=("database",), fails=False, places={"fails": "health.ts:8"})
    assert judged(CONTROL, scope(deaf, POSTGRES)) == {"handler-never-fails": ("failed", "health.ts:8")}


def test_a_handler_whose_checks_cannot_be_seen_is_unproven() -> None:
    assert judged(CONTROL, scope(handler())) == {"no-readiness": ("unproven", "health.ts:5-9")}


def test_a_liveness_that_looks_at_the_process_alone_is_no_readiness() -> None:
    live = handler("/livez", role="live", checks=("process", "memory"))
    assert judged(CONTROL, scope(live)) == {"no-readiness": ("unproven", "health.ts:5-9")}


def test_springs_actuator_looks_at_the_database_by_itself() -> None:
    actuator = handler("/actuator/health", "application.yml:8", framework="spring")
    assert judged(CONTROL, scope(actuator, POSTGRES))["no-readiness"] == ("configured", "application.yml:8")


@pytest.mark.parametrize(
    ("placement", "answer"),
    [(Placement.RDS, "readiness-ignores-database"), (Placement.EMBEDDED, "no-readiness")],
)
def test_readiness_must_look_at_a_database_that_can_be_gone(placement: Placement, answer: str) -> None:
    shallow = handler("/ready", role="ready", checks=("memory",), fails=True, places={"checks": "health.ts:6"})
    store = made(Database, "x:1", kind=DECLARED, engine="postgresql", placement=placement)
    found = judged(CONTROL, scope(LIVE, shallow, store))
    assert answer in found
    assert len(found) == 1


def test_a_proxy_that_answers_itself_fails_at_that_line() -> None:
    route = made(ProxyRoute, "nginx.conf:9-11", path="= /health", answers=200, places={"answers": "nginx.conf:10"})
    assert judged(CONTROL, scope(LIVE, READY, route))["proxy-answers-itself"] == ("failed", "nginx.conf:10")


@pytest.mark.parametrize(("asker", "found"), [("load-balancer", True), ("deploy", True), ("monitor", False)])
def test_a_proxy_that_answers_what_brings_the_requests_is_found_by_whatever_name(asker: str, *, found: bool) -> None:
    answers = route("= /edge-ok", "lb.conf:2-6", answers=200, upstreams=(), places={"answers": "lb.conf:5"})
    asks = made(HealthProbe, "options.config:27", asker=asker, path="/edge-ok", decides=True)
    told = judged(CONTROL, scope(LIVE, READY, answers, asks)).get("proxy-answers-itself")
    assert told == (("failed", "lb.conf:5") if found else None)


@pytest.mark.parametrize(("path", "status"), [("/old", 200), ("/health", 301), ("/", 404)])
def test_other_fixed_answers_of_a_proxy_are_right(path: str, status: int) -> None:
    route = made(ProxyRoute, "nginx.conf:9", path=path, answers=status)
    assert judged(CONTROL, scope(LIVE, READY, route)) == HELD


def test_a_probe_of_a_path_that_no_handler_serves_fails_at_the_path() -> None:
    probe = made(HealthProbe, "alb.tf:4-9", asker="load-balancer", path="/healthz", places={"path": "alb.tf:6"})
    assert judged(CONTROL, scope(LIVE, READY, probe))["path-no-handler-serves"] == ("failed", "alb.tf:6")


@pytest.mark.parametrize("asker", ["container", "guide"])
def test_a_containers_own_probe_may_belong_to_another_image(asker: str) -> None:
    probe = made(HealthProbe, "compose.yml:4", asker=asker, path="/healthz")
    assert judged(CONTROL, scope(LIVE, READY, probe)) == HELD


def test_a_load_balancer_that_takes_a_redirect_for_a_good_answer_fails_there() -> None:
    strict = made(HealthProbe, "lb.tf:6", kind=DECLARED, asker="load-balancer", path="/status")
    probe = replace(strict, places={"redirects": made(HealthProbe, "lb.tf:8", asker="load-balancer").at})
    asks: dict[str, Any] = {"kind": DECLARED, "asker": "load-balancer", "path": "/status"}
    probe = made(HealthProbe, "lb.tf:6", places={"redirects": "lb.tf:8"}, **asks)
    unseen = judged(CONTROL, scope(probe))
    assert unseen["redirect-taken-for-health"] == ("failed", "lb.tf:8")
    assert unseen["no-health-endpoint"] == ("unproven", "lb.tf:8")
    seen = judged(CONTROL, scope(replace(probe, path="/health/ready"), LIVE, READY))
    assert seen == {**HELD, "redirect-taken-for-health": ("failed (notice)", "lb.tf:8")}
    other = replace(probe, asker="monitor")
    assert "redirect-taken-for-health" not in judged(CONTROL, scope(other))
    assert "redirect-taken-for-health" not in judged(CONTROL, scope(strict))


def test_a_deployment_that_never_asks_fails_at_the_first_job_of_a_machine() -> None:
    facts = (
        made(Deployment, "guide.md:9", kind=INSTRUCTED, method="pm2", manual=True),
        made(Deployment, "front.yml:9", method="static"),
        made(Deployment, "deploy.yml:20", method="ssh", name="deploy"),
    )
    assert judged(CONTROL, scope(READY, LIVE, *facts)) == {**HELD, "deploy-never-asks": ("failed", "deploy.yml:20")}


@pytest.mark.parametrize(
    ("method", "files"),
    [("ssm", (".github/workflows/api.yml", ".github/workflows/web.yml")), ("codedeploy", ("go.yml", "appspec.yml"))],
)
def test_a_second_workflow_that_never_asks_and_the_hooks_of_codedeploy_are_shown_too(
    method: str, files: tuple[str, ...]
) -> None:
    facts = [made(Deployment, f"{file}:9", method=method, name=file) for file in files]
    shown = judged(CONTROL, scope(READY, LIVE, *facts))["deploy-never-asks"][1:]
    assert shown == tuple(f"{file}:9" for file in files)


def test_the_hook_that_would_ask_is_missing_whether_or_not_there_is_an_endpoint_to_be_asked() -> None:
    pipeline, hooks = (
        made(Deployment, f"{file}:9", method="codedeploy", name=file) for file in ("go.yml", "appspec.yml")
    )
    told = judged(CONTROL, scope(SERVES, pipeline, hooks))
    assert told["deploy-never-asks"] == ("unproven", "appspec.yml:9")
    assert judged(CONTROL, scope(SERVES, pipeline))["deploy-never-asks"][0] == "unproven (notice)"


def test_a_containers_own_check_that_asks_no_endpoint_is_shown_where_there_is_none() -> None:
    runs = made(HealthProbe, "Dockerfile:86-87", asker="container")
    runs = replace(runs, at=replace(runs.at, quote='HEALTHCHECK CMD python -c "import app"'))
    assert judged(CONTROL, scope(SERVES, runs))["no-health-endpoint"] == ("failed", "main.ts:20", "Dockerfile:86-87")
    somewhere = replace(runs, at=replace(runs.at, quote="HEALTHCHECK CMD curl -f $URL"))
    assert judged(CONTROL, scope(SERVES, somewhere))["no-health-endpoint"] == ("failed", "main.ts:20")


def test_a_page_that_a_script_of_a_guide_asks_before_it_goes_on_is_shown_beside_the_containers_own_check() -> None:
    own = made(HealthProbe, "Dockerfile:28-29", asker="container", path="/")
    typed = made(HealthProbe, "guide.md:121", kind=INSTRUCTED, asker="guide", path="/")
    for quote, shown in (("curl -f http://$HOST/ || exit 1", ("guide.md:121",)), ("curl http://$HOST/", ())):
        asked = replace(typed, at=replace(typed.at, quote=quote))
        told = judged(CONTROL, scope(SERVES, own, asked))["no-health-endpoint"]
        assert set(told[1:]) == {"main.ts:20", "Dockerfile:28-29", *shown}


def test_a_platform_that_waits_for_its_own_says_nothing_of_what_is_started_on_hosts_besides() -> None:
    waits = made(Deployment, "service.yml:9", method="ecs", name="service", asks_health=True)
    beside = made(Deployment, "host.yml:9", method="ssh", name="host", starts="compose")
    assert judged(CONTROL, scope(READY, LIVE, waits, beside))["deploy-never-asks"] == ("failed", "host.yml:9")
    only_sends = made(Deployment, "host.yml:9", method="ssh", name="host")
    hooks = made(Deployment, "service.yml:30", method="ssh", name="host", starts="compose")
    for other in (only_sends, hooks):
        assert judged(CONTROL, scope(READY, LIVE, waits, other)) == HELD


def test_a_deployment_that_goes_back_by_one_command_is_only_told_to_ask_a_real_endpoint() -> None:
    deployment = made(Deployment, "deploy.rb:4", method="ssh", rollback="procedure")
    for deploys, severity in ((deployment, Severity.NOTICE), (replace(deployment, rollback=None), Severity.WARNING)):
        found = {one.check: one.severity for one in CONTROL.judge(scope(READY, LIVE, deploys))}
        assert found["health.deploy-never-asks"] is severity


def test_a_step_that_only_calls_itself_a_health_check_is_where_health_has_to_be_asked() -> None:
    seeming = made(Deployment, "deploy.yml:20", method="ssh", name="deploy", places={"asks_health": "deploy.yml:30"})
    fails = ("failed", "deploy.yml:30")
    assert judged(CONTROL, scope(READY, LIVE, seeming)) == {**HELD, "deploy-never-asks": fails}


@pytest.mark.parametrize("manual", [True, False])
def test_a_deployment_that_asks_is_right(manual: bool) -> None:
    asks = made(Deployment, "deploy.yml:20", method="ssh", asks_health=True, manual=manual)
    assert judged(CONTROL, scope(READY, LIVE, asks)) == HELD
    probe = made(HealthProbe, "deploy.yml:30", asker="deploy", path="/health/ready")
    assert judged(CONTROL, scope(READY, LIVE, made(Deployment, "deploy.yml:20", method="ssh"), probe)) == HELD


def test_a_platform_that_probes_holds_a_deployment_back() -> None:
    deployment = made(Deployment, "deploy.yml:20", method="ecs", name="api")
    probe = made(HealthProbe, "alb.tf:4", asker="load-balancer", path="/health/ready")
    assert judged(CONTROL, scope(READY, LIVE, deployment, probe)) == HELD
    assert judged(CONTROL, scope(READY, LIVE, deployment))["deploy-never-asks"] == ("unproven", "deploy.yml:20")


@pytest.mark.parametrize("method", ["static", "hosted", "lambda", "beanstalk", "cdk", "terraform"])
def test_deployments_without_a_process_of_the_teams_own_need_not_ask(method: str) -> None:
    assert judged(CONTROL, scope(READY, LIVE, made(Deployment, "deploy.yml:20", method=method))) == HELD


def test_an_ignored_probe_fails_where_it_is_ignored_and_nowhere_else() -> None:
    deployment = made(Deployment, "deploy.yml:20", method="ssh")
    probe = made(HealthProbe, "deploy.yml:31", asker="deploy", path="/health/ready", decides=False)
    fault = made(ScriptFault, "check.sh:3", activity="health", form="error-swallowed", command="curl")
    found = judged(CONTROL, scope(READY, LIVE, deployment, probe, fault))
    assert found == {**HELD, "probe-ignored": ("failed", "deploy.yml:31", "check.sh:3")}


@pytest.mark.parametrize(("path", "shown"), [("/pages", True), ("/health", False)])
def test_beside_one_that_decides_a_question_for_something_else_counts_when_its_bad_answer_is_spoken_of(
    path: str, shown: bool
) -> None:
    spoken = made(HealthProbe, "deploy.sh:9", asker="deploy", path=path, decides=False)
    spoken = replace(spoken, places={"decides": made(HealthProbe, "deploy.sh:14", asker="deploy").at})
    decides = made(HealthProbe, "deploy.sh:5", asker="deploy", path="/health")
    found = judged(CONTROL, scope(spoken, decides))
    assert found.get("probe-ignored") == (("failed", "deploy.sh:9", "deploy.sh:14") if shown else None)


def test_an_ignored_probe_before_one_that_decides_is_a_warm_up() -> None:
    warm_up = made(HealthProbe, "deploy.yml:31", asker="deploy", path="/", decides=False)
    decides = made(HealthProbe, "deploy.yml:35", asker="deploy", path="/health/ready")
    assert judged(CONTROL, scope(READY, LIVE, warm_up, decides)) == HELD


def route(path: str = "/", place: str = "nginx.conf:8-12", **values: Any) -> ProxyRoute:
    return made(ProxyRoute, place, path=path, **{"upstreams": ("127.0.0.1:3000",), **values})


def test_a_proxy_with_a_single_upstream_cannot_stop_and_is_named_once_at_its_main_route() -> None:
    other = route("/socket.io/", "nginx.conf:20-25")
    found = judged(CONTROL, scope(handler("/health", constant=True), other, route()))
    assert found["proxy-cannot-stop"] == ("failed", "nginx.conf:8-12")


def test_a_single_upstream_is_a_remark_where_its_health_is_told_rightly_and_heeded() -> None:
    asks = made(HealthProbe, "deploy.sh:5", asker="deploy", path="/health/ready")
    remarked = {**HELD, "proxy-cannot-stop": ("failed (notice)", "nginx.conf:8-12")}
    assert judged(CONTROL, scope(READY, LIVE, asks, route())) == remarked
    found = judged(CONTROL, scope(READY, LIVE, replace(asks, decides=False), route()))
    assert found["proxy-cannot-stop"] == ("failed", "nginx.conf:8-12")


def test_a_route_to_some_tools_health_is_not_the_applications_where_its_own_is_asked_beside_it() -> None:
    own = route("/actuator/health", "nginx.conf:3-5")
    tool = route("= /logs/ready", "nginx.conf:30-34", upstreams=("203.0.113.9:3100",))
    found = judged(CONTROL, scope(handler("/health", constant=True), own, tool, route()))
    assert found["proxy-cannot-stop"] == ("failed", "nginx.conf:8-12")


def test_a_release_that_waits_for_springs_own_endpoint_shows_readiness_of_a_program_kept_elsewhere() -> None:
    asked = made(HealthProbe, "deploy.sh:20", asker="deploy", path="/actuator/health")
    assert judged(CONTROL, scope(asked)) == {"no-readiness": ("configured", "deploy.sh:20")}
    assert "no-health-endpoint" in judged(CONTROL, scope(SERVES, asked))
    assert "no-health-endpoint" in judged(CONTROL, scope(replace(asked, path="/")))
    assert "no-health-endpoint" in judged(CONTROL, scope(replace(asked, decides=False)))
    sends = made(HealthProbe, "nginx.conf:7", asker="proxy", path="/actuator/health")
    assert judged(CONTROL, scope(sends)) == {
        "no-readiness": ("configured", "nginx.conf:7"),
        "no-live-ready-split": ("failed", "nginx.conf:7"),
    }


def test_springs_own_endpoint_is_split_where_its_part_for_liveness_is_asked_beside_it() -> None:
    sends = made(HealthProbe, "main.tf:7", asker="load-balancer", path="/actuator/health")
    lives = made(HealthProbe, "task.json:9", asker="container", path="/actuator/health/liveness")
    assert judged(CONTROL, scope(sends, lives)) == {"no-readiness": ("configured", "main.tf:7")}


def test_a_route_that_is_refused_shows_nobody_to_ask() -> None:
    refused = route("~ ^/actuator/", "nginx.conf:3-4", upstreams=(), answers=404)
    assert judged(CONTROL, scope(refused, route()))["no-health-endpoint"] == ("unproven", "nginx.conf:8-12")


def test_a_single_upstream_is_shown_where_its_servers_are_listed() -> None:
    listed = {"upstreams": "nginx.conf:1-3"}
    found = judged(CONTROL, scope(handler("/health", constant=True), route(places=listed)))
    assert found["proxy-cannot-stop"] == ("failed", "nginx.conf:1-3")


@pytest.mark.parametrize(
    "beside",
    [
        made(LoadBalancer, "alb.tf:1", kind=DECLARED),
        made(Workload, "ecs.tf:1", kind=DECLARED, platform=Platform.FARGATE),
        made(HealthProbe, "alb.tf:5", asker="load-balancer", path="/health/ready"),
        route("/api", gated=True),
    ],
)
def test_something_that_asks_and_stops_makes_a_single_upstream_right(beside: LoadBalancer) -> None:
    assert judged(CONTROL, scope(READY, LIVE, route(), beside)) == HELD


def test_two_upstreams_can_spare_one() -> None:
    assert judged(CONTROL, scope(READY, LIVE, route(upstreams=("a:1", "b:1")))) == HELD


def group_probe(path: str) -> tuple[Workload, HealthProbe]:
    group = made(
        Workload,
        "asg.tf:1-20",
        kind=DECLARED,
        platform=Platform.EC2_GROUP,
        health_check="ELB",
        places={"health_check": "asg.tf:9"},
    )
    return group, made(HealthProbe, "alb.tf:5", kind=DECLARED, asker="load-balancer", path=path)


def test_a_group_judged_by_readiness_would_lose_its_hosts_with_the_database() -> None:
    found = judged(CONTROL, scope(READY, LIVE, *group_probe("/health/ready")))
    assert found == {**HELD, "group-kills-on-shared-dependency": ("failed", "asg.tf:9")}


def test_a_group_judged_by_liveness_is_right() -> None:
    assert judged(CONTROL, scope(READY, LIVE, *group_probe("/health/live"))) == HELD


def test_another_environments_proxy_does_not_count() -> None:
    staging = route(environment="staging")
    assert judged(CONTROL, scope(READY, LIVE, staging)) == HELD


@pytest.mark.parametrize(
    ("path", "healthy"),
    [
        ("/health", True),
        ("~ ^/(health|ping)$", True),
        ("= /health", True),
        ("~ ^/healthz$", True),
        ("/api/v1/health-check", True),
        ("/actuator/health/readiness", True),
        ("http://localhost:3000/ping?x=1", True),
        ("/up", True),
        ("/", False),
        ("/delivery", False),
        ("/orders/upload", False),
        ("/salud", True),
        ("~ ^/(pronto|vivo)$", True),
        ("/pret-a-porter", False),
        ("/en-vivo", False),
        ("/salud/productos", False),
    ],
)
def test_which_paths_are_about_health(path: str, healthy: bool) -> None:
    assert is_about_health(path) is healthy


def test_a_path_is_bare_of_host_query_modifier_and_trailing_slash() -> None:
    assert [plain(p) for p in ("https://a.com/health/?x=1#y", "= /health", "/", "/up.")] == [
        "/health",
        "/health",
        "",
        "/up",
    ]


@pytest.mark.parametrize(
    ("asked", "served", "reaches"),
    [
        ("/health", "/health", True),
        ("/api/health", "/health", True),  # a global prefix that was not seen
        ("/health", "/api/health", False),  # a prefix that the handler certainly has
        ("/actuator/health/liveness", "/actuator/health", True),
        ("/healthz", "/health", False),
        ("/health", "/healthz", False),
        ("/health/ready", "/ping", False),
        ("/${STAGE}/health", "/ping", True),
        ("/health", "/:tenant/health", True),
    ],
)
def test_whether_a_handler_may_answer_a_path(asked: str, served: str, reaches: bool) -> None:
    assert may_reach(asked, [handler(served, framework="express")], []) is reaches


def test_a_prefix_that_a_proxy_may_add_and_an_endpoint_that_a_framework_hangs_elsewhere_are_doubtful() -> None:
    adding = route("/", strips_prefix=True)
    own = [handler("/api/health", framework="express")]
    assert may_reach("/health", own, [adding])
    assert not may_reach("/health", own, [route("/", strips_prefix=False)])
    assert may_reach("/actuator/health", [handler("/api/actuator/health", framework="spring")], [])


def test_a_location_that_no_handler_serves_is_a_finding_at_its_line() -> None:
    lost = made(ProxyRoute, "site.conf:9-11", path="/health/", upstreams=("web:8000",), strips_prefix=False)
    main = made(ProxyRoute, "site.conf:3-5", path="/", upstreams=("web:8000",), strips_prefix=False)
    found = judged(CONTROL, scope(handler("/api/v1/health", checks=("database",), framework="django"), lost, main))
    assert found["path-no-handler-serves"] == ("failed", "site.conf:9-11")
    served = handler("/health", checks=("database",), framework="django")
    assert "path-no-handler-serves" not in judged(CONTROL, scope(served, lost, main))


def test_a_prefix_that_the_proxy_strips_is_followed() -> None:
    stripping = route("/backend/", strips_prefix=True)
    assert reached_handlers("/backend/health/ready", [READY, LIVE], [stripping]) == (READY,)


def test_a_path_that_the_proxy_answers_itself_is_served() -> None:
    assert may_reach("/healthz", [handler("/health")], [made(ProxyRoute, "n:1", path="/healthz", answers=200)])


def test_a_load_balancer_that_asks_any_page_shows_that_there_is_no_endpoint() -> None:
    probe = made(HealthProbe, "alb.md:7", kind=INSTRUCTED, asker="load-balancer", path="/")
    route = made(ProxyRoute, "nginx.conf:3", path="/", upstreams=("127.0.0.1:3000",))

    assert judged(CONTROL, scope(route, probe))["no-health-endpoint"] == ("unproven", "alb.md:7")


def test_a_load_balancers_question_stands_beside_an_application_that_answers_nobody() -> None:
    probe = made(HealthProbe, "alb.yml:7", asker="load-balancer", path="/")
    found = judged(CONTROL, scope(SERVES, probe))
    assert found["no-health-endpoint"] == ("failed", "main.ts:20", "alb.yml:7")


def test_an_address_that_is_asked_and_no_handler_serves_is_shown_beside_the_application() -> None:
    asked = made(HealthProbe, "compose.yml:19", asker="container", path="/health", decides=True)
    passed = made(ProxyRoute, "nginx.conf:41-42", path="/health", upstreams=("api:3000", "api:3001"))
    found = judged(CONTROL, scope(SERVES, asked, passed))

    assert found["no-health-endpoint"] == ("failed", "main.ts:20", "compose.yml:19", "nginx.conf:41-42")


OBSERVED = EvidenceKind.OBSERVED
ASKED = made(HealthProbe, "x:1", kind=OBSERVED, asker="load-balancer", path="/health/ready", awaits=True)
EMPTY = made(Workload, "x:2", kind=OBSERVED, platform=Platform.EC2_GROUP, name="web", desired=0)
CLOCK = made(ScheduledScaling, "x:3", kind=OBSERVED, workload="web")


def test_an_environment_that_a_schedule_has_put_to_sleep_is_a_remark_and_nothing_is_held() -> None:
    (found,) = [one for one in CONTROL.judge(scope(ASKED, EMPTY, CLOCK)) if one.check.startswith("health.")]

    assert (found.check, found.status, found.severity) == ("health.asleep", Status.UNPROVEN, Severity.NOTICE)
    assert status_of((found,)) is Status.UNPROVEN


def test_a_load_balancer_with_nobody_behind_it_that_no_schedule_emptied_leaves_health_open() -> None:
    findings = [one for one in CONTROL.judge(scope(ASKED, EMPTY)) if one.opens]

    assert [one.check for one in findings] == ["health.no-health-endpoint"]


def test_a_task_that_is_asked_nothing_is_the_place_to_show_rather_than_what_deploys_it() -> None:
    task = made(Workload, "task.json:4", platform=Platform.FARGATE, name="api")
    deploy = made(Deployment, "deploy.yml:30", method="ecs")
    answers = judged(CONTROL, scope(task, deploy))
    assert answers["no-health-endpoint"] == ("unproven", "task.json:4")


def test_what_only_seems_to_ask_is_shown_for_every_deployment_that_has_it() -> None:
    step = made(Deployment, "deploy.yml:30", method="ssh")
    script = made(Deployment, "deploy.sh:9", method="compose", places={"asks_health": "deploy.sh:20-24"})
    assert judged(CONTROL, scope(step, script))["deploy-never-asks"] == ("failed", "deploy.yml:30", "deploy.sh:20-24")


def test_the_upstream_that_is_asked_for_health_is_the_one_that_cannot_be_stopped() -> None:
    pages = made(ProxyRoute, "nginx.conf:30", path="/", upstreams=("web:80",))
    question = made(ProxyRoute, "nginx.conf:20", path="/health", upstreams=("api:4000",))
    assert judged(CONTROL, scope(pages, question))["proxy-cannot-stop"] == ("failed", "nginx.conf:20")
    same = made(ProxyRoute, "nginx.conf:40", path="/health", upstreams=("web:80",))
    assert judged(CONTROL, scope(pages, same))["proxy-cannot-stop"] == ("failed", "nginx.conf:30")


def test_an_api_with_an_upstream_of_its_own_is_the_application_and_not_the_pages() -> None:
    pages = made(ProxyRoute, "nginx.conf:30", path="/", upstreams=("web:80",))
    api = made(ProxyRoute, "nginx.conf:40", path="/api/", upstreams=("api:4000",))
    assert judged(CONTROL, scope(pages, api))["proxy-cannot-stop"] == ("failed", "nginx.conf:40")
    named = made(ProxyRoute, "nginx.conf:50", path="/", upstreams=("api:4000",), server_names=("api.example.com",))
    assert judged(CONTROL, scope(pages, named))["proxy-cannot-stop"] == ("failed", "nginx.conf:50")


def test_the_same_door_in_another_file_or_for_another_site_is_shown_too() -> None:
    main = made(ProxyRoute, "deploy.sh:9", path="/", upstreams=("app:3000",), server_names=("shop.kr",))
    site = made(ProxyRoute, "deploy.sh:30", path="/", upstreams=("app:3000",), server_names=("seller.shop.kr",))
    file = made(ProxyRoute, "nginx.conf:4", path="/", upstreams=("app:3000",))
    spread = made(ProxyRoute, "web.conf:4", path="/", upstreams=("app:3000", "app2:3000"))
    tool = made(ProxyRoute, "admin.conf:4", path="/", upstreams=("grafana:3000",))
    found = judged(CONTROL, scope(tool, main, site, file, spread))["proxy-cannot-stop"]
    assert found == ("failed", "deploy.sh:9", "nginx.conf:4", "deploy.sh:30")


def test_of_two_servers_for_one_upstream_the_one_with_tls_is_shown() -> None:
    bare = made(ProxyRoute, "nginx.conf:10", path="/", upstreams=("app:3000",))
    safe = made(ProxyRoute, "nginx.conf:60", path="/", upstreams=("app:3000",), tls=True)
    assert judged(CONTROL, scope(bare, safe))["proxy-cannot-stop"] == ("failed", "nginx.conf:60")


def test_a_guides_example_of_a_proxy_is_shown_where_no_settings_of_one_are() -> None:
    shown = made(ProxyRoute, "guide.md:30", kind=INSTRUCTED, path="/", upstreams=("127.0.0.1:4000",))
    given = made(ProxyRoute, "nginx.conf:12", path="/", upstreams=("api:4000",))
    assert judged(CONTROL, scope(shown))["proxy-cannot-stop"] == ("failed", "guide.md:30")
    assert judged(CONTROL, scope(shown, given))["proxy-cannot-stop"] == ("failed", "nginx.conf:12")


def test_the_load_balancer_of_another_way_stands_before_no_host_that_releases_go_to() -> None:
    shown = made(ProxyRoute, "setup.sh:12", path="/", upstreams=("127.0.0.1:8000",))
    host = made(Instance, "guide.md:4", kind=INSTRUCTED, instance_type="t3.micro")
    tasks = made(Workload, "ecs.md:4", kind=INSTRUCTED, platform=Platform.FARGATE, desired=2)
    released = made(Deployment, ".github/workflows/ship.yml:9", method="ssh")
    balancer = made(LoadBalancer, "ecs.md:9", kind=INSTRUCTED)
    found = judged(CONTROL, scope(shown, host, tasks, released, balancer))
    assert found["proxy-cannot-stop"] == ("failed", "setup.sh:12")
    own = replace(balancer, at=host.at)
    assert "proxy-cannot-stop" not in judged(CONTROL, scope(shown, host, tasks, released, own))


def test_a_balancer_that_asks_for_the_start_page_beside_a_readiness_asks_too_little() -> None:
    ready = made(HealthHandler, "health.ts:9", path="/health", checks=("database",), fails=True)
    page = made(HealthProbe, "lb.tf:9", asker="load-balancer", path="/")
    assert judged(CONTROL, scope(ready, page))["no-readiness"] == ("unproven", "lb.tf:9")
    other = made(HealthProbe, "lb.tf:30", asker="load-balancer", path="/health")
    assert judged(CONTROL, scope(ready, page, other))["no-readiness"] == ("configured", "health.ts:9")
    index = made(HealthProbe, "deploy.yml:30", asker="deploy", path="/actuator")
    spring = made(HealthHandler, "application.yml:7", path="/actuator/health", framework="spring", fails=True)
    assert judged(CONTROL, scope(spring, index))["no-readiness"] == ("unproven", "deploy.yml:30")
    asks_well = replace(index, path="/actuator/health")
    assert judged(CONTROL, scope(spring, index, asks_well))["no-readiness"] == ("configured", "application.yml:7")
    written = made(HealthHandler, "Health.java:4", path="/healthy", constant=True, framework="spring-mvc")
    assert judged(CONTROL, scope(spring, written))["constant-handler"] == ("failed", "Health.java:4")
    assert "constant-handler" not in judged(CONTROL, scope(spring, written, asks_well))
    at_root = made(HealthHandler, "app.ts:4", path="/", checks=("database",), fails=True)
    assert judged(CONTROL, scope(at_root, page))["no-readiness"] == ("configured", "app.ts:4")


@pytest.mark.parametrize(
    ("asked", "within", "served", "framework", "lost"),
    [
        ("/actuator/health", None, "/v1/actuator/health", "spring", True),
        ("/v1/actuator/health", None, "/v1/actuator/health", "spring", False),
        ("/actuator/health/readiness", None, "/actuator/health", "spring", False),
        ("/api/health", "backend", "/up", "rails", True),
        ("/api/health", "backend", "/health", "express", False),
        ("/api/health", "frontend", "/up", "rails", False),
        ("/api/health", None, "/up", "rails", False),
        ("/", "backend", "/up", "rails", False),
    ],
)
def test_a_container_that_asks_its_own_program_past_every_proxy(
    asked: str, within: str | None, served: str, framework: str, *, lost: bool
) -> None:
    handler = made(HealthHandler, "backend/routes:3", path=served, role="ready", framework=framework)
    probe = made(HealthProbe, "compose.yml:9", asker="container", path=asked, within=within)
    found = judged(CONTROL, scope(handler, probe)).get("path-no-handler-serves")
    assert found == (("failed", "compose.yml:9") if lost else None)


def test_what_a_guide_quotes_counts_where_nobody_has_read_the_application() -> None:
    quoted = handler("/health", "docs/deploy.md:9-11", kind=INSTRUCTED, constant=True)
    assert judged(CONTROL, scope(quoted))["constant-handler"] == ("failed", "docs/deploy.md:9-11")
    serves = made(ServesHttp, "app.ts:3")
    found = judged(CONTROL, scope(quoted, serves))
    assert "constant-handler" not in found
    assert found["no-health-endpoint"] == ("failed", "app.ts:3")
    probe = made(HealthProbe, "compose.yml:9", asker="container", path="/ready")
    assert "path-no-handler-serves" not in judged(CONTROL, scope(quoted, probe))


def test_who_is_content_with_a_constant_answer_is_shown_with_it() -> None:
    constant = handler("/health", "app.ts:3", constant=True)
    container = made(HealthProbe, "compose.yml:9", asker="container", path="/health")
    balancer = made(HealthProbe, "alb.tf:4", kind=DECLARED, asker="load-balancer", path="/health")
    page = made(HealthProbe, "other.yml:9", asker="container", path="/login")
    found = judged(CONTROL, scope(constant, container, balancer, page))
    assert found["constant-handler"] == ("failed", "app.ts:3", "other.yml:9", "alb.tf:4", "compose.yml:9")


def test_a_container_that_asks_a_page_past_the_endpoint_is_shown_where_nothing_tells_readiness() -> None:
    unknown = handler("/health", "urls.py:3")
    page = made(HealthProbe, "Dockerfile:9", asker="container", path="/login")
    assert judged(CONTROL, scope(unknown, page))["no-readiness"] == ("unproven", "urls.py:3", "Dockerfile:9")
    for path in ("/health", "/"):
        asked = replace(page, path=path)
        assert judged(CONTROL, scope(unknown, asked))["no-readiness"] == ("unproven", "urls.py:3")


def test_a_load_balancer_that_asks_a_page_past_the_constant_endpoint_is_shown_with_it() -> None:
    constant = made(HealthHandler, "health.py:3-7", path="/health", constant=True)

    def told(path: str | None, **values: Any) -> tuple[str, ...]:
        probe = made(HealthProbe, "lb.yml:9", asker="load-balancer", path=path, **{"kind": DECLARED, **values})
        return judged(CONTROL, scope(constant, probe))["constant-handler"]

    assert told("/orders/") == ("failed", "health.py:3-7", "lb.yml:9")
    for page in ("/", "/orders/"):
        assert told(page, kind=INSTRUCTED) == ("failed", "health.py:3-7", "lb.yml:9")
    assert told("/", places={"path": "lb.yml:9"}) == ("failed", "health.py:3-7", "lb.yml:9")
    for path in ("/", None, "/api/healthz"):
        assert told(path) == ("failed", "health.py:3-7")


def test_a_readiness_that_fails_with_others_is_shown_with_who_acts_on_it() -> None:
    hangs = replace(READY, places={**READY.places, "outsiders": at("ready.js:44")})
    probe = made(HealthProbe, "compose.yml:9", asker="container", path=READY.path)

    def told(*facts: Fact) -> tuple[str, ...] | None:
        return judged(CONTROL, scope(LIVE, *facts)).get("fails-with-outsiders")

    assert told(hangs) == ("failed", "ready.js:44")
    assert told(hangs, probe) == ("failed", "ready.js:44", "compose.yml:9")
    assert told(READY, probe) is None
    assert told(replace(hangs, fails=False), probe) is None


def test_a_proxy_that_repeats_good_answers_for_health_is_shown() -> None:
    def told(path: str) -> tuple[str, ...] | None:
        places = {"kept": "site.conf:12-14"}
        route = made(ProxyRoute, "site.conf:9", path=path, upstreams=("a:1", "b:1"), places=places)
        return judged(CONTROL, scope(READY, LIVE, route)).get("answer-from-cache")

    assert told("/api/health/") == told("= /health/ready") == ("failed", "site.conf:12-14")
    assert told("/orders") is None


def test_there_is_nothing_to_ask_until_something_answers_but_for_who_seems_to_ask_already() -> None:
    by_hand = made(Deployment, "guide.md:20", kind=INSTRUCTED, method="compose", manual=True)
    by_machine = replace(by_hand, kind=EvidenceKind.CODED, manual=False)
    seeming = replace(by_machine, places={"asks_health": at("guide.md:30")})
    serves = made(ServesHttp, "main.ts:9")

    def said(*facts: Fact) -> tuple[str, ...]:
        return judged(CONTROL, scope(*facts))["deploy-never-asks"]

    assert said(serves, by_hand) == said(serves, by_machine) == ("failed (notice)", "guide.md:20")
    assert said(READY, LIVE, by_hand) == said(READY, LIVE, by_machine) == ("failed", "guide.md:20")
    assert said(serves, seeming) == ("failed", "guide.md:30")


def test_a_readiness_that_says_why_it_asks_no_database_is_remarked_on_beside_a_liveness() -> None:
    reason = {"reason": "health.ts:4-5"}
    own = handler("/ready", role="ready", checks=("process",), fails=True, places=reason)
    store = made(Database, "x:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS)
    found = judged(CONTROL, scope(LIVE, own, store))
    assert found["readiness-ignores-database"][0] == "failed (notice)"
    assert found["no-readiness"][0] == "configured"
    unsaid = handler("/ready", role="ready", checks=("process",), fails=True)
    assert judged(CONTROL, scope(LIVE, unsaid, store))["readiness-ignores-database"][0] == "failed"
    assert judged(CONTROL, scope(own, store))["readiness-ignores-database"][0] == "failed"


def test_an_endpoint_that_nobody_shows_is_missed_where_a_container_is_asked_for_it_by_name() -> None:
    page = made(ProxyRoute, "nginx.conf:63", path="/", upstreams=("api:8000",))
    health = made(ProxyRoute, "nginx.conf:70", path="/health", upstreams=("api:8000",))
    asked = made(HealthProbe, "compose.yml:15", asker="container", path="/api/v1/health")
    other = made(HealthProbe, "compose.yml:15", asker="container", path="/")
    assert judged(CONTROL, scope(page, asked))["no-health-endpoint"] == ("unproven", "compose.yml:15")
    assert judged(CONTROL, scope(page, other))["no-health-endpoint"][1] == "nginx.conf:63"
    assert judged(CONTROL, scope(page, health, asked))["no-health-endpoint"][1] == "nginx.conf:70"


def test_whether_a_script_that_is_not_at_hand_asks_is_said_of_nobody() -> None:
    unseen = made(Deployment, ".github/workflows/d.yml:9", method="unseen")
    by_hand = made(Deployment, "guide.md:9", method="ssh", kind=INSTRUCTED, manual=True)
    assert "deploy-never-asks" not in judged(CONTROL, scope(unseen, by_hand))
    beside = made(Deployment, ".github/workflows/e.yml:9", method="ssh")
    assert judged(CONTROL, scope(READY, LIVE, unseen, beside))["deploy-never-asks"] == (
        "failed",
        ".github/workflows/e.yml:9",
    )


def test_beside_a_question_for_a_path_one_for_the_root_is_of_other_pages() -> None:
    places = (("lb.tf:9", "/"), ("lb.tf:20", "/api/test"), ("lb.tf:40", "/api/test"))
    asked = [made(HealthProbe, place, asker="load-balancer", path=path) for place, path in places]
    shown = judged(CONTROL, scope(SERVES, *asked))["no-health-endpoint"]
    assert "lb.tf:9" not in shown
    assert {"lb.tf:20", "lb.tf:40"} <= set(shown)
    assert "lb.tf:9" in judged(CONTROL, scope(SERVES, asked[0]))["no-health-endpoint"]


@pytest.mark.parametrize(
    ("test", "idle"),
    [
        ("""test: ["CMD", "python", "-c", "import jobs; print('healthy')"]""", True),
        ("""test: ["CMD", "node", "-e", "process.exit(0)"]""", True),
        ('test: ["CMD-SHELL", "exit 0"]', True),
        ('test: ["CMD", "true"]', True),
        ("HEALTHCHECK CMD echo ok", True),
        ("""test: ["CMD", "python", "-c", "import urllib.request as u; print(u.urlopen('http://x'))"]""", False),
        ("""test: ["CMD", "node", "-e", "fetch('http://x').then(() => process.exit(0))"]""", False),
        ('test: ["CMD-SHELL", "pg_isready -U shop"]', False),
        ('test: ["CMD-SHELL", "echo ruok | nc localhost 2181 || exit 1"]', False),
    ],
)
def test_a_check_that_asks_nothing_shows_where_the_endpoint_would_be_asked(test: str, *, idle: bool) -> None:
    probe = made(HealthProbe, "compose.yml:78", asker="container", path=None)
    probe = replace(probe, at=replace(probe.at, quote=test))
    asking = made(HealthProbe, "compose.yml:33", asker="container", path="/api/health")
    shown = judged(CONTROL, scope(asking, probe))["no-health-endpoint"]
    assert ("compose.yml:78" in shown) is idle
