"""References: what SECRETS_ARN and the spec name."""

import pytest

from holdfast.host.configuration.references import Reference, references, region_of
from holdfast.model.startup import PlaceKind, ProblemKind

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/api-AbCdEf"
PARAMETER_ARN = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/KEY"


def found(
    from_environment: str = "", *, secrets: tuple[str, ...] = (), parameters: tuple[str, ...] = ()
) -> tuple[Reference, ...]:
    read, problems = references(
        parameters=parameters, secrets=secrets, from_environment=from_environment, region="ap-northeast-2"
    )
    assert problems == ()
    return read


def test_the_weakest_stand_first_parameters_then_the_specs_secrets_then_those_of_the_environment() -> None:
    named = found("from-environment", secrets=("from-spec",), parameters=("/shop/KEY",))

    assert [one.name for one in named] == ["/shop/KEY", "from-spec", "from-environment"]


def test_commas_and_any_white_space_part_the_words_of_the_environment() -> None:
    assert [one.name for one in found(" one,two\n three\t,, four ")] == ["one", "two", "three", "four"]


def test_an_arn_brings_its_own_region_and_a_name_gets_the_default() -> None:
    assert [one.region for one in found(f"{ARN},shop/api")] == ["us-east-1", "ap-northeast-2"]


def test_a_name_that_ends_in_a_slash_is_a_path_of_parameters() -> None:
    kinds = [one.kind for one in found(parameters=("/shop/", "/shop/KEY", PARAMETER_ARN))]

    assert kinds == [PlaceKind.PARAMETER_PATH, PlaceKind.PARAMETER, PlaceKind.PARAMETER]


def test_an_arn_of_a_parameter_may_stand_among_the_secrets() -> None:
    assert found(PARAMETER_ARN) == (Reference(PlaceKind.PARAMETER, PARAMETER_ARN, "us-east-1"),)


def test_what_is_named_twice_is_read_once() -> None:
    assert len(found("shop/api,shop/api", secrets=("shop/api",))) == 1


@pytest.mark.parametrize(
    "value",
    [
        '{"DATABASE_URL": "postgres://shop:canary@db/shop"}',
        '{"A": "canary"}',
        "good-name postgres://shop:canary@db/shop",
        "arn:aws:secretsmanager:us-east-1:1:secret:x",
        f"{ARN}:password::",
        "canary\x1b[31m",
        "비밀/canary",
    ],
)
def test_one_word_that_is_no_reference_has_none_of_them_used_or_shown(value: str) -> None:
    read, problems = references(parameters=(), secrets=(), from_environment=value, region="ap-northeast-2")

    assert read == ()
    assert [(one.kind, one.key) for one in problems] == [(ProblemKind.BAD_REFERENCE, "SECRETS_ARN")]
    assert "canary" not in repr(problems)


def test_a_wrong_word_in_the_spec_is_told_by_its_position() -> None:
    _, problems = references(parameters=("a b",), secrets=("x", "y y"), from_environment="", region="eu-west-1")

    assert [one.params["position"] for one in problems] == ["1", "3"]


@pytest.mark.parametrize(
    ("environ", "region"),
    [
        ({}, "ap-northeast-2"),
        ({"AWS_DEFAULT_REGION": "us-east-1"}, "us-east-1"),
        ({"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"}, "eu-west-1"),
        ({"AWS_REGION": ""}, "ap-northeast-2"),
    ],
)
def test_the_hosts_region_wins_over_the_products(environ: dict[str, str], region: str) -> None:
    assert region_of("ap-northeast-2", environ) == region
