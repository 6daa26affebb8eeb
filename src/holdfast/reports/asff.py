"""The assessment as ASFF: the list of findings that Security Hub's BatchImportFindings takes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from holdfast import __version__
from holdfast.model.errors import UsageError
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import Document
from holdfast.reports.exchange import OTHER, Home, Outcome, Record, Thing, home_of, lines_of, moment, records

# Source for every limit: AWS Security Hub API reference, AwsSecurityFinding and the types in it, 2026.
_SCHEMA = "2018-10-08"
_MAX_TITLE = 256
_MAX_DESCRIPTION = 1024
_MAX_RECOMMENDATION = 512
_MAX_NOTE = 512
_MAX_RESOURCES = 32
_MAX_RESOURCE_ID = 512
_MAX_OTHER = 1023
_MAX_FIELD = 2048
# Quotes are cut further, so that 100 findings of 32 resources each stay below the 6 MB of one import.
_MAX_QUOTE = 300
_PARTITIONS = frozenset(["aws", "aws-cn", "aws-us-gov", "aws-us-iso", "aws-us-iso-b"])

_SEVERITIES = {"critical": "CRITICAL", "warning": "MEDIUM", "notice": "LOW"}
_NOTHING_TO_DO = "INFORMATIONAL"
_CONFIDENCES = {"low": 30, "medium": 60, "high": 90}
_COMPLIANCE = {
    Outcome.FAILED: "FAILED",
    Outcome.UNPROVEN: "WARNING",
    Outcome.UNREADABLE: "NOT_AVAILABLE",
    Outcome.PASSED: "PASSED",
    Outcome.NOT_APPLICABLE: "NOT_AVAILABLE",
    Outcome.SET_ASIDE: "WARNING",
}


@dataclass(frozen=True, slots=True)
class _Run:
    """What all findings of one document have in common; `at` is its time in UTC."""

    document: Document
    home: Home
    at: str


def render(document: Document, catalogue: Catalogue) -> str:
    """Return the document as a JSON list with one finding on each line; `[]` when nothing was judged.

    Raises:
        UsageError: nothing in the document names an AWS account, and every ASFF finding must.
    """
    return "".join(lines(document, catalogue))


def lines(document: Document, catalogue: Catalogue) -> Iterator[str]:
    """The same line by line, so that it can be written as it is made.

    Raises:
        UsageError: nothing in the document names an AWS account.
    """
    before = "[\n"
    for finding in findings(document, catalogue):
        yield before + json.dumps(finding, ensure_ascii=False, separators=(",", ":"))
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def findings(document: Document, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """The findings as plain values; BatchImportFindings takes at most 100 of them in one call.

    All carry the account's default product ARN in the product's own region: import them there.

    Raises:
        UsageError: nothing in the document names an AWS account.
    """
    home = home_of(document)
    at = moment(document).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for record in records(document, catalogue):
        if home is None or not home.account:
            raise no_account()
        yield _finding(record, _Run(document, home, at))


def no_account() -> UsageError:
    """What is wrong where no account was read."""
    return UsageError(
        "every ASFF finding names an AWS account, and nothing here does",
        where="--format asff",
        next_step="add --account, or choose --format ocsf, which needs none",
    )


def _finding(record: Record, run: _Run) -> dict[str, Any]:
    things = record.things()
    resources = [_resource(thing) for thing in things[:_MAX_RESOURCES]] or [_account(run.home)]
    finding: dict[str, Any] = {
        "SchemaVersion": _SCHEMA,
        "Id": record.id,
        "ProductArn": _product_arn(run.home),
        "ProductName": "Holdfast",
        "CompanyName": "Holdfast",
        "GeneratorId": f"holdfast/{record.check}",
        "AwsAccountId": run.home.account,
        "CreatedAt": run.at,
        "UpdatedAt": run.at,
        "LastObservedAt": run.at,
        "Title": _cut(f"{record.title} ({record.environment})", _MAX_TITLE),
        "Description": _cut(" ".join(part for part in (record.message, record.risk) if part), _MAX_DESCRIPTION),
        "ProductFields": _product_fields(record, run, left_out=len(things) - _MAX_RESOURCES),
        "Resources": resources,
        "Compliance": _compliance(record),
        "Workflow": {"Status": _workflow(record.outcome)},
        "RecordState": "ARCHIVED" if record.outcome is Outcome.NOT_APPLICABLE else "ACTIVE",
        "FindingProviderFields": _provider_fields(record),
    }
    if record.remediation:
        finding["Remediation"] = {"Recommendation": {"Text": _cut(record.remediation, _MAX_RECOMMENDATION)}}
    if record.outcome is Outcome.SET_ASIDE:
        finding["Note"] = _note(record, run)
    return finding


def _product_arn(home: Home) -> str:
    """The one that every account with Security Hub has for findings of its own."""
    return f"arn:{home.partition}:securityhub:{home.region}:{home.account}:product/{home.account}/default"


def _product_fields(record: Record, run: _Run, *, left_out: int) -> dict[str, str]:
    told = {
        "holdfast/version": __version__,
        "holdfast/product": run.document.product,
        "holdfast/environment": record.environment,
        "holdfast/control": record.control,
        "holdfast/status": record.status,
        "holdfast/references": ", ".join(record.references),
        "holdfast/set-aside-until": record.expires,
        "holdfast/resources-left-out": str(left_out) if left_out > 0 else "",
    }
    return {key: _cut(value, _MAX_FIELD) for key, value in told.items() if value}


def _provider_fields(record: Record) -> dict[str, Any]:
    """Severity, type and confidence stand here, where a later import may change them.

    Source: AWS Security Hub user guide, "BatchImportFindings for finding providers", 2026.
    """
    acting = record.severity and record.outcome.is_open
    fields: dict[str, Any] = {
        "Severity": {
            "Label": _SEVERITIES[record.severity] if record.severity and acting else _NOTHING_TO_DO,
            "Original": record.severity or record.status,
        },
        "Types": [f"Software and Configuration Checks/AWS Security Best Practices/{record.control}"],
    }
    if record.confidence:
        fields["Confidence"] = _CONFIDENCES[record.confidence]
    return fields


def _compliance(record: Record) -> dict[str, Any]:
    compliance: dict[str, Any] = {"Status": _COMPLIANCE[record.outcome], "SecurityControlId": record.check}
    if record.outcome is not Outcome.PASSED:
        compliance["StatusReasons"] = [{"ReasonCode": record.outcome.value.upper()}]
    return compliance


def _workflow(outcome: Outcome) -> str:
    if outcome.is_open:
        return "NEW"
    return "SUPPRESSED" if outcome is Outcome.SET_ASIDE else "RESOLVED"


def _note(record: Record, run: _Run) -> dict[str, str]:
    return {
        "Text": _cut(record.message, _MAX_NOTE),
        "UpdatedBy": _cut(record.author or "holdfast", _MAX_NOTE),
        "UpdatedAt": run.at,
    }


def _resource(thing: Thing) -> dict[str, Any]:
    resource: dict[str, Any] = {"Type": thing.type, "Id": _cut(thing.uid, _MAX_RESOURCE_ID)}
    if thing.arn:
        resource |= _partition(thing.arn.partition)
    if thing.arn and thing.arn.region:
        resource["Region"] = thing.arn.region
    spans = ", ".join(span for place in thing.places if (span := lines_of(place)))
    quote = next((place.quote for place in thing.places if place.quote.strip()), "")
    details = {
        "Evidence": ", ".join(dict.fromkeys(place.kind for place in thing.places)),
        "Lines": _cut(spans, _MAX_OTHER),
        "Quote": _cut(quote, _MAX_QUOTE),
    }
    resource["Details"] = {OTHER: {key: value for key, value in details.items() if value}}
    return resource


def _account(home: Home) -> dict[str, Any]:
    """What a finding is about that names no place: Security Hub wants at least one resource."""
    return {
        "Type": "AwsAccount",
        "Id": f"AWS::::Account:{home.account}",
        **_partition(home.partition),
        "Region": home.region,
    }


def _partition(name: str) -> dict[str, str]:
    return {"Partition": name} if name in _PARTITIONS else {}


def _cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units of a text, which is how AWS counts; the cut shows as an ellipsis."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    return units[: 2 * (limit - 1)].decode("utf-16-le", "ignore").rstrip() + "…"
