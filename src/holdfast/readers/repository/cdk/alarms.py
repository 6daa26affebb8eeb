"""Alarms of CDK programs, and the metrics that they watch in all the forms in which a program names one."""

from typing import Any

from holdfast.readers.repository.cdk.constructs import Maker, picked
from holdfast.readers.repository.text.nodes import Node

_METRICS = {"HttpCodeTarget": "HTTPCode_5XX", "HttpCodeElb": "HTTPCode_5XX", "ServerError": "5XXError"}
_OF_BALANCERS = frozenset(
    ("HttpCodeTarget", "HttpCodeElb", "UnhealthyHostCount", "HealthyHostCount", "TargetResponseTime", "RequestCount")
)
"""Methods of a load balancer's `metrics`, which leave the word out that those of the balancer itself begin with."""
_NAMESPACES = {
    "AWS::RDS::DBInstance": "AWS/RDS",
    "AWS::RDS::DBCluster": "AWS/RDS",
    "AWS::ECS::Service": "AWS/ECS",
    "AWS::S3::Bucket": "AWS/S3",
}


def metric_properties(make: Maker, metric: Node | None) -> dict[str, Any]:
    """A metric as an alarm's properties: `new Metric({…})`, or `db.metricCPUUtilization()`."""
    if metric is None:
        return {}
    found: dict[str, Any] = picked(metric, MetricName="metricName", Namespace="namespace")
    if found:
        return found
    called = metric.text("call") or ""
    given = (metric.items("given") or [Node("")])[0].text() or ""
    short = f"{called[:1].upper()}{called[1:]}"
    name = short if short in _OF_BALANCERS else given if called == "custom" else called.removeprefix("metric") or given
    owner = make.stack.target(metric.get("of"))
    if not name or not (called.startswith("metric") or short in _OF_BALANCERS or called == "custom"):
        return _expression(make, metric)
    return {"MetricName": _METRICS.get(name, name), "Namespace": _NAMESPACES.get(owner.type) if owner else None}


def _expression(make: Maker, metric: Node) -> dict[str, Any]:
    """The first metric that a math expression uses."""
    for used in metric.child("usingMetrics").entries().values():
        found = metric_properties(make, used)
        if found:
            return found
    return {}


def alarm(make: Maker, props: Node) -> None:
    """An alarm; who is told comes with `addAlarmAction`."""
    named = picked(props, AlarmName="alarmName", AlarmRule="alarmRule", ActionsEnabled="actionsEnabled")
    make.add("AWS::CloudWatch::Alarm", {**named, **metric_properties(make, props.get("metric"))})


def _composite(make: Maker, props: Node) -> None:
    make.add("AWS::CloudWatch::CompositeAlarm", {**picked(props, AlarmName="compositeAlarmName"), "AlarmRule": "any"})


ALARMS = {"Alarm": alarm, "CompositeAlarm": _composite}
"""Constructs of this subject, each with the function that makes its resources."""
