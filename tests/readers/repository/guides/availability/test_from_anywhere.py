"""Databases that a guide says to be reached from anywhere, or not."""

import pytest

from holdfast.model.facts import Database

from ..support import read


def _public(text: str) -> list[bool | None]:
    return [fact.public for fact in read(text) if isinstance(fact, Database)]


@pytest.mark.parametrize(
    "row",
    [
        "- 퍼블릭 액세스: 예",
        "- Public access: Yes",
        "- パブリックアクセス: あり",
        "- Publicly accessible (so that Workbench can connect)",
        "RDS MySQL `db.t3.micro`, publicly accessible",
        "1. 퍼블릭 액세스를 예로 선택합니다.",
        "The RDS instance is publicly accessible, so that anybody in the team can look at it.",
        "- RDS PostgreSQL (퍼블릭 액세스 가능)",
    ],
)
def test_a_database_that_is_said_to_be_reached_from_anywhere_is_public(row: str) -> None:
    assert _public(f"# Deploy to AWS\n\n## RDS\n\n{row}\n") == [True]


@pytest.mark.parametrize(
    "row",
    [
        "- 퍼블릭 액세스: 아니요",
        "- 퍼블릭 액세스: X",
        "- 퍼블릭 액세스 차단",
        "- Public access: No",
        "- Public access is disabled",
        "- Block all public access: On",
        "- パブリックアクセス: なし",
        "RDS is in private subnets, without public access.",
        "The RDS instance must not be publicly accessible.",
        "Use RDS in production. Public access should be off.",
        "If RDS is publicly accessible, restrict its security group.",
        "The ALB is publicly accessible, RDS is in private subnets.",
        "The site is publicly accessible at https://x.com; data lies in RDS.",
        "- RDS PostgreSQL (퍼블릭 액세스 불가)",
    ],
)
def test_one_of_which_that_is_denied_supposed_or_said_of_something_else_is_not(row: str) -> None:
    assert True not in _public(f"# Deploy to AWS\n\n## RDS\n\n{row}\n")
