"""What a valid spec may say and nobody can build: each with its key, before anything is synthesized."""

from pathlib import Path
from typing import Any

import pytest

from holdfast.actions.deploy.buildable import see_buildable
from holdfast.model.errors import SpecError
from holdfast.model.product import Product
from holdfast.readers.spec import parse_spec
from holdfast.stacks.refusing import problems_of
from tests.stacks.synthesized import SPECS, product

UPLOADS = {"name": "shop-uploads", "domains": ["cdn.shop.example"]}


def shop(one: dict[str, Any], **more: Any) -> Product:
    given = {"name": "shop", "alerts": {"email": ["a@shop.example"]}, "service": {"command": ["node", "x.js"]}, **more}
    given.setdefault("environments", {"production": {"domains": ["api.shop.example"], **one}})
    return Product.model_validate(given)


def keys(found: Product) -> list[str]:
    return [problem.key for problem in problems_of(found, tuple(found.environments))]


PRODUCTION = "environments.production"
LONG = {"a-long-name-of-an-environment-for-tests": {"domains": ["api.shop.example"]}}


@pytest.mark.parametrize(
    ("one", "more", "key"),
    [
        ({"domains": ["*.shop.example"]}, {"zone": "shop.example"}, f"{PRODUCTION}.domains"),
        ({"domains": ["https://api.shop.example"]}, {"zone": "shop.example"}, f"{PRODUCTION}.domains"),
        ({"domains": ["a.shop.example", "a.shop.example"]}, {}, f"{PRODUCTION}.domains[1]"),
        (
            {"buckets": [{"name": "shop-uploads", "domains": ["api.shop.example"]}]},
            {},
            f"{PRODUCTION}.buckets[0].domains[0]",
        ),
        ({"buckets": [UPLOADS, {"name": "shop-uploads"}]}, {}, f"{PRODUCTION}.buckets[1].name"),
        ({"compute": {"instance_type": "db.t4g.medium"}}, {}, f"{PRODUCTION}.compute.instance_type"),
        ({"database": {"instance_type": "t4g.medium"}}, {}, f"{PRODUCTION}.database.instance_type"),
        ({"database": {"storage_gib": 10}}, {}, f"{PRODUCTION}.database.storage_gib"),
        ({"database": {"version": "newest"}}, {}, f"{PRODUCTION}.database.version"),
        (
            {"database": {"version": "13", "placement": "host"}, "compute": {"minimum": 1, "desired": 1, "maximum": 1}},
            {},
            f"{PRODUCTION}.database.version",
        ),
        (
            {
                "buckets": [{"name": "shop-backup", "purpose": "backup"}],
                "backup": {"copy_region": "us-east-1", "kms_key": "alias/shop"},
            },
            {},
            f"{PRODUCTION}.backup.kms_key",
        ),
        ({}, {"network": {"cidr": "10.0.0.1/16"}}, "network.cidr"),
        ({}, {"network": {"cidr": "10.999.0.0/16"}}, "network.cidr"),
        ({}, {"network": {"zone_names": ["us-east-1a", "us-east-1b"]}}, "network.zone_names"),
        ({}, {"network": {"outbound": [80]}}, "network.outbound"),
        ({}, {"region": "cn-north-1"}, "region"),
        ({}, {"service": {}}, "service.command"),
        ({}, {"service": {"command": ["node", "x.js"], "port": 80}}, "service.port"),
        ({}, {"name": "a-long-name-of-a-product", "environments": LONG}, f"environments.{next(iter(LONG))}"),
        ({}, {"name": "shop--eu"}, PRODUCTION),
    ],
)
def test_what_cannot_be_built_is_told_with_its_key(one: dict[str, Any], more: dict[str, Any], key: str) -> None:
    assert keys(shop(one, **more)) == [key]


def test_what_two_environments_name_is_disputed_whichever_is_wanted() -> None:
    one = {"domains": ["api.shop.example"], "secrets": ["shop/api"], "buckets": [UPLOADS]}
    found = shop({}, environments={"production": one, "staging": one})
    told = [problem.key for problem in problems_of(found, ("production",))]
    assert told == [
        "environments.staging.domains[0]",
        "environments.staging.buckets[0].name",
        "environments.staging.buckets[0].domains[0]",
        "environments.staging.secrets[0]",
    ]


@pytest.mark.parametrize("name", SPECS)
def test_a_product_that_can_be_built_has_no_problem(name: str) -> None:
    assert keys(product(name)) == []


def test_each_problem_is_told_with_its_line_and_cron_lines_are_read_as_hosts_read_them(tmp_path: Path) -> None:
    text = """name = "shop"
alerts.email = ["a@shop.example"]
[service]
command = ["node", "x.js"]
[environments.production]
domains = ["api.shop.example"]
[environments.production.compute.off_peak]
scale_down = "0 99 * * *"
scale_up = "0 7 * * *"
time_zone = "Asia/Nowhere"
minimum = 99
[[environments.production.buckets]]
name = "one"
[[environments.production.buckets]]
name = "one"
"""
    (tmp_path / "holdfast.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SpecError) as error:
        see_buildable(tmp_path, parse_spec(text.encode()), None)
    off_peak = f"{PRODUCTION}.compute.off_peak"
    assert [(problem.line, problem.key) for problem in error.value.problems] == [
        (8, f"{off_peak}.scale_down"),
        (10, f"{off_peak}.time_zone"),
        (11, f"{off_peak}.minimum"),
        (15, f"{PRODUCTION}.buckets[1].name"),
    ]
