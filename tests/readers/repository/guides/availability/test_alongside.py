"""Databases that a guide shows only in passing."""

import pytest

from ..support import said


def databases(guide: str, path: str = "docs/aws-setup.md") -> list[str]:
    return [line for line in said(guide, path) if "Database" in line.split(" ")[:2]]


@pytest.mark.parametrize(
    "command",
    [
        "docker exec shop-db pg_dump -U shop shop > shop.sql",
        "docker compose -f compose.prod.yml exec -T db psql -U shop",
        'docker exec -it db bash -c "mysqldump shop"',
    ],
)
def test_a_container_that_a_client_is_run_in_holds_the_database(command: str) -> None:
    [found] = databases(f"# EC2 runbook\n\n## Server\n\n```bash\n{command}\n```\n")

    assert "container" in found


def test_a_container_that_is_looked_at_in_the_browser_beside_it_is_a_developers() -> None:
    fence = "```sh\ndocker exec -it db psql -U shop\n# Adminer: http://localhost:8000\n```\n"

    assert databases(f"# Shop\n\n## Data with Docker\n\n{fence}", "README.md") == []
    assert databases(f"# Shop\n\n## On the EC2 server\n\n{fence}", "README.md")


@pytest.mark.parametrize(
    "command",
    ["docker exec app psql -h shop.rds.example.com -U shop", "docker compose exec app python manage.py migrate"],
)
def test_a_client_that_goes_on_to_another_host_tells_of_none(command: str) -> None:
    found = databases(f"# EC2 runbook\n\n## Server\n\n```bash\n{command}\n```\n")
    assert all("placement=unknown" in one for one in found)


def test_a_file_of_sqlite_on_the_server_is_the_database() -> None:
    guide = "# AWS Deployment\n\n## Notes\n\n- The current deployment uses SQLite. For more, switch to Amazon RDS.\n"

    [found] = databases(guide)

    assert found.startswith("? Database")
    assert "sqlite" in found


@pytest.mark.parametrize(
    "line",
    [
        "- SQLite for local development",
        "- Tests use SQLite on the server",
        "- Supports SQLite",
        "- SQLite was never used",
    ],
)
def test_sqlite_elsewhere_is_none(line: str) -> None:
    assert databases(f"# AWS Deployment\n\n## Notes\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("command", "engine"),
    [
        ("sudo systemctl enable --now mongod", "mongodb"),
        ("sudo service mysqld start", "mysql"),
        ("sudo -u postgres psql -c 'CREATE DATABASE shop'", "postgresql"),
        ("sudo mysql_secure_installation", "mysql"),
        ("sudo mysql -h shop.example.com", ""),
        ("sudo systemctl start nginx", ""),
    ],
)
def test_what_is_typed_where_the_server_itself_runs_tells_of_it(command: str, engine: str) -> None:
    found = databases(f"# EC2 runbook\n\n## Server\n\n```bash\n{command}\n```\n")

    assert [engine in line and "host" in line for line in found] == ([True] if engine else [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- **Database**: PostgreSQL 16", True),
        ("| DB | MySQL |", True),
        ("- Database: PostgreSQL (development only)", False),
        ("- Cache: Redis", False),
        ("- Database: file of JSON", False),
    ],
)
def test_a_field_that_names_the_database_claims_one(line: str, *, told: bool) -> None:
    text = f"| What | Which |\n|---|---|\n{line}\n" if line.startswith("|") else f"{line}\n"

    assert [found.startswith("? Database") for found in databases(f"# Shop\n\n## Infrastructure\n\n{text}")] == [
        True
    ] * told


def test_what_is_told_better_is_not_only_named() -> None:
    [found] = databases("# Shop\n\n## Infrastructure\n\n- Database: PostgreSQL\n- RDS: PostgreSQL, db.t3.micro\n")

    assert "rds" in found


@pytest.mark.parametrize(
    "line",
    ["PostgreSQL 15+ (직접 설치 시)", "PostgreSQL, if you install it yourself", "MySQL (手動でインストールする場合)"],
)
def test_a_server_that_is_only_installed_in_another_case_is_none_of_the_host(line: str) -> None:
    found = said(f"# 배포 가이드\n\n## 사전 요구사항\n\n- Node.js 설치\n- {line}\n")
    assert not any(one.startswith("Database") and "placement=host" in one for one in found)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("- **데이터베이스**: SQLite 3 (Prisma)", True),
        ("- DB: SQLite", True),
        ("- Database: SQLite (WAL)", True),
        ("- データベース：SQLite", True),
        ("- Database: SQLite for local development", False),
        ("- Database: PostgreSQL, once SQLite", False),
    ],
)
def test_a_file_beside_the_server_in_a_list_of_what_there_is_lies_on_it(row: str, *, told: bool) -> None:
    found = databases(f"# 서비스 현황\n\n## 시스템 아키텍처\n\n- 서버: AWS EC2 (Ubuntu)\n{row}\n")
    assert any("sqlite" in one and "host" in one for one in found) is told


@pytest.mark.parametrize(
    ("row", "found"),
    [("PostgreSQL, MySQL, MariaDB, and SQLite", 0), ("PostgreSQL and Redis", 1), ("MySQL, with MongoDB for logs", 1)],
)
def test_engines_among_which_whoever_installs_it_chooses_are_no_database(row: str, found: int) -> None:
    assert len(databases(f"# Shop\n\nThe shop keeps its rows in {row}.\n", "README.md")) == found


@pytest.mark.parametrize(
    ("start", "place"),
    [
        ("docker-compose up -d db cache", "6"),
        ("docker compose -f prod.yml up -d --wait db", "6"),
        ("docker compose up -d web", "12"),
        ("docker compose up -d", "12"),
    ],
)
def test_the_row_that_starts_its_container_tells_more_of_it_than_a_look_into_that(start: str, place: str) -> None:
    later = "## Backup\n\n```bash\ndocker-compose exec db pg_dump -U shop shop > shop.sql\n```\n"
    [found] = databases(f"# EC2 guide\n\n## Start\n\n```bash\n{start}\n```\n\n{later}")
    assert found.split(" ")[1] == place
