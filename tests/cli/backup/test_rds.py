"""`holdfast backup rds` on moto's RDS: a plan, and a new instance only with --yes."""

from typing import Any

import pytest

from tests.cli.backup.stores import Shop, call


@pytest.fixture
def rds(shop: Shop) -> Any:
    shop.spec(placement="rds", point_in_time=True)
    client = shop.aws.client("rds")
    if not client.describe_db_instances()["DBInstances"]:
        client.create_db_instance(
            DBInstanceIdentifier="shop-production",
            Engine="postgres",
            DBInstanceClass="db.t4g.medium",
            MasterUsername="shop",
            MasterUserPassword="not-a-real-one",
            AllocatedStorage=20,
            BackupRetentionPeriod=30,
            DeletionProtection=True,
        )
        client.create_db_snapshot(DBInstanceIdentifier="shop-production", DBSnapshotIdentifier="before")
    return client


def plan(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> tuple[int, str, str]:
    return call(capsys, "backup", "rds", "--spec", shop.folder, *words)


def instances(rds: Any) -> set[str]:
    return {one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]}


def test_the_plan_is_printed_and_nothing_is_done(shop: Shop, rds: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = plan(capsys, shop, "--snapshot", "before", "--as", "shop-b")

    assert code == 0
    assert said.startswith("RestoreDBInstanceFromDBSnapshot in ap-northeast-2\n")
    assert "  DBInstanceClass = db.t4g.medium\n" in said
    assert "  DeletionProtection = True\n" in said
    assert "Nothing was done. Do it with --yes." in said
    assert "shop-b" not in instances(rds)


def test_with_yes_the_new_instance_is_made_and_the_old_one_is_as_it_was(
    shop: Shop, rds: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = plan(capsys, shop, "--snapshot", "before", "--as", "shop-c", "--yes")

    assert code == 0
    assert "\nshop-c: " in said
    assert {"shop-production", "shop-c"} <= instances(rds)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--snapshot", "other"), (1, "no such snapshot there")),
        (("--to-time", "yesterday"), (2, "not a moment with its time zone")),
        (("--to-time", "2026-11-25T03:14:00"), (2, "not a moment with its time zone")),
        (("--to-time", "2026-11-25T03:14:00Z", "--snapshot", "before"), (2, "exclude each other")),
        (("--to-time", "1999-01-01T00:00:00Z"), (1, "does not keep that moment")),
        (("--snapshot", "before", "--as", "shop-production"), (1, "no name for a new instance")),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_done(
    shop: Shop, rds: Any, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], expected: tuple[int, str]
) -> None:
    ended, _, said = plan(capsys, shop, *words)

    assert (ended, expected[1] in said) == (expected[0], True)


def test_a_database_on_a_host_is_restored_by_another_command(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = plan(capsys, shop)

    assert (code, "`holdfast restore`" in said) == (2, True)
