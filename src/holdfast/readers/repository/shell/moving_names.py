"""Where a script writes the word under which every release goes out, such as `latest`."""

from holdfast.model.evidence import Location
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import MAKES_IMAGE

_LATEST = regex(r":latest$")
_BARE = regex(r"(?:[^\s:]{1,200}:\d{1,5}/)?[^\s:@]{1,200}")
"""An image without a tag, which Docker calls the latest."""


def called_latest(source: Source, shown: Location) -> Command | None:
    """What gives the image the word that moves, or holds it for that; None where it stands in `shown` already."""
    pushed = [command for command in source.commands if MAKES_IMAGE.match(command.text)]
    held = {arg.strip("${}\"'") for command in pushed for arg in command.args if arg.startswith("$")}
    writing = [
        command
        for command in source.commands
        if (MAKES_IMAGE.match(command.text) or (command.name == "=" and _holds(command, held)))
        and any(map(_LATEST.search, command.args))
    ]
    writing = writing or [command for command in pushed if _goes_bare(command)]
    seen = any(shown.start_line <= command.line <= shown.end_line for command in writing)
    return None if seen or not writing else writing[0]


def _goes_bare(command: Command) -> bool:
    """It makes or pushes an image under its name alone."""
    named = command.options("-t", "--tag") if "build" in command.args[:2] else command.args[-1:]
    return any(map(_BARE.fullmatch, named))


def _holds(command: Command, names: set[str]) -> bool:
    return any(arg.partition("=")[0] in names for arg in command.args)
