"""Releases that are started beside the one that serves, and take its place only once they have answered."""

from collections.abc import Iterable, Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import Probe
from holdfast.readers.repository.shell.delivery.seeming import SWITCH
from holdfast.readers.repository.shell.rollback.undone import on_failure
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.syntax.command import Command

_BEGINS = regex(
    r"^(?:docker (?:container )?run|pm2 start|systemctl\b.* start|service \S+ start|java\b.* -jar"
    r"|(?:docker compose|docker-compose)\b.* up)\b"
)
_ENDS = regex(
    r"^(?:docker (?:container )?(?:stop|rm|kill|rename)|(?:docker compose|docker-compose)\b.* (?:down|stop|rm|kill)"
    r"|pm2 (?:delete|del|stop)|systemctl\b.* stop|service \S+ stop|kill|pkill|fuser)\b(?!.* -0)"
)
_UP = regex(r"^.*? up\b(?P<given>.*)$")
_PROJECT = ("-p", "--project-name", "--scale")


def tried_beside(asked: Iterable[Probe], commands: Iterable[Command]) -> bool:
    """Where it does not answer, the script ends there, and what served before goes on."""
    commands = tuple(commands)
    places = {command: number for number, command in reversed(tuple(enumerate(commands)))}
    return any(
        probe.decides and probe.command in places and _is_trial(places[probe.command], commands) for probe in asked
    )


def _is_trial(at: int, commands: Sequence[Command]) -> bool:
    before = [one for one in commands[:at] if not on_failure(one)]
    start = next((one for one in reversed(before) if _BEGINS.match(one.text) and "--rm" not in one.args[:1]), None)
    name = _name(start) if start else ""
    if start is None or not name:
        return False
    ended = [one for one in before if _ENDS.match(one.text)]
    if any(name not in one.args or one.args[:1] == ("rename",) for one in ended):
        return False  # something else has been taken down by then, or put aside under this name
    later = [one for one in commands[at + 1 :] if not on_failure(one)]
    others = any(_ENDS.match(one.text) and name not in one.args[1:] for one in later)
    renamed = any(one.text.startswith("docker rename") for one in later)
    turned = not ended and any(SWITCH.search(one.text) for one in later)
    return others or renamed or turned or (not ended and _takes_over(name, later))


def _takes_over(name: str, later: Sequence[Command]) -> bool:
    """What was tried ends again, and the same is started under the name of what serves."""
    ended = next((n for n, one in enumerate(later) if _ENDS.match(one.text) and name in one.args), None)
    return ended is not None and any(activation(one) and name not in one.args for one in later[ended + 1 :])


def _name(start: Command) -> str:
    """What it is called beside the other one; empty where nothing tells the two apart."""
    kind = activation(start)
    if kind == "docker":
        return start.option("--name") or ""
    if kind == "pm2":
        return start.option("--name", "-n") or ""
    if kind == "systemd":
        return next((arg for arg in reversed(start.args) if not arg.startswith("-")), "")
    if kind == "compose":
        return _composed(start)
    return "$!" if start.background else ""


def _composed(start: Command) -> str:
    told = next((option for option in _PROJECT if start.has(option)), None)
    if told:
        return start.option(told) or "--scale"
    match = _UP.match(start.text)
    words = [word for word in match["given"].split() if not word.startswith("-")] if match else []
    return words[-1] if len(words) == 1 else ""
