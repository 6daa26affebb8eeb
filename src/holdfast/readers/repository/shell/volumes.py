"""Volumes that go with their containers: `docker compose down -v` before the same containers are started again."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation

_DOWN = regex(r"^(?:docker-compose|docker compose)\b.* down\b")
_PRODUCTION = regex(r"(?i)(?:^|[-_./ ])(?:prod(?:uction)?|prd|live|server)(?=[-_./ ]|$)")
_ELSEWHERE = regex(
    r"(?i)local|(?<![a-z])(?:dev|ci|e2e)(?![a-z])|test|reset|clean|destroy|tear[-_]?down|purge|wipe|uninstall"
)
_STARTS = regex(r"^(?:ba)?sh \S+\.sh\b|^(?:\./)?\S*(?:deploy|start|up)\S*\.sh\b")


def volume_faults(source: Source, *, deploys: bool) -> Iterator[ScriptFault]:
    """What the volumes held is gone; `deploys`: it is part of a deployment, whatever the compose file is called.

    Elsewhere only the containers of production are meant, for sure: a developer begins anew like this every day.
    """
    for command in source.commands:
        asked = any(mark.startswith(("if ", "case ")) for mark in command.branch)
        if not _takes_volumes(command) or asked or not (deploys or _is_productions(command, source)):
            continue
        if any(_comes_up(command, other, source) for other in source.commands[command.order + 1 :]):
            told = redact(command.text)[:160]
            yield ScriptFault(**source.common(command), activity="deploy", form="volumes-deleted", command=told)


def _takes_volumes(command: Command) -> bool:
    return _DOWN.match(command.text) is not None and command.has("-v", "--volumes")


def _is_productions(command: Command, source: Source) -> bool:
    """The command names its file, and a script is not made for beginning anew."""
    if not source.instructed and _ELSEWHERE.search(source.snippet.name):
        return False
    return any(_PRODUCTION.search(source.script.expand(file)) for file in command.options("-f", "--file"))


def _comes_up(down: Command, other: Command, source: Source) -> bool:
    if other.remote != down.remote:
        return False
    return activation(other) == "compose" or (source.instructed and _STARTS.match(other.text) is not None)
