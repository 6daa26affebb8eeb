"""Changes of a schema that a guide has somebody type on a server."""

import pytest

from .support import said

_FAULT = "activity=deploy form=schema-changed"


@pytest.mark.parametrize(
    ("command", "faults", "databases"),
    [
        ("npx prisma db push", 1, 1),
        ("python manage.py makemigrations", 1, 1),
        ("python manage.py migrate", 0, 1),
        ("npm ci", 0, 0),
    ],
)
def test_a_schema_that_is_changed_on_the_server_is_a_databases(command: str, faults: int, databases: int) -> None:
    text = f"# Setup\n\n## {{}}\n\n```bash\ncd shop\n{command}\n```\n"
    there = said(text.format("On the EC2 server"))
    assert sum(_FAULT in one and " 7 " in one for one in there) == faults
    assert sum(one.startswith("Database 7 ") for one in there) == databases
    assert not any("Database" in one or _FAULT in one for one in said(text.format("Local development"), "README.md"))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ('ssh ubuntu@203.0.113.9 "rm -f ~/shop/data/shop.sqlite*"', True),
        ("sudo rm -rf /var/lib/pgsql9/data", True),
        ("dropdb shop", True),
        ("rm -f tmp/test.sqlite3", False),
        ("rm -rf /var/log/mysql", False),
    ],
)
def test_tables_that_steps_throw_away_on_the_server_are_lost(command: str, *, told: bool) -> None:
    found = said(f"# EC2 deployment\n\n## Release on the server\n\n```bash\n{command}\n```\n")
    assert any("form=tables-dropped" in one and " 6 " in one for one in found) is told


@pytest.mark.parametrize(
    ("command", "databases"),
    [
        ("aws rds describe-db-snapshots --db-instance-identifier shop-db", 1),
        ("aws rds modify-db-instance \\\n  --db-instance-identifier shop-db --db-instance-class db.t4g.small", 1),
        ("aws rds describe-db-engine-versions --engine postgres", 0),
    ],
)
def test_whoever_asks_rds_for_a_database_by_its_name_has_one(command: str, databases: int) -> None:
    found = said(f"# AWS deployment\n\n## Maintenance\n\n```bash\n{command}\n```\n")
    assert sum(one.startswith("Database 6") for one in found) == databases


def test_a_database_that_the_guide_describes_itself_is_not_told_of_twice() -> None:
    migrates = "## On the EC2 server\n\n```bash\npython manage.py migrate\n```\n"
    found = said(f"# Setup\n\n## Architecture\n\n- Database: RDS PostgreSQL, db.t4g.micro\n\n{migrates}")
    assert [one.lstrip("? ").split()[1] for one in found if "Database " in one] == ["5"]
