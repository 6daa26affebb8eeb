"""Modes for developers that a compose file hands an application."""

import pytest

from holdfast.model.facts import DeveloperMode, SwitchedOff
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


def modes(setting: str, path: str = "compose.yml") -> list[tuple[str, int]]:
    text = f"services:\n  api:\n    build: .\n    ports: ['8080:8080']\n    environment:\n      {setting}\n"
    return [
        (fact.name, fact.at.start_line) for fact in READER.read(Snippet(path, text)) if isinstance(fact, DeveloperMode)
    ]


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("CARD_SANDBOX: ${CARD_SANDBOX:-true}", "CARD_SANDBOX"),
        ('DEBUG: "true"', "DEBUG"),
        ("- NODE_ENV=${NODE_ENV-development}", "NODE_ENV"),
    ],
)
def test_a_mode_is_told_where_it_is_written_or_stands_in(setting: str, name: str) -> None:
    assert modes(setting) == [(name, 6)]


@pytest.mark.parametrize("setting", ["CARD_SANDBOX: ${CARD_SANDBOX:-false}", "DEBUG: ${DEBUG}", "NODE_ENV: production"])
def test_productions_values_and_those_from_outside_are_none(setting: str) -> None:
    assert modes(setting) == []


def test_a_mode_that_is_switched_off_is_told_where_nobody_can_give_another_value() -> None:
    def off(setting: str) -> list[tuple[str, int]]:
        text = f"services:\n  api:\n    build: .\n    ports: ['8080:8080']\n    environment:\n      {setting}\n"
        read = READER.read(Snippet("compose.yml", text))
        return [(fact.name, fact.at.start_line) for fact in read if isinstance(fact, SwitchedOff)]

    assert off('DEBUG: "False"') == off("- DEBUG=0") == off("DEBUG: 'no'") == [("DEBUG", 6)]
    assert [off(one) for one in ("DEBUG: ${DEBUG:-false}", "DEBUG: ${DEBUG}", "DEBUG_LEVEL: 0", "TRACE: off")] == [
        []
    ] * 4


def test_a_developers_own_file_may_have_them() -> None:
    assert modes('DEBUG: "true"', "compose.dev.yml") == []


@pytest.mark.parametrize(("value", "instead"), [('"true"', False), ("${DEBUG:-true}", True)])
def test_what_stands_in_is_told_from_what_is_written(value: str, *, instead: bool) -> None:
    text = f"services:\n  api:\n    build: .\n    ports: ['8080:8080']\n    environment:\n      DEBUG: {value}\n"
    facts = READER.read(Snippet("compose.yml", text))
    assert [fact.instead for fact in facts if isinstance(fact, DeveloperMode)] == [instead]
