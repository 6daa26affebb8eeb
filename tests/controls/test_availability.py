from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.availability import CONTROL
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    BackupJob,
    Container,
    Database,
    Deployment,
    Fact,
    Instance,
    KeptInCache,
    LoadBalancer,
    Login,
    ManagedNode,
    Placement,
    Platform,
    ProxyRoute,
    ScriptFault,
    Workload,
)
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

SERVER = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
SSH = made(Deployment, ".github/workflows/deploy.yml:30-34", method="ssh", name="deploy")
PAIR = made(Workload, "main.tf:40", kind=DECLARED, platform=Platform.FARGATE, name="api", desired=2, zones=2)
MULTI_AZ = made(
    Database, "rds.tf:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS, name="main", multi_az=True
)


def single_az(**values: Any) -> Database:
    return made(
        Database,
        "rds.tf:1",
        kind=DECLARED,
        places={"multi_az": "rds.tf:9"},
        engine="postgresql",
        placement=Placement.RDS,
        name="main",
        **{"multi_az": False, **values},
    )


def test_one_server_of_a_guide_is_a_single_instance() -> None:
    assert judged(CONTROL, scope(SERVER)) == {"single-instance": ("failed", "guide.md:12")}


def test_the_step_that_chooses_a_server_is_shown_beside_the_sentence_that_there_is_one() -> None:
    server = replace(SERVER, places={"count": Location.lines("guide.md", 3, 3)})
    assert judged(CONTROL, scope(server)) == {"single-instance": ("failed", "guide.md:12", "guide.md:3")}


def test_beside_words_about_the_host_a_pipeline_to_it_tells_no_more() -> None:
    other = made(Deployment, ".github/workflows/web.yml:30-34", method="ssh", name="web")
    said = made(Instance, "README.md:8", kind=CLAIMED)
    assert judged(CONTROL, scope(SSH, other))["single-instance"][1:] == (
        ".github/workflows/deploy.yml:30-34",
        ".github/workflows/web.yml:30-34",
    )
    assert judged(CONTROL, scope(SSH, other, said))["single-instance"][1:] == ("README.md:8",)


def test_the_server_is_the_place_rather_than_the_deployment_to_it() -> None:
    assert judged(CONTROL, scope(SSH, SERVER)) == {"single-instance": ("failed", "guide.md:12")}


def test_a_deployment_over_ssh_alone_implies_one_host() -> None:
    assert judged(CONTROL, scope(SSH)) == {"single-instance": ("failed", ".github/workflows/deploy.yml:30-34")}


def test_what_a_deployment_composes_on_its_host_is_shown_beside_it() -> None:
    composes = made(Deployment, "deploy.yml:30", method="ssh", starts="compose")
    api = made(Container, "compose.yml:4", name="api", file="compose.yml", role="application")
    cache = made(Container, "compose.yml:9", name="cache", file="compose.yml", role="cache")
    assert judged(CONTROL, scope(composes, cache, api)) == {
        "single-instance": ("failed", "deploy.yml:30", "compose.yml:4")
    }
    double = made(Container, "compose-blue.yml:4", name="blue", file="compose-blue.yml", role="application")
    assert judged(CONTROL, scope(composes, double, api)) == judged(CONTROL, scope(composes, api))
    assert judged(CONTROL, scope(SSH, api)) == judged(CONTROL, scope(SSH))


def test_a_group_that_a_pipeline_renews_is_no_place_of_a_single_server() -> None:
    renews = made(Deployment, "deploy.yml:30", method="group")
    assert judged(CONTROL, scope(renews)) == {"single-instance": ("unproven",)}


def test_of_what_a_guide_says_of_one_host_the_first_is_shown() -> None:
    again = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="t3.small")
    beside = made(Instance, "setup.md:5", kind=INSTRUCTED, instance_type="t3.small")
    shown = judged(CONTROL, scope(SERVER, again, beside))["single-instance"]
    assert shown == ("failed", "guide.md:12", "setup.md:5")


def test_what_a_machine_deploys_says_more_than_what_a_guide_has_somebody_do() -> None:
    by_hand = made(Deployment, "README.md:80", kind=INSTRUCTED, method="pm2", manual=True)
    assert judged(CONTROL, scope(by_hand, SSH)) == {"single-instance": ("failed", ".github/workflows/deploy.yml:30-34")}


def test_a_deployment_to_a_service_described_nowhere_is_unproven() -> None:
    deploy = made(Deployment, "deploy.yml:20", method="beanstalk")
    assert judged(CONTROL, scope(deploy)) == {"single-instance": ("unproven", "deploy.yml:20")}
    by_name = replace(deploy, method="ecs")
    assert judged(CONTROL, scope(by_name)) == {"single-instance": ("unproven",)}
    said = made(Instance, "README.md:8", kind=CLAIMED)
    assert judged(CONTROL, scope(by_name, said)) == {"single-instance": ("unproven", "README.md:8")}


def test_of_machines_that_fetch_their_releases_what_they_do_with_them_is_shown() -> None:
    pipeline = made(Deployment, ".github/workflows/deploy.yml:14-21", method="codedeploy")
    assert judged(CONTROL, scope(pipeline))["single-instance"][1:] == (".github/workflows/deploy.yml:14-21",)
    fetched = made(Deployment, "appspec.yml:3-10", method="codedeploy")
    assert judged(CONTROL, scope(pipeline, fetched))["single-instance"][1:] == ("appspec.yml:3-10",)
    proxy = made(ProxyRoute, "nginx.conf:42-43", path="/", upstreams=("127.0.0.1:3000",))
    assert judged(CONTROL, scope(pipeline, fetched, proxy))["single-instance"][1:] == ("nginx.conf:42-43",)


