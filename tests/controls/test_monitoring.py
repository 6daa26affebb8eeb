from dataclasses import replace
from typing import Any

from holdfast.controls.monitoring import CONTROL
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    Alarm,
    Container,
    Dashboard,
    Database,
    Deployment,
    Instance,
    MetricSource,
    Placement,
    Platform,
    Topic,
    Watched,
    Workload,
)
from holdfast.model.findings import Severity, Status
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

SERVER = made(Instance, "guide.md:12", kind=INSTRUCTED, instance_type="t3.small")
SSH = made(Deployment, "deploy.yml:30", method="ssh")
POSTGRES = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
FUNCTION = made(Workload, "template.yaml:10", kind=DECLARED, platform=Platform.LAMBDA)
DASHBOARD = made(Dashboard, "alarms.tf:90", kind=DECLARED)


def alarm(watches: Watched, line: int = 1, **values: Any) -> Alarm:
    return made(Alarm, f"alarms.tf:{line}", **{"kind": DECLARED, "watches": watches, "notifies": True, **values})


def test_without_alarms_it_is_unproven_at_the_applications_home() -> None:
    assert judged(CONTROL, scope(SERVER, SSH, POSTGRES)) == {"missing-alarms": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(FUNCTION)) == {"missing-alarms": ("unproven", "template.yaml:10")}
    assert judged(CONTROL, scope(POSTGRES)) == {"missing-alarms": ("unproven", "guide.md:60")}
    assert judged(CONTROL, scope()) == {"missing-alarms": ("unproven",)}


def test_a_step_that_brings_releases_is_no_place_where_an_alarm_would_stand() -> None:
    assert judged(CONTROL, scope(SSH)) == {"missing-alarms": ("unproven",)}


def test_a_database_that_a_template_makes_is_a_place_beside_the_applications_home() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    data = made(Database, "rds.tf:1", kind=DECLARED, engine="mysql", placement=Placement.RDS)
    assert judged(CONTROL, scope(home, data)) == {"missing-alarms": ("unproven", "ecs.tf:4", "rds.tf:1")}
    counted = made(MetricSource, "rds.tf:9", kind=DECLARED, watches=Watched.DATABASE_QUERIES)
    places = ("rds.tf:9", "ecs.tf:4", "rds.tf:1")
    assert judged(CONTROL, scope(home, data, counted)) == {"metrics-without-alarms": ("failed", *places)}


def test_a_cluster_of_atlas_is_no_place_for_an_alarm_of_aws() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    data = made(Database, "atlas.tf:1", kind=DECLARED, engine="mongodb", placement=Placement.EXTERNAL, multi_az=True)
    ours = made(Database, "docdb.tf:1", kind=DECLARED, engine="mongodb", placement=Placement.EXTERNAL, multi_az=True)
    atlas, documents = replace(data, instance_class="M10"), replace(ours, instance_class="db.t4g.medium")
    assert judged(CONTROL, scope(home, atlas)) == {"missing-alarms": ("unproven", "ecs.tf:4")}
    assert judged(CONTROL, scope(home, documents)) == {"missing-alarms": ("unproven", "ecs.tf:4", "docdb.tf:1")}


def test_claimed_alarms_are_the_place_that_wants_proof() -> None:
    claim = made(Alarm, "README.md:20", kind=CLAIMED, watches=Watched.CPU)
    assert judged(CONTROL, scope(SERVER, claim)) == {"missing-alarms": ("unproven", "README.md:20")}


def test_files_that_could_not_be_read_leave_it_unreadable() -> None:
    assert judged(CONTROL, scope(SERVER, unreadable="alarms.tf")) == {"missing-alarms": ("unreadable", "alarms.tf")}


def test_metrics_that_nobody_is_called_about_fail_where_they_are_collected() -> None:
    source = made(MetricSource, "prometheus.yml:5", watches=Watched.CPU, system="prometheus")
    assert judged(CONTROL, scope(SERVER, source)) == {"metrics-without-alarms": ("failed", "prometheus.yml:5")}


def test_metrics_of_prometheus_fail_where_its_configuration_names_whom_it_tells() -> None:
    job = made(MetricSource, "prometheus.yml:9", watches=Watched.CPU, system="prometheus")
    other = replace(job, at=Location("other.yml", 4, 4), places={"alarms": Location("other.yml", 1, 2)})
    assert judged(CONTROL, scope(SERVER, job, other)) == {"metrics-without-alarms": ("failed", "other.yml:1-2")}


