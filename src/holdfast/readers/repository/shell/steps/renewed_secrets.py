"""Services that are started again because a secret of theirs was changed: what they run stays the same."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Command

_CHANGED = regex(
    r"^aws (?:secretsmanager (?:put-secret-value|update-secret|rotate-secret)|ssm put-parameter)\b"
    r"|^(?:vault kv put|doppler secrets set|copilot secret init)\b"
)
_AGAIN = regex(
    r"^aws ecs update-service\b(?=.* --force-new-deployment\b)(?!.* --task-definition\b)"
    r"|^(?:systemctl|service|pm2|supervisorctl|docker|docker-compose)\b(?: \S+){0,3}? (?:restart|reload)\b"
    r"|^kubectl\b.* rollout restart\b"
)
_NAMES_RELEASE = regex(r"(?i)\b(?:image|tag|version|sha|commit|release)\b")


def started_for_a_secret(commands: Iterable[Command]) -> frozenset[int]:
    """Where services are started again behind a command that changed a secret, and names no release on the way."""
    found: set[int] = set()
    changed = False
    for command in commands:
        if _CHANGED.search(command.text):
            if _NAMES_RELEASE.search(command.text):
                break
            changed = True
        elif changed and _AGAIN.search(command.text):
            found.add(command.order)
    return frozenset(found)
