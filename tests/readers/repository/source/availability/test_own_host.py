"""Databases that production's own settings look for on the machine where the application runs."""

import pytest

from holdfast.model.facts import Database, Placement

from ..support import EXPRESS, read

_SETTINGS = "DATABASES = {{\n    'default': {{\n        'ENGINE': 'django.db.backends.mysql',\n        'HOST': '{host}',\n    }}\n}}\n"
_SEQUELIZE = (
    "module.exports = {{\n  development: {{ host: '127.0.0.1', dialect: 'mysql' }},\n"
    "  production: {{\n    database: '{name}',\n    host: {host},\n    dialect: 'mysql',\n  }},\n}};\n"
)
_RAILS = "default: &default\n  adapter: mysql2\n{shared}production:\n  <<: *default\n  database: shop\n{own}"


def placed(files: dict[str, str]) -> list[tuple[int, bool]]:
    """The line and whether it is the own host, of each database of a known engine."""
    found = [fact for fact in read(files) if isinstance(fact, Database) and fact.engine == "mysql"]
    return [(fact.at.start_line, fact.placement is Placement.HOST) for fact in found]


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("172.17.0.1", True),
        ("host.docker.internal", True),
        ("10.0.3.7", False),
        ("198.51.100.7", True),
    ],
)
def test_django_names_the_host_of_its_database(host: str, *, here: bool) -> None:
    files = {"requirements.txt": "django\n", "shop/settings.py": _SETTINGS.format(host=host)}
    assert placed(files) == [(4 if here else 3, here)]


@pytest.mark.parametrize(
    ("backend", "engine"),
    [
        ("django.db.backends.postgresql_psycopg2", "postgresql"),
        ("django_tenants.postgresql_backend", "postgresql"),
        ("mysql.connector.django", "mysql"),
        ("django_prometheus.db.backends.mysql", "mysql"),
    ],
)
def test_django_has_engines_of_several_makers(backend: str, engine: str) -> None:
    text = _SETTINGS.format(host="localhost").replace("django.db.backends.mysql", backend)
    files = {"requirements.txt": "django\n", "shop/settings.py": text}
    [one] = [fact for fact in read(files) if isinstance(fact, Database)]
    assert (one.engine, one.placement) == (engine, Placement.HOST)


def test_settings_of_developers_tell_of_their_machines() -> None:
    files = {"requirements.txt": "django\n", "shop/settings/local.py": _SETTINGS.format(host="localhost")}
    assert all(not here for _, here in placed(files))


@pytest.mark.parametrize(
    ("name", "host", "here"),
    [
        ("shop", "'127.0.0.1'", True),
        ("database_production", "'127.0.0.1'", False),
        ("shop", "process.env.DB_HOST", False),
    ],
)
def test_sequelize_has_a_part_of_its_own_for_production(name: str, host: str, *, here: bool) -> None:
    package = EXPRESS.replace("}}", ', "sequelize": "^6", "mysql2": "^3"}}')
    files = {"package.json": package, "config/config.js": _SEQUELIZE.format(name=name, host=host)}
    assert [own for _, own in placed(files)] == [here]


@pytest.mark.parametrize(
    ("shared", "own", "place"),
    [
        ("  socket: /tmp/mysql.sock\n", "", (3, True)),
        ("  host: localhost\n", "", (3, True)),
        ("  host: localhost\n", "  host: <%= ENV['DB_HOST'] %>\n", None),
        ("  host: localhost\n", "  url: <%= ENV['SHOP_URL'] %>\n", None),
        ("  encoding: utf8\n", "", None),
    ],
)
def test_rails_takes_over_what_all_environments_share(shared: str, own: str, place: tuple[int, bool] | None) -> None:
    files = {"Gemfile": 'gem "rails"\n', "config/database.yml": _RAILS.format(shared=shared, own=own)}
    found = placed(files)

    assert found == [place] if place else all(not here for _, here in found)


