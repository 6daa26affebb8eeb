"""Questions for the health that Docker has found out about a container by itself."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_DOCKER = frozenset(("docker", "docker-compose", "podman"))
_HEALTHY = regex(r"(?<![a-z])healthy", re.IGNORECASE)

_STORES = regex(
    r"(?<![a-z])(?:db|database|mysql|maria(?:db)?|postgres\w*|pg|redis|mongo\w*|rabbit\w*|kafka|elastic\w*)(?![a-z])",
    re.IGNORECASE,
)


def asks_docker(command: Command) -> bool:
    """It asks Docker whether a container is healthy: by inspecting it, or by looking for the word in the list."""
    if _STORES.search(command.text):
        return False  # whether a database is up says nothing of the release
    if command.name in _DOCKER:
        return "inspect" in command.args[:2] and ".Health" in command.text
    return command.name == "grep" and bool(_DOCKER & set(command.fed_by)) and any(map(_HEALTHY.search, command.args))
