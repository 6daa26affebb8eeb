"""Deployments that tell a platform to run no copy of what serves, and that have it run some again afterwards.

Such a platform replaces copies one after the other by itself, and keeps the old ones until the new ones answer.
"""

import re
from collections.abc import Iterator
from itertools import islice

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_WORDS = ("--desired-count", "--replicas", "service scale")
_TAKES = ("kubectl", "helm")
_NAMES_RELEASE = regex(
    r"^aws ecs (?:register-task-definition|update-service\b.* --(?:task-definition|force-new-deployment))\b"
    r"|^kubectl (?:\S+ ){0,4}(?:apply|set image|rollout|replace)\b|^docker service update\b.* --image\b|^docker push\b"
)
_WAY_BACK = regex(r"(?i)roll[-_ ]?back|revert|fail|error|롤백|실패|失敗|ロールバック")
_NEAR = 15
"""Lines; further apart only the stop is shown."""


def scaled_down(source: Source, *, delivers: bool = False) -> Iterator[ScriptFault]:
    """The first such command; `delivers`: something beside these commands puts the release out.

    Without that one of them has to: whoever only moves data about has a reason to stop what writes it.
    """
    if any(word in source.snippet.text for word in _TAKES):
        yield from islice(_taken_away(source), 1)
    if not any(word in source.snippet.text for word in _WORDS):
        return
    commands = source.commands
    releases = [command for command in commands if _NAMES_RELEASE.match(command.text)]
    if not delivers and not releases:
        return
    for index, stop in enumerate(commands):
        scaled = None if _set_apart(stop) or _is_for_need(stop, releases) else _scaled(stop)
        if scaled is None or scaled[1] != "0":
            continue
        later = (one for one in commands[index + 1 :] if one.branch[: len(stop.branch)] == stop.branch)
        again = next((one for one in later if (told := _scaled(one)) and told[0] == scaled[0] and told[1] != "0"), None)
        if again is not None:
            near = again.end_line - stop.line < _NEAR
            yield source.fault("deploy", "stopped-before-start", stop, again if near else None)
            return


_DELETES = regex(
    r"^(?:kubectl (?:\S+ ){0,4}?delete (?!.*--cascade[= ](?:orphan|false))(?:-\S+ ){0,4}?"
    r"(?:(?:deploy(?:ments?)?(?:\.apps)?|statefulsets?|sts|all)[ /](?!\S*(?:old|legacy|canary|blue|green|preview|test))"
    r"|(?:-\w+ \S+ )?(?:-f|-k|--filename)[ =](?P<file>\S+))"
    r"|helm (?:\S+ ){0,3}?(?:uninstall|delete) (?:-\S+ )*(?P<release>[^\s-]\S*))"
)
_APPLIES = regex(r"^kubectl (?:\S+ ){0,4}?(?:apply|create|replace) .*(?:-f|-k|--filename)[ =]\S")
_INSTALLS = regex(r"^helm (?:\S+ ){0,3}?(?:install|upgrade)\b")
_BESIDE = regex(r"(?i)job|migrat|seed|secret|config|ingress|pvc|volume|namespace|cert|test|issuer")
"""Manifests of what nobody asks for, or of what cannot be changed in place."""


def _taken_away(source: Source) -> Iterator[ScriptFault]:
    """A workload that is deleted, and made anew by a later command."""
    makes = [one for one in source.commands if _APPLIES.match(one.text) or _INSTALLS.match(one.text)][:_MOST_MADE]
    for stop in source.commands if makes else ():
        gone = None if _set_apart(stop) else _DELETES.match(stop.text)
        if gone is None or (gone["file"] and _BESIDE.search(gone["file"])):
            continue
        behind = (one for one in makes if one.order > stop.order and one.function == stop.function)
        later = (one for one in behind if one.branch[: len(stop.branch)] == stop.branch)
        again = next((one for one in later if _makes_anew(one, gone)), None)
        if again is not None:
            near = again.end_line - stop.line < _NEAR
            yield source.fault("deploy", "stopped-before-start", stop, again if near else None)


_MOST_MADE = 40


def _makes_anew(command: Command, gone: "re.Match[str]") -> bool:
    if gone["release"]:
        return _INSTALLS.match(command.text) is not None and gone["release"] in command.args
    # A folder holds what a file of it holds.
    file = gone["file"] or ""
    said = [
        arg for arg in command.args if not file or (arg.strip("./") and f"{file}/".startswith(arg.rstrip("/") + "/"))
    ]
    return _APPLIES.match(command.text) is not None and bool(said)


def _scaled(command: Command) -> tuple[str, str] | None:
    """Which service gets how many copies; None when it says neither."""
    text = command.text
    if text.startswith("aws ecs update-service "):
        count = command.option("--desired-count")
        return (command.option("--service") or "", count) if count else None
    if command.name == "kubectl" and "scale" in command.args:
        words = command.args[command.args.index("scale") + 1 :]
        target = "/".join(word for word in words[:2] if not word.startswith("-"))
        count = command.option("--replicas")
        return (target, count) if count else None
    if text.startswith("docker service scale "):
        name, _, count = command.args[-1].partition("=")
        return (name, count) if count else None
    return None


def _is_for_need(stop: Command, releases: list[Command]) -> bool:
    """On a condition that no release is made on, behind the release: what does not come up is started once more."""
    within = any(one.branch[: len(stop.branch)] == stop.branch for one in releases)
    return not within and any(one.order < stop.order for one in releases)


def _set_apart(command: Command) -> bool:
    """It belongs to a way back, or to a loop over many services."""
    told = (*command.branch, command.function or "")
    return command.background or any(map(_WAY_BACK.search, told))
