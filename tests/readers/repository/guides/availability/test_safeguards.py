"""What sentences of a guide say of a database's standby and backups, denied once or twice."""

import pytest

from ..support import said

_GUIDE = "# AWS setup guide\n\n## Create the RDS database\n\nEngine: PostgreSQL 16\n\n"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("RDS는 단일 AZ로 만들지 않고 다중 AZ로 만듭니다.", "multi_az=True"),
        ("RDSはシングルAZにはせず、マルチAZで作成します。", "multi_az=True"),
        ("Do not create the RDS instance in a single AZ; choose Multi-AZ.", "multi_az=True"),
        ("Create the RDS instance in a single AZ and do not create a standby.", "multi_az=False"),
        ("RDS는 단일 AZ로 생성합니다 (대기 인스턴스 없음).", "multi_az=False"),
        ("비용을 줄이기 위해 RDS 자동 백업을 비활성화합니다.", "retention_days=0"),
        ("RDS 자동 백업은 끄지 않습니다.", ""),
        ("RDSの自動バックアップは無効にしません。", ""),
        ("Do not disable automated backups on the RDS instance.", ""),
        ("Do not use the free tier template of RDS in production.", ""),
        ("Single-AZ RDS instances are for staging only.", ""),
        ("| Setting | Value |\n|---|---|\n| Free tier template | Do not use |", ""),
        ("단일 AZ RDS는 스테이징에서만 씁니다.", ""),
        ("シングルAZのRDSは開発環境のみです。", ""),
        ("You pay RDS for automated backups, so there is no backup script to run.", ""),
        ("RDS takes automated backups without a backup script of ours.", ""),
        ("RDS 자동 백업이 있어 백업 스크립트가 필요 없습니다.", ""),
        ("RDSの自動バックアップがあるため、バックアップスクリプトは不要です。", ""),
        ("Do not leave the backup retention of RDS at 1 day.", ""),
        ("- RDS mysql db.t4g.small 멀티AZ X 백업 7일", "multi_az=False"),
        ("- RDS mysql db.t4g.small, multi-AZ off, backups 7 days", "multi_az=False"),
        ("- RDS mysql db.t4g.small、マルチAZ なし、バックアップ7日", "multi_az=False"),
        ("- RDS mysql db.t4g.small, Multi-AZ O, 백업 7일", "multi_az=True"),
    ],
)
def test_what_is_refused_is_not_what_the_database_gets(sentence: str, told: str) -> None:
    found = " ".join(line for line in said(f"{_GUIDE}{sentence}\n") if "Database" in line)

    assert told in found
    assert bool(told) or ("retention_days" not in found and "multi_az" not in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "MySQL은 RDS가 비싸서 같은 박스 컨테이너로 돌리고 있습니다.",
        "MySQL runs in a container on the same box, as RDS was too expensive.",
        "MySQLはRDSが高いのでコンテナで動かしています。",
    ],
)
def test_what_was_too_expensive_was_not_taken(sentence: str) -> None:
    assert not any("placement=rds" in one for one in said(f"# Server\n\n## EC2\n\n{sentence}\n"))


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("RDS MySQL (Single-AZ)", "multi_az=False"),
        ("RDS 단일 AZ 구성", "multi_az=False"),
        ("RDS（シングルAZ）", "multi_az=False"),
        ("RDS: Single-AZ vs Multi-AZ", ""),
        ("RDS MySQL", ""),
    ],
)
def test_a_chapter_that_is_called_after_one_zone_tells_that_its_database_has_no_standby(
    heading: str, told: str
) -> None:
    text = f"# 인프라 구성 가이드\n\n## {heading}\n\n- 인스턴스 클래스: db.t3.micro\n- 엔진: MySQL 8.0\n"
    found = " ".join(line for line in said(text) if "Database" in line)
    assert told in found
    assert bool(told) or "multi_az" not in found


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("- 스냅샷 백업 주기: 1일", None),
        ("- Backup interval: 1 day", None),
        ("- バックアップ頻度: 1日", None),
        ("- 백업 보존 기간: 7일", 7),
        ("- 백업 주기 매일, 보관 기간: 7일", 7),
    ],
)
def test_how_often_a_copy_is_made_is_not_how_long_it_is_kept(line: str, days: int | None) -> None:
    found = " ".join(one for one in said(f"{_GUIDE}{line}\n") if "Database" in one)
    assert ("retention_days" in found) is (days is not None)


@pytest.mark.parametrize(
    ("sentence", "class_"),
    [
        ("1. RDS console → Create database → PostgreSQL, `db.t4g.micro`, 20 GB gp3, no read replica.", "db.t4g.micro"),
        ("1. RDS 생성: PostgreSQL, db.t4g.micro, 읽기 전용 복제본 없음", "db.t4g.micro"),
        ("1. RDSを作成: PostgreSQL、db.t4g.micro、リードレプリカなし", "db.t4g.micro"),
        ("1. Create the RDS database, but not as db.t4g.micro.", ""),
    ],
)
def test_a_size_is_chosen_also_where_something_beside_the_database_is_not(sentence: str, class_: str) -> None:
    found = " ".join(line for line in said(f"{_GUIDE}{sentence}\n") if "Database" in line)

    assert f"instance_class={class_}" in found if class_ else "instance_class" not in found


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("RDS 수동 스냅샷", "**보관 기간**: 30일"),
        ("Manual RDS snapshots", "- Retention: 30 days"),
        ("RDS 手動スナップショット", "- 保持期間：30日"),
        ("RDS 설정", "- 수동 스냅샷 보존 기간: 30일"),
        ("RDS 설정", "- 로그 보존 기간: 30일"),
        ("RDS settings", "- Performance Insights retention: 30 days"),
    ],
)
def test_how_long_another_copy_or_a_log_is_kept_is_not_said_of_automatic_backups(heading: str, line: str) -> None:
    guide = f"# AWS setup guide\n\n## {heading}\n\n- RDS PostgreSQL db.t3.small\n{line}\n"

    assert not any("retention_days" in one for one in said(guide) if "Database" in one)


@pytest.mark.parametrize("heading", ["RDS 자동 백업과 수동 스냅샷", "RDS backups", "RDSの自動バックアップ"])
def test_a_chapter_on_automatic_backups_tells_how_long_they_are_kept(heading: str) -> None:
    guide = f"# AWS setup guide\n\n## {heading}\n\n- RDS PostgreSQL db.t3.small\n- Backup retention: 30 days\n"

    assert any("retention_days=30" in one for one in said(guide) if "Database" in one)
