"""Databases of a compose file, told by the folders that keep their data."""

import re

from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node

DATABASE_FOLDERS = regex(r"/var/lib/(?:postgresql|mysql|mariadb)|/data/db|/bitnami|/var/lib/pgsql")
_STORES = regex(
    r"(?:^|[-_])(?:db|database|rdb|datastore|mysql|mariadb|postgres(?:ql)?|pg|mongo(?:db)?)(?:[-_]|$)", re.IGNORECASE
)
_KEPT_BY = (
    (regex(r"/var/lib/mysql"), "mysql"),
    (regex(r"/var/lib/(?:postgresql|pgsql)"), "postgresql"),
    (regex(r"/data/db"), "mongodb"),
)


def built_engine(name: str, node: Node) -> str | None:
    """The engine of a database whose image stands elsewhere, by the folder that keeps its data."""
    if not _STORES.search(name):
        return None
    targets = _targets(node)
    return next((engine for kept, engine in _KEPT_BY if any(map(kept.search, targets))), None)


def keeps_data(node: Node, *, database: bool) -> bool | None:
    """Something outlives the container: of a database the folder that its data lies in."""
    if not database:
        return bool(node.items("volumes")) or None
    return any(map(DATABASE_FOLDERS.search, _targets(node)))


def row_of_data(node: Node) -> int | None:
    """The line of the volume in which a database's data lies; None where it lies in the container alone."""
    lying = (volume for volume in node.items("volumes") if DATABASE_FOLDERS.search(_target(volume)))
    return next((volume.line for volume in lying), None)


def _targets(node: Node) -> list[str]:
    return [_target(volume) for volume in node.items("volumes")]


def _target(volume: Node) -> str:
    return volume.text() or volume.text("target") or ""
