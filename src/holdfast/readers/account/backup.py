"""AWS Backup: plans with their rules, and what their selections cover."""

from collections.abc import Iterator
from functools import partial

from holdfast.model.evidence import Location
from holdfast.model.facts import BackupJob
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, one, seen
from holdfast.readers.account.details import of_each
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, records, region_of, text, texts, whole

_PLANS = "arn:aws:backup:*:*:backup-plan:*"
_GONE = frozenset(["ResourceNotFoundException"])

PLANS = Call("backup", "list_backup_plans", "backup:ListBackupPlans", page=1000)
PLAN = Call("backup", "get_backup_plan", "backup:GetBackupPlan", resource=_PLANS, absent=_GONE)
SELECTIONS = Call(
    "backup", "list_backup_selections", "backup:ListBackupSelections", resource=_PLANS, page=1000, absent=_GONE
)
SELECTION = Call("backup", "get_backup_selection", "backup:GetBackupSelection", resource=_PLANS, absent=_GONE)
PROTECTED = Call("backup", "list_protected_resources", "backup:ListProtectedResources", page=1000)

_SUBJECTS = (
    ("database", (":rds:", ":dynamodb:", "rds", "aurora", "dynamodb", "documentdb", "neptune")),
    ("volume", (":ec2:", "ebs", "ec2")),
    ("bucket", (":s3:", "s3")),
    ("files", (":elasticfilesystem:", ":fsx:", "efs", "fsx")),
)
"""What is backed up, by the part of its ARN that names the service, or by its type; in lower case."""


def _plans(account: Account, region: str) -> Iterator[Reading]:
    plans = list(each(account, PLANS, region, "BackupPlansList"))
    if plans:
        yield from of_each(plans, partial(_plan, account, region, tags_in(account, region)))


def _plan(account: Account, region: str, tags: dict[str, dict[str, str]], plan: Record) -> Iterator[Reading]:
    number, name = (text(plan, "BackupPlanId") or ""), text(plan, "BackupPlanName")
    selections = list(each(account, SELECTIONS, region, "BackupSelectionsList", BackupPlanId=number))
    if not selections:
        return  # a plan that covers nothing backs up nothing
    arn = text(plan, "BackupPlanArn") or f"arn:{account.partition}:backup:{region}:{account.id}:backup-plan:{number}"
    named = (name, *(text(selection, "SelectionName") for selection in selections))
    environment = account.environment(tags.get(arn, {}), *named)
    covered = _covered(account, region, number, selections)
    described = child(one(account, PLAN, region, BackupPlanId=number), "BackupPlan")
    for rule in records(described, "Rules"):
        for subject in _subjects(covered):
            resources = tuple(word for word in covered if _is_one(word) and _subjects([word]) == (subject,))
            yield _job(arn, environment, subject, rule, resources)


def _is_one(word: str) -> bool:
    """It names a single resource, not a pattern, nor a type."""
    return word.startswith("arn:") and "*" not in word


def _job(arn: str, environment: str, subject: str, rule: Record, resources: tuple[str, ...]) -> BackupJob:
    days = whole(child(rule, "Lifecycle"), "DeleteAfterDays")
    copies = [region_of(copy.get("DestinationBackupVaultArn")) for copy in records(rule, "CopyActions")]
    schedule = text(rule, "ScheduleExpression") or "daily"  # a rule without one runs once a day
    return BackupJob(
        **seen(arn, f"{rule.get('RuleName', 'rule')}: {schedule}", environment),
        subject=subject,
        method="aws-backup",
        schedule=schedule,
        destination="aws",
        retention_days=days,
        other_region=any(copy not in (None, region_of(arn)) for copy in copies),
        resources=resources,
        places={"retention_days": Location(arn=arn, quote=f"DeleteAfterDays: {days or 'never'}")},
    )


def _covered(account: Account, region: str, plan: str, selections: list[Record]) -> list[str]:
    """What the plan's selections name, as ARNs and patterns; where they go by tags, the types protected here."""
    named: list[str] = []
    by_tags = False
    for selection in selections:
        chosen = one(account, SELECTION, region, BackupPlanId=plan, SelectionId=(text(selection, "SelectionId") or ""))
        resources = texts(child(chosen, "BackupSelection"), "Resources")
        narrow = [arn for arn in resources if arn.strip("*")]
        named += narrow
        by_tags = by_tags or not narrow
    if by_tags:
        protected = each(account, PROTECTED, region, "Results")
        named += [(text(resource, "ResourceType") or "") for resource in protected]
    return named


def _subjects(named: list[str]) -> tuple[str, ...]:
    words = {word.lower() for word in named}
    return tuple(
        subject
        for subject, marks in _SUBJECTS
        if any(mark in word if mark.startswith(":") else mark == word for mark in marks for word in words)
    )


READER = AccountReader(
    name="backup",
    serves=frozenset(["backup", "availability"]),
    calls=(PLANS, PLAN, SELECTIONS, SELECTION, PROTECTED, RESOURCES),
    questions=(_plans,),
    shows=(BackupJob,),
)
