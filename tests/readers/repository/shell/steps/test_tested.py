"""Tests whose failure holds no release up, and those that are asked for or stand before none."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of
from holdfast.readers.repository.shell.steps.tested import is_test
from holdfast.readers.repository.shell.syntax.parse import commands


def unheeded(text: str, path: str = "deploy.sh") -> list[int]:
    return [
        fact.at.start_line
        for fact in facts_of(Snippet(path, text))
        if isinstance(fact, ScriptFault) and fact.activity == "test"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "npm test",
        "npm run test:unit -- --ci",
        "npm --prefix api test",
        "yarn workspace api test",
        "npx jest --ci",
        "python -m pytest -q",
        "python manage.py test shop",
        "./gradlew clean test",
        "./mvnw -B verify",
        "go test ./...",
        "bundle exec rspec",
        "php artisan test",
        "vendor/bin/phpunit",
        "dotnet test",
        "docker run --rm shop:latest pytest -q tests",
        "docker compose run --rm web npm test",
    ],
)
def test_what_runs_the_tests_is_known_by_many_tools(text: str) -> None:
    assert any(map(is_test, commands(text)))


@pytest.mark.parametrize(
    "text",
    [
        "./gradlew build -x test",
        "mvn package -DskipTests verify",
        "npm run build",
        "nginx -t",
        "docker run -d shop:test",
    ],
)
def test_what_passes_over_the_tests_or_only_sounds_like_them_is_none(text: str) -> None:
    assert not any(map(is_test, commands(text)))


def test_a_script_that_goes_on_to_release_what_failed_its_tests_is_shown_there() -> None:
    assert unheeded("git pull\nnpm test || true\nnpm run build && pm2 reload shop\n") == [2]


@pytest.mark.parametrize(
    "text",
    [
        "git pull\nnpm test || exit 1\npm2 reload shop\n",
        "set -e\nnpm run test:unit\nnpm run test:e2e || true\ngit pull\npm2 reload shop\n",
        "git pull\npm2 reload shop\nnpm test || true\n",
        "npm test || true\nnpm run lint || true\n",
    ],
)
def test_a_test_that_is_heeded_or_behind_the_release_is_not_accused(text: str) -> None:
    assert unheeded(text) == []
