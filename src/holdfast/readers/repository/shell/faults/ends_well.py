"""Releases that a script finds dead, writes a line about, and ends as if all were well: nobody learns of it."""

from collections.abc import Collection, Iterator
from itertools import takewhile

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.steps.spoken import leaves_well
from holdfast.readers.repository.shell.syntax.command import TESTS, Command

_LOOKS = regex(
    r"^(?:docker|podman)\s(?:container\s)?(?:ps|inspect)\b|^(?:docker-compose|docker compose)\b.*\bps\b"
    r"|^(?:curl|wget|nc|ps|pgrep|lsof|ss|netstat)\b|^systemctl\b.*\bis-active\b"
)
_VARIABLE = regex(r"\$\{?(?P<name>[A-Za-z_]\w{0,60})")
_IS_WELL = regex(r"(?i)^(?:-n\s|\S+\s(?:==?|-eq)\s\S*(?:200|up|ok|healthy|running|true)\b)")
_IS_DEAD = regex(r"(?i)^(?:-z\s|\S+\s(?:!=|-ne)\s\S*(?:200|up|ok|healthy|running|true)\b)")
_ENDS = frozenset(("exit", "return", "kill", "false"))
_STOPS = regex(r"^(?:docker|podman)\s(?:container\s)?(?:stop|rm|kill)\b|^(?:kill|pkill)\b(?! -0)")
_NEAR = 40
"""Commands behind a test among which the branch stands that its failing answer takes."""


def ends_well(source: Source) -> Iterator[ScriptFault]:
    """The first such answer: two copies that take turns have the same one each."""
    if not source.activations or "ERR" in source.snippet.text.partition("trap ")[2][:400]:
        return
    started = source.activations[0].order
    held = _held(source, started)
    for command in source.commands[started:] if held else ():
        named = held.intersection(_VARIABLE.findall(command.text)) if command.name in TESTS else ()
        if not named or command.loop or _is_stopped(named, source):
            continue
        branch = _failing(command, source)
        said = branch[:-1] if branch and leaves_well(branch[-1], source) else branch
        if (
            said
            and all(one.name in source.says for one in said)
            and not (said is branch and _stops_later(branch[-1], source))
        ):
            yield source.fault("deploy", "no-error-exit", command, branch[-1])
            return


def _held(source: Source, started: int) -> set[str]:
    """The variables that hold what a look at the new release has shown."""
    looks = {one.line for one in source.commands[started:] if _LOOKS.match(one.text) and "$(" in one.inside}
    kept = (one for one in source.commands[started:] if one.name == "=" and looks & {one.line, one.end_line})
    return {one.args[0].partition("=")[0] for one in kept}


def _is_stopped(named: Collection[str], source: Source) -> bool:
    """What was found is the copy before it, which the script looked up to end it."""
    stops = (one for one in source.commands if _STOPS.match(one.text))
    return any(not set(_VARIABLE.findall(one.text)).isdisjoint(named) for one in stops)


def _failing(asked: Command, source: Source) -> list[Command]:
    """What the script does when the release is dead: the branch behind the question, or its other one."""
    told = " ".join(asked.args)
    opening = "if " if _IS_DEAD.match(told) else "else " if _IS_WELL.match(told) else ""
    if not opening or not asked.condition:
        return []
    depth = len(asked.branch)
    behind = [one for one in source.commands[asked.order + 1 :] if one.function == asked.function][:_NEAR]
    begins = next((n for n, one in enumerate(behind) if _is_in(one, asked, depth, opening)), None)
    if begins is None:
        return []
    return list(takewhile(lambda one: _is_in(one, asked, depth, opening), behind[begins:]))


def _is_in(one: Command, asked: Command, depth: int, opening: str) -> bool:
    mark = one.branch[depth] if one.branch[:depth] == asked.branch and len(one.branch) > depth else ""
    return mark.startswith(f"{opening}[") and all(arg in mark for arg in asked.args)


def _stops_later(last: Command, source: Source) -> bool:
    """A question further down ends the script all the same, or it goes back by itself."""
    later = source.commands[last.order + 1 :]
    return any(one.name in _ENDS and one.args[:1] != ("0",) for one in later)
