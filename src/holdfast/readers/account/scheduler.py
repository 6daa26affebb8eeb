"""EventBridge Scheduler: schedules that stop machines or databases, or let them shrink, by the clock."""

from collections.abc import Iterator
from functools import partial

from holdfast.model.facts import ScheduledScaling
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, one, seen
from holdfast.readers.account.details import of_each
from holdfast.readers.account.values import child, text

SCHEDULES = Call("scheduler", "list_schedules", "scheduler:ListSchedules", page=100)
SCHEDULE = Call(
    "scheduler",
    "get_schedule",
    "scheduler:GetSchedule",
    resource="arn:aws:scheduler:*:*:schedule/*/*",
    absent=frozenset(["ResourceNotFoundException"]),
)

_SAVES = regex(
    r"(?i)aws-sdk:(?:ec2:stopinstances|rds:stopdb(?:instance|cluster)"
    r"|autoscaling:(?:setdesiredcapacity|updateautoscalinggroup)|ecs:updateservice)$"
)
"""Targets that AWS calls by itself to stop something, or to set how much of it runs."""
_STOPS = regex(r"(?i)stop|off.?(?:hours|peak)|night|scale.?(?:down|in)|shutdown|업무 ?시간|야간")


def _schedules(account: Account, region: str) -> Iterator[Reading]:
    listed = each(account, SCHEDULES, region, "Schedules")
    found = [schedule for schedule in listed if schedule.get("State") != "DISABLED" and _saves(schedule)]
    yield from of_each(found, partial(_schedule, account, region))


def _saves(schedule: Record) -> bool:
    """Its target stops something, or calls code (a function, a document) under a name that says so."""
    target = text(child(schedule, "Target"), "Arn") or ""
    return bool(_SAVES.search(target)) or bool(_STOPS.search(f"{schedule.get('Name')} {target}"))


def _schedule(account: Account, region: str, summary: Record) -> Iterator[Reading]:
    name, group = (text(summary, "Name") or ""), text(summary, "GroupName") or "default"
    answer = one(account, SCHEDULE, region, Name=name, GroupName=group)
    clock = text(answer, "ScheduleExpression")
    if not clock:
        return
    arn = text(summary, "Arn") or (f"arn:{account.partition}:scheduler:{region}:{account.id}:schedule/{group}/{name}")
    environment = account.environment({}, name, group, text(answer, "Description"))
    yield ScheduledScaling(**seen(arn, f"ScheduleExpression: {clock}", environment), workload=name, schedule=clock)


READER = AccountReader(
    name="scheduler",
    serves=frozenset(["cost"]),
    calls=(SCHEDULES, SCHEDULE),
    questions=(_schedules,),
)
