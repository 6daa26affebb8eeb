"""Embedded metrics hold to CloudWatch's rules, whatever the values and names are."""

import json
import math
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_embedded_metrics.unit import Unit
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from holdfast.host.monitoring.embedded import Identity, documents
from holdfast.host.monitoring.metrics import METRICS, Metric, Source
from holdfast.host.monitoring.metrics import Unit as OurUnit
from holdfast.host.releases.identity import Release

COMMIT = "0123456789abcdef0123456789abcdef01234567"
IDENTITY = Identity("sweetorder", "production", "i-0abc", Release(commit=COMMIT))
MOMENT = datetime.now(UTC)

# Written from *Specification: Embedded metric format* in the Amazon CloudWatch User Guide, read 2026-11.
RULES = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer"},
                "CloudWatchMetrics": {
                    "type": "array",
                    "minItems": 1,
                    "items": {
                        "type": "object",
                        "required": ["Namespace", "Dimensions", "Metrics"],
                        "properties": {
                            "Namespace": {"type": "string", "pattern": "^[a-zA-Z0-9._#:/-]{1,255}$"},
                            "Dimensions": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "array",
                                    "minItems": 1,
                                    "maxItems": 30,
                                    "items": {"type": "string", "minLength": 1, "maxLength": 250},
                                },
                            },
                            "Metrics": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 100,
                                "items": {
                                    "type": "object",
                                    "required": ["Name", "Unit"],
                                    "properties": {
                                        "Name": {"type": "string", "minLength": 1, "maxLength": 1024},
                                        "Unit": {"enum": [unit.value for unit in Unit]},
                                    },
                                },
                            },
                        },
                    },
                },
            },
        }
    },
}


def parsed(readings: dict[str, float], identity: Identity = IDENTITY) -> list[dict[str, Any]]:
    found = [json.loads(text) for text in documents(identity, readings, MOMENT)]
    for document in found:
        Draft202012Validator(RULES).validate(document)
        for directive in document["_aws"]["CloudWatchMetrics"]:
            for target in [metric["Name"] for metric in directive["Metrics"]]:
                assert isinstance(document[target], int | float)
                assert math.isfinite(document[target])
            for dimension in [name for names in directive["Dimensions"] for name in names]:
                value = document[dimension]
                assert isinstance(value, str)
                assert value.isascii()
                assert value.isprintable()
                assert value.strip()
                assert not value.startswith(":")
    return found


def dimensions_of(found: list[dict[str, Any]], name: str) -> list[list[str]]:
    (directive,) = [
        directive
        for document in found
        for directive in document["_aws"]["CloudWatchMetrics"]
        if name in [metric["Name"] for metric in directive["Metrics"]]
    ]
    dimensions: list[list[str]] = directive["Dimensions"]
    return dimensions


def test_every_metric_at_once_keeps_the_rules() -> None:
    found = parsed(dict.fromkeys(METRICS, 1.5))

    named = {metric["Name"] for document in found for metric in document["_aws"]["CloudWatchMetrics"][0]["Metrics"]}
    assert named == {name for name, metric in METRICS.items() if metric.in_cloudwatch}


def test_an_alarm_outlives_the_hosts_and_only_few_metrics_are_paid_for_by_host() -> None:
    found = parsed(dict.fromkeys(METRICS, 1.0))

    assert dimensions_of(found, "requests") == [["Product", "Environment"]]
    assert dimensions_of(found, "processes_down") == [
        ["Product", "Environment"],
        ["Product", "Environment", "Host"],
    ]


def test_the_release_is_a_dimension_of_one_metric_and_a_field_of_every_document() -> None:
    found = parsed({"requests": 1.0, "ready": 1.0})

    assert dimensions_of(found, "release") == [["Product", "Environment", "Release"]]
    assert [document["Release"] for document in found] == ["0123456789ab"] * 3
    assert [document["Host"] for document in found] == ["i-0abc"] * 3


def test_values_time_and_place_are_as_given() -> None:
    (shared, *_) = parsed({"requests": 12.0, "request_error_percent": 0.123456789})

    assert shared["requests"] == 12
    assert shared["_aws"]["Timestamp"] == pytest.approx(MOMENT.timestamp() * 1000, abs=1)
    assert shared["_aws"]["LogGroupName"] == "/holdfast/sweetorder-production/metrics"
    assert shared["_aws"]["LogStreamName"] == "i-0abc"
    assert shared["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "requests", "Unit": "Count"}]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_left_out(value: float) -> None:
    (release,) = parsed({"requests": value})

    assert "release" in release


def test_more_than_a_hundred_metrics_become_several_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"extra_{n}": Metric(f"extra_{n}", OurUnit.COUNT, Source.HEALTH, "x") for n in range(250)}
    monkeypatch.setattr("holdfast.host.monitoring.embedded.METRICS", {**METRICS, **many})

    found = parsed(dict.fromkeys(many, 1.0))

    assert [len(d["_aws"]["CloudWatchMetrics"][0]["Metrics"]) for d in found] == [100, 100, 50, 1]


def test_the_library_comes_without_its_http_client_and_stays_whole_for_others() -> None:
    code = """
import sys
from datetime import datetime, UTC
from holdfast.host.monitoring.embedded import Identity, documents
from holdfast.host.releases.identity import Release
assert documents(Identity("p", "e", "h", Release()), {"ready": 1.0}, datetime.now(UTC))
assert "aiohttp" not in sys.modules
from aws_embedded_metrics import metric_scope
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@given(
    host=st.text(max_size=400),
    value=st.floats(),
    release=st.builds(Release, commit=st.text(max_size=100), tag=st.text(max_size=20)),
)
def test_no_name_and_no_value_breaks_the_rules(host: str, value: float, release: Release) -> None:
    identity = Identity("sweetorder", "production", host, release)

    for text in documents(identity, {"requests": value, "ready": 1.0}, MOMENT):
        assert "\n" not in text
    parsed({"requests": value, "ready": 1.0}, identity)
