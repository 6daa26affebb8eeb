"""Resources that a variable switches off: what somebody meant to have and does not run, a budget or HTTPS say."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Alarm, Budget, Certificate, Fact, Topic
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.values import Value

_VARIABLE = regex(r"\bvar\.(\w+)")
TYPES = frozenset(
    [
        "aws_budgets_budget",
        "aws_cloudwatch_metric_alarm",
        "aws_lb_listener",
        "aws_alb_listener",
        "aws_acm_certificate",
        "aws_sns_topic_subscription",
    ]
)
"""Types whose absence is a finding."""
_TELLS_MORE = ("aws_budgets_budget", "aws_sns_topic_subscription")


def switched_off(resource: Resource) -> Iterator[Fact]:
    """A mere claim at the value that switches it off, and where its own lines say how much, or whom, there too."""
    at = _switch(resource)
    if at is None:
        return
    for place in (resource.place.location(), at) if resource.type in _TELLS_MORE else (at,):
        fact = _meant(resource, place)
        if fact is not None:
            yield replace(fact, kind=EvidenceKind.CLAIMED)


def _meant(resource: Resource, at: Location) -> Fact | None:
    said = resource.base(at)
    if resource.type == "aws_budgets_budget":
        return Budget(**said)
    if resource.type == "aws_sns_topic_subscription":
        return Topic(**said, subscribers=(resource.text("protocol") or "other",))
    if resource.type == "aws_cloudwatch_metric_alarm":
        metric = resource.text("metric_name") or resource.text("alarm_name") or resource.label
        return Alarm(**said, watches=watched_by(metric, resource.text("namespace") or ""))
    if resource.type != "aws_acm_certificate" and resource.text("protocol") not in ("HTTPS", "TLS"):
        return None
    return Certificate(**said, issuer="acm")


def _switch(resource: Resource) -> Location | None:
    """Where the first variable of `count` that says no, 0 or nothing does so; None when nothing is switched."""
    for name in _VARIABLE.findall(f"{resource.written('count')} {resource.written('for_each')}"):
        value = resource.scope.lookup("var", name)
        if value is not None and value.place is not None and _says_no(value):
            return value.place.location()
    return None


def _says_no(value: Value) -> bool:
    empty = value.data is None or value.data == "" or (isinstance(value.data, (list, dict)) and not value.data)
    return empty or value.flag() is False or value.number() == 0
