"""Copies that a guide asks for before a change, and never shows how to make."""

import pytest

from ..support import said

_GUIDE = "# Deploying the shop to EC2\n\n## Updates\n\nRun the script again to update.\n\n{}\n"


def asked(sentence: str) -> list[str]:
    return [line for line in said(_GUIDE.format(sentence), "docs/deploy.md") if "control=backup" in line]


@pytest.mark.parametrize(
    "sentence",
    [
        "DB 마이그레이션은 자동 복구되지 않으므로 업데이트 전 DB 백업과 별도 검토가 필요합니다.",
        "배포하기 전에 반드시 데이터베이스 백업을 받아 두세요.",
        "- DB를 백업한 뒤 마이그레이션을 실행한다.",
        "Migrations are not rolled back: back up the database before you run them.",
        "Take a snapshot first, then apply the migrations.",
        "Before each update, make sure that you have a backup.",
        "マイグレーションの前に必ずDBのバックアップを取得してください。",
        "DBのバックアップを取得してから更新する。",
    ],
)
def test_a_copy_that_is_only_asked_for_is_admitted_to_be_nobodys_habit(sentence: str) -> None:
    assert asked(sentence) == ["? Admitted 7 control=backup"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Back up the database before you migrate: `pg_dump shop > shop.sql`.",
        "Before each update, make sure that the nightly backup ran.",
        "업데이트 전 DB 백업은 scripts/backup.sh 로 받는다.",
        "업데이트 전 DB 백업은 필요 없습니다.",
        "Before deploying, back up the .env file.",
        "デプロイ前に設定ファイルのバックアップを取る。",
        "The backup was taken before the migration.",
        "The pipeline takes a snapshot before every migration.",
        "RDS takes a snapshot before each upgrade by itself.",
        "배포 전 파이프라인이 스냅샷을 생성합니다.",
        "デプロイ前に自動でスナップショットを取得します。",
        "앱 업데이트 전에 사용자는 데이터를 백업할 수 있습니다.",
        "Users can create a backup before changing their plan.",
        "マイグレーション前にワークフローがバックアップを取得する。",
        "Before each deploy the workflow creates an RDS snapshot.",
        "RDS 자동 백업이 켜져 있으며, 배포 전 스냅샷을 확인한다.",
    ],
)
def test_where_copies_are_made_or_other_things_are_copied_nothing_is_admitted(sentence: str) -> None:
    assert asked(sentence) == []
