"""Settings files with secrets that a script writes on a server, from what somebody types in or has set before."""

from collections.abc import Iterator

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import Database, Fact, Placement, SettingsByHand, SwitchedOff
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.configuration.modes import is_switched_off
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.variables import connection_in, file_in, told_by_name
from holdfast.readers.repository.led_here import led_here
from holdfast.readers.repository.shell.configuration.secret_files import SECRET_FILE
from holdfast.readers.repository.shell.releases.releases import is_deploy_script
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_NAMED = regex(r"^\s*(?:export\s+)?(?P<name>[A-Z][A-Z0-9_]{2,60})=(?P<value>[^\n]{0,500})")
_SAYS = frozenset(("echo", "printf"))
_URL = "DATABASE_URL"


@record(frozen=True, slots=True)
class _Row:
    line: int
    name: str
    value: str


def written_settings(source: Source) -> Iterator[Fact]:
    """The first file of a server's script: the lines that write it, and the database to which a setting leads."""
    if source.embedded or not any(word in source.snippet.text for word in (".env", "/etc/")):
        yield from _on_the_host(source)
        return
    there = source.sets_up_host or source.entry_point or bool(source.activations) or is_deploy_script(source)
    writing = [command for command in source.commands if there or command.remote]
    rows = [(command.line, row) for command in writing for row in _rows(command, source)]
    secrets = tuple(dict.fromkeys(row.name for _, row in rows if is_secret(row.name) or row.name.endswith(_URL)))
    if not secrets:
        return
    first = rows[0][0]
    at = source.snippet.at(first, min(rows[-1][1].line, first + MAX_LINES - 1))
    yield SettingsByHand(**source.common(replace(at, quote="")), names=secrets)  # its values may be written out
    # A file on the host is none that is kept elsewhere: where such a file is read, it is told as what it is.
    led = (row for _, row in rows if not file_in(row.name, row.value))
    told = [(row.line, connection_in(row.value) or told_by_name(row.name)) for row in led]
    here = led_here([f"{row.name}={row.value}" for _, row in rows])
    own = [(rows[number - 1][1].line, (engine, Placement.HOST)) for number, engine in here]
    line, found = next((one for one in (*own, *told) if one[1]), (0, None))
    if found:
        place = replace(source.snippet.at(line), quote="")
        # Who keeps it is told; in how many zones, or how many copies of it, an address does not say.
        kept = Placement.UNKNOWN if found[1] in (Placement.RDS, Placement.AURORA) else found[1]
        yield Database(
            **source.common(place), engine=found[0], placement=kept, with_application=kept is Placement.HOST or None
        )


def switches_written(source: Source) -> Iterator[SwitchedOff]:
    """The first time that such a file is told to switch a mode for developers off, for each mode."""
    if ".env" not in source.snippet.text or source.instructed:
        return
    told: set[str] = set()
    for command in source.commands:
        for row in _rows(command, source):
            if row.name not in told and is_switched_off(row.name, row.value.strip("\"' ")):
                told.add(row.name)
                place = replace(source.snippet.at(row.line), quote="")
                yield SwitchedOff(**source.common(place), to=source.snippet.path, name=row.name)


def _on_the_host(source: Source) -> Iterator[Database]:
    """The database beside the application, to which a file leads that a step of a pipeline writes on the host."""
    if source.instructed or ".env" not in source.snippet.text:
        return
    rows = [row for command in source.commands if command.remote for row in _rows(command, source)]
    for number, engine in led_here([f"{row.name}={row.value}" for row in rows]):
        place = replace(source.snippet.at(rows[number - 1].line), quote="")
        yield Database(**source.common(place), engine=engine, placement=Placement.HOST, with_application=True)


def _rows(command: Command, source: Source) -> Iterator[_Row]:
    """The settings that a command writes into such a file, each with its line."""
    if not any(map(SECRET_FILE.search, source.writes(command))):
        return
    if command.document is not None:
        texts = list(enumerate(command.document.text.splitlines(), start=command.document.line))
    elif command.name in _SAYS:
        texts = list(zip(command.arg_lines, command.args, strict=True))
    else:
        return
    for line, text in texts:
        match = _NAMED.match(text[:2_000])
        if match is not None:
            yield _Row(line, match["name"], match["value"])
