"""Programs that a deployment starts and leaves to themselves, so that nothing starts them again when they end."""

import re
from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import activation, is_build, serves
from holdfast.readers.repository.shell.steps.serving import is_server, stays
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import Command

_LET_GO = regex(r"\b(?:nohup|setsid|daemonize)\b")
_TERMINAL = regex(
    r"^(?:screen\b.* -\w*d\w*m|tmux (?:new-session|new)\b.* -d)\S*\b"
    r".*\b(?:java|node|npm|yarn|python3?|gunicorn|uvicorn)\b"
)
_GOES_BEHIND = regex(r"^(?:unicorn(?:_rails)?|puma|gunicorn|uwsgi|thin|rackup)\b.* (?:-[dD]|--daemon(?:ize)?)(?=\s|$)")
"""Servers that leave the shell that started them by themselves."""
_REPLACES = regex(r"^docker (?:container )?(?:stop|rm|kill|rename|pull)\b")
_ENDS = regex(r"^(?:kill|pkill|killall|fuser\b.* -\w*k|fuser -\w*k)\b(?! -0)")
_ENDS_LAST = regex(r"^kill\b.* (?:\$!|%\d|\$\{?\w*PID\w*\}?)", re.IGNORECASE)
"""By the number that the shell gave what it started."""
_ON_A_HOST = regex(r"\bsudo\b|/home/[\w$]|/var/|/opt/|/srv/|/root/|\bgit (?:pull|reset)\b|\.jar\b")
_SPEAKS = frozenset(("echo", "printf", "exit", "disown"))
_NEAR = 3
"""Commands within which the shell still lets go of the one before."""


def unsupervised(source: Source) -> Iterator[ScriptFault]:
    """The first such command of a script that deploys."""
    replaces = (one.order for one in source.commands if _REPLACES.search(one.text))
    replaced = next(replaces, len(source.commands))
    for command in source.commands:
        alone = _TERMINAL.search(command.text) or is_left_alone(command, source)
        alone = alone or _never_comes_back(command, source, replaced)
        alone = alone or (source.sets_up_host and (_runs_bare(command, source) or _is_forgotten(command, source)))
        alone = alone or _is_said_to_nobody(command, source) or _holds_on(command, source)
        # A hook comes to its end, and what it started by itself is left behind, or ends with it.
        alone = alone or (source.hooked and not source.embedded and is_server(command))
        if command.loop or not alone or _is_only_tried(command, source):
            continue
        yield source.fault("start", "unsupervised", command)
        return


def _is_only_tried(command: Command, source: Source) -> bool:
    """The same script ends it again, whatever came of it: what it was started for is done by then."""
    files = _files(command)
    after = (one for one in source.commands[command.order + 1 :] if _ENDS.match(one.text))
    ends = (one for one in after if (one.branch, one.remote) == (command.branch, command.remote))
    return any(_ENDS_LAST.search(one.text) or not files.isdisjoint(_files(one)) for one in ends)


def _files(command: Command) -> set[str]:
    return {word.rpartition("/")[2] for word in command.args if "." in word}


def _holds_on(command: Command, source: Source) -> bool:
    """What a release ends with is the server itself, for as long as whoever released it stays there."""
    away = bool(command.remote) or source.sent or _TYPED_THERE.search(source.snippet.heading) is not None
    if (source.embedded and not away) or source.hooked or source.entry_point or command.order not in source.activated:
        return False
    waited = source.last_wait >= command.order
    return not waited and stays(command, source.script) and (activation(command) is None or away)


def takes_the_place(source: Source) -> bool:
    """On a server, it builds or ends what runs and leaves a new program to itself: what a release does there."""
    ended = next((c for c in source.commands if _ENDS.match(c.text) or is_build(c)), None)
    if ended is None or not (source.sent or _ON_A_HOST.search(source.snippet.text)):
        return False
    return any(is_left_alone(c, source) for c in source.commands[ended.order :] if c.remote == ended.remote)


def _never_comes_back(command: Command, source: Source, replaced: int) -> bool:
    """A container without a restart policy, where a release takes the place of another, from `replaced` on."""
    if activation(command) != "docker" or "run" not in command.args[:2]:
        return False
    if source.script.by_default(command.option("--restart") or "no") != "no":
        return False
    return source.sets_up_host or replaced < command.order


_REMEMBERED = (regex(r"\bpm2 (?:save|dump)\b"), regex(r"\bpm2 startup\b|systemctl\b.{0,40}\benable\b.{0,40}\bpm2"))


def _is_forgotten(command: Command, source: Source) -> bool:
    """PM2 starts it, and is not told both: to come back with the machine, and what it ran by then."""
    if activation(command) != "pm2" or "start" not in command.args[:1]:
        return False
    return not all(pattern.search(source.snippet.text) for pattern in _REMEMBERED)


def _is_said_to_nobody(command: Command, source: Source) -> bool:
    """PM2 only says, to whoever is not root, by which command it would come back; and what it says is thrown away."""
    if command.name != "pm2" or command.args[:1] != ("startup",) or command.feeds:
        return False
    as_root = "sudo" in source.snippet.rows[command.line - 1] or "sudo " not in source.snippet.text
    return not as_root and any(r.target == "/dev/null" and r.descriptor != "2" for r in command.redirects)


def _runs_bare(command: Command, source: Source) -> bool:
    """The script of a first start sends it into the background, or ends with it: the next start knows nothing of it."""
    # What takes the place of its script is what a unit, or a container, watches by way of that.
    if not serves(command) or command.inside or BECOMES.match(source.snippet.rows[command.line - 1]):
        return False
    after = source.commands[command.order + 1 :]
    return command.background or all(other.name in _SPEAKS for other in after)


def is_left_alone(command: Command, source: Source) -> bool:
    """A program is sent into the background, or let go of where it is, and nothing looks after it."""
    rows = source.snippet.rows[command.line - 1 : command.end_line]
    if _GOES_BEHIND.match(command.text) and not command.inside and command.order in source.activated:
        return True
    if not command.background and serves(command) and not command.inside:
        # Without its `&` it holds up who started it, and is left to itself all the same.
        return any(map(_LET_GO.search, rows)) and (source.sent or not source.embedded)
    by = activation(command)
    if not command.background or (by != "other" and not (by is None and serves(command))):
        return False
    behind = source.commands[command.order + 1 : command.order + 1 + _NEAR]
    let_go = any(map(_LET_GO.search, rows)) or any(other.name == "disown" for other in behind)
    # A pipeline's step may start it for the tests that follow, and ends with it.
    return let_go or (bool(command.redirects) and not source.embedded) or _is_released(command, source)


def _is_released(command: Command, source: Source) -> bool:
    """A server with no more than an `&` behind it, on the machine to which a release was fetched or sent."""
    if source.last_wait >= command.order or not serves(command):
        return False
    return bool(command.remote) or source.sent or (source.first_taken < command.order and not source.embedded)


_TYPED_THERE = regex(r"^(?:fabric|envoy)\b")
"""What these tools run, they run on hosts."""
