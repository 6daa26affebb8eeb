"""Secrets that somebody has blacked out where a program has them written."""

import pytest

from holdfast.model.facts import StandIn
from tests.readers.repository.source.support import EXPRESS, told

_SPRING = "implementation 'org.springframework.boot:spring-boot-starter-web'"


def python(code: str, path: str = "shop/settings.py") -> list[str]:
    return told({"requirements.txt": "django\n", "manage.py": "import django\n", path: code}, StandIn)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("EMAIL_HOST_PASSWORD = 'xxxxxxxxxxxx'\n", "1 to=shop/settings.py name=EMAIL_HOST_PASSWORD"),
        ("DATABASES = {\n    'PASSWORD': 'xxxxxxxxxx',\n}\n", "2 to=shop/settings.py name=PASSWORD"),
        ('connect(\n    password="xxxxxxxxxx",\n)\n', "2 to=shop/settings.py name=password"),
        ("STRIPE_SECRET_KEY: str = 'XXXXXXXXXXXX'\n", "1 to=shop/settings.py name=STRIPE_SECRET_KEY"),
    ],
)
def test_the_value_belongs_there(code: str, expected: str) -> None:
    assert python(code) == [f"shop/settings.py:{expected}"]


@pytest.mark.parametrize(
    "code",
    [
        "# EMAIL_HOST_PASSWORD = 'xxxxxxxxxxxx'\n",
        "EMAIL_HOST_PASSWORD = os.environ['EMAIL']\n",
        "EMAIL_HOST_PASSWORD = 'xxxx'\n",
        "EMAIL_HOST = 'xxxxxxxxxxxx'\n",
        "masked = {'password': 'xxxxxxxx'}\n",
        "shown = {**user, 'password': '********'}\n",
        "if DEBUG:\n    EMAIL_HOST_PASSWORD = 'xxxxxxxxxxxx'\n",
    ],
)
def test_remarks_short_words_masks_of_logs_and_developers_values_are_none(code: str) -> None:
    assert python(code) == []


def test_a_developers_file_is_none_and_a_script_is_read_as_well() -> None:
    assert python("EMAIL_HOST_PASSWORD = 'xxxxxxxxxxxx'\n", "shop/settings/local.py") == []
    code = "const express = require('express');\nconst mail = { password: 'xxxxxxxxxxxxxxxx' };\n"
    assert told({"package.json": EXPRESS, "src/server.js": code}, StandIn) == [
        "src/server.js:2 to=src/server.js name=password"
    ]


@pytest.mark.parametrize(
    ("path", "shown"),
    [("application.yml", True), ("application-prod.yml", True), ("application-local.yml", False)],
)
def test_settings_of_spring_are_read_unless_they_are_a_developers(path: str, *, shown: bool) -> None:
    text = "spring:\n  mail:\n    username: shop\n    password: xxxxxxxxxxxx\n"
    files = {"build.gradle": _SPRING, f"src/main/resources/{path}": text}
    files["src/main/java/a/Shop.java"] = "@SpringBootApplication\nclass Shop {}\n"
    found = [line.partition(" ")[0] for line in told(files, StandIn)]
    assert found == ([f"src/main/resources/{path}:4"] if shown else [])
