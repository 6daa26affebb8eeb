"""What services of a compose file are started with."""

import pytest

from holdfast.model.facts import ConfigurationLoader, ExposedSecret, RequiredSettings
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


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


@pytest.mark.parametrize(
    ("address", "stands_in"),
    [
        ("postgresql://${DB_USER:-shop}:${DB_PASSWORD:-orange7tree}@db.shop.co.kr:5432/shop", True),
        ("postgresql://shop:${DB_PASSWORD-orange7tree}@db:5432/shop", True),
        ("postgresql://shop:${DB_PASSWORD}@${DB_HOST:-db}:5432/shop", False),
        ("postgresql://shop:${DB_PASSWORD:?}@db:5432/shop", False),
    ],
)
def test_a_word_stands_in_for_the_password_of_an_address(address: str, *, stands_in: bool) -> None:
    image = "image: registry.example.com/shop/api:3\n    restart: always"
    text = f"services:\n  api:\n    {image}\n    environment:\n      DATABASE_URL: {address}\n"
    readings = READER.read(Snippet("docker-compose.prod.yml", text))
    found = [fact for fact in readings if isinstance(fact, ConfigurationLoader) and fact.missing == "default"]
    assert [fact.at.start_line for fact in found] == ([6] if stands_in else [])


@pytest.mark.parametrize(
    ("files", "rows"),
    [
        ("env_file:\n      - path: .env\n        required: false", [(5, 6)]),
        ("env_file:\n      - path: .env\n        required: true", []),
        ("env_file:\n      - path: .env", []),
        ("env_file: .env", []),
    ],
)
def test_a_file_of_settings_that_may_be_missing_lets_an_application_start_without_it(
    files: str, rows: list[tuple[int, int]]
) -> None:
    text = f"services:\n  api:\n    build: .\n    {files}\n"
    found = [one for one in READER.read(Snippet("compose.yml", text)) if isinstance(one, ConfigurationLoader)]
    assert [(one.at.start_line, one.at.end_line) for one in found if one.missing == "silent"] == rows


_STORE = "  db:\n    image: postgres:16\n    environment:\n      - POSTGRES_PASSWORD=${DB_PASSWORD:?}\n      - POSTGRES_DB=${DB_NAME?}\n"


@pytest.mark.parametrize(
    ("rows", "demanded", "warned"),
    [
        (["SECRET_KEY=${SECRET_KEY?}", "SMTP_PASSWORD=${SMTP_PASSWORD}"], ("SECRET_KEY",), ()),
        (["SECRET_KEY=${SECRET_KEY?}", "JWT_SECRET=${JWT_SECRET}"], ("SECRET_KEY",), ("JWT_SECRET",)),
        (["SMTP_PASSWORD=${SMTP_PASSWORD}"], (), ("SMTP_PASSWORD",)),
        (
            ["SECRET_KEY=${SECRET_KEY?}", "POSTGRES_PASSWORD=${DB_PASSWORD}", "POSTGRES_DB=$DB_NAME"],
            ("SECRET_KEY", "POSTGRES_PASSWORD", "POSTGRES_DB"),
            (),
        ),
        (["SECRET_KEY=${SECRET_KEY?}", "DB_NAME"], ("SECRET_KEY", "DB_NAME"), ()),
        (["SECRET_KEY=${SECRET_KEY?}", "DB_URL=postgres://shop/$DB_NAME"], ("SECRET_KEY",), ()),
    ],
)
def test_a_service_that_demands_some_settings_lets_the_others_go_on_purpose(
    rows: list[str], demanded: tuple[str, ...], warned: tuple[str, ...]
) -> None:
    image = "  api:\n    image: registry.example.com/shop/api:3\n    restart: always\n    environment:\n"
    text = f"services:\n{image}" + "".join(f"      - {row}\n" for row in rows) + _STORE
    found = list(READER.read(Snippet("docker-compose.prod.yml", text)))
    assert [fact.names for fact in found if isinstance(fact, RequiredSettings)] == ([demanded] if demanded else [])
    assert [fact.names for fact in found if isinstance(fact, ConfigurationLoader)] == ([warned] if warned else [])
