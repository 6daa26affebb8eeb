"""Databases whose image a compose file builds, and keys that it hands an application."""

import pytest

from holdfast.model.facts import Container, Credential, Database
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers.reader import READER

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
        ("  db:\n    build: ./db\n    image: shop_db\n    volumes: ['rows:/var/lib/mysql']\n", ["mysql"]),
        ("  db:\n    image: shop/pool:1\n    volumes: ['rows:/var/lib/mysql']\n", []),
        ("  db:\n    build: ./docker/db\n    volumes: ['./rows:/var/lib/mysql']\n", ["mysql"]),
        ("  postgres_rows:\n    restart: always\n    volumes: ['rows:/var/lib/postgresql/data']\n", ["postgresql"]),
        ("  store:\n    image: ${DB_IMAGE:-postgres:16}\n", ["postgresql"]),
        ("  store:\n    image: ${API_IMAGE:-shop/api:3}\n", []),
        ("  rows:\n    build: ./tool\n    volumes: ['rows:/var/lib/mysql']\n", []),
    ],
)
def test_a_database_whose_image_stands_elsewhere_is_told_by_its_name(service: str, engines: list[str]) -> None:
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


def test_lasting_keys_that_may_be_left_empty_are_handed_on_all_the_same() -> None:
    given = "".join(f"      {name}: ${{{name}:-}}\n" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"))
    read = READER.read(Snippet("docker-compose.prod.yml", f"services:\n{_BESIDE}    environment:\n{given}"))
    assert [(fact.at.start_line, fact.at.end_line) for fact in read if isinstance(fact, Credential)] == [(5, 6)]


@pytest.mark.parametrize(
    ("address", "ours"),
    [("${S3_ENDPOINT:-}", True), ("https://s3.eu-west-1.amazonaws.com", True), ("${S3_ENDPOINT}", False)],
)
def test_keys_for_another_companys_storage_are_none_of_aws(address: str, *, ours: bool) -> None:
    given = f"      S3_ENDPOINT: {address}\n      AWS_ACCESS_KEY_ID: $ID\n      AWS_SECRET_ACCESS_KEY: $WORD\n"
    read = READER.read(Snippet("docker-compose.prod.yml", f"services:\n{_BESIDE}    environment:\n{given}"))
    assert any(isinstance(fact, Credential) for fact in read) is ours


@pytest.mark.parametrize(
    ("image", "beside", "ours"),
    [
        ("alpine", "S3_BUCKET: shop", True),
        ("schickling/postgres-backup-s3", "S3_BUCKET: shop", True),
        ("restic/restic", "RESTIC_REPOSITORY: $WHERE", False),
        ("alpine", "S3_ENDPOINT: $WHERE", False),
    ],
)
def test_what_copies_a_database_to_a_bucket_is_handed_keys_as_well(image: str, beside: str, *, ours: bool) -> None:
    keys = "      AWS_ACCESS_KEY_ID: $ID\n      AWS_SECRET_ACCESS_KEY: $WORD\n"
    backup = f"  backup:\n    image: {image}\n    environment:\n      {beside}\n{keys}"
    read = READER.read(Snippet("docker-compose.prod.yml", f"services:\n{_BESIDE}{backup}"))
    assert any(isinstance(fact, Credential) for fact in read) is ours


@pytest.mark.parametrize(
    ("path", "text", "containers"),
    [
        ("production.yml", "services:\n  api:\n    build: .\n", 1),
        ("deploy/prod.yaml", "services:\n  api:\n    image: shop/api:3\n", 1),
        ("shop.yml", "# 서비스\nservices:\n  # API\n  api:\n    image: shop/api:3\n", 1),
        ("config/services.yaml", "services:\n  _defaults:\n    autowire: true\n", 0),
        ("config/production.yml", "server:\n  port: 80\n", 0),
        ("config/production.yml", "services:\n  mail: smtp\n", 0),
        ("config/live.yml", "FROM: me\n", 0),
    ],
)
def test_a_compose_file_may_be_called_after_its_stage_or_product_alone(path: str, text: str, containers: int) -> None:
    read = list(READER.read(Snippet(path, text)))
    assert READER.wants(path)
    assert len([fact for fact in read if isinstance(fact, Container)]) == containers
    assert containers or not read


def test_a_service_named_for_trying_things_out_runs_beside_the_one_that_serves() -> None:
    def environments(*names: str) -> list[str | None]:
        text = "services:\n" + "".join(f"  {name}:\n    build: .\n" for name in names)
        read = READER.read(Snippet("docker-compose.yml", text))
        return [fact.environment for fact in read if isinstance(fact, Container)]

    assert environments("api-dev", "api") == ["development", None]
    assert environments("dev", "prod", "test") == ["development", None, "development"]
    assert environments("api-dev", "web-dev") == [None, None]


@pytest.mark.parametrize(
    ("volumes", "row"),
    [
        ("['./init:/docker-entrypoint-initdb.d', 'data:/var/lib/mysql']", 4),
        ("\n      - ./init:/docker-entrypoint-initdb.d\n      - data:/var/lib/mysql", 6),
        ("\n      - type: volume\n        source: data\n        target: /var/lib/mysql", 5),
        ("\n      - ./init:/docker-entrypoint-initdb.d", None),
    ],
)
def test_a_databases_data_stands_where_its_volume_does(volumes: str, row: int | None) -> None:
    text = f"services:\n  store:\n    image: mysql:8\n    volumes: {volumes}\n"
    found = [fact for fact in READER.read(Snippet("docker-compose.prod.yml", text)) if isinstance(fact, Database)]
    assert [fact.places["data"].start_line if "data" in fact.places else None for fact in found] == [row]