def test_an_alarm_that_only_adds_tasks_fails_where_it_says_what_it_sets_off() -> None:
    home = made(Workload, "ecs.tf:9", kind=DECLARED, platform=Platform.FARGATE, desired=1)
    database = made(Database, "rds.tf:3", kind=DECLARED, placement=Placement.RDS, engine="mysql")
    trigger = made(
        MetricSource, "alarms.tf:1", kind=DECLARED, watches=Watched.CPU, places={"alarms": "alarms.tf:16-18"}
    )
    found = judged(CONTROL, scope(home, database, trigger))
    assert found == {"metrics-without-alarms": ("failed", "alarms.tf:16-18", "rds.tf:3")}


def test_what_somebody_looks_at_by_hand_fails_where_it_is_called_monitoring() -> None:
    looks = made(
        MetricSource, "guide.md:80", kind=INSTRUCTED, watches=Watched.PROCESS, system="pm2 monit", by_hand=True
    )
    claim = made(Alarm, "README.md:20", kind=CLAIMED, watches=Watched.CPU)

    assert judged(CONTROL, scope(SERVER, looks)) == {"only-by-hand": ("failed", "guide.md:80")}
    advised = judged(CONTROL, scope(SERVER, looks, claim))
    assert advised == {"missing-alarms": ("unproven", "README.md:20", "guide.md:80")}


def test_what_the_clock_has_looked_at_is_shown_before_what_somebody_types() -> None:
    values: dict[str, Any] = {"watches": Watched.PROCESS, "by_hand": True}
    typed = made(MetricSource, "guide.md:80", kind=INSTRUCTED, system="pm2 monit", **values)
    line = made(MetricSource, "ops/crontab:3", system="look.sh", places={"alarms": "ops/crontab:3"}, **values)
    warns = made(MetricSource, "ops/look.sh:2-9", system="df", places={"alarms": "ops/look.sh:20-24"}, **values)
    agent = made(MetricSource, "agent.json:2", kind=DECLARED, watches=Watched.MEMORY)

    found = judged(CONTROL, scope(SERVER, typed, line, warns))
    assert found == {"only-by-hand": ("failed", "ops/crontab:3", "ops/look.sh:20-24", "guide.md:80")}
    beside = judged(CONTROL, scope(SERVER, typed, line, warns, agent))["metrics-without-alarms"]
    assert beside[:4] == ("failed", "agent.json:2", "ops/crontab:3", "ops/look.sh:20-24")


def test_alarms_are_missing_where_the_logs_are_kept_and_at_what_a_template_makes() -> None:
    logs = made(MetricSource, "logs.tf:1", kind=DECLARED, watches=Watched.LOGS)
    server = made(Instance, "main.tf:1-9", kind=DECLARED, instance_type="t3.small")
    database = made(Database, "main.tf:20", kind=DECLARED, placement=Placement.RDS, engine="postgresql")

    found = judged(CONTROL, scope(server, database, logs))

    assert found == {"missing-alarms": ("unproven", "logs.tf:1", "main.tf:1-9", "main.tf:20")}


def test_the_logs_that_tasks_write_stand_for_them() -> None:
    logs = made(MetricSource, "logs.tf:1", kind=DECLARED, watches=Watched.LOGS)
    tasks = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    assert judged(CONTROL, scope(tasks, logs)) == {"missing-alarms": ("unproven", "logs.tf:1")}


def test_the_logs_that_a_guide_looks_into_are_shown_beside_a_list_of_what_to_look_at() -> None:
    said = made(MetricSource, "deploy.yml:84", kind=CLAIMED, watches=Watched.OTHER, by_hand=True)
    logs = made(MetricSource, "guide.md:541", kind=INSTRUCTED, watches=Watched.LOGS, by_hand=True)
    shown = judged(CONTROL, scope(SERVER, said, logs))["missing-alarms"]
    assert shown == ("unproven", "deploy.yml:84", "guide.md:541")


def test_logs_that_a_guide_looks_into_where_nothing_runs_are_no_place_for_an_alarm() -> None:
    logs = made(MetricSource, "README.md:9", kind=INSTRUCTED, watches=Watched.LOGS, by_hand=True)

    assert judged(CONTROL, scope(logs)) == {"missing-alarms": ("unproven",)}


