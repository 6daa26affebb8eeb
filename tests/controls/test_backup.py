from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from holdfast.controls.backup import CONTROL
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import (
    BackupJob,
    Bucket,
    BuiltInSecret,
    Container,
    Database,
    Deployment,
    Fact,
    FileSystem,
    HandedSecret,
    HealthHandler,
    Ingress,
    Instance,
    Placement,
    PointInTimeRecovery,
    Policy,
    ReadsSetting,
    RestoreProcedure,
    ScriptFault,
    SecretStore,
    ServesHttp,
)
from holdfast.model.product import Product
from tests.controls.support import CLAIMED, DECLARED, INSTRUCTED, judged, made, scope

HOST = made(Database, "guide.md:60-70", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
RESTORE = made(RestoreProcedure, "restore.md:10", kind=INSTRUCTED)
REMARKS = {"no-point-in-time": ("unproven (notice)",), "no-other-region": ("unproven (notice)",)}


def job(**values: Any) -> BackupJob:
    stands = {"destination": "backup.sh:12", "retention_days": "backup.sh:15"}
    good: dict[str, Any] = {
        "subject": "database",
        "method": "pg_dump",
        "schedule": "0 3 * * *",
        "destination": "s3",
        "retention_days": 30,
    }
    return made(BackupJob, "backup.sh:8", places=stands, **{**good, **values})


def rds(days: int | None, **values: Any) -> Database:
    return made(
        Database,
        "rds.tf:1",
        engine="postgresql",
        placement=Placement.RDS,
        name="main",
        retention_days=days,
        **{"kind": DECLARED, "places": {"retention_days": "rds.tf:8"}, **values},
    )


def table(*, recovers: bool | None, name: str = "orders", expires: bool | None = None) -> Database:
    return made(
        Database,
        "template.yaml:20",
        kind=DECLARED,
        places={"point_in_time": "template.yaml:26"},
        engine="dynamodb",
        placement=Placement.DYNAMODB,
        name=name,
        point_in_time=recovers,
        expires=expires,
    )


def test_without_a_database_nothing_needs_a_backup() -> None:
    lock = table(recovers=None, name="terraform-state-lock")
    assert judged(CONTROL, scope()) == {"no-backup": ("not_applicable",)}
    assert judged(CONTROL, scope(lock)) == {"no-backup": ("not_applicable",)}


def test_an_opening_for_a_databases_port_tells_that_there_is_one() -> None:
    web = made(Ingress, "network.tf:4", kind=DECLARED, from_port=443, to_port=443, sources=("0.0.0.0/0",))
    inner = made(Ingress, "network.tf:20", kind=DECLARED, from_port=5432, to_port=5432, sources=("web",))
    every = made(Ingress, "network.tf:30", kind=DECLARED, from_port=0, to_port=65535, sources=("web",))
    assert judged(CONTROL, scope(web, inner)) == {"no-backup": ("unproven", "network.tf:20")}
    assert judged(CONTROL, scope(web, every)) == {"no-backup": ("not_applicable",)}
    account = replace(scope(inner), view=View(facts=(inner,), shown=frozenset({Database})))
    assert judged(CONTROL, account) == {"no-backup": ("not_applicable",)}


def test_a_health_endpoint_that_asks_a_database_tells_that_there_is_one_and_not_where() -> None:
    asking = made(HealthHandler, "health.ts:6", path="/health", checks=("database", "cache"), fails=True)
    assert judged(CONTROL, scope(asking)) == {"no-backup": ("unproven",)}
    assert judged(CONTROL, scope(replace(asking, checks=("cache",)))) == {"no-backup": ("not_applicable",)}


@pytest.mark.parametrize(
    ("name", "tells"), [("DATABASE_URL", True), ("db_host", True), ("DB_PATH", True), ("PUBLIC_URL", False)]
)
def test_the_setting_of_its_address_tells_of_a_database(name: str, tells: bool) -> None:
    expected = ("unproven", "config.ts:9") if tells else ("not_applicable",)
    assert judged(CONTROL, scope(made(ReadsSetting, "config.ts:9", name=name))) == {"no-backup": expected}
    handed = made(HandedSecret, "config.ts:9", to="the server", names=("JWT_SECRET", name.upper()))
    assert judged(CONTROL, scope(handed)) == {"no-backup": expected}


@pytest.mark.parametrize(
    ("fact", "tells"),
    [
        (made(SecretStore, "manifest.yml:9", service="parameter-store", name="DATABASE_URL"), True),
        (made(SecretStore, "manifest.yml:9", service="parameter-store", name="OPENAI_API_KEY"), False),
        (made(SecretStore, "manifest.yml:9", service="parameter-store"), False),
        (made(BuiltInSecret, "manifest.yml:9", names=("APPLICATION_PROD_YML",)), True),
        (made(BuiltInSecret, "manifest.yml:9", names=("NPM_TOKEN",)), False),
        (made(BuiltInSecret, "manifest.yml:9", names=("GEOIP_DB_PATH",)), False),
        (made(Container, "manifest.yml:9", file="manifest.yml", name="vectors", image="qdrant/qdrant:v1.9"), True),
        (made(Container, "manifest.yml:9", file="manifest.yml", name="tool", image="qdrant-exporter:1"), False),
    ],
)
def test_what_the_application_is_given_or_stands_beside_tells_of_data(fact: Fact, tells: bool) -> None:
    expected = ("unproven", "manifest.yml:9") if tells else ("not_applicable",)
    assert judged(CONTROL, scope(fact)) == {"no-backup": expected}


def test_what_is_measured_of_hosts_is_no_data_of_the_product() -> None:
    series = made(Container, "compose.yml:4", file="compose.yml", name="series", image="influxdb:2.7")
    collector = made(Container, "compose.yml:6", file="compose.yml", name="collector", image="telegraf:1.3")
    assert judged(CONTROL, scope(series)) == {"no-backup": ("unproven", "compose.yml:4")}
    assert judged(CONTROL, scope(series, collector)) == {"no-backup": ("not_applicable",)}


def test_folders_that_somebody_packs_are_data_where_no_database_is_seen() -> None:
    packed = made(BackupJob, "backup.sh:8", subject="archive", method="copy", destination="host")
    answers = judged(CONTROL, scope(packed))
    assert answers["never-scheduled"] == answers["same-host"] == ("failed", "backup.sh:8")
    release = made(Deployment, "backup.sh:12", method="ssh")
    assert judged(CONTROL, scope(packed, release)) == {"no-backup": ("not_applicable",)}


def test_of_a_rehearsal_whose_own_data_nobody_tells_it_is_a_remark_beside_production_whose_data_is_told() -> None:
    claim = made(Database, "README.md:4", kind=CLAIMED, engine="postgresql", placement=Placement.RDS)
    kept = made(Database, "main.tf:9", kind=DECLARED, environment="production", engine="postgresql",
                placement=Placement.RDS, retention_days=35)  # fmt: skip
    beside = {"production": (claim, kept)}
    said = judged(CONTROL, scope(claim, environment="staging", strict=False, others=beside))
    assert said == {"no-backup": ("unproven (notice)", "README.md:4")}
    alone = judged(CONTROL, scope(claim, environment="staging", strict=False, others={"production": (claim,)}))
    assert alone == {"no-backup": ("unproven", "README.md:4")}
    own = replace(claim, environment="staging")
    assert judged(CONTROL, scope(own, environment="staging", strict=False, others=beside))["no-backup"][0] == "unproven"


def test_steps_that_bring_back_what_nobody_is_seen_to_back_up_are_shown() -> None:
    assert judged(CONTROL, scope(HOST, RESTORE))["no-backup"] == ("unproven", "guide.md:60-70", "restore.md:10")


def test_what_lies_on_a_server_whose_program_is_kept_elsewhere_nobody_says() -> None:
    host = made(Instance, "compute.tf:3", kind=DECLARED, name="app")
    assert judged(CONTROL, scope(host)) == {"no-backup": ("unproven", "compute.tf:3")}
    serves = made(ServesHttp, "main.go:9")
    assert judged(CONTROL, scope(host, serves)) == {"no-backup": ("not_applicable",)}
    pages = made(Deployment, "guide.md:5", kind=INSTRUCTED, method="static", manual=True)
    assert judged(CONTROL, scope(host, pages)) == {"no-backup": ("unproven", "compute.tf:3")}
    named = replace(pages, method="compose")
    assert judged(CONTROL, scope(host, named)) == {"no-backup": ("unproven", "compute.tf:3")}
    started = replace(named, kind=EvidenceKind.CODED, manual=False)
    assert judged(CONTROL, scope(host, started)) == {"no-backup": ("not_applicable",)}
    for other in (replace(host, group="web"), replace(host, purpose="bastion"), replace(host, kind=CLAIMED)):
        assert judged(CONTROL, scope(other)) == {"no-backup": ("not_applicable",)}
    account = replace(scope(host), view=View(facts=(host,), shown=frozenset({Database})))
    assert judged(CONTROL, account) == {"no-backup": ("not_applicable",)}


@pytest.mark.parametrize(
    ("action", "resource", "principal_type", "told"),
    [
        ("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/orders", "role", True),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/orders", "role", True),
        ("dynamodb:GetItem", "arn:aws:dynamodb:*:*:table/orders", "role", False),
        ("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/terraform-lock", "role", False),
        ("dynamodb:PutItem", "arn:aws:dynamodb:*:*:table/orders", "deploy-role", False),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/*-orders", "deploy-role", True),
        ("dynamodb:CreateTable", "arn:aws:dynamodb:*:*:table/orders", "deploy-role", True),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/*", "deploy-role", False),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/tf-lock", "deploy-role", False),
        ("dynamodb:*", "arn:aws:dynamodb:*:*:table/shop-locks", "deploy-role", False),
        ("s3:PutObject", "arn:aws:s3:::files/*", "role", False),
    ],
)
def test_a_permission_to_write_rows_tells_that_there_is_a_table(
    action: str, resource: str, principal_type: str, told: bool
) -> None:
    policy = made(Policy, "api.yml:9", actions=(action,), resources=(resource,), principal_type=principal_type)
    expected = ("unproven", "api.yml:9") if told else ("not_applicable",)
    assert judged(CONTROL, scope(policy)) == {"no-backup": expected}


def test_files_that_could_not_be_read_leave_it_unreadable() -> None:
    assert judged(CONTROL, scope(unreadable="main.tf")) == {"no-backup": ("unreadable", "main.tf")}
    assert judged(CONTROL, scope(HOST, unreadable="backup.sh")) == {"no-backup": ("unreadable", "backup.sh")}


def test_a_database_that_is_only_claimed_is_unproven() -> None:
    claim = made(Database, "README.md:4", kind=CLAIMED, engine="mysql", placement=Placement.RDS)
    assert judged(CONTROL, scope(claim)) == {"no-backup": ("unproven", "README.md:4")}


@pytest.mark.parametrize(
    "placement", [Placement.HOST, Placement.CONTAINER, Placement.EXTERNAL, Placement.UNKNOWN, Placement.EMBEDDED]
)
def test_a_database_of_which_no_backup_is_told_is_unproven_where_it_is_set_up(placement: Placement) -> None:
    database = made(Database, "guide.md:60", kind=INSTRUCTED, engine="postgresql", placement=placement)
    assert judged(CONTROL, scope(database)) == {"no-backup": ("unproven", "guide.md:60")}


def test_a_file_that_sets_a_database_up_and_hands_its_address_on_is_shown_where_it_does_the_first() -> None:
    installed = made(Database, "user_data.sh:24", engine="postgresql", placement=Placement.HOST)
    asked = made(Database, "user_data.sh:8", engine="postgresql", placement=Placement.HOST)
    other = made(Database, "user_data.sh:30", engine="mysql", placement=Placement.HOST)
    assert judged(CONTROL, scope(installed, asked))["no-backup"] == ("unproven", "user_data.sh:24")
    assert judged(CONTROL, scope(installed, other))["no-backup"] == ("unproven", "user_data.sh:24", "user_data.sh:30")


@pytest.mark.parametrize("name", ["folder", "unsent"])
def test_what_a_script_tells_of_where_its_copies_stay_is_shown_beside_the_command(name: str) -> None:
    copied = replace(job(destination="host"), places={name: Location.lines("backup.sh", 3, 3)})
    assert judged(CONTROL, scope(HOST, copied))["same-host"] == ("failed", "backup.sh:8", "backup.sh:3")


def test_what_a_script_keeps_stays_there_although_somebody_may_fetch_a_copy_by_hand() -> None:
    fetched = replace(
        job(destination="other-host", schedule=None), at=Location.lines("ops.md", 9, 9), kind=INSTRUCTED, places={}
    )
    script = job(destination="host", schedule=None)
    assert judged(CONTROL, scope(HOST, script, fetched))["same-host"] == ("failed", "backup.sh:12")
    assert "same-host" not in judged(CONTROL, scope(HOST, script, replace(fetched, schedule="daily")))
    assert "same-host" not in judged(CONTROL, scope(HOST, fetched))


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"destination": "host"}, ("failed", "backup.sh:12")),
        ({"destination": "s3"}, None),
        ({"destination": "host", "schedule": None}, None),
    ],
)
def test_what_is_dumped_every_day_from_its_own_host_is_no_managed_database(
    values: dict[str, Any], shown: tuple[str, ...] | None
) -> None:
    dumps = job(**values)
    here = replace(dumps, places={**dumps.places, "server": Location("backup.sh", 8, 8)})
    assert judged(CONTROL, scope(rds(30), here, RESTORE)).get("same-host") == shown
    assert "same-host" not in judged(CONTROL, scope(rds(30), dumps, RESTORE))


def test_a_dump_of_a_database_that_is_only_claimed_is_judged_by_itself() -> None:
    claim = made(Database, "README.md:4", kind=CLAIMED, engine="mysql", placement=Placement.CONTAINER)
    answers = judged(CONTROL, scope(claim, job(destination="host")))
    assert answers["same-host"] == ("failed", "backup.sh:12")
    assert "no-backup" not in answers


def test_a_folder_that_is_packed_was_meant_to_be_the_backup_of_a_database_that_is_only_claimed() -> None:
    claim = made(Database, "README.md:4", kind=CLAIMED, engine="postgresql", placement=Placement.EXTERNAL)
    packed = made(BackupJob, "ops.md:90", kind=INSTRUCTED, subject="archive", method="copy", destination="host")
    assert judged(CONTROL, scope(claim, packed)) == {"no-backup": ("unproven", "ops.md:90")}


def test_a_claim_of_backups_is_the_place_that_wants_proof() -> None:
    claim = made(BackupJob, "README.md:9", kind=CLAIMED, subject="database", method="copy")
    assert judged(CONTROL, scope(HOST, claim)) == {"no-backup": ("unproven", "README.md:9")}


def test_a_scheduled_dump_to_s3_with_a_written_restore_holds() -> None:
    assert judged(CONTROL, scope(HOST, job(), RESTORE)) == {
        "no-restore-procedure": ("configured", "restore.md:10"),
        "no-backup": ("configured", "backup.sh:8"),
        **REMARKS,
    }


def test_production_remarks_end_with_recovery_to_a_moment_and_a_copy_elsewhere() -> None:
    archive = made(PointInTimeRecovery, "postgresql.conf:3", enabled=True)
    assert judged(CONTROL, scope(HOST, job(other_region=True), RESTORE, archive)) == {
        "no-restore-procedure": ("configured", "restore.md:10"),
        "no-backup": ("configured", "backup.sh:8"),
    }


def test_a_dump_without_a_written_restore_is_open() -> None:
    assert judged(CONTROL, scope(HOST, job())) == {
        "no-restore-procedure": ("unproven", "backup.sh:8"),
        "no-backup": ("configured", "backup.sh:8"),
        **REMARKS,
    }


def test_a_dump_that_nothing_starts_fails_and_its_line_is_accused_once() -> None:
    assert judged(CONTROL, scope(HOST, job(schedule=None))) == {
        "never-scheduled": ("failed", "backup.sh:8"),
        **REMARKS,
    }


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"name": "web"}, True),
        ({"name": "album-service"}, True),
        ({"name": "web", "count": 3}, False),
        ({"name": "LB"}, False),
        ({"name": "load-balancer"}, False),
        ({"name": "prod_haproxy_1"}, False),
    ],
)
def test_a_host_may_keep_something_unless_it_is_one_of_many_or_only_passes_on(
    told: dict[str, Any], *, asked: bool
) -> None:
    status, *_ = judged(CONTROL, scope(made(Instance, "hosts.yml:3", kind=DECLARED, purpose="application", **told)))[
        "no-backup"
    ]
    assert (status == "unproven") is asked


def test_a_job_is_shown_as_a_backup_only_when_it_runs_by_itself_and_leaves_the_host() -> None:
    mongo = made(Database, "guide.md:80", kind=INSTRUCTED, engine="mongodb", placement=Placement.HOST)

    assert "no-backup" not in judged(CONTROL, scope(HOST, job(destination="host"), RESTORE))
    assert "no-backup" not in judged(CONTROL, scope(job(schedule=None), RESTORE))
    both = judged(CONTROL, scope(HOST, mongo, job(), RESTORE))
    assert (both["no-backup"], both["no-backup 2"]) == (("configured", "backup.sh:8"), ("unproven", "guide.md:80"))


def test_two_failures_at_one_line_are_both_told_so_that_setting_one_aside_hides_nothing() -> None:
    careless = made(BackupJob, "backup.sh:2", subject="database", method="pg_dump", destination="host")
    fault = made(ScriptFault, "backup.sh:2", activity="backup", form="error-swallowed", command="pg_dump app")
    answers = judged(CONTROL, scope(HOST, careless, fault))
    assert {name: answer for name, answer in answers.items() if answer[0] == "failed"} == {
        "failure-hidden": ("failed", "backup.sh:2"),
        "never-scheduled": ("failed", "backup.sh:2"),
        "same-host": ("failed", "backup.sh:2"),
    }


def test_services_that_back_up_by_themselves_need_no_schedule() -> None:
    plan = job(method="aws-backup", subject="volume", schedule=None, destination="aws")
    assert "never-scheduled" not in judged(CONTROL, scope(HOST, plan, RESTORE))


def test_a_dump_that_stays_on_the_host_fails_where_it_is_written() -> None:
    answers = judged(CONTROL, scope(HOST, job(destination="host"), RESTORE))
    assert answers["same-host"] == ("failed", "backup.sh:12")


def test_a_dump_of_another_engine_saves_nothing() -> None:
    assert judged(CONTROL, scope(HOST, job(method="mysqldump"))) == {
        "no-backup": ("unproven", "guide.md:60-70", "backup.sh:8")
    }


@pytest.mark.parametrize("form", ["error-swallowed", "pipe-hides-error", "no-error-exit"])
def test_a_hidden_failure_fails_at_its_line(form: str) -> None:
    fault = made(ScriptFault, "backup.sh:9", activity="backup", form=form, command="pg_dump app")
    answers = judged(CONTROL, scope(HOST, job(), RESTORE, fault))
    assert answers["failure-hidden"] == ("failed", "backup.sh:9")


def test_a_hidden_failure_of_a_deployment_is_not_the_backups_concern() -> None:
    fault = made(ScriptFault, "deploy.sh:9", activity="deploy", form="error-swallowed", command="pm2 reload")
    assert "failure-hidden" not in judged(CONTROL, scope(HOST, job(), RESTORE, fault))


def test_a_clean_up_that_fails_unheard_is_a_remark_and_no_place_beside_a_copy_that_does() -> None:
    def fault(at: str, command: str) -> ScriptFault:
        return made(ScriptFault, at, activity="backup", form="error-swallowed", command=command)

    swept = fault("backup.sh:20", "find /backup -mtime +7 -delete")
    alone = judged(CONTROL, scope(HOST, job(), RESTORE, swept))
    assert alone["failure-hidden"] == ("failed (notice)", "backup.sh:20")
    answers = judged(CONTROL, scope(HOST, job(), RESTORE, swept, fault("backup.sh:9", "pg_dump app")))
    assert answers["failure-hidden"] == ("failed", "backup.sh:9")


def test_retention_that_never_deletes_fails_at_its_line() -> None:
    fault = made(ScriptFault, "backup.sh:15", activity="backup", form="retention-never-deletes", command="find")
    answers = judged(CONTROL, scope(HOST, job(), RESTORE, fault))
    assert answers["retention-never-deletes"] == ("failed", "backup.sh:15")


def test_a_restore_that_drops_the_data_first_fails_at_its_line() -> None:
    fault = made(ScriptFault, "restore.sh:4", activity="restore", form="dropped-before-restore", command="dropdb app")
    answers = judged(CONTROL, scope(HOST, job(), RESTORE, fault))
    assert answers["restore-drops-first"] == ("failed", "restore.sh:4")
    assert "failure-hidden" not in answers


@pytest.mark.parametrize(
    ("form", "way"),
    [
        ("sql", {"takes": "archive"}),
        ("sql", {"takes": "archive", "unreadable": True}),
        ("archive", {"takes": "sql"}),
        (None, {"takes": "archive", "unreadable": True}),
        (None, {"unreadable": True}),
    ],
)
def test_a_restore_that_cannot_read_what_the_backup_writes_fails(form: str | None, way: dict[str, Any]) -> None:
    restore = made(RestoreProcedure, "restore.md:10-14", kind=INSTRUCTED, places={"takes": "restore.md:12"}, **way)
    answers = judged(CONTROL, scope(HOST, job(form=form), restore))
    assert answers["restore-cannot-work"] == ("failed", "restore.md:12")
    assert "no-restore-procedure" not in answers


@pytest.mark.parametrize(
    ("form", "way"),
    [
        ("sql", {"takes": "sql"}),
        ("archive", {"takes": "archive", "unreadable": True}),  # the file is only called `.sql`
        (None, {"takes": "archive"}),
        ("sql", {}),
    ],
)
def test_a_restore_that_may_read_it_holds(form: str | None, way: dict[str, Any]) -> None:
    restore = made(RestoreProcedure, "restore.md:10-14", kind=INSTRUCTED, **way)
    answers = judged(CONTROL, scope(HOST, job(form=form), restore))
    assert answers["no-restore-procedure"] == ("configured", "restore.md:10-14")
    assert "restore-cannot-work" not in answers


def test_a_second_way_back_that_works_is_enough() -> None:
    vain = made(RestoreProcedure, "old.md:3", kind=INSTRUCTED, takes="archive", unreadable=True)
    assert "restore-cannot-work" not in judged(CONTROL, scope(HOST, job(form="sql"), RESTORE, vain))


def test_a_script_that_dumps_a_database_speaks_of_one() -> None:
    fault = made(ScriptFault, "backup.sh:9", activity="backup", form="error-swallowed")
    assert judged(CONTROL, scope(job(), fault, RESTORE)) == {
        "failure-hidden": ("failed", "backup.sh:9"),
        "no-restore-procedure": ("configured", "restore.md:10"),
        "no-backup": ("configured", "backup.sh:8"),
        **REMARKS,
    }


def test_short_retention_fails_below_what_the_spec_or_its_default_asks() -> None:
    spec = Product.model_validate({"environments": {"production": {"backup": {"retention_days": 10}}}})
    short = judged(CONTROL, scope(HOST, job(retention_days=3), RESTORE))
    assert short["retention-too-short"] == ("failed", "backup.sh:15")
    assert "retention-too-short" in judged(CONTROL, scope(HOST, job(retention_days=14), RESTORE))
    assert "retention-too-short" not in judged(CONTROL, scope(HOST, job(retention_days=30), RESTORE))
    asked = scope(HOST, job(retention_days=14), RESTORE, product=spec, spec_given=True)
    assert "failed" not in judged(CONTROL, asked).get("retention-too-short", ())


def test_a_managed_database_that_keeps_nothing_fails_where_it_says_so() -> None:
    assert judged(CONTROL, scope(rds(0))) == {"no-backup": ("failed", "rds.tf:8")}


def test_a_managed_database_that_does_not_say_is_unproven() -> None:
    assert judged(CONTROL, scope(rds(None, kind=INSTRUCTED))) == {"no-backup": ("unproven", "rds.tf:8")}


def test_a_managed_database_that_keeps_a_week_holds_in_staging_alone() -> None:
    assert judged(CONTROL, scope(rds(7)))["retention-too-short"] == ("failed (notice)", "rds.tf:8")
    assert judged(CONTROL, scope(rds(7), spec_given=True))["retention-too-short"] == ("failed", "rds.tf:8")
    shorter = replace(rds(6), at=Location.lines("other.tf", 8, 8), places={})
    assert judged(CONTROL, scope(rds(7), shorter))["retention-too-short"] == ("failed", "other.tf:8")
    assert judged(CONTROL, scope(rds(7), environment="staging", strict=False)) == {
        "no-backup": ("configured", "rds.tf:8")
    }


def test_a_managed_database_that_keeps_a_day_is_only_remarked_on_in_staging() -> None:
    told = judged(CONTROL, scope(rds(1), environment="staging", strict=False))
    assert told["retention-too-short"] == ("failed (notice)", "rds.tf:8")
    assert told["no-backup"] == ("configured", "rds.tf:8")
    dump = judged(CONTROL, scope(HOST, job(retention_days=1), RESTORE, environment="staging", strict=False))
    assert dump["retention-too-short"] == ("failed", "backup.sh:15")
    asked = scope(rds(1), environment="staging", strict=False, spec_given=True)
    assert judged(CONTROL, asked)["retention-too-short"] == ("failed", "rds.tf:8")
    assert judged(CONTROL, scope(rds(0), environment="staging", strict=False))["no-backup"] == ("failed", "rds.tf:8")


def test_a_plan_of_aws_that_keeps_a_week_is_remarked_and_one_of_the_teams_own_fails() -> None:
    plan = job(method="aws-backup", subject="volume", retention_days=7)
    assert judged(CONTROL, scope(rds(7), plan))["retention-too-short"][0] == "failed (notice)"
    assert judged(CONTROL, scope(rds(7), job(retention_days=7)))["retention-too-short"][0] == "failed"


def test_a_file_that_nobody_copies_is_shown_where_its_name_is_kept() -> None:
    opened = made(Database, "db.py:9", engine="sqlite", placement=Placement.EMBEDDED, places={"data": "db.py:2"})
    assert judged(CONTROL, scope(opened))["no-backup"][1:] == ("db.py:2",)


def test_snapshots_of_a_volume_copy_a_file_of_sqlite_too_and_come_back_from_the_console() -> None:
    file = made(Database, "app.yml:2", engine="sqlite", placement=Placement.EMBEDDED)
    snapshots = job(method="dlm", subject="volume", retention_days=30, destination=None)
    found = judged(CONTROL, scope(file, snapshots))
    assert found["no-backup"][0] == "configured"
    assert found["no-restore-procedure"] == ("unproven (notice)",)


def test_a_managed_database_that_keeps_a_day_is_too_short() -> None:
    assert judged(CONTROL, scope(rds(1))) == {"retention-too-short": ("failed", "rds.tf:8")}


def test_a_backup_plan_or_a_scheduled_dump_saves_a_managed_database_too() -> None:
    plan = job(method="aws-backup", subject="volume")
    assert judged(CONTROL, scope(rds(0), plan)) == {"no-backup": ("configured", "rds.tf:1")}
    restore = made(RestoreProcedure, "restore.md:3-9", kind=INSTRUCTED)
    assert judged(CONTROL, scope(rds(0), job(), restore)) == {
        "no-backup": ("configured", "rds.tf:1"),
        "retention-too-short": ("failed", "rds.tf:8"),  # between two dumps nothing is kept
        "no-restore-procedure": ("configured", "restore.md:3-9"),
    }


def test_a_dump_of_ones_own_wants_a_way_back_where_the_managed_database_keeps_nothing() -> None:
    assert judged(CONTROL, scope(rds(0), job()))["no-restore-procedure"] == ("unproven", "backup.sh:8")
    assert "no-restore-procedure" not in judged(CONTROL, scope(rds(30), job()))


def test_a_promise_of_recovery_that_the_template_denies_is_a_contradiction() -> None:
    promise = made(PointInTimeRecovery, "recovery.md:5", kind=CLAIMED, enabled=True)
    assert judged(CONTROL, scope(rds(0), promise)) == {
        "no-backup": ("failed", "rds.tf:8"),
        "sources-disagree": ("failed", "rds.tf:8", "recovery.md:5"),
    }


def test_two_sources_with_two_retentions_contradict_each_other() -> None:
    guide = made(
        Database, "guide.md:7", kind=INSTRUCTED, engine="postgresql", placement=Placement.RDS, retention_days=30
    )
    assert judged(CONTROL, scope(rds(0), guide)) == {
        "no-backup": ("failed", "rds.tf:8"),
        "sources-disagree": ("failed", "rds.tf:8", "guide.md:7"),
    }


def test_tables_keep_nothing_unless_told_to() -> None:
    assert judged(CONTROL, scope(table(recovers=False))) == {"no-point-in-time": ("failed", "template.yaml:26")}
    assert judged(CONTROL, scope(table(recovers=None))) == {"no-point-in-time": ("unproven", "template.yaml:26")}
    assert list(judged(CONTROL, scope(table(recovers=True))).values()) == [("configured", "template.yaml:26")]


def test_a_rehearsals_tables_may_keep_nothing_beside_those_of_production_that_do() -> None:
    def answer(theirs: Database, *, strict: bool = False) -> tuple[str, ...]:
        here = scope(table(recovers=False), environment="staging", strict=strict, others={"production": (theirs,)})
        return judged(CONTROL, here)["no-point-in-time"]

    assert answer(table(recovers=True)) == ("not_applicable",)
    assert answer(table(recovers=False)) == ("failed", "template.yaml:26")
    assert answer(table(recovers=True), strict=True) == ("failed", "template.yaml:26")


ASKED = made(Database, "client.py:7", engine="dynamodb", placement=Placement.DYNAMODB)


def test_of_tables_that_only_the_program_asks_a_guide_tells_whether_they_come_back() -> None:
    told = made(PointInTimeRecovery, "guide.md:9", kind=INSTRUCTED, enabled=True)
    said = made(PointInTimeRecovery, "README.md:3", kind=CLAIMED, enabled=True)
    assert judged(CONTROL, scope(ASKED)) == {"no-point-in-time": ("unproven", "client.py:7")}
    assert judged(CONTROL, scope(ASKED, told)) == {"no-point-in-time": ("configured", "guide.md:9")}
    assert judged(CONTROL, scope(ASKED, said)) == {"no-point-in-time": ("unproven (notice)", "README.md:3")}
    assert judged(CONTROL, scope(table(recovers=None), told)) == {"no-point-in-time": ("unproven", "template.yaml:26")}


def test_a_table_whose_rows_end_by_themselves_is_left_out_beside_tables_that_are_kept() -> None:
    kept, carts = table(recovers=True), table(recovers=False, name="carts", expires=True)
    assert judged(CONTROL, scope(kept, carts)) == {"no-point-in-time": ("configured", "template.yaml:26")}
    assert judged(CONTROL, scope(carts)) == {"no-point-in-time": ("failed", "template.yaml:26")}


def counting(days: int | None) -> BackupJob:
    return made(
        BackupJob,
        "guide.md:40",
        kind=INSTRUCTED,
        subject="database",
        method="rds",
        destination="aws",
        retention_days=days,
    )


def test_words_that_count_on_more_automatic_backups_than_are_kept_are_shown_beside_the_number() -> None:
    assert judged(CONTROL, scope(rds(1), counting(7)))["retention-too-short"] == ("failed", "rds.tf:8", "guide.md:40")
    assert judged(CONTROL, scope(rds(1), counting(1)))["retention-too-short"] == ("failed", "rds.tf:8")
    assert judged(CONTROL, scope(rds(None), counting(7)))["no-backup"] == ("unproven", "rds.tf:8", "guide.md:40")


def test_a_dump_that_somebody_makes_by_hand_is_shown_beside_backups_that_are_kept_too_short() -> None:
    by_hand = job(schedule=None, destination="host")
    assert judged(CONTROL, scope(rds(1), by_hand))["never-scheduled"][0] == "failed"
    assert "never-scheduled" not in judged(CONTROL, scope(rds(35), by_hand))


def test_where_nothing_is_kept_it_is_shown_too_that_no_last_snapshot_is_taken() -> None:
    bare = rds(0, final_snapshot=False, deletion_protection=True, places={"final_snapshot": "rds.tf:20"})
    assert judged(CONTROL, scope(bare))["no-backup"] == ("failed", "rds.tf:1", "rds.tf:20")
    assert judged(CONTROL, scope(rds(0, final_snapshot=False)))["no-backup"] == ("failed", "rds.tf:8")


def test_a_restore_that_somebody_agrees_to_first_gets_a_remark() -> None:
    common: dict[str, Any] = {"activity": "restore", "form": "dropped-before-restore", "command": "dropdb shop"}
    agreed = made(ScriptFault, "restore.sh:9", places={"agreed": "restore.sh:9"}, **common)
    unasked = made(ScriptFault, "other.sh:4", **common)
    assert judged(CONTROL, scope(HOST, agreed))["restore-drops-first"] == ("failed (notice)", "restore.sh:9")
    assert judged(CONTROL, scope(HOST, agreed, unasked))["restore-drops-first"] == ("failed", "other.sh:4")


def test_a_developers_container_leaves_productions_database_unproven() -> None:
    local = made(Database, "docker-compose.yml:3", engine="mysql", placement=Placement.CONTAINER)
    deploy = made(Deployment, "deploy.yml:20", method="ecs")
    connection = made(Database, "src/config.ts:8", engine="mysql", placement=Placement.UNKNOWN)
    assert judged(CONTROL, scope(local, deploy)) == {"no-backup": ("unproven", "docker-compose.yml:3")}
    assert judged(CONTROL, scope(local, deploy, connection)) == {"no-backup": ("unproven",)}


def test_a_dump_that_somebody_takes_by_hand_is_shown_where_the_managed_database_says_nothing() -> None:
    by_hand = job(schedule=None)
    assert judged(CONTROL, scope(rds(None, kind=INSTRUCTED), by_hand)) == {"never-scheduled": ("failed", "backup.sh:8")}


def test_a_database_that_only_the_spec_speaks_of_is_unproven() -> None:
    assert judged(CONTROL, scope(spec_given=True))["no-backup"] == ("unproven",)


SNAPSHOTS = job(method="aws-backup", subject="volume", destination="aws", retention_days=7)


def stated(**database: str) -> Product:
    return Product.model_validate({"environments": {"staging": {"database": database}}})


def test_snapshots_of_the_disk_save_the_database_that_the_spec_puts_on_the_host() -> None:
    here = partial(scope, environment="staging", strict=False, spec_given=True)
    on_host, elsewhere = stated(placement="host"), stated(placement="rds")
    brief = job(method="dlm", subject="volume", destination="aws", retention_days=3)

    assert judged(CONTROL, here(SNAPSHOTS, product=on_host)) == {"no-backup": ("configured", "backup.sh:8")}
    assert judged(CONTROL, here(SNAPSHOTS, product=elsewhere)) == {"no-backup": ("unproven",)}
    assert judged(CONTROL, here(product=on_host)) == {"no-backup": ("unproven",)}
    assert judged(CONTROL, here(brief, product=on_host))["retention-too-short"] == ("failed", "backup.sh:15")


def test_what_aws_keeps_lacks_only_the_written_way_back_and_only_production_is_reminded() -> None:
    production = judged(CONTROL, scope(HOST, SNAPSHOTS))
    staging = judged(CONTROL, scope(HOST, SNAPSHOTS, environment="staging", strict=False))

    assert production["no-restore-procedure"] == ("unproven (notice)",)
    assert staging == {"no-backup": ("configured", "backup.sh:8")}
    assert judged(CONTROL, scope(HOST, SNAPSHOTS, job()))["no-restore-procedure"] == ("unproven", "backup.sh:8")


def test_a_product_whose_spec_has_no_database_needs_no_backup() -> None:
    bare = Product.model_validate({"environments": {"production": {"database": {"engine": "none"}}}})

    assert judged(CONTROL, scope(product=bare, spec_given=True)) == {"no-backup": ("not_applicable",)}


def bucket_of(name: str, purpose: str, **values: Any) -> Bucket:
    given = {"kind": EvidenceKind.OBSERVED, "at": Location(arn=f"arn:aws:s3:::{name}"), **values}
    return Bucket(**given, name=name, purpose=purpose)


def copied(name: str) -> BackupJob:
    at = Location(arn=f"arn:aws:s3:::{name}", quote="replicated to elsewhere")
    return BackupJob(kind=EvidenceKind.OBSERVED, at=at, subject="bucket", method="copy", other_region=True)


@pytest.mark.parametrize(
    ("destination", "purpose", "copy", "asked"),
    [
        ("s3", "backup", "store", False),
        ("s3", "uploads", "store", True),  # the files of the users are not the backups
        ("s3", "backup", "another", True),
        ("host", "backup", "store", True),  # what is not in the bucket does not go along
    ],
)
def test_a_bucket_for_backups_that_goes_on_to_another_region_takes_them_along(
    destination: str, purpose: str, copy: str, *, asked: bool
) -> None:
    found = judged(
        CONTROL, scope(HOST, RESTORE, job(destination=destination), bucket_of("store", purpose), copied(copy))
    )

    assert ("no-other-region" in found) is asked


def test_a_public_or_plain_bucket_for_backups_is_told() -> None:
    bad = bucket_of("store", "backup", public=True, versioned=False)
    good = bucket_of("kept", "backup", public=False, versioned=True)
    unknown = bucket_of("unread", "backup")
    site = bucket_of("www", "site", public=True, versioned=False)
    declared = bucket_of("declared", "backup", public=True, versioned=False, kind=DECLARED)

    found = judged(CONTROL, scope(bad, good, unknown, site, declared))

    assert found["bucket-public"] == ("failed", "arn:aws:s3:::store")
    assert found["bucket-not-versioned"] == ("failed (notice)", "arn:aws:s3:::store")


def test_a_dump_of_another_engine_is_shown_beside_the_database_that_it_does_not_copy() -> None:
    store = made(Database, "server.js:14", engine="mongodb", placement=Placement.EXTERNAL)
    other = job(method="pg_dump", schedule=None, destination="host")
    assert judged(CONTROL, scope(store, other)) == {"no-backup": ("unproven", "server.js:14", str(other.at))}


def test_a_deployment_that_deletes_volumes_fails_where_a_database_keeps_its_data_in_one() -> None:
    fault = made(
        ScriptFault, "deploy.sh:8", activity="deploy", form="volumes-deleted", command="docker compose down -v"
    )
    inside = made(Database, "compose.yml:4", kind=DECLARED, engine="postgresql", placement=Placement.CONTAINER)
    assert judged(CONTROL, scope(inside, fault))["deploy-deletes-data"] == ("failed", "deploy.sh:8")
    assert "deploy-deletes-data" not in judged(CONTROL, scope(rds(7), fault))
    folder = made(ScriptFault, "deploy.sh:3", activity="deploy", form="folder-deleted", command="rm -rf $APP")
    assert judged(CONTROL, scope(rds(7), folder))["deploy-deletes-data"] == ("failed", "deploy.sh:3")


def test_a_start_that_drops_the_tables_fails_wherever_they_are_kept() -> None:
    fault = made(ScriptFault, "app.yml:8", activity="deploy", form="tables-dropped", command="ddl-auto: create")
    assert judged(CONTROL, scope(rds(7), fault))["deploy-deletes-data"] == ("failed", "app.yml:8")
    beside = made(Database, "app.yml:2", engine="h2", placement=Placement.EMBEDDED)
    assert "deploy-deletes-data" not in judged(CONTROL, scope(beside, fault))


def test_a_file_system_that_nobody_copies_is_the_products_data_where_there_is_no_database() -> None:
    bare = made(FileSystem, "main.tf:4", kind=DECLARED, name="shelf", backed_up=False)

    assert judged(CONTROL, scope(bare)) == {"no-backup": ("unproven", "main.tf:4")}
    assert judged(CONTROL, scope(made(FileSystem, "main.tf:4", kind=DECLARED, backed_up=True))) == {
        "no-backup": ("configured", "main.tf:4")
    }
    copied = made(BackupJob, "backup.tf:2", kind=DECLARED, subject="files", method="aws-backup", schedule="daily")
    assert judged(CONTROL, scope(bare, copied)) == {"no-backup": ("configured", "main.tf:4")}


def test_a_list_of_dependencies_is_no_place_to_ask_for_backups_at() -> None:
    driver = made(
        Database,
        "api/package.json:12",
        places={"dependency": "api/package.json:12"},
        engine="postgresql",
        placement=Placement.UNKNOWN,
    )
    assert judged(CONTROL, scope(driver))["no-backup"] == ("unproven",)
    # Nor is the line by which a program opens a connection; where a file of settings says where it is, is one.
    pool = made(Database, "api/db.js:3", engine="postgresql", placement=Placement.UNKNOWN)
    assert judged(CONTROL, scope(driver, pool))["no-backup"] == ("unproven",)
    settings = made(Database, "application.yml:3", engine="postgresql", placement=Placement.UNKNOWN)
    assert judged(CONTROL, scope(driver, pool, settings))["no-backup"] == ("unproven", "application.yml:3")


def test_backups_that_are_only_promised_want_proof_where_no_database_is_described() -> None:
    promise = made(BackupJob, "plan.md:12", kind=CLAIMED, subject="database", method="rds", schedule="daily")

    assert judged(CONTROL, scope(promise)) == {"no-backup": ("unproven", "plan.md:12")}
    assert judged(CONTROL, scope()) == {"no-backup": ("not_applicable",)}


def test_a_text_that_names_the_database_of_a_mere_driver_is_where_its_backups_are_asked_for() -> None:
    driver = made(
        Database,
        "package.json:12",
        places={"dependency": "package.json:12"},
        engine="postgresql",
        placement=Placement.UNKNOWN,
    )
    address = made(Database, "deploy.md:8", kind=CLAIMED, engine="postgresql", placement=Placement.UNKNOWN)
    named = made(Database, "wiki.md:43", kind=CLAIMED, engine="postgresql", placement=Placement.RDS)
    other = made(Database, "wiki.md:50", kind=CLAIMED, engine="mongodb", placement=Placement.EXTERNAL)

    assert judged(CONTROL, scope(driver, address, other))["no-backup"] == ("unproven", "deploy.md:8")
    assert judged(CONTROL, scope(driver, address, named))["no-backup"] == ("unproven", "wiki.md:43")


def test_what_a_text_advises_beside_a_dump_by_hand_stays_on_the_host_as_well() -> None:
    advised = made(BackupJob, "guide.md:90", kind=CLAIMED, subject="database", method="pg_dump", destination="host")
    answers = judged(CONTROL, scope(HOST, RESTORE, job(schedule=None, destination="host"), advised))
    assert answers["same-host"] == ("failed", "backup.sh:12", "guide.md:90")


def test_backups_that_the_service_makes_by_itself_are_not_started_by_hand() -> None:
    kept = made(BackupJob, "guide.md:73", kind=INSTRUCTED, subject="database", method="rds", retention_days=30)
    assert "never-scheduled" not in judged(CONTROL, scope(rds(None), kept))


def test_a_containers_data_is_missed_a_copy_where_it_lies() -> None:
    beside = {"data": "compose.yml:12"}
    kept = made(Database, "compose.yml:4-5", engine="mysql", placement=Placement.CONTAINER, places=beside)
    assert judged(CONTROL, scope(kept)) == {"no-backup": ("unproven", "compose.yml:12")}
    assert judged(CONTROL, scope(replace(kept, places={}))) == {"no-backup": ("unproven", "compose.yml:4-5")}
