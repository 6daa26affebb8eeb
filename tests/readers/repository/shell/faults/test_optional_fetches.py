"""Fetches and pushes whose failure costs nothing, and those in whose place nothing fails."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def swallowed(text: str, path: str = "deploy.sh") -> list[int]:
    found = facts_of(Snippet(path, f"#!/bin/bash\n{text}"))
    faults = (fact for fact in found if isinstance(fact, ScriptFault) and fact.form == "error-swallowed")
    return [fault.at.start_line for fault in faults]


@pytest.mark.parametrize(
    "text",
    [
        "docker pull me/shop:latest || true\ndocker run -d me/shop:latest\n",
        "git clone https://a/shop.git || true\ndocker compose up -d\n",
        "docker push me/shop:1 || true\n",
    ],
)
def test_a_fetch_or_a_push_in_whose_place_nothing_fails_is_told(text: str) -> None:
    assert swallowed(text) == [2]


@pytest.mark.parametrize(
    "text",
    [
        "docker pull me/shop:latest || true\ndocker build -t me/shop:latest .\ndocker run -d me/shop:latest\n",
        "docker run -d me/shop:latest\ndocker pull me/shop:latest || true\n",
        "docker pull me/shop:latest || true\ndocker run -d me/other:latest\n",
        "ssh a@b 'docker pull me/shop:latest || true'\ndocker run -d me/shop:latest\n",
        "git clone https://a/shop.git || true\ngit pull\ndocker compose up -d\n",
        "docker push me/shop:latest || true\ndocker push me/shop:1\n",
        "git fetch || true\ngit checkout main\ndocker compose up -d\n",
    ],
)
def test_one_whose_failure_costs_nothing_is_not(text: str) -> None:
    assert swallowed(text) == []


def test_a_script_of_a_thousand_pulls_is_read_to_its_end() -> None:
    pulls = "docker pull me/shop:latest || true\n" * 1_000
    assert swallowed(f"{pulls}docker run -d me/shop:latest\n") == list(range(2, 1_002))


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("user_data.sh", "docker-compose pull || true\ndocker-compose up -d\n", []),
        ("infra/user-data.sh", "docker compose -f prod.yml pull || true\ndocker compose -f prod.yml up -d\n", []),
        ("deploy.sh", "docker-compose pull || true\ndocker-compose up -d\n", [2]),
    ],
)
def test_where_no_older_image_lies_compose_fetches_what_it_needs_or_fails(
    path: str, text: str, told: list[int]
) -> None:
    assert swallowed(text, path) == told
