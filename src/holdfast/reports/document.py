"""The assessment as people and programs outside see it: frozen, versioned, apart from the internals.

`holdfast.assessment/1` may gain optional keys; a key that exists never changes its meaning or goes away.
Every other format is rendered from this document, so that all of them say the same.
"""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from holdfast.model.assessment import Assessment, ControlResult
from holdfast.model.estate import Owner
from holdfast.model.evidence import Location
from holdfast.model.findings import CheckReferences, Evident, Finding, Severity
from holdfast.reports.catalogue import Catalogue

SCHEMA: Final = "holdfast.assessment/1"

StatusWord = Literal["failed", "unproven", "unreadable", "configured", "proven", "not_applicable"]
SeverityWord = Literal["critical", "warning", "notice"]
KindWord = Literal["claimed", "instructed", "coded", "declared", "observed", "proven", "unreadable"]


class _Frozen(BaseModel):
    # Made from values of our own, so nothing is validated; the tests hold what is rendered against the schema.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class FileEvidence(_Frozen):
    """Lines of a file; the path is relative to the repository, lines count from 1 and are inclusive."""

    kind: KindWord
    path: str
    start_line: int = Field(ge=1)
    end_line: int = Field(ge=1)
    quote: str


class ResourceEvidence(_Frozen):
    """A resource in an AWS account."""

    kind: KindWord
    arn: str
    quote: str


class EndpointEvidence(_Frozen):
    """An endpoint that was asked."""

    kind: KindWord
    url: str
    quote: str


EvidenceEntry = FileEvidence | ResourceEvidence | EndpointEvidence


class FindingEntry(_Frozen):
    """One answer to one check."""

    check: str
    status: StatusWord
    severity: SeverityWord
    confidence: Literal["low", "medium", "high"]
    title: str
    message: str
    evidence: tuple[EvidenceEntry, ...]
    risk: str
    remediation: str
    references: tuple[str, ...] = ()


class ControlEntry(_Frozen):
    """One control in one environment; `severity` is that of its worst open finding, null when closed."""

    number: int = Field(ge=1, le=12)
    slug: str
    environment: str
    status: StatusWord
    severity: SeverityWord | None
    title: str
    findings: tuple[FindingEntry, ...]

    @property
    def is_open(self) -> bool:
        """Somebody has to act."""
        return self.status in ("failed", "unproven", "unreadable")


class SuppressedEntry(_Frozen):
    """A finding that the team set aside."""

    check: str
    environment: str
    reason: str
    author: str
    expires: str
    evidence: tuple[EvidenceEntry, ...]


class UnheededEntry(_Frozen):
    """A suppression that does nothing."""

    check: str
    why: Literal["no-reason", "expired", "matches-nothing"]
    where: str


class UnreadEntry(_Frozen):
    """Something that could not be read; `controls` are the slugs whose evidence may stand there."""

    path: str
    line: int = Field(ge=0, description="0 when the whole file is meant")
    reason: str
    detail: str
    controls: tuple[str, ...]


class OwnerEntry(_Frozen):
    """The AWS account that was read, the product's region in it, and the part of AWS that it is in."""

    account: str
    region: str
    partition: str


class Document(_Frozen):
    """The whole assessment; `owner` is null where no account was read."""

    schema_: Literal["holdfast.assessment/1"] = Field(SCHEMA, alias="schema")
    product: str
    generated_at: str
    controls: tuple[ControlEntry, ...]
    suppressed: tuple[SuppressedEntry, ...] = ()
    unheeded: tuple[UnheededEntry, ...] = ()
    unread: tuple[UnreadEntry, ...] = ()
    files: int = 0
    skipped: dict[str, int] = {}
    unassigned: tuple[str, ...] = ()
    locale: str = "en"
    owner: OwnerEntry | None = None

    def open_controls(self) -> tuple[ControlEntry, ...]:
        """The controls that somebody has to act on."""
        return tuple(control for control in self.controls if control.is_open)

    def environments(self) -> tuple[str, ...]:
        """The environments that were judged, in order."""
        return tuple(dict.fromkeys(control.environment for control in self.controls))


