"""What somebody had AWS list and kept: the answers of `aws rds describe-db-instances` and `aws ec2 describe-instances`.

They name what they tell as templates do, and tell of what was made.
"""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Instance
from holdfast.model.record import replace
from holdfast.readers.repository.base import Reading, Snippet
from holdfast.readers.repository.templates.database import TABLE
from holdfast.readers.repository.templates.stack import Resource, Stack
from holdfast.readers.repository.text.nodes import Node

_DATABASES = (
    ("DBInstances", "DBInstance", "AWS::RDS::DBInstance", "DBInstanceIdentifier"),
    ("DBClusters", "DBCluster", "AWS::RDS::DBCluster", "DBClusterIdentifier"),
)
"""A list, one that was just made, the type of each, and what it is called by."""
_GONE = frozenset(("terminated", "shutting-down", "deleting"))


def described(snippet: Snippet, root: Node) -> Iterator[Reading]:
    """The databases and machines of an answer; what a guide shows of one is an example."""
    if snippet.kind is EvidenceKind.INSTRUCTED:
        return
    for many, one, type_, called in _DATABASES:
        for made in (*root.items(many), *filter(None, (root.get(one),))):
            yield from _database(snippet, made, type_, made.text(called) or one)
    for launch in root.items("Reservations") or [root]:
        for machine in launch.items("Instances"):
            yield from _machine(snippet, machine)


def _database(snippet: Snippet, made: Node, type_: str, name: str) -> Iterator[Reading]:
    if not made.has("Engine") or {made.text("DBInstanceStatus"), made.text("Status")} & _GONE:
        return
    members = {"members": len(made.items("DBClusterMembers"))} if made.has("DBClusterMembers") else {}
    for fact in TABLE[type_](Resource(name, type_, made, made, Stack(), snippet, members)):
        # Whether it leaves a snapshot behind is asked on the day it goes.
        yield replace(fact, name=name, final_snapshot=None) if isinstance(fact, Database) else fact


def _machine(snippet: Snippet, machine: Node) -> Iterator[Instance]:
    kind = machine.child("InstanceType")
    if not machine.has("InstanceId") or not kind.text() or machine.text("State", "Name") in _GONE:
        return
    at = snippet.at(kind.key_line, kind.end)
    name = next((tag.text("Value") for tag in machine.items("Tags") if tag.text("Key") == "Name"), None)
    yield Instance(
        kind=snippet.kind,
        environment=snippet.environment,
        old=snippet.old,
        at=at,
        name=name,
        instance_type=kind.text(),
        role=machine.has("IamInstanceProfile"),
    )
