"""Projects of CodeBuild whose build is described in the template itself."""

from collections.abc import Iterable

from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node
from holdfast.readers.repository.workflows.shape import shell_of


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
    return pipelines.READER.read(snippet.part(*shell_of(described, described.value, snippet.rows)))


def _opened(described: Node) -> Node:
    """What a call describes a build with, as `BuildSpec.fromObject({…})` does."""
    return next(iter(described.items("given")), described)
