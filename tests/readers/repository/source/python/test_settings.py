"""What happens in Python servers when a setting is missing."""

import pytest

from holdfast.model.facts import ConfigurationLoader, RequiredSettings
from tests.readers.repository.source.support import read, told

_APP = "from fastapi import FastAPI\napp = FastAPI()\n"


def _said(code: str, path: str = "app/config.py", **more: str) -> list[str]:
    files = {"requirements.txt": "fastapi\n", "app/main.py": _APP, path: code, **more}
    return told(files, ConfigurationLoader, RequiredSettings)


def test_pydantic_fields_without_default_are_a_list_and_a_literal_secret_is_a_default() -> None:
    code = """
        from pydantic_settings import BaseSettings, SettingsConfigDict
        class Settings(BaseSettings):
            model_config = SettingsConfigDict(env_file=".env")
            project: str = "주문"
            database_url: str
            jwt_secret: str = Field(..., min_length=32)
            secret_key: str = "09d25e094faa6ca2556c818166b7a95"
            sentry_dsn: str | None = None
        """
    assert _said(code) == [
        "app/config.py:5-6 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=pydantic",
        "app/config.py:7 source=environment missing=default names=(SECRET_KEY)",
    ]


def test_dotenv_without_validation_is_one_silent_loader_where_the_settings_are_read() -> None:
    code = """
        import os
        from dotenv import load_dotenv
        load_dotenv()
        DATABASE_URL = os.getenv("DATABASE_URL")
        JWT_SECRET = os.environ.get("JWT_SECRET")
        DEBUG = os.getenv("DEBUG", "false")
        """
    assert _said(code) == ["app/config.py:4-5 source=dotenv missing=silent names=(DATABASE_URL, JWT_SECRET)"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            'KEY = os.getenv("SECRET_KEY", "dev-secret")',
            ["app/config.py:1 source=environment missing=default names=(SECRET_KEY)"],
        ),
        (
            'KEY = os.environ["SECRET_KEY"] if "SECRET_KEY" in os.environ else "dev-secret"',
            ["app/config.py:1 source=environment missing=default names=(SECRET_KEY)"],
        ),
        (
            'KEY = os.getenv(key="SECRET_KEY", default="dev-secret")',
            ["app/config.py:1 source=environment missing=default names=(SECRET_KEY)"],
        ),
        (
            'KEY = os.environ.get("SECRET_KEY") or "dev"',
            ["app/config.py:1 source=environment missing=default names=(SECRET_KEY)"],
        ),
        (
            'URL = os.getenv("DATABASE_URL", "sqlite:///db.sqlite3")',
            ["app/config.py:1 source=environment missing=silent names=(DATABASE_URL)"],
        ),
        ('PORT = os.getenv("PORT", "8000")', []),
        ('# KEY = os.getenv("SECRET_KEY", "dev-secret")', []),
        ('"""Set os.environ["SECRET_KEY"] first."""', []),
    ],
)
def test_defaults_are_told_for_secrets_only(code: str, expected: list[str]) -> None:
    assert _said(code + "\n") == expected


def test_lookups_that_raise_at_import_are_a_list() -> None:
    code = 'import os\nSECRET_KEY = os.environ["SECRET_KEY"]\nDATABASE_URL = os.environ["DATABASE_URL"]\n'
    assert _said(code) == [
        "app/config.py:2-3 names=(SECRET_KEY, DATABASE_URL) before_serving=True tool=checks",
        "app/config.py:2 source=environment missing=fails names=(SECRET_KEY)",
        "app/config.py:3 source=environment missing=fails names=(DATABASE_URL)",
    ]


@pytest.mark.parametrize(
    ("call", "missing"),
    [
        ('env(\n    "SECRET_KEY",\n    default="word-in-source",\n)', "default"),
        ('env.str(\n    "SECRET_KEY",\n    cast=str,\n    default="word-in-source",\n)', "default"),
        ('env(\n    "SECRET_KEY",\n)\nPORT = env("PORT", default="8000")', "fails"),
        ('env(\n    "SECRET_KEY"\n)\nPORT = env("PORT", default="8000")', "fails"),
    ],
)
def test_a_call_over_several_lines_has_its_own_default_and_no_other(call: str, missing: str) -> None:
    code = f"import environ\n\nenv = environ.Env()\nSECRET_KEY = {call}\n"
    found = told({"requirements.txt": "django\n", "core/settings.py": code}, ConfigurationLoader)
    assert [line for line in found if "SECRET_KEY" in line and f"missing={missing}" in line]


def test_a_path_below_the_own_address_is_nothing_to_go_without() -> None:
    code = 'import environ\n\nenv = environ.Env()\nADMIN_URL = env("ADMIN_URL", default="admin/")\n'
    files = {"requirements.txt": "django\n", "core/settings.py": code}
    assert told(files, ConfigurationLoader) == []
    assert told({**files, "core/settings.py": code.replace("admin/", "")}, ConfigurationLoader) != []


def test_decouple_and_environ_raise_without_a_default() -> None:
    code = """
        from decouple import config
        SECRET_KEY = config("SECRET_KEY")
        DEBUG = config("DEBUG", default=False, cast=bool)
        JWT_SECRET = config("JWT_SECRET", default="jwt-secret")
        """
    assert "app/config.py:2 source=environment missing=fails names=(SECRET_KEY)" in _said(code)
    assert "app/config.py:4 source=environment missing=default names=(JWT_SECRET)" in _said(code)


