"""Compose files that production lays over another one."""

import pytest

from holdfast.model.facts import Container, Database, ExposedSecret
from holdfast.readers.repository.base import Reading
from holdfast.readers.repository.containers.reader import READER
from tests.readers.repository.many import read_files

LOWER = """
services:
  web:
    build: {context: ., target: development}
    command: npm run dev
    environment:
      NODE_ENV: development
      SESSION_SECRET: plain-words-of-a-developer
    ports: ["3000:3000"]
  store:
    image: postgres:16
    ports: ["5432:5432"]
"""
UPPER = """
services:
  web:
    build: {context: ., target: production}
    command: node server.js
    environment: [NODE_ENV=production, "SESSION_SECRET=${SESSION_SECRET:?}"]
  store:
    restart: always
"""


def found(**files: str) -> list[Reading]:
    read = read_files(READER, **{name.replace("_", "."): text for name, text in files.items()})
    return [fact for fact in read if getattr(fact, "at", None) and fact.at.path == "compose.yml"]


def test_what_stands_below_holds_in_production_but_for_what_is_said_anew() -> None:
    told = found(compose_yml=LOWER, compose_prod_yml=UPPER)
    store = next(one for one in told if isinstance(one, Container) and one.name == "store")
    assert store.environment == "production"
    assert "everybody" in store.places
    assert [one.environment for one in told if isinstance(one, Database)] == ["production"]
    assert not any(isinstance(one, ExposedSecret) for one in told)


def test_what_looks_like_nobodys_in_particular_is_productions_below_it() -> None:
    plain = "services:\n  web:\n    build: .\n    depends_on: [store]\n  store:\n    image: mysql:8.0\n"
    upper = "services:\n  web: {restart: always}\n  store: {restart: always}\n"
    told = found(compose_yml=plain, compose_prod_yml=upper)
    assert [one.environment for one in told if isinstance(one, Database)] == ["production"]
    assert [one.environment for one in found(compose_yml=plain) if isinstance(one, Database)] == [None]


@pytest.mark.parametrize(
    "upper",
    [
        UPPER.replace("    restart: always", "    image: postgres:16"),
        UPPER.replace("  store:\n    restart: always\n", ""),
        "services:\n  store:\n    image: postgres:16\n",
    ],
)
def test_a_file_that_stands_alone_leaves_the_other_to_developers(upper: str) -> None:
    told = found(compose_yml=LOWER, compose_prod_yml=upper)
    assert {one.environment for one in told if isinstance(one, Container)} == {"development"}


@pytest.mark.parametrize(
    "line",
    [
        "# docker compose -f compose.yml -f compose.prod.yml up -d",
        "# docker-compose --file compose.yml --file compose.mail.yml --file compose.prod.yml up",
        "# export COMPOSE_FILE=compose.yml:compose.prod.yml",
    ],
)
def test_a_command_that_names_both_lays_one_over_the_other(line: str) -> None:
    upper = f"{line}\n" + UPPER.replace("    restart: always", "    image: postgres:16")
    told = found(compose_yml=LOWER, compose_prod_yml=upper)
    assert {one.environment for one in told if isinstance(one, Container)} == {"production"}


@pytest.mark.parametrize("reset", ["ports: !reset []", 'ports: !override ["127.0.0.1:5432:5432"]'])
def test_ports_that_are_taken_back_are_not_published(reset: str) -> None:
    told = found(compose_yml=LOWER, compose_prod_yml=UPPER.replace("restart: always", reset))
    store = next(one for one in told if isinstance(one, Container) and one.name == "store")
    assert "everybody" not in store.places


def test_a_service_that_production_does_not_start_is_not_told() -> None:
    told = found(compose_yml=LOWER, compose_prod_yml=UPPER.replace("restart: always", "profiles: [never]"))
    assert [one.name for one in told if isinstance(one, Container)] == ["web"]
    always = found(compose_yml=LOWER, compose_prod_yml=UPPER.replace("restart: always", "profiles: []"))
    assert "store" in [one.name for one in always if isinstance(one, Container)]


def test_a_file_that_cannot_be_read_lies_over_nothing() -> None:
    told = found(compose_yml=LOWER, compose_prod_yml="services:\n  web: [\n")
    assert {one.environment for one in told if isinstance(one, Container)} == {"development"}
