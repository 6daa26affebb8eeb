"""What Docker Swarm does, by a stack's own words, when the new release of a service does not come up."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.facts import Fact, Rollback
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node


def rollout_facts(services: Iterable[Node], snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """A way back for each service whose update goes back by itself."""
    for node in services:
        action = node.get("deploy", "update_config", "failure_action")
        if action is not None and action.text() == "rollback":
            yield Rollback(**said, at=snippet.at(action.key_line), automatic=True, target="previous")
