"""Changes of a database's schema that a guide has somebody type on a server."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement, ScriptFault
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.raised import on_server
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.command import Command
from holdfast.readers.repository.shell.entry import fits_schema, resets
from holdfast.readers.repository.shell.steps import is_migration

_WORDS = ("migrat", "db push", "kit push", "schema", "upgrade head", "db upgrade", "rm -", "dropdb", "reset")


def read_schema(guide: Guide) -> Iterator[Reading]:
    """What drops tables, what changes them unread, and the database whose they are where none is told of."""
    typed = [
        one for code in guide.codes if any(word in code.fence.text for word in _WORDS) for one in _typed(guide, code)
    ]
    harms = ((one, "tables-dropped" if resets(one[1]) else "schema-changed") for one in typed if _harms(one[1]))
    told_of: set[str] = set()
    for (code, command), form in harms:
        if form not in told_of:
            told_of.add(form)
            told = " ".join(command.text.split()[:6])
            yield ScriptFault(**code.common(command.line), activity="deploy", form=form, command=told)
    changed = next((one for one in typed if is_migration(one[1]) or _harms(one[1])), None)
    if changed is not None and not any(isinstance(one, Database) for one in guide.readings):
        code, command = changed
        yield Database(**code.common(command.line), engine="sql", placement=Placement.UNKNOWN)


def _typed(guide: Guide, code: Code) -> Iterator[tuple[Code, Command]]:
    if not code.typed and on_server(guide, code):
        yield from ((code, command) for command in parse(code.fence.text).commands)


def _harms(command: Command) -> bool:
    return resets(command) or fits_schema(command)