def test_an_alarm_for_every_part_holds() -> None:
    alarms = (
        alarm(Watched.CPU, 1),
        alarm(Watched.ERROR_RATE, 10),
        alarm(Watched.DATABASE_CONNECTIONS, 20),
    )
    assert judged(CONTROL, scope(SERVER, POSTGRES, *alarms)) == {
        "missing-alarms": ("configured", "alarms.tf:1", "alarms.tf:10", "alarms.tf:20"),
        "partly-watched": ("unproven (notice)", "guide.md:12", "guide.md:60"),
        "no-dashboard": ("unproven (notice)",),
    }


def test_what_a_part_that_is_watched_lacks_is_a_remark() -> None:
    watched = (Watched.CPU, Watched.MEMORY, Watched.DISK, Watched.STATUS, Watched.RESPONSE_TIME, Watched.ERROR_RATE)
    alarms = [alarm(watches, line + 1) for line, watches in enumerate(watched)]

    def said(*kept: Alarm) -> tuple[str, ...]:
        return judged(CONTROL, scope(SERVER, DASHBOARD, *kept)).get("partly-watched", ())

    assert said(*(one for one in alarms if one.watches is not Watched.DISK)) == ("unproven (notice)", "guide.md:12")
    # Of how it answers, one alarm of two tells as well.
    assert said(*alarms[:-1]) == ("unproven (notice)", "guide.md:12")
    assert said(*alarms) == ()


def test_full_coverage_with_a_dashboard_leaves_nothing_to_remark_on() -> None:
    watched = (Watched.CPU, Watched.MEMORY, Watched.DISK, Watched.STATUS, Watched.ERROR_RATE, Watched.RESPONSE_TIME)
    alarms = tuple(alarm(watches, line + 1) for line, watches in enumerate(watched))
    places = tuple(f"alarms.tf:{line + 1}" for line in range(len(watched)))
    assert judged(CONTROL, scope(SERVER, DASHBOARD, *alarms)) == {"missing-alarms": ("configured", *places)}


def test_a_part_without_any_alarm_fails_where_the_part_is_described() -> None:
    answers = judged(CONTROL, scope(SERVER, POSTGRES, alarm(Watched.CPU), alarm(Watched.UPTIME, 9)))
    assert answers == {"missing-alarms": ("failed", "guide.md:60", "alarms.tf:1", "alarms.tf:9")}
    assert judged(CONTROL, scope(SERVER, alarm(Watched.CPU))) == {
        "missing-alarms": ("failed", "guide.md:12", "alarms.tf:1")
    }


def test_a_billing_alarm_says_nothing_about_the_product() -> None:
    assert judged(CONTROL, scope(SERVER, alarm(Watched.COST))) == {"missing-alarms": ("unproven", "guide.md:12")}


def test_a_functions_error_alarm_is_enough_for_it() -> None:
    answers = judged(CONTROL, scope(FUNCTION, DASHBOARD, alarm(Watched.ERROR_RATE)))
    assert answers == {
        "missing-alarms": ("configured", "alarms.tf:1"),
        "partly-watched": ("unproven (notice)", "template.yaml:10"),
    }
    both = judged(CONTROL, scope(FUNCTION, DASHBOARD, alarm(Watched.ERROR_RATE), alarm(Watched.RESPONSE_TIME, 9)))
    assert both == {"missing-alarms": ("configured", "alarms.tf:1", "alarms.tf:9")}


def test_an_alarm_on_a_function_that_does_chores_says_nothing_of_the_hosts_that_serve() -> None:
    errors = alarm(Watched.FUNCTION_ERRORS, 5)
    host = alarm(Watched.STATUS, 9)
    assert judged(CONTROL, scope(SERVER, errors)) == {"missing-alarms": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(SERVER, errors, host)) == {"missing-alarms": ("failed", "guide.md:12", "alarms.tf:9")}
    serving = judged(CONTROL, scope(SERVER, FUNCTION, errors, host, DASHBOARD))
    assert serving["missing-alarms"] == ("configured", "alarms.tf:5", "alarms.tf:9")


def test_alarms_on_what_functions_do_watch_a_product_of_functions_whole() -> None:
    told = scope(FUNCTION, alarm(Watched.FUNCTION_ERRORS), alarm(Watched.FUNCTION_DURATION, 9), DASHBOARD)
    assert judged(CONTROL, told) == {"missing-alarms": ("configured", "alarms.tf:1", "alarms.tf:9")}


def test_an_alarm_on_a_cache_says_nothing_of_what_serves() -> None:
    told = scope(SERVER, alarm(Watched.BESIDE), alarm(Watched.UPTIME, 9))
    assert judged(CONTROL, told) == {"missing-alarms": ("failed", "guide.md:12", "alarms.tf:9")}


