"""The databases to which a compose file's application is led."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Placement
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.compose.connected import connected
from holdfast.readers.repository.text.nodes import parse_yaml


@pytest.mark.parametrize(
    ("service", "lines"),
    [
        ("restart: always\nenvironment:\n  DB_HOST: host.docker.internal", [3]),
        ("restart: always\nenvironment:\n  - DATABASE_URL=mysql://shop:pw@172.17.0.1/shop", [3]),
        ("restart: always\nnetwork_mode: host\nenvironment: [DB_HOST=localhost]", [3]),
        ("restart: always\nenvironment: [DB_HOST=localhost]", []),
        ("restart: always\nenvironment: [DB_HOST=db]", []),
        ("environment: [DB_HOST=host.docker.internal]", []),
    ],
)
def test_a_container_that_lasts_is_led_to_a_database_on_its_host(service: str, lines: list[int]) -> None:
    found = connected(parse_yaml(service), Snippet("compose.yml", service), {"environment": None})
    assert [one.at.start_line for one in found if one.placement is Placement.HOST] == lines


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("DATABASE_URL=${DATABASE_URL:-sqlite:///./data/shop.db}", [("sqlite", Placement.HOST)]),
        ("SPRING_DATASOURCE_URL=jdbc:h2:file:/data/shop", [("h2", Placement.HOST)]),
        ("SPRING_DATASOURCE_URL=jdbc:h2:mem:shop", []),
        ("DATABASE_URL=${DATABASE_URL:-}", [("sql", Placement.UNKNOWN)]),
        ("DATABASE_URL=${DATABASE_URL}", [("sql", Placement.UNKNOWN)]),
        ("DB_HOST=${DB_HOST:-db}", [("sql", Placement.UNKNOWN)]),
        ("PORT=${PORT:-3000}", []),
    ],
)
def test_what_stands_where_nothing_is_given_tells_of_the_database(row: str, expected: list[tuple[str, str]]) -> None:
    service = f"environment:\n  - {row}"
    said = {"kind": EvidenceKind.CODED, "environment": None, "old": False}
    found = connected(parse_yaml(service), Snippet("compose.yml", service), said)
    assert [(one.engine, one.placement) for one in found] == expected
