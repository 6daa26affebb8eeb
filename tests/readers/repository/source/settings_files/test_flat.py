"""Settings files as flat lists: HOCON, and how Ktor's YAML names variables."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ExposedSecret, RequiredSettings

from ..support import told

_CONF = "src/main/resources/application.conf"


def _conf(text: str, *kinds: type) -> list[str]:
    return told({"build.gradle.kts": 'plugins { id("io.ktor.plugin") }\n', _CONF: text}, *kinds)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'jwt {\n  secret = "oranges"\n  secret = ${?JWT_SECRET}\n}\n',
            ["2 source=file missing=default names=(JWT_SECRET)"],
        ),
        ('jwt { secret = "secretkey" }\n', ["1 source=file missing=default names=(jwt.secret)"]),
        ("jwt {\n  secret = ${?JWT_SECRET}\n}\n", []),
        ('jwt.secret = "changeme" // for now\n', ["1 source=file missing=default names=(jwt.secret)"]),
        ('# jwt.secret = "changeme"\n', []),
        ('ktor {\n  deployment { port = 8080, port = ${?PORT} }\n}\nname = "shop"\n', []),
    ],
)
def test_a_value_in_front_of_a_variable_stands_in_for_it(text: str, expected: list[str]) -> None:
    assert _conf(text, ConfigurationLoader) == [f"{_CONF}:{line}" for line in expected]


def test_a_variable_that_must_be_there_is_required() -> None:
    [line] = _conf("jwt {\n  secret = ${JWT_SECRET}\n}\n", RequiredSettings)
    assert "names=(JWT_SECRET)" in line


def test_a_password_in_such_a_file_can_be_read_by_all() -> None:
    [line] = _conf('database {\n  user = "shop"\n  password = "Kj3-blue-lamp"\n}\n', ExposedSecret)
    assert line == f"{_CONF}:3 name=database.password form=password"


def test_ktors_yaml_names_variables_behind_a_dollar() -> None:
    text = 'ktor:\n  deployment:\n    port: "$PORT:8080"\njwt:\n  secret: "$JWT_SECRET:oranges"\n  realm: $JWT_REALM\n'
    files = {"build.gradle.kts": "plugins {}\n", "src/main/resources/application.yaml": text}
    assert told(files, ConfigurationLoader) == [
        "src/main/resources/application.yaml:5 source=file missing=default names=(JWT_SECRET)"
    ]
    [line] = told(files, RequiredSettings)
    assert "names=(JWT_REALM)" in line
