"""Groups the findings of all environments for people: the same finding in two environments is told once."""

from holdfast.model.record import record
from holdfast.reports.document import ControlEntry, Document, EvidenceEntry, FileEvidence, FindingEntry

SEVERITIES = ("critical", "warning", "notice")


@record(frozen=True)
class Told:
    """One finding, and the environments in which it was made."""

    control: ControlEntry
    finding: FindingEntry
    environments: tuple[str, ...]


def open_findings(document: Document, severity: str) -> tuple[Told, ...]:
    """The open findings of one severity, in the order of the controls."""
    return tuple(
        told
        for told in _told(document)
        if told.finding.status in ("failed", "unproven", "unreadable")
        and told.finding.severity == severity
        and not told.finding.check.endswith(".unreadable-evidence")
    )


def held_findings(document: Document) -> tuple[Told, ...]:
    """The findings that show something to be right."""
    return tuple(told for told in _told(document) if told.finding.status in ("configured", "proven"))


def not_applicable_findings(document: Document) -> tuple[Told, ...]:
    """The findings that say why a control has nothing to judge."""
    return tuple(told for told in _told(document) if told.finding.status == "not_applicable")


def place_of(evidence: EvidenceEntry) -> str:
    """A place as one word: `path:12-14`, an ARN or a URL."""
    if not isinstance(evidence, FileEvidence):
        return evidence.url if hasattr(evidence, "url") else evidence.arn
    span = f"-{evidence.end_line}" if evidence.end_line > evidence.start_line else ""
    return f"{evidence.path}:{evidence.start_line}{span}"


def _told(document: Document) -> tuple[Told, ...]:
    seen: dict[object, Told] = {}
    for control in document.controls:
        for finding in control.findings:
            key = (finding.check, finding.status, finding.severity, finding.message, finding.evidence)
            known = seen.get(key)
            where = (*known.environments, control.environment) if known else (control.environment,)
            seen[key] = Told(known.control if known else control, finding, tuple(dict.fromkeys(where)))
    return tuple(sorted(seen.values(), key=lambda told: told.control.number))
