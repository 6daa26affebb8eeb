"""What stands beside an application in a compose file, and is nobody's own."""

import pytest

from holdfast.model.facts import ConfigurationLoader, Container, Database, Placement, RequiredSettings, StandingName
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.containers import reader as containers

from .many import read_files


def test_a_store_of_vectors_beside_the_application_is_no_application_and_no_owner_of_its_image() -> None:
    text = "services:\n  api:\n    image: ghcr.io/shop/api:latest\n  store:\n    image: qdrant/qdrant:v1.9\n"
    facts = list(containers.READER.read(Snippet("compose.prod.yml", text)))

    assert [fact.role for fact in facts if isinstance(fact, Container)] == ["application", "other"]
    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == [3]


def test_an_image_that_is_called_after_the_product_and_its_service_is_the_products_own() -> None:
    """And what has another owner beside it is somebody's tool."""
    text = (
        "services:\n  api:\n    image: shop-api:${RELEASE:-latest}\n  map:\n    image: maps/map-server:latest\n"
        "  wiki:\n    image: dokuwiki:latest\n"
    )
    facts = list(containers.READER.read(Snippet("compose.prod.yml", text)))

    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == [3]


@pytest.mark.parametrize(
    ("more", "line"), [("    deploy: {replicas: 3}\n", 3), ("    deploy: {mode: global}\n", None), ("", None)]
)
def test_an_image_that_swarm_starts_copies_of_is_pulled_although_it_is_built_here(more: str, line: int | None) -> None:
    text = f"services:\n  api:\n    image: shop/api\n    build: ./api\n{more}"
    facts = containers.READER.read(Snippet("compose.yml", text))
    assert [fact.at.start_line for fact in facts if isinstance(fact, StandingName)] == ([line] if line else [])


@pytest.mark.parametrize(
    ("file", "service", "line"),
    [
        ("compose.yml", "image: nginx", 4),
        ("compose.yml", "image: redis:latest", 4),
        ("compose.yml", "image: maps/map-server:latest", 4),
        ("compose.yml", "image: nginx:1.27", None),
        ("compose.yml", "image: nginx:${NGINX}", None),
        ("compose.yml", "image: nginx@sha256:0123", None),
        ("compose.yml", "image: nginx\n    build: ./front", None),
        ("compose.dev.yml", "image: nginx", None),
        ("compose.yml", "image: shop/worker:latest", None),
    ],
)
def test_an_image_of_others_that_is_whatever_is_newest_is_told_at_its_line(
    file: str, service: str, line: int | None
) -> None:
    text = f"services:\n  api: {{build: ., image: shop/api}}\n  front:\n    {service}\n"
    facts = containers.READER.read(Snippet(file, text))
    told = [fact for fact in facts if isinstance(fact, Container) and fact.environment is None]
    assert [fact.places["version"].start_line for fact in told if "version" in fact.places] == ([line] if line else [])


@pytest.mark.parametrize(
    ("service", "told"), [("image: postgres", True), ("build: ./postgres\n    image: postgres", False)]
)
def test_a_database_that_is_built_here_leaves_no_version_open(service: str, *, told: bool) -> None:
    text = f"services:\n  api: {{build: ., image: shop/api}}\n  postgres:\n    {service}\n"
    (database,) = [one for one in containers.READER.read(Snippet("compose.yml", text)) if isinstance(one, Database)]
    assert ("version" in database.places) is told


def test_what_compose_refuses_to_start_without_is_a_required_list() -> None:
    text = (
        "services:\n  api:\n    image: ghcr.io/shop/api:${TAG:?}\n    environment:\n      PORT: 8080\n"
        "      DATABASE_URL: ${ORDERS_URL:?is needed}\n      JWT_SECRET: ${JWT_SECRET?}\n      MODE: ${MODE:-plain}\n"
        "  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}\n"
    )
    facts = list(containers.READER.read(Snippet("compose.prod.yml", text)))

    [required] = [fact for fact in facts if isinstance(fact, RequiredSettings)]
    assert (required.at.start_line, required.at.end_line) == (6, 7)
    assert required.names == ("DATABASE_URL", "ORDERS_URL", "JWT_SECRET")


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("JWT_SECRET: ${JWT_SECRET}", ("JWT_SECRET",)),
        ("JWT_SECRET: $SECRET_OF_SHOP", ("JWT_SECRET",)),
        ("JWT_SECRET: ${JWT_SECRET:?}", None),
        ("JWT_SECRET:", ("JWT_SECRET",)),
        ("JWT_SECRET: ${JWT_SECRET:-}", ("JWT_SECRET",)),
        ("SLACK_TOKEN: ${SLACK_TOKEN:-}", None),
        ("PORT: ${PORT}", None),
        ("DATABASE_URL: postgres://shop:${DB_PASSWORD}@db/shop", None),
    ],
)
def test_a_secret_that_compose_hands_on_when_it_is_missing_is_told_with_its_lines(
    setting: str, names: tuple[str, ...] | None
) -> None:
    text = f"services:\n  api:\n    build: .\n    environment:\n      MODE: plain\n      {setting}\n"
    facts = list(containers.READER.read(Snippet("compose.yml", text)))

    found = [
        (fact.names, fact.at.start_line, fact.at.end_line) for fact in facts if isinstance(fact, ConfigurationLoader)
    ]
    assert found == ([(names, 6, 6)] if names else [])


