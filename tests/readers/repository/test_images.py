"""Secrets that a Dockerfile makes a part of its image."""

import pytest

from holdfast.model.facts import BuiltInSecret
from holdfast.readers.repository.containers import READER

from .templates.support import read, told


def built_in(text: str, path: str = "Dockerfile") -> list[str]:
    """The secrets of a Dockerfile."""
    return [fact for fact in told(read(READER, text, path)) if fact.startswith(BuiltInSecret.__name__)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD\n", ["BuiltInSecret 3 names=(DB_PASSWORD)"]),
        ("FROM a\nARG KEY\nENV RAILS_MASTER_KEY ${KEY}\n", ["BuiltInSecret 3 names=(RAILS_MASTER_KEY)"]),
        (
            'FROM a\nARG JWT_SECRET\nARG DB_PASSWORD=x\nENV JWT_SECRET="${JWT_SECRET}"\n\nENV A=1 DB_PASSWORD=$DB_PASSWORD\n',
            ["BuiltInSecret 4-6 names=(JWT_SECRET, DB_PASSWORD)"],
        ),
        ("FROM a AS build\nARG DB_PASSWORD\nENV DB_PASSWORD=$DB_PASSWORD\nFROM b\nCOPY --from=build /x /x\n", []),
        ("FROM a\nARG DB_PASSWORD\nRUN ./migrate\n", []),
        ("FROM a\nENV DB_PASSWORD=$DB_PASSWORD\n", []),
        ("FROM a\nARG NEXT_PUBLIC_API_KEY\nENV NEXT_PUBLIC_API_KEY=$NEXT_PUBLIC_API_KEY\n", []),
        ("FROM a\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\n", []),
        ("FROM a\nARG PORT\nENV PORT=$PORT\n", []),
    ],
)
def test_a_secret_that_the_last_stage_keeps_is_built_in(text: str, expected: list[str]) -> None:
    assert built_in(text) == expected
    assert built_in(text, "Dockerfile.dev") == []
