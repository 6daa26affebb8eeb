"""Checks, findings and controls: what is asked, what was answered, and by whom."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind, Gap, Location
from holdfast.model.facts import Fact
from holdfast.model.record import record

if TYPE_CHECKING:
    from holdfast.model.product import Environment, Product

SLUGS = (
    "access",
    "availability",
    "capacity",
    "health",
    "cors",
    "certificates",
    "configuration",
    "backup",
    "scaling",
    "monitoring",
    "releases",
    "cost",
)
"""The twelve, in the order of their numbers; each names its files on every floor."""


class Status(StrEnum):
    """What is known of a control, or of one finding, in one environment."""

    FAILED = "failed"
    UNREADABLE = "unreadable"
    UNPROVEN = "unproven"
    CONFIGURED = "configured"
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_open(self) -> bool:
        """Open means that somebody has to act; nothing open is ever shown green."""
        return self in (Status.FAILED, Status.UNREADABLE, Status.UNPROVEN)


class Severity(StrEnum):
    """How bad it is; a notice is listed but never opens a control by itself."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """0 for a notice, 2 for critical."""
        return ("notice", "warning", "critical").index(self.value)


class Confidence(StrEnum):
    """How sure we are that the finding is true."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@record(frozen=True, slots=True)
class Evident:
    """One place a finding rests on, with the strength it speaks with."""

    kind: EvidenceKind | None
    at: Location


def evident(fact: Fact, attribute: str = "") -> Evident:
    """The place of a fact, narrowed to where it says `attribute` when that is given."""
    return Evident(fact.kind, fact.where(attribute) if attribute else fact.at)


@record(frozen=True, slots=True)
class Check:
    """One question of a control.

    Args:
        id: `slug.question`, lower-case words joined by hyphens, named for the problem.
        severity: of its findings, unless one says otherwise.
        confidence: of its findings, unless one says otherwise.
        references: the same ground in other tools, as `prowler:ID`, `checkov:ID`, `config:RULE`.

    Its texts (title, message, risk, remediation, what it looks for, what satisfies it) stand in the
    catalogues of `reports/`, under the same id.
    """

    id: str
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    references: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The control it belongs to."""
        return self.id.partition(".")[0]

    def failed(
        self, *evidence: Evident, severity: Severity | None = None, confidence: Confidence | None = None, **params: str
    ) -> "Finding":
        """Evidence speaks against it; `params` fill the catalogue's text."""
        return self._finding(Status.FAILED, evidence, severity, confidence, params)

    def unproven(self, *evidence: Evident, severity: Severity | None = None, **params: str) -> "Finding":
        """Nothing, or only a claim, speaks about it; `evidence` is where it should have been said."""
        return self._finding(Status.UNPROVEN, evidence, severity, None, params)

    def met(self, *evidence: Evident, **params: str) -> "Finding":
        """Evidence shows that it is right."""
        return self._finding(Status.CONFIGURED, evidence, None, None, params)

    def not_applicable(self, reason: str) -> "Finding":
        """The product has no such part; `reason` is a key of the catalogue's reasons, such as `no-bucket`."""
        return self._finding(Status.NOT_APPLICABLE, (), None, None, {"reason": reason})

    def unreadable(self, gaps: Iterable[Gap]) -> "Finding":
        """We could not look; shown at the first place of each file, as whoever mends that one finds the others."""
        gaps = tuple(gaps)
        first = {gap.at.path: gap.at for gap in reversed(gaps)}
        evidence = tuple(Evident(None, first[path]) for path in dict.fromkeys(gap.at.path for gap in gaps))
        reasons = ", ".join(dict.fromkeys(gap.reason.value for gap in gaps))
        return self._finding(Status.UNREADABLE, evidence, None, None, {"reason": reasons})

    def _finding(
        self,
        status: Status,
        evidence: tuple[Evident, ...],
        severity: Severity | None,
        confidence: Confidence | None,
        params: dict[str, str],
    ) -> "Finding":
        return Finding(
            check=self.id,
            status=status,
            severity=severity or self.severity,
            confidence=confidence or self.confidence,
            evidence=tuple(dict.fromkeys(evidence)),
            params=params,
        )


CheckReferences = Mapping[str, tuple[str, ...]]
"""The ids that other tools give to the same ground, by check id."""


@record(frozen=True, slots=True)
class Finding:
    """An answer to one check: its words are made from `params` by the catalogue of the reader's language."""

    check: str
    status: Status
    severity: Severity
    confidence: Confidence
    evidence: tuple[Evident, ...] = ()
    params: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def opens(self) -> bool:
        """It leaves its control open."""
        return self.status.is_open and self.severity is not Severity.NOTICE


@record(frozen=True)
class Scope:
    """What a control may look at when it judges one environment.

    Args:
        view: the evidence for this environment.
        product: the spec, its defaults where nothing is said.
        environment: the spec of this environment.
        spec_given: false when the product has no spec file, so that its values are only defaults.
        strict: judged by production's needs: it is production, or the only environment known.
        others: the evidence of the other environments that are judged, by name.
    """

    view: View
    product: "Product"
    environment: "Environment"
    spec_given: bool = False
    strict: bool = True
    others: dict[str, View] = field(default_factory=dict)


@record(frozen=True)
class Control:
    """One of the twelve: its identity, its checks, and the pure function that judges it."""

    number: int
    slug: str
    checks: tuple[Check, ...]
    judge: Callable[[Scope], Iterable[Finding]]
