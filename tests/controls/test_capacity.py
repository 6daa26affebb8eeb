from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.capacity import CONTROL
from holdfast.model.assessment import status_of
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Alarm,
    Database,
    Deployment,
    Instance,
    ManagedNode,
    Placement,
    Platform,
    ScalingPolicy,
    Swap,
    Topic,
    Watched,
    Workload,
)
from holdfast.model.findings import Severity, Status
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, at, judged, made, scope

SSH = made(Deployment, "deploy.yml:30", method="ssh")


def server(size: str | None, **values: Any) -> Instance:
    stands = {"instance_type": "guide.md:12"}
    return made(Instance, "guide.md:10-14", kind=INSTRUCTED, places=stands, instance_type=size, **values)


def rds(size: str) -> Database:
    return made(
        Database,
        "rds.tf:1",
        kind=DECLARED,
        places={"instance_class": "rds.tf:4"},
        engine="mysql",
        placement=Placement.RDS,
        instance_class=size,
    )


FARGATE = made(Workload, "main.tf:40", kind=DECLARED, platform=Platform.FARGATE, desired=2)


def test_a_small_size_is_shown_with_the_mode_that_slows_it_down_and_never_with_the_one_that_costs_more() -> None:
    def said(mode: str) -> tuple[str, ...]:
        one = server("t3.micro", credit_mode=mode)
        stands = {**one.places, "credit_mode": at("guide.md:14")}
        return judged(CONTROL, scope(replace(one, places=stands)))["burstable-small"]

    assert said("standard") == ("failed", "guide.md:12", "guide.md:14")
    assert said("unlimited") == ("failed", "guide.md:12")


@pytest.mark.parametrize("size", ["t2.micro", "t2.nano", "t3.small", "t3a.micro", "t4g.small", "t1.micro", "micro_2_0"])
def test_small_burstable_sizes_fail_at_the_line_that_chose_them(size: str) -> None:
    assert judged(CONTROL, scope(server(size))) == {"burstable-small": ("failed", "guide.md:12")}


def test_a_text_that_says_in_passing_how_small_the_host_is_is_shown_beside_the_step_that_chooses_it() -> None:
    said = made(Instance, "infra.md:41", kind=CLAIMED, instance_type="t3.micro")
    assert judged(CONTROL, scope(server("t3.micro"), said))["burstable-small"] == (
        "failed",
        "guide.md:12",
        "infra.md:41",
    )
    larger = replace(said, instance_type="t3.medium")
    assert judged(CONTROL, scope(server("t3.micro"), larger))["burstable-small"] == ("failed", "guide.md:12")


@pytest.mark.parametrize("size", ["t3.medium", "t4g.medium", "t3.large", "t2.xlarge"])
def test_larger_burstable_sizes_want_an_alarm_on_credits(size: str) -> None:
    alarm = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=Watched.CREDITS)
    claim = made(Alarm, "README.md:9", kind=CLAIMED, watches=Watched.CREDITS)
    assert judged(CONTROL, scope(server(size))) == {"no-credit-alarm": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(server(size), claim)) == {"no-credit-alarm": ("unproven", "README.md:9")}
    assert judged(CONTROL, scope(server(size), alarm)) == {"no-credit-alarm": ("configured", "alarms.tf:1")}
    assert judged(CONTROL, scope(server(size), unreadable="x.tf")) == {"no-credit-alarm": ("unreadable", "x.tf")}


@pytest.mark.parametrize("size", ["m7g.large", "c6i.large", "m5.large"])
def test_fixed_sizes_want_an_alarm_or_a_policy_on_processor_or_memory(size: str) -> None:
    alarm = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=Watched.MEMORY)
    policy = made(ScalingPolicy, "asg.tf:30", kind=DECLARED, metric="cpu")
    assert judged(CONTROL, scope(server(size))) == {"no-resource-alarms": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(server(size), alarm)) == {"no-resource-alarms": ("configured", "alarms.tf:1")}
    assert judged(CONTROL, scope(server(size), policy)) == {"no-resource-alarms": ("configured", "asg.tf:30")}
    assert judged(CONTROL, scope(server(size), unreadable="x.tf")) == {"no-resource-alarms": ("unreadable", "x.tf")}


