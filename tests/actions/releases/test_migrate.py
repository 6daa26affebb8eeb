"""Migrations on a real PostgreSQL: once for each release, after a backup, and with the truth about the schema."""

import dataclasses
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from holdfast.actions.releases.migrate import Job, backup_before, migrate, schema_of
from holdfast.host.releases.failure import ReleaseError
from holdfast.model.errors import HoldfastError, UsageError
from holdfast.model.product import Product
from holdfast.model.releases import Migrated, Migration
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres

pytestmark = pytest.mark.integration

RUN = "import os, sys, psycopg\nwith psycopg.connect(os.environ['DATABASE_URL'], autocommit={auto}) as c:\n"


@dataclass
class Place:
    """A database, the ledger as two variables, and the words that were said."""

    folder: Path
    url: str
    written: list[Migration] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    backups: int = 0

    def job(self, *statements: str, auto: bool = False, undo: str = "", url: str = "", minutes: int = 1) -> Job:
        """A migration of these statements, in one transaction unless `auto`."""
        for name, lines in (("migrate", statements), ("undo", (undo,) if undo else ())):
            body = "".join(f"    c.execute({line!r})\n" for line in lines) or "    pass\n"
            (self.folder / f"{name}.py").write_text(RUN.format(auto=auto or name == "undo") + body)
        release = {"migrate": [sys.executable, "migrate.py"], "migrate_minutes": minutes}
        if undo:
            release["undo"] = [sys.executable, "undo.py"]
        spec = {"name": "shop", "service": {"release": release}, "environments": {"production": {}}}
        return Job(
            product=Product.model_validate(spec),
            environment="production",
            folder=self.folder,
            commit="a" * 40,
            deployment="d-1",
            environ={"DATABASE_URL": url or self.url},
            say=self.said.append,
        )

    def run(self, job: Job) -> Migration:
        return migrate(job, self.done, self.written.append, self.backup)

    def done(self) -> Migration | None:
        return next((one for one in self.written if one.result is Migrated.DONE), None)

    def backup(self) -> str:
        self.backups += 1
        return f"backup-{self.backups}"

    def tables(self) -> set[str]:
        with psycopg.connect(self.url) as connection:
            return {row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("pg")) as postgres:
        yield postgres


@pytest.fixture
def place(postgres: Postgres, tmp_path: Path) -> Place:
    name = f"shop{uuid4().hex[:8]}"
    url = postgres.create_database(name)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE orders (id int PRIMARY KEY, cake text)")
        connection.execute("INSERT INTO orders VALUES (1, 'a'), (2, 'a')")
    return Place(tmp_path, url)


BREAKS = "CREATE UNIQUE INDEX one_cake ON orders (cake)"  # there are two of the same


def test_a_migration_is_made_once_after_a_backup(place: Place) -> None:
    job = place.job("ALTER TABLE orders ADD COLUMN letters text")

    made = place.run(job)
    again = place.run(job)

    assert (made.result, made.backup, made.deployment) == (Migrated.DONE, "backup-1", "d-1")
    assert again == made
    assert (place.backups, len(place.written)) == (1, 1)


def test_one_that_fails_in_a_transaction_leaves_the_schema_untouched(place: Place) -> None:
    before = schema_of(place.url)

    with pytest.raises(ReleaseError, match=r"the schema is what it was\. The release before it still runs"):
        place.run(place.job("CREATE TABLE letters (id int)", BREAKS))
    assert schema_of(place.url) == before
    assert [one.result for one in place.written] == [Migrated.UNTOUCHED]
    assert place.run(place.job("CREATE TABLE letters (id int)")).result is Migrated.DONE


def test_one_that_fails_half_way_is_told_with_the_backup_that_leads_back(place: Place) -> None:
    with pytest.raises(ReleaseError, match="the schema is NOT what it was") as failed:
        place.run(place.job("CREATE TABLE letters (id int)", BREAKS, auto=True))

    assert "holdfast backup rds --environment production --snapshot backup-1" in failed.value.next_step
    assert place.written[0].result is Migrated.CHANGED
    assert place.tables() == {"orders", "letters"}


def test_the_way_back_with_a_bucket_for_backups_is_a_dump(place: Place) -> None:
    job = place.job("CREATE TABLE letters (id int)", BREAKS, auto=True)
    bucket = {"buckets": [{"name": "shop-backup", "purpose": "backup"}]}
    release = {"migrate": list(job.product.service.release.migrate)}
    spec = {"name": "shop", "service": {"release": release}, "environments": {"production": bucket}}

    with pytest.raises(ReleaseError, match="NOT what it was") as failed:
        place.run(dataclasses.replace(job, product=Product.model_validate(spec)))
    assert "holdfast restore backup-1 --environment production --into NAME" in failed.value.next_step


def test_one_that_fails_half_way_is_taken_back_where_the_spec_says_how(place: Place) -> None:
    job = place.job("CREATE TABLE letters (id int)", BREAKS, auto=True, undo="DROP TABLE letters")

    with pytest.raises(ReleaseError, match="what it had done was taken back"):
        place.run(job)
    assert place.written[0].result is Migrated.RESTORED
    assert place.tables() == {"orders"}


def test_an_undo_that_does_not_help_is_not_believed(place: Place) -> None:
    job = place.job("CREATE TABLE letters (id int)", BREAKS, auto=True, undo="SELECT 1")

    with pytest.raises(ReleaseError, match="NOT what it was"):
        place.run(job)
    assert place.written[0].result is Migrated.CHANGED