def test_a_database_elsewhere_needs_no_alarm_of_ours() -> None:
    elsewhere = made(Database, ".env.example:2", engine="mongodb", placement=Placement.EXTERNAL)
    answers = judged(CONTROL, scope(FUNCTION, elsewhere, alarm(Watched.ERROR_RATE)))
    assert answers["missing-alarms"] == ("configured", "alarms.tf:1")


def test_an_alarm_without_an_action_tells_nobody() -> None:
    silent = alarm(Watched.ERROR_RATE, notifies=False, places={"notifies": "alarms.tf:7"})
    answers = judged(CONTROL, scope(FUNCTION, DASHBOARD, silent))
    assert answers["alarm-without-action"] == ("failed", "alarms.tf:7")


def test_a_topic_that_an_alarm_is_known_to_call_wants_a_subscriber_whatever_its_name() -> None:
    called = made(Topic, "sns:1", kind=DECLARED, name="shop", for_alarms=True)
    own = made(Topic, "sns:2", kind=DECLARED, name="shop", for_alarms=False)
    watched = (FUNCTION, DASHBOARD, alarm(Watched.ERROR_RATE))
    assert judged(CONTROL, scope(*watched, called))["topic-without-subscriber"] == ("failed", "sns:1")
    assert "topic-without-subscriber" not in judged(CONTROL, scope(*watched, own))


def test_a_topic_for_alarms_wants_a_subscriber() -> None:
    unheard = made(Topic, "alarms.tf:50", kind=DECLARED, name="prod-alerts")
    heard = made(Topic, "alarms.tf:60", kind=DECLARED, name="ops", subscribers=("email",))
    orders = made(Topic, "events.tf:1", kind=DECLARED, name="order-created")
    watched = (FUNCTION, DASHBOARD, alarm(Watched.ERROR_RATE))
    assert judged(CONTROL, scope(*watched, unheard))["topic-without-subscriber"] == ("failed", "alarms.tf:50")
    assert "topic-without-subscriber" not in judged(CONTROL, scope(*watched, unheard, heard))
    assert "topic-without-subscriber" not in judged(CONTROL, scope(*watched, orders))
    assert "topic-without-subscriber" not in judged(CONTROL, scope(FUNCTION, unheard))


def test_a_topic_that_alarms_call_and_nobody_hears_fails_beside_one_that_is_heard() -> None:
    rings = made(Alarm, "x:1", kind=EvidenceKind.OBSERVED, watches=Watched.CPU, name="cpu", notifies=True)
    heard = made(Topic, "x:2", kind=EvidenceKind.OBSERVED, name="shop-alarms", subscribers=("email",), for_alarms=True)
    unheard = made(Topic, "x:3", kind=EvidenceKind.OBSERVED, name="shop-night", for_alarms=True)

    found = [
        one for one in CONTROL.judge(scope(rings, heard, unheard)) if one.check.endswith("topic-without-subscriber")
    ]

    assert [(one.status, one.params["name"]) for one in found] == [(Status.FAILED, "shop-night")]


def test_a_mere_list_of_metrics_is_where_alarms_should_be_told() -> None:
    listed = made(MetricSource, "guide.md:30-32", kind=CLAIMED, watches=Watched.CPU, by_hand=True)

    assert judged(CONTROL, scope(SERVER, listed)) == {"missing-alarms": ("unproven", "guide.md:30-32")}


def test_where_somebody_looks_by_hand_at_what_no_alarm_watches_the_alarm_is_missing() -> None:
    looks = made(MetricSource, "guide.md:70-75", kind=INSTRUCTED, watches=Watched.PROCESS, by_hand=True)

    shown = judged(CONTROL, scope(SERVER, looks, alarm(Watched.DISK)))["missing-alarms"]
    assert shown == ("failed", "guide.md:70-75", "alarms.tf:1")


def test_a_line_whose_script_calls_somebody_is_no_look_by_hand() -> None:
    values: dict[str, Any] = {"watches": Watched.PROCESS, "by_hand": True, "places": {"alarms": "guide.md:70"}}
    line = made(MetricSource, "guide.md:70", kind=INSTRUCTED, system="look.sh", **values)
    calls = made(Alarm, "ops/look.sh:3", watches=Watched.DISK, notifies=True, system="script")

    assert "guide.md:70" not in judged(CONTROL, scope(SERVER, line, calls))["missing-alarms"]
    assert "guide.md:70" in judged(CONTROL, scope(SERVER, line, alarm(Watched.DISK)))["missing-alarms"]


