"""What in a JavaScript file holds a setting."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import EXPRESS, told

SETTINGS = """const settings = {
  port: Number(process.env.PORT) || 4000,
  database: { url: process.env.DATABASE_URL || '' },
  mailKey: process.env['MAIL_API_KEY'] ?? '',
  name: process.env.APP_NAME || 'shop',
};
"""
DATABASE, KEY = "names=(DATABASE_URL)", "names=(MAIL_API_KEY)"
READ = ["3-4 source=environment missing=silent names=(DATABASE_URL, MAIL_API_KEY)"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "if (!settings.database.url) {\n  console.warn('no database');\n}",
            [f"7-9 source=environment missing=warns {DATABASE}", f"4 source=environment missing=silent {KEY}"],
        ),
        (
            "if (!settings.mailKey || !settings.database?.url) {\n  log.warn('incomplete');\n}",
            ["7-9 source=environment missing=warns names=(MAIL_API_KEY, DATABASE_URL)"],
        ),
        (
            "if (!settings.database.url) throw new Error('no database');",
            [f"7 source=environment missing=fails {DATABASE}", f"4 source=environment missing=silent {KEY}"],
        ),
        ("if (!order.url) {\n  console.warn('no page');\n}", READ),
        ("if (!settings.name) {\n  console.warn('no name');\n}", READ),
    ],
)
def test_a_member_of_an_object_of_settings_stands_for_what_it_holds(asked: str, said: list[str]) -> None:
    files = {"package.json": EXPRESS, "src/settings.js": f"{SETTINGS}{asked}\n"}
    assert told(files, ConfigurationLoader, RequiredSettings) == [f"src/settings.js:{one}" for one in said]


@pytest.mark.parametrize("or_else", ["||", "??"])
def test_a_variable_that_takes_the_first_of_several_settings_holds_them_all(or_else: str) -> None:
    code = (
        f"const secret = process.env.AUTH_SECRET {or_else} process.env.TOKEN_SECRET;\n"
        "if (!secret) {\n  throw new Error('no secret');\n}\n"
    )
    names = "names=(AUTH_SECRET, TOKEN_SECRET)"
    assert told({"package.json": EXPRESS, "src/a.js": code}, ConfigurationLoader, RequiredSettings) == [
        f"src/a.js:2-4 {names} before_serving=True tool=checks",
        f"src/a.js:2-4 source=environment missing=fails {names}",
    ]


@pytest.mark.parametrize(
    ("condition", "missing"),
    [
        ("!secret && process.env.NODE_ENV === 'production'", "fails"),
        ("process.env.NODE_ENV !== 'development' && !secret", "fails"),
        ("!secret && process.env.NODE_ENV !== 'production'", "silent"),
        ("!secret || process.env.NODE_ENV === 'production'", "silent"),
    ],
)
def test_a_check_that_holds_in_production_alone_is_one_there(condition: str, missing: str) -> None:
    code = f"const secret = process.env.AUTH_SECRET;\nif ({condition}) throw new Error('no secret');\n"
    (loader,) = told({"package.json": EXPRESS, "src/a.js": code}, ConfigurationLoader)
    assert f"missing={missing}" in loader