@pytest.mark.parametrize(
    ("brought", "reads"),
    [
        ("from .base import *", "env"),
        ("from .base import env", "env"),
        ("from config.env import BASE_DIR, env", "env.str"),
        ("from .. import env", "env.ENV"),
        ("from core.environment import ENV", "ENV"),
    ],
)
def test_an_environ_that_is_made_in_another_file_raises_without_a_default_too(brought: str, reads: str) -> None:
    code = f'{brought}\nDATABASE_URL = {reads}("DATABASE_URL")\nSECRET_KEY = {reads}("JWT_SECRET", default="melon-9")\n'
    assert "app/config.py:2 source=environment missing=fails names=(DATABASE_URL)" in _said(code)
    assert "app/config.py:3 source=environment missing=default names=(JWT_SECRET)" in _said(code)


def test_a_secret_loader_that_prints_and_returns_only_warns() -> None:
    code = """
        def load_secrets():
            arn = os.environ.get("SECRETS_ARN")
            if not arn:
                print("SECRETS_ARN not set")
                return {}
            try:
                return json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
            except ClientError as e:
                logger.error(e)
                return {}
        """
    assert _said(code) == ["app/config.py:3-10 source=secrets-manager missing=warns names=(SECRETS_ARN)"]


def test_a_raise_for_a_missing_variable_fails() -> None:
    code = 'import os\nURL = os.getenv("DATABASE_URL")\nif not URL:\n    raise RuntimeError("DATABASE_URL")\n'
    assert _said(code) == [
        "app/config.py:3-4 names=(DATABASE_URL) before_serving=True tool=checks",
        "app/config.py:3-4 source=environment missing=fails names=(DATABASE_URL)",
    ]


def test_a_tuning_value_with_a_default_is_no_silent_setting_and_an_address_is() -> None:
    code = """
        import os
        MODEL = os.getenv("MODEL", "small")
        HOST = os.getenv("DB_HOST", "localhost")
        TEAM = os.environ.get("TEAM", "")
        """

    [loader] = _said(code)

    assert loader.endswith("missing=silent names=(DB_HOST, TEAM)")


def test_problems_that_are_collected_and_end_the_program_together_are_no_silence() -> None:
    files = {
        "requirements.txt": "flask",
        "app.py": """
            import os, sys
            from flask import Flask
            problems = []
            if not os.environ.get("DATABASE_URL"):
                problems.append("DATABASE_URL")
            if problems:
                print(problems)
                sys.exit(78)
            """,
    }
    assert "missing=fails" in " ".join(told(files, ConfigurationLoader))


def test_a_silent_loader_shows_too_where_most_of_its_settings_are_read() -> None:
    code = "import os\nTEAM = os.getenv('TEAM_URL')\n" + "\n" * 40
    code += "USER = os.getenv('DB_USER')\nNAME = os.getenv('DB_NAME')\nPASSWORD = os.getenv('DB_PASSWORD', '')\n"
    main = "from dotenv import load_dotenv\nload_dotenv()\n" + _APP
    files = {"requirements.txt": "fastapi\n", "app/main.py": main, "app/config.py": code}
    (found,) = [fact for fact in read(files) if isinstance(fact, ConfigurationLoader)]
    assert (str(found.at), str(found.places["names"])) == ("app/main.py:2", "app/config.py:43-45")


def test_a_database_on_the_own_machine_is_shown_beside_lines_that_it_does_not_stand_among() -> None:
    host = "HOST = os.getenv('DB_HOST', 'localhost')\n"
    rest = "USER = os.getenv('SHOP_USER')\nNAME = os.getenv('SHOP_URL')\nKEY = os.getenv('SHOP_KEY', '')\n"

    apart = _said("import os\n" + host + "\n" * 40 + rest)
    assert [fact.partition(" ")[0] for fact in apart] == ["app/config.py:43-45", "app/config.py:2"]
    assert [fact.partition(" ")[0] for fact in _said("import os\n" + host + rest)] == ["app/config.py:2-5"]


def test_secrets_with_an_empty_default_are_shown_where_a_class_requires_less_than_it_lets_through() -> None:
    config = """
        from pydantic_settings import BaseSettings


        class Settings(BaseSettings):
            DATABASE_URL: str
            ORDERS_HOST: str = "orders"
        """
    config += "\n" * 40 + 12 * " " + 'PAYMENT_SECRET_KEY: str = ""\n' + 12 * " " + 'MAIL_PASSWORD: str = Field("")\n'
    (found,) = [
        fact
        for fact in read({"requirements.txt": "fastapi\n", "app/main.py": _APP, "app/config.py": config})
        if isinstance(fact, ConfigurationLoader)
    ]
    assert (found.missing, str(found.at)) == ("silent", "app/config.py:47-48")
    given = {"PAYMENT_SECRET_KEY": "AWS_SECRET_ACCESS_KEY", "MAIL_PASSWORD": "AWS_SESSION_TOKEN", "ORDERS_HOST": "PORT"}
    of_a_role = config
    for name, other in given.items():
        of_a_role = of_a_role.replace(name, other)
    files = {"requirements.txt": "fastapi\n", "app/main.py": _APP, "app/config.py": of_a_role}
    assert not any(isinstance(fact, ConfigurationLoader) for fact in read(files))


