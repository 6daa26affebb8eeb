"""Ways back to an earlier release among the commands of a script or job."""

import re
from collections.abc import Iterable, Iterator

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import ROLLBACK
from holdfast.readers.repository.shell.rollback.undone import (
    Ends,
    on_failure,
    opened_by_failure,
    puts_back,
    writes_release,
)
from holdfast.readers.repository.shell.steps.asked_first import answers
from holdfast.readers.repository.shell.steps.purposes import COMPOSE_DOWN, activation, is_build, is_fetch
from holdfast.readers.repository.shell.steps.release_names import COMMIT, VERSION
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

STEPS_BACK = regex(
    r"\bgit\b[^\n;&|]{0,80}\b(?:reset|checkout|switch)\b[^\n;&|]{0,80}(?:(?:HEAD|@)(?:[~^]|@?\{)|\bORIG_HEAD\b)"
)
"""It goes back by a number of steps from what stands there: another one, every time that somebody has pulled."""
_PREVIOUS = regex(r"prev(?:ious)?|\bold|_old|backup|\bbak\b|\.bak|last_good|LAST_|rollback|stable", re.IGNORECASE)
_FORMER = regex(
    r"\$\{?\w*(?:prev(?:ious)?|last_good|old_release)\w*\}?$"
    r"|^(?:\$\(|`)\s*(?:cat|readlink(?: -\w+)?|<)\s+\S*(?:prev(?:ious)?|last[_-]good|rollback)\S*(?:\)|`)$",
    re.IGNORECASE,
)


_TURNS_TRAFFIC = regex(r"^aws (?:--?[\w-]+ \S+ ){0,3}elbv2 modify-(?:listener|rule)\b")
_FORMER_TARGET = regex(
    r"TargetGroupArn[\"'\s:=]{1,6}\$\{?\w*(?:prev|old|last|former|current|live|origin)", re.IGNORECASE
)
"""The group of hosts that served before, as a script keeps it while it tries the other one."""
_NEXT_TARGET = regex(r"TargetGroupArn[\"'\s:=]{1,6}\$\{?\w*(?:new|next|target|idle|green)", re.IGNORECASE)
"""Beside it, in shares of the traffic."""


RETAGS = regex(r"^aws(?: --?[\w-]+ \S+){0,3} ecr put-image\b.* --image-manifest\b")
"""An image that is kept gets the name again by which services start it."""


@record(frozen=True, slots=True)
class Return:
    """Commands that bring an earlier release back.

    `automatic`: a failure starts them; `restores`: false when they only start again what is there already.
    """

    first: Command
    last: Command
    automatic: bool
    target: str | None
    restores: bool = True


@record(frozen=True, slots=True)
class _Known:
    """What is known of a script's commands as a whole.

    Args:
        starting: its functions that start a release.
        naming: those that only write its name down for the next start.
        running: the variables that keep what ran before, with where each is first given.
        ends: where it ends.
    """

    starting: frozenset[str]
    naming: frozenset[str]
    running: dict[str, int]
    ends: Ends


def returns(commands: Iterable[Command]) -> Iterator[Return]:
    """Each way back in these commands: a rollback function, or a branch that starts the previous release."""
    commands = tuple(commands)
    functions: dict[str, list[Command]] = {}
    loose: list[Command] = []
    starting = {command.function for command in commands if command.function and activation(command)}
    naming = {command.function for command in commands if command.function and writes_release(command)} - starting
    known = _Known(frozenset(starting), frozenset(naming), _runs_now(commands), Ends(commands))
    back = puts_back(commands)
    for command in commands:
        if command.function and ROLLBACK.search(command.function):
            functions.setdefault(command.function, []).append(command)
        elif _goes_back(command, commands, known) or _calls_former(command, commands, known):
            loose.append(command)
    for name, body in functions.items():
        calls = [command for command in commands if command.name == name]
        automatic = any(
            on_failure(call) or (call.function and _called_on_failure(call.function, commands)) for call in calls
        )
        yield Return(body[0], body[-1], automatic, _target(body), _restores(body, commands))
    if back and not functions:
        brought = [command for number, command in enumerate(commands) if number in back]
        yield Return(brought[0], brought[-1], not _asks_first(brought[0], commands), _target(brought))
    elif loose and not functions:
        automatic = any(
            on_failure(command) or _ends_in_failure(command, commands) or known.ends.left_well_before(command)
            for command in loose
        )
        yield Return(loose[0], loose[-1], automatic, _target(loose), _restores(_around(loose[0], commands), commands))
    elif not functions:
        yield from _only_called_so(commands)


