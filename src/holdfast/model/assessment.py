"""The whole answer: twelve controls in each environment, with every finding, and what was set aside."""

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime

from holdfast.model.estate import Owner
from holdfast.model.evidence import Gap, Location
from holdfast.model.findings import Finding, Severity, Status
from holdfast.model.record import record
from holdfast.model.suppression import SetAside, Unheeded


@record(frozen=True)
class ControlResult:
    """One control in one environment.

    `sole`: it is the only environment that the evidence knows, so production's needs were asked of it.
    """

    number: int
    slug: str
    environment: str
    findings: tuple[Finding, ...]
    sole: bool = False

    @property
    def status(self) -> Status:
        """The worst that its findings say; nothing said is unproven."""
        return status_of(self.findings)

    @property
    def severity(self) -> Severity | None:
        """The worst severity among the findings that leave it open; None when it is closed."""
        ranked = sorted((f.severity for f in self.findings if f.opens), key=lambda severity: severity.rank)
        return ranked[-1] if ranked else None


@record(frozen=True)
class Assessment:
    """What `holdfast check` found, as of `generated_at` (UTC).

    `unassigned` are resources of the account that belong to no environment, and were judged for none; `owner` is that
    account, None where none was read. `locale` is the language that the spec asks for, None where it asks for none.
    """

    product: str
    generated_at: datetime
    controls: tuple[ControlResult, ...]
    set_aside: tuple[SetAside, ...] = ()
    unheeded: tuple[Unheeded, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skipped: dict[str, int] = field(default_factory=dict)
    files: int = 0
    unassigned: tuple[Location, ...] = ()
    owner: Owner | None = None
    locale: str | None = None


def status_of(findings: Iterable[Finding]) -> Status:
    """The status that these findings give a control: what opens it first, then what holds it."""
    findings = tuple(findings)
    opening = {finding.status for finding in findings if finding.opens}
    for status in (Status.FAILED, Status.UNREADABLE, Status.UNPROVEN):
        if status in opening:
            return status
    closed = {finding.status for finding in findings if not finding.status.is_open}
    for status in (Status.CONFIGURED, Status.PROVEN, Status.NOT_APPLICABLE):
        if status in closed:
            return status
    return Status.UNPROVEN
