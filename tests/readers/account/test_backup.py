"""AWS Backup: plans with what they cover; moto has no selections, so answers have the documented shapes."""

from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.model.facts import BackupJob
from holdfast.readers.account import backup
from holdfast.readers.account.base import Refused
from tests.readers.account.support import HOME, FakeAccount, read, told

PLAN = "arn:aws:backup:ap-northeast-1:123456789012:backup-plan:p-1"
VAULT = "arn:aws:backup:{}:123456789012:backup-vault:copies"
DAILY = {"RuleName": "daily", "ScheduleExpression": "cron(0 5 ? * * *)", "Lifecycle": {"DeleteAfterDays": 35}}
SHOWN = "BackupJob backup-plan:p-1 [production]"


def account(*rules: dict[str, Any], resources: list[str] | None, **more: Any) -> FakeAccount:
    """An account with one plan of these rules, and one selection of these resources; None for no selection."""
    listed = {"BackupPlanId": "p-1", "BackupPlanArn": PLAN, "BackupPlanName": "shop-production"}
    selections = [{"SelectionId": "s-1", "SelectionName": "all"}] if resources is not None else []
    return FakeAccount(
        {
            "list_backup_plans": {"BackupPlansList": [listed]},
            "get_backup_plan": {"BackupPlan": {"Rules": list(rules)}},
            "list_backup_selections": {"BackupSelectionsList": selections},
            "get_backup_selection": {"BackupSelection": {"Resources": resources or []}},
            **more,
        }
    )


def test_each_rule_is_told_with_its_clock_its_keeping_and_its_copies() -> None:
    far = {**DAILY, "CopyActions": [{"DestinationBackupVaultArn": VAULT.format("ap-northeast-3")}]}
    near = {"RuleName": "near", "CopyActions": [{"DestinationBackupVaultArn": VAULT.format(HOME)}]}

    shown = told(read(backup.READER, account(far, near, resources=["arn:aws:rds:*:*:db:*"])))

    same = "subject=database method=aws-backup"
    assert shown == [
        f"{SHOWN} {same} schedule=cron(0 5 ? * * *) destination=aws retention_days=35 other_region=True",
        f"{SHOWN} {same} schedule=daily destination=aws other_region=False",
    ]


@pytest.mark.parametrize(
    ("resources", "subjects"),
    [
        (["arn:aws:ec2:*:*:volume/*"], ["volume"]),
        (["arn:aws:s3:::shop-uploads"], ["bucket"]),
        (["arn:aws:rds:x:1:cluster:a", "arn:aws:elasticfilesystem:x:1:file-system/f"], ["database", "files"]),
        (["arn:aws:redshift:x:1:snapshot:a"], []),
    ],
)
def test_the_selection_tells_what_is_backed_up(resources: list[str], subjects: list[str]) -> None:
    shown = told(read(backup.READER, account(DAILY, resources=resources)))

    assert [line.split()[3] for line in shown] == [f"subject={subject}" for subject in subjects]


@pytest.mark.parametrize("resources", [[], ["*"]], ids=["by tags", "everything"])
def test_a_selection_without_names_covers_what_aws_backup_protects(resources: list[str]) -> None:
    protected = {"Results": [{"ResourceType": "EBS"}, {"ResourceType": "Aurora"}, {}]}

    shown = told(read(backup.READER, account(DAILY, resources=resources, list_protected_resources=protected)))

    assert [line.split()[3] for line in shown] == ["subject=database", "subject=volume"]


def test_a_plan_that_covers_nothing_backs_up_nothing() -> None:
    assert read(backup.READER, account(DAILY, resources=None)) == []


def test_an_account_without_plans_is_asked_once() -> None:
    empty = FakeAccount({})

    assert read(backup.READER, empty) == []
    assert empty.asked == ["list_backup_plans"]


@pytest.mark.parametrize("rule", [{}, {"Lifecycle": 3, "CopyActions": ["x"]}, {"ScheduleExpression": None}])
def test_odd_rules_never_raise(rule: dict[str, Any]) -> None:
    shown = told(read(backup.READER, account(rule, resources=["arn:aws:rds:x:1:db:a"])))

    said = f"{SHOWN} subject=database method=aws-backup schedule=daily destination=aws other_region=False"
    assert shown == [f"{said} resources=(arn:aws:rds:x:1:db:a)"]


def test_only_resources_named_one_by_one_are_told_each_with_its_own_subject() -> None:
    disk, database = "arn:aws:ec2:x:1:volume/vol-1", "arn:aws:rds:x:1:db:a"
    chosen = [disk, "arn:aws:ec2:*:*:volume/*", database]

    jobs = [one for one in read(backup.READER, account(DAILY, resources=chosen)) if isinstance(one, BackupJob)]

    assert {job.subject: job.resources for job in jobs} == {"volume": (disk,), "database": (database,)}


def test_refused_selections_are_a_gap() -> None:
    refused = Refused(backup.SELECTIONS, GapReason.DENIED, "AccessDenied", HOME)

    shown = told(read(backup.READER, account(DAILY, resources=[], list_backup_selections=refused)))

    assert shown == ["Gap backup denied: AccessDenied"]
