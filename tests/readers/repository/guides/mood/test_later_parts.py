"""What a line names last and marks as planned, beside what is there."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    "row",
    [
        "- **RDS**: PostgreSQL 15, db.t3.micro, Multi-AZ (planned)",
        "| RDS | PostgreSQL 15, db.t3.micro, Multi-AZ（今後） |",
    ],
)
def test_the_last_part_is_planned_and_the_rest_is_there(row: str) -> None:
    table = "| Part | What |\n|---|---|\n" if row.startswith("|") else ""
    told = said(f"# Architecture\n\n{table}{row}\n")

    assert [line.split(" ", 3)[3] for line in told if "Database" in line] == [
        "engine=postgresql placement=rds instance_class=db.t3.micro version=15"
    ]
    assert [line.split()[-1] for line in told if "Admitted" in line] == ["control=availability"]


def test_a_list_without_a_machine_or_engine_is_planned_as_a_whole() -> None:
    assert [line for line in said("# AWS setup\n\n- Auto Scaling, alarms (planned)\n") if "Admitted" not in line] == []
