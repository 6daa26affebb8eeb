"""Programs that refuse to run on their built-in values in production."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.source.configuration.production_guards import stage
from tests.readers.repository.source.support import EXPRESS, told

_CONFIG = """
const isProduction = process.env.NODE_ENV === 'production';
const DEV_SECRET = 'only-for-our-machines-0123456789abcdef';
export const config = {
  isProduction,
  jwt: { secret: process.env.JWT_SECRET ?? DEV_SECRET },
  dataKey: process.env.DATA_SECRET_KEY ?? '',
  databaseUrl: process.env.DATABASE_URL ?? 'postgres://localhost/dev',
};
"""
_CHECKS = """
  if (config.jwt.secret === DEV_SECRET || config.jwt.secret.length < 32) problems.push('JWT_SECRET');
  if (config.dataKey.length < 32) problems.push('DATA_SECRET_KEY');
  if (!config.databaseUrl.startsWith('postgres://db.')) problems.push('DATABASE_URL');
"""
_ENDS = "  if (problems.length) throw new Error(problems.join());\n"
_CALLS = (
    "import express from 'express';\nimport { assertConfig } from './config';\nassertConfig();\nexpress().listen(80);\n"
)
_CALLS_NOTHING = "import express from 'express';\nimport { config } from './config';\nexpress().listen(80);\n"


def _guard(first: str = "if (!config.isProduction) return;", checks: str = _CHECKS, ends: str = _ENDS) -> str:
    body = f"  {first}\n  const problems: string[] = [];\n{checks}{ends}"
    return f"{_CONFIG}export function assertConfig(): void {{\n{body}}}\n"


def _let_through(config: str, entry: str = _CALLS, **more: str) -> set[str]:
    files = {"package.json": EXPRESS, "src/config.ts": config, "src/index.ts": entry, **more}
    return _names(told(files, ConfigurationLoader))


def _names(found: list[str]) -> set[str]:
    lines = (line for line in found if "missing=fails" not in line)
    return {name for line in lines for name in line.rpartition("names=(")[2].rstrip(")").split(", ")}


_ALL = {"JWT_SECRET", "DATA_SECRET_KEY", "DATABASE_URL"}


@pytest.mark.parametrize(
    ("config", "through"),
    [
        (_guard(), set()),
        (_guard("if (process.env.NODE_ENV !== 'production') return;"), set()),
        (_guard("if (!isProduction) { return; }"), set()),
        (_guard(ends="  if (problems.length > 0) { console.error(problems); process.exit(1); }\n"), set()),
        (_guard(ends="  if (problems.length) console.warn(problems.join());\n"), _ALL),
        (_guard("if (config.isProduction) return;"), _ALL),
        (_guard(checks=_CHECKS.replace("config.dataKey", "config.other")), {"DATA_SECRET_KEY"}),
        (
            _guard(checks=_CHECKS.partition("\n  if (config.dataKey")[2].join(("\n  if (config.dataKey", ""))),
            {"JWT_SECRET"},
        ),
    ],
)
def test_what_a_guard_checks_in_production_is_demanded(config: str, through: set[str]) -> None:
    assert _let_through(config) == through


def test_a_guard_counts_only_where_it_is_called() -> None:
    assert _let_through(_guard(), _CALLS_NOTHING) == _ALL
    here = _guard().replace("export function", "function") + "assertConfig();\n"
    assert _let_through(here, _CALLS_NOTHING) == set()


def test_a_guard_that_is_handed_on_is_believed_where_the_entry_is_not_at_hand() -> None:
    files = {"package.json": EXPRESS, "src/config.ts": _guard()}
    assert _names(told(files, ConfigurationLoader)) == set()


def test_a_guard_in_another_file_knows_the_settings_by_their_path() -> None:
    guard = (
        "import { config } from './config';\nif (config.isProduction) {\n"
        "  if (config.jwt.secret.length < 64) throw new Error('JWT_SECRET');\n"
        "  if (!config.dataKey || config.databaseUrl.includes('localhost')) throw new Error('more');\n}\n"
    )
    assert _let_through(_CONFIG, f"import './guard';\n{_CALLS_NOTHING}", **{"src/guard.ts": guard}) == set()


@pytest.mark.parametrize(
    ("guard", "through"),
    [
        ("if (isProduction && !configured) throw new Error('pool');", set()),
        ("if (isProduction && !configured) console.warn('pool');", {"SESSION_SECRET", "JWT_SECRET"}),
        ("if (!isProduction && !configured) throw new Error('pool');", {"SESSION_SECRET", "JWT_SECRET"}),
    ],
)
def test_one_answer_about_several_settings_stands_for_each(guard: str, through: set[str]) -> None:
    code = (
        "const isProduction = process.env.NODE_ENV === 'production';\n"
        "const pool = process.env.SESSION_SECRET || '';\nconst client = process.env.JWT_SECRET || '';\n"
        f"const configured = Boolean(pool && client);\n{guard}\nexport const config = {{ pool, client }};\n"
    )
    assert _let_through(code, _CALLS_NOTHING) == through


@pytest.mark.parametrize(
    ("asked", "through"),
    [
        ("config.secret === 'my-own-words'", set()),
        ("config.secret === 'other-words'", {"JWT_SECRET"}),
        ("!config.secret", {"JWT_SECRET"}),
        ("config.secret.length < 32", set()),
        ("config.secret.length < 4", {"JWT_SECRET"}),
        ("isWeak(config.secret)", set()),
        ("config.secret.startsWith('my-')", set()),
    ],
)
def test_a_question_that_the_built_in_value_passes_demands_nothing(asked: str, through: set[str]) -> None:
    code = (
        "export const config = { secret: process.env.JWT_SECRET || 'my-own-words' };\n"
        f"if (process.env.NODE_ENV === 'production' && ({asked})) {{\n  throw new Error('JWT_SECRET');\n}}\n"
    )
    assert _let_through(code, _CALLS_NOTHING) == through


_SETTINGS = """
import os
DEV_SECRET = "only-for-our-machines"
ENVIRONMENT = os.getenv("ENVIRONMENT", "development")
JWT_SECRET = os.getenv("JWT_SECRET", DEV_SECRET)
DATA_SECRET_KEY = os.getenv("DATA_SECRET_KEY", "words-for-data")
DATABASE_URL = os.getenv("DATABASE_URL", "sqlite:///dev.db")
"""
_PYDANTIC = """
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    environment: str = "development"
    jwt_secret: str = "only-for-our-machines"
    data_secret_key: str = "words-for-data"
    database_url: str = "sqlite:///dev.db"
