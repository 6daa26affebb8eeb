"""Plans of AWS Backup that nothing is chosen for, or that let go too early."""

from holdfast.controls.backup import CONTROL
from holdfast.model.facts import BackupJob, Database, EmptyBackupPlan, Placement
from tests.controls.support import CLAIMED, DECLARED, judged, made, scope


def database(days: int) -> Database:
    return made(
        Database,
        "rds.tf:1",
        kind=DECLARED,
        name="orders",
        engine="postgresql",
        placement=Placement.RDS,
        retention_days=days,
    )


def plan(days: int | None) -> BackupJob:
    at = {"retention_days": "backup.tf:9"}
    return made(
        BackupJob,
        "backup.tf:5",
        kind=DECLARED,
        places=at,
        subject="database",
        method="aws-backup",
        schedule="daily",
        retention_days=days,
    )


def test_a_plan_without_a_selection_fails_where_it_stands_whatever_the_database_keeps() -> None:
    empty = made(EmptyBackupPlan, "backup.tf:4", kind=DECLARED, name="nightly")

    assert judged(CONTROL, scope(database(30), empty))["plan-selects-nothing"] == ("failed", "backup.tf:4")
    assert "plan-selects-nothing" not in judged(CONTROL, scope(database(30), plan(35)))


def test_a_plan_that_is_only_claimed_is_nobodys_yet() -> None:
    empty = made(EmptyBackupPlan, "guide.md:4", kind=CLAIMED, name="nightly")

    assert "plan-selects-nothing" not in judged(CONTROL, scope(database(30), empty))


def test_a_plan_that_lets_go_too_early_is_too_short_where_the_database_keeps_no_longer() -> None:
    assert judged(CONTROL, scope(database(0), plan(3)))["retention-too-short"] == ("failed", "backup.tf:9")
    assert "retention-too-short" not in judged(CONTROL, scope(database(30), plan(3)))
    assert "retention-too-short" not in judged(CONTROL, scope(database(0), plan(35)))
    assert "retention-too-short" not in judged(CONTROL, scope(database(0), plan(None)))
