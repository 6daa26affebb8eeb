"""Releases that a script picks by their age alone: whichever file was written last is what it starts."""

from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_BY_AGE = regex(
    r"\bls\s+(?:-\w+\s+)*-\w*t\w*\s[^|;&\n]{0,200}(?:\.(?:jar|war|zip|tgz|tar(?:\.gz)?)\b|releases?\b)"
    r"[^|;&\n]{0,60}\|\s*head\s+(?:-n\s*)?-?1\b"
)


def newest_file(source: Source, before: Command) -> Command | None:
    """The assignment by which the newest package, or folder of a release, becomes what `before` starts."""
    for given in source.assigned.values():
        for command, arg in given:
            if command.order < before.order and _BY_AGE.search(arg[:500]):
                return command
    return None
