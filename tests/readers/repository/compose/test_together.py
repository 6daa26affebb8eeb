"""Compose files without an application: a developer's helpers, or what a server runs beside the product."""

import pytest

from holdfast.model.environments import DEVELOPMENT, PRODUCTION
from holdfast.model.facts import Container
from holdfast.readers.repository.containers.reader import READER

from ..many import read_files

_APPLICATION = """
services:
  api:
    image: ghcr.io/shop/api:v7
    networks: [shared]
networks:
  shared:
    external: true
"""
_CACHE = "services:\n  cache:\n    image: redis:7\n    ports: ['6379:6379']\n"
_JOINED = f"{_CACHE}    networks: [inner]\nnetworks:\n  inner:\n    name: shared\n    external: true\n"
_NETWORK = f"{_CACHE}    networks: [inner]\nnetworks:\n  inner:\n    driver: bridge\n"
_ON_THE_HOST = f"{_CACHE}    volumes:\n      - /home/ubuntu/cache:/data\n"
_STARTS = "ssh app@$HOST <<EOF\ndocker compose \\\n  -f shop/docker-compose.cache.yml up -d\nEOF\n"
_STARTS_DB = _STARTS.replace(".cache.", ".db.")


@pytest.mark.parametrize(
    ("files", "developers"),
    [
        ({"docker-compose.cache.yml": _CACHE, "docker-compose.yml": _APPLICATION}, True),
        ({"docker-compose.cache.yml": _JOINED, "docker-compose.yml": _APPLICATION}, False),
        ({"docker-compose.cache.yml": _JOINED, "docker-compose.dev.yml": _APPLICATION}, True),
        ({"docker-compose.cache.yml": _JOINED}, True),
        ({"docker-compose.cache.yml": _ON_THE_HOST}, False),
        (
            {"stores/docker-compose.yml": _NETWORK, "roll.sh": "docker run -d \\\n  --network inner shop/api:$V\n"},
            False,
        ),
        ({"stores/docker-compose.yml": _NETWORK, "roll.sh": "docker run -d --net=other shop/api:$V\n"}, True),
        ({"stores/docker-compose.yml": _NETWORK, "run-local.sh": "docker run --network inner shop/api\n"}, True),
        ({"docker-compose.cache.yml": _CACHE.replace("cache:", "cache: [")}, None),
        (
            {"monitor/docker-compose.yml": _CACHE, "monitor/deploy.sh": "docker-compose pull\ndocker-compose up -d\n"},
            False,
        ),
        (
            {
                "monitor/docker-compose.yml": _CACHE,
                "monitor/scripts/start-ec2.sh": "sudo docker compose up -d --wait\n",
            },
            False,
        ),
        (
            {"monitor/compose.yml": _CACHE, "monitor/deploy.sh": "docker compose -f compose.yml up \\\n  --detach\n"},
            False,
        ),
        ({"monitor/docker-compose.yml": _CACHE, "monitor/deploy.sh": "docker compose -f other.yml up -d\n"}, True),
        ({"monitor/docker-compose.yml": _CACHE, "monitor/start-local.sh": "docker compose up -d\n"}, True),
        ({"monitor/docker-compose.yml": _CACHE, "monitor/dev/deploy.sh": "docker compose up -d\n"}, True),
        ({"monitor/docker-compose.yml": _CACHE, "deploy.sh": "docker compose up -d\n"}, True),
        ({"monitor/docker-compose.yml": _CACHE, "monitor/deploy.sh": "# docker compose up -d\n"}, True),
        ({"docker-compose.cache.yml": _CACHE, "docker-compose.yml": _APPLICATION, "deploy.sh": _STARTS}, False),
        ({"docker-compose.cache.yml": _CACHE, "docker-compose.yml": _APPLICATION, "local.sh": _STARTS}, True),
        ({"docker-compose.db.yml": _CACHE, "docker-compose.yml": _APPLICATION, "deploy.sh": _STARTS_DB}, False),
        ({"docker-compose.db.yml": _CACHE, "docker-compose.yml": _APPLICATION, "local.sh": _STARTS_DB}, True),
        ({"docker-compose.db.yml": _CACHE, "docker-compose.yml": _APPLICATION}, True),
        (
            {
                "docker-compose.cache.yml": _CACHE,
                "docker-compose.yml": _APPLICATION,
                ".github/workflows/test.yml": "run: docker compose -f docker-compose.cache.yml up -d\n",
            },
            True,
        ),
    ],
)
def test_what_holds_no_application_runs_on_the_server_when_something_there_says_so(
    files: dict[str, str], *, developers: bool | None
) -> None:
    read = [fact for fact in read_files(READER, **files) if isinstance(fact, Container) and fact.name == "cache"]
    assert [fact.environment == DEVELOPMENT for fact in read] == ([] if developers is None else [developers])


def test_beside_an_application_that_no_compose_file_starts_it_serves_production() -> None:
    script = "docker run -d --network inner shop/api:$V\n"
    read = read_files(READER, **{"stores/docker-compose.yml": _NETWORK, "rolling-update.sh": script})
    assert [fact.environment for fact in read if isinstance(fact, Container)] == [PRODUCTION]
