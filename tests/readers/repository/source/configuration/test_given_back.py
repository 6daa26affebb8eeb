"""Problems that a function gives back, and that end the program where it is called."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import EXPRESS, told

_CONFIG = """
import os
from dataclasses import dataclass, field

@dataclass
class Database:
    user: str = field(default_factory=lambda: os.getenv("DB_USER", ""))
    password: str = field(default_factory=lambda: os.getenv("DB_PASSWORD", ""))
    url: str = field(default_factory=lambda: os.getenv("DATABASE_URL", "sqlite:///db.sqlite3"))

@dataclass
class Mail:
    user: str = field(default_factory=lambda: os.getenv("MAIL_USER", ""))
    api_key: str = field(default_factory=lambda: os.getenv("MAIL_API_KEY", ""))
    sms_api_key: str = field(default_factory=lambda: os.getenv("SMS_API_KEY", ""))
    map_api_key: str = field(default_factory=lambda: os.getenv("MAP_API_KEY", ""))
    pay_api_key: str = field(default_factory=lambda: os.getenv("PAY_API_KEY", ""))

@dataclass
class Config:
    env: str = field(default_factory=lambda: os.getenv("APP_ENV", "development"))
    secret_key: str = field(default_factory=lambda: os.getenv("SECRET_KEY", "insecure"))
    database: Database = field(default_factory=Database)
    mail: Mail = field(default_factory=Mail)

    @property
    def is_production(self):
        return self.env == "production"

    def validate(self):
        issues = []
        if self.is_production:
            if len(self.secret_key) < 50:
                issues.append("CRITICAL: SECRET_KEY is too short")
            if not self.database.user:
                issues.append("CRITICAL: DB_USER is missing")
            if not self.database.password:
                issues.append("CRITICAL: DB_PASSWORD is missing")
            if not self.mail.user:
                issues.append("WARNING: no mail")
        return issues

config = Config()
"""
_CALLER = """
from flask import Flask
from shop.config import config

def validate_on_start():
    issues = config.validate()
    critical = [one for one in issues if one.startswith("CRITICAL")]
    if critical:
        {ends}
    for one in issues:
        print(one)

validate_on_start()
app = Flask(__name__)
"""


def asked(config: str, caller: str) -> list[str]:
    files = {"requirements.txt": "flask\n", "shop/config.py": config, "shop/app.py": caller}
    return [line.partition("names=")[2] for line in told(files, RequiredSettings)]


@pytest.mark.parametrize("ends", ['raise RuntimeError("configuration")', "sys.exit(1)"])
def test_what_a_function_gives_back_ends_the_program_that_calls_it(ends: str) -> None:
    (names,) = asked(_CONFIG, _CALLER.format(ends=ends))
    assert names.startswith("(SECRET_KEY, DB_USER, DB_PASSWORD)")


def test_where_all_problems_end_the_program_all_settings_are_demanded() -> None:
    caller = _CALLER.replace("if critical:", "if issues:").format(ends="sys.exit(1)")
    (names,) = asked(_CONFIG, caller)
    assert "MAIL_USER" in names


def test_what_was_sorted_out_is_let_through_on_purpose_with_the_other_form_of_the_address() -> None:
    caller = _CALLER.format(ends="sys.exit(1)")
    files = {"requirements.txt": "flask\n", "shop/config.py": _CONFIG, "shop/app.py": caller}
    loaders = told(files, ConfigurationLoader)
    assert not [one for one in loaders if "missing=silent" in one or "missing=default" in one]


@pytest.mark.parametrize(
    "caller",
    [
        _CALLER.format(ends="print(critical)"),
        _CALLER.format(ends='raise HTTPException(500, "configuration")'),
        _CALLER.format(ends="sys.exit(1)").replace("config.validate()", "config.others()"),
        _CALLER.format(ends="sys.exit(1)")
        .replace("issues = config", "config")
        .replace("if one.starts", "if two.starts"),
    ],
)
def test_problems_that_nobody_ends_the_program_for_demand_nothing(caller: str) -> None:
    assert not asked(_CONFIG, caller)


def test_a_list_that_is_not_given_back_demands_nothing() -> None:
    assert not asked(_CONFIG.replace("return issues", "return []"), _CALLER.format(ends="sys.exit(1)"))


@pytest.mark.parametrize(
    ("call", "question"),
    [
        ("const { errors } = checkConfig();", "if (errors.length > 0)"),
        ("const problems = checkConfig();", "if (problems.length)"),
    ],
)
def test_javascript_gives_its_problems_back_too(call: str, question: str) -> None:
    given = "{ errors }" if "{" in call else "errors"
    config = f"""
const secret = process.env.JWT_SECRET || 'dev-secret';
const database = process.env.DATABASE_URL || '';
function checkConfig() {{
  const errors = [];
  if (process.env.NODE_ENV === 'production') {{
    if (secret === 'dev-secret') errors.push('JWT_SECRET');
    if (!database) {{
      errors.push('DATABASE_URL');
    }}
  }}
  return {given};
}}
module.exports = {{ checkConfig, secret, database }};
"""
    app = f"const express = require('express');\n{call}\n{question} {{\n  process.exit(1);\n}}\nexpress().listen(80);\n"
    files = {"package.json": EXPRESS, "src/config.js": config, "src/app.js": app}
    assert any("DATABASE_URL" in line for line in told(files, RequiredSettings))
