"""Databases whose image a compose file builds, and keys that it hands an application."""

import pytest

from holdfast.model.facts import Credential, Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers import READER

_BESIDE = "  api:\n    image: shop/api:3\n"


def databases(service: str) -> list[str]:
    read = READER.read(Snippet("docker-compose.prod.yml", f"services:\n{_BESIDE}{service}"))
    return [fact.engine for fact in read if isinstance(fact, Database)]


@pytest.mark.parametrize(
    ("service", "engines"),
    [
        ("  mysql:\n    build: ./mysql\n    volumes: ['rows:/var/lib/mysql']\n", ["mysql"]),
        ("  postgres-db:\n    build: ./db\n    volumes: ['rows:/var/lib/postgresql/data']\n", ["postgresql"]),
        ("  mysql:\n    build: ./mysql\n", []),
        ("  rows:\n    build: ./tool\n    volumes: ['rows:/var/lib/mysql']\n", []),
    ],
)
def test_a_database_that_is_built_beside_the_application_is_told_by_its_name(service: str, engines: list[str]) -> None:
    assert databases(service) == engines


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        (("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), (5, 6)),
        (("AWS_ACCESSKEY", "AWS_SECRETKEY"), (5, 6)),
        (("CLOUD_AWS_CREDENTIALS_ACCESS_KEY", "CLOUD_AWS_CREDENTIALS_SECRET_KEY"), (5, 6)),
        (("AWS_REGION", "AWS_BUCKET"), None),
    ],
)
def test_lasting_keys_that_a_service_is_handed(names: tuple[str, str], rows: tuple[int, int] | None) -> None:
    given = "".join(f"      {name}: ${{{name}}}\n" for name in names)
    read = READER.read(Snippet("docker-compose.prod.yml", f"services:\n{_BESIDE}    environment:\n{given}"))
    found = [(fact.at.start_line, fact.at.end_line) for fact in read if isinstance(fact, Credential)]
    assert found == ([rows] if rows else [])
