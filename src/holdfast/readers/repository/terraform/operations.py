"""Alarms, topics, dashboards and budgets in Terraform."""

import re
from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Alarm, Budget, Dashboard, Fact, KeptForGood, MetricSource, Topic, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.addresses import reaches_nobody
from holdfast.readers.repository.monitoring.alarm_actions import only_acts
from holdfast.readers.repository.monitoring.alarm_sense import Dimension, can_ring, is_kept_alone, is_kept_under
from holdfast.readers.repository.monitoring.metrics import is_measured, watched_by
from holdfast.readers.repository.terraform.resource import Resource, Section, World
from holdfast.readers.repository.terraform.values import Ref, Value
from holdfast.readers.repository.text.nodes import Node

_CHANNELS = (
    ("slack", regex(r"slack", re.IGNORECASE)),
    ("pagerduty", regex(r"pagerduty", re.IGNORECASE)),
    ("opsgenie", regex(r"opsgenie", re.IGNORECASE)),
    ("discord", regex(r"discord", re.IGNORECASE)),
)
_SCALES = ("aws_autoscaling_policy", "aws_appautoscaling_policy")


def metric_alarm(resource: Resource, _: World) -> Iterator[Fact]:
    """A CloudWatch alarm; one that only starts a scaling policy calls nobody, and no more than measures."""
    actions = [
        *resource.items("alarm_actions"),
        *resource.items("ok_actions"),
        *resource.items("insufficient_data_actions"),
    ]
    metric, namespace, section = _metric(resource)
    # A metric of its own may be called in another file; whoever made it has given its alarm a name.
    called = (watched_by(metric, namespace), *map(watched_by, (resource.text("alarm_name") or "", resource.label)))
    watches = next((found for found in called if found not in (Watched.OTHER, Watched.LOGS)), called[0])
    if actions and all(_scales(action) for action in actions):
        yield MetricSource(**resource.said(alarms="alarm_actions"), watches=watches)
        return
    given, limit = resource.get("alarm_actions"), resource.get("threshold")
    kept = section is not resource or _is_kept(resource, metric, namespace)
    said = resource.said(
        watches=(section, "metric_name" if kept or not resource.has("dimensions") else "dimensions"),
        threshold="threshold",
        notifies="alarm_actions" if given else "actions_enabled",
        name="alarm_name",
    )
    if given is None and (meant := _commented_out(resource)):
        said["places"] = {"notifies": meant, **said["places"]}
    if given is not None and given.data == [] and _is_left(resource, given) and resource.scope.asked_from is not None:
        said["places"] = {**said["places"], "notifies": resource.scope.asked_from.location()}
    yield Alarm(
        **said,
        watches=watches,
        name=resource.text("alarm_name") or resource.label,
        notifies=_notifies(resource, given),
        measured=kept and is_measured(metric, namespace),
        rings=section is not resource
        or can_ring(
            metric,
            namespace,
            resource.text("statistic") or "",
            resource.text("comparison_operator") or "",
            limit.number() if limit is not None and limit.known else None,
        ),
    )


def _is_kept(resource: Resource, metric: str, namespace: str) -> bool:
    given = resource.get("dimensions")
    if not metric or (given is not None and not isinstance(given.data, dict)):
        return True
    told = given.data if given is not None and isinstance(given.data, dict) else {}
    # Of what a program refers to, its reader tells the resource and not the attribute.
    written = resource.snippet.path.endswith(_WRITTEN)
    if written and given is None:
        return is_kept_alone(namespace, metric)
    return is_kept_under(namespace, metric, (_dimension(name, value, written=written) for name, value in told.items()))


_WRITTEN = (".tf", ".tofu", ".json")


def _dimension(name: str, value: Value, *, written: bool) -> Dimension:
    if not isinstance(value.data, Ref) or not written:
        return Dimension(name, (value.text() or "") if value.known else "")
    kind = value.data.address.removeprefix("data.").partition(".")[0]
    return Dimension(name, of=kind, attribute=".".join(value.data.attributes))