def test_small_database_classes_fail_even_beside_a_platform_without_sizes() -> None:
    assert judged(CONTROL, scope(FARGATE, rds("db.t3.micro"))) == {"burstable-small": ("failed", "rds.tf:4")}


def test_one_finding_lists_every_small_size_once() -> None:
    assert judged(CONTROL, scope(server("t3.small"), server("t3.small"), rds("db.t4g.small"))) == {
        "burstable-small": ("failed", "guide.md:12", "rds.tf:4")
    }


def test_a_groups_template_counts_and_a_bastion_does_not() -> None:
    group = made(Workload, "asg.tf:20", kind=DECLARED, platform=Platform.EC2_GROUP, minimum=2, maximum=4)
    template = made(Instance, "asg.tf:1", kind=DECLARED, instance_type="t3.micro", group="web")
    bastion = made(Instance, "bastion.tf:1", kind=DECLARED, instance_type="t3.nano")
    assert judged(CONTROL, scope(group, template, bastion)) == {"burstable-small": ("failed", "asg.tf:1")}


def test_a_host_that_keeps_a_database_beside_a_platform_is_no_bastion() -> None:
    platform = made(Workload, "guide.md:4", kind=INSTRUCTED, platform=Platform.BEANSTALK)
    host = made(Instance, "guide.md:20", kind=INSTRUCTED, instance_type="t3.micro", hosts_database=True)
    assert judged(CONTROL, scope(platform, host))["burstable-small"] == ("failed", "guide.md:20")


def test_a_platform_that_sells_tasks_needs_no_size() -> None:
    function = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.LAMBDA)
    assert judged(CONTROL, scope(function)) == {"burstable-small": ("configured", "main.tf:4")}


def test_only_tasks_of_the_least_size_are_in_want_of_an_alarm_on_their_processor() -> None:
    for processor, opens, status in (
        (None, True, Status.UNPROVEN),
        (256, True, Status.UNPROVEN),
        (512, False, Status.CONFIGURED),
        (2048, False, Status.CONFIGURED),
    ):
        task = made(Workload, "main.tf:40", kind=DECLARED, platform=Platform.FARGATE, desired=2, processor=processor)
        finding, *held = CONTROL.judge(scope(task))
        assert (finding.check, finding.opens) == ("capacity.no-resource-alarms", opens)
        assert status_of((finding, *held)) is status


def test_tasks_that_nobody_watches_are_unproven_where_they_are_declared() -> None:
    alarm = made(Alarm, "alarms.tf:3", kind=DECLARED, watches=Watched.CPU)
    policy = made(ScalingPolicy, "main.tf:60", kind=DECLARED, metric="cpu")
    assert judged(CONTROL, scope(FARGATE)) == {"no-resource-alarms": ("unproven", "main.tf:40")}
    assert judged(CONTROL, scope(FARGATE, alarm)) == {"no-resource-alarms": ("configured", "alarms.tf:3")}
    assert judged(CONTROL, scope(FARGATE, policy)) == {"no-resource-alarms": ("configured", "main.tf:60")}


def test_the_smallest_instance_of_app_runner_wants_somebody_who_is_told_when_it_is_too_small() -> None:
    stands = {"processor": "infra.ts:9"}
    least = made(Workload, "infra.ts:5", platform=Platform.APP_RUNNER, processor=256, places=stands)
    alarm = made(Alarm, "alarms.ts:3", watches=Watched.CPU)
    assert judged(CONTROL, scope(least)) == {"no-resource-alarms": ("unproven", "infra.ts:9")}
    assert judged(CONTROL, scope(least, alarm)) == {"no-resource-alarms": ("configured", "alarms.ts:3")}
    for more in (replace(least, processor=512), replace(least, processor=None)):
        assert judged(CONTROL, scope(more)) == {"burstable-small": ("configured", "infra.ts:5")}


