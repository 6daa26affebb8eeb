"""Where a script writes the word under which every release goes out, such as `latest`."""

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.delivery.reader import identity_of, names_release
from holdfast.readers.repository.shell.steps.purposes import MAKES_IMAGE
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, Command

_LATEST = regex(r":latest$")
_TAKES = regex(r"(?:docker|podman|nerdctl)\s(?:container\s|image\s)?(?:run|pull|create)\b")
_COMPOSES = regex(r"(?:docker-compose|docker compose)\b.*\b(?:up|pull)\b")
_VARIABLE = regex(r"\$\{?(\w{1,60})")
_THE_WORD = regex(r"[\"']?(?:[\w.]{1,30}-)?latest[\"']?$")
_MOST_PARTS = 3
_BARE = regex(r"(?:[^\s:]{1,200}:\d{1,5}/)?[^\s:@]{1,200}")
"""An image without a tag, which Docker calls the latest."""


def called_latest(source: Source, shown: Location) -> Command | None:
    """What gives the image the word that moves, or holds it for that; None where it stands in `shown` already."""
    pushed = [command for command in source.commands if MAKES_IMAGE.match(command.text)]
    held = _asked_for(source)
    writing = [
        command
        for command in source.commands
        if (MAKES_IMAGE.match(command.text) or (command.name == "=" and _holds(command, held)))
        and any(map(_LATEST.search, command.args))
    ]
    composed = any(map(_COMPOSES.match, (one.text for one in source.commands)))
    writing = writing or [one for one in source.commands if _is_the_word(one, None if composed else held)]
    writing = writing or [command for command in pushed if _goes_bare(command)]
    writing = writing or [command for command in pushed if _goes_by_a_word(command, source)]
    seen = any(shown.start_line <= command.line <= shown.end_line for command in writing)
    return None if seen or not writing else writing[0]


def _asked_for(source: Source) -> set[str]:
    """The variables of which an image's name is made that the script makes, fetches or starts."""
    asking = (one for one in source.commands if MAKES_IMAGE.match(one.text) or _TAKES.match(one.text))
    found = {name for command in asking for arg in command.args for name in _VARIABLE.findall(arg)}
    # One that is put together holds the parts of others.
    for _ in range(_MOST_PARTS):
        more = {name for one in found for name in _VARIABLE.findall(source.script.variables.get(one, ""))}
        if more <= found:
            break
        found |= more
    return found


def _is_the_word(command: Command, names: set[str] | None) -> bool:
    """It sets one of these variables to that word, or any where a compose file may ask for it."""
    if command.name not in ASSIGNS:
        return False
    given = (arg.partition("=") for arg in command.args)
    return any(
        (names is None or name in names) and names_release(name) and _THE_WORD.match(value) for name, _, value in given
    )


def _goes_bare(command: Command) -> bool:
    """It makes or pushes an image under its name alone."""
    named = command.options("-t", "--tag") if "build" in command.args[:2] else command.args[-1:]
    return any(map(_BARE.fullmatch, named))


def _goes_by_a_word(command: Command, source: Source) -> bool:
    """The image that it makes or pushes is called after a branch, an environment or a colour."""
    return identity_of((command,), source.script.variables) == "latest"


def _holds(command: Command, names: set[str]) -> bool:
    return any(arg.partition("=")[0] in names for arg in command.args)