def test_nothing_known_is_unproven_without_a_place() -> None:
    assert judged(CONTROL, scope()) == {"single-instance": ("unproven",)}


def test_a_claim_of_many_copies_proves_nothing() -> None:
    claim = made(Workload, "README.md:3", kind=CLAIMED, platform=Platform.EC2_GROUP, desired=2)
    assert judged(CONTROL, scope(claim)) == {"single-instance": ("unproven",)}


def test_a_group_that_is_only_spoken_of_is_no_place_of_a_single_server() -> None:
    claim = made(Workload, "README.md:12", kind=CLAIMED, platform=Platform.EC2_GROUP)
    (finding, *_) = CONTROL.judge(scope(claim))
    assert finding.opens
    assert not finding.evidence


def test_files_that_could_not_be_read_leave_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="main.tf")) == {"single-instance": ("unreadable", "main.tf")}


def test_two_copies_and_a_standby_hold() -> None:
    assert judged(CONTROL, scope(PAIR, MULTI_AZ)) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("configured", "rds.tf:1"),
    }


def test_a_service_with_one_copy_is_told_where_it_says_so() -> None:
    service = made(
        Workload, "main.tf:40", kind=DECLARED, places={"desired": "main.tf:44"}, platform=Platform.FARGATE, desired=1
    )
    assert judged(CONTROL, scope(service)) == {"single-instance": ("failed", "main.tf:44")}


def test_a_service_that_does_not_say_how_many_is_unproven() -> None:
    service = made(Workload, "main.tf:1", kind=DECLARED, platform=Platform.ECS, behind_load_balancer=True)
    assert judged(CONTROL, scope(service)) == {"single-instance": ("unproven", "main.tf:1")}


def test_a_task_by_itself_knows_nothing_of_how_many_run() -> None:
    task = made(Workload, "task.json:1", kind=DECLARED, platform=Platform.ECS)
    pipeline = made(Deployment, "deploy.yml:30-36", method="ecs")
    assert judged(CONTROL, scope(task, pipeline)) == {"single-instance": ("unproven",)}
    left = made(Workload, "guide.md:80", kind=INSTRUCTED, platform=Platform.FARGATE, places={"desired": "guide.md:82"})
    host = made(Instance, "other.md:6", kind=INSTRUCTED)
    assert judged(CONTROL, scope(task, pipeline, left, host)) == {
        "single-instance": ("unproven", "guide.md:82", "other.md:6")
    }


def test_beside_copies_that_a_cluster_keeps_a_task_that_no_service_runs_is_passed_over() -> None:
    task = made(Workload, "task.json:1", kind=DECLARED, platform=Platform.FARGATE)
    kept = made(Workload, "values.yaml:3", kind=DECLARED, platform=Platform.KUBERNETES, desired=3)
    assert judged(CONTROL, scope(task, kept)) == {"single-instance": ("configured", "values.yaml:3")}
    nodes = replace(kept, platform=Platform.EC2_GROUP)
    assert judged(CONTROL, scope(task, nodes))["single-instance"][0] == "unproven"


def test_a_number_that_only_a_variable_knows_is_shown_where_the_variable_stands() -> None:
    told = {"desired": "main.tf:44"}
    service = made(Workload, "main.tf:40", kind=DECLARED, places=told, platform=Platform.FARGATE)
    assert judged(CONTROL, scope(service)) == {"single-instance": ("unproven", "main.tf:44")}
    assert judged(CONTROL, scope(single_az(multi_az=None)))["single-az-database"] == ("unproven", "rds.tf:9")


def test_a_worker_with_one_copy_beside_a_balanced_pair_is_no_outage() -> None:
    web = made(
        Workload,
        "main.tf:40",
        kind=DECLARED,
        platform=Platform.FARGATE,
        name="web",
        desired=2,
        behind_load_balancer=True,
    )
    worker = made(Workload, "main.tf:80", kind=DECLARED, platform=Platform.FARGATE, name="worker", desired=1)
    assert judged(CONTROL, scope(web, worker)) == {"single-instance": ("configured", "main.tf:40")}


@pytest.mark.parametrize(
    ("platform", "least", "status"),
    [
        (Platform.FARGATE, 1, ("failed", "main.tf:60")),
        (Platform.FARGATE, 2, ("configured", "main.tf:40")),
        (Platform.EC2_GROUP, 1, ("configured", "main.tf:40")),
    ],
)
def test_tasks_that_are_lowered_to_one_as_soon_as_it_is_quiet_are_one(
    platform: Platform, least: int, status: tuple[str, str]
) -> None:
    told = {"minimum": "main.tf:60"}
    service = made(
        Workload, "main.tf:40", kind=DECLARED, places=told, platform=platform, minimum=least, maximum=4, desired=2
    )
    assert judged(CONTROL, scope(service))["single-instance"] == status


