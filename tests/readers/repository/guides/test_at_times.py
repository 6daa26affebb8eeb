"""Copies of the data that somebody makes whenever they think of it."""

import pytest

from .support import said


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
