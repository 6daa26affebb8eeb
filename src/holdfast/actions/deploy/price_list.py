"""AWS's own price list for what the offline table lacks: asked with credentials, for single prices, free of charge."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from holdfast.actions.deploy.cloud import Cloud, CloudError, CredentialsError, asking
from holdfast.simulation.prices import Price, Prices

_ANSWERS_IN = "us-east-1"
"""The price list answers in few regions, for all of them (AWS Billing User Guide, *Price List Query API*, 2026-11)."""
_LINUX = {"operatingSystem": "Linux", "tenancy": "Shared", "preInstalledSw": "NA", "capacitystatus": "Used"}
_POSTGRESQL = {"databaseEngine": "PostgreSQL", "deploymentOption": "Single-AZ"}
_STORAGE = {"db-gp3": "General Purpose-GP3", "db-gp2": "General Purpose"}


def ask_prices(cloud: Cloud, wanted: Iterable[tuple[str, str]]) -> Prices:
    """The prices of some units; what the list does not name exactly once stays unknown.

    Args:
        cloud: the account.
        wanted: region and unit, as `unknown_units` gives them.

    Raises:
        CredentialsError: there are none, or they are not valid.
    """
    found: dict[str, dict[str, Price]] = {}
    for region, unit in sorted(wanted):
        question = _question(region, unit)
        if question is None:
            continue
        try:
            price = _asked(cloud, *question)
        except CredentialsError:
            raise
        except CloudError:
            return found  # not allowed, or not reached: prices are no reason to stop
        if price is not None:
            found.setdefault(region, {})[unit] = Price(price, "price-list")
    return found


def _question(region: str, unit: str) -> tuple[str, Mapping[str, str]] | None:
    """The service and the filters that name one price; None where none is known to."""
    if unit in _STORAGE:
        return "AmazonRDS", {"regionCode": region, "volumeType": _STORAGE[unit], **_POSTGRESQL}
    if unit in {"gp2", "gp3"}:
        return "AmazonEC2", {"regionCode": region, "productFamily": "Storage", "volumeApiName": unit}
    if unit.startswith("db."):
        return "AmazonRDS", {"regionCode": region, "instanceType": unit, **_POSTGRESQL}
    return ("AmazonEC2", {"regionCode": region, "instanceType": unit, **_LINUX}) if "." in unit else None


def _asked(cloud: Cloud, service: str, filters: Mapping[str, str]) -> float | None:
    with asking("pricing:GetProducts", service):
        answer = cloud.client("pricing", _ANSWERS_IN).get_products(
            ServiceCode=service,
            Filters=[{"Type": "TERM_MATCH", "Field": key, "Value": value} for key, value in filters.items()],
            MaxResults=20,
        )
    prices = {price for text in answer.get("PriceList", ()) for price in _prices(text)}
    return prices.pop() if len(prices) == 1 else None


def _prices(text: Any) -> Iterable[float]:
    """The on-demand prices of one product, those of nothing left out."""
    try:
        product = json.loads(text) if isinstance(text, str) else text
        terms = product["terms"]["OnDemand"].values()
        dimensions = [dimension for term in terms for dimension in term["priceDimensions"].values()]
        amounts = [float(dimension["pricePerUnit"]["USD"]) for dimension in dimensions]
    except (KeyError, TypeError, ValueError, AttributeError):
        return ()
    return [amount for amount in amounts if amount > 0]
