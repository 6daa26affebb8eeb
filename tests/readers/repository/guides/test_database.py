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