def cluster(resource: Resource, _: World) -> Iterator[Fact]:
    """Whether a cluster measures what its tasks do (Container Insights), where that is said."""
    for setting in resource.sections("setting"):
        value = (setting.text("value") or "").lower()
        if setting.text("name") == "containerInsights" and value in ("enabled", "enhanced", "disabled"):
            yield MetricSource(**resource.base(setting.at("value")), watches=Watched.CPU, off=value == "disabled")


def log_group(resource: Resource, _: World) -> Iterator[Fact]:
    """Where what the application says is kept."""
    yield MetricSource(**resource.said(), watches=Watched.LOGS)
    if resource.integer("retention_in_days", 0) == 0:
        yield KeptForGood(**resource.base(resource.place.location()), what="logs", name=resource.label)


_MEANT = regex(r"^\s*(?:#|//)+\s*alarm_actions\s*=")


def _commented_out(resource: Resource) -> Location | None:
    """Where the block says whom to call, behind the sign that makes it a mere remark."""
    block = resource.block
    rows = enumerate(block.snippet.rows[block.line - 1 : block.end], start=block.line)
    return next((block.snippet.at(number) for number, row in rows if _MEANT.match(row[:300])), None)


def _scales(action: Value) -> bool:
    if isinstance(action.data, Ref):
        return action.data.address.startswith(_SCALES)
    return isinstance(action.data, str) and only_acts(action.data)


def _notifies(resource: Resource, given: Value | None) -> bool | None:
    if resource.flag("actions_enabled") is False or given is None:
        return False
    if isinstance(given.data, list):
        return True if given.data else _if_told(resource, given)
    return True if isinstance(given.data, (str, Ref)) and given.data else None


_VARIABLE = regex(r"\bvar\.(\w+)")
_ONE_OR_NONE = regex(r"\?\s*\[\s*\]\s*:|:\s*\[\s*\]\s*$")


def _if_told(resource: Resource, given: Value) -> bool | None:
    """What depends on an address that whoever runs it gives, and that nobody commits, may well call somebody."""
    chosen = any(map(_ONE_OR_NONE.search, _choices(resource, given)))
    return None if chosen and not _is_left(resource, given) else False


def _is_left(resource: Resource, given: Value) -> bool:
    """Nobody can give it: the stack calls the module without it."""
    names = {match[1] for text in _choices(resource, given) for match in _VARIABLE.finditer(text)}
    return bool(names) and all(map(resource.scope.is_left, names))


def _choices(resource: Resource, given: Value) -> tuple[str, str]:
    """The attribute as it is written, and the local value that makes the choice, where one does."""
    expression = resource.block.attributes.get("alarm_actions")
    text = expression.node.text() if expression is not None and not isinstance(expression.node, (Node, Value)) else ""
    return text, given.place.location().quote if given.place is not None else ""


def _metric(resource: Resource) -> tuple[str, str, Section]:
    if resource.has("metric_name"):
        return resource.text("metric_name") or "", resource.text("namespace") or "", resource
    for query in resource.sections("metric_query"):
        metric = query.section("metric")
        if metric.has("metric_name"):
            return metric.text("metric_name") or "", metric.text("namespace") or "", metric
    return "", "", resource


def composite_alarm(resource: Resource, _: World) -> Iterator[Fact]:
    """An alarm made of others."""
    yield Alarm(
        **resource.said(notifies="alarm_actions"),
        watches=Watched.OTHER,
        name=resource.text("alarm_name"),
        notifies=_notifies(resource, resource.get("alarm_actions")),
        composed=True,
    )


def datadog_monitor(resource: Resource, _: World) -> Iterator[Fact]:
    """A monitor of Datadog, which writes to whomever its message names."""
    name, query = resource.text("name") or resource.label, resource.text("query") or ""
    watches = watched_by(name)
    message = resource.text("message")
    yield Alarm(
        **resource.said(notifies="message"),
        watches=watched_by(query[:2_000]) if watches is Watched.OTHER else watches,
        name=name,
        notifies="@" in message if message is not None else None,
        system="datadog",
    )


