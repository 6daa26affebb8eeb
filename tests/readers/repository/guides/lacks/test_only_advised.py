"""Backups that a guide calls a good idea, and alarms that somebody looks at."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("line", "advised"),
    [
        ("1. **Database**: Daily backups recommended", True),
        ("- Regular database backups are strongly recommended", True),
        ("- We recommend taking weekly backups of the database", True),
        ("- You should take regular backups", True),
        ("- Consider setting up automated backups", True),
        ("- DB: 매일 백업 권장", True),
        ("- 데이터베이스는 정기적으로 백업하는 것을 권장합니다", True),
        ("- データベースのバックアップを毎日取得することを推奨", True),
        ("- DBは定期的なバックアップが必要です", True),
        ("- A backup before the migration is recommended", False),
        ("- 移行前にバックアップを推奨", False),
        ("- Backups are not recommended here", False),
        ("- Daily backups run at 3 a.m.", False),
        ("- 필요한 경우 백업", False),
    ],
)
def test_a_backup_that_is_only_advised_is_one_that_nobody_makes(line: str, *, advised: bool) -> None:
    found = [one for one in said(f"# Our server\n\n## Data\n\n{line}\n") if "control=backup" in one]

    assert found == (["? Admitted 5 control=backup"] if advised else [])


@pytest.mark.parametrize(
    ("line", "only_looked"),
    [
        ("- **Infrastructure**: Check CloudWatch alarms", False),
        ("- Check the alert history in CloudWatch", False),
        ("- CloudWatch 알람을 확인합니다", False),
        ("- CloudWatchのアラームを確認する", False),
        ("- Check the CloudWatch dashboard", True),
    ],
)
def test_who_looks_at_alarms_has_some(line: str, *, only_looked: bool) -> None:
    found = [one for one in said(f"# Our server\n\n## Monitoring\n\n{line}\n") if "Admitted" in one]

    assert found == (["? Admitted 5 control=monitoring"] if only_looked else [])
