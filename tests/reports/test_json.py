"""The JSON contract, `holdfast.assessment/1`."""

import json
from pathlib import Path

import jsonschema

from holdfast.reports import json as json_report
from tests.reports.documents import DOCUMENT

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / "assessment-1.schema.json"


def test_the_published_schema_is_the_one_that_the_code_has() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == json_report.schema_text()


def test_a_rendered_document_satisfies_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))

    assert list(validator.iter_errors(json.loads(json_report.render(DOCUMENT)))) == []


def test_the_shape_has_every_key_of_the_contract() -> None:
    document = json.loads(json_report.render(DOCUMENT))

    assert document["schema"] == "holdfast.assessment/1"
    assert set(document) >= {"schema", "product", "generated_at", "controls"}
    control = document["controls"][0]
    assert set(control) == {"number", "slug", "environment", "status", "severity", "title", "findings"}
    finding = control["findings"][0]
    assert set(finding) >= {"check", "status", "severity", "message", "evidence", "risk", "remediation"}
    assert finding["evidence"][1] == {
        "kind": "declared",
        "path": "infra/main.tf",
        "start_line": 4,
        "end_line": 4,
        "quote": "cidr = ```0.0.0.0/0```",
    }


def test_korean_text_stays_readable() -> None:
    assert "docs/서버.md" in json_report.render(DOCUMENT)
