"""Backups that a script calls done without having made one, and those that something makes."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def spoken(text: str) -> list[tuple[int, int]]:
    found = facts_of(Snippet("deploy.sh", text))
    faults = [fact for fact in found if isinstance(fact, ScriptFault) and fact.activity == "backup"]
    return [(fact.at.start_line, fact.at.end_line) for fact in faults]


@pytest.mark.parametrize(
    "text",
    [
        'echo "Creating database backup..."\nmkdir -p backups\n# put pg_dump here\necho "Backup created"\n',
        'echo "데이터베이스 백업 중"\nDIR=b_$(date +%F)\nmkdir -p $DIR\necho "백업 완료"\n',
        'echo "バックアップを作成"\nsleep 2\nprintf "バックアップが完了しました\\n"\n',
    ],
)
def test_what_is_called_a_backup_and_copies_nothing_is_none(text: str) -> None:
    last = text.count("\n")
    assert spoken(text) == [(1, last)]
    assert spoken(f"if [ $STAGE = live ]; then\n{text}fi\n") == [(2, last + 1)]


@pytest.mark.parametrize(
    "between",
    [
        "pg_dump shop > shop.sql || exit 1",
        "./scripts/save.sh",
        "cp -r /srv/shop /srv/kept",
        "ID=$(aws rds create-db-snapshot --db-instance-identifier shop)",
        "ssh db 'sh save.sh'",
        "npm run db:save",
    ],
)
def test_whatever_may_copy_something_between_has_made_it(between: str) -> None:
    assert spoken(f'echo "Creating backup..."\nmkdir -p b\n{between}\necho "Backup created"\n') == []


@pytest.mark.parametrize(
    "text",
    [
        'echo "Starting backup..."\necho "Backup skipped, done"\n',
        'echo "1) make a backup"\necho "2) restore"\n',
        'echo "1) Take a backup"\necho "2) List backups created"\n',
        'echo "  backup   creating a backup"\necho "  restore  restore a completed backup"\n',
        'begin() {\n  echo "Starting backup..."\n}\nend() {\n  echo "Backup complete"\n}\n',
    ],
)
def test_other_messages_about_backups_claim_none(text: str) -> None:
    assert spoken(text) == []
