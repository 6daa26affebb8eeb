"""Dumps by which a guide carries data over once."""

import pytest

from ..support import said


def _told(text: str) -> list[str]:
    return [line.split()[0] for line in said(f"# EC2 deployment\n\n{text}") if line.startswith(("Backup", "Restore"))]


@pytest.mark.parametrize(
    "text",
    [
        "## Moving the database to RDS\n\n```bash\nmysqldump shop > shop.sql\nmysql -h rds shop < shop.sql\n```\n",
        "## 데이터 이전\n\n```bash\nmysqldump shop > d.sql\n```\n\n서버에서 복원:\n\n```bash\nmysql shop < d.sql\n```\n",
        "## データ移行\n\n1. `pg_dump -Fc shop > shop.dump` を実行\n2. 新サーバーで `pg_restore -d shop shop.dump`\n",
        "## Import the existing data\n\n```bash\npg_dump shop > shop.sql\n```\n\n```bash\npsql shop < shop.sql\n```\n",
        "## RDS에서 EC2 MySQL로 마이그레이션\n\n```bash\nmysqldump -h rds shop > backup.sql\nmysql shop < backup.sql\n```\n",
        "## RDS에서 EC2로 이전 (선택)\n\n```bash\nmysqldump -h rds shop > backup.sql\nmysql shop < backup.sql\n```\n",
        "## Moving from Heroku to RDS\n\n```bash\npg_dump $OLD > backup.sql\npsql $NEW < backup.sql\n```\n",
        "## EC2からRDSへの移行\n\n```bash\npg_dump shop > backup.sql\npsql -h rds shop < backup.sql\n```\n",
    ],
)
def test_what_only_carries_data_over_is_no_backup_and_no_way_back(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "## Backup\n\n```bash\npg_dump shop > shop.sql\n```\n\n## Restore\n\n```bash\npsql shop < shop.sql\n```\n",
            ["BackupJob", "RestoreProcedure"],
        ),
        (
            (
                "## Migration\n\n```bash\npg_dump shop > backup.sql\nnpm run migrate\n```\n\n"
                "## Restore\n\n```bash\npsql shop < backup.sql\n```\n"
            ),
            ["BackupJob", "RestoreProcedure"],
        ),
        (
            "## Before moving from EC2 to RDS: back up\n\n```bash\npg_dump shop > backup.sql\npsql shop < backup.sql\n```\n",
            ["BackupJob", "RestoreProcedure"],
        ),
        ("## Moving to the new server\n\n```bash\npg_dump shop > shop.sql\n```\n", ["BackupJob"]),
    ],
)
def test_a_copy_that_is_kept_is_one(text: str, told: list[str]) -> None:
    assert _told(text) == told
