"""CloudTrail: whether somebody is called when the root user is used: trail, log group, metric filter, alarm, action."""

from collections.abc import Iterator

from holdfast.model.facts import MetricSource, RootUse, Watched
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, one, seen
from holdfast.readers.account.cloudwatch import ALARMS, alarms_in
from holdfast.readers.account.values import records, text, texts

TRAILS = Call("cloudtrail", "describe_trails", "cloudtrail:DescribeTrails")
STATUS = Call("cloudtrail", "get_trail_status", "cloudtrail:GetTrailStatus", "arn:aws:cloudtrail:*:*:trail/*")
FILTERS = Call("logs", "describe_metric_filters", "logs:DescribeMetricFilters", "arn:aws:logs:*:*:log-group:*", page=50)

_OF_ROOT = regex(r"userIdentity\.type\s*=\s*\"?Root\b")
_LOG_GROUP = regex(r"arn:[\w-]+:logs:(?P<region>[\w-]+):(?P<account>\d{12}):log-group:(?P<name>[^:*]{1,512})")


def _trails(account: Account, region: str) -> Iterator[Reading]:
    for trail in each(account, TRAILS, region, "trailList"):
        # A trail of every region shows in each of them, and answers for itself in its own.
        home = text(trail, "HomeRegion") or region
        arn = str(trail.get("TrailARN") or "")
        if arn and trail.get("IncludeGlobalServiceEvents") is not False and _logs(account, home, arn):
            yield from _watched(account, trail, arn)


def _logs(account: Account, region: str, arn: str) -> bool:
    return bool((one(account, STATUS, region, Name=arn) or {}).get("IsLogging"))


def _watched(account: Account, trail: Record, arn: str) -> Iterator[Reading]:
    """Who is called when the trail's log tells of the root user; the log of another account is not ours to read."""
    match = _LOG_GROUP.match(str(trail.get("CloudWatchLogsLogGroupArn") or ""))
    if not match or match["account"] != account.id:
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
    serves=frozenset(["access"]),
    calls=(TRAILS, STATUS, FILTERS, ALARMS),
    questions=(_trails,),
    shows=(RootUse,),
)
