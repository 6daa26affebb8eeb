from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls import availability, configuration, health, scaling
from holdfast.controls.hosting import Form, Hosting, hands_out_files, hosting
from holdfast.model.evidence import Absent, EvidenceKind, Found, Location, Unreadable
from holdfast.model.facts import (
    Container,
    Database,
    Deployment,
    Distribution,
    Fact,
    Instance,
    KeptProcess,
    OwnCluster,
    Placement,
    Platform,
    ProxyRoute,
    ReadsSetting,
    ScriptFault,
    ServesHttp,
    Workload,
)
from tests.controls.support import CLAIMED, CODED, DECLARED, INSTRUCTED, judged, made, scope

SSH = made(Deployment, "deploy.yml:30", method="ssh")
SITE = made(Distribution, "cdn.tf:1", kind=DECLARED)


def workload(platform: Platform, line: int = 1, **values: Any) -> Workload:
    return made(Workload, f"main.tf:{line}", kind=DECLARED, platform=platform, **values)


def told(*facts: Fact) -> tuple[Form, tuple[str, ...]]:
    looked = hosting(scope(*facts).view)
    assert isinstance(looked, Found)
    return looked.facts[0].form, tuple(str(fact.at) for fact in looked.facts[0].facts)


def test_the_strongest_evidence_decides() -> None:
    guide = made(Instance, "guide.md:5", kind=INSTRUCTED, instance_type="t3.small")
    assert told(guide, workload(Platform.FARGATE)) == (Form.WORKLOAD, ("main.tf:1",))


def test_pipelines_that_release_to_hosts_alone_decide_against_a_text_about_a_platform() -> None:
    platform = made(Workload, "eb.md:5", kind=INSTRUCTED, platform=Platform.BEANSTALK, name="shop")
    machine = made(Instance, "guide.md:5", kind=INSTRUCTED, instance_type="t3.small")
    to_host = made(Deployment, ".github/workflows/ship.yml:30", method="ssh")
    to_platform = replace(to_host, at=Location.lines(".github/workflows/eb.yml", 9, 9), method="beanstalk")
    assert told(platform, machine, to_host) == (Form.HOST, ("guide.md:5",))
    assert told(platform, to_host) == (Form.DEPLOYED, (".github/workflows/ship.yml:30",))
    for facts in ((platform, machine), (platform, machine, to_host, to_platform)):
        assert told(*facts) == (Form.WORKLOAD, ("eb.md:5",))
    assert told(replace(platform, kind=DECLARED), to_host)[0] is Form.WORKLOAD
    for path, form in ((".gitlab-ci.yml", Form.HOST), ("Jenkinsfile", Form.HOST), ("deploy.sh", Form.WORKLOAD)):
        released = replace(to_host, at=Location.lines(path, 9, 9))
        assert told(platform, machine, released)[0] is form


def test_a_task_that_only_describes_itself_stands_back_behind_a_service_told_at_least_as_surely() -> None:
    task = made(Workload, "guide.md:5", kind=INSTRUCTED, platform=Platform.FARGATE, name="shop-task")
    service = made(Workload, "guide.md:30", kind=INSTRUCTED, platform=Platform.FARGATE, name="shop", desired=2)
    assert told(task, service) == (Form.WORKLOAD, ("guide.md:30",))
    assert told(task) == (Form.WORKLOAD, ("guide.md:5",))
    assert told(replace(task, zones=2), service) == (Form.WORKLOAD, ("guide.md:5", "guide.md:30"))


def test_copies_in_a_cluster_on_the_one_machine_share_its_fate() -> None:
    cluster = made(OwnCluster, "cloud-init.yml:9", kind=DECLARED, tool="k3s")
    machine = made(Instance, "main.tf:20", kind=DECLARED, purpose="application")
    copies = workload(Platform.KUBERNETES, desired=2)
    other = made(OwnCluster, "join.sh:3", tool="kubernetes", joins=True)
    assert told(copies, machine, cluster) == (Form.HOST, ("main.tf:20",))
    for facts in ((machine,), (machine, cluster, other), (replace(machine, count=3), cluster), (cluster,)):
        assert told(copies, *facts)[0] is Form.WORKLOAD


