"""Alert rules in the form of Prometheus, and the receivers that Alertmanager calls."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import Alarm, Topic, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.metrics import watched_by
from holdfast.readers.repository.nodes import Node

_KINDS = {
    "email_configs": "email",
    "slack_configs": "slack",
    "pagerduty_configs": "pagerduty",
    "opsgenie_configs": "opsgenie",
    "discord_configs": "discord",
    "telegram_configs": "telegram",
    "msteams_configs": "teams",
    "webhook_configs": "webhook",
    "sns_configs": "sns",
    "victorops_configs": "victorops",
    "pushover_configs": "pushover",
}


def rule_facts(snippet: Snippet, groups: list[Node], *, notifies: bool | None) -> Iterator[Alarm]:
    """The alerts in groups of rules; a recording rule is none. `notifies`: somebody receives them."""
    for rule in (rule for group in groups for rule in group.items("rules")):
        name = rule.text("alert")
        if name is None:
            continue
        expression = rule.get("expr")
        places = {"watches": snippet.at(expression.key_line)} if expression else {}
        yield Alarm(
            **said(snippet, rule.line),
            places=places,
            watches=_watched(name, rule.text("expr") or ""),
            name=name,
            notifies=notifies,
            system="prometheus",
        )


def _watched(name: str, expression: str) -> Watched:
    told = watched_by(name)
    return told if told is not Watched.OTHER else watched_by(expression[:2_000])


def receiver_facts(snippet: Snippet, receivers: list[Node]) -> Iterator[Topic]:
    """The receivers of Alertmanager, with what each calls."""
    for receiver in receivers:
        kinds = tuple(kind for key, kind in _KINDS.items() if receiver.items(key))
        yield Topic(**said(snippet, receiver.line), name=receiver.text("name"), subscribers=kinds)


def calls_somebody(receivers: list[Node]) -> bool:
    """At least one receiver of Alertmanager calls somebody."""
    return any(receiver.items(key) for receiver in receivers for key in _KINDS)


def said(snippet: Snippet, line: int, end: int | None = None) -> dict[str, Any]:
    """What every fact at these lines of `snippet` has."""
    return {
        "kind": snippet.kind,
        "at": snippet.at(line, end),
        "environment": snippet.environment,
        "old": snippet.old,
    }
