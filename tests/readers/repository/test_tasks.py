"""Recipes that put something live: by what they are named, what they start, and what they bring."""

import pytest

from holdfast.model.facts import Deployment
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.tasks import READER


def released(text: str) -> list[tuple[int | None, int | None]]:
    """Where each deployment stands, and where what it brings is taken."""
    found = [fact for fact in READER.read(Snippet("Makefile", text)) if isinstance(fact, Deployment)]
    return [(fact.at.start_line, fact.where("identity").start_line) for fact in found]


@pytest.mark.parametrize(
    "recipe",
    [
        "up:\n\tdocker compose -f compose.prod.yaml up -d --build\n",
        "start:\n\tdocker compose --env-file .env.production up -d\n",
        "live:\n\tdocker-compose -f docker-compose-prod.yml up --build -d\n",
    ],
)
def test_a_recipe_of_any_name_that_starts_what_is_for_production_is_a_deployment(recipe: str) -> None:
    assert released(recipe) == [(2, 2)]


@pytest.mark.parametrize(
    "recipe",
    [
        "up:\n\tdocker compose up -d\n",
        "local:\n\tdocker compose -f compose.prod.yaml up -d\n",
        "down:\n\tdocker compose -f compose.prod.yaml down\n",
        "check:\n\tdocker compose -f compose.prod.yaml up\n",
    ],
)
def test_what_is_tried_out_or_ends_is_none(recipe: str) -> None:
    assert released(recipe) == []


def test_a_release_without_a_name_is_shown_where_it_is_fetched_or_sent() -> None:
    fetched = 'deploy:\n\tssh $(HOST) "cd ~/shop; git pull"\n\tssh $(HOST) "systemctl restart shop"\n'
    assert released(fetched) == [(3, 2)]
    sent = "deploy:\n\trsync -a ./ shop@shop.example:/srv/shop/\n\tssh shop@shop.example pm2 restart shop\n"
    assert released(sent) == [(3, 2)]
