"""Machines and databases that a command gives another size: what makes them stands elsewhere, or nowhere."""

from collections.abc import Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Fact, Instance, Placement
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.cloud.arguments import chosen, named, written_at
from holdfast.readers.repository.shell.cloud.compute import weakened
from holdfast.readers.repository.shell.steps.source import Source
from holdfast.readers.repository.shell.syntax.command import Command

_TYPE = regex(r"(?<![\w.$-])[a-z]\d[\w-]{0,12}\.[\w-]{2,12}(?![\w.])")


def resized(command: Command, source: Source) -> Iterator[Fact]:
    """`aws ec2 modify-instance-attribute`: the size is claimed, for the command is run when there is need."""
    found = _TYPE.search(chosen(command, source, "--instance-type") or "")
    if found is not None:
        said = source.common(written_at(command, source, "--instance-type"))
        fact = Instance(**said, instance_type=found[0], purpose="sized")
        yield replace(fact, kind=EvidenceKind.CLAIMED)


def database_resized(command: Command, source: Source) -> Iterator[Fact]:
    """`aws rds modify-db-instance`: what it takes from its safety, and another class."""
    yield from weakened(command, source)
    class_ = named(command, source, "--db-instance-class")
    if class_ and "$" not in class_:
        said = source.common(written_at(command, source, "--db-instance-class"))
        fact = Database(**said, engine="sql", placement=Placement.RDS, instance_class=class_)
        yield replace(fact, kind=EvidenceKind.CLAIMED)
