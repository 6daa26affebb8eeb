from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.scaling import CONTROL
from holdfast.model.evidence import Location
from holdfast.model.facts import (
    Database,
    Deployment,
    Instance,
    KeptProcess,
    LoadBalancer,
    Login,
    Placement,
    Platform,
    ProxyRoute,
    ScalingPolicy,
    Workload,
)
from holdfast.model.product import Product
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, at, judged, made, scope

SSH = made(Deployment, "deploy.yml:30", method="ssh")
POLICY = made(ScalingPolicy, "asg.tf:40", kind=DECLARED, metric="cpu", target=60)
BALANCER = made(LoadBalancer, "alb.tf:1", kind=DECLARED)


def group(minimum: int | None = 2, maximum: int | None = 10, **values: Any) -> Workload:
    return made(
        Workload,
        "asg.tf:1",
        kind=DECLARED,
        places={"minimum": "asg.tf:3", "maximum": "asg.tf:4"},
        minimum=minimum,
        maximum=maximum,
        **{"platform": Platform.EC2_GROUP, "name": "web", **values},
    )


def test_a_group_with_limits_a_policy_and_a_load_balancer_holds() -> None:
    assert judged(CONTROL, scope(group(), POLICY, BALANCER)) == {"no-group": ("configured", "asg.tf:1")}
    assert judged(CONTROL, scope(group(behind_load_balancer=True), POLICY)) == {"no-group": ("configured", "asg.tf:1")}


def test_a_declared_server_without_a_group_fails() -> None:
    server = made(Instance, "main.tf:10", kind=DECLARED, instance_type="t3.small")
    assert judged(CONTROL, scope(server)) == {"no-group": ("failed", "main.tf:10")}


def test_a_guide_or_a_deployment_that_never_speaks_of_scaling_is_unproven() -> None:
    server = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
    assert judged(CONTROL, scope(server, SSH)) == {"no-group": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(SSH)) == {"no-group": ("unproven", "deploy.yml:30")}


def test_the_step_that_chooses_a_machine_is_shown_beside_the_sentence_that_there_is_one() -> None:
    places = {"count": "guide.md:3"}
    server = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small", places=places)
    assert judged(CONTROL, scope(server)) == {"no-group": ("unproven", "guide.md:12", "guide.md:3")}
    presupposed = made(Instance, "guide.md:12", kind=INSTRUCTED, places=places)
    assert judged(CONTROL, scope(presupposed)) == {"no-group": ("unproven", "guide.md:3")}


def test_a_host_that_a_text_presupposes_is_shown_before_what_brings_releases_to_it() -> None:
    presupposed = made(Instance, "README.md:8", kind=CLAIMED)
    assert judged(CONTROL, scope(presupposed, SSH)) == {"no-group": ("unproven", "README.md:8")}
    counted = replace(presupposed, places={"count": at("README.md:3")})
    assert judged(CONTROL, scope(counted, SSH)) == {"no-group": ("unproven", "README.md:3")}
    database = made(Instance, "README.md:9", kind=CLAIMED, purpose="database")
    assert judged(CONTROL, scope(database, SSH)) == {"no-group": ("unproven", "deploy.yml:30")}


def test_the_proxy_on_a_described_machine_tells_no_more_of_it_while_what_keeps_one_copy_does() -> None:
    server = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
    places = {"upstreams": "nginx.conf:1-3"}
    proxy = made(ProxyRoute, "nginx.conf:9", path="/", upstreams=("127.0.0.1:3000",), places=places)
    kept = made(KeptProcess, "ecosystem.config.js:6", copies=1)
    told = judged(CONTROL, scope(server, proxy, kept))
    assert told == {"no-group": ("unproven", "guide.md:12", "ecosystem.config.js:6")}


def test_nothing_known_is_unproven_and_a_claim_stays_a_claim() -> None:
    claim = made(Workload, "README.md:5", kind=CLAIMED, platform=Platform.EC2_GROUP, minimum=2, maximum=10)
    assert judged(CONTROL, scope()) == {"no-group": ("unproven",)}
    assert judged(CONTROL, scope(claim)) == {"no-group": ("unproven", "README.md:5")}
    assert judged(CONTROL, scope(unreadable="asg.tf")) == {"no-group": ("unreadable", "asg.tf")}


def test_a_group_without_a_policy_stays_what_it_is() -> None:
    assert judged(CONTROL, scope(group(), BALANCER)) == {"no-policy": ("failed", "asg.tf:1")}


