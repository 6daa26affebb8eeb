"""Images thrown away once the new release has been started, whether or not it runs: the earlier one is among them."""

from collections.abc import Iterator

from holdfast.model.facts import ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.delivery import identity_of, probes
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import activation

_PRUNES = regex(r"^docker (?:image|system) prune\b(?!.*--filter)")
_MAKES = regex(
    r"^docker (?:buildx )?build\b|^(?:docker compose|docker-compose)\b.* (?:build\b|up\b.*--build\b)"
    r"|^docker (?:image )?pull\b|^docker (?:image )?load\b"
)
_IN_CONTAINERS = frozenset(("docker", "compose"))
_NO_NAME = frozenset(("latest", "none"))


def pruned(source: Source) -> Iterator[ScriptFault]:
    """The first such command, where images have no name of their own: the one before is what nothing uses any more."""
    for command in source.commands:
        if not _PRUNES.match(command.text) or command.function:
            continue
        earlier = [other for other in source.commands[: command.order] if other.remote == command.remote]
        started = any(activation(other) in _IN_CONTAINERS for other in earlier)
        if not started or not any(_MAKES.match(other.text) for other in earlier) or _asked(earlier):
            continue
        if identity_of(source.commands, source.script.variables) in _NO_NAME:
            yield source.fault("deploy", "previous-release-deleted", command)
        return


def _asked(earlier: list[Command]) -> bool:
    return any(probe.decides for probe in probes(earlier))
