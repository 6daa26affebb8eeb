"""Addresses of a developer's machine that stand in where nobody sets an address for browsers."""

import pytest

from holdfast.model.facts import ConfigurationLoader, DefaultLogin, StandIn, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER


@pytest.mark.parametrize(
    ("restart", "row", "told"),
    [
        ("always", "WEB_BASE_URL: ${WEB_BASE_URL:-http://localhost:3000}", ["WEB_BASE_URL"]),
        ("unless-stopped", "NEXT_PUBLIC_API_URL: ${API:-http://127.0.0.1:8000/api}", ["NEXT_PUBLIC_API_URL"]),
        ("'no'", "WEB_BASE_URL: ${WEB_BASE_URL:-http://localhost:3000}", []),
        ("always", "WEB_BASE_URL: ${WEB_BASE_URL:?}", []),
        ("always", "SEARCH_URL: ${SEARCH_URL:-http://localhost:9200}", []),
    ],
)
def test_pages_on_the_own_machine_stand_in(restart: str, row: str, told: list[str]) -> None:
    text = f"services:\n  shop:\n    build: .\n    restart: {restart}\n    environment:\n      {row}\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, StandIn)]
    assert [(fact.name, fact.at.start_line) for fact in found] == [(name, 6) for name in told]


@pytest.mark.parametrize(("setting", "told"), [("CLEANUP: 'true'", 1), ("WATCHTOWER_MONITOR_ONLY: 'true'", 0)])
def test_a_service_that_starts_whatever_is_pushed_next_names_no_release(setting: str, told: int) -> None:
    tool = f"  tool:\n    image: containrrr/watchtower:1.7.1\n    environment:\n      {setting}\n"
    text = f"services:\n{tool}  shop:\n    image: example/shop:1.4\n    restart: always\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, StandingName)]
    assert [fact.at.start_line for fact in found] == [3] * told


@pytest.mark.parametrize(
    ("image", "identity"),
    [
        ("example/shop", "latest"),
        ("docker.io/example/shop", "latest"),
        ("ghcr.io/example/shop", "latest"),
        ("example/shop:prod", "none"),
        ("example/shop:stable", None),  # whoever makes a tool for others calls it so
        ("example/shop:1.4", None),
        ("example/shop:${TAG}", None),
        ("example/shop@sha256:0123", None),
    ],
)
def test_an_image_without_a_tag_or_under_a_word_names_no_release(image: str, identity: str | None) -> None:
    text = f"services:\n  shop:\n    image: {image}\n    restart: always\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, StandingName)]
    assert [fact.identity for fact in found] == ([identity] if identity else [])


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ("ghcr.io/example/shop:latest", 1),
        ("example/shop:latest", 0),
        ("shop-api:prod", 1),  # each build on the host takes the word from the last one
        ("shop-api:latest", 1),
        ("shop-api:1.4", 0),
        ("shop-api:${TAG}", 0),
        ("shop-api", 0),
    ],
)
def test_an_image_that_compose_can_build_is_pulled_where_its_registry_is_told(image: str, told: int) -> None:
    text = f"services:\n  shop:\n    image: {image}\n    build: .\n    restart: always\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, StandingName)]
    assert [fact.at.start_line for fact in found] == [3] * told


@pytest.mark.parametrize(
    ("image", "container", "told"),
    [
        ("corner-shop:latest", "corner-shop-blue", ["latest"]),
        ("corner-shop:latest", "corner-shop", ["latest"]),
        ("corner-shop:4f1c2aa", "corner-shop-blue", []),
        ("corner-shop:latest", "blue", []),
        ("eclipse-mosquitto:latest", "eclipse-mosquitto-1", []),
        ("ghost:latest", "ghost-blue", []),
    ],
)
def test_an_image_that_is_called_as_its_container_is_the_products_own(
    image: str, container: str, told: list[str]
) -> None:
    text = f"services:\n  app:\n    image: {image}\n    container_name: {container}\n    restart: always\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, StandingName)]
    assert [fact.identity for fact in found] == told


