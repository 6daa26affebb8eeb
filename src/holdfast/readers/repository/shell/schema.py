"""Releases that change a schema: there is a database, whoever keeps it."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import is_migration


def schema_facts(source: Source) -> Iterator[Database]:
    """The database whose schema a release brings up to date; its engine stands where the schema does."""
    if source.instructed:
        return
    released = source.hooked or bool(source.activations)
    changing = (command for command in source.commands if is_migration(command) and (released or command.remote))
    first = next(changing, None)
    if first is not None:
        yield Database(**source.common(first), engine="sql", placement=Placement.UNKNOWN)