def test_what_a_guide_says_further_down_is_said_of_the_group_that_it_spoke_of_first() -> None:
    first, later = (made(Workload, f"guide.md:{n}", kind=INSTRUCTED, platform=Platform.EC2_GROUP) for n in (5, 67))
    assert judged(CONTROL, scope(first, later, BALANCER))["no-policy"] == ("failed", "guide.md:5")


def test_a_task_whose_service_is_kept_elsewhere_is_not_accused() -> None:
    task = made(Workload, "task.json:4", kind=DECLARED, platform=Platform.FARGATE, name="api")
    assert judged(CONTROL, scope(task)) == {"no-group": ("unproven",)}


def test_limits_that_leave_no_room_fail_where_they_are_set() -> None:
    assert judged(CONTROL, scope(group(1, 1), POLICY, BALANCER)) == {"limits-too-tight": ("failed", "asg.tf:3")}
    assert judged(CONTROL, scope(group(2, 2), POLICY, BALANCER)) == {"limits-too-tight": ("failed", "asg.tf:4")}


def test_a_group_that_grows_from_a_single_copy_is_remarked_on_and_fails_only_beside_another_fault() -> None:
    assert judged(CONTROL, scope(group(1, 4), POLICY, BALANCER)) == {
        "limits-too-tight": ("failed (notice)", "asg.tf:3"),
        "no-group": ("configured", "asg.tf:1"),
    }
    assert judged(CONTROL, scope(group(1, 4), BALANCER)) == {
        "limits-too-tight": ("failed", "asg.tf:3"),
        "no-policy": ("failed", "asg.tf:1"),
    }


def test_a_group_without_a_load_balancer_gets_no_traffic() -> None:
    assert judged(CONTROL, scope(group(), POLICY)) == {"no-load-balancer": ("failed", "asg.tf:1")}


def test_one_line_is_not_accused_twice() -> None:
    service = made(Workload, "ecs.tf:1", kind=DECLARED, platform=Platform.FARGATE, desired=1)
    assert judged(CONTROL, scope(service)) == {"no-policy": ("failed", "ecs.tf:1")}


def test_the_specs_minimum_is_asked_where_there_is_a_spec() -> None:
    product = Product.model_validate({"environments": {"production": {"compute": {"minimum": 3, "desired": 3}}}})
    given = scope(group(), POLICY, BALANCER, product=product, spec_given=True)
    assert judged(CONTROL, given) == {"limits-too-tight": ("failed", "asg.tf:3")}


def test_staging_may_stay_single_unless_its_spec_asks_for_more() -> None:
    asks = Product.model_validate(
        {"environments": {"staging": {"compute": {"minimum": 2, "maximum": 4, "desired": 2}}}}
    )
    assert judged(CONTROL, scope(SSH, environment="staging", strict=False)) == {"no-group": ("not_applicable",)}
    assert judged(CONTROL, scope(SSH, environment="staging", strict=False, product=asks, spec_given=True)) == {
        "no-group": ("unproven", "deploy.yml:30")
    }


def test_platforms_that_scale_by_themselves_hold() -> None:
    for platform in (Platform.LAMBDA, Platform.APP_RUNNER, Platform.HOSTED):
        function = made(Workload, "template.yaml:5", kind=DECLARED, platform=platform)
        assert judged(CONTROL, scope(function)) == {"no-group": ("configured", "template.yaml:5")}


def test_a_service_of_app_runner_whose_limits_nobody_set_is_unproven() -> None:
    made_so = made(Workload, "infra.ts:5", kind=DECLARED, platform=Platform.APP_RUNNER, places={"limits": "infra.ts:5"})
    assert judged(CONTROL, scope(made_so)) == {"no-group": ("unproven", "infra.ts:5")}


def test_a_platform_with_its_own_trigger_needs_only_room() -> None:
    beanstalk = group(2, 4, platform=Platform.BEANSTALK)
    assert judged(CONTROL, scope(beanstalk)) == {"no-group": ("configured", "asg.tf:1")}
    assert judged(CONTROL, scope(group(1, 1, platform=Platform.BEANSTALK))) == {
        "limits-too-tight": ("failed", "asg.tf:3")
    }


