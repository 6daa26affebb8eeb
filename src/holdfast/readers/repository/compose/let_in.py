"""Whom a service of a compose file lets call it: by a setting, or by what its labels tell the router before it."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import ApplicationCors, Fact
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.settings import labels_of
from holdfast.readers.repository.configuration.variables import origins_in
from holdfast.readers.repository.proxies.router_headers import label_rules
from holdfast.readers.repository.proxies.router_labels import label_routes
from holdfast.readers.repository.text.nodes import Node


def by_setting(
    said: dict[str, Any], name: str, given: tuple[str, int], default: str | None, snippet: Snippet
) -> Iterator[ApplicationCors]:
    """One fact for a setting, `given` on its line; `default` is what stands in its place until somebody sets it."""
    value, row = given
    if origins := origins_in(name, value if default is None else default):
        complete = default is None and "$" not in value
        at = snippet.at(row)
        yield ApplicationCors(**said, at=at, origins=origins, complete=complete, settled=default is None)


def by_labels(said: dict[str, Any], service: Node, snippet: Snippet, name: str) -> Iterator[Fact]:
    """What the labels tell a router, in both of the forms that compose knows, at the service or below `deploy`."""
    checked = service.has("healthcheck") and service.flag("healthcheck", "disable") is not True
    told = labels_of(service)
    yield from label_rules(said, told, snippet)
    yield from label_routes(said, told, snippet, name, checked=checked)
