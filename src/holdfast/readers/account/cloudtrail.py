"""CloudTrail: whether somebody is called when the root user is used: trail, log group, metric filter, alarm, action."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource, RootUse, Watched
from holdfast.model.regex import regex
from holdfast.readers.account.base import (
    Account,
    AccountReader,
    Call,
    Reading,
    Record,
    Refused,
    each,
    gap_of,
    one,
    seen,
)
from holdfast.readers.account.cloudwatch import ALARMS, alarms_in
from holdfast.readers.account.values import records, text, texts

TRAILS = Call("cloudtrail", "describe_trails", "cloudtrail:DescribeTrails")
STATUS = Call("cloudtrail", "get_trail_status", "cloudtrail:GetTrailStatus", "arn:aws:cloudtrail:*:*:trail/*")
FILTERS = Call("logs", "describe_metric_filters", "logs:DescribeMetricFilters", "arn:aws:logs:*:*:log-group:*", page=50)

_SERVES = frozenset(["access"])
_OF_ROOT = regex(r"userIdentity\.type\s*=\s*\"?Root\b")
_LOG_GROUP = regex(r"arn:[\w-]+:logs:(?P<region>[\w-]+):(?P<account>\d{12}):log-group:(?P<name>[^:*]{1,512})")


def trails_that_log(account: Account, region: str) -> Iterator[Record]:
    """The trails that a region shows, of this account or of its organization, and that log now.

    Raises:
        Refused: AWS did not answer.
    """
    for trail in each(account, TRAILS, region, "trailList"):
        if _logs(account, trail, region):
            yield trail


def _trails(account: Account, region: str) -> Iterator[Reading]:
    for trail in each(account, TRAILS, region, "trailList"):
        try:
            if trail.get("IncludeGlobalServiceEvents") is not False and _logs(account, trail, region):
                yield from _watched(account, trail, str(trail.get("TrailARN")))
        except Refused as refused:
            yield gap_of(refused, _SERVES, account)  # the other trails answer for themselves


def _logs(account: Account, trail: Record, region: str) -> bool:
    # A trail of every region shows in each of them, and answers for itself in its own; one of the organization
    # answers its members, too, when it is asked by its ARN.
    home, arn = text(trail, "HomeRegion") or region, text(trail, "TrailARN")
    return bool(arn and (one(account, STATUS, home, Name=arn) or {}).get("IsLogging"))


def _watched(account: Account, trail: Record, arn: str) -> Iterator[Reading]:
    """Who is called when the trail's log tells of the root user; the log of another account is not ours to read."""
    match = _LOG_GROUP.match(str(trail.get("CloudWatchLogsLogGroupArn") or ""))
    if not match:
        return
    if match["account"] != account.id:
        # That account may well call somebody: shown as what is said, never as what is seen.
        said = seen(arn, f"the log group is in account {match['account']}: what follows it is seen only there")
        yield RootUse(**{**said, "kind": EvidenceKind.CLAIMED}, act="alarm")
        return
    region = match["region"]
    for found in each(account, FILTERS, region, "metricFilters", logGroupName=match["name"]):
        if not _OF_ROOT.search(str(found.get("filterPattern") or "")):
            continue
        quote = f"metric filter {found.get('filterName')} on {match['name']}"
        yield MetricSource(**seen(arn, quote), watches=Watched.ROOT_USE)
        metrics = {_metric(entry) for entry in records(found, "metricTransformations")}
        if any(_calls(alarm) and _watches(alarm) in metrics for alarm in alarms_in(account, region)):
            yield RootUse(**seen(arn, f"{quote}, with an alarm"), act="alarm")


def _metric(entry: Record) -> tuple[str | None, str | None]:
    return text(entry, "metricNamespace"), text(entry, "metricName")


def _watches(alarm: Record) -> tuple[str | None, str | None]:
    return text(alarm, "Namespace"), text(alarm, "MetricName")


def _calls(alarm: Record) -> bool:
    return bool(texts(alarm, "AlarmActions")) and alarm.get("ActionsEnabled") is not False


READER = AccountReader(
    name="cloudtrail",
    serves=_SERVES,
    calls=(TRAILS, STATUS, FILTERS, ALARMS),
    questions=(_trails,),
    shows=(RootUse,),
)