def test_alarms_on_tasks_are_asked_for_where_their_size_is_chosen() -> None:
    sized = made(Workload, "ecs.tf:40", platform=Platform.FARGATE, desired=2, places={"processor": "task.tf:7"})
    assert judged(CONTROL, scope(sized)) == {"no-resource-alarms": ("unproven", "task.tf:7")}
    by_default = replace(
        sized, kind=DECLARED, places={"processor": at("variables.tf:38"), "processor taken": at("task.tf:7")}
    )
    assert judged(CONTROL, scope(by_default, sized)) == {"no-resource-alarms": ("unproven", "variables.tf:38")}


def test_a_host_of_unknown_size_is_unproven_where_it_is_told() -> None:
    assert judged(CONTROL, scope(server(None))) == {"size-unsaid": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(SSH)) == {"size-unsaid": ("unproven",)}


def test_nothing_known_is_unproven_and_a_claimed_size_stays_a_claim() -> None:
    claim = made(Instance, "README.md:4", kind=CLAIMED, instance_type="m5.large")
    assert judged(CONTROL, scope()) == {"size-unsaid": ("unproven",)}
    assert judged(CONTROL, scope(claim)) == {"size-unsaid": ("unproven", "README.md:4")}
    assert judged(CONTROL, scope(unreadable="main.tf")) == {"size-unsaid": ("unreadable", "main.tf")}


def test_an_application_and_its_database_on_one_host_compete() -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    together = made(Instance, "guide.md:10", kind=INSTRUCTED, instance_type="m5.large", hosts_database=True)
    assert judged(CONTROL, scope(server("m5.large"), database)) == {"shared-host": ("failed", "guide.md:60")}
    assert judged(CONTROL, scope(together)) == {"shared-host": ("failed", "guide.md:10")}


@pytest.mark.parametrize(
    ("values", "shown"),
    [({}, True), ({"name": "db"}, False), ({"engine": "mongodb"}, False)],
)
def test_a_text_about_the_host_that_only_a_setting_leads_to_is_shown_beside_it(
    values: dict[str, Any], *, shown: bool
) -> None:
    led = {"engine": "postgresql", "placement": Placement.HOST, "with_application": True, **values}
    setting = made(Database, "shop.service:7", **led)
    words = made(Database, "README.md:5", kind=CLAIMED, engine="postgresql", placement=Placement.CONTAINER)
    found = judged(CONTROL, scope(server("m5.large"), setting, words)).get("shared-host")
    places = ("shop.service:7", "README.md:5") if shown else ("shop.service:7",)
    assert found == ("failed", *places)


def test_a_database_on_a_host_of_its_own_competes_with_nobody() -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    apart = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="r6g.large", purpose="database")
    alone = {"no-resource-alarms": ("unproven", "guide.md:12", "guide.md:40")}
    assert judged(CONTROL, scope(server("m5.large"), apart, database)) == alone
    told = replace(server("m5.large"), hosts_database=True)
    assert judged(CONTROL, scope(told, apart, database)) == alone


def test_staging_may_stay_small() -> None:
    staging = scope(server("t3.small"), rds("db.t3.micro"), environment="staging", strict=False)
    assert judged(CONTROL, staging) == {"size-unsaid": ("not_applicable",)}


def test_two_guides_with_two_sizes_contradict_each_other() -> None:
    other = made(Instance, "other.md:5", kind=INSTRUCTED, instance_type="t3.medium")
    superseded = made(Instance, "other.md:5", kind=INSTRUCTED, instance_type="t3.medium", old=True)
    assert judged(CONTROL, scope(server("t3.small"), other)) == {
        "burstable-small": ("failed", "guide.md:12"),
        "no-credit-alarm": ("unproven", "other.md:5"),
        "sources-disagree": ("failed", "guide.md:12", "other.md:5"),
    }
    assert judged(CONTROL, scope(server("t3.small"), superseded)) == {"burstable-small": ("failed", "guide.md:12")}


def test_a_guide_tells_the_size_of_a_groups_machines_beside_the_group() -> None:
    group = made(Workload, "guide.md:40", kind=INSTRUCTED, platform=Platform.EC2_GROUP, minimum=1, maximum=3)
    sized = replace(group, instance_type="m5.large")
    beside = server("t3.medium")
    assert judged(CONTROL, scope(group, beside))["no-credit-alarm"] == ("unproven", "guide.md:12")
    assert "no-credit-alarm" not in judged(CONTROL, scope(sized, beside))


