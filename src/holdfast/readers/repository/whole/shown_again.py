"""What a guide shows of a file that the repository holds itself: it is judged once, where the file is."""

from collections.abc import Iterable, Iterator

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate, ConfigurationLoader, Container, Database, Fact, HealthProbe, ProxyRoute

_OF_FILES = (Certificate, ConfigurationLoader, Container, Database, HealthProbe, ProxyRoute)
"""What a file of settings says of itself, whoever reads it aloud; what somebody is to type is told by the guide."""
_WRITTEN = frozenset({EvidenceKind.CODED, EvidenceKind.DECLARED})


def told_once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """`facts` without those that a guide copies, row by row, from another file of the repository."""
    facts = tuple(facts)
    written = {_said(fact) for fact in facts if fact.kind in _WRITTEN and isinstance(fact, _OF_FILES)}
    for fact in facts:
        copied = fact.kind is EvidenceKind.INSTRUCTED and isinstance(fact, _OF_FILES) and fact.at.quote.strip()
        if not copied or _said(fact) not in written:
            yield fact


def _said(fact: Fact) -> tuple[type[Fact], tuple[str, ...], str | None]:
    """Its rows, however far a block of a guide moves them to the right, and of which environment they speak."""
    return type(fact), tuple(row.strip() for row in fact.at.quote.splitlines()), fact.environment
