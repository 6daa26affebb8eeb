"""What a guide shows of a file that the repository holds itself: it is judged once, where the file is."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import (
    Certificate,
    ConfigurationLoader,
    Container,
    Database,
    Fact,
    HealthProbe,
    Placement,
    ProxyRoute,
)

_OF_FILES = (Certificate, ConfigurationLoader, Container, Database, HealthProbe, ProxyRoute)
"""What a file of settings says of itself, whoever reads it aloud; what somebody is to type is told by the guide."""
_SCRIPTS = (".sh", ".bash")
"""Who follows a guide does by hand what a script does elsewhere: it is no file that the guide shows."""
_WRITTEN = frozenset({EvidenceKind.CODED, EvidenceKind.DECLARED})


def told_once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """`facts` without those that a guide copies, row by row, from another file of the repository."""
    facts = tuple(facts)
    files = (fact for fact in facts if fact.kind in _WRITTEN and not fact.at.path.endswith(_SCRIPTS))
    written = {_said(fact) for fact in files if _is_of_a_file(fact)}
    for fact in facts:
        copied = fact.kind is EvidenceKind.INSTRUCTED and _is_of_a_file(fact) and fact.at.quote.strip()
        if not copied or _said(fact) not in written:
            yield fact


def _is_of_a_file(fact: Fact) -> bool:
    """A database on a host comes there by a command, which people type alike wherever they install one."""
    installed = isinstance(fact, Database) and fact.placement is Placement.HOST
    return isinstance(fact, _OF_FILES) and not installed


def _said(fact: Fact) -> tuple[type[Fact], tuple[str, ...], str | None]:
    """Its rows, however far a block of a guide moves them to the right, and of which environment they speak."""
    return type(fact), tuple(row.strip() for row in fact.at.quote.splitlines()), fact.environment
