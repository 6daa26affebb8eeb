"""Data Lifecycle Manager: policies that make snapshots of volumes by the clock."""

from collections.abc import Iterator
from functools import partial

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, one, seen, tags_of
from holdfast.readers.account.details import of_each
from holdfast.readers.account.values import child, records, text, whole

POLICIES = Call("dlm", "get_lifecycle_policies", "dlm:GetLifecyclePolicies")
POLICY = Call(
    "dlm",
    "get_lifecycle_policy",
    "dlm:GetLifecyclePolicy",
    resource="arn:aws:dlm:*:*:policy/*",
    absent=frozenset(["ResourceNotFoundException"]),
)

_UNIT_DAYS = {"DAYS": 1, "WEEKS": 7, "MONTHS": 30, "YEARS": 365}


def _policies(account: Account, region: str) -> Iterator[Reading]:
    listed = each(account, POLICIES, region, "Policies")
    enabled = [policy for policy in listed if policy.get("State") == "ENABLED" and text(policy, "PolicyId")]
    yield from of_each(enabled, partial(_policy, account, region))


def _policy(account: Account, region: str, summary: Record) -> Iterator[Reading]:
    number = str(summary["PolicyId"])
    policy = child(one(account, POLICY, region, PolicyId=number), "Policy")
    details = child(policy, "PolicyDetails")
    if details.get("PolicyType") == "IMAGE_MANAGEMENT":
        return  # images start new hosts; they bring no data back
    arn = text(policy, "PolicyArn") or f"arn:{account.partition}:dlm:{region}:{account.id}:policy/{number}"
    targets = [f"{tag.get('Key')}={tag.get('Value')}" for tag in records(details, "TargetTags")]
    chosen = {str(tag.get("Key")): str(tag.get("Value")) for tag in records(details, "TargetTags")}
    environment = account.environment({**chosen, **tags_of(summary)}, text(summary, "Description"), *targets)
    if details.get("PolicyLanguage") == "SIMPLIFIED":
        yield _default(arn, environment, details)
    for schedule in records(details, "Schedules"):
        yield _scheduled(arn, environment, schedule)


def _scheduled(arn: str, environment: str, schedule: Record) -> BackupJob:
    create, retain = child(schedule, "CreateRule"), child(schedule, "RetainRule")
    clock = text(create, "CronExpression") or _every(whole(create, "Interval") or 24)
    return _job(arn, environment, clock, _retained(retain, create), bool(records(schedule, "CrossRegionCopyRules")))


def _default(arn: str, environment: str, details: Record) -> BackupJob:
    """AWS's own default policy: a snapshot every so many days, kept for so many."""
    clock = _every((whole(details, "CreateInterval") or 1) * 24)
    kept = whole(details, "RetainInterval") or 7
    return _job(arn, environment, clock, kept, bool(records(details, "CrossRegionCopyTargets")))


def _job(arn: str, environment: str, clock: str, days: int | None, far: bool) -> BackupJob:  # noqa: FBT001
    return BackupJob(
        **seen(arn, f"snapshots {clock}", environment),
        subject="volume",
        method="dlm",
        schedule=clock,
        destination="aws",
        retention_days=days,
        other_region=far,
        places={"retention_days": Location(arn=arn, quote=f"kept for {days or 'some'} days")},
    )


def _every(hours: int) -> str:
    return {24: "daily", 168: "weekly"}.get(hours, f"every {hours} hours")


def _retained(retain: Record, create: Record) -> int | None:
    """Days that a snapshot is kept: told as an age, or as how many of those made by an interval."""
    interval, unit = whole(retain, "Interval"), text(retain, "IntervalUnit")
    if interval and unit in _UNIT_DAYS:
        return interval * _UNIT_DAYS[unit]
    kept, hours = whole(retain, "Count"), whole(create, "Interval")
    return kept * hours // 24 if kept and hours and not text(create, "CronExpression") else None


READER = AccountReader(
    name="dlm",
    serves=frozenset(["availability", "backup"]),
    calls=(POLICIES, POLICY),
    questions=(_policies,),
    shows=(BackupJob,),
)
