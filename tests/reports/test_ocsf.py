"""OCSF that a security lake takes: valid by the schema of 1.5.0 and by Prowler's models, one event on each line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding  # type: ignore[import-untyped]
from py_ocsf_models.objects.cloud import Cloud  # type: ignore[import-untyped]
from pydantic import BaseModel

from holdfast.reports import ocsf, render
from holdfast.reports.catalogue import LOCALES, Catalogue
from holdfast.reports.document import Document
from holdfast.reports.exchange import Outcome
from tests.reports.account_document import ACCOUNT, AWS, BUCKET, HUGE, INSTANCE, KEYS, at, finding, observed, only
from tests.reports.documents import DOCUMENT, EMPTY

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "fixtures" / "ocsf" / "compliance-finding-1.5.0.schema.json").read_text()
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def rendered(document: Document = AWS, locale: str = "en") -> list[dict[str, Any]]:
    text = render(document, Catalogue("ko" if locale == "ko" else "en"), "ocsf")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def by_check(document: Document = AWS) -> dict[str, dict[str, Any]]:
    return {event["metadata"]["event_code"]: event for event in rendered(document)}


def unknown_keys(value: Any, model: Any, where: str = "") -> list[str]:
    """Keys of `value` that a pydantic model, or one inside it, does not know."""
    models = [one for one in (model, *get_args(model)) if isinstance(one, type) and issubclass(one, BaseModel)]
    if isinstance(value, list):
        inner = [arg for one in (model, *get_args(model)) for arg in get_args(one)]
        found = next((arg for arg in inner if isinstance(arg, type) and issubclass(arg, BaseModel)), None)
        return [key for one in value for key in unknown_keys(one, found, where)] if found else []
    if not models or not isinstance(value, dict):
        return []
    fields = models[0].model_fields
    unknown = [f"{where}.{key}" for key in value if key not in fields]
    return unknown + [
        found
        for key, inner in value.items()
        if key in fields
        for found in unknown_keys(inner, fields[key].annotation, f"{where}.{key}")
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("document", [DOCUMENT, AWS, only(HUGE), EMPTY], ids=["repository", "account", "huge", "empty"])
def test_every_event_satisfies_the_schema_of_its_version(document: Document, locale: str) -> None:
    for event in rendered(document, locale):
        assert list(VALIDATOR.iter_errors(event)) == []
        assert ("cloud" in event) == ("cloud" in event["metadata"]["profiles"])


@pytest.mark.parametrize("document", [DOCUMENT, AWS, only(HUGE)], ids=["repository", "account", "huge"])
def test_every_event_is_one_that_prowlers_models_read(document: Document) -> None:
    # The models leave out what these two objects have in the schema.
    left_out = {".cloud", ".compliance.status", ".compliance.status_code"}
    for event in rendered(document):
        ComplianceFinding.model_validate(event)
        assert set(unknown_keys(event, ComplianceFinding)) <= left_out
        if "cloud" in event:
            Cloud.model_validate(event["cloud"])
            assert unknown_keys(event["cloud"], Cloud) == []


def test_the_look_for_unknown_keys_finds_one_in_the_depth() -> None:
    event = rendered()[0]
    event["compliance"]["checks"][0]["colour"] = "red"

    assert ".compliance.checks.colour" in unknown_keys(event, ComplianceFinding)


def test_the_whole_event_of_a_failed_check_is_this() -> None:
    event = by_check()["capacity.burstable-class"]

    assert event["metadata"].pop("product")["name"] == "Holdfast"
    event["compliance"]["checks"][0].pop("desc", None)
    assert event == {
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "category_uid": 2,
        "category_name": "Findings",
        "activity_id": 1,
        "activity_name": "Create",
        "type_uid": 200301,
        "type_name": "Compliance Finding: Create",
        "time": 1795424400000,
        "severity_id": 3,
        "severity": "Medium",
        "status_id": 1,
        "status": "New",
        "status_code": "failed",
        "confidence_id": 3,
        "confidence": "High",
        "message": "i-0a1b2c3d4e5f60718 is a t3.small.",
        "metadata": {
            "version": "1.5.0",
            "profiles": ["cloud"],
            "event_code": "capacity.burstable-class",
            "labels": ["product:shop", "environment:production"],
        },
        "cloud": {
            "provider": "AWS",
            "region": "ap-northeast-1",
            "account": {"uid": ACCOUNT, "name": ACCOUNT, "type_id": 10, "type": "AWS Account"},
        },
        "finding_info": {
            "uid": f"holdfast/{ACCOUNT}/shop/production/capacity.burstable-class",
            "title": "The instance runs out of credits",
            "desc": "i-0a1b2c3d4e5f60718 is a t3.small.",
            "types": ["capacity"],
            "last_seen_time": 1795424400000,
            "analytic": {
                "uid": "capacity.burstable-class",
                "name": "capacity.burstable-class",
                "type_id": 1,
                "type": "Rule",
            },
        },
        "compliance": {
            "standards": ["Holdfast"],
            "control": "capacity",
            "desc": "Capacity",
            "status_id": 3,
            "status": "Fail",
            "status_code": "failed",
            "checks": [
                {
                    "uid": "capacity.burstable-class",
                    "name": "The instance runs out of credits",
                    "status_id": 3,
                    "status": "Fail",
                    "severity_id": 3,
                    "severity": "Medium",
                }
            ],
        },
        "resources": [
            {
                "uid": INSTANCE,
                "name": "i-0a1b2c3d4e5f60718",
                "type": "AwsEc2Instance",
                "cloud_partition": "aws",
                "region": "ap-northeast-1",
            },
            {"uid": "guide.md", "name": "guide.md", "type": "Other"},
        ],
        "evidences": [
            {"name": "observed", "data": {"where": INSTANCE, "quote": "InstanceType: t3.small"}},
            {
                "name": "instructed",
                "data": {"where": "guide.md", "start_line": 4, "end_line": 4, "quote": "t3.small"},
            },
            {
                "name": "instructed",
                "data": {"where": "guide.md", "start_line": 40, "end_line": 40, "quote": "t3.small"},
            },
        ],
        "remediation": {"desc": "Take t3.medium."},
        "unmapped": {"environment": "production", "risk": "It slows down under load."},
    }


def test_every_outcome_has_its_words_and_only_open_ones_have_a_severity_to_act_on() -> None:
    told = {
        check: (event["compliance"]["status"], event["status"], event["severity"])
        for check, event in by_check().items()
    }

    assert told == {
        "access.old-key": ("Fail", "New", "Critical"),
        "access.unreadable-evidence": ("Unknown", "New", "Medium"),
        "capacity.burstable-class": ("Fail", "New", "Medium"),
        "health.no-endpoint": ("Pass", "Resolved", "Informational"),
        "cors.no-rules": ("not_applicable", "Resolved", "Informational"),
        "certificates.wrong-region": ("Pass", "Resolved", "Informational"),
        "cost.no-budget": ("Warning", "New", "Medium"),
        "access.root-login": ("set_aside", "Suppressed", "Informational"),
    }


def test_every_outcome_has_a_status() -> None:
    assert set(ocsf._COMPLIANCE) == set(Outcome)


def test_an_assessment_of_a_repository_alone_names_no_cloud() -> None:
    for event in rendered(DOCUMENT):
        assert "cloud" not in event
        assert event["finding_info"]["uid"].startswith("holdfast/shop/")


def test_ids_stay_while_texts_times_lines_and_outcomes_change_and_differ_between_environments() -> None:
    later = finding("access.old-key", "configured", observed("arn:aws:iam::123456789012:user/other"), title="Anders")
    tomorrow = replace(only(later), generated_at="2026-11-24T09:00:00+00:00", locale="ko")

    def ids(document: Document, locale: str = "en") -> list[str]:
        return [event["finding_info"]["uid"] for event in rendered(document, locale)]

    assert ids(only(KEYS)) == ids(tomorrow, "ko") == [f"holdfast/{ACCOUNT}/shop/production/access.old-key"]
    assert ids(only(KEYS, environment="staging")) == [f"holdfast/{ACCOUNT}/shop/staging/access.old-key"]


def test_no_two_events_of_a_document_share_an_id() -> None:
    twins = [finding("access.old-key", "failed", observed(INSTANCE)) for _ in range(2)]
    other = finding("access.old-key", "failed", at("guide.md", 3))
    document = replace(
        only(*twins, other),
        suppressed=tuple(
            replace(AWS.suppressed[0], check="access.old-key", reason=reason) for reason in ("one", "two")
        ),
    )

    ids = [event["finding_info"]["uid"] for event in rendered(document)]

    assert len(ids) == len(set(ids)) == 5
    for long in ([at("e", 1)], [at("f", 1)]):
        huge = only(finding("access." + "x" * 900, "failed", *long), environment="e" * 900)
        assert all(len(event["finding_info"]["uid"]) <= 512 for event in rendered(huge))


def test_one_of_several_findings_keeps_its_id_when_another_is_mended() -> None:
    three = [finding("access.old-key", "failed", at(name, 1)) for name in ("a.md", "b.md", "c.md")]

    before = [event["finding_info"]["uid"] for event in rendered(only(*three))]
    after = [event["finding_info"]["uid"] for event in rendered(only(*three[1:]))]

    assert after == before[1:]


def test_a_part_that_was_set_aside_leaves_the_id_of_the_rest_alone() -> None:
    aside = replace(AWS.suppressed[0], check="access.old-key")
    document = replace(only(KEYS), suppressed=(aside,))

    rest, part = (event["finding_info"]["uid"] for event in rendered(document))

    assert rest == f"holdfast/{ACCOUNT}/shop/production/access.old-key"
    assert part.startswith(f"{rest}#")


def test_what_is_set_aside_says_why_by_whom_and_until_when() -> None:
    event = by_check()["access.root-login"]

    assert event["comment"] == "the old host goes away in May"
    assert event["unmapped"]["set_aside_by"] == "kim"
    assert event["unmapped"]["set_aside_until"] == "2027-05-31"


def test_titles_follow_the_language_of_the_catalogue() -> None:
    english, korean = (
        next(event for event in rendered(DOCUMENT, locale) if event["status"] == "Suppressed") for locale in LOCALES
    )

    assert english["finding_info"]["title"] == Catalogue("en").check("access.root-login")["title"]
    assert korean["finding_info"]["title"] == Catalogue("ko").check("access.root-login")["title"]
    assert english["finding_info"]["uid"] == korean["finding_info"]["uid"]


def test_characters_that_some_take_for_a_line_end_do_not_break_a_line() -> None:
    text = render(only(finding("access.old-key", "failed", message="a\nb\u2028c\x85d\u2029e")), Catalogue("en"), "ocsf")

    assert len(text.splitlines()) == 1
    assert json.loads(text)["message"] == "a\nb\u2028c\x85d\u2029e"


def test_events_are_made_one_at_a_time() -> None:
    made = ocsf.lines(AWS, Catalogue("en"))

    assert json.loads(next(made))["class_uid"] == 2003
    assert len(list(made)) == len(rendered()) - 1


def test_a_resource_that_names_no_region_or_account_still_has_its_type() -> None:
    (event,) = rendered(only(finding("cors.no-rules", "failed", observed(BUCKET))))

    assert event["resources"] == [
        {"uid": BUCKET, "name": "shop-uploads", "type": "AwsS3Bucket", "cloud_partition": "aws"}
    ]
