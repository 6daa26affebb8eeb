"""Parts that an application pretends to have, and keys that whatever starts it gives anew."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import EXPRESS, read

_YAML = "src/main/resources/application.yml"


def loaders(files: dict[str, str], name: str) -> list[int]:
    """The lines of the loaders that are about the variable."""
    found = [one for one in read(files) if isinstance(one, ConfigurationLoader)]
    return [one.at.start_line for one in found if name in one.names]


@pytest.mark.parametrize(
    "files",
    [
        {"pom.xml": "<project/>", _YAML: "social:\n  mode: ${PAY_MODE:mock}\n"},
        {"pom.xml": "<project/>", _YAML: "social:\n  mode: ${pay.mode:mock}\n"},
        {"package.json": EXPRESS, "src/pay.js": "const mode = process.env.PAY_MODE || 'mock';\n"},
        {"package.json": EXPRESS, "src/pay.js": "const mode = config.get('PAY_MODE', 'sandbox');\n"},
        {"requirements.txt": "fastapi\n", "app/pay.py": 'mode = os.getenv("PAY_MODE", "fake")\n'},
    ],
)
def test_a_part_is_pretended_until_its_variable_is_given(files: dict[str, str]) -> None:
    assert len(loaders(files, "PAY_MODE")) == 1
    assert (
        loaders(
            {**files, "docker-compose.yml": "services:\n  a:\n    environment:\n      PAY_MODE: real\n"}, "PAY_MODE"
        )
        == []
    )
    assert loaders({**files, "README.md": "`PAY_MODE=mock` skips the payment."}, "PAY_MODE")


def test_a_class_of_settings_pretends_by_its_member() -> None:
    text = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    sms_provider: str = 'mock'\n"
    assert loaders({"requirements.txt": "fastapi\n", "app/config.py": text}, "SMS_PROVIDER") == [5]


@pytest.mark.parametrize(
    "files",
    [
        {"pom.xml": "<project/>", _YAML: "social:\n  mode: ${PAY_MODE:real}\n"},
        {"pom.xml": "<project/>", "src/main/resources/application-local.yml": "social:\n  mode: ${PAY_MODE:mock}\n"},
        {"package.json": EXPRESS, "src/pay.test.js": "const mode = process.env.PAY_MODE || 'mock';\n"},
        {"package.json": EXPRESS, "src/pay.js": "const shown = process.env.PAY_MODE || 'card';\n"},
    ],
)
def test_what_is_real_or_for_developers_pretends_nothing(files: dict[str, str]) -> None:
    assert loaders(files, "PAY_MODE") == []


def test_a_key_of_spring_that_a_variable_stands_for_is_nobodys() -> None:
    files = {"pom.xml": "<project/>", _YAML: "spring:\n  datasource:\n    url: jdbc:mysql://localhost:3306/shop\n"}
    compose = (
        "services:\n  shop:\n    build: .\n    environment:\n      SPRING_DATASOURCE_URL: jdbc:mysql://db:3306/shop\n"
    )

    assert loaders(files, "spring.datasource.url") == [3]
    assert loaders({**files, "compose.yaml": compose}, "spring.datasource.url") == []
