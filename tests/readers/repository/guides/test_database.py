"""Databases at RDS that steps and commands of a guide make, and what is only said of one that there is."""

import pytest

from .support import said

_COMMAND = """
```bash
aws rds create-db-instance --db-instance-class db.t3.micro --engine mysql --backup-retention-period 7 --multi-az
```
"""


def databases(text: str) -> list[str]:
    return [one for one in said(f"# AWS setup guide\n\n{text}") if one.startswith("Database ")]


def test_a_step_and_the_command_below_it_make_one_database() -> None:
    (found,) = databases(f"## Database\n\n1. **Create the RDS MySQL instance**\n{_COMMAND}")

    assert "retention_days=7" in found


@pytest.mark.parametrize(
    "step",
    [
        "Set up RDS automated backups",
        "Create RDS snapshots before each release",
        "Set up RDS alarms",
        "Create a database user",
    ],
)
def test_what_belongs_to_a_database_makes_none(step: str) -> None:
    assert databases(f"## Maintenance\n\n1. {step}\n") == []


def test_a_step_alone_makes_one() -> None:
    assert len(databases("## Database\n\n1. Create the RDS MySQL instance\n")) == 1


@pytest.mark.parametrize(
    ("command", "on_host"),
    [
        ("sudo yum install -y  postgresql", False),
        ("sudo dnf install -y mariadb105", False),
        ("sudo yum install -y postgresql-server", True),
        ("sudo apt install -y postgresql", True),
    ],
)
@pytest.mark.parametrize(
    "step", ["* postgres, mariadbのインストール", "* postgres, mariadb 설치", "* Install postgres"]
)
def test_a_step_means_what_the_block_right_below_it_installs(step: str, command: str, *, on_host: bool) -> None:
    found = databases(f"{step}\n\n```sh\n{command}\n```\n\n* Next step\n")
    assert any("placement=host" in one for one in found) is on_host