def test_what_takes_tasks_back_to_one_is_shown_beside_where_one_begins() -> None:
    told = {"desired": "api.ts:44", "minimum": "api.ts:60"}
    service = made(
        Workload, "api.ts:40", kind=DECLARED, places=told, platform=Platform.FARGATE, minimum=1, maximum=6, desired=1
    )
    assert judged(CONTROL, scope(service))["single-instance"] == ("failed", "api.ts:44", "api.ts:60")


@pytest.mark.parametrize(
    ("name", "shown"), [("web", "up.sh:9"), ("${SERVICE}", "up.sh:9"), ("worker", ""), ("mailer", "")]
)
def test_limits_count_that_are_set_apart_for_the_tasks_that_answer(name: str, shown: str) -> None:
    web = made(Workload, "up.sh:4", platform=Platform.FARGATE, name="web", desired=2, behind_load_balancer=True)
    worker = made(Workload, "up.sh:20", platform=Platform.FARGATE, name="worker", desired=2, zones=2)
    limits = made(Workload, "up.sh:30", places={"minimum": "up.sh:9"}, platform=Platform.ECS, name=name, minimum=1)
    status = ("failed", shown) if shown else ("configured", "up.sh:4")
    assert judged(CONTROL, scope(web, worker, limits))["single-instance"] == status


def test_what_brings_the_same_service_up_to_date_tells_how_many_copies_it_keeps() -> None:
    web = made(Workload, "up.sh:4", platform=Platform.FARGATE, name="web", desired=1, behind_load_balancer=True)
    renewed = made(Workload, "up.sh:2", platform=Platform.ECS, name="web", desired=1)
    worker = made(Workload, "up.sh:9", platform=Platform.ECS, name="worker", desired=1)
    assert judged(CONTROL, scope(web, renewed, worker, MULTI_AZ))["single-instance"] == ("failed", "up.sh:4", "up.sh:2")


def test_two_copies_in_one_zone_go_down_together() -> None:
    group = made(
        Workload,
        "asg.tf:1",
        kind=DECLARED,
        places={"zones": "asg.tf:7"},
        platform=Platform.EC2_GROUP,
        minimum=2,
        desired=2,
        zones=1,
    )
    assert judged(CONTROL, scope(group)) == {"one-zone": ("failed", "asg.tf:7")}
    made_here = replace(group, places={**group.places, "subnet": Location("asg.tf", 30, 31)})
    assert judged(CONTROL, scope(made_here)) == {"one-zone": ("failed", "asg.tf:7", "asg.tf:30-31")}


def test_two_servers_count_only_behind_a_load_balancer() -> None:
    one, two = (made(Instance, f"main.tf:{line}", kind=DECLARED, purpose="application") for line in (10, 30))
    balancer = made(LoadBalancer, "main.tf:50", kind=DECLARED)
    assert judged(CONTROL, scope(one, two)) == {"single-instance": ("failed", "main.tf:10", "main.tf:30")}
    assert judged(CONTROL, scope(one, two, balancer)) == {"single-instance": ("configured", "main.tf:10", "main.tf:30")}


def test_servers_that_do_different_things_do_not_stand_in_for_one_another() -> None:
    one, two = (made(Instance, f"main.tf:{line}", kind=DECLARED, purpose="application") for line in (10, 30))
    balancer = made(LoadBalancer, "main.tf:50", kind=DECLARED, targets=1)
    assert judged(CONTROL, scope(one, two, balancer)) == {"single-instance": ("failed", "main.tf:10", "main.tf:30")}
    shared = replace(balancer, targets=2)
    assert judged(CONTROL, scope(one, two, shared)) == {"single-instance": ("configured", "main.tf:10", "main.tf:30")}


def test_servers_in_one_zone_go_down_together() -> None:
    one, two = (
        made(
            Instance,
            f"main.tf:{line}",
            kind=DECLARED,
            places={"zone": f"main.tf:{line + 5}"},
            purpose="application",
            zone="eu-west-1a",
        )
        for line in (10, 30)
    )
    balancer = made(LoadBalancer, "main.tf:50", kind=DECLARED)
    assert judged(CONTROL, scope(one, two, balancer)) == {"one-zone": ("failed", "main.tf:15", "main.tf:35")}
    apart = replace(two, zone="eu-west-1b")
    assert judged(CONTROL, scope(one, apart, balancer)) == {
        "single-instance": ("configured", "main.tf:10", "main.tf:30")
    }


def test_a_bastion_beside_a_platform_is_not_the_application() -> None:
    bastion = made(Instance, "main.tf:10", kind=DECLARED, instance_type="t3.micro", purpose="bastion")
    function = made(Workload, "template.yaml:10", kind=DECLARED, platform=Platform.LAMBDA)
    assert judged(CONTROL, scope(bastion, function)) == {"single-instance": ("configured", "template.yaml:10")}


def test_a_function_beside_a_server_does_not_hide_the_server() -> None:
    function = made(Workload, "template.yaml:10", kind=DECLARED, platform=Platform.LAMBDA)
    assert judged(CONTROL, scope(function, SSH)) == {
        "single-instance": ("failed", ".github/workflows/deploy.yml:30-34")
    }


def test_a_superseded_guide_gives_way_to_a_newer_one() -> None:
    old = made(Instance, "old.md:5", kind=INSTRUCTED, instance_type="t2.micro", old=True)
    assert judged(CONTROL, scope(old, SERVER)) == {"single-instance": ("failed", "guide.md:12")}
    assert judged(CONTROL, scope(old)) == {"single-instance": ("failed", "old.md:5")}