@pytest.mark.parametrize(
    ("images", "lines"),
    [
        (("ghcr.io/example/web:main", "ghcr.io/example/api:main"), [3, 6]),
        (("ghcr.io/example/web:main", "ghcr.io/example/api:1.4"), []),
        (("ghcr.io/example/web:main", "ghcr.io/other/api:main"), []),
        (("ghcr.io/example/web:stable", "ghcr.io/example/api:stable"), []),
    ],
)
def test_parts_of_one_owner_under_the_name_of_a_branch_are_whatever_was_pushed_last(
    images: tuple[str, str], lines: list[int]
) -> None:
    services = "".join(f"  {image[-8:-5]}:\n    image: {image}\n    restart: always\n" for image in images)
    read = READER.read(Snippet("compose.yml", f"services:\n{services}"))
    assert [fact.at.start_line for fact in read if isinstance(fact, StandingName)] == lines


@pytest.mark.parametrize(
    ("image", "setting", "shown"),
    [
        ("mysql:8.4", "MYSQL_ALLOW_EMPTY_PASSWORD: 1", True),
        ("mariadb:11", "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD: 'yes'", True),
        ("postgres:16", "POSTGRES_HOST_AUTH_METHOD: trust", True),
        ("postgres:16", "POSTGRES_HOST_AUTH_METHOD: scram-sha-256", False),
        ("mysql:8.4", "MYSQL_ALLOW_EMPTY_PASSWORD: 'no'", False),
    ],
)
def test_a_database_that_lets_in_who_knows_no_password(image: str, setting: str, *, shown: bool) -> None:
    text = f"services:\n  db:\n    image: {image}\n    environment:\n      {setting}\n  api:\n    build: .\n"
    found = [fact for fact in READER.read(Snippet("compose.yml", text)) if isinstance(fact, ConfigurationLoader)]
    assert [(fact.missing, fact.at.start_line) for fact in found] == ([("default", 5)] if shown else [])


@pytest.mark.parametrize(
    ("image", "setting", "told"),
    [
        ("minio/minio", "MINIO_ROOT_PASSWORD: ${MINIO_SECRET_KEY:-minio12345}", True),
        ("shop/api:3", "MINIO_SECRET_KEY: ${MINIO_SECRET_KEY:-minio12345}", True),
        ("shop/api:3", "MONGO_URI: ${MONGO_URI:-mongodb://store:27017/shop}", False),
        ("shop/api:3", "MONGO_URI: ${MONGO_URI:-mongodb://shop:shop@store:27017/shop}", True),
        ("shop/api:3", "TOKEN_MIN_LENGTH: ${LENGTH:-12}", False),
    ],
)
def test_a_word_that_stands_in_for_a_secret_is_told_and_a_mere_address_is_none(
    image: str, setting: str, *, told: bool
) -> None:
    text = f"services:\n  shop:\n    image: {image}\n    restart: always\n    environment:\n      {setting}\n"
    snippet = Snippet("compose.prod.yml", text)
    found = [fact for fact in READER.read(snippet) if isinstance(fact, ConfigurationLoader)]
    assert [(fact.missing, fact.at.start_line) for fact in found] == ([("default", 6)] if told else [])


@pytest.mark.parametrize(
    ("image", "port", "name"),
    [
        ("grafana/grafana:11.1.0", '"3000:3000"', "GF_SECURITY_ADMIN_PASSWORD"),
        ("rabbitmq:3-management", '"15672:15672"', "RABBITMQ_DEFAULT_PASS"),
    ],
)
def test_who_may_open_a_tool_beside_the_application_is_asked_of_access_and_of_no_setting(
    image: str, port: str, name: str
) -> None:
    tool = f"  tool:\n    image: {image}\n    ports: [{port}]\n    environment:\n      {name}: admin\n"
    text = f"services:\n  app:\n    image: shop/app:1.4\n    restart: always\n{tool}"
    found = list(READER.read(Snippet("compose.prod.yml", text)))

    assert [fact.at.start_line for fact in found if isinstance(fact, DefaultLogin)] == [9]
    assert not any(isinstance(fact, ConfigurationLoader) for fact in found)
