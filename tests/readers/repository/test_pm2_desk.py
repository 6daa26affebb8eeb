"""Programs under PM2 that are started as on a developer's machine."""

import pytest

from holdfast.model.facts import Database, DeveloperMode, ExposedSecret, KeptProcess, Login, UncheckedHost
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules.processes import READER

_FILE = "module.exports = {{\n  apps: [{{\n    name: 'shop',\n    {row}\n  }}],\n  {rest}\n}};\n"


def modes(row: str, rest: str = "") -> list[tuple[str, int | None]]:
    read = READER.read(Snippet("ecosystem.config.js", _FILE.format(row=row, rest=rest)))
    return [(fact.name, fact.at.start_line) for fact in read if isinstance(fact, DeveloperMode)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("watch: true,", "watch"),
        ("watch: '.',", "watch"),
        ("args: 'run dev',", "args"),
        ("interpreter: 'nodemon',", "interpreter"),
    ],
)
def test_what_people_give_a_program_while_they_work_on_it(row: str, name: str) -> None:
    assert modes(row) == [(name, 4)]


@pytest.mark.parametrize(
    "row", ["watch: false,", "args: 'run start',", "script: 'dist/main.js',", "args: 'devices.json',"]
)
def test_what_they_give_it_for_good_is_none(row: str) -> None:
    assert modes(row) == []


@pytest.mark.parametrize("options", ["'StrictHostKeyChecking=no'", '["StrictHostKeyChecking=no", "Port=2222"]'])
def test_a_host_that_nobody_checks_is_shown_in_the_options_of_ssh(options: str) -> None:
    rest = f"deploy: {{\n    production: {{\n      ssh_options: {options},\n      user,\n    }},\n  }},"
    read = READER.read(Snippet("ecosystem.config.js", _FILE.format(row="watch: false,", rest=rest)))
    found = [(type(fact), fact.at.start_line) for fact in read if isinstance(fact, UncheckedHost | Login)]
    assert found == [(UncheckedHost, 8), (Login, 9)]


@pytest.mark.parametrize(
    ("setting", "copies"), [("instances: 1,", [1]), ('"instances": "2",', [2]), ("instances: 'max',", [])]
)
def test_how_many_copies_are_kept_is_told_where_it_is_a_number(setting: str, copies: list[int]) -> None:
    text = f"module.exports = {{\n  apps: [{{\n    name: 'shop',\n    {setting}\n  }}],\n}};\n"
    found = [fact for fact in READER.read(Snippet("ecosystem.config.js", text)) if isinstance(fact, KeptProcess)]
    assert [(fact.copies, fact.at.start_line) for fact in found] == [(count, 4) for count in copies]


@pytest.mark.parametrize(("stage", "shown"), [("production", ["DB_PASSWORD"]), ("development", [])])
def test_a_guessed_password_is_production_s_where_the_file_is(stage: str, shown: list[str]) -> None:
    env = f"  env: {{\n      NODE_ENV: '{stage}',\n      DB_PASSWORD: 'root',\n      DB_USER: 'root',\n    }},"
    read = READER.read(Snippet("ecosystem.config.js", _FILE.format(row=env, rest="")))
    assert [fact.name for fact in read if isinstance(fact, ExposedSecret)] == shown


@pytest.mark.parametrize(
    ("row", "rest", "lines"),
    [
        ("env: {\n DB_HOST: 'localhost',\n DB_PORT: 5432 },", "", [5]),
        ("env_production: {\n DATABASE_URL: 'postgresql://shop:pw@127.0.0.1/shop' },", "", [5]),
        ("env: {\n DB_HOST: 'localhost' },\n env_production: {\n DB_HOST: 'db.shop.example' },", "", []),
        ("env_development: {\n DB_HOST: 'localhost' },", "", []),
        ("env: {\n REDIS_HOST: 'localhost' },", "", []),
    ],
)
def test_a_program_under_pm2_is_led_to_a_database_on_its_host(row: str, rest: str, lines: list[int]) -> None:
    read = READER.read(Snippet("ecosystem.config.js", _FILE.format(row=row, rest=rest)))
    assert [fact.at.start_line for fact in read if isinstance(fact, Database)] == lines
