"""Projects of CodeBuild whose build is described in the template itself."""

from collections.abc import Iterable

from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.nodes import Node
from holdfast.readers.repository.templates.stack import Resource

_FOLDED = ("|", "|-", "|+", ">", ">-", ">+")


def build_facts(resource: Resource) -> Iterable[Reading]:
    """What the build does; one that stands in a file of its own is read there."""
    from holdfast.readers.repository import pipelines

    described = resource.properties.get("Source", "BuildSpec")
    if described is None:
        return ()
    snippet = described.home or resource.snippet
    if not isinstance(described.value, str):
        return pipelines.build_inside(_opened(described), snippet)
    if "phases" not in described.value or "\n" not in described.value:
        return ()
    opening = snippet.rows[described.line - 1].rstrip() if described.line <= len(snippet.rows) else ""
    first = described.line + (1 if opening.endswith(_FOLDED) else 0)
    return pipelines.READER.read(snippet.part(described.value, first))


def _opened(described: Node) -> Node:
    """What a call describes a build with, as `BuildSpec.fromObject({…})` does."""
    return next(iter(described.items("given")), described)
