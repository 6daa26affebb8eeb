"""Programs that ask for their settings and forgive the answer."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import EXPRESS, told

_CHECKS = (
    "export function validateEnv() {\n  const missing = ['DATABASE_URL', 'JWT_SECRET'].filter((k) => !process.env[k]);\n"
    "  if (missing.length) throw new Error(`missing ${missing}`);\n}\n"
)


def script(main: str, checks: str = _CHECKS) -> list[str]:
    files = {
        "package.json": EXPRESS,
        "src/env.ts": checks,
        "src/index.ts": f"import express from 'express';\nimport {{ validateEnv }} from './env';\n{main}\n",
    }
    return [one for one in told(files, ConfigurationLoader, RequiredSettings) if "names=(DATABASE_URL" in one]


_LISTEN = "express().listen(3000);"
_LIST = ["src/env.ts:2 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=list"]


@pytest.mark.parametrize(
    ("main", "lines"),
    [
        (f"try {{\n  validateEnv();\n}} catch (e) {{\n  console.error(e);\n}}\n{_LISTEN}", "3-7"),
        (f"try {{ validateEnv(); }} catch {{}}\n{_LISTEN}", "3"),
        (f"validateEnv().catch((e) => console.warn(e));\n{_LISTEN}", "3"),
        (
            f"async function start() {{\n  try {{\n    validateEnv();\n  }} catch (e) {{\n    log(e);\n  }}\n  {_LISTEN}\n}}",
            "4-8",
        ),
    ],
)
def test_an_error_that_is_only_logged_as_the_program_starts_stops_nothing(main: str, lines: str) -> None:
    [loader] = script(main)
    assert loader.startswith(f"src/index.ts:{lines} ")
    assert "missing=warns" in loader


@pytest.mark.parametrize(
    "main",
    [
        f"validateEnv();\n{_LISTEN}",
        f"try {{\n  validateEnv();\n}} catch (e) {{\n  console.error(e);\n  process.exit(1);\n}}\n{_LISTEN}",
        f"try {{\n  validateEnv();\n}} catch (e) {{\n  fatal(e);\n}}\n{_LISTEN}",
        f"const start = async () => {{\n  try {{\n    validateEnv();\n    {_LISTEN}\n  }} catch (e) {{\n    log(e);\n  }}\n}};",
        f"try {{\n  validateEnv();\n}} catch (e) {{\n  log(e);\n}}\nvalidateEnv();\n{_LISTEN}",
        f"try {{\n  validateEnv();\n}} catch (e) {{\n  log(e);\n}}\nboot({{ check: validateEnv }});\n{_LISTEN}",
        "app.get('/x', (req, res) => {\n  try {\n    validateEnv();\n  } catch (e) {\n    res.send(e);\n  }\n});",
    ],
)
def test_what_ends_it_serves_inside_or_is_asked_for_elsewhere_keeps_the_list(main: str) -> None:
    assert [one for one in script(main) if "missing=warns" in one] == []


def test_what_is_brought_in_is_no_other_use() -> None:
    files = {
        "package.json": EXPRESS,
        "env.js": "exports.check = () => {\n  const missing = ['DATABASE_URL'].filter((k) => !process.env[k]);\n"
        "  if (missing.length) throw new Error(missing);\n};\n",
        "index.js": (
            "const { check } = require('./env');\nconst app = require('express')();\n(async () => {\n  try {\n"
            "    check();\n  } catch (e) {\n    console.error(e);\n  }\n  app.listen(80);\n})();\n"
        ),
    }
    found = told(files, ConfigurationLoader)
    assert [one.partition(" ")[0] for one in found if "missing=warns" in one] == ["index.js:4-8"]


def test_nobody_catches_what_leaves_the_program() -> None:
    leaves = _CHECKS.replace("throw new Error(`missing ${missing}`)", "process.exit(1)")
    main = f"try {{\n  validateEnv();\n}} catch (e) {{\n  console.error(e);\n}}\n{_LISTEN}"
    assert [one for one in script(main, leaves) if "missing=warns" in one] == []


def test_a_schema_that_is_tried_where_it_is_applied() -> None:
    schema = "import { z } from 'zod';\nconst schema = z.object({\n  DATABASE_URL: z.string(),\n});\n"
    files = {"package.json": EXPRESS, "src/index.ts": f"import './env';\n{_LISTEN}"}
    tried = "try {\n  schema.parse(process.env);\n} catch (e) {\n  console.error(e);\n}\n"
    [loader] = told(files | {"src/env.ts": schema + tried}, ConfigurationLoader)
    assert loader.startswith("src/env.ts:5-9 ")
    kept = "export const env = schema.parse(process.env);\ntry { connect(env); } catch (e) { console.error(e); }\n"
    assert told(files | {"src/env.ts": schema + kept}, ConfigurationLoader) == []


def python(main: str, checks: str = "") -> list[str]:
    checks = checks or (
        "import os\nREQUIRED = ['DATABASE_URL', 'JWT_SECRET']\n\ndef check_env():\n"
        "    missing = [k for k in REQUIRED if not os.getenv(k)]\n    if missing:\n        raise ValueError(missing)\n"
    )
    files = {"requirements.txt": "fastapi", "app/checks.py": checks, "app/main.py": f"app = FastAPI()\n{main}\n"}
    return [one.partition(" ")[0] for one in told(files, ConfigurationLoader) if "missing=warns" in one]


def test_clauses_of_python_catch_their_own_errors() -> None:
    tried = "try:\n    check_env()\nexcept {}:\n    logger.error('settings')\n"
    assert python(tried.format("ValueError as e")) == ["app/main.py:2-5"]
    assert python(tried.format("Exception")) == ["app/main.py:2-5"]
    assert python(tried.format("ImportError")) == []
    assert python(f"check_env()\n{tried.format('Exception')}") == []


def test_a_class_of_settings_that_is_tried() -> None:
    settings = "class Settings(BaseSettings):\n    database_url: str\n    jwt_secret: str\n\n"
    tried = "try:\n    settings = Settings()\nexcept Exception as e:\n    print(e)\n    {}\n"
    assert python("", settings + tried.format("settings = None")) == ["app/checks.py:5-9"]
    assert python("", settings + tried.format("sys.exit(1)")) == []


def test_a_function_that_is_not_at_hand_is_told_by_its_name() -> None:
    tried = "import {{ {0} }} from './mail';\ntry {{\n  {0}();\n  log('ok');\n}} catch (e) {{\n  log(e);\n}}\n"
    files = {"package.json": EXPRESS}

    def lines(name: str) -> list[str]:
        text = tried.format(name) + "express().listen(process.env.PORT);"
        found = told(files | {"src/index.ts": text}, ConfigurationLoader)
        return [one.partition(" ")[0] for one in found if "missing=warns" in one]

    assert lines("validateEmailConfig") == ["src/index.ts:2-7"]
    assert lines("checkEnv") == ["src/index.ts:2-7"]
    assert lines("warmCache") == []
    assert lines("checkEnvelopes") == []
