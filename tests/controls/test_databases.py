from dataclasses import replace
from typing import Any

import pytest

from holdfast.controls.databases import covers, databases, once_a_file
from holdfast.controls.databases_together import same_engine
from holdfast.model.evidence import Absent, Found, Unreadable
from holdfast.model.facts import BackupJob, Container, Database, Deployment, Fact, Placement, Platform, Workload
from tests.controls.support import DECLARED, INSTRUCTED, made, scope


def database(place: str, placement: Placement, engine: str = "postgresql", **values: Any) -> Database:
    return made(Database, place, engine=engine, placement=placement, **values)


def told(*facts: Fact) -> list[tuple[str, Placement]]:
    looked = databases(scope(*facts).view)
    assert isinstance(looked, Found)
    return [(str(fact.at), fact.placement) for fact in looked.facts]


LOCAL = database("compose.yml:3", Placement.CONTAINER)
CONNECTION = database("src/db.ts:4", Placement.UNKNOWN)
TEMPLATE = made(Database, "rds.tf:1", kind=DECLARED, engine="postgres", placement=Placement.RDS, name="main")
GUIDE = made(Database, "guide.md:9", kind=INSTRUCTED, engine="postgresql", placement=Placement.RDS)
APP = made(Container, "compose.yml:20", name="app", file="compose.yml", role="application")


def test_what_runs_somewhere_takes_the_place_of_containers_connections_and_files() -> None:
    file = database("settings.py:80", Placement.EMBEDDED, "sqlite")
    assert told(LOCAL, CONNECTION, file, TEMPLATE) == [("rds.tf:1", Placement.RDS)]


def test_a_template_overrules_a_guide_about_the_same_database() -> None:
    on_host = made(Database, "guide.md:30", kind=INSTRUCTED, engine="postgresql", placement=Placement.HOST)
    other = made(Database, "guide.md:40", kind=INSTRUCTED, engine="mysql", placement=Placement.RDS)
    assert told(GUIDE, on_host, TEMPLATE) == [("rds.tf:1", Placement.RDS)]
    assert told(other, TEMPLATE) == [("rds.tf:1", Placement.RDS), ("guide.md:40", Placement.RDS)]


def test_a_developers_container_takes_no_place_from_the_one_that_a_guide_has_production_run() -> None:
    guided = made(Database, "guide.md:9", kind=INSTRUCTED, engine="postgresql", placement=Placement.CONTAINER,
                  name="db", environment="production")  # fmt: skip
    local = database("compose.yml:3", Placement.CONTAINER, name="db")
    serving = made(Container, "guide.md:20", kind=INSTRUCTED, name="app", file="guide.md", environment="production")
    assert told(guided, local, serving) == [("guide.md:9", Placement.CONTAINER)]


def test_a_script_and_a_guide_about_two_placements_both_count() -> None:
    script = database("setup.sh:7", Placement.HOST)
    assert told(GUIDE, script) == [("setup.sh:7", Placement.HOST), ("guide.md:9", Placement.RDS)]


@pytest.mark.parametrize(
    ("script", "text", "gives_way"),
    [
        ({"retention_days": 7}, {}, True),
        ({"multi_az": False, "name": "shop"}, {}, True),
        ({"instance_class": "db.t4g.micro"}, {"instance_class": "db.t4g.micro"}, True),
        ({"placement": Placement.AURORA, "retention_days": 7}, {"placement": Placement.RDS}, True),
        ({"retention_days": 7}, {"engine": "mysql"}, False),
        ({"retention_days": 7, "name": "shop"}, {"name": "ledger"}, False),
        ({}, {}, False),
        ({"placement": Placement.HOST, "retention_days": 7}, {}, False),
    ],
)
def test_a_text_that_would_have_another_service_of_amazons_gives_way_to_what_a_script_makes(
    script: dict[str, Any], text: dict[str, Any], *, gives_way: bool
) -> None:
    makes = made(Database, "setup.sh:7", **{"engine": "postgres", "placement": Placement.RDS, **script})
    values = {"engine": "postgresql", "placement": Placement.AURORA, **text}
    found = told(makes, made(Database, "guide.md:9", kind=INSTRUCTED, **values))
    assert [place for place, _ in found] == (["setup.sh:7"] if gives_way else ["setup.sh:7", "guide.md:9"])


