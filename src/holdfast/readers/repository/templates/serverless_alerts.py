"""Alarms that a plugin of the Serverless Framework makes for each function: `custom.alerts`."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import Alarm, Fact, Topic, Watched
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.monitoring.metrics import watched_by
from holdfast.readers.repository.templates.operations import subscriber_of
from holdfast.readers.repository.text.nodes import Node

_PLUGIN = "serverless-plugin-aws-alerts"
_OWN = {
    "functionErrors": Watched.FUNCTION_ERRORS,
    "functionDuration": Watched.FUNCTION_DURATION,
    "functionThrottles": Watched.OTHER,
    "functionInvocations": Watched.REQUESTS,
}
"""The alarms that the plugin brings along."""


def alerts(snippet: Snippet, root: Node, said: dict[str, Any]) -> Iterator[Fact]:
    """Those that hold for all functions or for one, and whom their topic calls; none where no plugin makes them."""
    if _PLUGIN not in (root.texts("plugins") or root.texts("plugins", "modules")):
        return
    settings = root.child("custom", "alerts")
    topic = settings.child("topics", "alarm")
    called = bool(topic.text() or topic.entries())
    place = snippet.at(topic.key_line, topic.end) if called else snippet.at(settings.key_line)
    listed = [settings, *root.child("functions").entries().values()]
    for node in (one for holder in listed for one in holder.items("alarms")):
        name = node.text() or node.text("name") or ""
        if name:
            yield Alarm(
                **said,
                at=snippet.at(node.line, node.end),
                places={"notifies": place},
                watches=_OWN[name] if name in _OWN else watched_by(name, "AWS/Lambda"),
                name=name,
                notifies=called,
            )
    if topic.entries():
        heard = [subscriber_of(one.text("protocol"), one.text("endpoint")) for one in topic.items("notifications")]
        yield Topic(**said, at=place, name=topic.text("topic"), subscribers=tuple(heard), for_alarms=True)
