"""The databases to which the settings of a compose file's application lead: kept by others, in a file, on its host."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.environments import SERVING
from holdfast.model.facts import Database
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.configuration.variables import database_in, file_in, told_by_name
from holdfast.readers.repository.led_here import beside, led_here, speaks_of_host
from holdfast.readers.repository.text.nodes import Node

_OTHERWISE = regex(r"\$\{\w{1,80}:?-(?P<value>[^{}\s]{1,300})\}$")


def connected(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[Database]:
    """The databases of an application; `said` is what the facts of its file have in common."""
    given = list(settings_of(node))
    shared = node.text("network_mode") == "host"
    serves = said["environment"] in SERVING or node.text("restart") in ("always", "unless-stopped")
    # Without a network of the host's, its own name in a container leads to the container.
    here = [serves and (shared or speaks_of_host(value)) for _, (value, _) in given]
    rows = [f"{name}={value}" if led else "" for (name, (value, _)), led in zip(given, here, strict=True)]
    for number, engine in led_here(rows):
        yield beside(snippet, given[number - 1][1][1], engine, said["environment"])
    for name, (value, row) in given:
        other = _OTHERWISE.match(value)
        value = other["value"] if other else value  # noqa: PLW2901 - what stands there unless somebody gives another
        told = told_by_name(name) if value.startswith("${") else database_in(value) or file_in(name, value)
        told = told or (told_by_name(name) if other else None)
        if told:
            yield Database(**said, at=snippet.at(row), engine=told[0], placement=told[1])
