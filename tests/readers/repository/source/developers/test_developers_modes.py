"""Developers' modes that a program has on by itself."""

import pytest

from holdfast.model.facts import DeveloperMode, StandIn

from ..support import told

RAILS = "config/environments/production.rb"
DJANGO = 'INSTALLED_APPS = ["shop"]\nDEBUG = %s\n'
FLASK = "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run(host=where('H'), debug=True)\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"Gemfile": "", RAILS: "Shop.configure do\n  config.consider_all_requests_local = true\nend\n"},
            [f"{RAILS}:2 to={RAILS} name=consider_all_requests_local"],
        ),
        ({"Gemfile": "", RAILS: "Shop.configure do\n  config.consider_all_requests_local = false\nend\n"}, []),
        (
            {"Gemfile": "", "config/environments/development.rb": "  config.consider_all_requests_local = true\n"},
            [],
        ),
        (
            {
                "Gemfile": "",
                RAILS: "  config.action_mailer.default_url_options = { host: 'localhost', port: 3000 }\n",
            },
            [f"{RAILS}:1 to={RAILS} name=default_url_options"],
        ),
        (
            {"Gemfile": "", RAILS: "Rails.application.routes.default_url_options[:host] = 'localhost:3000'\n"},
            [f"{RAILS}:1 to={RAILS} name=default_url_options"],
        ),
        (
            {
                "Gemfile": "",
                RAILS: "  config.action_mailer.default_url_options = { host: ENV.fetch('HOST', 'localhost') }\n",
            },
            [f"{RAILS}:1 to={RAILS} name=default_url_options"],
        ),
        ({"Gemfile": "", RAILS: "  config.action_mailer.default_url_options = { host: ENV.fetch('HOST') }\n"}, []),
        ({"Gemfile": "", RAILS: "  config.action_mailer.default_url_options = { host: 'shop.io' }\n"}, []),
        (
            {
                "composer.json": "{}",
                "config/app.php": "<?php\nreturn [\n  'debug' => (bool) env('APP_DEBUG', true),\n];\n",
            },
            ["config/app.php:3 to=config/app.php name=debug"],
        ),
        (
            {
                "composer.json": "{}",
                "config/app.php": "<?php\nreturn [\n  'debug' => (bool) env('APP_DEBUG', false),\n];\n",
            },
            [],
        ),
        (
            {
                "requirements.txt": "django\n",
                "shop/settings/production.py": "from .base import *\n\nDEBUG = True  # for now\n",
            },
            ["shop/settings/production.py:3 to=shop/settings/production.py name=DEBUG"],
        ),
        (
            {"composer.json": "{}", "index.php": "<?php\nini_set('display_errors', '1');\n"},
            ["index.php:2 to=index.php name=display_errors"],
        ),
        ({"composer.json": "{}", "index.php": "<?php\nini_set('display_errors', 0);\n"}, []),
        ({"composer.json": "{}", "src/Error/Debug.php": "<?php\nini_set('display_errors', 1);\n"}, []),
        (
            {
                "composer.json": "{}",
                "index.php": "<?php\nif (getenv('APP_ENV') === 'development') {\n  ini_set('display_errors', 1);\n}\n",
            },
            [],
        ),
        (
            {"composer.json": "{}", "wp-config.php": "<?php\ndefine( 'WP_DEBUG', true );\n"},
            ["wp-config.php:2 to=wp-config.php name=WP_DEBUG"],
        ),
        ({"composer.json": "{}", "wp-config.php": "<?php\ndefine( 'WP_DEBUG', (bool) getenv('D') );\n"}, []),
        (
            {
                "composer.json": "{}",
                "wp-config.php": "<?php\ndefine('WP_DEBUG', true);\ndefine('WP_DEBUG_DISPLAY', false);\n",
            },
            [],
        ),
        (
            {
                "composer.json": "{}",
                "index.php": "<?php\nswitch (ENVIRONMENT)\n{\n\tcase 'development':\n\t\tini_set('display_errors', 1);\n"
                "\tbreak;\n\tcase 'production':\n\t\tini_set('display_errors', 0);\n}\n",
            },
            [],
        ),
        (
            {"requirements.txt": "django\n", "shop/settings_prod.py": "DEBUG = env.bool('DEBUG', False)\n"},
            [],
        ),
        ({"requirements.txt": "django\n", "shop/settings/local.py": "DEBUG = True\n"}, []),
        (
            {"Shop.csproj": "", "Program.cs": "var app = builder.Build();\napp.UseDeveloperExceptionPage();\n"},
            ["Program.cs:2 to=Program.cs name=UseDeveloperExceptionPage"],
        ),
        (
            {
                "Shop.csproj": "",
                "Program.cs": "if (app.Environment.IsDevelopment())\n{\n    app.UseDeveloperExceptionPage();\n}\n",
            },
            [],
        ),
        (
            {"app/main.py": "from fastapi import FastAPI\napp = FastAPI(title='shop', debug=True)\n"},
            ["app/main.py:2 to=app/main.py name=debug"],
        ),
    ],
)
def test_what_a_program_has_on_in_production(files: dict[str, str], expected: list[str]) -> None:
    assert told(files, DeveloperMode, StandIn) == expected


@pytest.mark.parametrize(
    ("beside", "on"),
    [
        ({"Dockerfile": 'FROM python:3\nCMD ["python", "app.py"]\n'}, True),
        ({"Procfile": "web: python -u app.py\n"}, True),
        ({"shop.service": "[Service]\nExecStart=/srv/venv/bin/python3 /srv/shop/app.py\n"}, True),
        ({"Dockerfile": 'FROM python:3\nCMD ["gunicorn", "app:app"]\n'}, False),
        ({"Dockerfile": 'CMD ["python", "app.py"]\n', "requirements.txt": "flask\ngunicorn\n"}, False),
        ({}, False),
    ],
)
def test_flasks_own_server_debugs_where_it_is_what_serves(beside: dict[str, str], *, on: bool) -> None:
    found = told({"app.py": FLASK, **beside}, DeveloperMode)
    assert found == (["app.py:4 to=app.py name=debug"] if on else [])


@pytest.mark.parametrize(
    ("path", "theirs"),
    [
        ("shop/settings.py", False),
        ("shop_dev/settings.py", False),
        ("shop-test/shop_test/settings.py", False),
        ("shop/local/settings.py", True),
        ("shop/settings/dev.py", True),
        ("shop/settings_local.py", True),
        ("shop/local_settings.py", True),
    ],
)
def test_a_project_may_be_called_like_what_developers_have(path: str, *, theirs: bool) -> None:
    found = told({"requirements.txt": "django\n", path: DJANGO % "True"}, DeveloperMode)
    assert found == ([] if theirs else [f"{path}:2 to={path} name=DEBUG"])


def test_the_debug_mode_of_django_is_not_on_where_other_settings_decide() -> None:
    decided = {
        "shop/settings/base.py": DJANGO % "True",
        "shop/settings/live.py": "from .base import *\nDEBUG = hosted()\n",
    }
    taken_in = {"shop/settings.py": f"{DJANGO % 'True'}from .local_settings import *\n"}
    for files in (decided, taken_in):
        assert told({"requirements.txt": "django\n", **files}, DeveloperMode) == []
