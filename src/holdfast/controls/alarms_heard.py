"""Whom alarms reach: topics that nobody hears, and what is watched so that somebody is told."""

import re
from collections.abc import Iterable

from holdfast.controls.common import places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Alarm, Topic, Watched
from holdfast.model.findings import Evident
from holdfast.model.regex import regex

_CALLS_SOMEBODY = regex(r"alarm|alert|notif|monitor|warn|ops|on.?call|알람|알림|경보|アラ", re.IGNORECASE)


def unheard(view: View) -> tuple[Topic, ...]:
    """Topics for alarms without a subscriber."""
    topics = solid(view, Topic, _is_for_alarms)
    heard = any(topic.subscribers for topic in topics)
    # An account shows which topic its alarms call; elsewhere, who hears one of several topics may hear of all.
    return tuple(topic for topic in topics if not topic.subscribers and (topic.for_alarms is True or not heard))


def watched(view: View) -> frozenset[Watched]:
    """What alarms watch that call somebody; nothing where a script makes their topic and nobody subscribes to it.

    Beside a template people subscribe by hand: Terraform itself long could not do so for an e-mail address.
    """
    topics = solid(view, Topic, _is_for_alarms)
    if topics and all(topic.kind is EvidenceKind.CODED and not topic.subscribers for topic in topics):
        return frozenset()
    return frozenset(alarm.watches for alarm in solid(view, Alarm, lambda alarm: alarm.notifies is not False))


def _is_for_alarms(topic: Topic) -> bool:
    return topic.for_alarms is True or topic.name is None or bool(_CALLS_SOMEBODY.search(topic.name))


def mended_at(silent: Iterable[Alarm]) -> tuple[Evident, ...]:
    """Where alarms that call nobody are mended: each by itself, or where a stack leaves out whom its module calls."""
    calls: dict[Evident, None] = {}
    others: list[Alarm] = []
    for alarm in silent:
        asked = alarm.places.get("asked from")
        if asked is not None and asked == alarm.places.get("notifies"):
            calls[Evident(alarm.kind, asked)] = None
        else:
            others.append(alarm)
    return (*calls, *places(others, "notifies"))
