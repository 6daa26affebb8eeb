"""Services that Compose is told to start by their names."""

import pytest

from holdfast.readers.repository.shell.steps.composed import named_services
from holdfast.readers.repository.shell.syntax.parse import parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("docker compose up -d api worker db", ("api", "worker", "db")),
        ("docker-compose -f prod.yml up -d --build api db", ("api", "db")),
        ("docker compose up --scale api=2 -t 10 -d api db", ("api", "db")),
        ("docker compose up -d api\ndocker compose up -d worker", ("api", "worker")),
        ("docker compose up -d db", ()),
        ("docker compose up -d", ()),
        ("docker compose up -d $SERVICES", ()),
        ("docker compose logs api db", ()),
    ],
)
def test_those_that_are_named_behind_up(text: str, names: tuple[str, ...]) -> None:
    assert named_services(parse(text).commands) == names
