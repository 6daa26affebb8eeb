"""Backups that a guide counts on, and of which it does not say who makes them."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob

from ..support import read


def counted(text: str) -> list[tuple[EvidenceKind, int]]:
    guide = f"# AWS EC2 배포\n\n## Deploy\n\n1. `docker compose up -d`\n\n## Rollback\n\n{text}\n"
    return [(fact.kind, fact.at.start_line) for fact in read(guide) if isinstance(fact, BackupJob)]


@pytest.mark.parametrize(
    "line",
    [
        "- スキーマ変更で問題が起きた場合は、直前のDBバックアップからのリストア、または修正を行う。",
        "- マイグレーションに失敗したら、取得済みのスナップショットから復元する",
        "- DB障害時はバックアップから復旧します。",
        "- データベースはバックアップを使ってリストアします",
        "- 마이그레이션이 실패하면 DB 백업에서 복구합니다.",
        "- DB 스키마 문제는 최신 스냅샷으로 복원합니다.",
        "- 데이터베이스 장애 시 백업 파일을 이용해 복구",
        "- If a migration breaks the schema, restore the database from the latest backup.",
        "- Failed migration: recover from the most recent RDS snapshot.",
        "- Database trouble: restore the previous dump.",
    ],
)
def test_a_copy_that_somebody_counts_on_is_claimed_where_it_is_counted_on(line: str) -> None:
    assert counted(line) == [(EvidenceKind.CLAIMED, 9)]


@pytest.mark.parametrize(
    "line",
    [
        "- DBはバックアップからは復元できません。",
        "- 設定ファイルはバックアップから復元する",
        "- There is no database backup to restore from.",
        "- Restore the nginx config from the backup.",
        "- Users can restore their database from a backup (feature).",
        "- Roll back to the previous image.",
        "- DB 백업은 아직 없습니다.",
        "사용자는 백업에서 데이터베이스를 복원할 수 있습니다.",
        "Restore the database from the automated snapshot.",
        "DB는 자동 백업에서 복원합니다.",
        "データベースは自動バックアップから復元します。",
        "로컬 DB에 덤프를 복원합니다: 로컬 DB를 덤프에서 복원.",
        "Restore the local database from a dump.",
        "ユーザーはバックアップからデータベースを復元できます。",
        "Restore the staging database from the latest snapshot of production.",
    ],
)
def test_other_copies_and_such_as_are_not_there_are_not_counted_on(line: str) -> None:
    assert counted(line) == []


def test_a_guide_that_makes_copies_counts_on_its_own() -> None:
    made = "- 毎日3時に pg_dump でDBのバックアップをS3に保存する\n- DB障害時はバックアップから復旧します。"
    assert [line for _, line in counted(made)] == [9]
