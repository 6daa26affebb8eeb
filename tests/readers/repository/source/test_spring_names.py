"""Placeholders of Spring that a variable fills, whatever case they are written in."""

import pytest

from holdfast.readers.repository.source.spring_names import (
    from_outside,
    is_of_files,
    plain,
    variables_of,
)

KEYS = frozenset(map(plain, ("app.mail-from", "shop.title", "stripe_key")))


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("OPENAI_API_KEY", "OPENAI_API_KEY"),
        ("openai.api-key", "OPENAI_API_KEY"),
        ("frontend.origin", "FRONTEND_ORIGIN"),
        ("app.jwt.secretKey", "APP_JWT_SECRETKEY"),
        ("jwtSecret", "JWTSECRET"),
        ("jdbc_url", "jdbc_url"),
        ("openai-api-key", "openai-api-key"),
    ],
)
def test_a_placeholder_that_no_setting_gives_is_a_variable(name: str, variable: str) -> None:
    assert from_outside(name, KEYS) == variable
    assert not is_of_files(name, KEYS)


@pytest.mark.parametrize(
    "name", ["shop.title", "app.mailFrom", "app.mail_from", "stripe-key", "stripe_key", "stripeKey"]
)
def test_one_that_the_same_files_give_is_none_however_it_is_spelled(name: str) -> None:
    assert from_outside(name, KEYS) is None
    assert is_of_files(name, KEYS)


@pytest.mark.parametrize(
    "name",
    [
        "spring.application.name",
        "server.port",
        "java.io.tmpdir",
        "user.home",
        "random.uuid",
        "project.version",
        "artifactId",
    ],
)
def test_what_the_framework_the_machine_or_the_build_tells_is_none_either(name: str) -> None:
    assert from_outside(name, KEYS) is None


def test_a_variable_is_spelled_with_underscores_for_dashes_or_without_them() -> None:
    assert variables_of("openai.api-key") == ("OPENAI_API_KEY", "OPENAI_APIKEY")
    assert variables_of("frontend.origin") == ("FRONTEND_ORIGIN",)
