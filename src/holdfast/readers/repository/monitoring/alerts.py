"""Alert rules in the form of Prometheus, and the receivers that Alertmanager calls."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import Alarm, Topic, Watched
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.monitoring.nowhere import Spoken, everything_speaks, leads_nowhere
from holdfast.readers.repository.text.nodes import Node

_CONFIGS = regex(r"_configs$|Configs$")
"""How the list ends by which a receiver calls somebody: `slack_configs`, and `slackConfigs` in a cluster."""
_KINDS = {"msteams": "teams", "msteamsv2": "teams"}


def rule_facts(snippet: Snippet, groups: list[Node], *, notifies: bool | None) -> Iterator[Alarm]:
    """The alerts in groups of rules; a recording rule is none. `notifies`: somebody receives them.

    That nobody does is one fault of all of them, shown where their list begins; there others would be added, too.
    """
    head = snippet.at(groups[0].line) if groups else None
    listed = {"list": head, **({"notifies": head} if notifies is False else {})} if head else {}
    for rule in (rule for group in groups for rule in group.items("rules")):
        name = rule.text("alert")
        if name is None:
            continue
        expression = rule.get("expr")
        places = {"watches": snippet.at(expression.key_line)} if expression else {}
        places |= listed
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


def receiver_facts(
    snippet: Snippet, receivers: list[Node], spoken: Spoken = everything_speaks, slack: Node | None = None
) -> Iterator[Topic]:
    """The receivers of Alertmanager, with what each calls.

    Where none of them calls anybody, that is what becomes of the alerts; beside others one may be silent on purpose.

    Args:
        snippet: their file.
        receivers: all of it.
        spoken: what else the repository speaks of, to tell whether a call arrives.
        slack: the address of Slack that holds for all of them.
    """
    common = slack.text() if slack is not None else None
    reached = [(one, frozenset(_reached(one, spoken, common))) for one in receivers]
    deaf = not any(kinds for _, kinds in reached)
    for receiver, kinds in reached:
        at = said(snippet, receiver.line, receiver.end if any(True for _ in _called(receiver)) and not kinds else None)
        # An address that leads nowhere for all of them is mended once, where it stands.
        own = slack is None or kinds or not _takes_common(receiver)
        yield Topic(
            **at,
            places={} if own or slack is None else {"subscribers": snippet.at(slack.key_line)},
            name=receiver.text("name"),
            subscribers=tuple(sorted(kinds)),
            for_alarms=True if deaf else None,
        )


def _takes_common(receiver: Node) -> bool:
    """It calls over Slack only, and gives no address of its own."""
    entries = receiver.items("slack_configs")
    return set(_called(receiver)) == {"slack"} and not any(entry.has("api_url") for entry in entries)


def _reached(receiver: Node, spoken: Spoken, slack: str | None) -> Iterator[str]:
    """The kinds by which it calls somebody whom the call reaches."""
    for kind in _called(receiver):
        entries = (e for key in receiver.entries() if _CONFIGS.sub("", key) == kind for e in receiver.items(key))
        if not all(leads_nowhere(entry, spoken, slack if kind == "slack" else None) for entry in entries):
            yield _KINDS.get(kind, kind)


def calls_somebody(receivers: list[Node]) -> bool:
    """At least one receiver of Alertmanager calls somebody."""
    return any(True for receiver in receivers for _ in _called(receiver))


def _called(receiver: Node) -> Iterator[str]:
    return (_CONFIGS.sub("", key) for key in receiver.entries() if _CONFIGS.search(key) and receiver.items(key))


def said(snippet: Snippet, line: int, end: int | None = None) -> dict[str, Any]:
    """What every fact at these lines of `snippet` has."""
    return {
        "kind": snippet.kind,
        "at": snippet.at(line, end),
        "environment": snippet.environment,
        "old": snippet.old,
    }