def test_an_empty_default_that_a_validator_refuses_is_required() -> None:
    found = told(
        {
            "app/config.py": """
            from pydantic import field_validator, model_validator
            from pydantic_settings import BaseSettings
            class Settings(BaseSettings):
                database_url: str = ""
                secret_key: str = "change-this-key"
                environment: str = "development"
                log_level: str = "INFO"
                @field_validator("database_url")
                @classmethod
                def given(cls, value):
                    if not value:
                        raise ValueError("DATABASE_URL is missing")
                    return value
                @field_validator("log_level")
                @classmethod
                def known(cls, value):
                    if value == "TRACE":
                        raise ValueError("no such level")
                    return value
                @model_validator(mode="after")
                def for_production(self):
                    if self.environment == "production" and not self.secret_key:
                        raise ValueError("SECRET_KEY is missing")
                    return self
            """,
            "app/main.py": "from fastapi import FastAPI\nfrom app.config import Settings\napp = FastAPI()\n",
        },
        RequiredSettings,
        ConfigurationLoader,
    )
    assert found == [
        "app/config.py:8-13 names=(DATABASE_URL) before_serving=True tool=pydantic",
        "app/config.py:20-24 names=(SECRET_KEY) before_serving=True tool=pydantic",
    ]


def test_what_a_feature_needs_that_is_passed_over_without_it_is_no_silence() -> None:
    code = """
        import os
        from fastapi import FastAPI
        mail = os.getenv("MAIL_HOST")
        box = os.getenv("MAIL_BOX")
        {condition}:
            send(mail, box)
        """
    optional = {"requirements.txt": "fastapi\n", "app/main.py": code.format(condition="if mail and box")}
    assert told(optional, ConfigurationLoader) == []
    asked = {**optional, "app/main.py": code.format(condition="if mail == box")}
    assert told(asked, ConfigurationLoader) == [
        "app/main.py:3-4 source=environment missing=silent names=(MAIL_HOST, MAIL_BOX)"
    ]
    needed = {name: text.replace("MAIL_HOST", "JWT_SECRET") for name, text in optional.items()}
    assert "JWT_SECRET" in told(needed, ConfigurationLoader)[0]


@pytest.mark.parametrize(("function", "found"), [("create_token", "silent"), ("create_app", "fails")])
def test_a_setting_that_only_a_visitor_misses_is_let_through(function: str, found: str) -> None:
    code = f"""
        import os
        from fastapi import FastAPI
        SECRET = os.getenv("JWT_SECRET")
        def {function}(user):
            if SECRET is None:
                raise RuntimeError("no secret")
        """
    facts = told({"requirements.txt": "fastapi\n", "app/main.py": code}, ConfigurationLoader)

    assert [fact.partition("missing=")[2].partition(" ")[0] for fact in facts] == [found]


def test_a_warning_about_how_a_setting_looks_is_none_about_a_missing_one() -> None:
    code = """
        import os
        DEBUG = os.getenv("DEBUG") == "true"
        SITE = os.getenv("SITE_ADDRESS", "http://127.0.0.1:8000")
        if not DEBUG and SITE.startswith("http://"):
            print("use https")
        """
    assert not [fact for fact in _said(code) if "missing=warns" in fact]


def test_what_a_function_is_asked_for_that_raises_is_required() -> None:
    code = """
        import os

        def demand(name: str) -> str:
            value = os.environ.get(name)
            if not value:
                raise RuntimeError(name)
            return value

        TABLE = demand("ORDERS_TABLE")
        QUEUE = demand("ORDERS_QUEUE")
        ALLOW = os.environ.get("AUTH_ALLOW_GUESTS")
        """
    assert "app/config.py:9-10 names=(ORDERS_TABLE, ORDERS_QUEUE) before_serving=True tool=checks" in _said(code)


def test_what_a_method_is_asked_for_that_raises_is_required() -> None:
    code = """
        import os

        class Provider:
            def _get(self, key: str) -> str:
                value = os.getenv(key)
                if not value:
                    raise KeyError(key)
                return value

            def _may(self, key: str) -> str:
                return os.getenv(key)

            def load(self):
                return self._get("ORDERS_TABLE"), self._get("ORDERS_QUEUE"), self._may("BANNER")
        """
    assert "app/config.py:14 names=(ORDERS_TABLE, ORDERS_QUEUE) tool=checks" in _said(code)


def test_what_a_function_is_asked_for_that_gives_nothing_back_is_not_required() -> None:
    code = """
        import os

        def ask(name: str) -> str | None:
            return os.environ.get(name)

        TABLE = ask("ORDERS_TABLE")
        """
    assert not _said(code)


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (
            ", default: str | None = None",
            "value = os.environ.get(name, default)\n    if value is None:\n        raise Missing(name)\n    return value",
        ),
        (", instead=None", "return os.getenv(name) or instead"),
        (": str, *, fallback: str", "return os.environ.get(name, fallback).strip()"),
    ],
)
def test_what_a_function_takes_instead_of_a_missing_secret_is_its_default(given: str, body: str) -> None:
    head = f"import os\n\ndef ask(name{given}):\n    {body}\n\n"
    told = _said(head + 'KEY = ask("SECRET_KEY", "not-so-secret")\n')
    assert [fact for fact in told if "missing=default" in fact and "names=(SECRET_KEY)" in fact]
    assert not [fact for fact in _said(head + 'LEVEL = ask("LOG_LEVEL", "INFO")\n') if "missing=default" in fact]