def test_the_first_settings_of_a_platform_are_nobodys_choice() -> None:
    untold = made(Workload, "README.md:5", kind=DECLARED, platform=Platform.BEANSTALK, behind_load_balancer=True)
    assert judged(CONTROL, scope(untold)) == {"no-group": ("unproven", "README.md:5")}


def test_settings_that_say_on_which_machines_are_where_their_number_is_missing() -> None:
    program = made(Workload, "01.config:1-3", kind=DECLARED, platform=Platform.BEANSTALK, behind_load_balancer=True)
    machines = made(
        Workload,
        "02.config:1-3",
        kind=DECLARED,
        platform=Platform.BEANSTALK,
        behind_load_balancer=True,
        instance_type="t4g.medium",
    )
    assert judged(CONTROL, scope(program, machines)) == {"no-group": ("unproven", "02.config:1-3")}


def test_a_guide_that_promises_more_than_the_template_allows_is_a_contradiction() -> None:
    promise = made(Workload, "README.md:5", kind=CLAIMED, platform=Platform.EC2_GROUP, maximum=10)
    assert judged(CONTROL, scope(group(2, 4), promise, POLICY, BALANCER)) == {
        "no-group": ("configured", "asg.tf:1"),
        "sources-disagree": ("failed", "asg.tf:4", "README.md:5"),
    }


def test_a_service_that_a_guide_makes_tells_more_than_the_definition_of_its_task() -> None:
    task = made(Workload, "task-definition.json:4", kind=DECLARED, platform=Platform.FARGATE)
    service = made(Workload, "guide.md:78", kind=INSTRUCTED, platform=Platform.FARGATE, desired=1)
    offered = made(Workload, "guide.md:92", kind=CLAIMED, platform=Platform.FARGATE, minimum=1, maximum=5)

    assert judged(CONTROL, scope(task, service, offered)) == {"no-policy": ("failed", "guide.md:78", "guide.md:92")}
    assert judged(CONTROL, scope(task)) == {"no-group": ("unproven",)}


def test_a_table_of_fixed_throughput_is_production_that_does_not_scale() -> None:
    function = made(Workload, "template.yaml:3", kind=DECLARED, platform=Platform.LAMBDA)

    def table(**values: Any) -> Database:
        said: dict[str, Any] = {"kind": DECLARED, "engine": "dynamodb", "placement": Placement.DYNAMODB}
        return made(Database, "template.yaml:9", places={"scales": "template.yaml:12"}, **said, **values)

    held = {"no-group": ("configured", "template.yaml:3")}
    assert judged(CONTROL, scope(function, table(scales=False, name="orders"))) == {
        "fixed-throughput": ("failed", "template.yaml:12"),
        **held,
    }
    assert judged(CONTROL, scope(function, table(scales=True))) == held
    assert judged(CONTROL, scope(function, table())) == held
    assert judged(CONTROL, scope(function, table(scales=False, name="terraform-state-lock"))) == held
    assert "fixed-throughput" not in judged(CONTROL, scope(function, table(scales=False), strict=False))


def test_a_database_in_a_file_of_each_copy_keeps_them_from_being_one_product() -> None:
    file = made(Database, "settings.py:9", engine="sqlite", placement=Placement.EMBEDDED)
    shared = made(Database, "settings.py:9", engine="postgresql", placement=Placement.UNKNOWN)
    runner = made(Workload, "apprunner.yaml:7", kind=DECLARED, platform=Platform.APP_RUNNER)
    for home in (group(), runner):
        assert judged(CONTROL, scope(home, POLICY, BALANCER, file))["database-in-each-copy"] == (
            "failed",
            "settings.py:9",
        )
        assert "database-in-each-copy" not in judged(CONTROL, scope(home, POLICY, BALANCER, shared))
    for single in (group(1, 1), SSH):
        assert "database-in-each-copy" not in judged(CONTROL, scope(single, file))


def test_the_one_machine_below_tasks_is_shown_with_the_policy_that_they_lack() -> None:
    tasks = group(None, None, platform=Platform.ECS, desired=1, behind_load_balancer=True)
    machine = made(Instance, "ec2.tf:2", kind=DECLARED, instance_type="t3.small", purpose="application")
    assert judged(CONTROL, scope(tasks, machine))["no-policy"] == ("failed", "asg.tf:1", "ec2.tf:2")
    bastion = made(Instance, "ec2.tf:2", kind=DECLARED, instance_type="t3.nano", purpose="bastion")
    assert judged(CONTROL, scope(tasks, bastion))["no-policy"] == ("failed", "asg.tf:1")
    fargate = group(None, None, platform=Platform.FARGATE, desired=1, behind_load_balancer=True)
    assert judged(CONTROL, scope(fargate, machine))["no-policy"] == ("failed", "asg.tf:1")


