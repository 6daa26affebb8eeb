"""Volumes of Docker that a container of its own packs into an archive, or unpacks again."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_PACKS = regex(r"(?:^|[\s\"'/;&|])tar (?:-?[a-zA-Z]*c[a-zA-Z]*(?=\s)|--create\b)")
_UNPACKS = regex(r"(?:^|[\s\"'/;&|])tar (?:-?[a-zA-Z]*x[a-zA-Z]*(?=\s)|--(?:extract|get)\b)")
_DATABASES = regex(
    r"(?i)(?<![a-z])(?:mysql|maria(?:db)?|postgres(?:ql)?|pg|mongo(?:db)?|db|database)(?:[-_]?(?:data|volume|vol))?\d*(?![a-z])"
)
_MOUNTS = ("-v", "--volume", "--volumes-from")
_NO_NAME = ("/", ".", "~", "$(", "$PWD", "${PWD}", "`")
"""How a mount begins that shows a folder of the host, and no volume."""


def packed_volume(command: Command, source: Source) -> str | None:
    """What `docker run -v VOLUME:/data -v DIR:/backup IMAGE tar czf …` packs: "database", or "archive" for the rest."""
    names = _volumes(command, source)
    if not names or not _PACKS.search(command.text):
        return None
    return "database" if any(map(_DATABASES.search, names)) else "archive"


def unpacks_volume(command: Command, source: Source) -> bool:
    """A container of its own brings such an archive back."""
    return bool(_volumes(command, source)) and _UNPACKS.search(command.text) is not None


def _volumes(command: Command, source: Source) -> list[str]:
    """Names of the volumes, and of the containers that lend theirs, that a container for one command is given."""
    if command.name not in ("docker", "podman") or command.args[:1] != ("run",) or command.has("-d", "--detach"):
        return []
    given = [mount.partition(":")[0] for mount in command.options(*_MOUNTS)]
    given += [mount["name"] for word in command.options("--mount") if (mount := _MOUNT.search(word))]
    turns = dict(command.choices)
    written = [value for word in given for value in turns.get(word.strip("${}"), (word,))]
    return [source.script.expand(word) for word in written if not word.startswith(_NO_NAME)]


_MOUNT = regex(r"(?:^|,)(?:source|src)=(?P<name>[^,]{1,200})")
