"""Control 12, cost: somebody learns that the bill grows before the bill arrives."""

import re
from collections.abc import Iterable, Iterator
from typing import TypeVar, assert_never

from holdfast.controls.common import claimed, listed, names, places, solid
from holdfast.controls.hosting import Form, hosting, sleeps
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    GROWING,
    Alarm,
    BackupJob,
    Bucket,
    Budget,
    CostEstimate,
    CostReview,
    Emptied,
    Fact,
    IdleResource,
    KeptForGood,
    LifecycleRule,
    ScheduledScaling,
    Topic,
    Watched,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity
from holdfast.model.record import replace
from holdfast.model.regex import regex

# The seed counts cost as minor; a warning all the same, because a notice never opens a control and
# a bill that nobody watches must not be shown as held.
NO_BUDGET = Check("cost.no-budget", Severity.WARNING)
BUDGET_TELLS_NOBODY = Check("cost.budget-tells-nobody", Severity.WARNING)
IDLE_RESOURCES = Check(
    "cost.idle-resources",
    Severity.WARNING,
    references=(
        "prowler:ec2_elastic_ip_unassigned",
        "config:EIP_ATTACHED",
        "config:EC2_VOLUME_INUSE_CHECK",
        "config:EC2_STOPPED_INSTANCE",
    ),
)
KEPT_FOR_GOOD = Check(
    "cost.kept-for-good",
    Severity.WARNING,
    Confidence.MEDIUM,
    references=(
        "prowler:cloudwatch_log_group_retention_policy_specific_days_enabled",
        "prowler:ecr_repositories_lifecycle_policy_enabled",
        "config:CW_LOGGROUP_RETENTION_PERIOD_CHECK",
    ),
)
NO_LIFECYCLE = Check(
    "cost.no-lifecycle",
    Severity.NOTICE,
    references=("prowler:s3_bucket_lifecycle_enabled", "checkov:CKV2_AWS_61", "config:S3_LIFECYCLE_POLICY_CHECK"),
)
NO_OFF_PEAK = Check("cost.no-off-peak", Severity.NOTICE)
NO_REVIEW = Check("cost.no-review", Severity.NOTICE)

CHECKS = (NO_BUDGET, BUDGET_TELLS_NOBODY, IDLE_RESOURCES, KEPT_FOR_GOOD, NO_LIFECYCLE, NO_OFF_PEAK, NO_REVIEW)

_AWAITS_HOSTS = frozenset({"volume", "address", "load-balancer"})
"""What hosts use, and what stays when the clock has ended them all."""

F = TypeVar("F", bound=Fact)


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge who is warned, what lies idle, and what could cost less."""
    warning = _warning(scope)
    yield warning
    idle = _idle(scope.view)
    if idle:
        yield IDLE_RESOURCES.failed(*places(idle), noun=listed(resource.type for resource in idle))
    emptied = {fact.what for fact in solid(scope.view, Emptied)}
    others = solid(scope.view, KeptForGood, lambda fact: fact.what not in emptied)
    kept = (*others, *_logs_in_buckets(scope.view))
    if kept:
        # It grows by little a month: where somebody is told of the bill, that is a remark.
        severity = None if warning.opens else Severity.NOTICE
        yield KEPT_FOR_GOOD.failed(*places(kept, most=3), severity=severity, name=names(kept))
    if scope.strict:
        yield from _remarks(scope)


def _warning(scope: Scope) -> Finding:
    """A budget, an anomaly detector or a billing alarm; it stands for the whole account, whichever environment."""
    views = (scope.view, *scope.others.values())
    warners: list[Budget | Alarm] = [*_everywhere(views, Budget)]
    warners += [alarm for alarm in _everywhere(views, Alarm) if alarm.watches is Watched.COST]
    topics = _everywhere(views, Topic)
    mute = [topic for topic in topics if not topic.subscribers and topic.where("subscribers") != topic.at]
    if mute and len(mute) == len(topics) and all(isinstance(warner, Alarm) for warner in warners):
        # An alarm calls a topic, and here each of them calls addresses that nobody reads.
        warners = [
            replace(warner, notifies=False, places={"notifies": mute[0].where("subscribers")}) for warner in warners
        ]
    heard = [warner for warner in warners if warner.notifies is not False]
    if heard:
        return NO_BUDGET.met(*places(heard))
    if warners:
        return BUDGET_TELLS_NOBODY.failed(*places(warners, "notifies"))
    looked = scope.view.look(Budget)
    match looked:
        case Unreadable(gaps=gaps):
            return NO_BUDGET.unreadable(gaps)
        case Absent() | Found():
            # It is the account that has none: no line of a repository is the one to mend, but for what speaks of it.
            return NO_BUDGET.unproven(*_promises(scope))
        case _:
            assert_never(looked)


def _promises(scope: Scope) -> tuple[Evident, ...]:
    alarms = claimed(scope.view, Alarm, lambda alarm: alarm.watches is Watched.COST)
    told = places((*claimed(scope.view, Budget), *alarms), most=2)
    # Who reckons what a month costs knows from which sum on somebody should hear of it.
    return told or places(claimed(scope.view, CostEstimate), most=2)


def _idle(view: View) -> list[IdleResource]:
    """What nothing uses, but for what somebody means to be there all the same.

    A disk that a backup plan names holds data, and is attached by whichever host comes next. In an environment that the
    clock has put to sleep, the disk, the address and the load balancer wait for the morning with it.
    """
    kept = {arn for job in solid(view, BackupJob) for arn in job.resources}
    awaiting = _AWAITS_HOSTS if sleeps(view) else frozenset()
    return [
        idle
        for idle in solid(view, IdleResource)
        if idle.type not in awaiting and not (idle.type == "volume" and idle.at.arn in kept)
    ]


def _logs_in_buckets(view: View) -> list[Bucket]:
    """Buckets that templates make for what balancers and the like write down; trails are kept on purpose."""
    if solid(view, LifecycleRule):
        return []  # one that does not name its bucket, or names it by a reference, may belong to any of them
    made = solid(view, Bucket, lambda one: one.purpose == "logs" and one.kind is EvidenceKind.DECLARED)
    return [bucket for bucket in made if not _ON_PURPOSE.search(bucket.name or "")]


_ON_PURPOSE = regex(r"trail|audit|compliance|監査|감사", re.IGNORECASE)


def _everywhere(views: Iterable[View], sort: type[F]) -> list[F]:
    return [fact for view in views for fact in solid(view, sort)]


def _remarks(scope: Scope) -> Iterator[Finding]:
    kept = {rule.bucket for rule in solid(scope.view, LifecycleRule)}
    told = set(_logs_in_buckets(scope.view))
    growing = [one for one in solid(scope.view, Bucket) if one.purpose in GROWING and one not in told]
    # A rule that does not name its bucket, or names it by a reference, may belong to any of them.
    if growing and not kept:
        yield NO_LIFECYCLE.unproven(name=names(growing))
    home = hosting(scope.view)
    by_the_hour = isinstance(home, Found) and home.facts[0].form is not Form.PLATFORM
    if by_the_hour and not solid(scope.view, ScheduledScaling):
        yield NO_OFF_PEAK.unproven()
    if by_the_hour and not solid(scope.view, CostReview):
        yield NO_REVIEW.unproven()


CONTROL = Control(12, "cost", CHECKS, judge)
