"""Ways back to an earlier release among the commands of a script or job."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.delivery import COMMIT, ROLLBACK, VERSION
from holdfast.readers.repository.shell.steps import activation

_PREVIOUS = regex(r"prev(?:ious)?|\bold|_old|backup|\bbak\b|\.bak|last_good|LAST_|rollback|stable", re.IGNORECASE)
_FORMER = regex(
    r"\$\{?\w*(?:prev(?:ious)?|last_good|old_release)\w*\}?$"
    r"|^(?:\$\(|`)\s*(?:cat|readlink(?: -\w+)?|<)\s+\S*(?:prev(?:ious)?|last[_-]good|rollback)\S*(?:\)|`)$",
    re.IGNORECASE,
)
_FORMER = regex(
    r"\$\{?\w*(?:prev(?:ious)?|last_good|old_release)\w*\}?$"
    r"|^(?:\$\(|`)\s*(?:cat|readlink(?: -\w+)?|<)\s+\S*(?:prev(?:ious)?|last[_-]good|rollback)\S*(?:\)|`)$",
    re.IGNORECASE,
)


@record(frozen=True, slots=True)
class Return:
    """Commands that bring an earlier release back; `automatic`: a failure starts them."""

    first: Command
    last: Command
    automatic: bool
    target: str | None


def returns(commands: Iterable[Command]) -> Iterator[Return]:
    """Each way back in these commands: a rollback function, or a branch that starts the previous release."""
    commands = tuple(commands)
    functions: dict[str, list[Command]] = {}
    loose: list[Command] = []
    for command in commands:
        if command.function and ROLLBACK.search(command.function):
            functions.setdefault(command.function, []).append(command)
        elif _goes_back(command):
            loose.append(command)
    for name, body in functions.items():
        calls = [command for command in commands if command.name == name]
        automatic = any(
            _on_failure(call) or (call.function and _called_on_failure(call.function, commands)) for call in calls
        )
        yield Return(body[0], body[-1], automatic, _target(body))
    if loose and not functions:
        yield Return(loose[0], loose[-1], any(_on_failure(command) for command in loose), _target(loose))


def _called_on_failure(function: str, commands: tuple[Command, ...]) -> bool:
    return any(command.name == function and _on_failure(command) for command in commands)


def _goes_back(command: Command) -> bool:
    text = command.text
    if command.name in ("echo", "printf", "[", "=", "local", "export", "mkdir", "rm", "tar", "trap"):
        return False
    if re.search(r"--auto-rollback|rollbackConfiguration|deploymentCircuitBreaker", text, re.IGNORECASE):
        return True
    if re.match(
        r"^(?:kubectl\b.* rollout undo|helm rollback|pm2 deploy \S+ revert|git revert|eb deploy .*--version"
        r"|cap \S+ deploy:rollback|kamal rollback|dep rollback|docker service rollback"
        r"|docker service update\b.* --rollback)",
        text,
    ):
        return True
    if command.name == "ln" and any(_FORMER.search(arg) for arg in command.args[:-1]):
        return True  # a link is only ever set onto a former release to serve it again
    if not _on_failure(command):
        return False
    restores = activation(command) or command.name in ("mv", "cp", "ln", "docker", "git")
    return bool(restores) and bool(_PREVIOUS.search(text) or re.search(r"HEAD[~^@]", text))


def _on_failure(command: Command) -> bool:
    """It runs in a branch that a failure opens."""
    return any(mark.startswith(("|| ", "else ", "trap ERR")) or _FAILED.search(mark) for mark in command.branch)


_FAILED = regex(r"^if (?:! |\[+ .*(?:\$\?|-ne|!=|= ?\"?false|-z|-ge|-gt|-eq|==).*)|trap .*\b(?:ERR|EXIT)\b")


def _target(body: Iterable[Command]) -> str | None:
    text = " ".join(command.text for command in body)
    if COMMIT.search(text):
        return "commit"
    return "previous" if _PREVIOUS.search(text) else ("tag" if VERSION.search(text) else None)
