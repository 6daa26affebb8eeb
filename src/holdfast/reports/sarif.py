"""The assessment as SARIF 2.1.0, which GitHub shows beside the code."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from holdfast import __version__
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document, EvidenceEntry, FileEvidence
from holdfast.reports.groups import SEVERITIES, Told, open_findings, place_of

_LEVELS = {"critical": "error", "warning": "warning", "notice": "note"}
# GitHub orders alerts by this number: above 9.0 critical, 7.0 high, 4.0 medium.
# Source: GitHub docs, "SARIF support for code scanning", 2026.
_SECURITY_SEVERITY = {"critical": "9.5", "warning": "6.0", "notice": "2.0"}
_MAX_NAMED = 5
"""Resources that a message names."""


def render(document: Document, catalogue: Catalogue) -> str:
    """Return the open findings as SARIF; one result per finding, its further places as related locations.

    GitHub refuses results that point at no file, so a finding about a resource alone, or about something that is
    nowhere, points at `holdfast.toml`, where the product is described and where it can be set aside; the resources
    are its logical locations.
    """
    told = [one for severity in SEVERITIES for one in open_findings(document, severity)]
    checks = sorted({one.finding.check for one in told})
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Holdfast",
                        "semanticVersion": __version__,
                        "rules": [_rule(check, told, catalogue) for check in checks],
                    }
                },
                "automationDetails": {"id": f"holdfast/{document.product}/"},
                "columnKind": "unicodeCodePoints",
                "results": [
                    *(_result(one, checks) for one in told),
                    *_suppressed(document, checks),
                ],
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "endTimeUtc": _utc(document.generated_at),
                        "toolExecutionNotifications": [
                            {
                                "level": "warning",
                                "message": {"text": f"{entry.path}: {entry.reason}"},
                                "locations": [_unread(entry.path)],
                            }
                            for entry in document.unread
                        ],
                    }
                ],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _utc(moment: str) -> str:
    return moment.replace("+00:00", "Z")


def _rule(check: str, told: list[Told], catalogue: Catalogue) -> dict[str, Any]:
    first = next(one for one in told if one.finding.check == check)
    texts = catalogue.check(check)
    return {
        "id": check,
        "name": "".join(word.capitalize() for word in check.replace(".", "-").split("-")),
        "shortDescription": {"text": first.finding.title or check},
        "fullDescription": {"text": texts.get("looks_for") or first.finding.title or check},
        "help": {"text": texts.get("satisfied_by") or first.finding.remediation or check},
        "defaultConfiguration": {"level": _LEVELS[first.finding.severity]},
        "properties": {
            "tags": [first.control.slug, *first.finding.references],
            "precision": {"high": "high", "medium": "medium", "low": "low"}[first.finding.confidence],
            "security-severity": _SECURITY_SEVERITY[first.finding.severity],
        },
    }


def _result(told: Told, checks: list[str]) -> dict[str, Any]:
    finding = told.finding
    places = _files(finding.evidence)
    text = " ".join(part for part in (finding.message, finding.remediation) if part) or finding.title
    if resources := _others(finding.evidence):
        # GitHub does not show logical locations.
        more = ", …" if len(resources) > _MAX_NAMED else ""
        text += f" [{', '.join(resources[:_MAX_NAMED])}{more}]"
    result: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": checks.index(finding.check),
        "level": _LEVELS[finding.severity],
        "kind": "fail",
        "message": {"text": text},
        "locations": [_first(finding.evidence)],
        "partialFingerprints": {"holdfast/v1": _fingerprint(finding.check, finding.evidence)},
        "properties": {"environments": list(told.environments), "status": finding.status},
    }
    if len(places) > 1:
        result["relatedLocations"] = [{"id": number, **_location(place)} for number, place in enumerate(places[1:], 1)]
    return result


def _suppressed(document: Document, checks: list[str]) -> list[dict[str, Any]]:
    results = []
    for entry in document.suppressed:
        result: dict[str, Any] = {
            "ruleId": entry.check,
            "message": {"text": entry.reason},
            "locations": [_first(entry.evidence)],
            "suppressions": [
                {
                    "kind": "external" if entry.author else "inSource",
                    "status": "accepted",
                    "justification": entry.reason,
                }
            ],
        }
        if entry.check in checks:
            result["ruleIndex"] = checks.index(entry.check)
        results.append(result)
    return results


def _unread(path: str) -> dict[str, Any]:
    if path.startswith("arn:"):
        return {"logicalLocations": [_logical(path)]}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path)}}}


def _location(place: FileEvidence) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.start_line, "endLine": place.end_line}
    if place.quote:
        region["snippet"] = {"text": place.quote}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.path), "uriBaseId": "%SRCROOT%"},
            "region": region,
        }
    }


def _files(evidence: tuple[EvidenceEntry, ...]) -> list[FileEvidence]:
    return [place for place in evidence if isinstance(place, FileEvidence)]


def _others(evidence: tuple[EvidenceEntry, ...]) -> list[str]:
    """Every resource and endpoint once."""
    return list(dict.fromkeys(place_of(place) for place in evidence if not isinstance(place, FileEvidence)))


def _first(evidence: tuple[EvidenceEntry, ...]) -> dict[str, Any]:
    """The first file, or the spec, together with every resource and endpoint."""
    files = _files(evidence)
    location = _location(files[0]) if files else _spec()
    if others := _others(evidence):
        location["logicalLocations"] = [_logical(name) for name in others]
    return location


def _logical(name: str) -> dict[str, Any]:
    return {"fullyQualifiedName": name, "kind": "resource"}


def _spec() -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": "holdfast.toml", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 1},
        }
    }


def _fingerprint(check: str, evidence: tuple[EvidenceEntry, ...]) -> str:
    """Stays the same while lines move: made of the check, the files and what stands there, and the resources."""
    files = _files(evidence)
    told = [*(f"{place.path}\n{place.quote.strip()}" for place in files), *sorted(_others(evidence))]
    text = "\n".join([check, *told])
    return hashlib.sha256(text.encode()).hexdigest()[:32]