def test_a_single_az_database_is_told_where_it_says_so() -> None:
    assert judged(CONTROL, scope(PAIR, single_az())) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("failed", "rds.tf:9"),
    }


def test_a_managed_database_that_says_nothing_of_a_standby_is_unproven() -> None:
    database = made(Database, "guide.md:50", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS, version="8.0")
    assert judged(CONTROL, scope(PAIR, database)) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("unproven", "guide.md:50"),
    }


def test_a_managed_database_of_a_guide_is_asked_for_its_standby_among_its_fields() -> None:
    fields = {"instance_class": "guide.md:54", "public": "guide.md:58"}
    told = made(Database, "guide.md:50", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS, places=fields)
    assert judged(CONTROL, scope(PAIR, told))["single-az-database"] == ("unproven", "guide.md:54")


def test_a_text_that_only_names_a_managed_database_is_no_place_for_its_standby() -> None:
    named = made(Database, "guide.md:50", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS)
    assert judged(CONTROL, scope(PAIR, named))["single-az-database"] == ("unproven",)


def test_a_step_that_makes_a_group_without_a_size_is_no_place_of_a_single_server() -> None:
    group = made(Workload, "guide.md:96", kind=INSTRUCTED, platform=Platform.EC2_GROUP)
    assert judged(CONTROL, scope(group)) == {"single-instance": ("unproven",)}


def test_a_database_that_settings_lead_to_is_shown_with_the_step_that_installs_it() -> None:
    told = made(Database, "app.properties:7", engine="mysql", placement=Placement.HOST)
    step = made(Database, "guide.md:60", kind=INSTRUCTED, engine="mysql", placement=Placement.HOST)
    other = made(Database, "guide.md:80", kind=INSTRUCTED, engine="mongodb", placement=Placement.HOST)
    shown = judged(CONTROL, scope(SERVER, told, step))["database-on-host"]
    assert shown == ("failed", "app.properties:7", "guide.md:60")
    assert "guide.md:60" not in judged(CONTROL, scope(SERVER, told, other))["database-on-host"]


def test_words_about_the_database_say_no_more_than_the_step_that_installs_it() -> None:
    step = made(Database, "guide.md:41", kind=INSTRUCTED, engine="mysql", placement=Placement.HOST)
    said = made(Database, "guide.md:231", kind=CLAIMED, engine="mysql", placement=Placement.HOST)
    installs = replace(step, at=replace(step.at, quote="sudo apt install -y mysql-server"))
    assert judged(CONTROL, scope(SERVER, installs, said))["database-on-host"] == ("failed", "guide.md:41")
    assert judged(CONTROL, scope(SERVER, step, said))["database-on-host"] == ("failed", "guide.md:41", "guide.md:231")


def test_a_database_on_the_host_has_no_standby_and_its_volume_no_copy() -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    assert judged(CONTROL, scope(SERVER, database)) == {
        "single-instance": ("failed", "guide.md:12"),
        "database-on-host": ("failed", "guide.md:60"),
        "no-snapshots": ("unproven (notice)",),
    }
    snapshots = made(BackupJob, "dlm.tf:1", kind=DECLARED, subject="volume", method="dlm", schedule="weekly")
    assert "no-snapshots" not in judged(CONTROL, scope(SERVER, database, snapshots))


def test_a_file_is_shown_where_no_other_database_serves_production() -> None:
    file = made(Database, "settings.py:80", kind=EvidenceKind.CODED, engine="sqlite", placement=Placement.EMBEDDED)
    driver = made(Database, "db.py:3", kind=EvidenceKind.CODED, engine="postgresql", placement=Placement.UNKNOWN)
    told = made(Database, "README.md:9", kind=CLAIMED, engine="sqlite", placement=Placement.HOST)

    assert judged(CONTROL, scope(SERVER, file))["database-in-file"] == ("failed", "settings.py:80")
    named = made(Database, "db.py:9", engine="sqlite", placement=Placement.EMBEDDED, places={"data": "db.py:2"})
    assert judged(CONTROL, scope(SERVER, named))["database-in-file"] == ("failed", "db.py:9", "db.py:2")
    assert "database-in-file" not in judged(CONTROL, scope(SERVER, file, driver))
    assert judged(CONTROL, scope(SERVER, file, told))["database-in-file"] == ("failed", "settings.py:80", "README.md:9")
    assert "database-in-file" not in judged(CONTROL, scope(SERVER, file, replace(told, engine="postgresql")))
    assert "database-in-file" not in judged(CONTROL, scope(SERVER, file, strict=False))


def test_staging_may_stay_single() -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    staging = scope(SERVER, database, environment="staging", strict=False)
    assert judged(CONTROL, staging) == {"single-instance": ("not_applicable",)}


def test_a_developers_compose_file_says_nothing_of_productions_database() -> None:
    local = made(Database, "docker-compose.yml:3", engine="mysql", placement=Placement.CONTAINER)
    app = made(Container, "docker-compose.yml:9", name="app", file="docker-compose.yml", role="application")
    pm2 = made(Deployment, ".github/workflows/deploy.yml:30-34", method="ssh", starts="pm2")
    assert judged(CONTROL, scope(local, app, pm2)) == {
        "single-instance": ("failed", ".github/workflows/deploy.yml:30-34")
    }
    assert judged(CONTROL, scope(local, PAIR)) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("unproven (notice)", "docker-compose.yml:3"),
    }


