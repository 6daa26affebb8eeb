"""Reads crontabs, timetables, systemd services and timers: what runs by the clock, and what keeps a program running."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import PurePosixPath
from typing import Any

from holdfast.model.facts import BackupJob, CertificateRenewal, ExposedSecret, Fact, ReleaseIdentity, ScriptFault
from holdfast.model.record import record, replace
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.configuration.exposed import covered, form_of, properties_in
from holdfast.readers.repository.schedules.timetables import is_timetable, laravel_store, timetable_lines
from holdfast.readers.repository.shell.access.reader import exposed_settings
from holdfast.readers.repository.shell.clock.cron import cron_facts
from holdfast.readers.repository.shell.clock.cron_lines import CronLine, cron_lines, lacks_a_user
from holdfast.readers.repository.shell.clock.started import wants_clock
from holdfast.readers.repository.shell.clock.told_by_text import crontabs_by_text
from holdfast.readers.repository.shell.steps.at_hand import TextOf, nothing_at_hand, texts_in
from holdfast.readers.repository.text.stencils import is_stencil, own_name

_SERVES = frozenset(("access", "availability", "backup", "certificates", "cost", "monitoring", "releases"))
_CALENDAR = regex(r"^\s*On(?:Calendar|UnitActiveSec|BootSec)\s*=\s*(\S.*?)\s*$")
_EXEC = regex(r"^\s*Exec(?:Start|StartPost|Reload)\s*=\s*[-@:+!]*(\S.*?)\s*$")
_STARTED_WITH = regex(r"^\s*Exec\w+\s*=|^\s+-")
"""What starts a unit's program, or a row that goes on with it."""
_VARIABLE = regex(r"^\s*Environment\s*=\s*(.+)$")
_ASSIGNED = regex(r"\"?([A-Za-z_]\w*)=([^\"\s]*)\"?")
_UNIT = regex(r"^\[(?:Unit|Service|Timer|Install)\]\s*$", re.MULTILINE)


def _wants(path: str) -> bool:
    return wants_clock(path) or own_name(path).endswith(".service") or is_timetable(path)


def _read(snippet: Snippet) -> Iterable[Reading]:
    return _facts(snippet, _Known())


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    scripts = frozenset(PurePosixPath(path).name for path in tree.paths)
    clocks = {snippet.path.removesuffix(".timer"): snippet for snippet in snippets if snippet.name.endswith(".timer")}
    beside = _Known(scripts, clocks, texts_in(tree))
    known = frozenset(snippet.path for snippet in snippets)
    unnamed = (snippet for snippet in crontabs_by_text(tree) if snippet.path not in known)
    kept = laravel_store(tree)
    for snippet in (*snippets, *unnamed):
        for fact in _facts(snippet, beside):
            if kept and isinstance(fact, BackupJob) and "backup:run" in fact.at.quote:
                yield replace(fact, destination=kept)
            else:
                yield fact


@record(frozen=True)
class _Known:
    """What else there is: names of files, timers by their paths without an ending, and how a script is opened."""

    scripts: frozenset[str] = frozenset()
    timers: Mapping[str, Snippet] = field(default_factory=dict)
    text_of: TextOf = nothing_at_hand


def _facts(snippet: Snippet, known: _Known) -> Iterator[Fact]:
    if is_timetable(snippet.path):
        for line in timetable_lines(snippet):
            yield from cron_facts(snippet, line, known_scripts=known.scripts, text_of=known.text_of)
        return
    if _UNIT.search(snippet.text):
        yield from _unit(snippet, known)
        return
    system = "cron.d" in snippet.path or snippet.path.endswith("etc/crontab")
    for line in cron_lines(snippet.text, system=system or _names_user(snippet.text)):
        # An image may install the file as one user's crontab: only who puts it on a host can tell that it never runs.
        yield from cron_facts(snippet, replace(line, starts=True), known_scripts=known.scripts, text_of=known.text_of)


def _names_user(text: str) -> bool:
    """A crontab of the whole system by its own lines: one of the users of machines, or a program behind a word."""
    return any(_USERS.match(line.command) or _is_behind_a_user(line.command) for line in cron_lines(text))


_USERS = regex(r"(?:root|ubuntu|ec2-user|postgres)[ \t]+\S")


def _is_behind_a_user(command: str) -> bool:
    word, _, rest = command.partition(" ")
    return word.isidentifier() and not lacks_a_user(command) and rest[:1].isalpha() and lacks_a_user(rest)


