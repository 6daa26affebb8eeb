"""Projects of CodeBuild whose build is described in the configuration itself."""

from collections.abc import Iterable
from textwrap import dedent

from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.terraform.resource import Resource
from holdfast.readers.repository.terraform.values import Value
from holdfast.readers.repository.text.nodes import Node


def build_facts(resource: Resource) -> Iterable[Reading]:
    """What the build does; one that stands in a file of its own is read there."""
    from holdfast.readers.repository import pipelines

    described = resource.section("source").get("buildspec")
    if described is None or described.place is None:
        return ()
    snippet = described.place.snippet
    if isinstance(described.data, dict):
        return pipelines.build_inside(_node(described), snippet.part(snippet.text, 1, environment=resource.environment))
    if not isinstance(described.data, str) or "phases" not in described.data:
        return ()
    # The text of a heredoc begins on the line after the one that opens it.
    first = described.place.start + ("<<" in snippet.rows[described.place.start - 1])
    return pipelines.READER.read(snippet.part(dedent(described.data), first, environment=resource.environment))


def _node(value: Value) -> Node:
    """The same as a tree of nodes; what only Terraform knows is empty there."""
    first, last = (value.place.start, value.place.end) if value.place is not None else (1, 1)
    data = value.data
    if isinstance(data, dict):
        return Node({name: _node(part) for name, part in data.items()}, first, last, first)
    if isinstance(data, list):
        return Node([_node(part) for part in data], first, last, first)
    return Node(data if isinstance(data, (str, int, float, bool)) else None, first, last, first)
