"""What services of a compose file are started with."""

import pytest

from holdfast.model.facts import ExposedSecret
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers import READER


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ("command: java -jar app.jar --spring.datasource.password=orange7tree", [4]),
        ('command: ["java", "-jar", "app.jar", "--spring.datasource.password=orange7tree"]', [4]),
        ("command:\n      - java\n      - -Dspring.datasource.password=orange7tree\n      - -jar", [6]),
        ('environment:\n      JAVA_TOOL_OPTIONS: "-Xmx1g -Dspring.datasource.password=orange7tree"', [5]),
        ("environment:\n      - JAVA_OPTS=-Dspring.datasource.password=orange7tree", [5]),
        ("""environment:\n      SPRING_APPLICATION_JSON: '{"spring": {"mail": {"password": "orange7tree"}}}'""", [5]),
        ("environment:\n      DB_PASSWORD: orange7tree", [5]),
        ("command: java -jar app.jar --spring.datasource.password=${DB_PASSWORD}", []),
        ("environment:\n      JAVA_OPTS: -Dspring.profiles.active=prod -Dserver.port=8080", []),
        ("command: npm start -- --reset-password=false", []),
    ],
)
def test_secrets_among_what_a_program_is_started_with_are_shown(given: str, rows: list[int]) -> None:
    text = f"services:\n  api:\n    image: registry.example.com/shop/api:3\n    {given}\n    restart: always\n"
    found = [fact for fact in READER.read(Snippet("docker-compose.prod.yml", text)) if isinstance(fact, ExposedSecret)]
    assert [fact.at.start_line for fact in found] == rows
    assert "orange7tree" not in repr(found)
