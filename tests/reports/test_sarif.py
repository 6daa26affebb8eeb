"""SARIF that GitHub takes: valid by the official schema, one result per finding."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from holdfast.reports import sarif
from holdfast.reports.catalogue import Catalogue
from tests.reports.documents import DOCUMENT, EMPTY

SCHEMA = json.loads((Path(__file__).parents[1] / "fixtures" / "sarif" / "sarif-2.1.0.schema.json").read_text())


def rendered(document: Any = DOCUMENT) -> Any:
    return json.loads(sarif.render(document, Catalogue("en")))


def test_the_log_satisfies_the_official_schema() -> None:
    validator = jsonschema.Draft4Validator(SCHEMA)

    assert list(validator.iter_errors(rendered())) == []
    assert list(validator.iter_errors(rendered(EMPTY))) == []


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
    moved = finding.model_copy(
        update={"evidence": tuple(at.model_copy(update={"start_line": 90, "end_line": 91}) for at in finding.evidence)}
    )
    control = DOCUMENT.controls[0].model_copy(update={"findings": (moved,)})
    later = DOCUMENT.model_copy(update={"controls": (control,)})

    prints = [log["runs"][0]["results"][0]["partialFingerprints"] for log in (rendered(), rendered(later))]

    assert prints[0] == prints[1]
