"""One database that several pages of the team's guides speak of, each of another side of it."""

from collections.abc import Iterable

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement
from holdfast.model.record import replace

_FAMILIES = {
    "postgres": "postgresql",
    "maria": "mysql",
    "mysql": "mysql",
    "mongo": "mongodb",
    "doc": "mongodb",
    "dynamo": "dynamodb",
    "sqlite": "sqlite",
    "sqlserver": "sqlserver",
    "oracle": "oracle",
    "h2": "h2",
}
"""Engines by how their names begin, with the engine whose language they speak."""


def same_engine(one: str, other: str) -> bool:
    """The two may be one database: MariaDB speaks MySQL, and an engine that is not told may be any."""
    families = {_family(one), _family(other)} - {None}
    return len(families) < 2


def _family(engine: str) -> str | None:
    name = engine.lower().removeprefix("aurora-")
    return next((family for start, family in _FAMILIES.items() if name.startswith(start)), None)


_SIDES = ("instance_class", "multi_az", "retention_days", "deletion_protection", "encrypted", "public", "version")
_MANAGED = frozenset({Placement.RDS, Placement.AURORA})


def told_together(databases: Iterable[Database]) -> tuple[Database, ...]:
    """`databases`, with what one page tells of how it is kept put beside what another tells of how it is made.

    Of RDS only, where both are of guides, neither has another name, and nothing that both say differs.
    """
    found = tuple(databases)
    told = [one for one in found if one.kind is EvidenceKind.INSTRUCTED and one.placement in _MANAGED]
    if not 1 < len(told) <= _MOST:
        return found
    kept: list[Database] = []
    for database in found:
        at = next((index for index, one in enumerate(kept) if _may_be_one(one, database)), None)
        if at is None:
            kept.append(database)
        else:
            kept[at] = _joined(kept[at], database)
    return tuple(kept)


_MOST = 20
"""Of more than these nobody can tell which page speaks of which."""


def _may_be_one(one: Database, other: Database) -> bool:
    told = one.kind is other.kind is EvidenceKind.INSTRUCTED and one.at.path != other.at.path
    if not told or one.placement is not other.placement or one.placement not in _MANAGED:
        return False
    names, stages = {one.name, other.name} - {None}, {one.environment, other.environment} - {None}
    if len(names) > 1 or len(stages) > 1 or not same_engine(one.engine, other.engine):
        return False
    # Two pages that tell the same side of it may well tell it of two.
    sides = [(getattr(one, side), getattr(other, side)) for side in _SIDES]
    return not any(mine is not None and theirs is not None for mine, theirs in sides if mine != theirs)


def _joined(one: Database, other: Database) -> Database:
    """The one that tells how it is made, with what the other tells."""
    made, kept = (one, other) if one.instance_class or not other.instance_class else (other, one)
    taken = [side for side in (*_SIDES, "point_in_time", "name") if getattr(made, side) is None]
    given = {side: getattr(kept, side) for side in taken if getattr(kept, side) is not None}
    places = {**made.places, **{side: kept.where(side) for side in given}}
    return replace(made, **given, places=places)
