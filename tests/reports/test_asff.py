"""ASFF that Security Hub takes: by botocore's own validator, by the documented limits, and imported into a hub."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.model import Shape, StructureShape  # type: ignore[import-untyped]
from botocore.session import get_session  # type: ignore[import-untyped]
from botocore.validate import ParamValidator  # type: ignore[import-untyped]

from holdfast.model.errors import ExitCode, UsageError
from holdfast.reports import asff, exchange, render
from holdfast.reports.catalogue import LOCALES, Catalogue
from holdfast.reports.document import Document
from holdfast.reports.exchange import Outcome
from holdfast.rig.aws import EmbeddedAws
from tests.reports.account_document import ACCOUNT, AWS, HUGE, INSTANCE, KEYS, finding, observed, only
from tests.reports.documents import DOCUMENT, EMPTY

IMPORT = get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape
FINDING = IMPORT.members["Findings"].member


def rendered(document: Document = AWS, locale: str = "en") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(render(document, Catalogue("ko" if locale == "ko" else "en"), "asff"))
    return found


def by_check(document: Document = AWS) -> dict[str, dict[str, Any]]:
    return {one["GeneratorId"].removeprefix("holdfast/"): one for one in rendered(document)}


def units(text: str) -> int:
    """Length as AWS counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def faults(value: Any, shape: Shape, where: str = "") -> Iterator[str]:
    """What botocore's validator lets pass: words that are in no enumeration, blank strings and unknown keys."""
    if isinstance(shape, StructureShape):
        yield from (f"{where}.{key}: unknown" for key in value if key not in shape.members)
        for key, inner in value.items():
            if key in shape.members:
                yield from faults(inner, shape.members[key], f"{where}.{key}")
    elif shape.type_name == "list":
        for inner in value:
            yield from faults(inner, shape.member, where)
    elif shape.type_name == "map":
        for inner in value.values():
            yield from faults(inner, shape.value, where)
    elif shape.type_name == "string":
        if not value.strip():
            yield f"{where}: blank"
        if shape.enum and value not in shape.enum:
            yield f"{where}: {value}"


def beyond_limits(one: dict[str, Any]) -> Iterator[str]:
    """The limits that AWS documents and no model has; AWS Security Hub API reference, 2026."""
    limited = {"Id": 512, "GeneratorId": 512, "Title": 256, "Description": 1024, "ProductArn": 2048, "AwsAccountId": 12}
    yield from (key for key, most in limited.items() if not 1 <= units(one[key]) <= most)
    if not 1 <= len(one["Resources"]) <= 32:
        yield "Resources"
    for resource in one["Resources"]:
        details = resource.get("Details", {}).get("Other", {})
        if units(resource["Id"]) > 512 or units(resource.get("Region", "")) > 16 or len(details) > 50:
            yield f"resource {resource['Id'][:40]}"
        yield from (key for key, value in details.items() if len(key) >= 128 or units(value) >= 1024)
    fields = one["ProductFields"]
    if len(fields) > 50 or any(len(key) > 128 or units(value) > 2048 for key, value in fields.items()):
        yield "ProductFields"
    if units(one.get("Remediation", {}).get("Recommendation", {}).get("Text", "")) > 512:
        yield "Remediation"
    if units(one.get("Note", {}).get("Text", "")) > 512:
        yield "Note"
    if len(json.dumps(one, ensure_ascii=False).encode()) > 240_000:
        yield "240 KB"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("document", [AWS, only(HUGE)], ids=["account", "huge"])
def test_every_finding_is_one_that_the_service_and_its_documented_limits_allow(document: Document, locale: str) -> None:
    found = rendered(document, locale)

    assert ParamValidator().validate({"Findings": found}, IMPORT).generate_report() == ""
    assert list(faults({"Findings": found}, IMPORT)) == []
    assert [fault for one in found for fault in beyond_limits(one)] == []


def test_a_hundred_of_the_largest_findings_stay_below_six_megabytes() -> None:
    (one,) = rendered(only(HUGE))

    assert len(one["Resources"]) == 32
    assert one["ProductFields"]["holdfast/resources-left-out"] == str(200 + 200 - 32)
    assert 100 * len(json.dumps(one, ensure_ascii=False).encode()) < 6_000_000