def test_measuring_that_is_switched_off_is_shown_beside_what_has_no_alarm() -> None:
    tasks = made(Workload, "manifest.yml:9", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    off = made(MetricSource, "env.yml:4", kind=DECLARED, watches=Watched.CPU, off=True)
    on = made(MetricSource, "env.yml:4", kind=DECLARED, watches=Watched.CPU)

    assert judged(CONTROL, scope(tasks, off)) == {"missing-alarms": ("unproven", "manifest.yml:9", "env.yml:4")}
    assert judged(CONTROL, scope(tasks, on))["metrics-without-alarms"][0] == "failed"
    # What runs the application comes before what measures its database.
    slow = made(MetricSource, "db.yml:4", kind=DECLARED, watches=Watched.DATABASE_QUERIES, off=True)
    assert judged(CONTROL, scope(tasks, slow, off))["missing-alarms"][-1] == "env.yml:4"


def test_logs_that_are_switched_off_stand_for_the_machines_of_the_same_settings() -> None:
    machines = made(Workload, "01.config:1-3", kind=DECLARED, platform=Platform.BEANSTALK, behind_load_balancer=True)
    look = made(MetricSource, "deploy.yml:9", system="eb logs", by_hand=True, watches=Watched.LOGS)
    off = made(MetricSource, "03.config:3", kind=DECLARED, watches=Watched.LOGS, off=True)

    assert judged(CONTROL, scope(machines, off)) == {"missing-alarms": ("unproven", "03.config:3")}
    assert judged(CONTROL, scope(machines, look, off)) == {
        "missing-alarms": ("unproven", "deploy.yml:9", "03.config:3")
    }


def test_a_file_of_sqlite_has_nothing_that_an_alarm_would_watch() -> None:
    file = made(Database, "start.sh:9", kind=DECLARED, engine="sqlite", placement=Placement.HOST)
    assert judged(CONTROL, scope(SERVER, SSH, file)) == {"missing-alarms": ("unproven", "guide.md:12")}
    assert judged(CONTROL, scope(file)) == judged(CONTROL, scope())


def test_an_alarm_that_follows_others_calls_for_them() -> None:
    silent = made(Alarm, "a.tf:1", kind=DECLARED, watches=Watched.CPU, notifies=False)
    above = made(Alarm, "a.tf:9", kind=DECLARED, watches=Watched.OTHER, notifies=True, composed=True)
    assert judged(CONTROL, scope(silent))["alarm-without-action"] == ("failed", "a.tf:1")
    assert "alarm-without-action" not in judged(CONTROL, scope(silent, above))


def test_containers_that_measure_stand_beside_what_they_collect() -> None:
    job = made(MetricSource, "prometheus.yml:9", watches=Watched.CPU, system="prometheus")
    container = made(Container, "compose.yml:4", kind=DECLARED, name="prometheus", image="prom/prometheus:v2", file="x")
    found = ("failed", "prometheus.yml:9", "compose.yml:4")
    assert judged(CONTROL, scope(SERVER, job, container)) == {"metrics-without-alarms": found}
    assert judged(CONTROL, scope(SERVER, container)) == {"metrics-without-alarms": ("failed", "compose.yml:4")}


def test_of_a_script_that_writes_what_the_agent_collects_and_starts_it_the_former_is_shown() -> None:
    starts = made(MetricSource, "user_data.sh:120", kind=DECLARED, watches=Watched.MEMORY)
    collects = made(MetricSource, "user_data.sh:47-55", kind=DECLARED, watches=Watched.CPU)
    told = judged(CONTROL, scope(SERVER, starts, collects))["metrics-without-alarms"]
    assert told[:2] == ("failed", "user_data.sh:47-55")
    assert "user_data.sh:120" not in told


def test_an_alarm_on_a_metric_that_nobody_sends_watches_nothing() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    idle = alarm(Watched.MEMORY, 7, measured=False, places={"watches": "alarms.tf:9"})
    assert judged(CONTROL, scope(home, idle)) == {
        "alarm-on-no-metric": ("failed", "alarms.tf:9"),
        "missing-alarms": ("failed", "ecs.tf:4"),
    }


def test_an_idle_alarm_beside_those_that_watch_every_part_is_a_remark() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    beside = (alarm(Watched.CPU, 1), alarm(Watched.ERROR_RATE, 3), alarm(Watched.MEMORY, 7, measured=False))
    found = {one.check: one.severity for one in CONTROL.judge(scope(home, *beside))}
    assert found["monitoring.alarm-on-no-metric"] is Severity.NOTICE


def test_an_idle_alarm_on_a_queue_that_nothing_else_watches_is_a_fault() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    watched = (home, alarm(Watched.CPU, 1), alarm(Watched.ERROR_RATE, 3))
    idle = alarm(Watched.BESIDE, 7, measured=False)
    found = {one.check: one.severity for one in CONTROL.judge(scope(*watched, idle))}
    assert found["monitoring.alarm-on-no-metric"] is Severity.WARNING
    found = {one.check: one.severity for one in CONTROL.judge(scope(*watched, idle, alarm(Watched.BESIDE, 9)))}
    assert found["monitoring.alarm-on-no-metric"] is Severity.NOTICE


def test_an_alarm_that_waits_for_a_value_that_never_comes_watches_nothing() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    mute = alarm(Watched.ERROR_RATE, 7, rings=False, places={"threshold": "alarms.tf:12"})
    assert judged(CONTROL, scope(home, mute)) == {
        "alarm-never-rings": ("failed", "alarms.tf:12"),
        "missing-alarms": ("failed", "ecs.tf:4"),
    }
    # Beside another that watches the same it is a remark.
    again = (mute, alarm(Watched.ERROR_RATE, 9), alarm(Watched.CPU, 11))
    found = {one.check: one.severity for one in CONTROL.judge(scope(home, *again))}
    assert found["monitoring.alarm-never-rings"] is Severity.NOTICE
    # Nothing is watched by it alone, either.
    assert judged(CONTROL, scope(mute)) == {"alarm-never-rings": ("failed", "alarms.tf:12")}


def test_a_page_that_shows_numbers_calls_nobody() -> None:
    page = made(Dashboard, "main.tf:20", kind=DECLARED, name="shop")
    assert judged(CONTROL, scope(SERVER, page)) == {"metrics-without-alarms": ("failed", "main.tf:20")}
    # Advice to have alarms stands beside the page that is made.
    wish = made(Alarm, "guide.md:90", kind=CLAIMED, watches=Watched.CPU)
    assert judged(CONTROL, scope(SERVER, page, wish))["missing-alarms"] == ("unproven", "guide.md:90", "main.tf:20")
    # What a guide has somebody put on a page is no more than the guide's word for it.
    told = made(Dashboard, "guide.md:20", kind=INSTRUCTED, name="shop")
    assert "metrics-without-alarms" not in judged(CONTROL, scope(SERVER, told))


def test_what_is_missing_is_shown_beside_the_alarms_that_a_template_or_a_script_makes_and_that_work() -> None:
    made_there = (alarm(Watched.DISK, 5), alarm(Watched.MEMORY, 9), alarm(Watched.DISK, 13, rings=False))
    shown = judged(CONTROL, scope(SERVER, *made_there))["missing-alarms"]
    assert shown == ("failed", "guide.md:12", "alarms.tf:5", "alarms.tf:9")
    for beside, place in ((Watched.BESIDE, ("alarms.tf:1",)), (Watched.OTHER, ("alarms.tf:1",)), (Watched.COST, ())):
        only = judged(CONTROL, scope(SERVER, alarm(beside)))["missing-alarms"]
        assert only == ("unproven", "guide.md:12", *place)


def test_what_is_missing_beside_a_guides_alarms_is_shown_there_too() -> None:
    told = made(Alarm, "guide.md:80", kind=INSTRUCTED, watches=Watched.DATABASE_CPU, notifies=True)
    declared = alarm(Watched.DATABASE_CPU)
    assert judged(CONTROL, scope(SERVER, told))["missing-alarms"] == ("failed", "guide.md:12", "guide.md:80")
    assert judged(CONTROL, scope(SERVER, declared))["missing-alarms"] == ("failed", "guide.md:12", "alarms.tf:1")


def test_a_staging_that_goes_unwatched_beside_a_watched_production_may_stay_so() -> None:
    watched = alarm(Watched.ERROR_RATE, environment="production")
    server = replace(SERVER, environment="staging")
    beside = scope(server, environment="staging", strict=False, others={"production": (watched,)})
    assert judged(CONTROL, beside)["missing-alarms"] == ("not_applicable",)
    bill = replace(watched, watches=Watched.COST)
    for theirs in ((), (bill,)):
        alone = scope(server, environment="staging", strict=False, others={"production": theirs})
        assert judged(CONTROL, alone)["missing-alarms"] == ("unproven", "guide.md:12")
    asked = scope(server, environment="staging", strict=False, spec_given=True, others={"production": (watched,)})
    assert judged(CONTROL, asked)["missing-alarms"] == ("unproven", "guide.md:12")


def test_who_was_to_hear_of_alarms_and_is_switched_off_is_shown_beside_the_topic() -> None:
    topic = made(Topic, "a.tf:1", kind=DECLARED, name="alerts")
    meant = made(Topic, "a.tf:5", kind=CLAIMED, subscribers=("email",))
    found = judged(CONTROL, scope(alarm(Watched.CPU), topic, meant))
    assert found["topic-without-subscriber"] == ("failed", "a.tf:1", "a.tf:5")
    heard = replace(topic, subscribers=("slack",))
    assert "topic-without-subscriber" not in judged(CONTROL, scope(alarm(Watched.CPU), heard, meant))


def test_what_a_list_of_alarms_lacks_is_shown_at_the_list_and_at_what_is_switched_off() -> None:
    host = made(Instance, "main.tf:9", kind=DECLARED, purpose="application")
    store = made(Database, "compose.yml:3", engine="postgresql", placement=Placement.CONTAINER, with_application=True)
    alarm = made(Alarm, "rules.yml:8", watches=Watched.UPTIME, notifies=True, places={"list": "rules.yml:2"})
    off = made(MetricSource, "deploy.yml:40", watches=Watched.CPU, off=True)
    bare = made(Alarm, "alarms.tf:1", kind=DECLARED, watches=Watched.CPU, notifies=True)
    told = judged(CONTROL, scope(host, store, alarm))["missing-alarms"]
    assert told == ("failed", "main.tf:9", "rules.yml:2")
    assert judged(CONTROL, scope(host, store, alarm, off))["missing-alarms"] == (*told, "deploy.yml:40")
    assert judged(CONTROL, scope(host, store, bare))["missing-alarms"][-2:] == ("compose.yml:3", "alarms.tf:1")


def test_an_alarm_beside_the_product_that_is_switched_off_shows_where_alarms_are_made() -> None:
    off = made(Alarm, "variables.tf:57", kind=CLAIMED, watches=Watched.BUCKET_SIZE)
    assert judged(CONTROL, scope(off))["missing-alarms"] == ("unproven", "variables.tf:57")


def test_a_host_that_only_a_text_tells_of_is_where_nothing_watches_what_a_pipeline_releases() -> None:
    released = made(Deployment, "cd.yml:17", method="ssh")
    told = made(Instance, "ops.md:6", kind=CLAIMED, instance_type="t3.small")
    jump = made(Instance, "ops.md:9", kind=CLAIMED, purpose="bastion")
    assert judged(CONTROL, scope(released, told))["missing-alarms"] == ("unproven", "ops.md:6")
    assert judged(CONTROL, scope(released, jump))["missing-alarms"] == ("unproven",)


def test_a_list_of_what_to_watch_is_shown_of_each_file_beside_the_commands_to_look_with() -> None:
    looks = made(MetricSource, "guide.md:80", kind=INSTRUCTED, watches=Watched.PROCESS, by_hand=True)
    lists = [made(MetricSource, at, kind=CLAIMED, watches=Watched.CPU, by_hand=True) for at in ("a.md:4", "b.md:9-12")]
    again = made(MetricSource, "a.md:20", kind=CLAIMED, watches=Watched.CPU, by_hand=True)
    found = judged(CONTROL, scope(SERVER, looks, lists[0], again, lists[1]))
    assert found == {"only-by-hand": ("failed", "guide.md:80", "a.md:4", "b.md:9-12")}


def test_a_mere_list_is_shown_beside_what_a_template_makes() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    said = made(MetricSource, "deploy.yml:40-46", kind=CLAIMED, watches=Watched.OTHER, by_hand=True)
    assert judged(CONTROL, scope(home, said)) == {"missing-alarms": ("unproven", "deploy.yml:40-46", "ecs.tf:4")}
    assert judged(CONTROL, scope(SERVER, said)) == {"missing-alarms": ("unproven", "deploy.yml:40-46")}


def test_what_the_clock_starts_to_look_is_shown_of_each_file_first() -> None:
    def by_clock(at: str) -> MetricSource:
        return made(MetricSource, at, watches=Watched.PROCESS, by_hand=True, places={"alarms": at})

    found = judged(CONTROL, scope(SERVER, by_clock("setup.sh:9"), by_clock("setup.sh:30"), by_clock("guide.md:50-70")))
    assert found == {"only-by-hand": ("failed", "setup.sh:9", "guide.md:50-70")}


def test_an_agent_that_measures_nothing_yet_is_shown_beside_the_commands_to_look_with() -> None:
    looks = made(MetricSource, "guide.md:80", kind=INSTRUCTED, watches=Watched.PROCESS, by_hand=True)
    idle = made(MetricSource, "stack.ts:30", kind=DECLARED, watches=Watched.MEMORY, off=True)
    assert judged(CONTROL, scope(SERVER, looks, idle)) == {"only-by-hand": ("failed", "guide.md:80", "stack.ts:30")}


def test_where_a_guide_has_alarms_set_those_of_its_database_belong_beside_them() -> None:
    told = [alarm(watched, 5, kind=INSTRUCTED) for watched in (Watched.CPU, Watched.ERROR_RATE)]
    assert judged(CONTROL, scope(SERVER, POSTGRES, *told))["missing-alarms"] == ("failed", "alarms.tf:5")
    declared = made(Database, "rds.tf:1", kind=DECLARED, engine="mysql", placement=Placement.RDS)
    found = judged(CONTROL, scope(SERVER, declared, *told))["missing-alarms"]
    assert found == ("failed", "rds.tf:1", "alarms.tf:5")


def test_commands_that_somebody_types_stand_beside_what_a_template_makes() -> None:
    home = made(Workload, "ecs.tf:4", kind=DECLARED, platform=Platform.FARGATE, desired=2)
    logs = made(MetricSource, "guide.md:80", kind=INSTRUCTED, watches=Watched.LOGS, by_hand=True)
    assert judged(CONTROL, scope(home, logs)) == {"missing-alarms": ("unproven", "guide.md:80", "ecs.tf:4")}
    assert judged(CONTROL, scope(SERVER, logs)) == {"missing-alarms": ("unproven", "guide.md:80")}


def test_what_other_guides_have_somebody_look_at_is_shown_beside_numbers_without_alarms() -> None:
    measured = made(MetricSource, "guide.md:448-452", kind=INSTRUCTED, watches=Watched.MEMORY, system="cloudwatch")
    looks = [
        made(MetricSource, at, kind=INSTRUCTED, watches=Watched.PROCESS, system="docker stats", by_hand=True)
        for at in ("guide.md:459-468", "host.md:321-355", "list.md:250-261")
    ]

    found = judged(CONTROL, scope(SERVER, measured, *looks))["metrics-without-alarms"]

    assert found == ("failed", "guide.md:448-452", "host.md:321-355", "list.md:250-261")


def test_what_is_wished_for_is_shown_beside_alarms_that_a_text_only_claims() -> None:
    claim = made(Alarm, "README.md:20", kind=CLAIMED, watches=Watched.CPU)
    wish = made(MetricSource, "README.md:60", kind=CLAIMED, watches=Watched.OTHER, by_hand=True)
    found = judged(CONTROL, scope(SERVER, claim, wish))
    assert found == {"missing-alarms": ("unproven", "README.md:20", "README.md:60")}


def test_an_agent_that_a_guide_leaves_idle_is_the_place_rather_than_the_step_that_makes_the_host() -> None:
    host = made(Instance, "guide.md:46", kind=INSTRUCTED, instance_type="t3.micro")
    idle = made(MetricSource, "guide.md:793", kind=INSTRUCTED, watches=Watched.MEMORY, off=True)
    assert judged(CONTROL, scope(host, idle))["missing-alarms"] == ("unproven", "guide.md:793")
    assert judged(CONTROL, scope(host))["missing-alarms"] == ("unproven", "guide.md:46")
    made_so = replace(host, kind=DECLARED)
    assert judged(CONTROL, scope(made_so, idle))["missing-alarms"] == ("unproven", "guide.md:46", "guide.md:793")


def test_words_for_alarms_that_leave_open_on_what_are_the_place_that_wants_proof_too() -> None:
    vague = made(Alarm, "guide.md:356", kind=CLAIMED, watches=Watched.OTHER)
    assert judged(CONTROL, scope(vague))["missing-alarms"] == ("unproven", "guide.md:356")


def test_alarms_that_a_stack_leaves_without_anybody_to_call_are_mended_at_the_call_of_their_module() -> None:
    left = {"notifies": "main.tf:9", "asked from": "main.tf:9"}
    alarms = [
        made(Alarm, f"alarms/main.tf:{line}", kind=DECLARED, watches=Watched.CPU, notifies=False, places=left)
        for line in (3, 12, 21)
    ]

    assert judged(CONTROL, scope(*alarms))["alarm-without-action"] == ("failed", "main.tf:9")
