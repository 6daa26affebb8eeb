"""Reads Litestream's settings: which files of SQLite are copied with each change, and to where."""

from collections.abc import Iterable

from holdfast.model.facts import BackupJob, PointInTimeRecovery
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.monitoring.alerts import said
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_SERVES = frozenset(("backup",))
_NAME = regex(r"(?:^|/)litestream(?:[._-][\w-]{1,30}){0,3}\.ya?ml(?:\.[a-z0-9]{1,10})?$")
_SAMPLE = regex(r"\.(?:example|sample|bak|old|orig)$")
"""Nobody's settings: a copy of it would be some."""
_OTHER_STORES = ("gs", "gcs", "abs", "sftp", "nats", "webdav", "oss")


def _wants(path: str) -> bool:
    return _NAME.search(path) is not None and _SAMPLE.search(path) is None


def _read(snippet: Snippet) -> Iterable[Reading]:
    try:
        root = parse_yaml(snippet.text)
    except NodeError:
        return  # what fills it in stands elsewhere
    for database in root.items("dbs"):
        for replica in (*database.items("replicas"), *([database.child("replica")] if database.has("replica") else [])):
            common = said(snippet, replica.line)
            yield BackupJob(
                **common,
                subject="database",
                method="litestream",
                schedule="continuous",
                destination=_destination(replica),
            )
            yield PointInTimeRecovery(**common, enabled=True)


def _destination(replica: Node) -> str | None:
    sort = replica.text("type") or (replica.text("url") or "").partition("://")[0]
    if sort in _OTHER_STORES:
        return "other-host"
    if sort == "s3" or replica.has("bucket"):
        return "s3"
    return "host" if sort == "file" or replica.has("path") else None


READER = Reader(name="litestream", serves=_SERVES, wants=_wants, read=_read)
"""How long copies are kept is no more than the chain of changes: what a bucket keeps beside it tells its own rules."""