def test_of_several_applications_the_one_that_compose_hands_most_secrets_is_shown() -> None:
    text = (
        "services:\n  mail:\n    build: mail\n    environment:\n      - MAIL_TOKEN=${MAIL_TOKEN}\n"
        "  api:\n    build: api\n    environment:\n      - MODE=plain\n      - JWT_SECRET\n"
        "      - PORT=${PORT}\n      - PAYMENT_API_KEY=${PAYMENT_API_KEY}\n"
    )
    [loader] = [
        fact for fact in containers.READER.read(Snippet("compose.yml", text)) if isinstance(fact, ConfigurationLoader)
    ]

    assert (loader.names, loader.at.start_line, loader.at.end_line) == (("JWT_SECRET", "PAYMENT_API_KEY"), 10, 12)


@pytest.mark.parametrize(
    ("port", "everybody"),
    [
        ('"5432:5432"', True),
        ("15432:5432/tcp", True),
        ('"0.0.0.0:5432:5432"', True),
        ('"${DB_PORT:-5432}:5432"', True),
        ("{target: 5432, published: 5432}", True),
        ('"127.0.0.1:5432:5432"', False),
        ('"${BIND:-127.0.0.1}:5432:5432"', False),
        ('"10.0.1.7:5432:5432"', False),
        ("{target: 5432, published: 5432, host_ip: 127.0.0.1}", False),
        ('"5432"', False),
    ],
)
def test_a_port_is_for_everybody_unless_it_is_bound_to_one_address(port: str, everybody: bool) -> None:
    text = f"services:\n  api:\n    build: .\n  db:\n    image: postgres:16\n    ports:\n      - {port}\n"
    facts = list(containers.READER.read(Snippet("compose.yml", text)))

    [store] = [fact for fact in facts if isinstance(fact, Container) and fact.role == "database"]
    place = store.places.get("everybody")
    assert (place.start_line if place else None) == (7 if everybody else None)


@pytest.mark.parametrize(
    ("file", "setting", "guessed"),
    [
        ("compose.yml", "JWT_SECRET: changeme", True),
        ("compose.yml", "ORDERS_DB_PASSWORD: '12345'", True),
        ("compose.example.yml", "JWT_SECRET: changeme", False),
        ("compose.yml", "JWT_SECRET_FILE: /run/secrets/jwt", False),
        ("compose.yml", "MODE: changeme", False),
    ],
)
def test_a_word_that_everybody_guesses_takes_a_secrets_place(file: str, setting: str, guessed: bool) -> None:
    text = f"services:\n  api:\n    build: .\n    environment:\n      {setting}\n"
    found = [fact for fact in containers.READER.read(Snippet(file, text)) if isinstance(fact, ConfigurationLoader)]
    assert [(fact.missing, fact.at.start_line) for fact in found] == ([("default", 5)] if guessed else [])


def test_a_database_is_told_by_the_name_of_a_setting_that_is_filled_in_elsewhere() -> None:
    text = (
        "services:\n  api:\n    build: .\n    environment:\n      - MONGO_URI=${MONGO_URI}\n      - PORT=${PORT}\n"
        "      - DB_HOST=shop.cz3.ap-northeast-2.rds.amazonaws.com\n  cache:\n    image: redis:7\n"
        "    environment:\n      - DB_URL=${DB_URL}\n"
    )
    found = [fact for fact in containers.READER.read(Snippet("compose.yml", text)) if isinstance(fact, Database)]

    assert [(fact.engine, fact.placement, fact.at.start_line) for fact in found] == [
        ("mongodb", Placement.UNKNOWN, 5),
        ("sql", Placement.RDS, 7),
    ]


@pytest.mark.parametrize(
    ("path", "heading", "served"),
    [
        ("docs/EC2_DEPLOYMENT.md", "Start the database", True),
        ("docs/EC2_DEPLOYMENT.md", "Local development", False),
        ("배포_가이드.md", "DB 실행", True),
        ("README.md", "Deploy to EC2", True),
        ("README.md", "Getting started", False),
        ("docs/architecture.md", "Deploy to EC2", False),
    ],
)
def test_a_guide_of_a_server_starts_the_compose_file_there(path: str, heading: str, *, served: bool) -> None:
    guide = f"# Shop\n\n```bash\nssh -i shop.pem ubuntu@203.0.113.9\n```\n\n## {heading}\n\n```bash\ndocker compose up -d db\n```\n"
    compose = "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\n"
    read = read_files(containers.READER, **{path: guide, "docker-compose.yml": compose})
    assert [fact.environment for fact in read if isinstance(fact, Database)] == [None if served else "development"]


@pytest.mark.parametrize(("title", "served"), [("Deploy to EC2", True), ("Getting started", False)])
def test_so_does_one_in_another_markup(title: str, *, served: bool) -> None:
    guide = f"""
Shop
====

{title}
-------------

.. code-block:: bash

   ssh -i shop.pem ubuntu@203.0.113.9
   docker compose up -d db
"""
    compose = "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\n"
    read = read_files(containers.READER, **{"README.rst": guide, "docker-compose.yml": compose})
    assert [fact.environment for fact in read if isinstance(fact, Database)] == [None if served else "development"]
