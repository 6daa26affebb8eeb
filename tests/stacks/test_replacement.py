"""No change of a spec replaces a resource whose name is fixed: its successor could not be made while it is there."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from holdfast.model.deployment import Template
from holdfast.model.product import Environment, Product
from holdfast.rig.cloudformation.schemas import Schema, schema
from holdfast.stacks.synthesis import synthesize
from tests.stacks.synthesized import SPECS, every, product, resources

ALONE = {
    "AWS::CE::AnomalyMonitor": "an account has one over all services",
    "AWS::Chatbot::SlackChannelConfiguration": "a channel is bound once",
    "AWS::EC2::Subnet": "no two in a network have one range",
    "AWS::IAM::OIDCProvider": "an account has one of a URL",
}
"""Of which AWS takes no second one, whatever its name."""
MANY = {"AWS::CertificateManager::Certificate"}
"""Named by something of which there may be several: certificates of one domain."""


def identity(kind: Schema) -> set[str]:
    """The properties by which AWS knows a resource, and a template may give a name."""
    read_only = {path.removeprefix("/properties/") for path in kind.body.get("readOnlyProperties", ())}
    told = {str(path).removeprefix("/properties/") for path in kind.body["primaryIdentifier"]}
    told |= {path for one in kind.body.get("additionalIdentifiers", ()) for path in map(_bare, one)}
    names = {path for path in kind.body.get("properties", {}) if path.endswith("Name") and path in kind.fixed}
    return (told - read_only) | names


def _bare(path: object) -> str:
    return str(path).removeprefix("/properties/")


def value(properties: Mapping[str, Any], path: str) -> Any:
    """What a path such as `Budget/BudgetName` leads to; None when nothing is there."""
    found: Any = properties
    for key in path.split("/"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def fixed_paths(kind: Schema) -> set[str]:
    return {_bare(path) for path in kind.body.get("createOnlyProperties", ())}


def wider(spec: Product) -> Product:
    """The product as a person changes it: everything that a table of the spec lets one set, where it has a number."""
    alerts = replace(spec.alerts, email=("other@example.org", "third@example.org"))
    budget = replace(spec.budget, monthly_usd=1234.0)
    proxy = replace(spec.service.proxy, timeout_seconds=77)
    metrics = replace(spec.service.metrics, slow_query_ms=777)
    service = replace(spec.service, proxy=proxy, metrics=metrics)
    network = replace(spec.network, zones=3, nat="gateway")
    environments = {name: _wider(one) for name, one in spec.environments.items()}
    return replace(spec, alerts=alerts, budget=budget, service=service, environments=environments, network=network)


def _wider(one: Environment) -> Environment:
    compute = replace(one.compute, instance_type="t4g.large", disk_gib=55)
    if one.compute.maximum > 1:
        compute = replace(compute, minimum=3, desired=4, maximum=9, cpu_target=51)
    database = replace(one.database, instance_type="db.t4g.large", storage_gib=123)
    if one.database.placement == "rds":
        database = replace(database, multi_az=not one.database.multi_az)
    backup = replace(one.backup, retention_days=one.backup.retention_days + 2)
    domains = (*one.domains, *(f"more.{domain}" for domain in one.domains[:1]))
    return replace(one, compute=compute, database=database, backup=backup, domains=domains)


@cache
def changed(name: str) -> tuple[Template, ...]:
    return synthesize(wider(product(name)))


def replaced(name: str) -> Iterator[tuple[str, str, set[str]]]:
    """Each resource that a wider spec replaces: where, its type, and the properties that do it."""
    after = {one.stack: one for one in changed(name)}
    for before in (one for one in every() if one.stack in after):
        for logical_id, block in resources(before).items():
            shape = schema(block["Type"])
            other = resources(after[before.stack]).get(logical_id)
            if shape is None or other is None:
                continue
            told = fixed_paths(shape)
            differ = {
                path for path in told if value(block["Properties"], path) != value(other.get("Properties", {}), path)
            }
            if differ:
                yield f"{before.stack}.{logical_id}", block["Type"], differ


@pytest.mark.parametrize("name", SPECS)
def test_a_change_of_the_spec_replaces_nothing_that_has_a_fixed_name_or_may_be_there_only_once(name: str) -> None:
    found = []
    for where, kind, differ in replaced(name):
        shape = schema(kind)
        assert shape is not None
        stack, _, logical_id = where.partition(".")
        (properties,) = (resources(one)[logical_id].get("Properties", {}) for one in every() if one.stack == stack)
        names = {path for path in identity(shape) if value(properties, path) is not None and kind not in MANY}
        if kind in ALONE or (names and not names & differ):
            found.append((where, sorted(differ), sorted(names)))
    assert found == []


@pytest.mark.parametrize("name", SPECS)
def test_budgets_and_certificates_are_replaced_since_their_names_are_not_fixed(name: str) -> None:
    assert {"AWS::Budgets::Budget", "AWS::CertificateManager::Certificate"} <= {kind for _, kind, _ in replaced(name)}