def test_a_host_that_a_guide_only_presupposes_stands_back_behind_one_that_is_chosen() -> None:
    chosen = made(Instance, "guide.md:5", kind=INSTRUCTED, instance_type="t3.small")
    presupposed = made(Instance, "quick.md:7", kind=INSTRUCTED)

    assert told(presupposed, chosen) == (Form.HOST, ("guide.md:5",))
    assert told(presupposed, SSH) == (Form.HOST, ("quick.md:7",))


def test_containers_on_hosts_are_judged_together_with_their_hosts() -> None:
    service = workload(Platform.ECS, 1, behind_load_balancer=True)
    worker = workload(Platform.ECS, 20)
    hosts = workload(Platform.EC2_GROUP, 40)
    assert told(service, worker, hosts) == (Form.WORKLOAD, ("main.tf:1", "main.tf:40"))


def test_helpers_stand_back_behind_hosts_and_deployments() -> None:
    assert told(workload(Platform.LAMBDA), SSH) == (Form.DEPLOYED, ("deploy.yml:30",))
    assert told(workload(Platform.LAMBDA), workload(Platform.FARGATE, 9)) == (Form.WORKLOAD, ("main.tf:9",))
    assert told(workload(Platform.LAMBDA)) == (Form.PLATFORM, ("main.tf:1",))


def test_a_deployment_of_files_or_to_app_runner_needs_no_host() -> None:
    for method in ("static", "app-runner"):
        assert told(made(Deployment, "pages.yml:9", method=method)) == (Form.PLATFORM, ("pages.yml:9",))
    assert told(made(Deployment, "pages.yml:9", method="app-runner"), SSH) == (Form.DEPLOYED, ("deploy.yml:30",))
    assert told(SITE) == (Form.PLATFORM, ("cdn.tf:1",))


@pytest.mark.parametrize(
    ("beside", "files"),
    [
        ((), True),
        ((made(Deployment, "ci.yml:9", method="terraform"),), True),
        ((made(Deployment, "ci.yml:9", method="cdk"), made(Deployment, "ci.yml:20", method="static")), True),
        ((made(Deployment, "ci.yml:9", method="hosted"),), False),
        ((made(Deployment, "ci.yml:9", method="ssh"),), False),
        ((made(ServesHttp, "src/main.ts:9", framework="express"),), False),
        ((workload(Platform.LAMBDA),), False),
        ((made(Container, "compose.yml:3", name="api", file="compose.yml", role="application"),), False),
        ((made(ReadsSetting, "src/db.ts:2", name="DB_URL"),), False),
    ],
)
def test_files_are_all_there_is_where_nothing_tells_of_a_program(beside: tuple[Fact, ...], files: bool) -> None:
    facts = scope(SITE, *beside)
    assert bool(hands_out_files(facts.view)) is files
    for control in (health.CONTROL, configuration.CONTROL):
        assert ("not_applicable",) in judged(control, facts).values() or not files


def test_what_could_not_be_read_may_be_more_than_files() -> None:
    assert hands_out_files(scope(SITE, unreadable="main.tf").view) == ()


def test_files_that_a_template_is_deployed_with_stand_on_a_platform() -> None:
    assert told(SITE, made(Deployment, "ci.yml:9", method="terraform")) == (Form.PLATFORM, ("cdn.tf:1",))


def test_a_distribution_before_a_server_tells_nothing_of_the_server() -> None:
    serves = made(ServesHttp, "src/main.ts:9", framework="express")
    data = made(Database, "src/db.ts:2", engine="mysql", placement=Placement.UNKNOWN)
    assert hosting(scope(SITE, serves).view) == Absent()
    assert hosting(scope(SITE, data).view) == Absent()


def test_a_deployment_by_templates_without_workloads_tells_no_host() -> None:
    assert told(made(Deployment, "ci.yml:9", method="terraform")) == (Form.UNTOLD, ("ci.yml:9",))
    typed = made(Deployment, "README.md:9", method="cdk", manual=True)
    assert isinstance(hosting(scope(typed).view), Absent)


def test_a_group_that_a_pipeline_renews_goes_before_what_a_guide_has_somebody_type() -> None:
    renewed = made(Deployment, "ci.yml:9", method="group")
    typed = made(Deployment, "DEPLOY.md:3", method="ssh", manual=True)
    sent = made(Deployment, "deploy.yml:7", method="ssh")
    assert told(typed, renewed) == (Form.UNTOLD, ("ci.yml:9",))
    assert told(sent, renewed) == (Form.DEPLOYED, ("deploy.yml:7",))


