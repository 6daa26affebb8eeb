"""Values of settings by which an application runs as on a developer's machine."""

import pytest

from holdfast.model.evidence import EvidenceKind, Location
from holdfast.model.facts import DeveloperMode
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.handed import Setting
from holdfast.readers.repository.configuration.modes import is_for_developers, modes
from holdfast.readers.repository.containers.reader import READER as CONTAINERS
from holdfast.readers.repository.templates.document import READER
from tests.readers.repository.templates import support as templates
from tests.readers.repository.terraform.support import told

AT = Location("stack.ts", 3, 3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "true"),
        ("APP_DEBUG", "1"),
        ("DEBUG_PRICES", "yes"),
        ("CARD_SANDBOX", "true"),
        ("PAY_TEST_MODE", "on"),
        ("USE_MOCK", "1"),
        ("NODE_ENV", "development"),
        ("FLASK_ENV", "local"),
        ("GIN_MODE", "debug"),
        ("PAYPAL_MODE", "sandbox"),
        ("DISABLE_AUTH", "true"),
        ("AUTH_MODE", "off"),
        ("REQUIRE_AUTH", "false"),
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ("SPRING_PROFILES_ACTIVE", "dev"),
        ("SPRING_PROFILES_ACTIVE", "local-mysql"),
        ("DJANGO_SETTINGS_MODULE", "config.settings.dev"),
        ("DJANGO_SETTINGS_MODULE", "shop.settings.local"),
        ("FLASK_CONFIG", "development"),
        ("APP_SETTINGS", "shop.config.DevelopmentConfig"),
    ],
)
def test_modes_for_developers(name: str, value: str) -> None:
    assert is_for_developers(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "false"),
        ("DISABLE_AUTH", "false"),
        ("AUTH_MODE", "jwt"),
        ("SMTP_AUTH", "off"),
        ("DEBUG", "0"),
        ("CARD_SANDBOX", ""),
        ("NODE_ENV", "production"),
        ("STAGE", "dev"),
        ("PAYPAL_MODE", "live"),
        ("DJANGO_SETTINGS_MODULE", "config.settings.prod"),
        ("DJANGO_SETTINGS_MODULE", "shop.settings"),
        ("APP_SETTINGS", "shop.config.ProductionConfig"),
        ("APP_CONFIG", "/etc/shop/developers.toml"),
        ("LOG_LEVEL", "debug"),
        ("DEBUGGER_PORT", "1"),
        ("DEBUG_TRACE_RATE", "1"),
        ("DEBUG_LOG_DAYS", "1"),
    ],
)
def test_other_values_and_names(name: str, value: str) -> None:
    assert not is_for_developers(name, value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('DEBUG: "true",', True),
        ("DEBUG: 'true'  # for now", True),
        ('{ name = "DEBUG", value = "true" },', True),
        ("DEBUG: props.debug,", False),
        ("DEBUG: !Ref Debug", False),
    ],
)
def test_only_what_is_written_out_counts(text: str, shown: bool) -> None:
    found = list(modes({"kind": EvidenceKind.DECLARED}, "api", [Setting("DEBUG", text, AT)]))

    assert [fact.at for fact in found] == ([AT] if shown else [])


def test_terraform_and_templates_tell_of_them() -> None:
    function = """
        resource "aws_lambda_function" "pay" {
          function_name = "pay"
          environment {
            variables = {
              CARD_SANDBOX = "true"
            }
          }
        }
        """
    assert "DeveloperMode main.tf:5 to=pay name=CARD_SANDBOX" in told(function)
    text = """Resources:
  Pay:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          NODE_ENV: development
"""
    assert any(line.startswith(DeveloperMode.__name__) for line in templates.told(templates.read(READER, text)))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("ENV SPRING_PROFILES_ACTIVE=dev\n", [("SPRING_PROFILES_ACTIVE", 2)]),
        ('CMD ["java", "-Dspring.profiles.active=local", "-jar", "shop.jar"]\n', [("spring.profiles.active", 2)]),
        ("ENV NODE_ENV=production\nCMD java -Dspring.profiles.active=prod -jar shop.jar\n", []),
        ("ENV NODE_ENV=development\nFROM eclipse-temurin:21\nCMD java -jar shop.jar\n", []),
    ],
)
def test_the_last_stage_of_an_image_tells_for_whom_it_runs(rows: str, expected: list[tuple[str, int]]) -> None:
    read = CONTAINERS.read(Snippet("Dockerfile", f"FROM eclipse-temurin:21\n{rows}"))

    assert [(fact.name, fact.at.start_line) for fact in read if isinstance(fact, DeveloperMode)] == expected