settings = Settings()
"""
_APP = "from fastapi import FastAPI\nfrom app.config import check_settings\napp = FastAPI()\ncheck_settings()\n"


def _python(code: str, app: str = _APP) -> set[str]:
    files = {"requirements.txt": "fastapi\n", "app/main.py": app, "app/config.py": code}
    return _names(told(files, ConfigurationLoader))


def _checked(first: str, last: str, of: str, *, key: bool = True) -> str:
    names = (
        ("jwt_secret", "data_secret_key", "database_url") if of else ("JWT_SECRET", "DATA_SECRET_KEY", "DATABASE_URL")
    )
    rows = [
        first,
        "errors = []",
        f'if {of}{names[0]} == "only-for-our-machines" or len({of}{names[0]}) < 32:',
        '    errors.append("JWT_SECRET")',
        *((f"if len({of}{names[1]}) < 32:", '    errors.append("DATA_SECRET_KEY")') if key else ()),
        f'if {of}{names[2]}.startswith("sqlite"):',
        '    errors.append("DATABASE_URL")',
        "if errors:",
        f"    {last}",
    ]
    return "def check_settings():\n" + "".join(f"    {row}\n" for row in rows)


_RAISES = "raise RuntimeError(str(errors))"


@pytest.mark.parametrize(("settings", "of"), [(_SETTINGS, ""), (_PYDANTIC, "settings.")])
def test_a_guard_in_python_demands_what_it_checks(settings: str, of: str) -> None:
    stage = f"{of}environment" if of else "ENVIRONMENT"
    first = f'if {stage} != "production":\n        return'
    assert _python(settings + _checked(first, _RAISES, of)) == set()
    assert _python(settings + _checked(first, _RAISES, of, key=False)) == {"DATA_SECRET_KEY"}
    only_there = f'if {stage} == "production":\n        return'
    uncalled = "from fastapi import FastAPI\nimport app.config\napp = FastAPI()\n"
    for code, app in (
        (_checked(first, "logging.warning(errors)", of), _APP),
        (_checked(only_there, _RAISES, of), _APP),
        (_checked(first, _RAISES, of), uncalled),
    ):
        assert "DATA_SECRET_KEY" in _python(settings + code, app)


def test_a_block_of_python_without_debugging_demands_what_it_checks() -> None:
    guard = 'if not settings.debug and settings.jwt_secret == "only-for-our-machines":\n    raise RuntimeError("JWT_SECRET")\n'
    assert "JWT_SECRET" not in _python(_PYDANTIC + guard, _APP.replace("check_settings", "settings"))


def test_a_validator_of_a_class_in_python_asks_when_the_class_is_made() -> None:
    code = """
from pydantic import model_validator
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    environment: str = "development"
    jwt_secret: str = "only-for-our-machines"
    data_secret_key: str = "words-for-data"

    @model_validator(mode="after")
    def refuse(self) -> "Settings":
        if self.environment == "production":
            if self.jwt_secret == "only-for-our-machines":
                raise ValueError("JWT_SECRET")
        return self
"""
    assert _python(code, _APP.replace("check_settings", "Settings")) == {"DATA_SECRET_KEY"}


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("isProduction", True),
        ("!isProduction", False),
        ("!config.isProduction", False),
        ("process.env.NODE_ENV === 'production' && !x", True),
        ("config.nodeEnv !== 'development'", True),
        ("env.NODE_ENV !== 'production'", False),
        ("not settings.DEBUG", True),
        ("settings.is_production()", True),
        ("ENVIRONMENT in ('production', 'staging')", True),
        ("isDev", False),
        ("config.product", None),
        ("isProduction || isDev", None),
        ("(!secret || isProduction)", None),
        ("(isProduction && (!secret || secret.length < 9))", True),
        ("(!isProduction || isTest)", False),
    ],
)
def test_where_a_condition_holds(asked: str, there: bool | None) -> None:
    assert stage(asked) is there
