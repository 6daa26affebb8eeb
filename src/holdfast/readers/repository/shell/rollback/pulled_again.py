"""Ways back that pull an image anew by its tag, where what has just failed may be what that tag means by then."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import islice

from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Tree
from holdfast.readers.repository.images.roles import role_of
from holdfast.readers.repository.images.tags import is_of_every_release, standing
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import Script

_UP = regex(r"^(?:docker compose|docker-compose)\b.* up\b")
_PULL = regex(r"^(?:docker compose|docker-compose)\b.* pull\b")
_COMPOSE_FILES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_VARIABLE = regex(r"\$\{?(?P<name>\w{1,60})\}?")
_IMAGE = regex(r"(?m)^[ \t]+image:[ \t]*[\"']?(?P<image>[^\s\"'#]{1,300})")
_CHOOSES = regex(
    r"^git (?:checkout|reset|revert|switch|restore)\b|^docker (?:image )?(?:tag|push)\b|^(?:crane|skopeo)\b"
    r"|^aws ecr put-image\b|^(?:sed|cp|mv|tee|envsubst|yq)\b.*(?:\.ya?ml\b|\.env\b)"
)
"""What may give the tag back to an older image at the registry, or name another one in the file of services."""
_MOST_FILES = 12
_DEEPEST = 3
_LONGEST = 1_000


@record(frozen=True)
class Pulled:
    """The command that starts what it has just pulled; `certain`: the tag is that of every release."""

    command: Command
    certain: bool


def pulled_again(tree: Tree, script: Script) -> Iterator[Pulled]:
    """The first start of services in a way back whose images are pulled anew, and named by no release."""
    if any(_CHOOSES.match(one.text) for one in script.commands):
        return
    pulls = any(_PULL.match(one.text) for one in script.commands)
    for command in script.commands:
        anew = pulls or command.option("--pull") == "always"
        images = _images(tree, command, script) if anew and _UP.match(command.text) else ()
        if images and all(map(standing, images)):
            yield Pulled(command, certain=all(map(is_of_every_release, images)))
            return


def _images(tree: Tree, command: Command, script: Script) -> tuple[str, ...]:
    """The product's own images in the files that it names; what only the run knows of a name may be any word."""
    found: list[str] = []
    for file in command.options("-f", "--file") or _COMPOSE_FILES:
        name = _VARIABLE.sub("*", _told(file, script)).rpartition("/")[2]
        fitting = (path for path in tree.paths if fnmatchcase(path.rpartition("/")[2], name))
        for path in islice(fitting, _MOST_FILES if name.strip("*") else 0):
            text = tree.open_text(path)
            found += [match["image"] for match in _IMAGE.finditer(text)] if isinstance(text, str) else []
    return tuple(image for image in found if role_of(image) == "application")


def _told(word: str, script: Script) -> str:
    """The word with what is written out of its variables."""
    for _ in range(_DEEPEST):
        word = _VARIABLE.sub(lambda match: _written(match, script), word)[:_LONGEST]
    return word


def _written(match: re.Match[str], script: Script) -> str:
    value = script.variables.get(match["name"], "")
    return value if value and "$(" not in value and "`" not in value else match[0]