def test_a_guide_with_two_servers_contradicts_nobody() -> None:
    second = made(Instance, "guide.md:30", kind=INSTRUCTED, instance_type="m5.large")
    other = made(Instance, "other.md:5", kind=INSTRUCTED, instance_type="t3.medium")
    assert "sources-disagree" not in judged(CONTROL, scope(server("t3.small"), second, other))


def test_credits_that_two_tenants_spend_want_an_alarm_too() -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    shared = {"shared-host": ("failed", "guide.md:60")}
    assert judged(CONTROL, scope(server("t3.medium"), database)) == {
        **shared,
        "no-credit-alarm": ("unproven", "guide.md:12"),
    }
    assert "no-credit-alarm" not in judged(CONTROL, scope(server("t3.small"), database))


def test_a_size_that_comes_from_another_file_is_shown_beside_what_takes_it() -> None:
    template = made(
        Instance,
        "asg/main.tf:109",
        kind=DECLARED,
        places={"instance_type": "dev/variables.tf:21"},
        instance_type="t3.micro",
    )

    assert judged(CONTROL, scope(template))["burstable-small"] == ("failed", "dev/variables.tf:21", "asg/main.tf:109")


@pytest.mark.parametrize(
    ("plan", "small"),
    [("512 MB", True), ("2 GB", True), ("4 GB", False), ("16 GB", False), ("$5", True), ("$24", False)],
)
def test_the_small_plans_of_lightsail_are_too_small(plan: str, small: bool) -> None:
    host = made(Instance, "guide.md:5", kind=INSTRUCTED, instance_type=f"Lightsail {plan}")
    assert ("burstable-small" in judged(CONTROL, scope(host))) is small


def test_a_guide_that_names_a_smaller_host_than_the_account_runs_contradicts_it_and_makes_nothing_small() -> None:
    told = server("t3.small", name="api")
    runs = made(Instance, "x:1", kind=EvidenceKind.OBSERVED, instance_type="m7g.large", name="api")

    found = {finding.check for finding in CONTROL.judge(scope(told, runs))}
    assert "capacity.burstable-small" not in found
    assert "capacity.sources-disagree" in found
    assert "capacity.burstable-small" in {finding.check for finding in CONTROL.judge(scope(told))}


def test_a_burstable_database_wants_its_alarm_whatever_the_application_runs_on() -> None:
    assert judged(CONTROL, scope(rds("db.t3.medium"))) == {"no-credit-alarm": ("unproven", "rds.tf:4")}


@pytest.mark.parametrize(
    ("size", "watches", "weight"),
    [
        ("t3.medium", Watched.CPU, " (notice)"),
        ("t3.medium", Watched.MEMORY, ""),
        ("t2.medium", Watched.CPU, ""),
    ],
)
def test_an_alarm_on_the_processor_tells_of_surplus_credits_and_of_no_throttling(
    size: str, watches: Watched, weight: str
) -> None:
    alarm = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=watches)
    found = judged(CONTROL, scope(server(size), alarm))
    assert found["no-credit-alarm"] == (f"unproven{weight}", "guide.md:12")
    assert ("burstable-small" in found) == bool(weight)  # the chosen size holds the control


def test_a_burstable_databases_processor_has_its_own_alarm() -> None:
    for watches, weight in ((Watched.DATABASE_CPU, " (notice)"), (Watched.CPU, "")):
        alarm = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=watches)
        found = judged(CONTROL, scope(rds("db.t3.medium"), alarm))["no-credit-alarm"]
        assert found == (f"unproven{weight}", "rds.tf:4")


def test_an_alarm_watches_nothing_whose_topic_a_script_makes_and_nobody_hears() -> None:
    alarm = made(Alarm, "alarms.sh:1", watches=Watched.DATABASE_CPU, notifies=True)
    mute = made(Topic, "alarms.sh:9", name="alarms")
    for topic, weight in ((mute, ""), (replace(mute, subscribers=("email",)), " (notice)")):
        found = judged(CONTROL, scope(rds("db.t3.medium"), alarm, topic))["no-credit-alarm"]
        assert found == (f"unproven{weight}", "rds.tf:4")
    for other in (replace(mute, name="orders"), replace(mute, kind=DECLARED)):
        assert judged(CONTROL, scope(rds("db.t3.medium"), alarm, other))["no-credit-alarm"][0] == "unproven (notice)"