@pytest.mark.parametrize(
    ("second", "body"),
    [
        ("cast", "return cast(os.environ[name])"),
        ("hint", "value = os.getenv(name)\n    if not value:\n        sys.exit(f'{name}: {hint}')\n    return value"),
        ("kind", "raw = os.getenv(name)\n    if raw is None:\n        raise Missing(name, kind)\n    return kind(raw)"),
    ],
)
def test_a_second_argument_that_is_no_default_stands_in_for_nothing_and_its_absence_is_heard(
    second: str, body: str
) -> None:
    told = _said(f'import os, sys\n\ndef ask(name, {second}):\n    {body}\n\nKEY = ask("SECRET_KEY", "upper")\n')
    assert not [fact for fact in told if "missing=default" in fact]
    assert [fact for fact in told if "missing=fails" in fact and "names=(SECRET_KEY)" in fact]


def test_a_connection_that_is_given_up_without_its_address_is_let_through_there() -> None:
    code = """
        import os

        def engine():
            url = os.getenv("DATABASE_URL", "")
            if not url:
                return None
            return create_engine(url)
        """
    assert _said(code) == ["app/config.py:5-6 source=environment missing=silent names=(DATABASE_URL)"]


def test_settings_count_where_only_the_packages_tell_that_a_server_reads_them() -> None:
    code = 'import os\nSECRET_KEY = os.getenv("SECRET_KEY", "everybody knows")\n'
    expected = ["config.py:2 source=environment missing=default names=(SECRET_KEY)"]
    assert told({"requirements.txt": "Flask==3.0\n", "config.py": code}, ConfigurationLoader) == expected
    assert told({"requirements.txt": "numpy\n", "config.py": code}, ConfigurationLoader) == []
    mapped = f"{code}SQLALCHEMY_DATABASE_URI = build()\n"
    assert told({"config.py": mapped}, ConfigurationLoader) == expected


def test_a_function_that_raises_without_a_variable_is_followed_into_the_settings_that_import_it() -> None:
    helper = """
        import os

        def demand(name):
            try:
                return os.environ[name]
            except KeyError:
                raise RuntimeError(f"{name} is missing")
        """
    settings = (
        'from .demanded import demand\n\nSECRET_KEY = demand("SECRET_KEY")\nDATABASE_URL = demand("DATABASE_URL")\n'
    )
    files = {"requirements.txt": "django\n", "shop/settings/demanded.py": helper, "shop/settings/base.py": settings}
    [found] = told(files, RequiredSettings)
    assert "names=(SECRET_KEY, DATABASE_URL)" in found


@pytest.mark.parametrize(
    ("names", "over", "then", "expected"),
    [
        (
            '("DATABASE_URL", "SECRET_KEY")',
            "gone = [n for n in NEEDED if not os.environ.get(n)]\nif gone:",
            "raise SystemExit(gone)",
            "list",
        ),
        (
            '["DATABASE_URL", "SECRET_KEY"]',
            "for n in NEEDED:\n  if n not in os.environ:",
            "  raise KeyError(n)",
            "list",
        ),
        ('["DATABASE_URL", "SECRET_KEY"]', "for n in NEEDED:\n  if not os.getenv(n):", "  print(n)", "warns"),
        ('["DATABASE_URL", "SECRET_KEY"]', "for n in NEEDED:\n  if n in seen:", "  raise KeyError(n)", "nothing"),
        (
            '["DATABASE_URL", "a sentence"]',
            "for n in NEEDED:\n  if not os.getenv(n):",
            "  raise KeyError(n)",
            "nothing",
        ),
    ],
)
def test_a_list_that_is_gone_over(names: str, over: str, then: str, expected: str) -> None:
    code = f"import os\nimport flask\nNEEDED = {names}\n{over}\n  {then}\n"
    files = {"requirements.txt": "flask\n", "shop/config.py": code}
    lists, loaders = told(files, RequiredSettings), told(files, ConfigurationLoader)
    told_names = "names=(DATABASE_URL, SECRET_KEY)"
    assert lists == ([f"shop/config.py:3 {told_names} before_serving=True tool=loop"] if expected == "list" else [])
    assert any("missing=warns" in one and told_names in one for one in loaders) == (expected == "warns")


def test_a_setting_that_is_only_cast_has_no_value_in_its_place() -> None:
    code = (
        "from starlette.config import Config\nfrom starlette.datastructures import Secret\nimport starlette\n"
        'config = Config(".env")\nSECRET_KEY = config("SECRET_KEY", cast=Secret)\nURL = config("DATABASE_URL", cast=str)\n'
    )
    [found] = told({"requirements.txt": "starlette\n", "shop/settings.py": code}, RequiredSettings)
    assert "names=(SECRET_KEY, DATABASE_URL)" in found


