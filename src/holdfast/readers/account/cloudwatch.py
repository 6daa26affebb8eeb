"""CloudWatch: alarms, what each watches and whether it calls anybody; dashboards."""

from collections.abc import Iterator, Mapping

from holdfast.model.environments import UNASSIGNED
from holdfast.model.evidence import Location
from holdfast.model.facts import Alarm, Dashboard, Watched
from holdfast.model.regex import regex
from holdfast.readers.account.base import Account, AccountReader, Call, Reading, Record, each, seen
from holdfast.readers.account.tagging import RESOURCES, tags_in
from holdfast.readers.account.values import child, name_of, records, text, texts, word
from holdfast.readers.repository.monitoring.metrics import is_measured, watched_by

ALARMS = Call("cloudwatch", "describe_alarms", "cloudwatch:DescribeAlarms", page=100)
DASHBOARDS = Call("cloudwatch", "list_dashboards", "cloudwatch:ListDashboards")

_SORTS = ("MetricAlarm", "CompositeAlarm")
_SCALES = regex(r":(?:autoscaling|automate|swf):")
_TOPIC = ":sns:"


def alarms_in(account: Account, region: str) -> list[Record]:
    """Every alarm, of one metric or composed of others; asked once, whoever needs them.

    Raises:
        Refused: AWS did not answer.
    """
    found: list[Record] = []
    for sort in _SORTS:
        found += each(account, ALARMS, region, f"{sort}s", AlarmTypes=_SORTS)
    return found


def topics_called(account: Account, region: str) -> dict[str, set[str]]:
    """The topics that alarms send to, by ARN, with the environments of those alarms.

    Raises:
        Refused: AWS did not answer.
    """
    called: dict[str, set[str]] = {}
    found = alarms_in(account, region)
    tags = tags_in(account, region) if found else {}
    for alarm in found:
        environment = account.environment(tags.get(str(alarm.get("AlarmArn")), {}), *_names(alarm))
        for action in texts(alarm, "AlarmActions"):
            if _TOPIC in action:
                called.setdefault(action, set()).add(environment)
    return called


def _alarms(account: Account, region: str) -> Iterator[Reading]:
    found = alarms_in(account, region)
    tags = tags_in(account, region) if found else {}
    for alarm in found:
        actions = texts(alarm, "AlarmActions")
        calls = [action for action in actions if not _SCALES.search(action)]
        if actions and not calls:
            continue  # the trigger of a scaling policy, told with it
        yield _alarm(account, region, alarm, calls, tags)


def _alarm(account: Account, region: str, alarm: Record, calls: list[str], tags: Mapping[str, dict[str, str]]) -> Alarm:
    name = text(alarm, "AlarmName") or ""
    arn = text(alarm, "AlarmArn") or f"arn:{account.partition}:cloudwatch:{region}:{account.id}:alarm:{name}"
    enabled = alarm.get("ActionsEnabled") is not False
    metrics = _metrics(alarm)
    environment = account.environment(tags.get(arn, {}), *_names(alarm))
    quote = f"AlarmActions: {', '.join(map(name_of, calls)) or 'none'}; ActionsEnabled: {word(enabled)}"
    return Alarm(
        **seen(arn, _first(metrics), environment),
        watches=_watched(name, metrics),
        name=name,
        notifies=enabled and bool(calls),
        measured=is_measured(text(alarm, "MetricName") or "", text(alarm, "Namespace") or ""),
        places={"notifies": Location(arn=arn, quote=quote)},
    )


def _metrics(alarm: Record) -> list[Record]:
    """Its one metric, or those that it computes with."""
    return [alarm, *(child(child(query, "MetricStat"), "Metric") for query in records(alarm, "Metrics"))]


def _names(alarm: Record) -> Iterator[str | None]:
    """What may tell its environment: its own name, and those of the resources that it watches."""
    yield text(alarm, "AlarmName")
    for metric in _metrics(alarm):
        yield from (text(dimension, "Value") for dimension in records(metric, "Dimensions"))


def _watched(name: str, metrics: list[Record]) -> Watched:
    """What the first metric that tells is about; else what the alarm's name says."""
    known = (
        watched_by(str(metric["MetricName"]), str(metric.get("Namespace") or ""))
        for metric in metrics
        if text(metric, "MetricName")
    )
    return next((found for found in known if found is not Watched.OTHER), watched_by(name))


def _first(metrics: list[Record]) -> str:
    named = (metric for metric in metrics if text(metric, "MetricName"))
    return next((f"{metric.get('Namespace', '')} {metric['MetricName']}".strip() for metric in named), "")


def _dashboards(account: Account, region: str) -> Iterator[Reading]:
    for dashboard in each(account, DASHBOARDS, region, "DashboardEntries"):
        name = text(dashboard, "DashboardName") or ""
        arn = text(dashboard, "DashboardArn") or f"arn:{account.partition}:cloudwatch::{account.id}:dashboard/{name}"
        told = account.environment({}, name)
        # One page often shows every environment; only a name that tells one binds it there.
        environment = None if told == UNASSIGNED else told
        yield Dashboard(**seen(arn, f"DashboardName: {name}", environment), name=name)


READER = AccountReader(
    name="cloudwatch",
    serves=frozenset(["monitoring", "capacity", "certificates", "access", "backup", "cost"]),
    calls=(ALARMS, DASHBOARDS, RESOURCES),
    questions=(_alarms, _dashboards),
    shows=(Alarm, Dashboard),
)
