"""Secrets that stand in the variables of a Makefile: somebody's own, or those that a release is started with."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ExposedSecret, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks.reader import READER

_DEPLOY = 'deploy:\n\tssh shop@shop.kr "cd shop && DB_PASSWORD=$(DB_PASSWORD) docker compose up -d"\n'


def told(text: str, path: str = "Makefile") -> list[tuple[str, str, int | None]]:
    """Which secrets are shown or guessed, and on which line; never what they are."""
    found = [one for one in READER.read(Snippet(path, text)) if isinstance(one, ExposedSecret | ConfigurationLoader)]
    assert not any("anary" in one.at.quote for one in found)
    return [
        (type(one).__name__, one.name if isinstance(one, ExposedSecret) else one.names[0], one.at.start_line)
        for one in found
    ]


@pytest.mark.parametrize(
    "row",
    [
        "DB_PASSWORD := Canary82mQz7",
        "export DB_PASSWORD = Canary82mQz7 # production",
        "DB_PASSWORD ?= 'Canary82mQz7'",
        "DB_PASSWORD=mysql://shop:Canary82@db.shop.kr:3306/shop",
    ],
)
def test_a_secret_of_somebodys_own_is_shown_without_it(row: str) -> None:
    assert told(f"{row}\n\ntest:\n\tgo test ./...\n") == [("ExposedSecret", "DB_PASSWORD", 1)]


def test_a_variable_of_a_justfile_is_one_too() -> None:
    text = 'db_password := "Canary82mQz7"\n\ntest:\n    go test ./...\n'
    assert told(text, "justfile") == [("ExposedSecret", "db_password", 1)]


def test_a_password_that_anybody_guesses_counts_where_a_release_is_started_with_it() -> None:
    assert told(f"DB_PASSWORD := 1234\n{_DEPLOY}") == [("ConfigurationLoader", "DB_PASSWORD", 1)]
    assert told(f"DB_PASSWORD := 1234\n{_DEPLOY.replace('deploy', 'deploy-local')}") == []


@pytest.mark.parametrize(
    "row",
    [
        "DB_PASSWORD ?= password",
        "DB_PASSWORD := $(shell aws ssm get-parameter --name /shop/db)",
        "LOCAL_DB_PASSWORD := Xk29aaTz8Q4m",
        "# DB_PASSWORD := Xk29aaTz8Q4m",
        "DATABASE_URL = postgres://postgres:Xk29aaTz8Q4m@localhost:5432/shop",
        "SSH_KEY = ~/.ssh/Shop-Key1",
        "PEM_KEY := Key2024.pem",
        "TOKEN_URL := https://auth.shop.kr/v1/Token1",
    ],
)
def test_what_is_for_developers_or_only_leads_to_a_secret_is_none(row: str) -> None:
    assert told(f"{row}\n\ntest:\n\tgo test ./...\n") == []


@pytest.mark.parametrize(
    ("name", "told_of"), [("TAG", True), ("BUILD_ID", True), ("TEST_SUFFIX", False), ("LOG", False)]
)
def test_a_name_of_logs_and_tests_is_no_tag_that_is_computed_twice(name: str, *, told_of: bool) -> None:
    text = f"{name} = $(shell date +%s)\nbuild:\n\tdocker build -t a:$({name}) .\npush:\n\tdocker push a:$({name})\n"
    found = [one.form for one in READER.read(Snippet("Makefile", text)) if isinstance(one, ScriptFault)]
    assert ("tag-computed-twice" in found) == told_of
