"""Resources that a variable switches off: what somebody meant to have and does not run, a budget or HTTPS say."""

from collections.abc import Iterator
from dataclasses import replace

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import Alarm, Budget, Certificate, Fact
from holdfast.model.regex import regex
from holdfast.readers.repository.metrics import watched_by
from holdfast.readers.repository.terraform.resource import Resource

_VARIABLE = regex(r"\bvar\.(\w+)")
TYPES = frozenset(
    ["aws_budgets_budget", "aws_cloudwatch_metric_alarm", "aws_lb_listener", "aws_alb_listener", "aws_acm_certificate"]
)
"""Types whose absence is a finding."""


def switched_off(resource: Resource) -> Iterator[Fact]:
    """A mere claim at the value that switches it off; a budget, whose own lines say how much, there too."""
    at = _switch(resource)
    if at is None:
        return
    for place in (resource.place.location(), at) if resource.type == "aws_budgets_budget" else (at,):
        fact = _meant(resource, place)
        if fact is not None:
            yield replace(fact, kind=EvidenceKind.CLAIMED)


def _meant(resource: Resource, at: Location) -> Fact | None:
    said = resource.base(at)
    if resource.type == "aws_budgets_budget":
        return Budget(**said)
    if resource.type == "aws_cloudwatch_metric_alarm":
        metric = resource.text("metric_name") or resource.text("alarm_name") or resource.label
        return Alarm(**said, watches=watched_by(metric, resource.text("namespace") or ""))
    if resource.type != "aws_acm_certificate" and resource.text("protocol") not in ("HTTPS", "TLS"):
        return None
    return Certificate(**said, issuer="acm")


def _switch(resource: Resource) -> Location | None:
    """Where the first variable of `count` that says no, or 0, does so; None when nothing is switched."""
    for name in _VARIABLE.findall(resource.written("count")):
        value = resource.scope.lookup("var", name)
        if value is not None and value.place is not None and (value.flag() is False or value.number() == 0):
            return value.place.location()
    return None