def test_of_a_task_that_is_handed_to_its_service_the_step_that_makes_the_service_is_shown() -> None:
    task = made(Workload, "task.json:70", kind=DECLARED, platform=Platform.FARGATE, name="web")
    pipeline = made(Deployment, "deploy.yml:30-36", method="ecs")
    assert judged(CONTROL, scope(task, pipeline)) == {"no-group": ("unproven",)}
    left = made(Workload, "guide.md:80", kind=INSTRUCTED, platform=Platform.FARGATE, places={"desired": "guide.md:82"})
    assert judged(CONTROL, scope(task, pipeline, left)) == {"no-group": ("unproven", "guide.md:82")}


def test_a_machine_that_holds_only_the_database_of_functions_needs_no_group() -> None:
    machine = made(Workload, "db.tf:1", kind=DECLARED, platform=Platform.LIGHTSAIL, desired=1, purpose="database")
    api = made(Workload, "api.tf:4", kind=DECLARED, platform=Platform.LAMBDA)
    assert judged(CONTROL, scope(machine, api)) == {"no-group": ("configured", "api.tf:4")}
    assert judged(CONTROL, scope(machine)) == {"no-group": ("failed", "db.tf:1")}
    web = made(Workload, "web.tf:1", kind=DECLARED, platform=Platform.LIGHTSAIL, desired=1, purpose="application")
    assert judged(CONTROL, scope(web, machine, api))["no-group"][0] == "failed"


def test_a_machine_that_a_load_balancer_is_given_by_name_is_told_there_too() -> None:
    server = made(Instance, "main.tf:10", kind=DECLARED, places={"attached": "alb.tf:48"})
    assert judged(CONTROL, scope(server, BALANCER)) == {"no-group": ("failed", "main.tf:10", "alb.tf:48")}


def test_numbers_of_a_text_that_begin_with_one_copy_fail_as_they_are_yet_to_be_typed() -> None:
    told = made(
        Workload,
        "guide.md:8",
        kind=INSTRUCTED,
        platform=Platform.BEANSTALK,
        minimum=1,
        maximum=4,
        places={"minimum": "guide.md:9"},
    )
    assert judged(CONTROL, scope(told)) == {"limits-too-tight": ("failed", "guide.md:9")}


def test_environments_of_which_nobody_says_how_many_are_shown_once_a_file() -> None:
    told = [
        made(Workload, place, kind=INSTRUCTED, platform=Platform.BEANSTALK, name=name)
        for place, name in (("a.md:5", "shop"), ("a.md:60", "shop-2"), ("b.md:7", None))
    ]
    assert judged(CONTROL, scope(*told)) == {"no-group": ("unproven", "a.md:5", "b.md:7")}


def test_a_function_of_which_one_alone_may_run_refuses_whoever_comes_second() -> None:
    def said(most: int | None, *, strict: bool = True) -> dict[str, tuple[str, ...]]:
        api = made(Workload, "template.yaml:3-20", kind=DECLARED, platform=Platform.LAMBDA, maximum=most)
        return judged(CONTROL, scope(replace(api, places={"maximum": at("template.yaml:7")}), strict=strict))

    assert said(1) == {"limits-too-tight": ("failed", "template.yaml:7")}
    for most, strict in ((50, True), (None, True), (1, False)):
        assert said(most, strict=strict) == {"no-group": ("configured", "template.yaml:3-20")}


@pytest.mark.parametrize(("serves", "asked"), [(False, None), (False, True), (None, True)])
def test_a_function_that_works_off_a_queue_one_by_one_refuses_nobody(serves: bool | None, asked: bool | None) -> None:
    function = made(Workload, "template.yaml:3-20", kind=DECLARED, platform=Platform.LAMBDA)
    api = replace(function, name="api", serves=asked)
    worker = replace(function, name="worker", at=at("template.yaml:30-40"), maximum=1, serves=serves)
    assert judged(CONTROL, scope(api, worker))["no-group"][0] == "configured"
    assert "limits-too-tight" in judged(CONTROL, scope(api, replace(worker, serves=True)))