def test_a_container_that_is_deployed_counts() -> None:
    deployed = made(Deployment, "deploy.yml:9", method="compose")
    assert told(LOCAL, CONNECTION, deployed) == [("compose.yml:3", Placement.CONTAINER)]
    assert told(LOCAL, CONNECTION, APP) == [("compose.yml:3", Placement.CONTAINER)]


def test_a_container_that_a_template_starts_stands_beside_a_managed_database_of_its_engine() -> None:
    sidecar = made(Database, "task.yml:9", kind=DECLARED, engine="postgresql", placement=Placement.CONTAINER)
    assert told(sidecar, TEMPLATE) == [("task.yml:9", Placement.CONTAINER), ("rds.tf:1", Placement.RDS)]


@pytest.mark.parametrize(
    ("environment", "other", "counts"),
    [
        ("production", GUIDE, True),
        (None, GUIDE, False),
        (None, database("setup.sh:7", Placement.HOST), True),
        ("development", database("setup.sh:7", Placement.HOST), False),
    ],
)
def test_a_container_beside_the_application_in_productions_compose_file_counts_whatever_else_is_told(
    environment: str | None, other: Database, *, counts: bool
) -> None:
    beside = database("compose.yml:3", Placement.CONTAINER, environment=environment, with_application=True)
    assert (("compose.yml:3", Placement.CONTAINER) in told(beside, APP, other)) is counts


def test_the_address_that_settings_have_for_everybody_gives_way_to_a_container_that_is_deployed() -> None:
    deployed = made(Deployment, "deploy.yml:9", method="compose")
    for place, environment, counts in (
        ("app.yml:4", None, False),
        ("app.yml:4", "production", True),
        ("set-up.sh:4", None, True),
    ):
        own, beside = database(place, Placement.HOST, environment=environment), replace(LOCAL, with_application=True)
        assert ((place, Placement.HOST) in told(beside, own, deployed)) is counts


def test_a_variable_that_leads_to_the_host_gives_way_to_what_shows_which_database_is_there() -> None:
    def quoted(at: str, quote: str, placement: Placement = Placement.HOST, **values: Any) -> Database:
        found = database(at, placement, **values)
        return replace(found, at=replace(found.at, quote=quote))

    deployed = made(Deployment, "deploy.yml:9", method="compose")
    address = quoted(
        ".env.prod:4", "DATABASE_URL=postgresql://app:[hidden]@localhost:5432/app", environment="production"
    )
    beside = database("compose.yml:3", Placement.CONTAINER, with_application=True, environment="production")
    installed = quoted("setup.sh:7", "sudo apt install -y postgresql")
    other = quoted("setup.sh:7", "sudo apt install -y mysql-server", engine="mysql")
    field = quoted("config.js:4", "  host: '127.0.0.1',")

    assert told(address, beside, APP, deployed) == [("compose.yml:3", Placement.CONTAINER)]
    assert told(address, installed) == [("setup.sh:7", Placement.HOST)]
    assert len(told(address, other)) == len(told(field, installed)) == 2
    assert told(address) == [(".env.prod:4", Placement.HOST)]


def test_a_script_of_the_same_name_beside_it_puts_another_part_of_the_product_out() -> None:
    api = made(Deployment, "api/deploy.sh:4", method="docker")
    kept = database("db/deploy.sh:2", Placement.CONTAINER)
    tried = database("db/try.sh:2", Placement.CONTAINER)
    assert told(kept, api) == [("db/deploy.sh:2", Placement.CONTAINER)]
    assert told(tried, api) == [("db/try.sh:2", Placement.UNKNOWN)]


def test_what_a_script_of_the_hooks_starts_serves_visitors() -> None:
    hooks = made(
        Deployment,
        "appspec.yml:8",
        method="codedeploy",
        starts="docker",
        places={"script scripts/start.sh": "scripts/start.sh:1"},
    )
    kept, tried = (database(f"scripts/{name}.sh:9", Placement.CONTAINER) for name in ("start", "try"))
    assert told(kept, hooks) == [("scripts/start.sh:9", Placement.CONTAINER)]
    assert told(tried, hooks) == [("scripts/try.sh:9", Placement.UNKNOWN)]
    task = database("package.json:9", Placement.CONTAINER, name="shop-db")
    calling = made(Deployment, "deploy.sh:4", method="ssh", starts="pm2", places={"database shop-db": "deploy.sh:7"})
    assert told(task, calling) == [("package.json:9", Placement.CONTAINER)]
    assert told(replace(task, name="other"), calling) == [("package.json:9", Placement.UNKNOWN)]


