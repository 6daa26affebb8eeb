"""Copies of the data that somebody makes whenever they think of it."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The database is `shop.db`; copy it to a laptop from time to time.", True),
        ("- Backups: run dump.sh whenever you remember", True),
        ("- DB 파일을 가끔 로컬로 복사해 둔다", True),
        ("- たまに mysqldump を手元に保存する", True),
        ("Look at the database from time to time.", False),
        ("Restart the service once in a while. The database is copied every night.", False),
        ("- 가끔 테스트를 실행한다", False),
        ("- 가끔 데이터가 늦게 저장된다", False),
    ],
)
def test_a_copy_for_which_somebody_has_to_think_of_it_is_one_that_nothing_starts(sentence: str, *, told: bool) -> None:
    found = said(f"# EC2 배포 가이드\n\n## 운영 서버\n\n{sentence}\n")

    assert any(line.lstrip("? ").startswith("BackupJob 5") for line in found) is told


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("- 매월: 데이터베이스 백업", True),
        ("- Weekly: back up the database", True),
        ("- 毎月: データベースのバックアップ", True),
        ("- Weekly: database backup", True),
        ("- 매월: 데이터베이스 백업 확인", False),
        ("- Weekly: check the database backup", False),
        ("- Daily: database backup by cron", False),
        ("- 매일: 데이터베이스 백업 (자동)", False),
        ("- Monthly: update dependencies", False),
        ("- [ ] 주 1회 DB 백업", True),
        ("- [ ] 주 1회 DB 백업 확인", False),
        ("- Take an EBS snapshot in the console", True),
        ("- 콘솔에서 EBS 스냅샷 생성", True),
        ("- 毎週: スナップショットを取得", True),
        ("- Weekly: delete old EBS snapshots", False),
        ("- Daily: take a snapshot (DLM policy)", False),
    ],
)
def test_a_chore_of_copying_that_names_no_means_is_done_by_hand(item: str, *, told: bool) -> None:
    found = said(f"# EC2 배포 가이드\n\n## 유지보수\n\n### Regular tasks\n\n{item}\n")

    assert any(line.startswith("BackupJob 7") and "method=script" in line for line in found) is told