@pytest.mark.parametrize(
    ("path", "values", "shown"),
    [
        ("notes.md:3", {}, "notes.md:3"),
        ("notes.md:3", {"tries": True}, "notes.md:30"),
        ("notes.md:3", {"actor": "workflow"}, "notes.md:30"),
        ("notes.md:3", {"method": "ssm"}, "notes.md:30"),
        ("other.md:3", {}, "notes.md:30"),
    ],
)
def test_the_way_into_a_host_tells_more_of_it_than_what_is_typed_there(
    path: str, values: dict[str, Any], shown: str
) -> None:
    typed = made(Deployment, "notes.md:30", kind=INSTRUCTED, method="pm2", manual=True)
    way = made(Login, path, kind=INSTRUCTED, **{"method": "ssh", **values})
    assert judged(CONTROL, scope(typed, way))["no-group"] == ("unproven", shown)


def test_each_of_two_guides_that_have_somebody_launch_the_machine_would_have_to_speak_of_a_group() -> None:
    hosts = [
        made(Instance, where, kind=INSTRUCTED, instance_type="t3.small")
        for where in ("a.md:3", "a.md:9", "b.md:5", "c.md:7")
    ]
    assert judged(CONTROL, scope(*hosts))["no-group"] == ("unproven", "a.md:3", "b.md:5")


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("2. Create a Lightsail instance with Ubuntu 24.04", ("guide.md:32", "guide.md:7")),
        ("2. EC2 인스턴스를 생성합니다", ("guide.md:32", "guide.md:7")),
        ("2. インスタンスを作成する", ("guide.md:32", "guide.md:7")),
        ("2. Log in to the instance", ("guide.md:7",)),
    ],
)
def test_the_step_that_makes_the_machine_is_shown_before_words_about_it(step: str, shown: tuple[str, ...]) -> None:
    made_there = replace(at("guide.md:32"), quote=step)
    host = Instance(kind=INSTRUCTED, at=made_there, count=1, places={"count": at("guide.md:7")})
    assert judged(CONTROL, scope(host))["no-group"] == ("unproven", *shown)


def test_a_machine_that_a_guide_has_people_launch_instead_of_an_environment_of_beanstalk_has_no_group() -> None:
    environment = made(
        Workload, "guide.md:4", kind=INSTRUCTED, platform=Platform.BEANSTALK, name="shop", behind_load_balancer=True
    )
    machine = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="t3.small")
    assert judged(CONTROL, scope(environment, machine))["no-group"] == ("unproven", "guide.md:4", "guide.md:40")


def test_an_environment_is_as_large_as_a_guide_makes_it_where_its_settings_say_nothing_of_that() -> None:
    kept = made(
        Workload,
        ".ebextensions/01.config:1",
        kind=DECLARED,
        platform=Platform.BEANSTALK,
        name="beanstalk",
        behind_load_balancer=True,
    )
    step = Location("guide.md", 69, quote="eb create shop --single")
    single = Workload(kind=INSTRUCTED, at=step, platform=Platform.BEANSTALK, name="shop", minimum=1, maximum=1)
    assert judged(CONTROL, scope(kept, single))["limits-too-tight"] == ("failed", "guide.md:69")
    grows = replace(single, minimum=2, maximum=4, behind_load_balancer=True)
    assert judged(CONTROL, scope(kept, grows)) == {"no-group": ("configured", "guide.md:69")}
    untold = replace(single, minimum=None, maximum=None)
    assert judged(CONTROL, scope(kept, untold))["no-group"] == ("unproven", ".ebextensions/01.config:1")


def test_the_way_into_a_host_that_a_guide_only_presupposes_has_no_group_either() -> None:
    host = made(Instance, "guide.md:4", kind=INSTRUCTED)
    way = made(Login, "guide.md:12", kind=INSTRUCTED, method="ssh", actor="person")
    assert judged(CONTROL, scope(host, way))["no-group"] == ("unproven", "guide.md:4", "guide.md:12")


def test_a_guide_that_has_the_machine_launched_twice_would_have_to_speak_of_a_group_in_both_chapters() -> None:
    short = made(Instance, "guide.md:8", kind=INSTRUCTED, instance_type="t3.medium")
    full = replace(short, at=Location("guide.md", 55), environment="production")
    assert judged(CONTROL, scope(short, full))["no-group"] == ("unproven", "guide.md:8", "guide.md:55")
