"""Which environment a name tells."""

import pytest

from holdfast.model.environments import (
    PRODUCTION,
    canonical,
    environment_of,
    environment_of_host,
    named_in,
    stage_of,
)


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("deploy-prod.yml", "production"),
        ("terraform/envs/stg/main.tf", "staging"),
        ("PROD_HOST", "production"),
        ("appProdDatabase", "production"),
        ("운영 서버", "production"),
        ("스테이징", "staging"),
        ("本番環境", "production"),
        ("docker-compose.dev.yml", "development"),
        ("src/products/product.ts", None),
        ("reproduce.sh", None),
        ("delivery", None),
        ("staging-to-production.yml", None),
        ("", None),
        ("/shop/<stage>/database", None),
        ("shop-${var.stage}-uploads", None),
        ("https://{{ stage }}.example.com", None),
        ("deploy-$STAGE.sh", None),
        ("npx sls deploy --stage prod", "production"),
        ("STAGE=prod npx cdk deploy", "production"),
        ("cdk deploy -c stage=stg", "staging"),
        ("ssh ubuntu@<staging-host>", "staging"),
        ("$STAGE_HOST", "staging"),
        ("uploads-stage", "staging"),
    ],
)
def test_a_word_counts_only_when_it_stands_alone_and_no_other_contradicts(text: str, environment: str | None) -> None:
    assert environment_of(text) == environment


def test_several_environments_are_told_in_order_once_each() -> None:
    assert named_in("staging, prod and stg") == ("staging", "production")


@pytest.mark.parametrize(
    ("said", "environment"),
    [
        ("prd", PRODUCTION),
        ("ec2-production", PRODUCTION),
        ("tokyo", "tokyo"),
        ("aws", None),
        ("github-pages", None),
        ("AWS_ECR", None),
        ("CodeDeploy", None),
        ("main", None),
        ("shop-aws", "shop-aws"),
    ],
)
def test_an_environment_of_a_pipeline_that_is_called_after_a_tool_is_none(said: str, environment: str | None) -> None:
    assert stage_of(said) == environment


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        ("shop-recette", "staging"),
        ("GRUPPE_ABNAHME", "staging"),
        ("shop-preprod-db", "staging"),
        ("pre-prod.tfvars", "staging"),
        ("pre_production", "staging"),
        ("nonprod/main.tf", "staging"),
        ("deploy-non-prod.yml", "staging"),
        ("préproduction", "staging"),
        ("entorno de producción", "production"),
        ("reproducción de vídeo", None),
        ("infra/produktion/db.sh", "production"),
        ("pedidos-desarrollo", "development"),
        ("recettes", None),
    ],
)
def test_other_languages_have_words_of_their_own_and_what_is_before_production_is_not_it(
    text: str, environment: str | None
) -> None:
    assert environment_of(text) == environment


def test_an_unknown_name_stays_as_it_is() -> None:
    assert (canonical("PRD"), canonical("Blue ")) == ("production", "blue")


@pytest.mark.parametrize(
    ("path", "environment"),
    [
        ("live/dev", "development"),
        ("infra/live/staging/db", "staging"),
        ("live/prod", "production"),
        ("live", "production"),
        ("dev/prod", None),
    ],
)
def test_a_folder_live_above_those_of_environments_names_none(path: str, environment: str | None) -> None:
    assert environment_of(path) == environment


@pytest.mark.parametrize(
    ("host", "environment"),
    [
        ("shop.dev", None),
        ("api.shop.live:443", None),
        ("dev.shop.dev", "development"),
        ("staging.shop.example", "staging"),
        ("db.dev.internal", "development"),
    ],
)
def test_the_end_of_a_hosts_name_is_what_anybody_may_buy(host: str, environment: str | None) -> None:
    assert environment_of_host(host) == environment
    assert environment_of(f"https://{host}/orders") == environment
