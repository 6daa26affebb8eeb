"""Images thrown away once the new release has been started, whether or not it runs: the earlier one is among them."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import identity_of, probes
from holdfast.readers.repository.shell.steps.purposes import activation
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PRUNES = regex(r"^docker (?:image|system) prune\b(?!.*--filter)")
_MAKES = regex(
    r"^docker (?:buildx )?build\b|^(?:docker compose|docker-compose)\b.* (?:build\b|up\b.*--build\b)"
    r"|^docker (?:image )?pull\b|^docker (?:image )?load\b"
)
_IN_CONTAINERS = frozenset(("docker", "compose"))
_NO_NAME = frozenset(("latest", "none"))


def pruned(source: Source) -> Iterator[ScriptFault]:
    """The first such command, where images have no name of their own: the one before is what nothing uses any more."""
    prunes = [command for command in source.commands if _PRUNES.match(command.text) and not command.function]
    started = [other for other in source.commands if activation(other) in _IN_CONTAINERS] if prunes else []
    made = [other for other in source.commands if _MAKES.match(other.text)] if started else []
    for command in prunes:
        if not _is_before(command, started) or not _is_before(command, made) or _asked(command, source):
            continue
        if identity_of(source.commands, source.script.variables) in _NO_NAME:
            yield source.fault("deploy", "previous-release-deleted", command)
        return


def _is_before(command: Command, others: list[Command]) -> bool:
    return any(other.order < command.order and other.remote == command.remote for other in others)


def _asked(command: Command, source: Source) -> bool:
    earlier = [other for other in source.commands[: command.order] if other.remote == command.remote]
    return any(probe.decides for probe in probes(earlier))
