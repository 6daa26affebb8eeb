"""One database that a guide tells of in several chapters: its size here, its backups there."""

from collections.abc import Iterable

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Placement
from holdfast.model.record import replace
from holdfast.model.regex import regex

_SETTINGS = (
    "instance_class",
    "multi_az",
    "retention_days",
    "deletion_protection",
    "final_snapshot",
    "encrypted",
    "public",
    "point_in_time",
    "version",
)
_UNTOLD = frozenset(("", "sql", "unknown"))


def by_weight(fact: Database) -> tuple[int, bool, int]:
    """What speaks with most strength first, then what does not only name it among others, then what tells most."""
    among_others = len(set(_SERVICES.findall(fact.at.quote))) >= _MANY
    return -fact.kind.strength, among_others, -len(fact.places)


_SERVICES = regex(
    r"\b(?:EC2|ECS|EKS|ECR|S3|ALB|ASG|SQS|SNS|Lambda|CloudFront|ElastiCache|Route ?53|CodeDeploy|CloudWatch)\b"
)
_MANY = 3


def in_one(facts: Iterable[Database]) -> list[Database]:
    """The databases, the ones folded into an earlier one that say nothing against it and only add to it."""
    kept: list[Database] = []
    for fact in facts:
        at = next((number for number, one in enumerate(kept) if _may_be_same(one, fact)), None)
        if at is None:
            kept.append(fact)
        else:
            kept[at] = _with(kept[at], fact)
    lone = {fact.environment: fact for fact in reversed(kept) if _is_said_alone(fact)}
    for at, fact in enumerate(kept):
        if fact.environment in lone and fact.placement is Placement.RDS:
            kept[at] = _without_standby(fact, lone.pop(fact.environment))
    return kept


def told_whole(fact: Database, typed: Iterable[Database]) -> Database:
    """What words leave open, a command of the same guide tells that makes the same database, at its own place."""
    made = next((one for one in typed if fact.environment in (None, one.environment)), None)
    if made is None or not _may_be_same(fact, replace(made, environment=fact.environment)):
        return fact
    told = (name for name in _SETTINGS if getattr(made, name) is not None)
    return _with(fact, replace(made, places={name: made.where(name) for name in told}))


def _is_said_alone(fact: Database) -> bool:
    return fact.kind is EvidenceKind.CLAIMED and fact.placement is Placement.RDS and fact.multi_az is False


def _without_standby(fact: Database, said: Database) -> Database:
    """What is merely said holds nothing up, and yet who says that it has no standby is believed of the steps, too."""
    if fact.kind is EvidenceKind.CLAIMED or fact.multi_az is not None:
        return fact
    place = said.places.get("multi_az", said.at)
    return replace(fact, multi_az=False, places={**fact.places, "multi_az": place})


def _may_be_same(one: Database, other: Database) -> bool:
    if Placement.RDS not in (one.placement, other.placement) or one.placement is not other.placement:
        return False
    if (one.environment, one.kind) != (other.environment, other.kind) or (one.name and other.name):
        return False
    if one.engine != other.engine and _UNTOLD.isdisjoint((one.engine, other.engine)):
        return False
    told = [name for name in _SETTINGS if getattr(one, name) is not None and getattr(other, name) is not None]
    return all(getattr(one, name) == getattr(other, name) for name in told)


def _with(one: Database, other: Database) -> Database:
    added = {name: getattr(other, name) for name in _SETTINGS if getattr(one, name) is None}
    engine = other.engine if one.engine in _UNTOLD else one.engine
    return replace(one, **added, engine=engine, name=one.name or other.name, places={**other.places, **one.places})
