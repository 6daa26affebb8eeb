"""What RDS offers and where there are regions, against what a plan wants; the rest is seen on the account in small."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from holdfast.actions.deploy.preflight import PreflightError, preflight
from holdfast.model.deployment import Template

OFFERED = ("15.8", "16.4", "16.10", "17.2")


def database(version: str) -> Template:
    properties = {"Engine": "postgres", "DBInstanceClass": "db.t4g.medium", "EngineVersion": version}
    return Template(
        stack="shop-production",
        region="eu-west-1",
        environment="production",
        body={"Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": properties}}},
    )


@dataclass
class Account:
    """An account whose RDS has a catalogue; regions are asked where EC2 surely is."""

    offered: tuple[str, ...] = OFFERED
    catalogue: bool = True
    home: str = "eu-west-1"

    def client(self, service: str, region: str) -> "Account":
        assert service != "ec2" or region == "us-east-1"
        return self

    def describe_regions(self, **_asked: Any) -> dict[str, Any]:
        return {"Regions": [{"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"}]}

    def get_paginator(self, _operation: str) -> "Account":
        return self

    def paginate(self, **_asked: Any) -> Iterator[dict[str, Any]]:
        for version in self.offered:  # a page each
            yield {"OrderableDBInstanceOptions": [{"EngineVersion": version}]}

    def describe_orderable_db_instance_options(self, **_asked: Any) -> dict[str, Any]:
        return {"OrderableDBInstanceOptions": [{"EngineVersion": "16.4"}] if self.catalogue else []}


@pytest.mark.parametrize("version", ["16", "16.4", "15", "17.2"])
def test_a_major_version_is_offered_when_any_of_its_minor_ones_is(version: str) -> None:
    assert preflight(Account(), [database(version)]) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("account", "version"),
    [
        (Account(), "99"),
        (Account(), "1"),  # no beginning of 16
        (Account(), "16.1"),  # no beginning of 16.10
        (Account(offered=()), "16"),
    ],
)
def test_a_version_that_the_class_is_not_offered_with_is_told(account: Account, version: str) -> None:
    with pytest.raises(PreflightError, match=f"RDS does not offer postgres {version} on db.t4g.medium"):
        preflight(account, [database(version)])  # type: ignore[arg-type]


def test_an_account_without_a_catalogue_refuses_no_version() -> None:
    assert preflight(Account(offered=(), catalogue=False), [database("16")]) == ()  # type: ignore[arg-type]


def test_a_region_that_nobody_knows_is_told_though_nothing_answers_there() -> None:
    nowhere = Template(stack="shop", region="eu-west-9", environment="", body={"Resources": {}})
    with pytest.raises(PreflightError, match="region eu-west-9: there is no such region"):
        preflight(Account(home="eu-west-9"), [nowhere])  # type: ignore[arg-type]
