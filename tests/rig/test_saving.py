"""What moto lacks of AWS Backup and Data Lifecycle Manager."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.rig import saving
from holdfast.rig.aws import EmbeddedAws

POLICY: dict[str, Any] = {
    "ExecutionRoleArn": "arn:aws:iam::123456789012:role/dlm",
    "Description": "weekly",
    "State": "ENABLED",
    "PolicyDetails": {"ResourceTypes": ["VOLUME"], "Schedules": [{"Name": "weekly"}]},
}

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


def test_a_snapshot_policy_comes_back_as_it_was_given_in_its_own_region_alone(aws: EmbeddedAws) -> None:
    client = aws.client("dlm")
    number = client.create_lifecycle_policy(**POLICY, Tags={"Environment": "production"})["PolicyId"]

    (summary,) = client.get_lifecycle_policies()["Policies"]
    whole = client.get_lifecycle_policy(PolicyId=number)["Policy"]

    assert summary["Tags"] == {"Environment": "production"}
    assert whole["PolicyDetails"] == POLICY["PolicyDetails"]
    assert whole["PolicyArn"] == f"arn:aws:dlm:{aws.region}:123456789012:policy/{number}"
    assert aws.client("dlm", "us-east-1").get_lifecycle_policies()["Policies"] == []


def test_a_plan_knows_what_it_selects(aws: EmbeddedAws) -> None:
    client = aws.client("backup")
    rules = [{"RuleName": "daily", "TargetBackupVaultName": "x"}]
    plan = client.create_backup_plan(BackupPlan={"BackupPlanName": "x", "Rules": rules})["BackupPlanId"]
    chosen = {"SelectionName": "all", "IamRoleArn": POLICY["ExecutionRoleArn"], "Resources": ["arn:aws:rds:*:*:db:*"]}
    made = client.create_backup_selection(BackupPlanId=plan, BackupSelection=chosen)["SelectionId"]

    (listed,) = client.list_backup_selections(BackupPlanId=plan)["BackupSelectionsList"]
    whole = client.get_backup_selection(BackupPlanId=plan, SelectionId=made)["BackupSelection"]

    assert (listed["SelectionId"], listed["SelectionName"]) == (made, "all")
    assert whole == chosen
    assert client.list_backup_selections(BackupPlanId="another")["BackupSelectionsList"] == []
    assert client.list_protected_resources()["Results"] == []
    assert client.get_backup_plan(BackupPlanId=plan)["BackupPlan"]["BackupPlanName"] == "x"


def test_what_is_not_there_is_told_as_aws_tells_it(aws: EmbeddedAws) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("dlm").get_lifecycle_policy(PolicyId="policy-0123")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws.client("backup").get_backup_selection(BackupPlanId="x", SelectionId="y")


def test_a_reset_forgets_them(aws: EmbeddedAws) -> None:
    aws.client("dlm").create_lifecycle_policy(**POLICY)

    aws.reset()

    assert aws.client("dlm").get_lifecycle_policies()["Policies"] == []


def test_installing_twice_answers_once() -> None:
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication

    before = DomainDispatcherApplication.__call__
    saving.install()

    assert DomainDispatcherApplication.__call__ is before
