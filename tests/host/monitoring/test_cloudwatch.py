"""The configuration of CloudWatch's agent: its documented shape, whatever the spec says."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from holdfast.host.monitoring.cloudwatch import render
from holdfast.host.monitoring.metrics import NAMESPACE
from holdfast.model.product import Product

# Written from the parts of amazon-cloudwatch-agent's translator/config/schema.json that are used here, read 2026-11.
_INTERVAL = {"type": "integer", "minimum": 1, "maximum": 172_800}
_PLUGIN = {
    "type": "object",
    "required": ["measurement"],
    "properties": {
        "measurement": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "append_dimensions": {
            "type": "object",
            "maxProperties": 30,
            "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 1024},
        },
        "resources": {"type": "array", "maxItems": 256, "items": {"type": "string", "minLength": 1}},
        "drop_device": {"type": "boolean"},
    },
    "additionalProperties": False,
}
_DAYS = [-1, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
SHAPE = {
    "type": "object",
    "properties": {
        "agent": {
            "type": "object",
            "properties": {
                "metrics_collection_interval": _INTERVAL,
                "run_as_user": {"type": "string"},
                "omit_hostname": {"type": "boolean"},
            },
            "additionalProperties": False,
        },
        "metrics": {
            "type": "object",
            "required": ["metrics_collected"],
            "properties": {
                "namespace": {"type": "string", "minLength": 1, "maxLength": 255},
                "aggregation_dimensions": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": 30},
                },
                "metrics_collected": {
                    "type": "object",
                    "minProperties": 1,
                    "properties": {"mem": _PLUGIN, "swap": _PLUGIN, "disk": _PLUGIN},
                    "additionalProperties": False,
                },
            },
            "additionalProperties": False,
        },
        "logs": {
            "type": "object",
            "properties": {
                "metrics_collected": {"type": "object", "properties": {"emf": {"type": "object"}}},
                "force_flush_interval": _INTERVAL,
                "logs_collected": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "object",
                            "required": ["collect_list"],
                            "properties": {
                                "collect_list": {
                                    "type": "array",
                                    "minItems": 1,
                                    "uniqueItems": True,
                                    "items": {
                                        "type": "object",
                                        "required": ["file_path"],
                                        "properties": {
                                            "file_path": {"type": "string", "maxLength": 4096},
                                            "log_group_name": {"type": "string", "minLength": 1, "maxLength": 512},
                                            "log_stream_name": {"type": "string", "minLength": 1, "maxLength": 512},
                                            "retention_in_days": {"enum": _DAYS},
                                        },
                                        "additionalProperties": False,
                                    },
                                }
                            },
                            "additionalProperties": False,
                        }
                    },
                },
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}


def rendered(spec: dict[str, object], environment: str = "production") -> Any:
    document = json.loads(render(Product.model_validate({"name": "sweetorder", **spec}), environment))
    Draft202012Validator(SHAPE).validate(document)
    return document


def test_memory_disk_and_swap_have_our_dimensions_and_no_host() -> None:
    document = rendered({})

    plugins = document["metrics"]["metrics_collected"]
    assert document["metrics"]["namespace"] == NAMESPACE
    assert document["agent"]["omit_hostname"] is True
    assert set(plugins) == {"mem", "swap", "disk"}
    for plugin in plugins.values():
        assert plugin["append_dimensions"] == {"Product": "sweetorder", "Environment": "production"}


def test_the_disks_are_those_that_health_asks_for() -> None:
    document = rendered({"service": {"health": {"disks": ["/", "/var/lib/postgresql", "/"]}}})

    assert document["metrics"]["metrics_collected"]["disk"]["resources"] == ["/", "/var/lib/postgresql"]


def test_it_listens_for_embedded_metrics_where_the_agent_sends_them() -> None:
    # Without an address CloudWatch's agent takes 127.0.0.1:25888, as our sink does.
    assert rendered({})["logs"]["metrics_collected"] == {"emf": {}}


def test_the_access_log_that_is_counted_is_the_one_that_is_kept() -> None:
    document = rendered({"service": {"metrics": {"access_log": "/srv/log/access.json"}}}, "staging")

    access, error = document["logs"]["logs_collected"]["files"]["collect_list"]
    assert access == {
        "file_path": "/srv/log/access.json",
        "log_group_name": "/holdfast/sweetorder-staging/nginx-access",
        "log_stream_name": "{instance_id}",
        "retention_in_days": 7,
    }
    assert error["file_path"] == "/var/log/nginx/error.log"


@given(st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=5))
def test_no_disk_of_a_spec_breaks_the_shape_or_the_file(disks: list[str]) -> None:
    document = rendered({"service": {"health": {"disks": disks}}})

    assert document["metrics"]["metrics_collected"]["disk"]["resources"] == list(dict.fromkeys(disks))


def test_rendering_twice_gives_the_same_bytes() -> None:
    product = Product(name="sweetorder")

    assert render(product, "production") == render(product, "production")
