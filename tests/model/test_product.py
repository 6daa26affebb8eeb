"""The spec's defaults are the careful answers, and its rules are kept."""

import json
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from holdfast.model.product import Product, schema_text

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "holdfast.schema.json"


def test_production_defaults_are_two_to_ten_hosts_and_thirty_days() -> None:
    production = Product().environment("production")

    assert (production.compute.minimum, production.compute.maximum, production.compute.desired) == (2, 10, 2)
    assert production.backup.retention_days == 30
    assert production.database.multi_az


def test_staging_defaults_are_one_host_and_seven_days_whether_it_is_named_or_not() -> None:
    unnamed = Product().environment("staging")
    named = Product.model_validate({"environments": {"staging": {"domains": ["staging.example.com"]}}}).environment(
        "staging"
    )

    for staging in (unnamed, named):
        assert (staging.compute.minimum, staging.compute.maximum, staging.compute.desired) == (1, 1, 1)
        assert staging.backup.retention_days == 7
        assert not staging.database.multi_az


def test_what_staging_says_itself_goes_before_the_defaults() -> None:
    product = Product.model_validate({"environments": {"staging": {"compute": {"maximum": 3}}}})

    assert product.environment("staging").compute.maximum == 3
    assert product.environment("staging").compute.minimum == 1


@pytest.mark.parametrize(
    "table",
    [
        {"service": {"variables": [{"name": "A", "kind": "one-of"}]}},
        {"service": {"variables": [{"name": "A", "kind": "regex", "pattern": "("}]}},
        {"service": {"variables": [{"name": "A", "kind": "integer", "minimum": 3, "maximum": 1}]}},
        {"environments": {"production": {"compute": {"minimum": 5, "desired": 2}}}},
        {"environments": {"production": {"origins": ["example.com/path"]}}},
        {"suppressions": [{"check": "access", "author": "me", "reason": "short", "expires": "2027-01-01"}]},
        {"regionn": "ap-northeast-2"},
    ],
)
def test_what_makes_no_sense_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Product.model_validate(table)


def test_the_published_schema_is_the_one_that_the_code_has() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))