def test_a_compose_file_that_is_deployed_runs_the_database_on_the_host() -> None:
    database = made(Database, "docker-compose.yml:3", engine="mysql", placement=Placement.CONTAINER)
    deploy = made(Deployment, "deploy.yml:30", method="compose")
    assert judged(CONTROL, scope(database, deploy)) == {
        "single-instance": ("failed", "deploy.yml:30"),
        "database-on-host": ("failed", "docker-compose.yml:3"),
        "no-snapshots": ("unproven (notice)",),
    }


def test_a_compose_file_alone_is_one_host() -> None:
    app = made(Container, "docker-compose.yml:9", name="app", file="docker-compose.yml", role="application")
    cache = made(Container, "docker-compose.yml:20", name="redis", file="docker-compose.yml", role="cache")
    assert judged(CONTROL, scope(app, cache)) == {"single-instance": ("failed", "docker-compose.yml:9")}


def test_a_managed_database_takes_the_place_of_a_developers_container() -> None:
    local = made(Database, "docker-compose.yml:3", engine="postgres", placement=Placement.CONTAINER)
    assert judged(CONTROL, scope(PAIR, local, MULTI_AZ)) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("configured", "rds.tf:1"),
    }


def test_a_database_elsewhere_is_only_remarked_on() -> None:
    database = made(Database, ".env.example:2", engine="mongodb", placement=Placement.EXTERNAL)
    assert judged(CONTROL, scope(PAIR, database)) == {
        "single-instance": ("configured", "main.tf:40"),
        "database-elsewhere": ("unproven (notice)",),
    }


def test_a_claim_of_a_standby_that_the_template_denies_is_a_contradiction() -> None:
    claim = made(Database, "README.md:7", kind=CLAIMED, engine="postgresql", placement=Placement.RDS, multi_az=True)
    assert judged(CONTROL, scope(PAIR, claim, single_az())) == {
        "single-instance": ("configured", "main.tf:40"),
        "single-az-database": ("failed", "rds.tf:9"),
        "sources-disagree": ("failed", "rds.tf:9", "README.md:7"),
    }


def test_databases_of_different_names_or_environments_do_not_contradict_each_other() -> None:
    other = made(
        Database, "README.md:7", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS, name="b", multi_az=True
    )
    elsewhere = single_az(environment="production")
    assert "sources-disagree" not in judged(CONTROL, scope(PAIR, other, single_az()))
    assert "sources-disagree" not in judged(CONTROL, scope(PAIR, MULTI_AZ, elsewhere))


@pytest.mark.parametrize(
    ("limits", "disagree"),
    [({"minimum": 2, "maximum": 10}, False), ({"minimum": 5, "maximum": 5}, True), ({}, True)],
)
def test_what_scaling_has_set_contradicts_no_template(limits: dict[str, Any], disagree: bool) -> None:
    fargate: dict[str, Any] = {"kind": EvidenceKind.OBSERVED, "platform": Platform.FARGATE, "name": "api"}
    now = made(Workload, "service/api", desired=5, **fargate, **limits)

    assert ("sources-disagree" in judged(CONTROL, scope(PAIR, now))) is disagree


def test_a_host_that_a_text_claims_is_shown_before_the_deployment_that_goes_to_one() -> None:
    release = made(Deployment, "deploy.yml:9", method="ssh")
    claim = made(Instance, "STRATEGY.md:21", kind=CLAIMED, instance_type="t3.medium")
    bastion = made(Instance, "STRATEGY.md:30", kind=CLAIMED, purpose="bastion")
    found = judged(CONTROL, scope(release, bastion, claim))["single-instance"]
    assert found == ("failed", "STRATEGY.md:21")
    typed = made(Deployment, "STRATEGY.md:40-44", kind=INSTRUCTED, method="ssh", manual=True)
    assert judged(CONTROL, scope(typed, claim))["single-instance"] == ("failed", "STRATEGY.md:21")


def test_the_one_machine_below_a_single_task_is_shown_with_it() -> None:
    task = made(Workload, "ecs.tf:183", kind=DECLARED, platform=Platform.ECS, name="api", desired=1)
    host = made(Instance, "ec2.tf:6", kind=DECLARED, name="main")
    bastion = made(Instance, "ec2.tf:60", kind=DECLARED, name="bastion", purpose="bastion")
    group = made(Instance, "asg.tf:6", kind=DECLARED, name="group", group="nodes")

    def places(*facts: Fact) -> tuple[str, ...]:
        return judged(CONTROL, scope(*facts))["single-instance"]

    assert places(task, host, bastion) == ("failed", "ecs.tf:183", "ec2.tf:6")
    assert places(task, host, replace(host, name="other", at=bastion.at)) == ("failed", "ecs.tf:183")
    assert places(task, group) == ("failed", "ecs.tf:183")
    assert places(replace(task, platform=Platform.FARGATE), host) == ("failed", "ecs.tf:183")


def test_a_database_that_is_said_to_share_the_host_is_shown_where_it_is_said() -> None:
    said = made(Database, "README.md:13", kind=CLAIMED, engine="postgresql", placement=Placement.HOST)
    driver = made(
        Database,
        "package.json:20",
        places={"dependency": "package.json:20"},
        engine="postgresql",
        placement=Placement.UNKNOWN,
    )
    managed = made(Database, "rds.tf:1", kind=DECLARED, engine="postgresql", placement=Placement.RDS, multi_az=True)

    assert judged(CONTROL, scope(said))["database-on-host"] == ("unproven", "README.md:13")
    assert judged(CONTROL, scope(said, driver))["database-on-host"] == ("unproven", "README.md:13")
    assert "database-on-host" not in judged(CONTROL, scope(said, managed))