def _unit(snippet: Snippet, known: _Known) -> Iterator[Fact]:
    """A service with its timer; without one it keeps something running, and its settings may show a secret."""
    timer = known.timers.get(snippet.path.removesuffix(".service"))
    schedule = _calendar(timer.text) if timer else None
    if timer is None and (left := _left_alone(snippet)):
        yield left
    # What a script writes, its own reader has read.
    whole = own_name(snippet.name).endswith((".service", ".timer")) or is_stencil(snippet.name)
    for number, row in enumerate(snippet.rows, start=1):
        started = _EXEC.match(row[:2_000])
        if started and schedule:
            yield from cron_facts(
                snippet,
                CronLine(number, schedule, started[1]),
                known_scripts=known.scripts,
                text_of=known.text_of,
            )
        for name, value in properties_in(row) if whole and _STARTED_WITH.match(row) else ():
            said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
            at = covered(snippet.at(number), value)
            yield ExposedSecret(**said, at=at, name=name, form=form_of(name, value))
        variable = _VARIABLE.match(row[:4_000])
        if variable:
            pairs = [(m[1], m[2]) for m in _ASSIGNED.finditer(variable[1])]
            yield from exposed_settings(snippet, pairs, number)
            yield from _identity(snippet, pairs, number)
    if snippet.name.endswith(".timer") and "certbot" in snippet.text:
        calendar = _calendar(snippet.text)
        yield CertificateRenewal(
            kind=snippet.kind, at=snippet.at(1), environment=snippet.environment, old=snippet.old, schedule=calendar
        )


_RUNS = regex(r"^\s*ExecStart\s*=\s*[-@:+!]*(?P<command>\S.*?)\s*\\?\s*$")
_STARTED_AGAIN = regex(r"^\s*Restart\s*=\s*(?!no\b|\s*$)\S")
_ENDS_BY_ITSELF = regex(r"^\s*(?:Type\s*=\s*oneshot|RemainAfterExit\s*=\s*(?:yes|true|1|on))\b", re.IGNORECASE)
_SERVING = regex(
    r"(?:^|/)(?:java|node|npm|yarn|pnpm|bun|deno|python[\d.]*|gunicorn|uvicorn|hypercorn|daphne|uwsgi|puma|bundle|dotnet|php)\s"
    r"|\bpm2-runtime\b|\.jar\b|/venv/bin/\w|^/(?:opt|srv|home|usr/local|app|var/www)/\S"
)
_ONE_ERRAND = regex(
    r"(?i)backup|dump|certbot|renew|migrat|sync|clean|rotate|\bcompose\b|\bdocker\b|deploy|health|monitor"
)


def _left_alone(snippet: Snippet) -> ScriptFault | None:
    """A unit that keeps a program running, and is not told to start it again: systemd does not do so by itself."""
    rows = [row[:2_000] for row in snippet.rows]
    if any(_STARTED_AGAIN.match(row) or _ENDS_BY_ITSELF.match(row) for row in rows):
        return None
    for number, row in enumerate(rows, start=1):
        run = _RUNS.match(row)
        if run and _SERVING.search(run["command"]) and not _ONE_ERRAND.search(f"{snippet.name} {run['command']}"):
            said: dict[str, Any] = {"kind": snippet.kind, "environment": snippet.environment, "old": snippet.old}
            told = redact(run["command"])[:160]
            return ScriptFault(**said, at=snippet.at(number), activity="start", form="unsupervised", command=told)
    return None


def _calendar(text: str) -> str | None:
    return next((match[1] for row in text.splitlines() if (match := _CALENDAR.match(row[:500]))), None)


def _identity(snippet: Snippet, pairs: list[tuple[str, str]], line: int) -> Iterator[Fact]:
    for name, value in pairs:
        if re.fullmatch(r"(?:GIT_|APP_)?(?:SHA|COMMIT|RELEASE|REVISION)", name) and value:
            at = snippet.at(line)
            yield ReleaseIdentity(
                kind=snippet.kind, at=at, environment=snippet.environment, old=snippet.old, shown_in="environment"
            )


READER = Reader(name="schedules", serves=_SERVES, wants=_wants, read=_read, read_together=_read_together, unasked=True)
"""Crontabs, `/etc/cron.d`, systemd units and applications' own timetables; also fenced in guides."""
