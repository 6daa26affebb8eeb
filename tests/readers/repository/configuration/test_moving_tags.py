"""Settings that hand over the tag `latest`."""

import pytest

from holdfast.model.facts import StandingName
from holdfast.readers.repository.configuration.moving_tags import READER
from tests.readers.repository.many import read_files

_COMPOSE = "services:\n  web:\n    image: acme/shop:${APP_TAG}\n"


def _told(path: str, row: str, compose: str = _COMPOSE) -> list[int]:
    found = read_files(READER, **{path: f"PORT=80\n{row}\n", "compose.yml": compose})
    return [fact.at.start_line for fact in found if isinstance(fact, StandingName)]


@pytest.mark.parametrize("path", [".env", ".env.example", "deploy/.env.template", ".env.production", "env.sample"])
@pytest.mark.parametrize("row", ["APP_TAG=latest", 'export APP_TAG="latest"', "APP_TAG=latest # or a commit"])
def test_a_tag_of_the_own_image_that_moves_is_told_where_it_is_handed_over(path: str, row: str) -> None:
    assert _told(path, row) == [2]


@pytest.mark.parametrize(
    ("row", "compose"),
    [
        ("APP_TAG=v1.2.3", _COMPOSE),
        ("APP_TAG=", _COMPOSE),
        ("# APP_TAG=latest", _COMPOSE),
        ("OTHER_TAG=latest", _COMPOSE),
        ("DB_TAG=latest", "services:\n  db:\n    image: postgres:${DB_TAG}\n"),
        ("REDIS_IMAGE=redis:latest", "services:\n  cache:\n    image: ${REDIS_IMAGE}\n"),
    ],
)
def test_another_tag_another_ones_image_and_what_nothing_takes_are_not(row: str, compose: str) -> None:
    assert _told(".env.example", row, compose) == []


def test_a_script_takes_it_as_well() -> None:
    files = {
        ".env.template": "TAG=latest\n",
        "pull.sh": 'export IMAGE_NAME="$ACCOUNT/$REPO:${TAG}"\ndocker pull $IMAGE_NAME\n',
    }
    assert [fact.at.path for fact in read_files(READER, **files) if isinstance(fact, StandingName)] == [".env.template"]
    assert _told(".env.local", "APP_TAG=latest") == _told(".env.development", "APP_TAG=latest") == []
