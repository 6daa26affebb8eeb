"""Modes for developers in which a script puts the product live."""

import pytest

from holdfast.model.facts import DeveloperMode
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def modes(text: str, path: str = "deploy.sh") -> list[tuple[int, str]]:
    read = facts_of(Snippet(path, text))
    return [(fact.at.start_line, fact.name) for fact in read if isinstance(fact, DeveloperMode)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "git pull\nnohup java -jar \\\n  -Dspring.profiles.active=dev \\\n  shop.jar > out.log 2>&1 &\n",
            (2, "spring.profiles.active"),
        ),
        ("git pull\njava -jar shop.jar --spring.profiles.active=local &\n", (2, "spring.profiles.active")),
        (
            "PROFILE=test\ngit pull\njava -Dspring.profiles.active=$PROFILE -jar shop.jar &\n",
            (3, "spring.profiles.active"),
        ),
        ("git pull\nNODE_ENV=development pm2 restart shop\n", (2, "NODE_ENV")),
    ],
)
def test_a_start_for_developers_is_told_where_it_stands(text: str, expected: tuple[int, str]) -> None:
    assert modes(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "git pull\njava -Dspring.profiles.active=prod -jar shop.jar &\n",
        "git pull\njava -Dspring.profiles.active=$PROFILE -jar shop.jar &\n",
        "git pull\njava -Dspring.profiles.active=dev,prod -jar shop.jar &\n",
        "git pull\n./gradlew test -Dspring.profiles.active=test\njava -jar shop.jar &\n",
        "git pull\nNODE_ENV=production pm2 restart shop\n",
    ],
)
def test_production_an_unknown_profile_and_a_test_run_are_none(text: str) -> None:
    assert modes(text) == []
