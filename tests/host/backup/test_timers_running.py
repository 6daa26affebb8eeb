"""The rendered units of backups under a real systemd, as the user `postgres`, with all that holds them in."""

import json
import pwd
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.timers import render_units
from holdfast.model.product import Product
from holdfast.readers.spec import read_spec
from holdfast.rig.aws import REGION, EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from holdfast.rig.systemd import Systemd, what_is_missing

STEM = "holdfast-backup-shop-production"
SPEC = """
name = "shop"
[[service.variables]]
name = "DATABASE_URL"
kind = "postgres-url"
[environments.production]
secrets = ["shop/api"]
[environments.production.database]
placement = "host"
[[environments.production.buckets]]
name = "shop-backup"
purpose = "backup"
[environments.production.backup.wal]
sentinel_seconds = 1
"""


def _missing() -> str:
    known = ""
    with suppress(KeyError):
        known = pwd.getpwnam("postgres").pw_name
    return what_is_missing() or ("" if known else "there is no user postgres")


pytestmark = [pytest.mark.integration, pytest.mark.skipif(bool(_missing()), reason=_missing() or "-")]


@dataclass(frozen=True)
class Host:
    """A host whose systemd runs the backups of a database beside it."""

    systemd: Systemd
    postgres: Postgres
    store: S3Store
    product: Product

    def start(self, task: str) -> str:
        """Run one unit, to its end when it has one; its state and the journal."""
        unit = f"{STEM}-{task}.service"
        self.systemd.run("systemctl", "start", unit, check=False, timeout=120)
        result, said = self.systemd.show(unit, "Result"), self.systemd.journal(unit)
        print(said)  # noqa: T201 - pytest shows it with a failure
        return result


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    folder = tmp_path_factory.mktemp("host")
    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres.start(folder / "postgres"))
        aws = stack.enter_context(EmbeddedAws.start())
        systemd = stack.enter_context(Systemd.start(folder / "systemd"))
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(
                "CREATE TABLE orders AS SELECT i AS id, 'cake ' || i AS what FROM generate_series(1, 500) i"
            )
        aws.client("secretsmanager").create_secret(
            Name="shop/api", SecretString=json.dumps({"DATABASE_URL": postgres.url})
        )
        s3 = aws.client("s3")
        s3.create_bucket(Bucket="shop-backup", CreateBucketConfiguration={"LocationConstraint": REGION})
        product = _furnish(systemd, aws)
        yield Host(systemd, postgres, S3Store("shop-backup", "shop/production", client=s3), product)


def _furnish(systemd: Systemd, aws: EmbeddedAws) -> Product:
    environment = "".join(f"{name}={value}\n" for name, value in aws.environment().items())
    holdfast = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m holdfast "$@"\n'
    for path, text in {
        "etc/holdfast/holdfast.toml": SPEC,
        "etc/holdfast/shop-production.env": environment,
        "usr/local/bin/holdfast": holdfast,
    }.items():
        file = systemd.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755)
    product = read_spec(systemd.root / "etc/holdfast").product
    # Where the interpreter of these tests lies below root's home, which other users must get into then.
    systemd.run("chmod", "0755", "/root")
    for name, text in render_units(product, "production").items():
        systemd.install(name, text)
        if name.endswith(".service"):
            systemd.run("mkdir", "-p", f"/etc/systemd/system/{name}.d")
            systemd.install(f"{name}.d/override.conf", "[Service]\nProtectHome=read-only\n")
    return product


def state(host: Host) -> dict[str, Any]:
    path = host.systemd.root / "var/lib/holdfast/shop-production/backup.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_run_makes_a_good_backup_and_a_second_one_within_12_hours_makes_none(host: Host) -> None:
    first, second = host.start("run"), host.start("run")

    (made,) = read_holdings(host.store).good
    owner = (host.systemd.root / "var/lib/holdfast/shop-production").stat().st_uid
    assert (first, second) == ("success", "success")
    assert [table.rows for table in made.tables if table.name == "public.orders"] == [500]
    assert state(host)["finished_at"]
    assert owner == pwd.getpwnam("postgres").pw_uid
    assert host.postgres.url not in host.systemd.journal(f"{STEM}-run.service")


def test_what_was_made_is_proven_by_restoring_it(host: Host) -> None:
    result = host.start("verify")

    proofs = read_holdings(host.store).proofs
    assert [proof.passed for proof in proofs] == [True]
    assert state(host)["proof"]["passed"] is True
    assert result == "success"


def test_pruning_leaves_what_is_young(host: Host) -> None:
    assert host.start("prune") == "success"
    assert len(read_holdings(host.store).good) == 1


def test_the_archive_runs_on_and_writes_its_sentinels(host: Host) -> None:
    host.start("wal")

    def written() -> bool:
        with psycopg.connect(host.postgres.url) as connection:
            there = connection.execute("SELECT to_regclass('holdfast_sentinels.sentinel')").fetchone()
            return bool(there and there[0])

    try:
        wait_until(written, "a sentinel row", seconds=20)
    finally:
        print(host.systemd.journal(f"{STEM}-wal.service"))  # noqa: T201
    assert host.systemd.show(f"{STEM}-wal.service", "ActiveState") == "active"
    assert (host.systemd.root / "var/lib/holdfast/backup/wal/shop-production").is_dir()


def test_timers_are_taken_and_have_a_next_time(host: Host) -> None:
    names = [name for name in render_units(host.product, "production") if name.endswith(".timer")]
    host.systemd.run("systemctl", "start", *names)

    assert [name for name in names if not host.systemd.show(name, "NextElapseUSecRealtime")] == []