_DJANGO = 'INSTALLED_APPS = ["shop"]\nDEBUG = %s\n'


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('os.environ.get("DEBUG", True)', "DEBUG"),
        ('os.getenv("DJANGO_DEBUG", "True").lower() == "true"', "DJANGO_DEBUG"),
        ('bool(int(os.environ.get("DEBUG", 1)))', "DEBUG"),
        ('os.environ.get("DJANGO_DEBUG", "") != "False"', "DJANGO_DEBUG"),
        ('os.getenv("DEBUG") not in ("0", "false")', "DEBUG"),
        ('config("DEBUG", default=True, cast=bool)', "DEBUG"),
        ('config("DEBUG", cast=bool, default="on")', "DEBUG"),
        ('env.bool("DEBUG", True)', "DEBUG"),
        ('bool(os.environ.get("DEBUG"))', "DEBUG"),
        ('bool(os.getenv("DJANGO_DEBUG", False))', "DJANGO_DEBUG"),
        ('bool(int(os.getenv("DEBUG", "0")))', None),
        ('os.getenv("DJANGO_ENV") != "production"', "DEBUG"),
        ('os.getenv("DJANGO_ENV", "local") != "production"', "DEBUG"),
        ('os.getenv("DJANGO_ENV", "production") != "production"', None),
        ('os.getenv("DJANGO_ENV", "dev") == "dev"', "DEBUG"),
        ('os.getenv("DJANGO_ENV", "prod") == "dev"', None),
        ('not os.environ.get("PRODUCTION")', "DEBUG"),
        ('"RENDER" not in os.environ', "DEBUG"),
        ('"LOCAL" in os.environ', None),
        ('STAGE == "dev"\nSTAGE = os.getenv("STAGE", "dev")', "DEBUG"),
        ('STAGE != "production"\nSTAGE = os.getenv("STAGE")', "DEBUG"),
        ('STAGE != "production"\nSTAGE = os.getenv("STAGE", "production")', None),
        ('STAGE == "dev"', None),
        ("True\nif HOSTED:\n    DEBUG = switched()", None),
        ("True\nfrom .local_settings import *", None),
        ('os.environ.get("DEBUG", False)', None),
        ('os.environ.get("DEBUG") == "True"', None),
        ('env.bool("DEBUG", default=False)', None),
        ("False", None),
    ],
)
def test_a_debug_mode_that_is_on_without_its_variable_is_let_through_in_silence(written: str, name: str | None) -> None:
    found = told({"requirements.txt": "django\n", "shop/settings.py": _DJANGO % written}, ConfigurationLoader)
    # Where a name stands in between, the place is where it gets the variable's value.
    line = 3 if "\nSTAGE" in written else 2
    said = f"shop/settings.py:{line} source=environment missing=silent names=({name})"
    assert (said in found) is bool(name)
    assert bool(name) or not any("DEBUG" in line for line in found)


def test_a_scheme_of_variables_may_turn_the_debug_mode_on() -> None:
    code = 'INSTALLED_APPS = ["shop"]\nenv = environ.Env(DEBUG=(bool, True))\nDEBUG = env("DEBUG")\n'
    found = told({"requirements.txt": "django\n", "shop/settings.py": code}, ConfigurationLoader)
    assert "shop/settings.py:2 source=environment missing=silent names=(DEBUG)" in found


def test_a_debug_mode_that_production_turns_off_for_good_or_that_developers_have_is_no_matter() -> None:
    on = _DJANGO % 'os.environ.get("DEBUG", True)'
    for files in (
        {"shop/settings/base.py": on, "shop/settings/production.py": "from .base import *\nDEBUG = False\n"},
        {"shop/settings/local.py": on},
    ):
        assert told({"requirements.txt": "django\n", **files}, ConfigurationLoader) == []


def test_what_was_read_from_a_file_is_demanded_like_the_environment() -> None:
    code = """
        import json
        import django

        with open("secrets.json") as file:
            given = json.load(file)

        def demand(name):
            try:
                return given[name]
            except KeyError:
                raise RuntimeError(name)

        SECRET_KEY = demand("SECRET_KEY")
        """
    [found] = told({"requirements.txt": "django\n", "shop/settings.py": code}, RequiredSettings)
    assert "names=(SECRET_KEY)" in found


def test_a_front_end_on_ones_own_machine_takes_no_missing_settings_place() -> None:
    code = """
        import os
        KEYS = os.environ["TOKEN_KEY"], os.environ["DATABASE_URL"]
        WEB = os.getenv("FRONTEND_URL", "http://localhost:3000")
        """
    silent = [line for line in _said(code) if "missing=silent" in line]
    assert silent == ["app/config.py:3 source=environment missing=silent names=(FRONTEND_URL)"]


@pytest.mark.parametrize(
    ("made", "listed"), [("model_validate(dict(os.environ))", True), ("model_validate(body)", False)]
)
def test_a_model_that_is_made_of_the_environment_is_a_list(made: str, listed: bool) -> None:
    code = f"import os\nfrom pydantic import BaseModel\nimport fastapi\n\nclass Given(BaseModel):\n    DATABASE_URL: str\n    LEVEL: str = 'info'\n\ngiven = Given.{made}\n"
    found = told({"requirements.txt": "fastapi\n", "app/given.py": code}, RequiredSettings)
    assert found == (["app/given.py:6 names=(DATABASE_URL) before_serving=True tool=pydantic"] if listed else [])


def test_a_validator_of_dynaconf_is_a_list() -> None:
    code = 'from dynaconf import Dynaconf, Validator\nimport flask\nSETTINGS = Dynaconf(validators=[Validator("DATABASE_URL", "JWT_SECRET", must_exist=True)])\n'
    assert told({"requirements.txt": "flask\n", "app/config.py": code}, RequiredSettings) == [
        "app/config.py:3 names=(DATABASE_URL, JWT_SECRET) before_serving=True tool=dynaconf"
    ]


@pytest.mark.parametrize(("bases", "counts"), [("Settings", False), ("DevelopmentSettings", True)])
def test_a_class_for_developers_says_nothing_of_production_unless_that_is_made_of_it(bases: str, counts: bool) -> None:
    config = f"""
        import os


        class Settings:
            PAGES = 10


        class DevelopmentSettings(Settings):
            SECRET_KEY = os.getenv("SECRET_KEY", "oranges")


        class ProductionSettings({bases}):
            PAGES = 20
        """
    files = {"requirements.txt": "fastapi\n", "app/main.py": _APP, "app/config.py": config}
    found = told(files, ConfigurationLoader)
    assert ("app/config.py:9 source=environment missing=default names=(SECRET_KEY)" in found) is counts
    assert bool(found) is counts


