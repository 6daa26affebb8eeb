"""What a file for Compose is called and serves, and by which folders and words it shows that it is a server's."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.text.stencils import own_name

SERVES = frozenset(("access", "availability", "backup", "capacity", "certificates", "cors", "health", "releases"))
"""The controls whose evidence may stand in one, or in a Dockerfile."""

HOME = regex(r"^[^\S\n]*-\s*[\"']?(?:source:\s*)?/home/(?:ubuntu|ec2-user|admin|bitnami)/", re.MULTILINE)
"""A folder of the user that a machine of AWS comes with; a developer has another name."""

STANDARD = frozenset(("docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"))
"""What Compose looks for when no file is named."""

OVER_THERE = regex(r"\bssh\b|\bssm\b|send-command|self-hosted")
"""By these words the steps of a pipeline are run on a server."""


def is_compose(path: str) -> bool:
    """Whether a path is a compose file."""
    name = own_name(path.rpartition("/")[2].lower())
    if not name.endswith((".yml", ".yaml")):
        return _WITHOUT_ENDING.match(name) is not None
    if name.rpartition(".")[0].endswith(("-compose", "_compose", ".compose")):
        return True  # after the stage or the tool that takes it, as `ecs-cli compose` does
    return name.startswith(("docker-compose", "compose.", "compose-", "docker-stack", "stack.")) or any(
        called in name for called in ("docker-compose", "docker_compose", "dockercompose")
    )


_WITHOUT_ENDING = regex(
    r"^docker[-_]compose(?:\.ya?ml)?(?:[.\-_](?:prod(?:uction)?|server|deploy|staging|txt))?$", re.IGNORECASE
)
"""As somebody keeps a copy of what runs on the server, who opens it with no program that asks for an ending."""
