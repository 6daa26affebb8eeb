"""Deployments that stop what serves before what replaces it has been started."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.rollback.returns import returns
from holdfast.readers.repository.shell.steps.purposes import activation, is_build, is_fetch
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.in_run import bodies, in_run

_STOPS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("compose", regex(r"^(?:docker-compose|docker compose)(?: -[\w-]+(?:=\S+| [^\s-]\S*)?)* (?:down|stop|rm)\b")),
    ("docker", regex(r"^docker (?:container )?(?:stop|kill|rm)\b")),
    ("pm2", regex(r"^pm2 (?:kill|delete|del|stop)\b")),
    ("systemd", regex(r"^systemctl\b.* stop\b|^service \S+ stop\b")),
    (
        "other",
        # Some signals only have a server read its files anew, or put a new one beside itself.
        regex(
            r"^supervisorctl stop\b|^forever stop|^kill (?!(?:-s ?|-)(?:SIG)?(?:0|HUP|USR[12]|WINCH|TTIN|TTOU)\b)"
            r"|^(?:pkill|killall) (?!(?:-s ?|-)(?:SIG)?(?:0|HUP|USR[12]|WINCH|TTIN|TTOU)\b)|^fuser\b.* -k"
            r"|^pumactl\b.* (?:stop|halt)\b|^passenger stop\b"
        ),
    ),
)
_STARTS = {
    "compose": frozenset({"compose"}),
    "docker": frozenset({"docker", "compose"}),
    "pm2": frozenset({"pm2"}),
    "systemd": frozenset({"systemd"}),
    "other": frozenset({"other"}),
}
TWO_AT_A_TIME = regex(
    r"blue[-_]?green|[-_](?:blue|green)\b|\b(?:blue|green)[-_]?(?:port|app|container|service|slot)"
    r"|idle|canary|standby|rolling|--scale|stack deploy|docker service"
    r"|\$\{?(?:CURRENT|NOW|OLD|BEFORE|RUNNING)_?PORT\b[\s\S]{0,400}?\b(?:TARGET|NEW|NEXT|DEPLOY|AFTER)_?PORT=\W*\d"
    r"|elbv2 (?:modify-(?:listener|rule)|deregister-targets)",
    re.IGNORECASE,
)
"""Words of scripts that start the new release beside the old one; what they stop is seldom what serves."""

_CHOSEN = regex(r"\$\{?(\w+)")
_SET = regex(r"(?<![\w$])(\w+)=")
_WAY_BACK = regex(r"roll[-_ ]?back|revert|fail|error|unhealthy|! curl|stop|down|clean|실패|롤백|失敗", re.IGNORECASE)
_FAILED = regex(r"roll[-_ ]?back|revert|fail|error|unhealthy|! curl|trap |실패|롤백|失敗", re.IGNORECASE)
_NOT_A_RELEASE = regex(
    r"re[-_]?(?:start|set|load|boot)|clean|destroy|tear|roll[-_ ]?back|revert|restore", re.IGNORECASE
)
"""Functions that stop and start what is there."""
_ALL_CONTAINERS = regex(r"docker (?:container )?(?:ps|ls)\b")
_MOST_STOPS = 40
_NEAR = 15
"""Lines; further apart only the stop is shown."""


def interruptions(source: Source) -> Iterator[ScriptFault]:
    """The first command that takes down what serves, with the one that brings up what replaces it."""
    if TWO_AT_A_TIME.search(source.snippet.text) or any(
        way.automatic and way.restores for way in returns(source.commands)
    ):
        return  # what is stopped serves again by itself when the new release fails
    stops = [(command, method) for command in source.commands if (method := _stopped(command))][:_MOST_STOPS]
    for command, method in stops:
        if command.background or _set_apart(command) or _is_beside(command, source):
            continue
        start = _started_after(command, method, source)
        if start is not None:
            yield _interruption(command, start, source)
            return
    if any(command.function for command, _ in stops):
        yield from islice((_interruption(stop, start, source) for stop, start in _from_function_to_function(source)), 1)


def renews_container(source: Source) -> bool:
    """It pulls an image, and starts it under the name of a container that it takes away: a release, however named."""
    pulled = {arg for one in source.commands if _PULLS.match(one.text) for arg in one.args[1:]}
    runs = [one for one in source.activations if activation(one) == "docker"] if pulled else []
    for start in runs:
        name = start.option("--name")
        stops = (one for one in source.commands[: start.order] if _stopped(one) == "docker")
        if name and not pulled.isdisjoint(start.args) and any(name in stop.args for stop in stops):
            return True
    return False


_PULLS = regex(r"^docker (?:image )?pull\b")


def _interruption(stop: Command, start: Command, source: Source) -> ScriptFault:
    near = 0 <= start.end_line - stop.line < _NEAR
    return source.fault("deploy", "stopped-before-start", stop, start if near else None)


def _from_function_to_function(source: Source) -> Iterator[tuple[Command, Command]]:
    """What one function stops, and another starts that the same caller calls behind it."""
    known = bodies(source.commands)
    live = {command.order: command for command in source.activations}
    for caller in known:
        if caller and _NOT_A_RELEASE.search(caller):
            continue
        run = in_run(caller, known)
        started = [(index, live[command.order]) for index, command in enumerate(run) if command.order in live]
        for index, stop in enumerate(run):
            method = None if stop.background or _goes_back(stop) else _stopped(stop)
            starts = [(at, one) for at, one in started if method and activation(one) in _STARTS[method]]
            if method is None or not starts or starts[0][0] < index:
                continue
            start = starts[0][1]
            apart = start.function != stop.function and start.remote == stop.remote and not _goes_back(start)
            if apart and _same(stop, start, method, source):
                yield stop, start


def _goes_back(command: Command) -> bool:
    """It belongs to a way back, whatever functions are called that stop something."""
    return any(map(_FAILED.search, (command.function or "", *command.branch)))


def _stopped(command: Command) -> str | None:
    return next((method for method, pattern in _STOPS if pattern.search(command.text)), None)


def _set_apart(command: Command) -> bool:
    """It belongs to a way back, or to a branch for stopping alone."""
    return any(mark.startswith("trap ") or _WAY_BACK.search(mark) for mark in command.branch) or bool(
        command.function and _WAY_BACK.search(command.function)
    )


_BESIDE = regex(
    r"(?i)(?<![a-z])(?:monitor(?:ing)?|prometheus|grafana|loki|elk|kibana|jenkins|sonarqube|logging|redis|kafka)(?![a-z])"
)


def _is_beside(stop: Command, source: Source) -> bool:
    """It stands on a host, or in a folder, of what only watches the product, or is there beside it."""
    folder = source.folder_of(stop).rpartition("/")[2]
    return bool(_BESIDE.search(stop.remote) or _BESIDE.search(folder))


def _started_after(stop: Command, method: str, source: Source) -> Command | None:
    """What puts the same thing live again, in the same run; None when something was live before it was stopped."""
    here = [live for live in source.activations if live.remote == stop.remote and live.function == stop.function]
    starts = [live for live in here if activation(live) in _STARTS[method]]
    if method == "systemd" and not any(map(_units(stop).intersection, map(_units, starts))):
        starts = list(islice(_server_again(stop, source), 1))
    if not starts or starts[0].order < stop.order:
        return None
    start = starts[0]
    if start.branch[: len(stop.branch)] != stop.branch and any(mark.startswith("case") for mark in stop.branch):
        return None
    return start if _same(stop, start, method, source) else None


def _server_again(stop: Command, source: Source) -> Iterator[Command]:
    """The server in front, or the one that runs PHP, started again behind what brings the release to the host."""
    behind = (one for one in source.commands[stop.order + 1 :] if one.remote == stop.remote)
    brought = False
    for command in behind:
        brought = brought or is_fetch(command) or is_build(command)
        starts = _STARTS_UNIT.match(command.text) and not _units(stop).isdisjoint(_units(command))
        if brought and starts and command.function == stop.function:
            yield command


_STARTS_UNIT = regex(r"^systemctl\b.* (?:re)?start\b|^service \S+ (?:re)?start\b")


def _same(stop: Command, start: Command, method: str, source: Source) -> bool:
    """What is stopped is what is started: by name where names are given, else all there is."""
    if method == "systemd":
        return bool(_units(stop) & _units(start))
    if method != "docker" or _takes_all(stop, source):
        return True
    name = start.option("--name")
    if name is None or activation(start) == "compose":
        return False
    unsettled = _set_again(source)
    started = _settled(name, unsettled, source)
    stopped = (arg for arg in stop.args[1:] if not arg.startswith("-"))
    return started is not None and any(_settled(arg, unsettled, source) == started for arg in stopped)


def _units(command: Command) -> frozenset[str]:
    words = [arg for arg in command.args if not arg.startswith("-")]
    named = words[1:] if command.name == "systemctl" else words[:1]
    return frozenset(unit.removesuffix(".service") for unit in named)


def _takes_all(stop: Command, source: Source) -> bool:
    """`docker stop $(docker ps -q)`: the words of the substitution stand beside it as commands of their own."""
    if any(_ALL_CONTAINERS.search(word) for word in stop.words):
        return True
    fed = stop.fed_by[:1] == ("docker",) or (stop.fed_by[-1:] == ("docker",))
    return fed and "xargs" in source.snippet.text


def _set_again(source: Source) -> frozenset[str]:
    """The variables that the script sets more than once."""
    counted = Counter(_SET.findall(source.snippet.text))
    return frozenset(name for name, times in counted.items() if times > 1)


def _settled(word: str, unsettled: frozenset[str], source: Source) -> str | None:
    """The word with its variables; None where one of them may be this or that."""
    if not unsettled.isdisjoint(_CHOSEN.findall(word)):
        return None
    return source.script.expand(word)