def test_the_look_for_faults_finds_each_sort_of_them() -> None:
    (one,) = rendered(only(KEYS))
    one |= {"Colour": "red", "Title": " ", "RecordState": "GONE"}

    assert set(faults(one, FINDING)) == {".Colour: unknown", ".Title: blank", ".RecordState: GONE"}


def test_the_whole_finding_of_a_failed_check_is_this() -> None:
    one = by_check()["capacity.burstable-class"]

    assert one["ProductFields"].pop("holdfast/version")
    assert one == {
        "SchemaVersion": "2018-10-08",
        "Id": f"holdfast/{ACCOUNT}/shop/production/capacity.burstable-class",
        "ProductArn": f"arn:aws:securityhub:ap-northeast-1:{ACCOUNT}:product/{ACCOUNT}/default",
        "ProductName": "Holdfast",
        "CompanyName": "Holdfast",
        "GeneratorId": "holdfast/capacity.burstable-class",
        "AwsAccountId": ACCOUNT,
        "CreatedAt": "2026-11-23T09:00:00Z",
        "UpdatedAt": "2026-11-23T09:00:00Z",
        "LastObservedAt": "2026-11-23T09:00:00Z",
        "Title": "The instance runs out of credits (production)",
        "Description": "i-0a1b2c3d4e5f60718 is a t3.small. It slows down under load.",
        "ProductFields": {
            "holdfast/product": "shop",
            "holdfast/environment": "production",
            "holdfast/control": "capacity",
            "holdfast/status": "failed",
        },
        "Resources": [
            {
                "Type": "AwsEc2Instance",
                "Id": INSTANCE,
                "Partition": "aws",
                "Region": "ap-northeast-1",
                "Details": {"Other": {"Evidence": "observed", "Quote": "InstanceType: t3.small"}},
            },
            {
                "Type": "Other",
                "Id": "guide.md",
                "Details": {"Other": {"Evidence": "instructed", "Lines": "4, 40", "Quote": "t3.small"}},
            },
        ],
        "Compliance": {
            "Status": "FAILED",
            "SecurityControlId": "capacity.burstable-class",
            "StatusReasons": [{"ReasonCode": "FAILED"}],
        },
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "FindingProviderFields": {
            "Severity": {"Label": "MEDIUM", "Original": "warning"},
            "Types": ["Software and Configuration Checks/AWS Security Best Practices/capacity"],
            "Confidence": 90,
        },
        "Remediation": {"Recommendation": {"Text": "Take t3.medium."}},
    }


def test_every_outcome_has_its_status_workflow_state_and_severity() -> None:
    told = {
        check: (
            one["Compliance"]["Status"],
            one["Workflow"]["Status"],
            one["RecordState"],
            one["FindingProviderFields"]["Severity"]["Label"],
        )
        for check, one in by_check().items()
    }

    assert told == {
        "access.old-key": ("FAILED", "NEW", "ACTIVE", "CRITICAL"),
        "access.unreadable-evidence": ("NOT_AVAILABLE", "NEW", "ACTIVE", "MEDIUM"),
        "capacity.burstable-class": ("FAILED", "NEW", "ACTIVE", "MEDIUM"),
        "health.no-endpoint": ("PASSED", "RESOLVED", "ACTIVE", "INFORMATIONAL"),
        "cors.no-rules": ("NOT_AVAILABLE", "RESOLVED", "ARCHIVED", "INFORMATIONAL"),
        "certificates.wrong-region": ("PASSED", "RESOLVED", "ACTIVE", "INFORMATIONAL"),
        "cost.no-budget": ("WARNING", "NEW", "ACTIVE", "MEDIUM"),
        "access.root-login": ("WARNING", "SUPPRESSED", "ACTIVE", "INFORMATIONAL"),
    }
    assert set(asff._COMPLIANCE) == set(Outcome)