@pytest.mark.parametrize(
    ("watched", "weight"),
    [
        ((Watched.CREDITS, Watched.DATABASE_CPU, Watched.MEMORY), " (notice)"),
        ((Watched.CREDITS, Watched.DATABASE_CPU), ""),
        ((Watched.DATABASE_CPU, Watched.MEMORY), ""),
        ((Watched.CREDITS, Watched.CPU, Watched.MEMORY), ""),
    ],
)
def test_a_small_database_whose_credits_processor_and_memory_call_somebody_is_a_remark(
    watched: tuple[Watched, ...], weight: str
) -> None:
    alarms = [made(Alarm, "alarms.tf:1", kind=DECLARED, watches=one) for one in watched]
    found = judged(CONTROL, scope(FARGATE, rds("db.t3.micro"), *alarms))
    assert found["burstable-small"] == (f"failed{weight}", "rds.tf:4")
    unheard = [replace(one, notifies=False) for one in alarms]
    assert judged(CONTROL, scope(FARGATE, rds("db.t3.micro"), *unheard))["burstable-small"][0] == "failed"


def test_a_size_that_is_only_claimed_is_where_it_wants_proof() -> None:
    release = made(Deployment, "deploy.yml:9", method="ssh")
    claim = made(Instance, "STRATEGY.md:21", kind=CLAIMED, instance_type="t3.medium")
    assert judged(CONTROL, scope(release)) == {"size-unsaid": ("unproven",)}
    assert judged(CONTROL, scope(release, claim)) == {"size-unsaid": ("unproven", "STRATEGY.md:21")}


def test_a_micro_node_of_a_cache_or_a_broker_is_a_remark_and_its_place_is_shown_beside_others() -> None:
    cache = made(ManagedNode, "redis.tf:4", kind=DECLARED, service="cache", node_type="cache.t4g.micro")
    broker = made(ManagedNode, "mq.tf:4", kind=DECLARED, service="broker", node_type="mq.t3.micro")
    enough = made(ManagedNode, "big.tf:4", kind=DECLARED, service="cache", node_type="cache.t4g.small")

    found = [
        one for one in CONTROL.judge(scope(FARGATE, cache, broker, enough)) if one.check.endswith("burstable-small")
    ]
    assert [(one.severity, [str(place.at) for place in one.evidence]) for one in found] == [
        (Severity.NOTICE, ["redis.tf:4", "mq.tf:4"])
    ]
    assert judged(CONTROL, scope(rds("db.t3.micro"), cache))["burstable-small"] == ("failed", "rds.tf:4", "redis.tf:4")
    assert "burstable-small" not in judged(CONTROL, scope(FARGATE, enough))


def test_a_micro_node_is_no_mere_remark_where_something_else_is_too_small_already() -> None:
    cache = made(ManagedNode, "redis.tf:4", kind=DECLARED, service="cache", node_type="cache.t4g.micro")
    found = {one.check: one.severity for one in CONTROL.judge(scope(rds("db.t3.medium"), cache))}
    assert found == {"capacity.burstable-small": Severity.WARNING, "capacity.no-credit-alarm": Severity.WARNING}


def test_a_burstable_host_of_a_template_wants_its_alarm_beside_a_database_that_is_too_small() -> None:
    host = made(Instance, "ec2.tf:6", kind=DECLARED, purpose="application", instance_type="t3.large")
    told = judged(CONTROL, scope(host, rds("db.t3.micro")))
    assert (told["burstable-small"], told["no-credit-alarm"]) == (("failed", "rds.tf:4"), ("unproven", "ec2.tf:6"))