def test_only_application_containers_of_a_compose_file_count() -> None:
    app = made(Container, "compose.yml:9", name="app", file="compose.yml", role="application")
    cache = made(Container, "compose.yml:2", name="redis", file="compose.yml", role="cache")
    assert told(cache, app) == (Form.COMPOSED, ("compose.yml:9",))
    assert hosting(scope(cache).view) == Absent()


def test_beside_a_guide_that_only_fetches_the_program_its_compose_file_comes_first() -> None:
    app = made(Container, "compose.yml:9", name="app", file="compose.yml", role="application")
    fetched = made(Deployment, "README.md:8", method="compose", asks_health=False, manual=True, first=True)
    assert told(fetched, app) == (Form.DEPLOYED, ("compose.yml:9", "README.md:8"))


def test_claims_come_back_inside_absent() -> None:
    claim = made(Workload, "README.md:3", kind=CLAIMED, platform=Platform.EC2_GROUP)
    assert hosting(scope(claim).view) == Absent((Hosting(Form.UNTOLD, (claim,)),))
    assert hosting(scope(replace(claim, platform=Platform.APP_RUNNER)).view) == Absent(())


def test_with_nothing_found_and_something_unread_it_is_unreadable() -> None:
    assert isinstance(hosting(scope(unreadable="main.tf").view), Unreadable)


@pytest.mark.parametrize(
    ("block", "servers", "alone"),
    [
        ("nginx.conf:3-5", ("127.0.0.1:8000",), True),
        ("nginx.conf:3-5", ("unix:/run/shop.sock",), True),
        ("nginx.conf:3-5", ("127.0.0.1:8000", "127.0.0.1:8001"), False),
        ("nginx.conf:3-5", ("10.0.1.7:8000",), False),
        ("nginx.conf:13", ("127.0.0.1:8000",), False),
    ],
)
def test_an_upstream_that_names_one_server_on_its_own_host_shows_that_there_is_one(
    block: str, servers: tuple[str, ...], *, alone: bool
) -> None:
    route = made(ProxyRoute, "nginx.conf:12-14", path="/", upstreams=servers, places={"upstreams": block})
    deploy = made(Deployment, "deploy.yml:30", method="ssh", name="deploy")
    shown = (block,) if alone else ()
    assert judged(availability.CONTROL, scope(deploy, route))["single-instance"] == ("failed", "deploy.yml:30", *shown)
    assert judged(scaling.CONTROL, scope(deploy, route))["no-group"] == ("unproven", "deploy.yml:30", *shown)


@pytest.mark.parametrize(("copies", "shown"), [(1, ("pm2.js:6",)), (4, ())])
def test_a_manager_that_keeps_one_copy_running_is_a_place_beside_the_deployment(
    copies: int, shown: tuple[str, ...]
) -> None:
    kept = made(KeptProcess, "pm2.js:6", copies=copies)
    deploy = made(Deployment, "deploy.yml:30", method="ssh", name="deploy")
    found = judged(availability.CONTROL, scope(deploy, kept))
    assert found["single-instance"] == ("failed", "deploy.yml:30", *shown)
    assert judged(scaling.CONTROL, scope(deploy, kept))["no-group"] == ("unproven", "deploy.yml:30", *shown)


@pytest.mark.parametrize(("kind", "shown"), [(INSTRUCTED, ("guide.md:40",)), (CODED, ())])
def test_a_host_that_is_described_takes_all_copies_along_that_a_file_keeps_on_it(
    kind: EvidenceKind, shown: tuple[str, ...]
) -> None:
    server = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
    kept = made(KeptProcess, "guide.md:40", kind=kind, copies=1)
    assert judged(availability.CONTROL, scope(server, kept))["single-instance"] == ("failed", "guide.md:12", *shown)


def test_a_file_for_a_manager_is_left_from_before_where_the_product_starts_in_containers() -> None:
    container = made(Container, "docker-compose.yml:4", file="docker-compose.yml", name="api", role="application")
    deploy = made(Deployment, "deploy.yml:30", method="compose", name="deploy")
    kept = made(KeptProcess, "ecosystem.config.js:6", copies=1)
    found = judged(availability.CONTROL, scope(deploy, container, kept))["single-instance"]
    assert found == ("failed", "deploy.yml:30", "docker-compose.yml:4")


