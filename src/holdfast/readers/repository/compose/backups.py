"""What containers of a compose file do about backups: images made for it, and services that dump in a loop."""

from collections.abc import Iterable, Iterator
from typing import Any

from holdfast.model.evidence import MAX_LINES
from holdfast.model.facts import BackupJob, Fact, PointInTimeRecovery, RestoreProcedure, ScriptFault
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.commands import started
from holdfast.readers.repository.compose.stores import DATABASE_FOLDERS
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.text.nodes import Node

_IMAGE = regex(r"(?:^|/)[\w.-]*(?:backup|databack|pg-?dump|wal-g)[\w.-]*(?:[:@]|$)")
_METHODS = (
    ("pg_dump", regex(r"postgres|pg[-_]?|timescale")),
    ("mysqldump", regex(r"mysql|mariadb")),
    ("mongodump", regex(r"mongo")),
    ("wal", regex(r"wal-g|barman")),
)
_CLOCKS = regex(r"^(?:\w+_)?(?:SCHEDULE|CRON|CRON_TIME|CRON_EXPRESSION|CRON_SCHEDULE|INTERVAL|FREQ)$")
_KEEPS = regex(r"^(?:\w+_)?(?:KEEP_DAYS|RETENTION_DAYS|RETENTION|REMOVE_BEFORE|MAX_BACKUPS)$")
_BY_DEFAULT = regex(r"(?:^|/)(?:postgres-backup-local|docker-volume-backup|mysql-backup|db-backup)(?:[:@]|$)")
"""Images that start by themselves once a day where nobody gives them a clock."""

_STORE = regex(r"(?:^|_)S3(?:_|$)|^AWS_S3|(?:^|_)(?:B2|GCS|AZURE|RCLONE|WEBDAV)_")
_STORED = regex(r"^(?:s3|gs|b2)://")


def backup_facts(services: Iterable[tuple[str, Node]], snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """Facts of the backups that containers make; `services` are images and the services that run them."""
    known = tuple(services)
    volumes = {name for _, node in known for name in _kept(node)}
    for image, node in known:
        if _STREAMS.search(image):
            yield from _streamed(node, snippet, said)
        elif _IMAGE.search(image):
            yield from _job(image, node, volumes, snippet, said)
        elif not node.has("build"):
            yield from _in_a_loop(node, snippet, said)


def _job(image: str, node: Node, volumes: set[str], snippet: Snippet, said: dict[str, Any]) -> Iterator[BackupJob]:
    name = image.rpartition("/")[2]
    given = dict(_given(node))
    method = next((method for method, pattern in _METHODS if pattern.search(name)), "copy")
    if method == "copy" and not given and not volumes:
        return
    clock = next((value for key, value in given.items() if _CLOCKS.match(key)), None)
    days = next((value for key, value in given.items() if _KEEPS.match(key)), "")
    away = "s3" in name or any(_STORE.search(key) or _STORED.match(value) for key, value in given.items())
    mounted = {(text or "").partition(":")[0] for text in node.texts("volumes")}
    yield BackupJob(
        **said,
        at=snippet.at(node.key_line, min(node.end, node.key_line + MAX_LINES - 1)),
        subject="database" if method != "copy" or mounted & volumes else "files",
        method=method,
        schedule=clock or ("daily" if _BY_DEFAULT.search(image) else None),
        destination="s3" if away else "host",
        retention_days=int(days) if days.isdigit() else None,
    )


def _streamed(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """Litestream beside the application, or before it: each change goes away at once, and comes back at a start."""
    start = started(node, "litestream ")
    for fact in facts_of(replace(snippet, text=start.text, heading="compose")):
        told = {**said, "at": snippet.at(start.first, min(start.last, start.first + MAX_LINES - 1)), "places": {}}
        if isinstance(fact, BackupJob):
            stored = "s3" if any(_OF_STORE.search(key) for key, _ in _given(node)) else None
            yield replace(fact, **told, destination=fact.destination or stored)
        elif isinstance(fact, PointInTimeRecovery | RestoreProcedure):
            yield replace(fact, **told)
    if start.commands and all(_RESTORES.search(command.name) for command in start.commands):
        yield RestoreProcedure(**said, at=snippet.at(start.first, start.last))


_STREAMS = regex(r"(?:^|/)litestream(?:[:@]|$)")
_RESTORES = regex(r"restore[\w.-]*\.sh$")
"""A script that such a container is started with, by its name."""


_OF_STORE = regex(r"BUCKET|^(?:LITESTREAM|AWS|S3)_(?:ACCESS|SECRET)|REPLICA_URL")


def _given(node: Node) -> Iterator[tuple[str, str]]:
    environment = node.child("environment")
    yield from ((key, value.text() or "") for key, value in environment.entries().items())
    for text in environment.texts() if not environment.entries() else ():
        key, _, value = text.partition("=")
        yield key, value


def _kept(node: Node) -> Iterator[str]:
    """Names of the volumes in which a database lies."""
    for text in node.texts("volumes"):
        source, _, target = text.partition(":")
        if DATABASE_FOLDERS.search(target):
            yield source


def _in_a_loop(node: Node, snippet: Snippet, said: dict[str, Any]) -> Iterator[Fact]:
    """A client of the database that dumps, and sleeps until the next time."""
    start = started(node)
    if not any(command.loop and command.name == "sleep" for command in start.commands):
        return
    at = snippet.at(start.first, min(start.last, start.first + MAX_LINES - 1))
    part = replace(snippet, text=start.text, heading="compose")
    for fact in facts_of(part, schedule="loop"):
        if isinstance(fact, BackupJob) or (isinstance(fact, ScriptFault) and fact.activity == "backup"):
            yield replace(fact, **said, at=at, places={})
