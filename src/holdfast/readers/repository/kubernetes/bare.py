"""What a container of Kubernetes is not given: probes that ask it, and a share of its machine."""

from collections.abc import Sequence

from holdfast.model.evidence import Location
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.text.nodes import Node

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def lacking(snippet: Snippet, containers: Sequence[Node]) -> dict[str, Location]:
    """Where the first container begins, by what it and all others lack: `unprobed`, `unsized`."""
    if not containers:
        return {}
    first = containers[0]
    image = first.get("image")
    at = snippet.at(first.line, max(image.end, first.line) if image else first.line)
    asked = any(one.has(probe) for one in containers for probe in _PROBES)
    sized = any(one.has("resources") for one in containers)
    return {name: at for name, there in (("unprobed", asked), ("unsized", sized)) if not there}