def _asks_first(command: Command, commands: tuple[Command, ...]) -> bool:
    """Somebody at the keys says whether it shall go back."""
    return any(form in mark for form in answers(commands[: command.order]) for mark in command.branch)


def _around(command: Command, commands: tuple[Command, ...]) -> list[Command]:
    """The whole branch for a failure in which it stands; itself alone outside of any."""
    depth = next((n for n in range(1, len(command.branch) + 1) if opened_by_failure(command.branch[n - 1])), 0)
    return [c for c in commands if c.branch[:depth] == command.branch[:depth]] if depth else [command]


def _only_called_so(commands: tuple[Command, ...]) -> Iterator[Return]:
    """The first branch for a failure that says it goes back, and starts again what has just failed."""
    for command in commands:
        if (
            not _SPEAKS.match(command.name)
            or not command.branch
            or not on_failure(command)
            or not _SAYS.search(command.text)
        ):
            continue
        depth = len(command.branch)
        body = [c for c in commands if c.branch[:depth] == command.branch and c.function == command.function]
        if not _restores(body, commands):
            yield Return(body[0], body[-1], automatic=True, target=None, restores=False)
            return


_SPEAKS = regex(r"(?i)(?:echo|printf|print|log|say|msg|info|warn(?:ing)?|err(?:or)?)(?:_\w{1,20})?$")
"""Programs that only say something, and functions that scripts name after them."""
_SAYS = regex(r"roll(?:ing|ed)?[- ]?back|revert(?:ing|ed)?\b|롤백|되돌|ロールバック|切り戻", re.IGNORECASE)
_SETTINGS = regex(r"\.env\b|\.service\b|nginx|\.conf\b|sites-|venv|node_modules|\.ini\b")
_TELLS_WHICH = regex(r"TAG|IMAGE|VERSION|SHA|COMMIT|RELEASE|COLOU?R|PORT|SLOT|PREV|OLD|BACKUP", re.IGNORECASE)
_EITHER = regex(r"blue|green|idle|canary|standby|prev|backup|\bold\b|_old|stable|last", re.IGNORECASE)
_BRINGS_NOTHING = frozenset(
    (
        *("echo", "printf", "[", "[[", "test", "set", "cd", "sleep", "exit", "return", "true", "false", ":", "shift"),
        *("wait", "date", "mkdir", "chmod", "chown", "tee", "curl", "wget", "mail", "rm", "kill", "pkill", "trap"),
        *("systemctl", "service", "supervisorctl", "nginx", "journalctl", "tail", "cat", "head", "grep", "notify"),
    )
)


def _restores(body: list[Command], commands: tuple[Command, ...]) -> bool:
    """Something of an earlier release comes back, as far as can be told; where nothing is started, none has to."""
    if not any(activation(command) for command in body):
        # What was taken down before the new release started is not there to go on serving.
        down = next((command for command in body if COMPOSE_DOWN.match(command.text)), None)
        return down is None or not any(COMPOSE_DOWN.match(other.text) for other in commands[: down.order])
    inside = {command.order for command in body}
    outside = (command for command in commands if command.order not in inside)
    if not any(is_fetch(command) or is_build(command) for command in outside):
        return True
    told = (name for command in body for name, _ in _handed(command, commands))
    return any(map(brings_back, body)) or any(map(_TELLS_WHICH.search, told))


def brings_back(command: Command) -> bool:
    """It may bring something of an earlier release; what only starts, stops or copies settings does not."""
    if command.name in _BRINGS_NOTHING or (_SPEAKS.match(command.name) and command.function != command.name):
        return False
    if command.name == "ssh":
        return len([arg for arg in command.args if not arg.startswith("-") and arg != command.option("-i", "-p")]) > 1
    if command.name in ("cp", "mv", "rsync", "tar", "ln"):
        return not _SETTINGS.search(command.text)
    if command.name in ("=", "export", "local"):
        return any(_TELLS_WHICH.search(arg) for arg in command.args)
    if command.name == "pm2":
        return "revert" in command.args
    if command.name in ("docker", "docker-compose"):
        again = command.name == "docker-compose" or command.args[:1] == ("compose",) or _ONLY_RUNS.match(command.text)
        return not again or bool(_EITHER.search(command.text)) or bool(command.assigns)
    return True


_ONLY_RUNS = regex(r"^docker (?:container )?(?:restart|stop|rm|kill|ps|logs|inspect)\b")


