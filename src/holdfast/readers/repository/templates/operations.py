"""What is watched, who is told, and what it may cost: alarms, topics, dashboards, budgets."""

from collections.abc import Iterator

from holdfast.model.evidence import Location
from holdfast.model.facts import Alarm, Budget, Dashboard, HealthProbe, KeptForGood, MetricSource, Topic, Watched
from holdfast.model.facts.base import Fact
from holdfast.readers.repository.monitoring.addresses import reaches_nobody
from holdfast.readers.repository.monitoring.alarm_actions import only_acts, tells
from holdfast.readers.repository.monitoring.alarm_sense import Dimension, can_ring, is_kept_alone, is_kept_under
from holdfast.readers.repository.monitoring.metrics import is_measured, watched_by
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node

_TOPIC = "AWS::SNS::Topic"
_SUBSCRIPTION = "AWS::SNS::Subscription"


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


_WRITTEN = (".yaml", ".yml", ".json", ".template")
"""Templates as somebody wrote them; of what a program makes, its reader may leave dimensions out."""

_TRIGGERS = "AWSEBCloudwatchAlarm"
"""How the names of the alarms begin by which Elastic Beanstalk scales, and whose numbers a file may change."""


def _alarm(resource: Resource) -> Iterator[Fact]:
    properties = resource.properties
    off = properties.flag("ActionsEnabled") is False
    if off:
        notifies = False
    else:
        notifies = any(_calls_somebody(resource, node) for node in properties.items("AlarmActions"))
        notifies = notifies or resource.traits.get("notifies", False)
    named = resource.properties.text("AlarmRule") is not None
    watches = _watched(properties)
    if watches is Watched.OTHER:
        watches = watched_by(resource.label)
    triggers = resource.label.startswith(_TRIGGERS) or _only_scales(resource)
    if not named and not notifies and not off and triggers:
        # The trigger of a scaling policy calls nobody.
        yield MetricSource(**resource.said, watches=watches, places={"alarms": resource.place("AlarmActions")})
        return
    metric, namespace = properties.text("MetricName") or "", properties.text("Namespace") or ""
    kept = not metric or is_kept_under(namespace, metric, _dimensions(resource))
    if metric and not properties.has("Dimensions") and resource.snippet.path.endswith(_WRITTEN):
        kept = is_kept_alone(namespace, metric)
    yield Alarm(
        **resource.said,
        watches=watches,
        name=resource.shown,
        notifies=notifies,
        composed=named,
        measured=kept and is_measured(metric, namespace),
        rings=can_ring(
            metric,
            namespace,
            properties.text("Statistic") or "",
            properties.text("ComparisonOperator") or "",
            properties.number("Threshold"),
        ),
        places={
            "notifies": resource.place("ActionsEnabled" if off else "AlarmActions"),
            "watches": resource.place("MetricName" if kept or not properties.has("Dimensions") else "Dimensions"),
            "threshold": resource.place("Threshold"),
        },
    )


def _dimensions(resource: Resource) -> Iterator[Dimension]:
    for one in resource.properties.items("Dimensions"):
        value = one.child("Value")
        named = resource.stack.target(value)
        pointed = value.reference() or (value.text() or "").removeprefix("${").partition("}")[0]
        attribute = pointed.partition(".")[2] if named else ""
        yield Dimension(one.text("Name") or "", value.text() or "", named.type if named else "", attribute)


def _calls_somebody(resource: Resource, action: Node) -> bool:
    target = resource.stack.target(action)
    if target is not None:
        return target.type in (
            _TOPIC,
            "AWS::Lambda::Function",
            "AWS::Serverless::Function",
            "AWS::SSMIncidents::ResponsePlan",
        )
    return not only_acts(action.text() or "")


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
        subscriber_of(own.text("Protocol"), own.text("Endpoint"))
        for _, own in _subscribed(resource)
        if not reaches_nobody(own.text("Endpoint"))
    ]
    if stack.users(resource, "AWS::Chatbot::SlackChannelConfiguration"):
        found.append("slack")
    functions = stack.users(resource, "AWS::Serverless::Function")
    found.extend(subscriber_of("lambda", function.label) for function in functions if _listens(function))
    found += resource.traits.get("subscribers", ())
    vain = list(_in_vain(resource))
    if not found and not vain and not stack.users(resource, *_SENDERS) and not tells(resource.label):
        return  # a topic of the application's own, not one that alarms go to
    places = {"subscribers": vain[0]} if vain and not found else {}
    called = True if stack.users(resource, "AWS::CloudWatch::Alarm") else None
    heard = tuple(dict.fromkeys(found))
    yield Topic(**resource.said, places=places, name=resource.shown, subscribers=heard, for_alarms=called)


def _subscribed(topic: Resource) -> Iterator[tuple[Resource, Node]]:
    """Its subscriptions, each with the resource that it stands in."""
    yield from ((topic, item) for item in topic.properties.items("Subscription"))
    yield from ((one, one.properties) for one in topic.stack.users(topic, _SUBSCRIPTION))


def _in_vain(topic: Resource) -> Iterator[Location]:
    """Where it is sent to addresses that nobody has filled in."""
    for owner, own in _subscribed(topic):
        if reaches_nobody(own.text("Endpoint")):
            yield owner.where(own.child("Endpoint"))
    yield from (topic.where(node) for node in topic.traits.get("vain", ()))


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
    told = [one for notice in notices for one in notice.items("Subscribers")]
    vain = [at for one in told if (at := _told_in_vain(resource, one)) is not None]
    places = resource.places(amount="Budget.BudgetLimit", notifies="NotificationsWithSubscribers")
    yield Budget(
        **resource.said,
        amount=limit.number("Amount"),
        notifies=len(told) > len(vain),
        places={**places, "notifies": vain[0]} if vain else places,
    )


def _told_in_vain(budget: Resource, subscriber: Node) -> Location | None:
    """Where the address stands that nobody has filled in: the subscriber's own, or the only one of its topic."""
    address = subscriber.child("Address")
    if reaches_nobody(address.text()):
        return budget.where(address)
    topic = budget.stack.target(address)
    if topic is None or topic.type != _TOPIC:
        return None
    vain = list(_in_vain(topic))
    alone = len(vain) == len([*_subscribed(topic), *topic.traits.get("vain", ())])
    return vain[0] if vain and alone and not topic.traits.get("subscribers") else None


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
    if not resource.properties.has("RetentionInDays"):
        yield KeptForGood(**resource.said, what="logs", name=resource.shown)


def _metric_filter(resource: Resource) -> Iterator[Fact]:
    """A metric counted from logs."""
    pattern = resource.properties.text("FilterPattern") or ""
    names = (one.text("MetricName") for one in resource.properties.items("MetricTransformations"))
    root = "userIdentity.type" in pattern and "Root" in pattern
    watches = watched_by(next(filter(None, names), resource.label))
    yield MetricSource(**resource.said, watches=Watched.ROOT_USE if root else watches)


TABLE = {
    "AWS::Logs::MetricFilter": _metric_filter,
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