def test_a_text_that_speaks_of_a_database_without_standby_is_asked_for_one() -> None:
    told = made(Database, "README.md:7", kind=CLAIMED, engine="mysql", placement=Placement.RDS, multi_az=False)

    assert judged(CONTROL, scope(told))["single-az-database"] == ("unproven", "README.md:7")
    assert "single-az-database" not in judged(CONTROL, scope(replace(told, multi_az=True)))


def test_a_process_that_nothing_starts_again_fails_where_it_is_started() -> None:
    fault = made(ScriptFault, "start.sh:9", activity="start", form="unsupervised", command="nohup java -jar a.jar")
    found = judged(CONTROL, scope(PAIR, MULTI_AZ, fault))
    assert found["unsupervised-process"] == ("failed (notice)", "start.sh:9")
    assert "unsupervised-process" not in judged(CONTROL, scope(PAIR, MULTI_AZ, fault, strict=False))


def test_one_node_of_a_store_opens_the_control_and_what_is_called_a_cache_is_a_remark() -> None:
    one = made(ManagedNode, "redis.tf:1", kind=DECLARED, service="cache", nodes=1, places={"nodes": "redis.tf:5"})
    two, named = replace(one, nodes=2), replace(one, keeps=True)
    packages = made(KeptInCache, "package.json:9", what="sessions")
    assert judged(CONTROL, scope(PAIR, named))["single-node-store"] == ("failed", "redis.tf:5")
    assert judged(CONTROL, scope(PAIR, one, packages))["single-node-store"] == ("failed", "redis.tf:5")
    assert "single-node-store" not in judged(CONTROL, scope(PAIR, two, packages))
    assert judged(CONTROL, scope(PAIR, replace(one, name="redis")))["single-node-store"] == ("failed", "redis.tf:5")
    service = replace(one, name="elasticache")
    assert judged(CONTROL, scope(PAIR, service))["single-node-store"] == ("failed", "redis.tf:5")
    cache = replace(one, name="api-cache")
    (remark,) = (found for found in CONTROL.judge(scope(PAIR, cache)) if found.check.endswith("single-node-store"))
    assert not remark.opens


def test_one_node_of_a_broker_or_an_index_opens_it_beside_a_cache_that_does_not() -> None:
    cache = made(ManagedNode, "redis.tf:1", kind=DECLARED, service="cache", nodes=1, name="api-cache")
    broker = replace(cache, at=Location("mq.tf", 3), service="broker", name="jobs")
    index = replace(cache, at=Location("search.tf", 4), service="search", name="books")
    assert judged(CONTROL, scope(PAIR, cache, broker, index))["single-node-store"] == (
        "failed",
        "mq.tf:3",
        "search.tf:4",
    )


@pytest.mark.parametrize(("behind", "shown"), [(True, True), (None, True), (False, False)])
def test_copies_that_may_all_be_taken_away_are_no_spare_for_one_another(behind: bool | None, *, shown: bool) -> None:
    told: dict[str, Any] = {"platform": Platform.FARGATE, "name": "web", "desired": 3, "zones": 2}
    lent = made(Workload, "ecs.tf:1", kind=DECLARED, **told, spot=True, behind_load_balancer=behind)
    lent = replace(lent, places={"spot": Location("ecs.tf", 7, 7)})
    found = judged(CONTROL, scope(lent, MULTI_AZ)).get("spare-capacity-only")
    assert found == (("failed", "ecs.tf:7") if shown else None)
    assert "spare-capacity-only" not in judged(CONTROL, scope(lent, MULTI_AZ, strict=False))


def test_a_group_that_says_how_few_it_may_be_is_shown_where_it_says_so() -> None:
    told = {"minimum": "eb.config:9", "desired": "eb.config:12"}
    least = made(Workload, "eb.config:4", kind=DECLARED, places=told, platform=Platform.BEANSTALK, minimum=1)
    chosen = replace(least, desired=1)

    assert judged(CONTROL, scope(least))["single-instance"] == ("failed", "eb.config:9")
    assert judged(CONTROL, scope(chosen))["single-instance"] == ("failed", "eb.config:12")


def test_a_database_that_a_guide_and_a_script_install_is_shown_at_both() -> None:
    told = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    script = made(Database, "setup.sh:9", engine="postgresql", placement=Placement.HOST)
    answers = judged(CONTROL, scope(SERVER, told, script))
    assert answers["database-on-host"] == ("failed", "setup.sh:9", "guide.md:60")


def test_one_machine_for_each_part_behind_a_balancer_is_alone_all_the_same() -> None:
    balancer = made(LoadBalancer, "docs/aws.md:30", kind=INSTRUCTED)
    front = made(Instance, "docs/aws.md:7", kind=INSTRUCTED, instance_type="t3.micro", part="front")
    back = made(Instance, "docs/aws.md:11", kind=INSTRUCTED, instance_type="t3.micro", part="back")
    found = judged(CONTROL, scope(balancer, front, back))["single-instance"]
    assert found == ("failed", "docs/aws.md:7", "docs/aws.md:11")


