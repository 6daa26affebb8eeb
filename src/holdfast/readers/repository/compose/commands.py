"""The commands that a service of a compose file starts its container with, and whether anybody sends it requests."""

import shlex
from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import ConfigurationLoader, ExposedSecret, ScriptFault
from holdfast.model.record import record
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.settings import settings_of
from holdfast.readers.repository.configuration.development_servers import is_development_server, serves_visitors_too
from holdfast.readers.repository.configuration.exposed import covered, is_literal
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.configuration.schema_settings import schema_told
from holdfast.readers.repository.images.clients import runs_client
from holdfast.readers.repository.shell.access.server_passwords import passwords_of
from holdfast.readers.repository.shell.releases.entry import hazards
from holdfast.readers.repository.shell.syntax.command import Command
from holdfast.readers.repository.shell.syntax.parse import parse
from holdfast.readers.repository.text.nodes import Node


@record(frozen=True)
class Started:
    """What a container runs, as text and as commands, and the lines that say so."""

    text: str
    commands: tuple[Command, ...]
    first: int
    last: int


def started(node: Node, program: str = "") -> Started:
    """The entry point of a service and its arguments; `program` is what the image runs where neither says it."""
    entry, given = node.get("entrypoint"), node.get("command")
    shown = [part for part in (entry, given) if part is not None]
    if not shown:
        return Started("", (), 0, 0)
    text = " ".join(_line_of(part) for part in shown).replace("$$", "$")
    text = text if entry is not None else program + text
    first = min(part.key_line for part in shown)
    return Started(text, parse(text).commands, first, max(max(part.key_line, part.end) for part in shown))


def only_asks(node: Node) -> bool:
    """A container of a database's image that runs its client, against the database in another one."""
    return runs_client(command.name for command in started(node).commands)


def passwords_told(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[ExposedSecret | ConfigurationLoader]:
    """Passwords written out in what a container is started with, and in what asks how it is; those that stand in."""
    yield from _stand_ins_told(node, snippet, said)
    check = node.get("healthcheck", "test")
    start = started(node, "redis-server ")  # what the image runs is nothing but told its options
    asked = parse(_line_of(check)).commands if check is not None else ()
    for value in dict.fromkeys(one for command in (*start.commands, *asked) for one in passwords_of(command)):
        if not is_literal(value):
            continue
        rows = enumerate(snippet.rows[node.line - 1 : node.end], start=node.line)
        for number in [number for number, row in rows if value in row]:
            yield ExposedSecret(**said, at=covered(snippet.at(number), value), name="password", form="password")


_STANDS_IN = regex(r"\$\{(?P<name>\w{1,100}):?-(?P<value>[^${}\s]{1,200})\}")


def _stand_ins_told(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[ConfigurationLoader]:
    """The passwords that stand in for missing ones in what a container is started with: `--requirepass ${P:-word}`."""
    start = started(node)
    rows = enumerate(snippet.rows[start.first - 1 : start.last] if start.first else (), start=start.first)
    found: dict[int, str] = {}
    for number, row in rows:
        shown = [one["name"] for one in _STANDS_IN.finditer(row[:1_000]) if is_secret(one["name"])]
        if shown and not row.lstrip().startswith("#"):
            found[number] = shown[0]
    if found:
        first = min(found)
        last = max(number for number in found if number < first + MAX_LINES)
        names = tuple(dict.fromkeys(found.values()))
        yield ConfigurationLoader(**said, at=snippet.at(first, last), source="compose", missing="default", names=names)


def start_faults(applications: Iterable[Node], snippet: Snippet, said: dict[str, Any]) -> Iterator[ScriptFault]:
    """What becomes of the schema each time that one of these is started; Compose sees the last command's status."""
    for node in applications:
        yield from _told_by_settings(node, snippet, said)
        start = started(node)
        for hazard in hazards(start.commands):
            at, told = snippet.at(start.first, start.last), redact(hazard.command.text)[:160]
            yield ScriptFault(**said, at=at, activity=hazard.activity, form=hazard.form, command=told)
        served = next((one for one in start.commands if is_development_server(one.text)), None)
        if served is not None and not serves_visitors_too(start.text):
            told = redact(served.text)[:160]
            at = snippet.at(start.first, start.last)
            yield ScriptFault(**said, at=at, activity="start", form="development-server", command=told)


def _told_by_settings(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[ScriptFault]:
    """What Hibernate is told to do to the schema by a variable, which outweighs the application's own settings."""
    for name, (text, row) in settings_of(node):
        found = schema_told({**said, "at": snippet.at(row)}, name, text)
        yield from (found,) if found else ()


_WORKS = regex(
    r"(?i)\b(?:queue|schedule):(?:work|listen|run)\b|\bartisan\s+horizon\b|\bcelery\b.{0,200}\b(?:worker|beat)\b|\bsidekiq\b"
    r"|\b(?:rq|arq|dramatiq|faktory|taskiq)\s+\w|\bbin/jobs\b|\b(?:solid_queue:start|good_job\s+start|resque:work|jobs:work)\b"
    r"|\b(?:qcluster|run_huey|db_worker|messenger:consume|crond|supercronic|ofelia)\b|\bcron\s+-f\b"
    r"|\b(?:start|run)[:\s](?:\w+:)?(?:workers?|queue|scheduler|cron|consumer)\b"
    # A program of that name, and not an option of a server (`--workers 4`, `-k uvicorn.workers.UvicornWorker`).
    r"|(?:^|[\s/])(?:\w[\w-]*[-_.])?(?:worker|scheduler|consumer|cron)(?:\.(?:[cm]?js|ts|py|rb|php|sh|jar))?(?:[\s\"'&|;)]|$)"
)
_NAMED = regex(
    r"(?i)(?:^|[-_])(?:workers?|queue|scheduler|cron|celery|beat|sidekiq|consumer|batch|jobs?|backups?|reconcil\w{1,6}|clean-?up"
    r"|poller)(?:[-_](?:worker|beat|\d+))?$"
)


_ONCE = regex(r"(?i)(?:^|[-_])(?:migrat(?:e|or|ions?)|db-?init|init|seed(?:er)?|setup|collectstatic)(?:[-_]|$)")


def works_off(name: str, node: Node) -> bool:
    """It works off a queue, or at times, or is done at once: by its command, or by its name where it has no port."""
    if node.has("ports") or node.has("expose"):
        return False
    command = started(node).text[:2_000]
    done = node.text("restart") == "no" or _ONCE.search(name) is not None
    return done or bool(_WORKS.search(command)) or bool(_NAMED.search(name))


def _line_of(node: Node) -> str:
    """A text is a line of words already; a list is one word for each of its items."""
    return shlex.join(node.texts()) if isinstance(node.value, list) else node.text() or ""
