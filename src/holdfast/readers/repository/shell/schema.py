"""Releases that change a schema: there is a database, whoever keeps it; some make its tables anew."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Fact, Placement, ScriptFault
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.source import Source
from holdfast.readers.repository.shell.steps import TAKES_BRANCH, is_migration

_RESETS = regex(
    r"\bprisma (?:migrate reset\b|db push\b.* --force-reset\b)|\bartisan (?:migrate:(?:fresh|refresh|reset)|db:wipe)\b"
    r"|\btypeorm\b.* schema:drop\b|\bsequelize\S* db:drop\b|\bdoctrine:schema:drop\b"
    r"|\bmanage\.py (?:flush|reset_db)\b"
    r"|\bDISABLE_DATABASE_ENVIRONMENT_CHECK=1 .*\bdb:(?:drop|reset|setup|schema:load)\b|^dropdb\b|\bflyway\b.* clean\b"
)
_STARTS = regex(r"^(?:docker[-_])?(?:entry[-_]?point|start|boot)(?:[-_.]\w+){0,3}$")
"""What a container or a service runs each time that it starts."""

_SPEAKS = frozenset(("echo", "printf", "read"))


def schema_facts(source: Source) -> Iterator[Fact]:
    """The database whose schema a release brings up to date, and what drops its tables on the way."""
    if source.instructed:
        return
    fetched = any(TAKES_BRANCH.match(command.text) for command in source.commands)
    starts = _STARTS.search(source.snippet.name) is not None
    released = source.hooked or starts or fetched or bool(source.activations)
    commands = [command for command in source.commands if released or command.remote]
    first = next(filter(is_migration, commands), None)
    if first is not None:
        # Its engine stands where the schema does.
        yield Database(**source.common(first), engine="sql", placement=Placement.UNKNOWN)
    told_at: set[int] = set()
    for command in commands:
        if command.name in _SPEAKS or command.branch or command.line in told_at:
            continue
        if _RESETS.search(command.text):
            told_at.add(command.line)
            told = " ".join(command.text.split()[:6])
            yield ScriptFault(**source.common(command), activity="deploy", form="tables-dropped", command=told)