def uptime_check(resource: Resource, _: World) -> Iterator[Fact]:
    """What a service elsewhere asks over and over, and writes to its owner about."""
    yield Alarm(**resource.said(), watches=Watched.UPTIME, name=resource.label, notifies=True, system="uptime-service")


def log_metric_filter(resource: Resource, _: World) -> Iterator[Fact]:
    """A metric counted from logs."""
    pattern = resource.text("pattern") or ""
    name = resource.section("metric_transformation").text("name") or resource.label
    root = "userIdentity.type" in pattern and "Root" in pattern
    yield MetricSource(**resource.said(watches="pattern"), watches=Watched.ROOT_USE if root else watched_by(name))


def dashboard(resource: Resource, _: World) -> Iterator[Fact]:
    """A CloudWatch dashboard."""
    yield Dashboard(**resource.said(), name=resource.text("dashboard_name") or resource.label)


def topic(resource: Resource, world: World) -> Iterator[Fact]:
    """A topic with the kinds of those who are subscribed."""
    told = [*world.pointing("aws_sns_topic_subscription", "topic_arn", resource)]
    subscribed = [one for one in told if not reaches_nobody(one.text("endpoint"))]
    kinds = [_kind(one, world) for one in subscribed]
    for sort in (
        "aws_chatbot_slack_channel_configuration",
        "awscc_chatbot_slack_channel_configuration",
        "module.notify-slack",
    ):
        kinds += [
            "slack"
            for attribute in ("sns_topic_arns", "sns_topic_arn", "sns_topic_name")
            for _ in world.pointing(sort, attribute, resource)
        ]
    said = resource.said()
    if subscribed:
        said["places"]["subscribers"] = subscribed[0].place.location()
    elif told:
        said["places"]["subscribers"] = told[0].at("endpoint")
    called = True if world.pointing("aws_cloudwatch_metric_alarm", "alarm_actions", resource) else None
    yield Topic(**said, name=resource.name, subscribers=tuple(dict.fromkeys(kinds)), for_alarms=called)


def _kind(subscription: Resource, world: World) -> str:
    protocol = subscription.text("protocol") or "other"
    endpoint = subscription.get("endpoint")
    target = world.target(endpoint, subscription.scope)
    words = f"{subscription.label} {endpoint.text() if endpoint else ''} {target.name if target else ''}"
    found = next((name for name, pattern in _CHANNELS if pattern.search(words)), None)
    if found and protocol in ("https", "http", "lambda"):
        return found
    return "email" if protocol == "email-json" else protocol


def budget(resource: Resource, _: World) -> Iterator[Fact]:
    """A spending limit; it warns when a notification has an address."""
    notices = resource.sections("notification")
    mail = [(notice, item) for notice in notices for item in notice.items("subscriber_email_addresses")]
    vain = [(notice, item) for notice, item in mail if reaches_nobody(item.text())]
    told = len(mail) > len(vain) or any(notice.items("subscriber_sns_topic_arns") for notice in notices)
    amount = resource.get("limit_amount")
    said = resource.said(amount="limit_amount")
    if vain:
        notice, item = vain[0]
        at = notice.at("subscriber_email_addresses")
        said["places"]["notifies"] = item.place.location() if item.place is not None else at
    yield Budget(**said, amount=amount.number() if amount is not None else None, notifies=told)


def anomaly_monitor(resource: Resource, world: World) -> Iterator[Fact]:
    """Spending that is out of the ordinary is noticed, and told when somebody subscribed."""
    told = world.pointing("aws_ce_anomaly_subscription", "monitor_arn_list", resource)
    yield Budget(**resource.said(), anomaly=True, notifies=bool(told))
