"""What is watched, who is told, and what it may cost: alarms, topics, dashboards, budgets."""

import re
from collections.abc import Iterator

from holdfast.model.facts import Alarm, Budget, Dashboard, HealthProbe, MetricSource, Topic, Watched
from holdfast.model.facts.base import Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.metrics import watched_by
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.templates.stack import Resource

_TOPIC = "AWS::SNS::Topic"
_SUBSCRIPTION = "AWS::SNS::Subscription"
_NOTIFIERS = regex(r":sns:|:events:|sns|topic|alert|notif", re.IGNORECASE)
_SCALING = regex(r":(autoscaling|automate|swf):|scal(e|ing)", re.IGNORECASE)


def _watched(properties: Node) -> Watched:
    namespace = properties.text("Namespace") or ""
    name = properties.text("MetricName")
    if name:
        return watched_by(name, namespace)
    for query in properties.items("Metrics"):
        metric = query.child("MetricStat", "Metric")
        found = watched_by(metric.text("MetricName") or "", metric.text("Namespace") or "")
        if found is not Watched.OTHER:
            return found
    return watched_by(properties.text("AlarmName") or "")


def _alarm(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    if properties.flag("ActionsEnabled") is False:
        notifies = False
    else:
        notifies = any(_calls_somebody(resource, node) for node in properties.items("AlarmActions"))
        notifies = notifies or resource.traits.get("notifies", False)
    named = resource.properties.text("AlarmRule") is not None
    if not named and not notifies and _only_scales(resource):
        return  # the trigger of a scaling policy, told with it
    watches = _watched(properties)
    if watches is Watched.OTHER:
        watches = watched_by(resource.label)
    yield Alarm(
        **resource.said,
        watches=watches,
        name=resource.shown,
        notifies=notifies,
        places={"notifies": resource.place("AlarmActions")},
    )


def _calls_somebody(resource: Resource, action: Node) -> bool:
    target = resource.stack.target(action)
    if target is not None:
        return target.type in (
            _TOPIC,
            "AWS::Lambda::Function",
            "AWS::Serverless::Function",
            "AWS::SSMIncidents::ResponsePlan",
        )
    text = action.text() or ""
    return not _SCALING.search(text) or bool(_NOTIFIERS.search(text))


def _only_scales(resource: Resource) -> bool:
    actions = resource.properties.items("AlarmActions")
    return bool(actions)


_KINDS = {"email": "email", "email-json": "email", "sms": "sms", "lambda": "lambda", "https": "https", "sqs": "sqs"}


def subscriber_of(protocol: str | None, endpoint: str | None) -> str:
    """The kind of who subscribed (`email`, `slack`, `pagerduty`, …), never the address itself."""
    where = (endpoint or "").lower()
    for word in ("slack", "pagerduty", "opsgenie", "discord"):
        if word in where:
            return word
    return _KINDS.get((protocol or "").lower(), (protocol or "other").lower())


def _topic(resource: Resource) -> Iterator[Fact]:
    stack = resource.stack
    found = [
        subscriber_of(item.text("Protocol"), item.text("Endpoint"))
        for item in resource.properties.items("Subscription")
    ]
    for subscription in stack.users(resource, _SUBSCRIPTION):
        own = subscription.properties
        found.append(subscriber_of(own.text("Protocol"), own.text("Endpoint")))
    if stack.users(resource, "AWS::Chatbot::SlackChannelConfiguration"):
        found.append("slack")
    functions = stack.users(resource, "AWS::Serverless::Function")
    found.extend(subscriber_of("lambda", function.label) for function in functions if _listens(function))
    found += resource.traits.get("subscribers", ())
    if not found and not stack.users(resource, *_SENDERS) and not _NOTIFIERS.search(resource.label):
        return  # a topic of the application's own, not one that alarms go to
    yield Topic(**resource.said, name=resource.shown, subscribers=tuple(dict.fromkeys(found)))


def _listens(function: Resource) -> bool:
    return any(event.text("Type") == "SNS" for event in function.properties.child("Events").entries().values())


_SENDERS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm", "AWS::Budgets::Budget", "AWS::Events::Rule")


def _lone_subscription(resource: Resource) -> Iterator[Fact]:
    topic = resource.properties.get("TopicArn")
    if resource.stack.target(topic) is not None:
        return
    kind = subscriber_of(resource.properties.text("Protocol"), resource.properties.text("Endpoint"))
    yield Topic(**resource.said, name=resource.properties.text("TopicArn"), subscribers=(kind,))


def _dashboard(resource: Resource) -> Iterator[Fact]:
    yield Dashboard(**resource.said, name=resource.shown)


def _budget(resource: Resource) -> Iterator[Fact]:
    limit = resource.properties.child("Budget", "BudgetLimit")
    notices = resource.properties.items("NotificationsWithSubscribers")
    yield Budget(
        **resource.said,
        amount=limit.number("Amount"),
        notifies=any(notice.items("Subscribers") for notice in notices),
        places=resource.places(amount="Budget.BudgetLimit", notifies="NotificationsWithSubscribers"),
    )


def _anomaly(resource: Resource) -> Iterator[Fact]:
    subscriptions = resource.stack.users(resource, "AWS::CE::AnomalySubscription")
    yield Budget(**resource.said, anomaly=True, notifies=bool(subscriptions))


def _health_check(resource: Resource) -> Iterator[Fact]:
    config = resource.properties.child("HealthCheckConfig")
    path = config.text("ResourcePath", default="/")
    if (config.text("Type") or "").upper().startswith("HTTP"):
        said = {**resource.said, "at": resource.place("HealthCheckConfig")}
        yield HealthProbe(**said, asker="monitor", path=path, port=config.integer("Port"), decides=False)


def _cluster(resource: Resource) -> Iterator[Fact]:
    """Whether a cluster measures what its tasks do (Container Insights), where that is said."""
    for setting in resource.properties.items("ClusterSettings"):
        value = (setting.text("Value") or "").lower()
        if setting.text("Name") == "containerInsights" and value in ("enabled", "enhanced", "disabled"):
            said = {**resource.said, "at": resource.where(setting)}
            yield MetricSource(**said, watches=Watched.CPU, off=value == "disabled")


def _log_group(resource: Resource) -> Iterator[Fact]:
    """Where what the application says is kept."""
    yield MetricSource(**resource.said, watches=Watched.LOGS)


TABLE = {
    "AWS::Logs::LogGroup": _log_group,
    "AWS::ECS::Cluster": _cluster,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _alarm,
    _TOPIC: _topic,
    _SUBSCRIPTION: _lone_subscription,
    "AWS::CloudWatch::Dashboard": _dashboard,
    "AWS::Budgets::Budget": _budget,
    "AWS::CE::AnomalyMonitor": _anomaly,
    "AWS::Route53::HealthCheck": _health_check,
}
"""Resource types of this subject, each with the function that makes its facts."""
