"""Settings that look for the database on the machine where the application runs."""

import pytest

from holdfast.readers.repository.led_here import READER, kept_in_file, led_here
from tests.readers.repository.templates.support import read, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DB_HOST=localhost\nDB_PORT=3306\n", [(1, "mysql")]),
        ("export MYSQL_HOST='127.0.0.1'\n", [(1, "mysql")]),
        ("POSTGRES_HOST: localhost:5432\n", [(1, "postgresql")]),
        ("DB_TYPE=mariadb\nDB_HOST=127.0.0.1\n", [(2, "mariadb")]),
        ("DATABASE_HOST=localhost\n", [(1, "sql")]),
        ("SPRING_DATASOURCE_URL=jdbc:mysql://localhost:3306/shop\n", [(1, "mysql")]),
        ("MONGO_URI=mongodb://localhost/shop\n", [(1, "mongodb")]),
        ("DATABASE_URL=mysql+pymysql://shop:pw@127.0.0.1/shop\n", [(1, "mysql")]),
        ("DSN=shop:pw@tcp(127.0.0.1:3306)/shop\n", [(1, "mysql")]),
        ("DB_DSN=shop@unix(/run/mysqld/mysqld.sock)/shop\n", [(1, "mysql")]),
        ('DSN="host=localhost user=shop dbname=shop sslmode=disable"\n', [(1, "postgresql")]),
        ("PDO_DSN=mysql:host=localhost;dbname=shop\n", [(1, "mysql")]),
        ("DB_HOST=localhost DB_PORT=5432\n", [(1, "sql")]),
        ("DSN=shop:pw@tcp(db:3306)/shop\n", []),
        ("DATABASE_URL=shop:pw@tcp(localhost:3306)/shop?parseTime=true\n", [(1, "mysql")]),
        ("DB_HOST=host.docker.internal\nDB_PORT=5432\n", [(1, "postgresql")]),
        ("DATABASE_URL=postgresql://shop:pw@172.17.0.1:5432/shop\n", [(1, "postgresql")]),
        ("DATABASE_URL=shop:pw@tcp(db:3306)/shop\n", []),
        ("DB_HOST=db\nDB_PORT=3306\n", []),
        ("DB_HOST=localhost.example.com\n", []),
        ("REDIS_HOST=localhost\nAPP_URL=http://localhost:3000\n", []),
        ("DATABASE_URL=sqlite:///shop.db\n", []),
        ("# DB_HOST=localhost\n", []),
        ("", []),
    ],
)
def test_a_setting_that_leads_here_names_line_and_engine(text: str, expected: list[tuple[int, str]]) -> None:
    assert list(led_here(text.splitlines())) == expected


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (".env.production", True),
        ("backend/env.production", True),
        ("api/.env.prod", True),
        ("config/production.env", True),
        ("deploy/shop.env", True),
        ("config/prod.ini", True),
        ("conf/production.yaml", True),
        ("config/config.prod.json", True),
        ("config/shop.toml", False),
        ("deploy/local.env", False),
        ("compose.production.yml", False),
        ("appsettings.Production.json", False),
        (".github/prod.yml", False),
        ("k8s/prod/config.yaml", False),
        ("roles/api/templates/.env.j2", True),
        ("ansible/templates/env.prod.j2", True),
        ("ansible/templates/env.dev.j2", False),
        ("ansible/templates/nginx.conf.j2", False),
        (".env", False),
        (".env.production.example", False),
        (".env.production.local", False),
        (".env.nonprod", False),
    ],
)
def test_only_the_settings_of_production_themselves_are_read(path: str, *, wanted: bool) -> None:
    assert READER.wants(path) is wanted


def test_the_database_shares_its_host_with_the_application_and_no_password_is_kept() -> None:
    text = "DATABASE_URL=postgresql://shop:canary-4711@localhost:5432/shop\n"

    assert told(read(READER, text, ".env.production")) == [
        "Database 1 [production] engine=postgresql placement=host with_application=True"
    ]
    assert "canary-4711" not in repr(read(READER, text, ".env.production"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DB_CONNECTION=sqlite\nDB_DATABASE=/srv/shop/database.sqlite\n", [(2, "sqlite")]),
        ("DB_CONNECTION=sqlite\n", [(1, "sqlite")]),
        ("DATABASE_URL=file:./shop.db\n", [(1, "sqlite")]),
        ("DB_CONNECTION=mysql\nDB_HOST=localhost\n", []),
        ("CACHE_PATH=/srv/shop/cache.db\nDATABASE_URL=sqlite://:memory:\n", []),
    ],
)
def test_a_setting_that_keeps_the_data_in_a_file_is_told_once(text: str, expected: list[tuple[int, str]]) -> None:
    assert list(kept_in_file(text.splitlines())) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("prod.ini", "[db]\nhost = 127.0.0.1\nport = 3306\n", "2 [production] engine=mysql"),
        ("prod.ini", "dsn = shop:pw@tcp(localhost:3306)/shop\n", "1 [production] engine=mysql"),
        (
            "production.toml",
            '[database]\ndriver = "postgres"\nhost = "localhost"\n',
            "3 [production] engine=postgresql",
        ),
        ("production.yml", "databases:\n  default:\n    host: localhost\n", "3 [production] engine=sql"),
        ("config/prod.json", '{"db": {"host": "localhost", "port": 5432}}\n', "1 [production] engine=postgresql"),
    ],
)
def test_settings_of_production_in_any_form_tell_that_its_database_is_here(path: str, text: str, expected: str) -> None:
    assert told(read(READER, text, path)) == [f"Database {expected} placement=host with_application=True"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("prod.ini", ""),
        ("prod.ini", "[redis]\nhost = 127.0.0.1\n"),
        ("prod.ini", "; host = 127.0.0.1\n[db]\nhost = db.internal\n"),
        ("prod.json", '{"db": {"host": '),
        ("prod.json", "[1, 2]\n"),
        ("production.yml", "- just: a list\n"),
    ],
)
def test_settings_of_production_that_lead_elsewhere_or_cannot_be_read_tell_none(path: str, text: str) -> None:
    assert told(read(READER, text, path)) == []


_BLANKS = "JWT_SECRET=CHANGE_ME\nSMTP_PASS=your_smtp_password\nSITE_URL=https://your-domain.com\n"


@pytest.mark.parametrize(
    ("path", "text", "kept"),
    [
        (".env.production", _BLANKS, 0),
        (
            ".env.production",
            f"# Production template\n# Copy this file\n{_BLANKS[:21]}SITE_URL=https://your-domain.com\n",
            0,
        ),
        (".env.production", "SITE_URL=https://your-domain.com\n", 1),
        (".env.production", "JWT_SECRET=q8Zk21LmPxq8Zk21\nSITE_URL=https://your-domain.com\n", 1),
        (".env.production", "JWT_SECRET=CHANGE_ME\nDB_HOST=10.0.0.4\n", 1),
        ("roles/api/templates/.env.j2", _BLANKS, 3),
    ],
)
def test_settings_whose_secrets_somebody_is_to_fill_in_keep_no_places(path: str, text: str, kept: int) -> None:
    assert len([line for line in told(read(READER, text, path)) if line.startswith("StandIn")]) == kept
