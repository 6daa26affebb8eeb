"""Volumes that go with their containers: `docker compose down -v` before the same containers are started again."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.availability.databases import engine_of_image, image_of, is_run
from holdfast.readers.repository.shell.steps.purposes import COMPOSE_DOWN, activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PRUNES = regex(r"^docker volume (?:rm|prune)\b|^docker system prune\b.* --volumes\b")
_MADE_ANEW = regex(
    r"(?i)(?:^|[-_.])(?:build|dist|out|static(?:files)?|assets|bundle|node_?modules|(?:\w{1,20}_)?cache|vendor|public|next|tmp)"
    r"(?:[-_.](?:files|data|vol(?:ume)?))?$"
)
_REMOVES = regex(r"^docker (?:container )?rm\b")
_PRODUCTION = regex(r"(?i)(?:^|[-_./ ])(?:prod(?:uction)?|prd|live|server)(?=[-_./ ]|$)")
_ELSEWHERE = regex(
    r"(?i)local|(?<![a-z])(?:dev|ci|e2e)(?![a-z])|test|reset|clean|destroy|tear[-_]?down|purge|wipe|uninstall"
)
_STARTS = regex(r"^(?:ba)?sh \S+\.sh\b|^(?:\./)?\S*(?:deploy|start|up)\S*\.sh\b")


def volume_faults(source: Source, *, deploys: bool) -> Iterator[ScriptFault]:
    """What the volumes held is gone; `deploys`: it is part of a deployment, whatever the compose file is called.

    Elsewhere only the containers of production are meant, for sure: a developer begins anew like this every day.
    """
    yield from _without_any(source) if deploys else ()
    for command in source.commands:
        asked = any(mark.startswith(("if ", "case ")) for mark in command.branch)
        if not _takes_volumes(command) or asked or not (deploys or _is_productions(command, source)):
            continue
        # A guide that tells how to stop what it has started is followed in any order.
        others = source.commands if source.instructed else source.commands[command.order + 1 :]
        if any(_comes_up(command, other, source) for other in others):
            yield source.fault("deploy", "volumes-deleted", command)


def _takes_volumes(command: Command) -> bool:
    down = COMPOSE_DOWN.match(command.text) is not None and command.has("-v", "--volumes")
    return down or (_PRUNES.match(command.text) is not None and not _is_made_anew(command))


def _is_made_anew(command: Command) -> bool:
    """The volumes are named, and hold what the next build makes, or what is fetched again."""
    named = [word for word in command.args if not word.startswith("-")][2:]
    return command.args[:2] == ("volume", "rm") and bool(named) and all(map(_MADE_ANEW.search, named))


def _without_any(source: Source) -> Iterator[ScriptFault]:
    """A database is removed and started anew with nothing that outlives its container: its rows go with it."""
    for command in source.commands:
        image = image_of(command) if is_run(command) else None
        if not image or not engine_of_image(image) or command.has("-v", "--volume", "--mount", "--volumes-from"):
            continue
        name = command.option("--name") or ""
        earlier = source.commands[: command.order]
        gone = next((one for one in earlier if _REMOVES.match(one.text) and name in one.args), None) if name else None
        if gone is not None and gone.remote == command.remote:
            yield source.fault("deploy", "volumes-deleted", gone)


def _is_productions(command: Command, source: Source) -> bool:
    """The command names its file, and a script is not made for beginning anew."""
    if not source.instructed and _ELSEWHERE.search(source.snippet.name):
        return False
    return any(_PRODUCTION.search(source.script.expand(file)) for file in command.options("-f", "--file"))


def _comes_up(down: Command, other: Command, source: Source) -> bool:
    if other.remote != down.remote:
        return False
    image = image_of(other) if is_run(other) else None
    if activation(other) in ("compose", "docker") or (image and engine_of_image(image)):
        return True
    return source.instructed and _STARTS.match(other.text) is not None
