"""What is looked up before templates get their values: zones, providers, monitors, prices."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.actions.deploy.cloud import Cloud, CredentialsError
from holdfast.actions.deploy.find import find
from holdfast.actions.deploy.price_list import ask_prices
from holdfast.model.product import Product
from holdfast.readers.account.client import configuration
from holdfast.rig.aws import EmbeddedAws
from holdfast.simulation.prices import Price

HOME = "ap-northeast-2"
PRODUCT = Product(name="shop", region=HOME, zone="shop.example", repository="shop/shop")


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start(HOME) as started:
        yield started


@pytest.fixture
def cloud(aws: EmbeddedAws) -> Cloud:
    aws.reset()
    return Cloud(aws.session(), configuration(4), HOME, aws.url)


@pytest.mark.integration
def test_the_public_zone_of_exactly_that_name_is_found(cloud: Cloud) -> None:
    route53 = cloud.client("route53")
    for number, name in enumerate(("a.shop.example", "shop.example", "shop.example.org")):
        route53.create_hosted_zone(Name=name, CallerReference=str(number))
    found = find(cloud, PRODUCT, "shop-account")
    name = route53.get_hosted_zone(Id=found.hosted_zone)["HostedZone"]["Name"]
    assert (name, found.problems) == ("shop.example.", ())


@pytest.mark.integration
def test_a_missing_zone_and_two_of_one_name_are_problems_for_a_person(cloud: Cloud) -> None:
    (missing,) = find(cloud, PRODUCT, "shop-account").problems
    assert missing.happened == "Route 53 has no public hosted zone shop.example in this account"
    for number in range(2):
        cloud.client("route53").create_hosted_zone(Name="shop.example", CallerReference=str(number))
    (doubled,) = find(cloud, PRODUCT, "shop-account").problems
    assert doubled.happened == "Route 53 has 2 public hosted zones shop.example in this account"


@pytest.mark.integration
def test_a_provider_for_github_that_somebody_else_made_is_used_and_not_made_again(cloud: Cloud) -> None:
    iam = cloud.client("iam")
    made = iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40]
    )
    assert find(cloud, PRODUCT, "shop-account").github_provider == made["OpenIDConnectProviderArn"]


class Pricing:
    """AWS's price list in small: answers with what it is given, or refuses."""

    def __init__(self, *products: Any, error: str = "") -> None:
        self.products = products
        self.error = error
        self.asked: list[dict[str, str]] = []

    def get_products(self, *, ServiceCode: str, Filters: list[dict[str, str]], MaxResults: int) -> Any:  # noqa: N803
        self.asked.append({"service": ServiceCode, **{one["Field"]: one["Value"] for one in Filters}})
        if self.error:
            raise ClientError({"Error": {"Code": self.error, "Message": "no"}}, "GetProducts")
        return {"PriceList": list(self.products)[:MaxResults]}


def product(*amounts: str) -> str:
    dimensions = {str(number): {"pricePerUnit": {"USD": amount}} for number, amount in enumerate(amounts)}
    return json.dumps({"terms": {"OnDemand": {"t": {"priceDimensions": dimensions}}}})


def priced(pricing: Pricing) -> Cloud:
    return Cloud(None, None, HOME, _clients={("pricing", "us-east-1"): pricing})


def test_a_price_that_the_list_names_once_is_taken() -> None:
    pricing = Pricing(product("0.2070000000", "0.0000000000"))
    found = ask_prices(priced(pricing), [("eu-west-1", "db.m7g.large")])
    assert found == {"eu-west-1": {"db.m7g.large": Price(0.207, "price-list")}}
    assert pricing.asked == [
        {
            "service": "AmazonRDS",
            "regionCode": "eu-west-1",
            "instanceType": "db.m7g.large",
            "databaseEngine": "PostgreSQL",
            "deploymentOption": "Single-AZ",
        }
    ]


@pytest.mark.parametrize(
    "products", [(), (product("0.1"), product("0.2")), ("{}",), ("not JSON",), ([],), (product("much"),)]
)
def test_what_the_list_does_not_name_exactly_once_stays_unknown(products: tuple[Any, ...]) -> None:
    assert ask_prices(priced(Pricing(*products)), [("eu-west-1", "m7g.large")]) == {}


def test_a_list_that_may_not_be_asked_is_no_reason_to_stop_and_is_asked_once() -> None:
    pricing = Pricing(error="AccessDeniedException")
    assert ask_prices(priced(pricing), [("eu-west-1", "m7g.large"), ("eu-west-1", "m9g.large")]) == {}
    assert len(pricing.asked) == 1
    with pytest.raises(CredentialsError):
        ask_prices(priced(Pricing(error="ExpiredTokenException")), [("eu-west-1", "m7g.large")])


def test_a_unit_that_nobody_knows_how_to_ask_for_is_not_asked_for() -> None:
    pricing = Pricing()
    assert ask_prices(priced(pricing), [("eu-west-1", "nat")]) == {}
    assert pricing.asked == []
