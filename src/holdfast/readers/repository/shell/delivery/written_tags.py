"""The release's name on its way through a file: what a script writes for compose to read, or reads out of a bundle."""

import re
from collections.abc import Iterator

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.purposes import builds_branch
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.unwrap import image_at

_NAMED = regex(r"(?m)^(?:export\s+)?(?P<name>\w{0,40}?(?:TAG|IMAGE|IMAGE_URI|IMAGE_VERSION))=(?P<value>[^\n]{1,300})$")
_SETTINGS = regex(r"(?:^|/)[\w.-]*\.env(?:\.[\w.-]+)?$")
_COMPOSED = regex(r"(?:^|/)[\w.-]*(?:compose|stack)[\w.-]*\.ya?ml$")
_REPLACED = regex(r"s(?P<sign>[|/#,@])(?P<old>[^\n]{0,200}?)(?P=sign)(?P<new>[^\n]{1,300}?)(?P=sign)[a-z]*$")
_IMAGE = regex(r"\bimage:\s*[\"']?(?P<image>\S+?)[\"']?$")
_READ = regex(
    r"(?:\$\(|`)\s*(?:cat\b|<|head\b|jq\b|yq\b|grep\b|awk\b|cut\b|tr\b)[^)`]{0,200}(?:tag|version|sha|commit|revision)",
    re.IGNORECASE,
)
"""A name that stands in a file which came with the release."""


def is_brought(value: str) -> bool:
    """What is put in for a tag comes out of a file that is named after it."""
    return _READ.search(value) is not None


def written_tags(commands: tuple[Command, ...]) -> Iterator[str]:
    """The images, and tags of images, that commands put into a file of settings, or of services.

    Where a branch is built on the spot, what runs is of that branch, whatever is written there.
    """
    if builds_branch(commands):
        return
    for index, command in enumerate(commands):
        behind = commands[index + 1 : index + 2] if command.feeds[:1] == ("tee",) else ()
        yield from _written(command, settings=any(map(_writes_settings, (command, *behind))))


def _written(command: Command, *, settings: bool) -> Iterator[str]:
    if command.name == "sed":
        yield from _replaced(command)
    elif command.name in ("echo", "printf", "cat", "tee") and settings:
        text = "\n".join((*command.args, command.document.text if command.document else ""))
        for match in _NAMED.finditer(text.replace("\\n", "\n")):
            yield _label(match["name"], match["value"])


def _writes_settings(command: Command) -> bool:
    return any(map(_SETTINGS.search, command.writes))


def _replaced(command: Command) -> Iterator[str]:
    settings = any(map(_SETTINGS.search, command.args))
    if not settings and not any(map(_COMPOSED.search, command.args)):
        return
    for match in filter(None, map(_REPLACED.match, command.args)):
        named = _NAMED.search(match["new"]) if settings else None
        image = None if settings else _IMAGE.search(match["new"])
        if named is not None:
            yield _label(named["name"], named["value"])
        elif image is not None:
            yield image["image"]


def _label(name: str, value: str) -> str:
    """A tag as an image carries it."""
    value = value.strip("\"' ")
    return value if ":" in value or not name.endswith(("TAG", "VERSION")) else f"image:{value}"


def held_image(command: Command) -> list[str]:
    """The image that `docker run` leaves running, where a variable holds the whole of its name."""
    runs = command.args[:1] == ("run",) and "--rm" not in command.args
    image = command.args[image_at(list(command.args)) :][:1] if runs else ()
    return [arg for arg in image if _WHOLE_IMAGE.fullmatch(arg)]


_WHOLE_IMAGE = regex(r"\$\{?\w*(?:IMAGE|TAG)\w*\}?", re.IGNORECASE)