def to_document(assessment: Assessment, catalogue: Catalogue, references: CheckReferences) -> Document:
    """Put an assessment into words; `references` gives the other tools' ids of a check, by check id."""
    return Document.model_construct(
        product=assessment.product,
        generated_at=assessment.generated_at.isoformat(timespec="seconds"),
        controls=tuple(_control(result, catalogue, references) for result in assessment.controls),
        suppressed=tuple(
            SuppressedEntry.model_construct(
                check=aside.finding.check,
                environment=aside.environment,
                reason=aside.reason,
                author=aside.author,
                expires=aside.expires,
                evidence=tuple(_evidence(place) for place in aside.finding.evidence),
            )
            for aside in assessment.set_aside
        ),
        unheeded=tuple(
            UnheededEntry.model_construct(check=word.check, why=word.why, where=word.where)
            for word in assessment.unheeded
        ),
        unread=tuple(
            UnreadEntry.model_construct(
                path=str(gap.at.path or gap.at),
                line=gap.at.start_line,
                reason=gap.reason.value,
                detail=gap.detail,
                controls=tuple(sorted(gap.serves)),
            )
            for gap in assessment.gaps
        ),
        files=assessment.files,
        skipped=assessment.skipped,
        unassigned=tuple(str(at) for at in assessment.unassigned),
        locale=catalogue.locale,
        owner=_owner(assessment.owner),
    )


def _owner(owner: Owner | None) -> OwnerEntry | None:
    if owner is None:
        return None
    return OwnerEntry.model_construct(account=owner.account, region=owner.region, partition=owner.partition)


def _control(result: ControlResult, catalogue: Catalogue, references: CheckReferences) -> ControlEntry:
    ordered = sorted(result.findings, key=_worst_first)
    sole = catalogue.word("messages", "sole") if result.sole else ""
    return ControlEntry.model_construct(
        number=result.number,
        slug=result.slug,
        environment=result.environment,
        status=result.status.value,
        severity=result.severity.value if result.severity else None,
        title=catalogue.control(result.slug)["title"],
        findings=tuple(_finding(finding, catalogue, references, sole) for finding in ordered),
    )


def _finding(finding: Finding, catalogue: Catalogue, references: CheckReferences, sole: str) -> FindingEntry:
    texts = catalogue.texts(finding)
    message = f"{texts.message} {sole}".strip() if sole and finding.opens else texts.message
    return FindingEntry.model_construct(
        check=finding.check,
        status=finding.status.value,
        severity=finding.severity.value,
        confidence=finding.confidence.value,
        title=texts.title,
        message=message,
        evidence=tuple(_evidence(place) for place in finding.evidence if place.at != Location()),
        risk=texts.risk if finding.status.is_open else "",
        remediation=texts.remediation if finding.status.is_open else "",
        references=references.get(finding.check, ()),
    )


def _evidence(place: Evident) -> EvidenceEntry:
    at = place.at
    kind: KindWord = place.kind.value if place.kind else "unreadable"
    if at.arn:
        return ResourceEvidence.model_construct(kind=kind, arn=at.arn, quote=at.quote)
    if at.url:
        return EndpointEvidence.model_construct(kind=kind, url=at.url, quote=at.quote)
    first = max(at.start_line, 1)
    return FileEvidence.model_construct(
        kind=kind, path=at.path, start_line=first, end_line=max(at.end_line, first), quote=at.quote
    )


def _worst_first(finding: Finding) -> tuple[bool, int]:
    return (not finding.status.is_open, -finding.severity.rank)


def severity_reached(document: Document, level: Severity) -> bool:
    """Whether an open finding is as severe as `level`, or worse."""
    words = {"failed", "unproven"}
    return any(
        finding.status in words and Severity(finding.severity).rank >= level.rank
        for control in document.controls
        for finding in control.findings
    )