def test_the_one_address_that_a_script_releases_to_goes_before_the_proxy() -> None:
    sent = made(Deployment, "deploy.sh:41", method="ssh", places={"host": "deploy.sh:3"})
    facts = scope(sent, made(ProxyRoute, "nginx.conf:12-14", path="/", upstreams=("127.0.0.1:8000",)))
    assert judged(availability.CONTROL, facts)["single-instance"] == ("failed", "deploy.sh:3")


@pytest.mark.parametrize(
    ("deploy", "upstream", "shown"),
    [
        ("deploy.sh:41", "127.0.0.1:8000", "nginx.conf:12-14"),
        ("ansible/site.yml:41", "localhost:8000", "nginx.conf:12-14"),
        ("deploy.sh:41-60", "127.0.0.1:8000", "deploy.sh:41-60"),
        ("deploy.sh:41", "10.0.1.7:8000", "deploy.sh:41"),
        (".github/workflows/deploy.yml:41", "127.0.0.1:8000", ".github/workflows/deploy.yml:41"),
    ],
)
def test_the_proxy_before_the_one_program_shows_it_better_than_the_row_that_restarts_it(
    deploy: str, upstream: str, shown: str
) -> None:
    route = made(ProxyRoute, "nginx.conf:12-14", path="/", upstreams=(upstream,))
    facts = scope(made(Deployment, deploy, method="systemd"), route)
    assert judged(availability.CONTROL, facts)["single-instance"] == ("failed", shown)
    assert judged(scaling.CONTROL, facts)["no-group"] == ("unproven", shown)


def test_where_nothing_tells_of_a_host_the_proxy_before_its_own_program_does() -> None:
    own = made(ProxyRoute, "haproxy.cfg:5", path="/", upstreams=("127.0.0.1:3000",))
    away = made(ProxyRoute, "haproxy.cfg:9", path="/", upstreams=("10.0.1.7:3000",))
    for routes, shown in (((own, away), ("haproxy.cfg:5",)), ((away,), ())):
        facts = scope(*routes)
        assert judged(availability.CONTROL, facts)["single-instance"] == ("unproven", *shown)
        assert judged(scaling.CONTROL, facts)["no-group"] == ("unproven", *shown)


def test_manifests_that_nothing_brings_to_a_cluster_give_way_to_a_file_for_compose_on_hosts_of_a_template() -> None:
    machine = made(Instance, "ec2.tf:1", kind=DECLARED, instance_type="t3.micro")
    copies = made(Workload, "k8s/api.yaml:4", kind=DECLARED, platform=Platform.KUBERNETES, name="api", desired=1)
    named = made(Deployment, "k8s/api.yaml:9", kind=DECLARED, method="kubernetes", identity="latest")
    there: dict[str, Any] = {"file": "compose.yml", "role": "application"}
    lasting = made(Container, "compose.yml:9", name="api", places={"restart": "compose.yml:12"}, **there)
    passing = made(Container, "compose.yml:9", name="api", **there)
    applied = made(Deployment, ".github/workflows/deploy.yml:9", method="kubernetes")

    def home(*facts: Fact) -> str:
        found = hosting(scope(machine, copies, named, *facts).view)
        assert isinstance(found, Found)
        return str(found.facts[0].form)

    assert home(lasting) == "host"
    assert home(passing) == home(lasting, applied) == "workload"


def test_what_a_release_takes_away_before_it_starts_the_next_is_told_of_releases_alone() -> None:
    gone = made(ScriptFault, "deploy.sh:8-9", activity="deploy", form="stopped-before-start", command="pm2 stop shop")
    deploy = made(Deployment, "deploy.yml:30", method="ssh", name="deploy")
    assert judged(availability.CONTROL, scope(deploy, gone))["single-instance"] == ("failed", "deploy.yml:30")
    assert judged(scaling.CONTROL, scope(deploy, gone))["no-group"] == ("unproven", "deploy.yml:30")


def test_what_watches_the_application_is_no_home_of_it() -> None:
    serving = made(Workload, "app.ts:9", kind=DECLARED, platform=Platform.FARGATE, name="shop-api", desired=2)
    looking = made(Workload, "app.ts:40", kind=DECLARED, platform=Platform.FARGATE, name="shop-grafana", desired=1)
    assert told(serving, looking) == (Form.WORKLOAD, ("app.ts:9",))
    assert told(looking) == (Form.WORKLOAD, ("app.ts:40",))
