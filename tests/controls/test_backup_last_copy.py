"""What is left of a managed database once it, or its stack, is deleted."""

from typing import Any

import pytest

from holdfast.controls.backup import CONTROL
from holdfast.model.facts import BackupJob, Database, Fact, Placement
from tests.controls.support import DECLARED, judged, made, scope


def database(**values: Any) -> Database:
    told: dict[str, Any] = {
        "kind": DECLARED,
        "name": "orders",
        "engine": "postgresql",
        "placement": Placement.RDS,
        "retention_days": 0,
        "final_snapshot": False,
        "deletion_protection": False,
        "places": {"final_snapshot": "rds.tf:9"},
    }
    return made(Database, "rds.tf:2", **{**told, **values})


def found(*facts: Fact) -> tuple[str, ...] | None:
    return judged(CONTROL, scope(*facts)).get("no-final-snapshot")


def test_a_database_that_takes_its_backups_along_fails_where_its_template_says_so() -> None:
    assert found(database()) == ("failed", "rds.tf:9")
    assert found(database(final_snapshot=True)) is None
    assert found(database(final_snapshot=None)) is None


def test_a_database_whose_copies_hold_until_somebody_deletes_it_gets_a_remark() -> None:
    assert found(database(retention_days=30)) == ("failed (notice)", "rds.tf:9")


def test_what_a_template_leaves_unsaid_is_nobodys_decision() -> None:
    assert found(database(places={})) is None


def test_a_database_that_may_not_be_deleted_gets_a_remark() -> None:
    assert found(database(deletion_protection=True)) == ("failed (notice)", "rds.tf:9")


def test_the_unprotected_one_of_two_is_accused_alone() -> None:
    guarded = database(deletion_protection=True, name="logs", places={"final_snapshot": "rds.tf:40"})
    assert found(database(), guarded) == ("failed", "rds.tf:9")


def test_the_line_that_leaves_a_database_unguarded_is_shown_beside_the_one_that_takes_no_copy() -> None:
    off = {"final_snapshot": "rds.tf:9", "deletion_protection": "rds.tf:12"}
    assert found(database(places=off)) == ("failed", "rds.tf:9", "rds.tf:12")
    assert found(database(places=off, deletion_protection=None)) == ("failed", "rds.tf:9")


def test_a_database_that_is_not_managed_has_no_such_snapshot() -> None:
    assert found(database(placement=Placement.CONTAINER)) is None


@pytest.mark.parametrize(
    ("values", "outlives"),
    [
        ({"method": "aws-backup", "subject": "volume"}, True),
        ({"method": "pg_dump", "schedule": "daily"}, True),
        ({"method": "pg_dump"}, False),
        ({"method": "rds", "subject": "bucket", "schedule": "daily"}, False),
    ],
)
def test_copies_that_somebody_else_keeps_are_a_way_back(values: dict[str, Any], *, outlives: bool) -> None:
    job = made(BackupJob, "backup.tf:1", kind=DECLARED, **{"subject": "database", "destination": "aws", **values})
    assert (found(database(), job) is None) is outlives


@pytest.mark.parametrize("values", [{"name": "preview-42"}, {"name": "shop_review_app"}, {"environment": "test"}])
def test_what_is_made_to_be_deleted_leaves_nothing(values: dict[str, Any]) -> None:
    known = scope(database(**values), environment=values.get("environment", "production"))
    assert "no-final-snapshot" not in judged(CONTROL, known)


def test_a_table_of_dynamodb_counts_unless_its_rows_end_by_themselves() -> None:
    table = {"engine": "dynamodb", "placement": Placement.DYNAMODB}
    assert found(database(**table)) == ("failed", "rds.tf:9")
    assert found(database(**table, expires=True)) is None


def test_the_row_that_has_backups_deleted_with_their_database_is_shown_beside() -> None:
    told = {"final_snapshot": "rds.tf:9", "backups_with_it": "rds.tf:7"}
    assert found(database(places=told)) == ("failed", "rds.tf:9", "rds.tf:7")
