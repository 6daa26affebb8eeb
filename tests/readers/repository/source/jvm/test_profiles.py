"""Spring applications that run with a developer's profile wherever nobody names another."""

import pytest

from holdfast.model.facts import ConfigurationLoader

from ..support import told

_BASE = "src/main/resources/application.yml"
_PROD = {"build.gradle": "", "src/main/resources/application-prod.yml": "server:\n  port: 8080\n"}


def chosen(settings: str) -> list[str]:
    return told({**_PROD, _BASE: settings}, ConfigurationLoader)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ("spring:\n  profiles:\n    active: local\n", "SPRING_PROFILES_ACTIVE"),
        ("spring:\n  profiles:\n    default: dev\n", "SPRING_PROFILES_ACTIVE"),
        ("spring:\n  profiles:\n    active: ${PROFILE:dev}\n", "PROFILE"),
    ],
)
def test_a_developers_profile_by_default_is_let_through_in_silence(settings: str, name: str) -> None:
    assert set(chosen(settings)) == {f"{_BASE}:3 source=environment missing=silent names=({name})"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", 'ENTRYPOINT ["java", "-Dspring.profiles.active=prod", "-jar", "app.jar"]\n'),
        ("deploy.sh", "SPRING_PROFILES_ACTIVE=prod nohup java -jar app.jar &\n"),
        ("compose.yml", "services:\n  api:\n    environment:\n      SPRING_PROFILES_ACTIVE: prod\n"),
        (".ebextensions/env.config", "option_settings:\n  x:\n    SPRING_PROFILES_ACTIVE: prod\n"),
    ],
)
def test_what_starts_it_with_a_profile_of_its_own_says_so(path: str, text: str) -> None:
    settings = "spring:\n  profiles:\n    active: local\n"
    assert told({**_PROD, _BASE: settings, path: text}, ConfigurationLoader) == []


@pytest.mark.parametrize(
    "settings",
    [
        "spring:\n  profiles:\n    active: prod\n",
        "spring:\n  profiles:\n    active: ${PROFILE}\n",
        "server:\n  port: 1\n",
    ],
)
def test_productions_profile_or_one_that_has_to_be_given_is_as_it_should_be(settings: str) -> None:
    assert chosen(settings) == []


def test_without_settings_of_productions_own_there_is_nothing_to_miss() -> None:
    files = {"build.gradle": "", _BASE: "spring:\n  profiles:\n    active: local\n"}
    assert told(files, ConfigurationLoader) == []


_OTHERWISE = "spring:\n  profiles:\n    active: ${PROFILE:local}\n"


def test_a_variable_that_it_stands_in_for_says_that_there_is_another() -> None:
    files = {"build.gradle": "", _BASE: _OTHERWISE}
    assert set(told(files, ConfigurationLoader)) == {f"{_BASE}:3 source=environment missing=silent names=(PROFILE)"}


@pytest.mark.parametrize(
    ("path", "text", "silent"),
    [
        (".github/workflows/ship.yml", "jobs:\n  ship:\n    env:\n      PROFILE: prod\n", True),
        ("compose.yml", "services:\n  api:\n    environment:\n      - PROFILE=prod\n", True),
        ("infra/task.tf", 'environment = [{ name = "PROFILE", value = "prod" }]\n', True),
        ("deploy.sh", 'echo "$SETTINGS" > ./src/main/resources/application.yml\n', True),
        ("docs/notes.md", "PROFILE is read at start.\n", False),
        ("deploy.sh", "MY_PROFILE=x ./ship.sh\n", False),
        ("compose.yml", "services:\n  api:\n    env_file: .env\n", False),
    ],
)
def test_who_gives_that_variable_or_writes_the_settings_tells_the_profile(
    path: str, text: str, *, silent: bool
) -> None:
    found = told({"build.gradle": "", _BASE: _OTHERWISE, path: text}, ConfigurationLoader)
    assert [one for one in found if "names=(PROFILE)" in one and "missing=silent" in one and _BASE in one] == (
        [] if silent else [f"{_BASE}:3 source=environment missing=silent names=(PROFILE)"]
    )
