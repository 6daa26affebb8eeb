"""Which variables of a container are secrets handed over as plain values, and which only sound like it."""

import pytest

from holdfast.model.evidence import Location
from holdfast.readers.repository.configuration.handed import Setting, handed_secrets, is_plain
from tests.controls.support import DECLARED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DB_PASSWORD", '{ name = "DB_PASSWORD", value = var.db_password }'),
        ("DB_PASSWORD", '{ value = var.db_password, name = "DB_PASSWORD" }'),
        ("JWT_SECRET", "JWT_SECRET = local.jwt_secret"),
        ("DB_PASS", "DB_PASS = aws_db_instance.main.password"),
        (
            "DATABASE_URL",
            'DATABASE_URL = "postgres://app:${random_password.db.result}@${aws_db_instance.main.address}/app"',
        ),
        ("DATABASE_URL", "DATABASE_URL = var.database_url"),
        ("STRIPE_API_KEY", "STRIPE_API_KEY: process.env.STRIPE_API_KEY || '',"),
        ("DB_PASSWORD", "DB_PASSWORD: db.secret!.secretValueFromJson('password').unsafeUnwrap(),"),
        ("DB_PASSWORD", '"DB_PASSWORD": db_password.value_as_string,'),
        ("DB_PASSWORD", "DB_PASSWORD = data.aws_ssm_parameter.db_password.value"),
        ("DB_PASSWORD", 'DB_PASSWORD = aws_ssm_parameter.kept["db_password"].value'),
        ("DB_PASSWORD", "DB_PASSWORD = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string).password"),
    ],
)
def test_a_secret_whose_value_is_a_variable_is_handed_over_in_plain(name: str, text: str) -> None:
    assert is_plain(name, text, yaml=False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DB_HOST", "DB_HOST = var.db_password_host"),
        ("DB_PASSWORD", 'DB_PASSWORD = "a literal is another finding"'),
        ("DATABASE_URL", "DATABASE_URL = aws_db_instance.main.endpoint"),
        ("REDIS_URL", "REDIS_URL = var.redis_url"),
        ("TOKEN_TABLE", "TOKEN_TABLE = aws_dynamodb_table.tokens.name"),
        ("API_KEY", "API_KEY = aws_dynamodb_table.tokens.name"),
        ("SECRET_KEY", "SECRET_KEY = aws_secretsmanager_secret.app.arn"),
        ("DB_PASSWORD", "DB_PASSWORD = data.aws_ssm_parameter.db_password.name"),
        ("DB_PASSWORD", "DB_PASSWORD = aws_secretsmanager_secret_version.db.arn"),
        ("DB_SECRET", "DB_SECRET: db.secret!.secretName,"),
    ],
)
def test_what_only_sounds_like_a_secret_or_says_where_it_is_kept_is_not(name: str, text: str) -> None:
    assert not is_plain(name, text, yaml=False)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Value: !Ref DBPassword", True),
        ("Value: {Ref: DBPassword}", True),
        ("Value: !Sub postgres://app:${DBPassword}@${Db.Endpoint.Address}/app", True),
        ("Value: ${env:DB_PASSWORD}", True),
        ("Value: ${file(env.yml):${opt:stage}.DB_PASSWORD}", True),
        ("Value: ${ssm:/shop/${opt:stage}/DB_PASSWORD}", False),
        ("Value: password", False),
        ("Value: !Ref TokenTable", False),
        ("Value: ${ssm:/app/db-password}", False),
        ("Value: '{{resolve:secretsmanager:app:SecretString:password}}'", False),
        ("Value: !ImportValue Password", False),
    ],
)
def test_in_yaml_only_references_count(text: str, plain: bool) -> None:
    assert is_plain("DB_PASSWORD", f"- Name: DB_PASSWORD\n  {text}", yaml=True) is plain


def test_the_secrets_of_a_container_are_one_fact_at_their_lines() -> None:
    settings = [
        Setting("PORT", "PORT = 80", Location.lines("main.tf", 3)),
        Setting("JWT_SECRET", "JWT_SECRET = var.jwt_secret", Location.lines("main.tf", 4)),
        Setting("DB_PASSWORD", "DB_PASSWORD = var.db_password", Location.lines("main.tf", 9)),
        Setting("API_KEY", "API_KEY = var.api_key", Location.lines("main.tf", 90)),
    ]
    (fact,) = handed_secrets({"kind": DECLARED}, "api", settings, yaml=False)
    assert (str(fact.at), fact.to, fact.names) == ("main.tf:4-9", "api", ("JWT_SECRET", "DB_PASSWORD", "API_KEY"))
    assert not list(handed_secrets({"kind": DECLARED}, "api", settings[:1], yaml=False))
