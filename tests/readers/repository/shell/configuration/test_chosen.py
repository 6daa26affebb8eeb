"""Which environment's settings a script fetches when nobody tells it."""

import pytest

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_FETCH = 'aws ssm get-parameters-by-path --path "$FROM" --with-decryption > settings.json\n'


def chosen(text: str, *, hooked: bool = True) -> list[tuple[int | None, int | None, tuple[str, ...]]]:
    readings = facts_of(Snippet("scripts/start.sh", text), hooked=hooked)
    found = [fact for fact in readings if isinstance(fact, ConfigurationLoader)]
    assert all((fact.missing, fact.source) == ("silent", "environment") for fact in found)
    return [(fact.at.start_line, fact.at.end_line, fact.names) for fact in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FROM=/shop/dev/\nif [[ "$GROUP" == *prod* ]]; then\n  FROM=/shop/prod/\nfi\n', (1, 3, ("GROUP",))),
        ('if [ "$STAGE" = prod ]; then\n  FROM=/shop/prod\nelse\n  FROM=/shop/dev\nfi\n', (2, 4, ("STAGE",))),
    ],
)
def test_settings_of_developers_are_taken_where_nothing_names_production(
    text: str, expected: tuple[int, int, tuple[str, ...]]
) -> None:
    assert chosen(text + _FETCH) == [expected]


def test_a_word_that_stands_in_for_a_missing_one_is_shown_at_the_fetch() -> None:
    fetch = "aws secretsmanager get-secret-value --secret-id shop/${STAGE:-dev} > s.json\n"
    assert chosen(f"cd /srv\n{fetch}") == [(2, 2, ("STAGE",))]
    assert chosen(fetch.replace("-dev", "-prod")) == []


@pytest.mark.parametrize(
    "text",
    [
        "FROM=/shop/prod/\n",
        'FROM=/shop/prod/\nif [ "$STAGE" = dev ]; then\n  FROM=/shop/dev/\nfi\n',
        'FROM=/shop/api/\nif [ "$STAGE" = prod ]; then\n  FROM=/shop/prod/\nfi\n',
        'if [ "$STAGE" = prod ]; then\n  FROM=/shop/prod\nelif [ "$STAGE" = dev ]; then\n  FROM=/shop/dev\nfi\n',
    ],
)
def test_production_by_itself_and_developers_by_their_own_word_are_as_they_should_be(text: str) -> None:
    assert chosen(text + _FETCH) == []


def test_whoever_deploys_from_elsewhere_may_go_to_the_own_environment_by_itself() -> None:
    text = f'FROM=/shop/dev/\nif [ "$STAGE" = prod ]; then\n  FROM=/shop/prod/\nfi\n{_FETCH}docker compose up -d\n'
    assert chosen(text, hooked=False) == []
    assert chosen(f"{text}exec node server.js\n", hooked=False) != []
