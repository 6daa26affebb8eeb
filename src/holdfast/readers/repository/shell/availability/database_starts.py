"""Databases that a script starts in containers as a release goes out, also by the tasks that it calls."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import Location
from holdfast.readers.repository.shell.availability.databases import engine_of_image, is_run
from holdfast.readers.repository.shell.steps.composed import named_services
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command


def runs_database(command: Command) -> bool:
    """It starts a container that stays, of an image that is a database's."""
    return is_run(command) and next(_engines(command.args), None) is not None


def started_databases(source: Source) -> dict[str, Location]:
    """Where each is started, by the name of its container: a task, or a compose file, says elsewhere what it is.

    One without a name is known by its engine.
    """
    runs = [command for command in source.commands if runs_database(command)]
    composed = next((command for command in source.commands if named_services((command,))), None)
    told = {f"database {name}": source.place(composed) for name in named_services((composed,))} if composed else {}
    return told | {f"database {c.option('--name') or next(_engines(c.args))}": source.place(c) for c in reversed(runs)}


def _engines(words: Iterable[str]) -> Iterator[str]:
    return (engine for word in words if "=" not in word and (engine := engine_of_image(word)))