def test_a_container_that_a_release_starts_by_its_name_is_the_products_beside_a_managed_database_too() -> None:
    contained = database("compose.yml:69", Placement.CONTAINER, name="shop-db", with_application=True)
    release = made(
        Deployment, "deploy.yml:43", method="ssh", starts="compose", places={"database shop-db": "deploy.yml:43"}
    )
    both = [("compose.yml:69", Placement.CONTAINER), ("rds.tf:1", Placement.RDS)]
    assert sorted(told(contained, TEMPLATE, release)) == both
    assert told(contained, TEMPLATE, replace(release, places={})) == both[1:]
    assert told(replace(contained, name="other"), TEMPLATE, release) == both[1:]


def test_a_developers_container_leaves_the_place_unknown() -> None:
    deployed = made(Deployment, "deploy.yml:9", method="ssh", starts="pm2")
    assert told(LOCAL, APP, deployed) == [("compose.yml:3", Placement.UNKNOWN)]
    assert told(LOCAL, CONNECTION) == [("src/db.ts:4", Placement.UNKNOWN)]


def test_a_compose_file_that_nobody_starts_is_a_developers_beside_a_platform_that_a_template_describes() -> None:
    service = made(Workload, "ecs.tf:68", kind=DECLARED, platform=Platform.FARGATE)
    managed = made(Database, "rds.tf:12", kind=DECLARED, engine="mysql", placement=Placement.RDS)
    untold = made(Deployment, "deploy.yml:9", method="ssh")
    assert told(LOCAL, APP, service, managed) == [("rds.tf:12", Placement.RDS)]
    assert told(LOCAL, APP, service) == [("compose.yml:3", Placement.UNKNOWN)]
    kept_beside = database("compose.yml:41", Placement.HOST, "sqlite")
    assert told(kept_beside, APP, service, managed) == [("rds.tf:12", Placement.RDS)]
    assert told(kept_beside, APP) == [("compose.yml:41", Placement.HOST)]
    assert told(LOCAL, APP, service, untold) == [("compose.yml:3", Placement.CONTAINER)]


def test_a_deployment_that_only_tells_the_way_may_start_the_compose_file_that_runs_the_application() -> None:
    untold = made(Deployment, "deploy.yml:9", method="ssh")
    composed = made(Deployment, "deploy.yml:9", method="ssh", starts="compose")
    assert told(LOCAL, APP, untold) == [("compose.yml:3", Placement.CONTAINER)]
    assert told(LOCAL, CONNECTION, untold) == [("src/db.ts:4", Placement.UNKNOWN)]
    assert told(LOCAL, composed) == [("compose.yml:3", Placement.CONTAINER)]


def test_a_compose_file_for_serving_tells_the_other_one_apart() -> None:
    deployed = made(Deployment, "deploy.yml:9", method="compose")
    serving = made(
        Container,
        "compose.prod.yml:2",
        environment="production",
        name="app",
        file="compose.prod.yml",
        role="application",
    )
    assert told(LOCAL, deployed, serving) == [("compose.yml:3", Placement.UNKNOWN)]


@pytest.mark.parametrize("again", ["systemctl restart postgresql", "service { name: postgresql, state: restarted }"])
def test_a_service_that_is_only_started_again_gives_way_to_what_installs_it(again: str) -> None:
    installs = database("setup.sh:7", Placement.HOST)
    met = replace(installs, at=replace(installs.at, path="handlers.yml", start_line=9, end_line=9, quote=again))
    assert told(installs, met) == [("setup.sh:7", Placement.HOST)]
    assert told(met) == [("handlers.yml:9", Placement.HOST)]
    assert len(told(met, database("setup.sh:7", Placement.HOST, "mysql"))) == 2


def test_a_lock_table_is_no_database() -> None:
    lock = database("state.tf:1", Placement.DYNAMODB, "dynamodb", name="terraform-locks")
    table = database("state.tf:9", Placement.DYNAMODB, "dynamodb", name="lockers")
    assert databases(scope(lock).view) == Absent()
    assert told(lock, table) == [("state.tf:9", Placement.DYNAMODB)]


