"""Functions that answer which settings are missing, whose caller ends the program."""

import pytest

from holdfast.model.facts import RequiredSettings
from tests.readers.repository.source.support import EXPRESS, told

_LIST = """const REQUIRED = ['DATABASE_URL', 'JWT_SECRET'];
function validateEnv() {{
  const missing = REQUIRED.filter((name) => !process.env[name]);
  return {given};
}}
module.exports = {{ validateEnv }};
"""
_PUSH = """const checkConfig = () => {{
  const errors = [];
  if (!process.env.DATABASE_URL) errors.push('DATABASE_URL');
  if (!process.env.JWT_SECRET) errors.push('JWT_SECRET');
  return {given};
}};
module.exports = {{ checkConfig }};
"""
_PYTHON = """import os
REQUIRED = ["DATABASE_URL", "JWT_SECRET"]

def missing_settings():
    return [name for name in REQUIRED if not os.getenv(name)]

def check_settings():
    return all(os.environ.get(name) for name in REQUIRED)
"""


def node(config: str, start: str) -> list[str]:
    server = f"const express = require('express');\n{start}\nexpress().listen(80);\n"
    return told({"package.json": EXPRESS, "src/env.js": config, "src/server.js": server}, RequiredSettings)


def python(start: str) -> list[str]:
    main = f"import sys\nfrom flask import Flask\nfrom app.env import check_settings, missing_settings\n{start}\n"
    return told({"requirements.txt": "flask\n", "app/env.py": _PYTHON, "app/main.py": main}, RequiredSettings)


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ("missing", "const missing = validateEnv();\nif (missing.length) { process.exit(1); }"),
        ("{ ok: !missing.length, missing }", "const { ok, missing } = validateEnv();\nif (!ok) process.exit(1);"),
        ("missing.length === 0", "if (!validateEnv()) {\n  console.error('settings');\n  process.exit(1);\n}"),
        (
            "missing",
            "async function bootstrap() {\n  const gone = validateEnv();\n  if (gone.length) throw new Error();\n}",
        ),
    ],
)
def test_the_caller_of_a_function_that_goes_through_a_list_ends_the_program(given: str, start: str) -> None:
    assert node(_LIST.format(given=given), start) == ["src/env.js:2-4 names=(DATABASE_URL, JWT_SECRET) tool=checks"]


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ("errors", "const errors = checkConfig();\nif (errors.length > 0) throw new Error(errors.join());"),
        ("errors.length === 0", "if (!checkConfig()) process.exit(1);"),
    ],
)
def test_so_does_the_caller_of_one_that_asks_for_them_one_by_one(given: str, start: str) -> None:
    assert node(_PUSH.format(given=given), start) == ["src/env.js:1-5 names=(DATABASE_URL, JWT_SECRET) tool=checks"]


@pytest.mark.parametrize(
    ("start", "line"),
    [
        ("missing = missing_settings()\nif missing:\n    sys.exit(1)", 4),
        ("if gone := missing_settings():\n    raise RuntimeError(gone)", 4),
        ("if not check_settings():\n    sys.exit('settings')", 7),
        ("def create_app():\n    if missing_settings():\n        raise SystemExit(1)\n    return Flask()", 4),
    ],
)
def test_programs_of_python_do_so_too(start: str, line: int) -> None:
    assert python(start) == [f"app/env.py:{line}-{line + 1} names=(DATABASE_URL, JWT_SECRET) tool=checks"]


@pytest.mark.parametrize(
    "start",
    [
        "const missing = validateEnv();\nif (missing.length) console.warn(missing);",
        "validateEnv();",
        "const missing = others();\nif (missing.length) process.exit(1);",
        "app.get('/pay', (ask, answer) => {\n  const missing = validateEnv();\n  if (missing.length) throw new Error();\n});",
        "function pay(res) {\n  if (validateEnv().length) throw new Error();\n}",
        "const missing = validateEnv();\nif (missing.length) { res.status(500); throw new Error(); }",
    ],
)
def test_an_answer_that_ends_nothing_at_the_start_demands_nothing(start: str) -> None:
    assert node(_LIST.format(given="missing"), start) == []


def test_a_function_that_asks_for_no_setting_or_answers_nothing_demands_nothing() -> None:
    start = "if (!validateEnv()) process.exit(1);"
    assert node(_LIST.format(given="missing").replace("  return missing;\n", ""), start) == []
    assert node("function validateEnv() {\n  return !!process.env && !true;\n}\n", start) == []


def test_a_program_of_python_that_only_says_what_is_missing_demands_nothing() -> None:
    assert python("missing = missing_settings()\nif missing:\n    print(missing)") == []
