"""SARIF that GitHub takes: valid by the official schema, one result per finding."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema

from holdfast.reports import sarif
from holdfast.reports.catalogue import Catalogue
from holdfast.reports.document import FileEvidence
from tests.reports.account_document import ACCOUNT, AWS, HUGE, INSTANCE, KEYS, USER, finding, observed, only
from tests.reports.documents import DOCUMENT, EMPTY

SCHEMA = json.loads((Path(__file__).parents[1] / "fixtures" / "sarif" / "sarif-2.1.0.schema.json").read_text())


def rendered(document: Any = DOCUMENT) -> Any:
    return json.loads(sarif.render(document, Catalogue("en")))


def test_the_log_satisfies_the_official_schema() -> None:
    validator = jsonschema.Draft4Validator(SCHEMA)

    assert list(validator.iter_errors(rendered())) == []
    assert list(validator.iter_errors(rendered(EMPTY))) == []
    assert list(validator.iter_errors(rendered(AWS))) == []
    assert list(validator.iter_errors(rendered(only(HUGE)))) == []


def test_each_open_finding_is_one_result_at_its_first_place() -> None:
    results = rendered()["runs"][0]["results"]

    assert [(result["ruleId"], result.get("level")) for result in results] == [
        ("access.ssh-open-to-world", "error"),
        ("cost.no-budget", "warning"),
        ("backup.no-other-region", "note"),
        ("access.root-login", None),
    ]
    first = results[0]["locations"][0]["physicalLocation"]
    assert first["artifactLocation"]["uri"] == "docs/%EC%84%9C%EB%B2%84.md"
    assert (first["region"]["startLine"], first["region"]["endLine"]) == (12, 13)
    assert len(results[0]["relatedLocations"]) == 1


def test_what_was_set_aside_is_there_and_marked_as_such() -> None:
    aside = rendered()["runs"][0]["results"][-1]

    assert aside["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "the old host goes away in May"}
    ]


def test_a_fingerprint_stays_when_only_the_lines_move() -> None:
    finding = DOCUMENT.controls[0].findings[0]
    moved = replace(
        finding,
        evidence=tuple(
            replace(at, start_line=90, end_line=91) for at in finding.evidence if isinstance(at, FileEvidence)
        ),
    )
    control = replace(DOCUMENT.controls[0], findings=(moved,))
    later = replace(DOCUMENT, controls=(control,))

    prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in (rendered(), rendered(later))]

    assert prints[0] == prints[1]


def test_every_result_points_at_a_file_even_when_its_evidence_is_only_a_resource_or_nothing() -> None:
    for document in (AWS, DOCUMENT):
        for result in rendered(document)["runs"][0]["results"]:
            (location,) = result["locations"]
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert uri
            assert ":" not in uri
            assert not uri.endswith(("/", "."))


def test_a_finding_about_a_resource_alone_stands_in_the_spec_and_names_the_resource() -> None:
    (result,) = rendered(only(KEYS))["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "holdfast.toml"
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": USER, "kind": "resource"}]
    assert result["message"]["text"].endswith(f" [{USER}]")


def test_a_finding_about_a_file_and_a_resource_stands_in_the_file_and_names_the_resource() -> None:
    results = rendered(AWS)["runs"][0]["results"]
    result = next(one for one in results if one["ruleId"] == "capacity.burstable-class")

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "guide.md"
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": INSTANCE, "kind": "resource"}]
    assert len(result["relatedLocations"]) == 1


def test_two_resources_with_the_same_fault_have_two_fingerprints() -> None:
    twins = only(
        *(finding("access.old-key", "failed", observed(f"arn:aws:iam::{ACCOUNT}:user/{name}")) for name in ("a", "b"))
    )
    results = rendered(twins)["runs"][0]["results"]

    assert len({result["partialFingerprints"]["holdfast/v1"] for result in results}) == 2


def test_many_resources_are_all_there_though_the_message_names_the_first_few() -> None:
    (result,) = rendered(only(HUGE))["runs"][0]["results"]

    assert len(result["locations"][0]["logicalLocations"]) == 200
    assert result["message"]["text"].count("arn:") == 5
    assert result["message"]["text"].endswith(", …]")


def test_what_could_not_be_read_in_the_account_is_named_as_a_resource() -> None:
    (told,) = rendered(AWS)["runs"][0]["invocations"][0]["toolExecutionNotifications"]

    assert told["locations"] == [
        {"logicalLocations": [{"fullyQualifiedName": "arn:aws:iam::*:oidc-provider/*", "kind": "resource"}]}
    ]
