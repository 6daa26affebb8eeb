"""EventBridge Scheduler: what stops or shrinks by the clock."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from holdfast.readers.account import scheduler
from holdfast.rig.aws import EmbeddedAws
from tests.readers.account.support import HOME, FakeAccount, live, read, told

FUNCTION = f"arn:aws:lambda:{HOME}:123456789012:function:"
SCHEDULES = (
    ("evening-staging", "arn:aws:scheduler:::aws-sdk:ec2:stopInstances", "ENABLED"),
    ("database-staging", "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", "ENABLED"),
    ("small-production", "arn:aws:scheduler:::aws-sdk:autoscaling:updateAutoScalingGroup", "ENABLED"),
    ("stop-at-night", f"{FUNCTION}switch", "ENABLED"),
    ("report", f"{FUNCTION}report", "ENABLED"),
    ("morning-staging", "arn:aws:scheduler:::aws-sdk:ec2:startInstances", "ENABLED"),
    ("stop-never", "arn:aws:scheduler:::aws-sdk:ec2:stopInstances", "DISABLED"),
)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        client = started.client("scheduler")
        for name, target, state in SCHEDULES:
            client.create_schedule(
                Name=name,
                State=state,
                ScheduleExpression="cron(0 22 * * ? *)",
                FlexibleTimeWindow={"Mode": "OFF"},
                Target={"Arn": target, "RoleArn": "arn:aws:iam::123456789012:role/scheduler"},
            )
        yield started


@pytest.mark.integration
def test_schedules_that_stop_or_shrink_something_are_told_and_no_others(aws: EmbeddedAws) -> None:
    asked: Counter[str] = Counter()

    shown = told(read(scheduler.READER, live(aws, asked=asked)))

    assert sorted(shown) == [
        f"ScheduledScaling schedule/default/{name} [{environment}] workload={name} schedule=cron(0 22 * * ? *)"
        for name, environment in (
            ("database-staging", "staging"),
            ("evening-staging", "staging"),
            ("small-production", "production"),
            ("stop-at-night", "(unassigned)"),
        )
    ]
    assert asked == {"list_schedules": 1, "get_schedule": 4}


@pytest.mark.parametrize("schedule", [{}, {"Name": "stop", "Target": "x"}, {"Name": "stop", "State": None}])
def test_odd_schedules_never_raise(schedule: dict[str, Any]) -> None:
    assert read(scheduler.READER, FakeAccount({"list_schedules": {"Schedules": [schedule]}})) == []
