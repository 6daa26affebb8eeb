"""Changes of a database's schema that a guide has somebody type on a server, and databases that it only asks about."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Placement, ScriptFault
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.guides.availability.database import read_databases
from holdfast.readers.repository.guides.guide import Code, Guide
from holdfast.readers.repository.guides.on_server import on_server
from holdfast.readers.repository.shell import parse
from holdfast.readers.repository.shell.releases.entry import fits_schema, resets
from holdfast.readers.repository.shell.steps.purposes import is_migration
from holdfast.readers.repository.shell.syntax.command import Command

_NAMED = ("--db-instance-identifier", "--db-cluster-identifier")
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
    changed = (one for one in typed if is_migration(one[1]) or _harms(one[1]))
    known = next(changed, None) or next(_asked_of_rds(guide), None)
    # A size that a command gives it later tells of the same database, and not where it is.
    described = (one for one in guide.readings if not (isinstance(one, Database) and one.engine == "sql"))
    if known is not None and not any(isinstance(one, Database) for one in (*described, *read_databases(guide))):
        code, command = known
        yield Database(**code.common(command.line), engine="sql", placement=Placement.UNKNOWN)


def _typed(guide: Guide, code: Code) -> Iterator[tuple[Code, Command]]:
    if not code.typed and on_server(guide, code):
        yield from ((code, command) for command in parse(code.fence.text).commands)


def _asked_of_rds(guide: Guide) -> Iterator[tuple[Code, Command]]:
    """Whoever looks at a database's state or snapshots, or changes its class, has one at RDS."""
    for code in guide.codes:
        if code.snippet.old or not any(option in code.fence.text for option in _NAMED):
            continue
        for command in parse(code.fence.text).commands:
            if command.name == "aws" and command.args[:1] == ("rds",) and any(map(command.has, _NAMED)):
                yield code, command


def _harms(command: Command) -> bool:
    return resets(command) or fits_schema(command)
