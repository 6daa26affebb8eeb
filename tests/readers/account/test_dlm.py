"""Data Lifecycle Manager: moto does not have it, so answers have the documented shapes."""

from typing import Any

import pytest

from holdfast.model.evidence import GapReason
from holdfast.readers.account import dlm
from holdfast.readers.account.base import Refused
from tests.readers.account.support import HOME, FakeAccount, read, told

ARN = f"arn:aws:dlm:{HOME}:123456789012:policy/policy-1"
SHOWN = "BackupJob policy/policy-1 [production] subject=volume method=dlm"
WEEKLY = {
    "CreateRule": {"CronExpression": "cron(0 18 ? * SUN *)"},
    "RetainRule": {"Interval": 2, "IntervalUnit": "MONTHS"},
}


def account(details: Any, state: str = "ENABLED") -> FakeAccount:
    """An account with one policy."""
    summary = {"PolicyId": "policy-1", "State": state, "Description": "weekly", "Tags": {"Environment": "prd"}}
    return FakeAccount(
        {
            "get_lifecycle_policies": {"Policies": [summary, {}, {"State": "ENABLED"}]},
            "get_lifecycle_policy": {"Policy": {"PolicyArn": ARN, "PolicyDetails": details}},
        }
    )


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (WEEKLY, "schedule=cron(0 18 ? * SUN *) destination=aws retention_days=60 other_region=False"),
        (
            {"CreateRule": {"Interval": 12, "IntervalUnit": "HOURS"}, "RetainRule": {"Count": 14}},
            "schedule=every 12 hours destination=aws retention_days=7 other_region=False",
        ),
        (
            {"CreateRule": {"Interval": 24}, "RetainRule": {"Count": 7}, "CrossRegionCopyRules": [{"Encrypted": True}]},
            "schedule=daily destination=aws retention_days=7 other_region=True",
        ),
        ({}, "schedule=daily destination=aws other_region=False"),
        ({"CreateRule": [], "RetainRule": "x"}, "schedule=daily destination=aws other_region=False"),
    ],
    ids=["by age", "by count", "copied elsewhere", "empty", "odd"],
)
def test_each_schedule_is_told_with_its_clock_and_keeping(schedule: dict[str, Any], expected: str) -> None:
    assert told(read(dlm.READER, account({"Schedules": [schedule]}))) == [f"{SHOWN} {expected}"]


def test_aws_own_default_policy_is_told() -> None:
    details = {"PolicyLanguage": "SIMPLIFIED", "CreateInterval": 7, "RetainInterval": 21,
               "CrossRegionCopyTargets": [{"TargetRegion": "ap-northeast-3"}]}  # fmt: skip

    shown = told(read(dlm.READER, account(details)))

    assert shown == [f"{SHOWN} schedule=weekly destination=aws retention_days=21 other_region=True"]


@pytest.mark.parametrize("state", ["DISABLED", "ERROR"])
def test_a_policy_that_does_not_run_is_not_asked_about(state: str) -> None:
    stopped = account({"Schedules": [WEEKLY]}, state)

    assert read(dlm.READER, stopped) == []
    assert stopped.asked == ["get_lifecycle_policies"]


def test_images_of_hosts_are_no_backup() -> None:
    assert read(dlm.READER, account({"PolicyType": "IMAGE_MANAGEMENT", "Schedules": [WEEKLY]})) == []


def test_a_refusal_is_a_gap() -> None:
    refused = Refused(dlm.POLICIES, GapReason.DENIED, "AccessDenied", HOME)

    assert told(read(dlm.READER, FakeAccount({"get_lifecycle_policies": refused}))) == ["Gap dlm denied: AccessDenied"]