def test_a_small_host_that_a_text_speaks_of_is_asked_for_beside_a_database_that_shares_it() -> None:
    shared = made(Database, "compose.yml:4", engine="mysql", placement=Placement.CONTAINER, with_application=True)
    told = made(Instance, "README.md:9", kind=CLAIMED, instance_type="t2.micro")
    large = made(Instance, "README.md:9", kind=CLAIMED, instance_type="m6i.large")

    both = {"shared-host": ("failed", "compose.yml:4"), "size-unsaid": ("unproven", "README.md:9")}
    assert judged(CONTROL, scope(SSH, shared, told)) == both
    assert judged(CONTROL, scope(SSH, shared, large)) == {"shared-host": ("failed", "compose.yml:4")}
    # The size of another database says nothing of the host's.
    assert judged(CONTROL, scope(SSH, shared, told, rds("db.t3.micro")))["size-unsaid"] == both["size-unsaid"]


def test_a_database_in_the_task_of_the_application_is_shown_with_the_size_that_the_two_share() -> None:
    sized = {"with_application": "task.yml:8-9"}
    shared = made(
        Database,
        "task.yml:20",
        engine="mongodb",
        placement=Placement.CONTAINER,
        with_application=True,
        kind=DECLARED,
        places=sized,
    )
    tasks = made(Workload, "task.yml:30", kind=DECLARED, platform=Platform.FARGATE, desired=2)

    assert judged(CONTROL, scope(tasks, shared)) == {"shared-host": ("failed", "task.yml:20", "task.yml:8-9")}


@pytest.mark.parametrize(
    ("size", "severity"),
    [("t3.micro", Severity.WARNING), (None, Severity.WARNING), ("m7g.large", Severity.NOTICE)],
)
def test_swap_stands_in_for_memory_unless_the_host_is_known_to_have_enough(
    size: str | None, severity: Severity
) -> None:
    host = made(Instance, "host.tf:1", kind=DECLARED, purpose="application", instance_type=size)
    swap = made(Swap, "init.sh:3-6")
    [found] = [one for one in CONTROL.judge(scope(host, swap)) if one.check == "capacity.swap-for-memory"]
    assert (found.severity, [str(place.at.start_line) for place in found.evidence]) == (severity, ["3"])


@pytest.mark.parametrize(("method", "shared"), [("other", True), ("ecs", False)])
def test_a_database_that_is_looked_for_on_the_own_machine_shares_it_wherever_that_stands(
    method: str, *, shared: bool
) -> None:
    own = made(Database, "application-prod.yml:3", engine="mysql", placement=Placement.HOST)
    found = judged(CONTROL, scope(own, made(Deployment, "deploy.sh:3", method=method)))
    assert found.get("shared-host") == (("failed", "application-prod.yml:3") if shared else None)