def test_a_program_that_builds_the_infrastructure_is_not_the_application() -> None:
    needs = "import os\nKEY = os.environ['OPENAI_API_KEY']\n"
    files = {"requirements.txt": "fastapi\n", "app.py": f"from aws_cdk import App\n{needs}"}
    assert told(files, RequiredSettings) == []
    assert told({**files, "app.py": f"from fastapi import FastAPI\n{needs}"}, RequiredSettings) != []


def test_where_a_program_listens_it_does_not_miss() -> None:
    code = "from pydantic import BaseSettings\n\n\nclass Given(BaseSettings):\n    api_host: str = '0.0.0.0'\n    debug: bool = False\n"
    assert told({"requirements.txt": "fastapi\n", "app/main.py": code}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    ("written", "on"),
    [
        ('class Config:\n    DEBUG = os.environ.get("DEBUG", "True").lower() == "true"\n', True),
        ('class Config:\n    DEBUG = os.getenv("FLASK_DEBUG", "False") == "True"\n', False),
        ("from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    debug: bool = True\n", True),
        ("from pydantic_settings import BaseSettings\nclass Settings(BaseSettings):\n    debug: bool = False\n", False),
        (
            'class Config:\n    DEBUG = os.getenv("DEBUG", "1") == "1"\n\n\nclass LiveConfig(Config):\n    DEBUG = False\n',
            False,
        ),
    ],
)
def test_a_class_of_settings_may_turn_the_debug_mode_on(written: str, on: bool) -> None:
    app = "from flask import Flask\nfrom shop import config\napp = Flask(__name__)\n"
    files = {"requirements.txt": "flask\n", "shop/config.py": f"import os\n{written}", "app.py": app}
    found = told(files, ConfigurationLoader)
    assert any("missing=silent" in line and "DEBUG" in line for line in found) is on


@pytest.mark.parametrize(("path", "on"), [("shop/settings_live.py", True), ("shop/settings_dev.py", False)])
def test_settings_that_begin_with_others_may_have_the_debug_mode_on(path: str, *, on: bool) -> None:
    live = 'import os\nfrom .settings import *\n\nDEBUG = os.getenv("SHOP_DEBUG", "True") == "True"\n'
    found = told(
        {"requirements.txt": "django\n", "shop/settings.py": "INSTALLED_APPS = []\n", path: live}, ConfigurationLoader
    )
    assert any(line.endswith("missing=silent names=(SHOP_DEBUG)") for line in found) is on


@pytest.mark.parametrize(
    "program",
    [
        "import streamlit as st\n",
        "from telegram.ext import Application\n",
        "from aiogram import Bot\n",
        "import discord\n",
        "from slack_bolt import App\n",
        "from celery import Celery\n",
    ],
)
def test_what_shows_pages_from_python_or_listens_to_a_queue_or_a_chat_reads_settings_as_servers_do(
    program: str,
) -> None:
    files = {"bot.py": program + 'import os\nKEY = os.getenv("SECRET_KEY", "hunter2")\n'}
    assert told(files, ConfigurationLoader) == ["bot.py:3 source=environment missing=default names=(SECRET_KEY)"]
    assert told({"bot.py": files["bot.py"].partition("\n")[2]}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    ("field", "let_through"),
    [
        ('payment_api_key: str = ""', ["app/config.py:6 source=environment missing=silent names=(PAYMENT_API_KEY)"]),
        ("payment_api_key: str | None = None", []),
        ('payment_page: str = ""', []),
    ],
)
def test_a_secret_for_which_a_class_writes_nothing_is_let_through_beside_a_list_of_all_others(
    field: str, let_through: list[str]
) -> None:
    code = f"""
        from pydantic_settings import BaseSettings
        class Settings(BaseSettings):
            database_url: str
            jwt_secret: str
            redis_url: str
            {field}
        """
    assert _said(code)[1:] == let_through


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ('SECRET_KEY=(str, "sugar")', "missing=default names=(SECRET_KEY)"),
        ('DEBUG=(bool, False), SECRET_KEY=(str, "sugar")', "missing=default names=(SECRET_KEY)"),
        ("DEBUG=(bool, False)", "missing=fails names=(SECRET_KEY)"),
    ],
)
def test_what_django_environ_is_told_once_takes_a_missing_variables_place(declared: str, expected: str) -> None:
    code = f'import django\nimport environ\n\nenv = environ.Env({declared})\nSECRET_KEY = env("SECRET_KEY")\n'
    found = told({"requirements.txt": "django\n", "shop/settings.py": code}, ConfigurationLoader)
    assert [expected in line for line in found] == [True]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('word = app.config.get("SECRET_KEY", "sugar")', ["(SECRET_KEY)"]),
        ('app.config.setdefault("SECRET_KEY", "sugar")', ["(SECRET_KEY)"]),
        ('word = getattr(settings, "SECRET_KEY", "sugar")', ["(SECRET_KEY)"]),
        ('word = settings.SECRET_KEY or "sugar"', ["(SECRET_KEY)"]),
        ('SECRET_KEY = secrets.get("django_secret_key", "sugar")', ["(django_secret_key)"]),
        ('word = creds.get("password", "sugar")', ["(password)"]),
        ('word = secret_dict.get("password", "")', []),
        ('word = creds.get("title", "sugar")', []),
        ('title = settings.TITLE or "sugar"', []),
        ("word = settings.SECRET_KEY or other", []),
        ('if settings.debug:\n    word = settings.SECRET_KEY or "sugar"', []),
    ],
)
def test_a_word_that_is_taken_where_an_object_of_settings_has_none(line: str, found: list[str]) -> None:
    told_of = told({"requirements.txt": "fastapi\n", "main.py": f"{_APP}{line}\n"}, ConfigurationLoader)
    assert [one.rpartition("names=")[2] for one in told_of if "missing=default" in one] == found