def test_a_migration_that_does_not_end_is_ended(place: Place) -> None:
    job = place.job("SELECT pg_sleep(600)")
    release = dataclasses.replace(job.product.service.release, migrate_minutes=0.02)  # type: ignore[arg-type]
    service = dataclasses.replace(job.product.service, release=release)
    quick = dataclasses.replace(job, product=dataclasses.replace(job.product, service=service))

    with pytest.raises(ReleaseError, match="did not end within"):
        place.run(quick)
    assert place.written[0].result is Migrated.UNTOUCHED


def test_without_a_backup_nothing_is_migrated(place: Place) -> None:
    def fail() -> str:
        raise ReleaseError("no room for a backup")

    with pytest.raises(ReleaseError, match="no room"):
        migrate(place.job("CREATE TABLE letters (id int)"), place.done, place.written.append, fail)
    assert place.tables() == {"orders"}
    assert place.written == []


def test_of_two_hosts_at_once_one_migrates_and_the_other_waits(place: Place) -> None:
    job = place.job("CREATE TABLE letters (id int)", "SELECT pg_sleep(0.5)")
    found: list[Migration] = []
    hosts = [threading.Thread(target=lambda: found.append(place.run(job))) for _ in range(2)]
    for host in hosts:
        host.start()
    for host in hosts:
        host.join()

    assert len(place.written) == 1
    assert found == [place.written[0]] * 2
    assert any("waiting for another host" in line for line in place.said)


def test_a_database_that_does_not_answer_is_told_without_its_password(place: Place) -> None:
    job = place.job("SELECT 1", url="postgresql://shop:hush-hush@127.0.0.1:1/shop")

    with pytest.raises(HoldfastError, match="does not answer") as failed:
        place.run(job)
    assert "hush" not in str(failed.value)
    assert place.written == []


def test_rows_do_not_change_the_schema_and_an_index_does(place: Place) -> None:
    before = schema_of(place.url)
    with psycopg.connect(place.url) as connection:
        connection.execute("INSERT INTO orders VALUES (3, 'b')")
    assert schema_of(place.url) == before
    with psycopg.connect(place.url) as connection:
        connection.execute("CREATE INDEX ON orders (cake)")
    assert schema_of(place.url) != before


def test_there_must_be_a_place_for_the_backup(place: Place) -> None:
    spec = {"name": "shop", "environments": {"production": {"database": {"placement": "host"}}}}
    job = dataclasses.replace(place.job(), product=Product.model_validate(spec))

    def nowhere() -> object:
        raise AssertionError

    with pytest.raises(UsageError, match="no place for a backup"):
        backup_before(job, nowhere)  # type: ignore[arg-type]


RDS = {"name": "shop", "region": "ap-northeast-1", "environments": {"production": {"database": {"placement": "rds"}}}}
BEFORE = f"shop-production-before-{'a' * 12}"


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """RDS in small with the product's instance; a client of it."""
    with EmbeddedAws.start("ap-northeast-1") as aws:
        for name, value in aws.environment().items():
            monkeypatch.setenv(name, value)
        rds = aws.client("rds")
        rds.create_db_instance(DBInstanceIdentifier="shop-production", DBInstanceClass="db.t4g.medium",
                               Engine="postgres", AllocatedStorage=20)  # fmt: skip
        yield rds


def on_rds(job: Job) -> Job:
    spec = {**RDS, "service": {"release": {"migrate": list(job.product.service.release.migrate)}}}
    return dataclasses.replace(job, product=Product.model_validate(spec))


def nowhere() -> object:
    raise AssertionError("an environment without a bucket for backups has no place")


def test_on_rds_without_a_bucket_a_snapshot_stands_before_anything_is_migrated(place: Place, instance: Any) -> None:
    job = on_rds(place.job("CREATE TABLE letters (id int)"))
    seen: list[set[str]] = []

    def backup() -> str:
        made = backup_before(job, nowhere)  # type: ignore[arg-type]
        seen.append(place.tables())
        return made

    made = migrate(job, place.done, place.written.append, backup)

    (snapshot,) = instance.describe_db_snapshots(DBSnapshotIdentifier=BEFORE)["DBSnapshots"]
    assert (snapshot["DBSnapshotIdentifier"], snapshot["Status"]) == (BEFORE, "available")
    assert (made.result, made.backup) == (Migrated.DONE, BEFORE)
    assert seen == [{"orders"}]
    assert place.tables() == {"orders", "letters"}
    # The release that is sent again after a failure finds the snapshot, and takes it.
    assert backup_before(job, nowhere) == BEFORE  # type: ignore[arg-type]


def test_on_rds_a_migration_that_stopped_half_way_names_the_snapshot_and_the_way_back(
    place: Place, instance: Any
) -> None:
    job = on_rds(place.job("CREATE TABLE letters (id int)", BREAKS, auto=True))

    with pytest.raises(ReleaseError, match="NOT what it was") as failed:
        migrate(job, place.done, place.written.append, lambda: backup_before(job, nowhere))  # type: ignore[arg-type]
    assert f"holdfast backup rds --environment production --snapshot {BEFORE}" in failed.value.next_step
    assert place.written[0].backup == BEFORE


def test_on_rds_nothing_is_migrated_when_no_snapshot_can_be_made(place: Place, instance: Any) -> None:
    instance.delete_db_instance(DBInstanceIdentifier="shop-production", SkipFinalSnapshot=True)
    job = on_rds(place.job("CREATE TABLE letters (id int)"))

    with pytest.raises(HoldfastError, match="RDS does not make a snapshot") as failed:
        migrate(job, place.done, place.written.append, lambda: backup_before(job, nowhere))  # type: ignore[arg-type]
    assert "nothing was migrated" in failed.value.next_step
    assert (place.tables(), place.written) == ({"orders"}, [])