def test_an_address_in_code_says_less_of_a_managed_database_than_the_guide_that_makes_it() -> None:
    address = made(Database, "application-prod.yml:4", engine="mysql", placement=Placement.RDS)
    guided = made(
        Database, "guide.md:40", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS, multi_az=False, public=True
    )
    mentioned = made(Database, "guide.md:90", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS)
    assert judged(CONTROL, scope(SERVER, address, guided))["single-az-database"] == ("failed", "guide.md:40")
    only = judged(CONTROL, scope(SERVER, address, mentioned))["single-az-database"]
    assert only == ("unproven", "application-prod.yml:4")


def test_the_machines_that_a_cluster_of_ones_own_may_lie_on_are_shown_beside_its_single_copy() -> None:
    copy = made(Workload, "k8s.yml:8", kind=DECLARED, platform=Platform.KUBERNETES, desired=1)
    host = made(Instance, "ec2.tf:3", kind=DECLARED, purpose="application")
    nodes = made(Workload, "eks.tf:9", kind=DECLARED, platform=Platform.EC2_GROUP, minimum=2, desired=2)

    assert judged(CONTROL, scope(copy, host))["single-instance"] == ("failed", "k8s.yml:8", "ec2.tf:3")
    assert "ec2.tf:3" not in judged(CONTROL, scope(copy, host, nodes))["single-instance"]


def test_a_database_that_a_text_says_to_be_alone_is_asked_for_where_the_source_only_names_its_engine() -> None:
    named = made(Database, "app.ts:4", engine="mysql", placement=Placement.UNKNOWN)
    said = made(Database, "memo.txt:7", kind=CLAIMED, engine="mysql", placement=Placement.RDS, multi_az=False)
    assert judged(CONTROL, scope(SSH, named, said))["single-az-database"] == ("unproven", "memo.txt:7")
    assert "single-az-database" not in judged(CONTROL, scope(SSH, named, replace(said, multi_az=True)))


def test_a_host_that_a_text_speaks_of_is_shown_before_what_brings_releases_to_one_untold() -> None:
    script = made(Deployment, "release.sh:8-16", method="other")
    said = made(Instance, "handover.md:7", kind=CLAIMED, instance_type="Lightsail $12")
    assert judged(CONTROL, scope(script, said))["single-instance"] == ("unproven", "handover.md:7")
    assert judged(CONTROL, scope(script))["single-instance"] == ("unproven", "release.sh:8-16")


def test_a_single_server_is_shown_with_the_network_that_has_one_zone() -> None:
    alone = made(Instance, "lib/app.ts:20", kind=DECLARED, places={"network": "lib/net.ts:4"}, instance_type="t3.small")
    assert judged(CONTROL, scope(alone)) == {"single-instance": ("failed", "lib/app.ts:20", "lib/net.ts:4")}


def test_a_database_of_one_pod_is_shown_with_the_row_that_tells_its_copies() -> None:
    alone = made(
        Database,
        "k8s/db.yaml:30",
        kind=DECLARED,
        engine="postgresql",
        placement=Placement.CONTAINER,
        places={"copies": "k8s/db.yaml:19"},
    )
    assert judged(CONTROL, scope(alone))["database-on-host"] == ("failed", "k8s/db.yaml:30", "k8s/db.yaml:19")


def test_a_row_in_a_list_of_machines_tells_more_than_the_address_by_which_one_is_entered() -> None:
    entered = made(Instance, "inventory.ini:2", name="203.0.113.7", purpose="application")
    row = made(Instance, "README.md:40", kind=CLAIMED, instance_type="t3.large", places={"listed": "README.md:40"})
    found = judged(CONTROL, scope(entered, row))["single-instance"]
    assert found == ("failed", "inventory.ini:2", "README.md:40")
    sized = replace(entered, instance_type="t3.large")
    assert judged(CONTROL, scope(sized, row))["single-instance"] == ("failed", "inventory.ini:2")


def test_a_single_copy_that_options_ask_for_is_shown_beside_the_environment_that_is_made() -> None:
    made_by = made(Workload, "guide.md:5", kind=INSTRUCTED, platform=Platform.BEANSTALK, name="shop")
    options = made(
        Workload,
        "guide.md:20",
        kind=INSTRUCTED,
        platform=Platform.BEANSTALK,
        name="beanstalk",
        minimum=1,
        maximum=4,
    )
    assert judged(CONTROL, scope(made_by, options))["single-instance"] == ("failed", "guide.md:20", "guide.md:5")


def test_staging_that_a_text_says_to_be_single_is_no_matter() -> None:
    claim = made(Instance, "docs/staging.md:2", kind=CLAIMED, count=1, environment="staging")
    found = judged(CONTROL, scope(claim, environment="staging", strict=False))
    assert found["single-instance"][0] == "not_applicable"


def test_what_is_released_to_the_developers_says_less_of_the_host_than_what_is_released_to_all() -> None:
    tried = made(Deployment, "ship-dev.yml:9", method="ssh", environment="development")
    shipped = made(Deployment, "ship.yml:9", method="ssh", environment="production")
    for facts, shown in (((tried, shipped), "ship.yml:9"), ((tried,), "ship-dev.yml:9")):
        seen = replace(scope(), view=View(environment="production", facts=facts))
        assert judged(CONTROL, seen)["single-instance"] == ("failed", shown)