def test_the_other_two_arms_come_back_as_they_are() -> None:
    assert databases(scope().view) == Absent()
    assert isinstance(databases(scope(unreadable="main.tf").view), Unreadable)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("postgres", "postgresql", True),
        ("aurora-mysql", "mariadb", True),
        ("docdb", "mongodb", True),
        ("unknown", "mysql", True),
        ("mysql", "postgresql", False),
        ("sqlite", "sqlserver-ex", False),
    ],
)
def test_engines_that_speak_one_language_are_one(one: str, other: str, *, same: bool) -> None:
    assert same_engine(one, other) is same


def test_a_volume_snapshot_covers_what_stands_on_it() -> None:
    volume = made(BackupJob, "dlm.tf:1", subject="volume", method="dlm")
    bucket = made(BackupJob, "s3.tf:1", subject="bucket", method="copy")
    assert covers(volume, database("a:1", Placement.HOST))
    assert not covers(volume, database("a:1", Placement.RDS))
    assert not covers(bucket, database("a:1", Placement.HOST))


def test_what_only_the_name_of_a_setting_tells_gives_way_to_any_engine_that_is_told() -> None:
    setting = made(Database, "deploy.yml:12", engine="sql", placement=Placement.UNKNOWN)
    pool = made(Database, "db.ts:3", engine="mongodb", placement=Placement.UNKNOWN)
    assert databases(scope(setting).view) == Found((setting,))
    assert databases(scope(setting, pool).view) == Found((pool,))


def test_a_container_beside_what_copies_its_data_is_no_developers() -> None:
    job = made(BackupJob, "compose.yml:30", subject="database", method="pg_dump", schedule="hourly", destination="s3")
    elsewhere = replace(job, at=replace(job.at, path="scripts/keep.sh"))
    by_functions = made(Deployment, "deploy.yml:9", method="lambda")
    assert told(LOCAL, by_functions, job) == [("compose.yml:3", Placement.CONTAINER)]
    assert told(LOCAL, by_functions, elsewhere) == [("compose.yml:3", Placement.UNKNOWN)]


def test_a_database_on_a_host_is_shown_once_a_file_where_it_is_installed() -> None:
    def on_host(at: str, quote: str = "") -> Database:
        found = made(Database, at, engine="postgresql", placement=Placement.HOST)
        return replace(found, at=replace(found.at, quote=quote))

    installed = on_host("setup.sh:35", "sudo apt-get install -y postgresql")
    address, starts = on_host("setup.sh:80"), on_host("guide.md:9", "$ sudo systemctl restart postgresql")
    assert once_a_file((address, installed, starts)) == (installed,)
    assert once_a_file((on_host("setup.sh:8", "DB_HOST=localhost"), installed)) == (installed,)
    assert once_a_file((address, starts)) == (address,)
    assert once_a_file((starts,)) == (starts,)
    for setting in (
        'echo "" | sudo tee -a /etc/mongod.conf',
        "sudo -u postgres psql",
        "sed -i s/a/b/ /etc/mysql/my.cnf",
    ):
        sets_up = on_host("secure.sh:61", setting)
        assert once_a_file((sets_up, installed)) == (installed,)
        assert once_a_file((sets_up, address)) == (sets_up, address)
    looks = on_host("guide.md:40", "sudo systemctl status postgresql")
    assert once_a_file((installed, looks)) == (installed,)
    assert once_a_file((looks,)) == (looks,)
    other, contained = replace(address, engine="mysql"), replace(address, placement=Placement.CONTAINER)
    assert once_a_file((installed, other, contained)) == (installed, other, contained)
    elsewhere = on_host("more.sh:3")
    assert once_a_file((installed, elsewhere)) == (installed, elsewhere)


def test_a_guide_that_installs_one_on_the_host_is_a_place_beside_the_program_that_connects_there() -> None:
    installed = database("setup.md:24", Placement.HOST, "mysql", kind=INSTRUCTED)
    connected = database("config.js:7", Placement.HOST, "mysql")

    assert told(installed, connected) == [("config.js:7", Placement.HOST), ("setup.md:24", Placement.HOST)]