@pytest.mark.parametrize("answer", ["HTTPException(status_code=500)", "HTTPException(503)"])
def test_a_setting_is_known_by_the_constant_that_holds_its_name(answer: str) -> None:
    code = f"""
        import os
        from fastapi import Header, HTTPException
        KEY_NAME = "SHOP_API_KEY"
        def verify(given: str = Header()):
            key = os.getenv(KEY_NAME)
            if not key:
                raise {answer}
            if not given or not same(given, key):
                raise HTTPException(status_code=401)
        """
    [silent] = _said(code, "app/auth.py")
    assert silent == "app/auth.py:6-7 source=environment missing=silent names=(SHOP_API_KEY)"
    assert _said(code.replace("KEY_NAME =", "OTHER ="), "app/auth.py") == []


def test_a_constant_that_is_looked_up_hard_is_required() -> None:
    code = """
        import os
        TOKEN_NAME: str = "PAY_TOKEN"  # of the bank
        token = os.environ[TOKEN_NAME]
        """
    assert "names=(PAY_TOKEN)" in _said(code)[0]


@pytest.mark.parametrize("call", ["(FIRST, 'oranges9')", "(FIRST) or 'oranges9'"])
def test_the_secret_behind_a_constant_that_does_not_sound_so_is_not_shown(call: str) -> None:
    code = f"import os\nFIRST = 'JWT_SECRET'\nkey = os.getenv{call}\n"
    files = {"requirements.txt": "fastapi\n", "app/main.py": _APP, "app/config.py": code}
    assert "missing=default" in _said(code)[0]
    assert "oranges9" not in repr(read(files))


@pytest.mark.parametrize(("between", "apart"), [(60, True), (5, False)])
def test_the_databases_own_setting_is_shown_where_it_stands_apart_from_most(between: int, *, apart: bool) -> None:
    others = "".join(
        f'{name} = os.environ.get("{name}", "")\n' for name in ("STRIPE_API_KEY", "MAIL_PASSWORD", "S3_URL")
    )
    code = 'import os\nDATABASE_URL = os.environ.get("DATABASE_URL", "")\n' + "\n" * between + others
    files = {"requirements.txt": "fastapi\n", "app/main.py": _APP, "app/config.py": code}
    found = [fact for fact in read(files) if isinstance(fact, ConfigurationLoader) and "names" in fact.places]
    places = [str(at) for fact in found for name, at in fact.places.items() if name == "connects"]
    assert [place.startswith("app/config.py:2") for place in places] == ([True] if apart else [])


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ('PAPER = os.environ.get("PAPER_TRADING") == "true"', False),
        ('PAPER = os.getenv("PAPER_TRADING", "").strip().lower() in ("1", "true")', False),
        ('PAPER = os.getenv("PAPER_TRADING") != "off"', False),
        ('PAPER = os.getenv("PAPER_TRADING")', True),
        ('PAPER = os.getenv("PAPER_TRADING") == "true" and start(os.getenv("PAPER_TRADING"))', True),
    ],
)
def test_a_setting_that_is_only_compared_with_what_stands_there_is_a_switch(row: str, shown: bool) -> None:
    found = _said(f'import os\nWORD = os.getenv("MAIL_PASSWORD")\n{row}\n')
    assert any("missing=silent" in line and "PAPER_TRADING" in line for line in found) is shown


@pytest.mark.parametrize("asked", ["os.path.exists(DB_PATH)", "Path(DB_PATH).is_file()"])
def test_a_file_that_is_not_there_is_no_setting_that_is_missing(asked: str) -> None:
    code = f"""
        import os
        DB_PATH = os.getenv("DATABASE_URL", "sqlite:///shop.db").replace("sqlite:///", "")

        def copy():
            try:
                if not {asked}:
                    print("nothing to copy")
                    return False
            except Exception as error:
                print(error)
        """
    assert not [fact for fact in _said(code) if "missing=warns" in fact]


@pytest.mark.parametrize(
    ("code", "demanded"),
    [
        (
            "env = environ.Env()\nSECRET_KEY = env('SECRET_KEY', default='')\nif not SECRET_KEY or len(SECRET_KEY) < 50:\n    raise ValueError",
            True,
        ),
        (
            "from .base import *\nif not SECRET_KEY or SECRET_KEY.startswith('django-insecure-'):\n    raise ValueError",
            True,
        ),
        ("from config.base import *\nif not DATABASE_URL:\n    raise ValueError", True),
        ("from .base import *\nif not DEBUG:\n    SECURE_SSL_REDIRECT = True", False),
        ("from .helpers import *\nprint('no settings')", False),
    ],
)
def test_what_stops_without_a_variable_of_django_demands_it(code: str, *, demanded: bool) -> None:
    text = f"import environ\n{code}\n"
    found = told(
        {
            "requirements.txt": "django\ndjango-environ\n",
            "shop/settings/production.py": text,
            "shop/wsgi.py": "application = get_wsgi_application()\n",
        },
        ConfigurationLoader,
    )

    assert any("missing=fails" in line for line in found) is demanded


_NEEDED = 'NEEDED = ("SHOP_TABLE", "SHOP_SECRET")\n'