def test_the_machine_that_a_guide_has_people_launch_instead_of_an_environment_of_beanstalk_is_shown_beside_it() -> None:
    told: dict[str, Any] = {"kind": INSTRUCTED, "platform": Platform.BEANSTALK}
    environment = made(Workload, "guide.md:4", behind_load_balancer=True, name="shop", **told)
    single = made(Workload, "https.md:9", minimum=1, maximum=1, desired=1, **told)
    machine = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="t3.small")
    assert judged(CONTROL, scope(environment, machine))["single-instance"] == ("unproven", "guide.md:4", "guide.md:40")
    both = judged(CONTROL, scope(environment, single, machine))["single-instance"]
    assert both == ("failed", "https.md:9", "guide.md:4", "guide.md:40")
    elsewhere = replace(machine, at=Location.lines("cheap.md", 40, 40))
    told_apart = judged(CONTROL, scope(environment, elsewhere))["single-instance"]
    assert told_apart == ("unproven", "guide.md:4", "cheap.md:40")


def test_a_machine_that_another_guide_has_people_launch_is_alone_whatever_a_text_keeps_several_copies_of() -> None:
    tasks = made(Workload, "ecs.md:4", kind=INSTRUCTED, platform=Platform.FARGATE, desired=2, behind_load_balancer=True)
    machine = made(Instance, "cheap.md:40", kind=INSTRUCTED, instance_type="t3.micro")
    assert judged(CONTROL, scope(tasks, machine))["single-instance"] == ("failed", "cheap.md:40")
    for other in (replace(machine, purpose="bastion"), replace(machine, instance_type=None)):
        assert judged(CONTROL, scope(tasks, other))["single-instance"] == ("configured", "ecs.md:4")
    template = replace(tasks, kind=DECLARED)
    assert judged(CONTROL, scope(template, machine))["single-instance"] == ("configured", "ecs.md:4")


def test_machines_without_a_name_that_texts_speak_of_again_are_one_behind_a_load_balancer() -> None:
    machine = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="t3.micro")
    again = made(Instance, "guide.md:90", kind=INSTRUCTED, instance_type="t3.small")
    balancer = made(LoadBalancer, "guide.md:120", kind=INSTRUCTED)
    assert judged(CONTROL, scope(machine, again, balancer))["single-instance"][0] == "failed"
    named = (replace(machine, name="web-1"), replace(again, name="web-2"))
    assert judged(CONTROL, scope(*named, balancer))["single-instance"][0] == "configured"


def test_the_platform_that_a_text_has_run_one_copy_is_shown_beside_the_host_that_releases_go_to() -> None:
    single = made(Workload, "eb.md:9", kind=INSTRUCTED, platform=Platform.BEANSTALK, minimum=1, maximum=1, desired=1)
    machine = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="t3.micro")
    released = made(Deployment, ".github/workflows/ship.yml:9", method="ssh")
    found = judged(CONTROL, scope(single, machine, released))["single-instance"]
    assert found == ("failed", "guide.md:40", "eb.md:9")


def test_the_command_of_a_guide_that_makes_an_environment_of_one_copy_is_shown_beside_the_settings_kept_for_it() -> (
    None
):
    told: dict[str, Any] = {"platform": Platform.BEANSTALK, "minimum": 1}
    kept = made(Workload, ".ebextensions/01.config:6", kind=DECLARED, maximum=1, **told)
    quoted = Location("guide.md", 69, quote="eb create shop --min-instances 1")
    typed = replace(made(Workload, "guide.md:69", kind=INSTRUCTED, maximum=3, **told), at=quoted)
    both = judged(CONTROL, scope(kept, typed))["single-instance"]
    assert both == ("failed", ".ebextensions/01.config:6", "guide.md:69")
    row = replace(typed, at=Location("guide.md", 69, quote="MinSize: 1"))
    for other in (row, replace(typed, minimum=2)):
        assert judged(CONTROL, scope(kept, other))["single-instance"] == ("failed", ".ebextensions/01.config:6")


def test_the_way_into_a_host_that_a_guide_only_presupposes_is_shown_beside_the_words_for_it() -> None:
    host = made(Instance, "guide.md:4", kind=INSTRUCTED)
    way = made(Login, "guide.md:12", kind=INSTRUCTED, method="ssh", actor="person")
    assert judged(CONTROL, scope(host, way))["single-instance"] == ("failed", "guide.md:4", "guide.md:12")
    addressed = replace(host, at=Location("guide.md", 4, quote="Deploy to the instance 203.0.113.7"))
    created = replace(host, at=Location("guide.md", 4, quote="1. EC2 인스턴스 생성 (Ubuntu 22.04 LTS 권장)"))
    for one in (addressed, created, replace(host, instance_type="t3.small")):
        assert judged(CONTROL, scope(one, way))["single-instance"] == ("failed", "guide.md:4")
    for other in (replace(way, at=Location("other.md", 12)), replace(way, actor="script"), replace(way, tries=True)):
        assert judged(CONTROL, scope(host, other))["single-instance"] == ("failed", "guide.md:4")


@pytest.mark.parametrize("method", ["cdk", "terraform", "group"])
def test_what_applies_templates_shows_no_single_copy(method: str) -> None:
    applied = made(Deployment, "infra/package.json:12", method=method)
    assert judged(CONTROL, scope(applied)).get("single-instance") in (None, ("unproven",))
