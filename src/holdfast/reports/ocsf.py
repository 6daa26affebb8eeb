"""The assessment as OCSF 1.5.0: one Compliance Finding (class 2003) per finding and environment, one JSON line each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from holdfast import __version__
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, EvidenceEntry, FileEvidence
from holdfast.reports.exchange import Home, Outcome, Record, Thing, home_of, moment, records, uid_of

VERSION = "1.5.0"
"""Of the schema: https://schema.ocsf.io/1.5.0/classes/compliance_finding, read in 2026."""

_CLASS = 2003
_CREATE = 1
_RULE = 1
_AWS_ACCOUNT = 10

_SEVERITIES = {"critical": (5, "Critical"), "warning": (3, "Medium"), "notice": (2, "Low")}
_NOTHING_TO_DO = (1, "Informational")
_CONFIDENCES = {"low": (1, "Low"), "medium": (2, "Medium"), "high": (3, "High")}
_COMPLIANCE = {
    Outcome.FAILED: (3, "Fail"),
    Outcome.UNPROVEN: (2, "Warning"),
    Outcome.UNREADABLE: (0, "Unknown"),
    Outcome.PASSED: (1, "Pass"),
    Outcome.NOT_APPLICABLE: (99, "not_applicable"),
    Outcome.SET_ASIDE: (99, "set_aside"),
}
_NEW, _SUPPRESSED, _RESOLVED = (1, "New"), (3, "Suppressed"), (4, "Resolved")

# A raw one of these inside a JSON string is allowed, and ends the line for some who read line by line.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@dataclass(frozen=True, slots=True)
class _Run:
    """What all events of one document have in common."""

    document: Document
    catalogue: Catalogue
    home: Home | None


def render(document: Document, catalogue: Catalogue) -> str:
    """Return the document as JSON Lines: one event on each line, none when nothing was judged."""
    return "".join(lines(document, catalogue))


def lines(document: Document, catalogue: Catalogue) -> Iterator[str]:
    """The same line by line, each with its line end, so that it can be written as it is made."""
    for event in events(document, catalogue):
        yield json.dumps(event, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS) + "\n"


def events(document: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """The events as plain values; the Cloud profile is applied when the document has any ARN."""
    run = _Run(document, catalogue, home_of(document))
    for record in records(document, catalogue):
        yield _event(record, run)


def _event(record: Record, run: _Run) -> dict[str, Any]:
    severity_id, severity = _severity(record)
    status_id, status = _workflow(record.outcome)
    time = int(moment(run.document).timestamp() * 1000)
    event: dict[str, Any] = {
        "class_uid": _CLASS,
        "class_name": "Compliance Finding",
        "category_uid": 2,
        "category_name": "Findings",
        "activity_id": _CREATE,
        "activity_name": "Create",
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Compliance Finding: Create",
        "time": time,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": status_id,
        "status": status,
        "status_code": record.status,
        "message": record.message,
        "metadata": _metadata(record, run),
        "finding_info": {
            "uid": record.id,
            "title": record.title,
            "desc": record.message,
            "types": [record.control],
            "last_seen_time": time,
            "analytic": {"uid": record.check, "name": record.check, "type_id": _RULE, "type": "Rule"},
        },
        "compliance": _compliance(record, run),
        "resources": [_resource(thing) for thing in record.things()],
        "evidences": [_evidence(place) for place in record.evidence],
        "unmapped": _unmapped(record),
    }
    if record.confidence:
        event["confidence_id"], event["confidence"] = _CONFIDENCES[record.confidence]
    if record.remediation:
        event["remediation"] = {"desc": record.remediation}
    if record.outcome is Outcome.SET_ASIDE:
        event["comment"] = record.message
    if run.home:
        event["cloud"] = _cloud(run.home)
    return {key: value for key, value in event.items() if value != []}


def _severity(record: Record) -> tuple[int, str]:
    if record.severity and record.outcome.is_open:
        return _SEVERITIES[record.severity]
    return _NOTHING_TO_DO


def _workflow(outcome: Outcome) -> tuple[int, str]:
    if outcome.is_open:
        return _NEW
    return _SUPPRESSED if outcome is Outcome.SET_ASIDE else _RESOLVED


def _metadata(record: Record, run: _Run) -> dict[str, Any]:
    return {
        "version": VERSION,
        "product": {
            "uid": "holdfast",
            "name": "Holdfast",
            "vendor_name": "Holdfast",
            "version": __version__,
            "lang": run.document.locale,
        },
        "profiles": ["cloud"] if run.home else [],
        "event_code": record.check,
        "labels": [f"product:{run.document.product}", f"environment:{record.environment}"],
    }


def _compliance(record: Record, run: _Run) -> dict[str, Any]:
    status_id, status = _COMPLIANCE[record.outcome]
    check: dict[str, Any] = {"uid": record.check, "name": record.title, "status_id": status_id, "status": status}
    if looks_for := run.catalogue.check(record.check).get("looks_for"):
        check["desc"] = looks_for
    if record.severity:
        check["severity_id"], check["severity"] = _SEVERITIES[record.severity]
    return {
        "standards": ["Holdfast"],
        "control": record.control,
        "desc": record.control_title,
        "status_id": status_id,
        "status": status,
        "status_code": record.status,
        "checks": [check],
    }


def _resource(thing: Thing) -> dict[str, Any]:
    if not thing.arn:
        return {"uid": thing.uid, "name": thing.uid.rpartition("/")[2] or thing.uid, "type": thing.type}
    resource = {
        "uid": thing.uid,
        "name": thing.arn.name or thing.uid,
        "type": thing.type,
        "cloud_partition": thing.arn.partition,
        "region": thing.arn.region,
    }
    return {key: value for key, value in resource.items() if value}


def _evidence(place: EvidenceEntry) -> dict[str, Any]:
    data: dict[str, Any] = {"where": uid_of(place)}
    if isinstance(place, FileEvidence):
        data |= {"start_line": place.start_line, "end_line": place.end_line}
    if place.quote:
        data["quote"] = place.quote
    return {"name": place.kind, "data": data}


def _unmapped(record: Record) -> dict[str, Any]:
    told = {
        "environment": record.environment,
        "risk": record.risk,
        "references": list(record.references),
        "set_aside_by": record.author,
        "set_aside_until": record.expires,
    }
    return {key: value for key, value in told.items() if value}


def _cloud(home: Home) -> dict[str, Any]:
    cloud: dict[str, Any] = {"provider": "AWS", "region": home.region}
    if home.account:
        cloud["account"] = {
            "uid": home.account,
            "name": home.account,
            "type_id": _AWS_ACCOUNT,
            "type": "AWS Account",
        }
    return cloud