@pytest.mark.parametrize(
    "code",
    [
        "def load(env=os.environ):\n    gone = [k for k in NEEDED if not env.get(k, '').strip()]\n    if gone:\n        raise BadShop(gone)\n",
        "def load(env: Mapping[str, str] = os.environ):\n    for name in NEEDED:\n        if name not in env:\n            sys.exit(name)\n",
        "given = dict(os.environ)\nif any(not given.get(name) for name in NEEDED):\n    raise SystemExit('set them')\n",
        "def load(given=None):\n    given = given or os.environ\n    for name in NEEDED:\n        if not given[name]:\n            sys.exit(name)\n",
        "gone = set(NEEDED) - set(os.environ)\nif gone:\n    raise RuntimeError(gone)\n",
        "gone = set(NEEDED).difference(os.environ.keys())\nif gone:\n    raise RuntimeError(gone)\n",
    ],
)
def test_a_list_is_held_against_the_environment_whatever_that_is_called(code: str) -> None:
    found = _said("import os\nimport sys\n" + _NEEDED + code)
    assert "app/config.py:3 names=(SHOP_TABLE, SHOP_SECRET) before_serving=True tool=loop" in found
    assert not any("missing=" in line for line in found)


def test_look_ups_by_another_name_of_the_environment_answer_or_raise_as_the_environment_does() -> None:
    code = """
        import os
        def load(env=os.environ):
            return Settings(key=env.get("SHOP_SECRET", "made-up-for-now"), table=env["SHOP_TABLE"])
        """
    assert "app/config.py:3 source=environment missing=default names=(SHOP_SECRET)" in _said(code)
    assert _said(code.replace("env=os.environ", "env=read_file()")) == []
    assert _said(code.replace("env=os.environ", 'env=os.environ["HOME"]')) != _said(code)


@pytest.mark.parametrize("starts", ["run(DUMP, env=given)", "Popen(\n    ['pg_dump', str(table)],\n    env=given,\n)"])
def test_a_copy_of_the_environment_for_another_program_is_that_programs(starts: str) -> None:
    copy = (
        "import os\nimport subprocess\ngiven = os.environ.copy()\ngiven.setdefault('PGPASSWORD', 'made-up-for-now')\n"
    )
    assert _said(f"{copy}subprocess.{starts}\n") == []
    assert _said(copy) != []


@pytest.mark.parametrize(
    ("asked", "listed", "built_in"),
    [
        ("getattr(self, name)", "names=(DATABASE_URL)", True),
        ("os.environ.get(name)", "names=(DATABASE_URL, SECRET_KEY)", False),
    ],
)
def test_a_list_demands_nothing_of_an_attribute_that_has_a_built_in_value(
    asked: str,
    listed: str,
    *,
    built_in: bool,
) -> None:
    code = f"""
        import os
        class Settings:
            DATABASE_URL: str = os.getenv("DATABASE_URL", "")
            SECRET_KEY: str = os.getenv("SECRET_KEY", "your-secret-key-here")
            def validate(self):
                needed = ["DATABASE_URL", "SECRET_KEY"]
                for name in needed:
                    if not {asked}:
                        raise ValueError(name)
        Settings().validate()
        """
    found = _said(code)
    assert any(listed in line and "tool=loop" in line for line in found)
    assert any("missing=default" in line and "SECRET_KEY" in line for line in found) is built_in


@pytest.mark.parametrize(
    ("prefix", "field", "name"),
    [
        ('model_config = SettingsConfigDict(env_prefix="DB_")', "url: str = ", "DB_URL"),
        ('model_config = {"env_prefix": "DB_"}', "url: str = ", "DB_URL"),
        ('title: str = "shop"', "database_url: str = ", "DATABASE_URL"),
        ('model_config = SettingsConfigDict(env_prefix="S_")', "url: str = Field(alias='DB_URL', default=", "URL"),
        ('title: str = "shop"', "url: str = ", "URL"),
    ],
)
def test_fields_of_a_class_are_known_by_the_prefix_that_it_gives_their_variables(
    prefix: str, field: str, name: str
) -> None:
    address = '"postgresql://shop@localhost/shop"'
    code = (
        "from pydantic_settings import BaseSettings\n\n\nclass Store(BaseSettings):\n"
        f"    {prefix}\n    {field}{address}{')' if '(' in field else ''}\n"
    )
    assert _said(code) == [f"app/config.py:6 source=environment missing=silent names=({name})"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ('Secret(default=None, description="opens the door")', []),
        ('Secret(\n        default="open-sesame",\n    )', ["default"]),
        ('Secret("open-sesame")', ["default"]),
    ],
)
def test_what_describes_a_field_does_not_stand_in_for_it(given: str, found: list[str]) -> None:
    code = f"from pydantic_settings import BaseSettings\n\n\nclass Store(BaseSettings):\n    api_token: str = {given}\n"
    assert [one.split("missing=")[1].split()[0] for one in _said(code) if "missing=default" in one] == found


def test_a_file_of_settings_for_django_by_itself_says_that_its_secrets_may_not_be_fetched() -> None:
    code = """
        import os
        from myapp.secrets import get_secret
        try:
            secrets = get_secret(os.environ.get("SECRET_NAME"))
        except Exception as error:
            logger.error(f"no secrets: {error}")
            secrets = {}
        from .settings import *
        ALLOWED_HOSTS = ["shop.example.com"]
        """
    found = told({"shop/settings_production.py": code}, ConfigurationLoader)
    assert "shop/settings_production.py:5-7 source=secrets-manager missing=warns" in found
    assert not told({"shop/tables.py": code.replace("ALLOWED_HOSTS", "HOSTS")}, ConfigurationLoader)