@pytest.mark.parametrize("placement", [Placement.HOST, Placement.EMBEDDED])
def test_a_file_of_sqlite_shares_the_host_of_whoever_opens_it(placement: Placement) -> None:
    file = made(Database, "settings.py:9", engine="sqlite", placement=placement)
    tasks = made(Workload, "ecs.tf:1", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    assert judged(CONTROL, scope(server("m6g.large"), SSH, file))["shared-host"] == ("failed", "settings.py:9")
    assert "shared-host" not in judged(CONTROL, scope(tasks, file))


def test_a_release_to_a_host_of_unknown_size_is_shown_where_the_host_is_named_in_passing() -> None:
    named = made(Instance, "BACKUP.md:6", kind=CLAIMED)
    assert judged(CONTROL, scope(SSH, named)) == {"size-unsaid": ("unproven", "BACKUP.md:6")}


def test_a_size_that_whoever_applies_a_template_hands_in_is_asked_for_where_it_is_taken() -> None:
    taken = made(Instance, "ec2.tf:21", kind=DECLARED, purpose="application", places={"instance_type": "ec2.tf:23"})
    said = made(Instance, "guide.md:84", kind=CLAIMED, instance_type="t3.micro")
    chosen = replace(taken, instance_type="m7i.large")

    assert judged(CONTROL, scope(taken))["size-unsaid"] == ("unproven", "ec2.tf:23")
    assert judged(CONTROL, scope(taken, said))["size-unsaid"] == ("unproven", "guide.md:84", "ec2.tf:23")
    assert "size-unsaid" not in judged(CONTROL, scope(chosen, said))


def test_a_policy_that_may_add_nothing_watches_nothing() -> None:
    policy = made(ScalingPolicy, "main.tf:60", kind=DECLARED, metric="cpu")
    fixed = replace(FARGATE, minimum=3, maximum=3)
    other = replace(FARGATE, name="other", minimum=2, maximum=6)
    assert judged(CONTROL, scope(fixed, policy))["no-resource-alarms"][0] == "unproven"
    assert judged(CONTROL, scope(fixed, other, policy))["no-resource-alarms"][0] == "configured"
    alarm = made(Alarm, "alarms.tf:3", kind=DECLARED, watches=Watched.CPU)
    assert judged(CONTROL, scope(fixed, policy, alarm))["no-resource-alarms"] == ("configured", "alarms.tf:3")


def test_words_that_a_script_makes_swap_say_no_more_than_the_script() -> None:
    script, said = made(Swap, "init.sh:3-6"), made(Swap, "guide.md:20", kind=INSTRUCTED)
    typed = made(Swap, "guide.md:30-33", kind=INSTRUCTED)
    assert judged(CONTROL, scope(script, said))["swap-for-memory"] == ("failed", "init.sh:3-6")
    assert judged(CONTROL, scope(script, typed))["swap-for-memory"] == ("failed", "init.sh:3-6", "guide.md:30-33")
    assert judged(CONTROL, scope(said))["swap-for-memory"] == ("failed", "guide.md:20")


def test_swap_on_a_large_host_is_no_mere_remark_where_its_credits_run_out_unheard() -> None:
    swap = made(Swap, "setup.md:20-22", kind=INSTRUCTED)
    lent = made(Instance, "setup.md:4", kind=INSTRUCTED, instance_type="t3.medium")
    steady = replace(lent, instance_type="m6i.large")
    assert judged(CONTROL, scope(lent, swap))["swap-for-memory"] == ("failed", "setup.md:20-22")
    assert judged(CONTROL, scope(steady, swap))["swap-for-memory"][0] == "failed (notice)"


def test_a_size_that_a_guide_repeats_for_the_same_environment_is_shown_once() -> None:
    told = [
        made(Instance, f"guide.md:{line}", kind=INSTRUCTED, name=name, group=name, instance_type="t3.small")
        for line, name in ((5, "shop"), (60, "shop"), (70, "jobs"))
    ]
    assert judged(CONTROL, scope(*told))["burstable-small"] == ("failed", "guide.md:5", "guide.md:70")


def test_a_database_with_credits_that_a_text_tells_of_wants_an_alarm_though_functions_need_no_size() -> None:
    function = made(Workload, "main.tf:4", kind=DECLARED, platform=Platform.LAMBDA)
    priced = made(Instance, "costs.md:7", kind=CLAIMED, instance_type="db.t3.micro", purpose="priced")
    told = made(
        Database, "ops.md:5", kind=CLAIMED, engine="mysql", placement=Placement.RDS, instance_class="db.t4g.small"
    )
    lasting = replace(priced, instance_type="db.m6g.large")

    assert judged(CONTROL, scope(function, priced)) == {"no-credit-alarm": ("unproven", "costs.md:7")}
    assert judged(CONTROL, scope(function, told)) == {"no-credit-alarm": ("unproven", "ops.md:5")}
    assert judged(CONTROL, scope(function, lasting)) == {"burstable-small": ("configured", "main.tf:4")}
    alarm = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=Watched.CREDITS)
    assert judged(CONTROL, scope(function, priced, alarm)) == {"no-credit-alarm": ("configured", "alarms.tf:1")}


def test_the_size_that_a_guide_asks_for_is_shown_where_no_source_chooses_the_machine() -> None:
    own = made(Database, "compose.yml:9", engine="postgresql", placement=Placement.CONTAINER, with_application=True)
    asked = made(Instance, "guide.md:23", kind=CLAIMED, purpose="sized", places={"size": "guide.md:23"})
    chosen = made(Instance, "guide.md:40", kind=INSTRUCTED, instance_type="m6i.large", purpose="application")
    started = made(Deployment, "deploy.sh:4", method="compose")
    assert judged(CONTROL, scope(own, asked, started))["shared-host"] == ("failed", "compose.yml:9", "guide.md:23")
    assert judged(CONTROL, scope(own, asked, chosen, started))["shared-host"] == ("failed", "compose.yml:9")
