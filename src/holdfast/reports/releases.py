"""The ledger of releases as people and programs read it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from holdfast.model.releases import Act, Entry, Migrated, Result, running_commit
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.terminal import drawn
from holdfast.reports.words import one_line

SCHEMA = "holdfast.releases/1"

_STYLES = {
    Result.SUCCEEDED: "green",
    Result.RUNNING: "cyan",
    Result.ROLLED_BACK: "yellow",
    Result.FAILED: "bold red",
    Result.STOPPED: "yellow",
    Result.ABANDONED: "dim",
}


def releases_text(entries: tuple[Entry, ...], environment: str, catalogue: Catalogue, *, colour: bool = False) -> str:
    """The list, the newest first; below a failure stands why, and what was done to the database with which backup."""
    return drawn(_parts(entries, environment, catalogue), colour=colour)


def releases_json(entries: tuple[Entry, ...], product: str, environment: str) -> str:
    """The same for programs; moments are UTC, ISO 8601."""
    content = {
        "schema": SCHEMA,
        "product": product,
        "environment": environment,
        "running": running_commit(entries),
        "releases": [_content(entry) for entry in entries],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def outcome(entry: Entry, environment: str) -> str:
    """One line for the end of a deployment."""
    name = f"{entry.tag} ({entry.commit[:12]})" if entry.tag else entry.commit[:12]
    if entry.result is Result.SUCCEEDED:
        return f"{name} runs in {environment}"
    after = f"; {entry.running[:12]} runs again" if entry.running else ""
    return f"{name} does not run in {environment}: {one_line(entry.reason)}{after}"


def _parts(entries: tuple[Entry, ...], environment: str, catalogue: Catalogue) -> Iterator[RenderableType]:
    words = catalogue.check("release_list.words")
    if not entries:
        yield Text(words["none"].format(environment=environment))
        return
    yield Text(words["head"].format(environment=environment, count=len(entries)), style="bold")
    results = catalogue.check("release_list.results")
    migrations = catalogue.check("release_list.migrations")
    running = running_commit(entries)
    table = Table(box=box.SIMPLE, padding=(0, 1), pad_edge=False)
    for name in ("number", "release", "when", "who", "result", "migration", "bundle"):
        table.add_column(words[name], overflow="fold", no_wrap=name in {"number", "when"})
    for entry in entries:
        made = entry.migration.result if entry.migration else Migrated.NONE
        table.add_row(
            str(entry.number),
            _name(entry),
            f"{entry.started_at:%Y-%m-%d %H:%M}",
            one_line(entry.who),
            Text(results[entry.result.value], style=_STYLES[entry.result]),
            migrations[made.value],
            entry.digest[:12],
        )
    yield table
    marked = next((entry for entry in entries if running and entry.commit == running), None)
    if marked:
        yield Text(f"{words['runs']}: {_name(marked)}", style="bold")
    for entry in entries:
        yield from _notes(entry, words)


def _notes(entry: Entry, words: Mapping[str, str]) -> Iterator[RenderableType]:
    told = []
    if entry.act is Act.ROLLBACK:
        told.append(words["rollback"].format(release=_name(entry)))
    if entry.reason:
        told.append(one_line(entry.reason))
    if entry.migration and entry.migration.backup:
        told.append(words["backup"].format(backup=entry.migration.backup))
    if told:
        yield Text(f"#{entry.number}: {'; '.join(told)}", overflow="fold")


def _name(entry: Entry) -> str:
    return f"{entry.tag} {entry.commit[:12]}" if entry.tag else entry.commit[:12]


def _content(entry: Entry) -> dict[str, Any]:
    made = entry.migration
    return {
        "number": entry.number,
        "act": entry.act.value,
        "commit": entry.commit,
        "tag": entry.tag,
        "digest": entry.digest,
        "who": entry.who,
        "started_at": entry.started_at.isoformat(timespec="seconds"),
        "ended_at": entry.ended_at.isoformat(timespec="seconds") if entry.ended_at else None,
        "before": entry.before,
        "deployment": entry.deployment,
        "result": entry.result.value,
        "reason": entry.reason,
        "running": entry.running,
        "migration": {
            "result": made.result.value,
            "at": made.at.isoformat(timespec="seconds"),
            "host": made.host,
            "backup": made.backup,
        }
        if made
        else None,
    }
