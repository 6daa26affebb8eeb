"""Which environment a resource belongs to."""

import pytest

from holdfast.model.environments import UNASSIGNED, WHOLE_PRODUCT
from holdfast.model.product import Product
from holdfast.readers.account.environments import Environments

PRODUCT = Product.model_validate(
    {
        "environments": {
            "production": {
                "buckets": [{"name": "shop-cakes"}, {"name": "shared"}],
                "domains": ["api.shop.example"],
                "origins": ["https://www.shop.example"],
                "secrets": ["shop/live"],
            },
            "staging": {"buckets": [{"name": "shop-cakes-2"}, {"name": "shared"}]},
        }
    }
)
ENVIRONMENTS = Environments.of(PRODUCT)


@pytest.mark.parametrize(
    ("tags", "names", "expected"),
    [
        ({}, ("shop-cakes",), "production"),
        ({}, ("shop-cakes-2",), "staging"),
        ({}, ("www.shop.example",), "production"),
        ({}, ("shop/live",), "production"),
        ({"Environment": "stg"}, ("shop-cakes",), "production"),  # the spec knows better than a tag
        ({"Environment": "stg"}, (), "staging"),
        ({"env": "PROD"}, ("web-staging",), "production"),
        ({"Stage": "canary"}, (), "canary"),
        ({"holdfast:environment": "staging"}, ("shop-Front-1X",), "staging"),
        ({"Acme/Env": "prod"}, (), "production"),
        ({"DeployEnvironment": "Production"}, (), "production"),
        ({"app_stage": "stg", "Owner": "prod"}, (), "staging"),
        ({"EnvironmentName": "live"}, (), "production"),
        ({"acme:env": "prod", "environment": "staging"}, (), "staging"),  # the plain word first
        ({"Env": "shop-production"}, (), "production"),
        ({"elasticbeanstalk:environment-name": "shop-staging"}, (), "staging"),
        ({"aws:rds:primaryDBInstanceArn": "arn:aws:rds:eu-west-1:1:db:shop-production"}, ("rds!db-1",), "production"),
        ({"Backstage": "production"}, (), UNASSIGNED),
        ({}, (None, "web-staging"), "staging"),
        ({"Name": "db-prod"}, ("i-123",), "production"),
        ({"aws:cloudformation:stack-name": "shop-staging-web"}, (), "staging"),
        ({"aws:autoscaling:groupName": "prod-web"}, (), "production"),
        ({"Team": "production"}, ("web",), UNASSIGNED),
        ({}, ("shared",), UNASSIGNED),
        ({}, (), UNASSIGNED),
        ({"Environment": ""}, ("products",), UNASSIGNED),
    ],
)
def test_a_resource_is_told_by_the_spec_then_its_tags_then_its_names(
    tags: dict[str, str], names: tuple[str | None, ...], expected: str
) -> None:
    assert ENVIRONMENTS.of_resource(tags, *names) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("shared",), ("production", "staging")),
        (("Shared", None), ("production", "staging")),
        (("next.staging.shop.example",), ("staging",)),
        (("www.shop.example", "x.staging.example"), ("production", "staging")),
        (("dev.shop.example",), ()),  # an environment that the spec does not have
        (("shop",), ()),
        ((), ()),
    ],
)
def test_what_no_environment_has_alone_is_of_each_that_the_spec_or_its_name_gives_it_to(
    names: tuple[str | None, ...], expected: tuple[str, ...]
) -> None:
    assert ENVIRONMENTS.sharing(*names) == expected


def test_nothing_is_shared_where_the_spec_tells_one_environment() -> None:
    one = Environments.of(Product.model_validate({"environments": {"production": {"buckets": [{"name": "shared"}]}}}))

    assert one.sharing("shared", "shop-staging", "shop-production") == ()


@pytest.mark.parametrize(
    ("tags", "names", "expected"),
    [
        ({"holdfast:product": "shop"}, ("shop-root-use",), WHOLE_PRODUCT),
        ({"holdfast:product": "shop", "holdfast:environment": "staging"}, (), "staging"),
        ({"holdfast:product": "shop"}, ("shop-production",), "production"),
        ({"holdfast:product": "till", "holdfast:environment": "production"}, ("till-production",), UNASSIGNED),
        ({}, ("shop-root-use",), UNASSIGNED),
    ],
)
def test_what_holdfast_built_tells_its_product_and_what_names_no_environment_serves_the_whole_of_it(
    tags: dict[str, str], names: tuple[str, ...], expected: str
) -> None:
    named = Environments.of(Product.model_validate({"name": "shop", "environments": {"production": {}, "staging": {}}}))

    assert named.of_resource(tags, *names) == expected


def test_a_product_without_a_name_in_its_spec_takes_nothing_for_anothers() -> None:
    tags = {"holdfast:product": "till", "holdfast:environment": "production"}

    assert ENVIRONMENTS.of_resource(tags) == "production"
