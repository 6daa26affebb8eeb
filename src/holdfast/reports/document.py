"""The assessment as people and programs outside see it: frozen, versioned, apart from the internals.

`holdfast.assessment/1` may gain optional keys; a key that exists never changes its meaning or goes away.
Every other format is rendered from this document, so that all of them say the same.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Final, Literal

from holdfast.model.assessment import Assessment, ControlResult
from holdfast.model.estate import Owner
from holdfast.model.evidence import Location
from holdfast.model.findings import CheckReferences, Evident, Finding, Severity
from holdfast.model.record import record
from holdfast.reports.catalogue import Catalogue

SCHEMA: Final = "holdfast.assessment/1"

StatusWord = Literal["failed", "unproven", "unreadable", "configured", "proven", "not_applicable"]
SeverityWord = Literal["critical", "warning", "notice"]
KindWord = Literal["claimed", "instructed", "coded", "declared", "observed", "proven", "unreadable"]


class _Entry:
    # Made from values of our own, so nothing is validated: pydantic is loaded for the published schema alone, against
    # which the tests hold what is rendered. Limits stand in `metadata`, where pydantic reads them.
    __pydantic_config__: ClassVar[Mapping[str, object]] = {"extra": "forbid"}


@record(frozen=True, kw_only=True)
class FileEvidence(_Entry):
    """Lines of a file; the path is relative to the repository, lines count from 1 and are inclusive."""

    kind: KindWord
    path: str
    start_line: int = field(metadata={"ge": 1})
    end_line: int = field(metadata={"ge": 1})
    quote: str


@record(frozen=True, kw_only=True)
class ResourceEvidence(_Entry):
    """A resource in an AWS account."""

    kind: KindWord
    arn: str
    quote: str


@record(frozen=True, kw_only=True)
class EndpointEvidence(_Entry):
    """An endpoint that was asked."""

    kind: KindWord
    url: str
    quote: str


EvidenceEntry = FileEvidence | ResourceEvidence | EndpointEvidence


@record(frozen=True, kw_only=True)
class FindingEntry(_Entry):
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


@record(frozen=True, kw_only=True)
class ControlEntry(_Entry):
    """One control in one environment; `severity` is that of its worst open finding, null when closed."""

    number: int = field(metadata={"ge": 1, "le": 12})
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


@record(frozen=True, kw_only=True)
class SuppressedEntry(_Entry):
    """A finding that the team set aside."""

    check: str
    environment: str
    reason: str
    author: str
    expires: str
    evidence: tuple[EvidenceEntry, ...]


@record(frozen=True, kw_only=True)
class UnheededEntry(_Entry):
    """A suppression that does nothing."""

    check: str
    why: Literal["no-reason", "expired", "matches-nothing"]
    where: str


@record(frozen=True, kw_only=True)
class UnreadEntry(_Entry):
    """Something that could not be read; `controls` are the slugs whose evidence may stand there."""

    path: str
    line: int = field(metadata={"ge": 0, "description": "0 when the whole file is meant"})
    reason: str
    detail: str
    controls: tuple[str, ...]


@record(frozen=True, kw_only=True)
class OwnerEntry(_Entry):
    """The AWS account that was read, the product's region in it, and the part of AWS that it is in."""

    account: str
    region: str
    partition: str


@record(frozen=True, kw_only=True)
class Document(_Entry):
    """The whole assessment; `owner` is null where no account was read."""

    schema: Literal["holdfast.assessment/1"] = SCHEMA
    product: str
    generated_at: str
    controls: tuple[ControlEntry, ...]
    suppressed: tuple[SuppressedEntry, ...] = ()
    unheeded: tuple[UnheededEntry, ...] = ()
    unread: tuple[UnreadEntry, ...] = ()
    files: int = 0
    skipped: dict[str, int] = field(default_factory=dict, metadata={"json_schema_extra": {"default": {}}})
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
    return Document(
        product=assessment.product,
        generated_at=assessment.generated_at.isoformat(timespec="seconds"),
        controls=tuple(_control(result, catalogue, references) for result in assessment.controls),
        suppressed=tuple(
            SuppressedEntry(
                check=aside.finding.check,
                environment=aside.environment,
                reason=aside.reason,
                author=aside.author,
                expires=aside.expires,
                evidence=tuple(_evidence(place) for place in aside.finding.evidence),
            )
            for aside in assessment.set_aside
        ),
        unheeded=tuple(UnheededEntry(check=word.check, why=word.why, where=word.where) for word in assessment.unheeded),
        unread=tuple(
            UnreadEntry(
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
    return OwnerEntry(account=owner.account, region=owner.region, partition=owner.partition)


def _control(result: ControlResult, catalogue: Catalogue, references: CheckReferences) -> ControlEntry:
    ordered = sorted(result.findings, key=_worst_first)
    sole = catalogue.word("messages", "sole") if result.sole else ""
    return ControlEntry(
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
    return FindingEntry(
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
        return ResourceEvidence(kind=kind, arn=at.arn, quote=at.quote)
    if at.url:
        return EndpointEvidence(kind=kind, url=at.url, quote=at.quote)
    first = max(at.start_line, 1)
    return FileEvidence(kind=kind, path=at.path, start_line=first, end_line=max(at.end_line, first), quote=at.quote)


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
