"""Releases that change a schema: there is a database, whoever keeps it; some make its tables anew."""

from collections.abc import Iterator

from holdfast.model.facts import Database, Fact, Placement, ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.development_servers import is_development_server
from holdfast.readers.repository.shell.releases.entry import fits_schema, resets
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.purposes import TAKES_BRANCH, is_migration
from holdfast.readers.repository.shell.steps.restoring import is_restore
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_FORCED = regex(r"\bartisan migrate\b.* --force\b|\bdb:migrate RAILS_ENV=production\b")
"""Nobody asks for that anywhere but in production, whatever runs it."""
_TRIED = regex(r"(?i)testing|APP_ENV=ci|phpunit|\bpest\b|artisan test")


def schema_facts(source: Source) -> Iterator[Fact]:
    """The database whose schema a release brings up to date, and what drops its tables on the way."""
    if source.instructed:
        return
    fetched = any(TAKES_BRANCH.match(command.text) for command in source.commands)
    released = source.hooked or source.entry_point or fetched or bool(source.activations)
    commands = [command for command in source.commands if released or command.remote]
    first = next(filter(is_migration, commands), None) or next(_forced(source), None)
    if first is not None:
        # Its engine stands where the schema does.
        yield Database(**source.common(first), engine="sql", placement=Placement.UNKNOWN)
    told_at: set[int] = set()
    # What a restore drops first is no release's doing; whoever reads restores tells of it.
    spared = any(is_restore(command, source) for command in source.commands) or _is_at_home(source, fetched=fetched)
    # Of a job that tries the program before it delivers it, whoever reads its steps leaves this out.
    for command in source.commands if source.actor == "workflow" else commands:
        if command.line in told_at:
            continue
        form = "tables-dropped" if resets(command) and not spared else _fitted(command, source, fetched=fetched)
        if form:
            told_at.add(command.line)
            told = redact(" ".join(command.text.split()[:6]))
            yield ScriptFault(**source.common(command), activity="deploy", form=form, command=told)


def _is_at_home(source: Source, *, fetched: bool) -> bool:
    """A developer begins anew: what it goes on to is a server for whoever changes the program."""
    if fetched or source.hooked or source.entry_point or is_deploy_script(source):
        return False
    return any(is_development_server(command.text) for command in source.commands)


def _forced(source: Source) -> Iterator[Command]:
    """What changes the schema of a database that serves, by its own words or because CodeBuild runs it."""
    if _TRIED.search(source.snippet.text):
        return
    built = source.snippet.name.startswith("buildspec")
    yield from (one for one in source.commands if _FORCED.search(one.text) or (built and is_migration(one)))


def _fitted(command: Command, source: Source, *, fetched: bool) -> str | None:
    """At each start or release; what somebody has compared at home before releasing may have been read by then."""
    on_server = source.entry_point or source.hooked or fetched or bool(command.remote) or source.actor == "workflow"
    merges = "--merge" in command.args  # two histories become one, and nothing is compared
    return "schema-changed" if on_server and not merges and fits_schema(command) else None


_HIBERNATE = regex(
    r"(?i)(?:^|[\s\"'])(?:-e\s+|--env\s+|export\s+|-D|--)?(?:spring[._]jpa[._](?:properties[._])?)?hibernate[._]"
    r"(?:ddl[_-]?auto|hbm2ddl[._]?auto)=[\"']?(?P<value>update|create(?:-drop)?)\b"
)
_TO_TRY = regex(r"(?i)\btests?\b|gradlew?\b|\bmvnw?\b")


def told_schema_facts(source: Source) -> Iterator[ScriptFault]:
    """What Hibernate is told to do to the schema, in a file that a script writes or where it starts the application."""
    text = source.snippet.text
    if source.instructed or "hibernate" not in text.lower() or not (source.first_boot or is_deploy_script(source)):
        return
    for number, row in enumerate(source.snippet.rows, start=1):
        found = _HIBERNATE.search(row[:2_000]) if not row.lstrip().startswith("#") else None
        if found and not _TO_TRY.search(row):
            form = "schema-changed" if found["value"].lower() == "update" else "tables-dropped"
            told = found[0].strip(" \"'")
            yield ScriptFault(**source.common(source.snippet.at(number)), activity="start", form=form, command=told)
