"""Sentences that put the database among what one machine runs."""

import pytest

from .support import said


def placements(row: str) -> list[str]:
    """Where the databases of one sentence are said to stand."""
    lines = said(f"# 인프라\n\n## 구성\n\n- {row}\n", "docs/infra.md")
    words = (word for line in lines if "Database" in line for word in line.split())
    return [word.removeprefix("placement=") for word in words if word.startswith("placement=")]


@pytest.mark.parametrize(
    "row",
    [
        "EC2 1대(t2.micro)에 Spring Boot와 MySQL을 함께 올려 운영합니다.",
        "한 대의 EC2(t3.small)에서 Nest와 PostgreSQL을 함께 돌립니다.",
        "EC2 1台に Rails と PostgreSQL を同居させています。",
        "One EC2 instance runs both the API and PostgreSQL.",
        "A single server (t3.small) hosts the web site and MySQL.",
    ],
)
def test_a_database_among_what_one_machine_runs_stands_on_it(row: str) -> None:
    assert placements(row) == ["host"]


@pytest.mark.parametrize(
    "row",
    [
        "EC2 1대(t2.micro)에 Spring Boot를 올리고 MySQL은 RDS를 사용합니다.",
        "One EC2 instance runs the API, and RDS PostgreSQL keeps the data.",
    ],
)
def test_one_that_is_kept_elsewhere_does_not(row: str) -> None:
    assert "host" not in placements(row)