def test_a_finding_that_stands_nowhere_is_about_the_account() -> None:
    one = by_check()["cost.no-budget"]

    assert one["Resources"] == [
        {"Type": "AwsAccount", "Id": f"AWS::::Account:{ACCOUNT}", "Partition": "aws", "Region": "ap-northeast-1"}
    ]


def test_what_is_set_aside_carries_the_reason_as_a_note() -> None:
    one = by_check()["access.root-login"]

    assert one["Note"] == {
        "Text": "the old host goes away in May",
        "UpdatedBy": "kim",
        "UpdatedAt": "2026-11-23T09:00:00Z",
    }
    assert one["ProductFields"]["holdfast/set-aside-until"] == "2027-05-31"


def test_every_resource_type_is_one_that_the_hub_knows() -> None:
    known = set(FINDING.members["Resources"].member.members["Details"].members) | {"AwsAccount"}

    assert {type_ for type_ in exchange._TYPES.values() if type_ not in known} == set()


def test_ids_stay_on_each_run_and_differ_between_environments() -> None:
    tomorrow = replace(AWS, generated_at="2026-11-24T09:00:00+00:00")

    first, second = ([one["Id"] for one in rendered(run, locale)] for run, locale in ((AWS, "en"), (tomorrow, "ko")))

    assert first == second
    assert len(first) == len(set(first))
    assert {one["Id"] for one in rendered() if one["GeneratorId"] == "holdfast/cost.no-budget"} == {
        f"holdfast/{ACCOUNT}/shop/{environment}/cost.no-budget" for environment in ("production", "staging")
    }


def test_a_time_with_another_offset_is_told_in_utc() -> None:
    (one,) = rendered(replace(only(KEYS), generated_at="2026-11-23T18:00:00+09:00"))

    assert one["UpdatedAt"] == "2026-11-23T09:00:00Z"


def test_an_assessment_that_names_no_account_is_refused_with_the_next_step() -> None:
    with pytest.raises(UsageError, match="add --account") as caught:
        render(DOCUMENT, Catalogue("en"), "asff")

    assert caught.value.exit_code is ExitCode.USAGE


def test_a_document_without_findings_is_an_empty_list() -> None:
    assert render(EMPTY, Catalogue("en"), "asff") == "[]\n"


def test_each_finding_stands_on_a_line_of_its_own_and_is_made_one_at_a_time() -> None:
    made = asff.lines(AWS, Catalogue("en"))

    assert next(made).startswith('[\n{"SchemaVersion"')
    assert len(render(AWS, Catalogue("en"), "asff").split("\n")) == len(rendered()) + 3


def test_a_resource_of_a_partition_that_the_hub_does_not_know_goes_without_one() -> None:
    arn = f"arn:aws-eusc:iam::{ACCOUNT}:user/a"
    document = only(finding("access.old-key", "failed", observed(arn)), finding("access.no-mfa", "unproven"))
    found = rendered(replace(document, unassigned=()))

    assert [one["Resources"][0]["Type"] for one in found] == ["AwsIamUser", "AwsAccount"]
    assert all("Partition" not in one["Resources"][0] for one in found)


@pytest.mark.integration
def test_a_hub_imports_all_of_them_and_a_second_run_updates_the_same() -> None:
    fixed = finding("access.old-key", "configured", observed(INSTANCE))
    with EmbeddedAws.start(region="ap-northeast-1") as aws:
        hub = boto3.client(
            "securityhub",
            endpoint_url=aws.url,
            region_name="ap-northeast-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",  # pragma: allowlist secret
        )
        hub.enable_security_hub()
        first = rendered()
        answer = hub.batch_import_findings(Findings=first)
        again = hub.batch_import_findings(Findings=rendered(only(fixed)))
        there = {one["Id"]: one for one in hub.get_findings()["Findings"]}

    assert (answer["SuccessCount"], answer["FailedCount"], again["FailedCount"]) == (len(first), 0, 0)
    assert set(there) == {one["Id"] for one in first}
    assert there[f"holdfast/{ACCOUNT}/shop/production/access.old-key"]["Compliance"]["Status"] == "PASSED"
