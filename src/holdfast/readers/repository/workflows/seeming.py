"""What a job does after a release was started that only seems to ask it how it is."""

from collections.abc import Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.steps import activation

_LOOKS = regex(
    r"^docker (?:container )?(?:ps|ls|logs)\b|^(?:docker-compose|docker compose)\b.* (?:ps|logs)\b"
    r"|^systemctl\b.* status\b|^service \S+ status\b|^pm2 (?:status|list|ls|show|logs)\b|^(?:ps|pgrep)\b"
)


def looks_after(commands: Sequence[Command]) -> tuple[Command, Command] | None:
    """First and last of the commands that look at what runs once a release was started, and ask it nothing."""
    live = max((number for number, command in enumerate(commands) if activation(command)), default=len(commands))
    behind = commands[live + 1 :]
    looks = [number for number, command in enumerate(behind) if _LOOKS.search(command.text)]
    if not looks:
        return None
    first = looks[0] - 1 if looks[0] and behind[looks[0] - 1].name == "sleep" else looks[0]
    return behind[first], behind[looks[-1]]