def _ends_in_failure(command: Command, commands: tuple[Command, ...]) -> bool:
    """The script gives up right behind it: it is reached only when something has failed."""
    behind = commands.index(command) + 1
    near = commands[behind : behind + _RIGHT_BEHIND]
    return any(one.name == "exit" and one.says_failure and one.branch == command.branch for one in near)


_RIGHT_BEHIND = 4


def _called_on_failure(function: str, commands: tuple[Command, ...]) -> bool:
    return any(command.name == function and on_failure(command) for command in commands)


def _goes_back(command: Command, commands: tuple[Command, ...], known: _Known) -> bool:
    text = command.text
    if command.name in ("echo", "printf", "[", "=", "local", "export", "mkdir", "rm", "tar", "trap"):
        return False
    if re.search(r"--auto-rollback|rollbackConfiguration|deploymentCircuitBreaker", text, re.IGNORECASE):
        return True
    if re.match(
        r"^(?:kubectl\b.* rollout undo|helm rollback|nomad job revert|pm2 deploy \S+ revert|git revert"
        r"|eb deploy .*--version"
        r"|cap \S+ deploy:rollback|kamal rollback|dep rollback|docker service rollback"
        r"|docker service update\b.* --rollback)",
        text,
    ):
        return True
    if _TURNS_TRAFFIC.match(text) and _FORMER_TARGET.search(text) and not _NEXT_TARGET.search(text):
        return True
    if command.name == "ln" and any(_FORMER.search(arg) for arg in command.args[:-1]):
        return True  # a link is only ever set onto a former release to serve it again
    text = " ".join((*map("=".join, _handed(command, commands)), text))
    if not (_PREVIOUS.search(text) or re.search(r"HEAD[~^@]", text)):
        return False
    placed = command.name in ("mv", "cp", "ln") and not _SETTINGS.search(command.text)
    if not (activation(command) or placed or _PUTS_THERE.match(command.text)):
        return False
    return on_failure(command) or known.ends.left_well_before(command)


_PUTS_THERE = regex(
    r"^docker (?:container |image |service )?(?:run|start|restart|tag|rename|load|import|update)\b"
    r"|^git (?:-\S{1,60} (?:[^\s-]\S{0,200} )?){0,3}(?:reset|checkout|switch|restore)\b"
)
"""What only looks, or takes away, brings no release back."""


def _handed(command: Command, commands: tuple[Command, ...]) -> Iterator[tuple[str, str]]:
    """What the command is given by variables of its own, or set right before it."""
    yield from command.assigns
    for before in commands[max(command.order - 2, 0) : command.order]:
        if before.name in ("=", "export") and before.branch == command.branch:
            yield from (arg.partition("=")[::2] for arg in before.args if "=" in arg)


def _calls_former(command: Command, commands: tuple[Command, ...], known: _Known) -> bool:
    """A function of the script's own that starts what it is handed, or writes its name down for the next start."""
    if command.name in known.naming:
        near = commands[command.order + 1 : command.order + 1 + _RIGHT_BEHIND]
        starts = any(activation(one) and one.branch == command.branch for one in near)
        return starts and _starts_former(command, known)
    return command.name in known.starting and _starts_former(command, known)


def _starts_former(call: Command, known: _Known) -> bool:
    """`start_release "$OLD_TAG"`, where something failed: the script's own function starts what ran before."""
    held = (known.running.get(arg.strip("${}"), call.order) < call.order for arg in call.args)
    former = any(held) or any(map(_PREVIOUS.search, call.args))
    return former and (on_failure(call) or known.ends.left_well_before(call))


_ASKS_WHAT_RUNS = regex(
    r"^(?P<name>[A-Za-z_]\w{0,60})=[\"']?(?:\$\(|`).{0,200}\b(?:readlink|realpath|docker (?:container )?inspect"
    r"|rev-parse|describe-services|kubectl get)\b"
)


def _runs_now(commands: tuple[Command, ...]) -> dict[str, int]:
    """The variables in which a script keeps what ran before it changed anything, with where each is first given."""
    found: dict[str, int] = {}
    for command in commands:
        for arg in command.args if command.name in ASSIGNS else ():
            if match := _ASKS_WHAT_RUNS.match(arg):
                found.setdefault(match["name"], command.order)
    return found


def _target(body: Iterable[Command]) -> str | None:
    text = " ".join(command.text for command in body)
    if STEPS_BACK.search(text):
        return "step"
    if COMMIT.search(text):
        return "commit"
    return "previous" if _PREVIOUS.search(text) else ("tag" if VERSION.search(text) else None)
