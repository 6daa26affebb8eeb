"""Services that are started again because a secret of theirs was changed: what they run stays the same."""

from collections.abc import Iterable

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command

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


def for_a_secret(command: Command, commands: Iterable[Command]) -> bool:
    """It starts a service again behind a command that changed a secret, and names no release on the way."""
    if not _AGAIN.search(command.text):
        return False
    before = [one for one in commands if one.order < command.order and _CHANGED.search(one.text)]
    return bool(before) and not any(_NAMES_RELEASE.search(one.text) for one in before)
