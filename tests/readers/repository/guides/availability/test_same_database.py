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


_TYPED = """aws rds create-db-instance --db-instance-identifier shop-prod --db-instance-class db.m6i.large \\
  --engine postgres --allocated-storage 20 --backup-retention-period 7 --multi-az"""


@pytest.mark.parametrize(
    ("engine", "size", "standby"),
    [("PostgreSQL", "db.m6i.large", True), ("PostgreSQL", "db.r6g.large", None), ("MySQL", "db.m6i.large", None)],
)
def test_what_steps_in_the_console_leave_open_the_command_beside_them_tells(
    engine: str, size: str, standby: bool | None
) -> None:
    text = (
        f"# AWS deployment\n\n## Create the RDS database\n\n```bash\n{_TYPED}\n```\n\nOr in the AWS console:\n\n"
        f"1. Go to RDS → Create database\n2. Choose {engine}\n3. DB instance class: `{size}`\n"
    )
    found = [one for one in read(text, "docs/deploy.md") if isinstance(one, Database)]
    by_hand = [one for one in found if one.at.start_line > 8]
    assert [(one.instance_class, one.multi_az) for one in by_hand] == [(size, standby)]


def test_it_is_shown_where_it_is_told_of_by_itself_and_not_among_all_that_there_is() -> None:
    text = (
        "# Shop\n\n## Tech stack\n\n- AWS: EC2 t3.medium, RDS MySQL db.t4g.medium, ElastiCache, ALB, S3\n\n"
        "## Infrastructure overview\n\n- RDS MySQL 8.0: db.t4g.medium\n"
    )
    (found,) = (one for one in read(text, "docs/deploy.md") if isinstance(one, Database))
    assert found.at.start_line == 9