@pytest.mark.parametrize(
    ("path", "user", "here"),
    [
        ("config/database.yml", "", True),
        ("config/database.yml.example", "", True),
        ("config/database.sample.yml", "", True),
        ("config/database.yml", "  username: shop\n", False),
        ("config/database.yml.example", "  url: <%= ENV['SHOP_URL'] %>\n", False),
        ("doc/database.yml.example", "", False),
    ],
)
def test_postgresql_without_a_host_and_a_user_is_asked_through_its_socket(path: str, user: str, *, here: bool) -> None:
    text = f"production:\n  adapter: postgresql\n  database: shop\n{user}  pool: 5\n"
    found = [fact for fact in read({"Gemfile": "gem 'rails'\ngem 'pg'\n", path: text}) if isinstance(fact, Database)]
    assert [fact.placement is Placement.HOST for fact in found] == [here]


def test_a_database_that_is_told_to_be_elsewhere_is_there() -> None:
    files = {"Gemfile": 'gem "rails"\n', "config/database.yml": _RAILS.format(shared="  host: localhost\n", own="")}
    told = {**files, "infra/main.tf": 'resource "aws_db_instance" "shop" {}\n'}

    assert [here for _, here in placed(files)] == [True]
    assert all(not here for _, here in placed(told))


@pytest.mark.parametrize(
    ("files", "here"),
    [
        ({"application.properties": "spring.datasource.url=jdbc:mysql://localhost:3306/shop\n"}, True),
        ({"application.yml": "spring:\n  datasource:\n    url: jdbc:mysql://127.0.0.1/shop?useSSL=false\n"}, True),
        ({"application-prod.properties": "spring.datasource.url=jdbc:mysql://203.0.113.5:3306/shop\n"}, True),
        ({"application.properties": "spring.datasource.url=jdbc:mysql://db.a.example:3306/shop\n"}, False),
        ({"application.properties": "spring.datasource.url=${URL:jdbc:mysql://localhost:3306/shop}\n"}, False),
        ({"application-dev.properties": "spring.datasource.url=jdbc:mysql://localhost:3306/shop\n"}, False),
        (
            {
                "application.properties": "spring.datasource.url=jdbc:mysql://localhost:3306/shop\n",
                "application-prod.properties": "spring.datasource.url=jdbc:mysql://${DB_HOST}:3306/shop\n",
            },
            False,
        ),
    ],
)
def test_spring_names_the_host_of_its_database_for_every_profile(files: dict[str, str], *, here: bool) -> None:
    found = placed({"pom.xml": "<project/>", **{f"src/main/resources/{name}": text for name, text in files.items()}})
    assert [is_here for _, is_here in found] == [here]


@pytest.mark.parametrize(
    "given", ["SPRING_DATASOURCE_URL: ${DB}", "command: java -jar a.jar --spring.datasource.url=$DB"]
)
def test_springs_database_is_elsewhere_where_whoever_starts_it_says_so(given: str) -> None:
    files = {
        "pom.xml": "<project/>",
        "src/main/resources/application.properties": "spring.datasource.url=jdbc:mysql://localhost:3306/shop\n",
        "docker-compose.yml": f"services:\n  shop:\n    build: .\n    {given}\n",
    }
    assert all(not here for _, here in placed(files))


@pytest.mark.parametrize(
    ("others", "here"),
    [
        ({"Dockerfile": "FROM eclipse-temurin:21\n"}, False),
        ({"compose.yml": "services:\n  shop:\n    build: .\n"}, False),
        ({"compose.yml": "services:\n  shop:\n    build: .\n    network_mode: host\n"}, True),
        ({"Dockerfile": "FROM eclipse-temurin:21\n", "run.sh": "docker run -d --network host shop\n"}, True),
        ({"Dockerfile": "FROM eclipse-temurin:21\n", "deploy/shop.service": "[Service]\n"}, True),
    ],
)
def test_in_a_container_the_machine_that_spring_calls_its_own_is_not_the_host(
    others: dict[str, str], *, here: bool
) -> None:
    build = "plugins { id 'org.springframework.boot' version '3.3.1' }\n"
    settings = "spring.datasource.url=jdbc:mysql://localhost:3306/shop\n"
    files = {"build.gradle": build, "src/main/resources/application.properties": settings, **others}
    assert [one for _, one in placed(files)] == [here]
