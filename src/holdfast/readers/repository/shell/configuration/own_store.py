"""Starts of an application that take a file of its own for the database where nobody tells them which one there is."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.steps.source import BECOMES, Source
from holdfast.readers.repository.shell.syntax.command import ASSIGNS, GIVES_UP, Command

_OWN = regex(r"(?i)\w*(?:DATABASE|DB)\w*=[\"']?(?:sqlite\d?\b|[^\"'\s]{0,200}(?:\.sqlite\d?|\.db|:memory:)[\"']?$)")
"""A setting of the database that names a file beside the application, or its memory."""
_UNTOLD = regex(r"(?i)^if (?!.*(?:sqlite|\bdev(?!/)|\blocal))(?:.*-z [\"']?\$\{?\w*(?:DATABASE|DB)|! (?!\[))")
"""Nothing is told of the database, or what asks it fails."""
_MOST = 60


def own_store(source: Source) -> Iterator[ConfigurationLoader]:
    """One fact for each condition: the machine forgets the file with the container, and nobody is told."""
    if not (source.entry_point or BECOMES.search(source.snippet.text)) or source.instructed:
        return
    told: set[int] = set()
    for command in source.commands:
        asked = _asked(command, source)
        if asked is None or asked.line in told:
            continue
        told.add(asked.line)
        body = [one for one in source.commands[asked.order + 1 :][:_MOST] if one.branch[:1] == command.branch]
        if any(one.name in GIVES_UP for one in body):
            continue
        near = body[-1].end_line - asked.line < MAX_LINES
        at = source.place(asked, body[-1]) if near else source.place(command)
        yield ConfigurationLoader(**source.common(at), source="environment", missing="warns")


def _asked(command: Command, source: Source) -> Command | None:
    """The condition on which alone a command takes such a file; None where it does not, or asks for something else."""
    takes = command.name in ASSIGNS and any(map(_OWN.match, command.args))
    if not takes or len(command.branch) != 1 or not _UNTOLD.match(command.branch[0]):
        return None
    return next((one for one in reversed(source.commands[: command.order]) if one.condition and not one.branch), None)
