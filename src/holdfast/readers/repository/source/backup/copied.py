"""Copies that a program makes of the file in which SQLite keeps its data."""

from collections.abc import Iterable, Iterator

from holdfast.model.facts import BackupJob
from holdfast.model.regex import regex
from holdfast.readers.repository.source.apps import App
from holdfast.readers.repository.source.backup.dumped import SENT, clock
from holdfast.readers.repository.source.branches import is_developers
from holdfast.readers.repository.source.code import Source

_FILE = regex(r"[\"'`][^\"'`\n]{0,120}\w\.(?:db|sqlite3?)[\"'`]")
_COPIES = regex(
    r"\bcopyFile(?:Sync)?\(|\bshutil\.copy(?:2|file)?\(|\bFiles\.copy\(|\bcreateReadStream\(|\bupload_file\("
    r"|\w\.backup\(|\bVACUUM INTO\b"
)
_NAMED = regex(r"(?i)(?:function|def|func|async|const)\s+\w{0,40}(?:backup|back_up)\w{0,40}")
_NEAR = 800
_TIMER = regex(r"(?m)^(?:[^\S\n]+|function[^\n]{0,120})\bsetInterval\([^\n]{0,120}(?i:backup)")
_BEGUN = regex(r"(?m)^(?:async )?function (?P<name>\w{2,60})\(")


def copied(apps: Iterable[App]) -> Iterator[BackupJob]:
    """The first of each file, and where the clock is set that nobody starts."""
    every = [source for app in apps for source in app.sources]
    for source in every:
        if not source.mentions(".db", ".sqlite") or not source.mentions("backup") or is_developers(source.path):
            continue
        job = _job(source, every) if source.by_hand else None
        if job is not None:
            yield job


def _job(source: Source, every: list[Source]) -> BackupJob | None:
    code = source.code
    begun = _NAMED.search(code)
    body = code[begun.start() : begun.start() + _NEAR] if begun else ""
    copies = _COPIES.search(body) if _FILE.search(body) else None
    if begun is None or copies is None:
        return None
    idle = _idle(source, every)
    start = begun.start() + copies.start()
    return BackupJob(
        kind=source.snippet.kind,
        at=source.at(start, start + len(copies[0])),
        environment=source.snippet.environment,
        old=source.snippet.old,
        places={"schedule": source.at(*idle)} if idle else {},
        subject="database",
        method="copy",
        schedule=None if idle else clock(source),
        destination="s3" if SENT.search(code) else "host",
    )


def _idle(source: Source, every: list[Source]) -> tuple[int, int] | None:
    """A timer in a function whose name stands nowhere but where it is declared and offered to others."""
    timer = _TIMER.search(source.code)
    if timer is None:
        return None
    around = [found for found in _BEGUN.finditer(source.code) if found.start() < timer.start()]
    name = around[-1]["name"] if around else ""
    if not name or f"{name}();" in source.code or any(one is not source and name in one.text for one in every):
        return None
    return timer.end() - 1, timer.end()
