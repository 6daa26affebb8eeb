"""One database that a guide tells of in several chapters."""

import pytest

from holdfast.model.facts import Database

from ..support import read


def databases(first: str, second: str) -> list[Database]:
    text = f"# AWS 운영 가이드\n\n## 구성\n\n| 항목 | 값 |\n|---|---|\n| RDS | {first} |\n\n## 백업\n\n- {second}\n"
    return [one for one in read(text, "docs/deploy.md") if isinstance(one, Database)]


@pytest.mark.parametrize(
    ("second", "days"),
    [
        ("RDS 자동 백업 보존 기간: 14일", 14),
        ("RDS PostgreSQL backup retention period: 14 days", 14),
        ("RDS自動バックアップ保持期間：14日", 14),
    ],
)
def test_its_backups_in_a_later_chapter_are_of_the_one_described_before(second: str, days: int) -> None:
    (found,) = databases("PostgreSQL 16, db.t4g.medium, Multi-AZ", second)
    assert (found.instance_class, found.multi_az, found.retention_days) == ("db.t4g.medium", True, days)
    assert (found.where("multi_az").start_line, found.where("retention_days").start_line) == (7, 11)


@pytest.mark.parametrize(
    "second",
    ["RDS MySQL 백업 보존 기간: 14일", "RDS 인스턴스 클래스: db.r6g.large"],
)
def test_what_another_engine_or_size_says_is_of_another(second: str) -> None:
    assert len(databases("PostgreSQL 16, db.t4g.medium, Multi-AZ", second)) == 2
