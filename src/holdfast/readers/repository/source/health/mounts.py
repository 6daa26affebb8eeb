"""Under which prefix a router is reached, when routers are mounted on one another across files."""

from collections import defaultdict
from dataclasses import field

from holdfast.model.record import record
from holdfast.readers.repository.source.health import health

ANY = "*"
"""The router that a file exports, whatever its variable is called there."""

_DEPTH = 6


@record(frozen=False)
class Mounts:
    """Edges from a mounted router to the one it is mounted on."""

    edges: dict[tuple[str, str], list[tuple[str, str, str]]] = field(default_factory=lambda: defaultdict(list))
    own: dict[tuple[str, str], str] = field(default_factory=dict)

    def mount(self, child: tuple[str, str], parent: tuple[str, str], prefix: str) -> None:
        """Record that `child` (path of its file, variable) hangs below `prefix` of `parent`."""
        if child != parent:
            self.edges[child].append((*parent, prefix))

    def prefix(self, path: str, variable: str, depth: int = _DEPTH) -> str:
        """The prefix of routes that `variable` in the file `path` has; empty when it is mounted nowhere."""
        own = self.own.get((path, variable), "")
        edges = self.edges.get((path, variable)) or self.edges.get((path, ANY))
        if not edges or not depth:
            return own
        parent_path, parent_variable, prefix = edges[0]
        return health.joined(self.prefix(parent_path, parent_variable, depth - 1), prefix, own).rstrip("/")
