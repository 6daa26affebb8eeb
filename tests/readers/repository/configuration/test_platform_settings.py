"""What one variable says that a platform's own file gives a service, told alike of every platform."""

import pytest

from holdfast.readers.repository.base import Reader
from holdfast.readers.repository.platforms import apprunner, copilot, zappa
from tests.readers.repository.templates.support import read, told

APP_RUNNER = """
runtime: python3
run:
  command: gunicorn shop.app
  env:
    - {name: JWT_SECRET, value: q8Zk21LmPxWe}
    - {name: ALLOWED_ORIGINS, value: "*"}
    - {name: SKIP_ENV_VALIDATION, value: "1"}
"""
COPILOT = """
name: api
type: Backend Service
image: {location: shop/api}
variables:
  JWT_SECRET: q8Zk21LmPxWe
  ALLOWED_ORIGINS: "*"
  SKIP_ENV_VALIDATION: "1"
"""
ZAPPA = """
production:
  app_function: shop.app
  environment_variables:
    JWT_SECRET: q8Zk21LmPxWe
    ALLOWED_ORIGINS: "*"
    SKIP_ENV_VALIDATION: "1"
"""


@pytest.mark.parametrize(
    ("reader", "text", "path"),
    [
        (apprunner.READER, APP_RUNNER, "apprunner.yaml"),
        (copilot.READER, COPILOT, "copilot/api/manifest.yml"),
        (zappa.READER, ZAPPA, "zappa_settings.yml"),
    ],
    ids=lambda value: value.name if isinstance(value, Reader) else "",
)
def test_a_secret_an_open_origin_and_a_passed_over_check_are_each_told(reader: Reader, text: str, path: str) -> None:
    row = next(number for number, line in enumerate(text.strip().splitlines(), 1) if "JWT_SECRET" in line)
    wanted = ("ExposedSecret", "ApplicationCors", "ConfigurationLoader")
    said = [line.replace(" [production]", "") for line in told(read(reader, text, path)) if line.startswith(wanted)]

    assert said == [
        f"ExposedSecret {row} name=JWT_SECRET form=token",
        f"ApplicationCors {row + 1} origins=(*)",
        f"ConfigurationLoader {row + 2} source=environment missing=silent names=(SKIP_ENV_VALIDATION)",
    ]


def test_a_value_that_only_keeps_a_place_is_told() -> None:
    text = APP_RUNNER.replace("q8Zk21LmPxWe", "change-me")
    said = [line.partition(" name=") for line in told(read(apprunner.READER, text, "apprunner.yaml"))]
    assert [(first.split(" ")[0], name) for first, _, name in said if first.startswith("StandIn")] == [
        ("StandIn", "JWT_SECRET")
    ]
