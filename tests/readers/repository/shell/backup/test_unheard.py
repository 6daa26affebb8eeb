"""Backups that may have failed while their script goes on."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def unheard(text: str) -> list[int]:
    return [
        fact.at.start_line
        for fact in facts_of(Snippet("keep.sh", text), known_scripts=frozenset({"dump-db.sh", "mongodump.sh", "x.sh"}))
        if isinstance(fact, ScriptFault) and (fact.activity, fact.form) == ("backup", "no-error-exit")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'pg_dump shop > /b/shop.sql\necho "backup finished"\n',
        "pg_dump shop > /b/shop.sql\nfind /b -mtime +7 -delete\n",
        "pg_dump shop > /b/shop.sql\nfind /b -mtime +50 -execdir rm -- '{}' \\;\n",
        "pg_dump shop > /b/shop.sql\ngzip /b/shop.sql\n",
        'F="/b/$(date +%F).sql"\nmysqldump shop > "$F"\naws s3 cp "$F" s3://kept/\n',
        'say() { echo "$(date) $1"; }\nmysqldump shop > /b/shop.sql\nsay "백업 완료"\n',
        'pm2 stop all\nbash ~/shop/mongodump.sh\nnpm start\necho "finished"\n',
        './dump-db.sh\necho "バックアップが完了しました"\n',
    ],
)
def test_what_goes_on_behind_a_backup_is_told(text: str) -> None:
    assert len(unheard(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        'set -e\npg_dump shop > /b/shop.sql\necho "backup finished"\n',
        'pg_dump shop > /b/shop.sql && echo "backup finished"\n',
        'pg_dump shop > /b/shop.sql\nif [ $? -eq 0 ]; then\n  echo "backup finished"\nfi\n',
        "pg_dump -f /b/shop.sql shop\naws s3 cp /b/shop.sql s3://kept/\n",
        "pg_dump shop > /b/shop.sql\n[ -s /b/shop.sql ] || exit 1\ngzip /b/shop.sql\n",
        'bash x.sh\necho "finished"\n',
        'bash mongodump.sh || exit 1\necho "finished"\n',
        "mysqldump shop > /b/shop.sql\naws s3 cp /b/other.sql s3://kept/\n",
    ],
)
def test_what_stops_or_is_looked_at_or_fails_by_itself_is_not(text: str) -> None:
    assert unheard(text) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("pg_dump -f /b/shop.sql shop\naws s3 cp /b/shop.sql s3://kept/\nrm /b/shop.sql\n", [2]),
        ('mysqldump shop > x.sql || exit 1\nF=x.sql.gz\ngzip -c x.sql > $F\ns3cmd put $F s3://kept\nrm -f "$F"\n', [4]),
        ("pg_dump -f /b/shop.sql shop\naws s3 cp /b/shop.sql s3://kept/ && rm /b/shop.sql\n", []),
        ("set -e\npg_dump -f /b/shop.sql shop\naws s3 cp /b/shop.sql s3://kept/\nrm /b/shop.sql\n", []),
        ("pg_dump -f /b/shop.sql shop\naws s3 cp /b/shop.sql s3://kept/\nrm /b/older.sql\n", []),
        ("aws s3 cp /site/index.html s3://site/\nrm /site/index.html\n", []),
    ],
)
def test_the_only_copy_is_deleted_wherever_the_upload_has_gone(text: str, lines: list[int]) -> None:
    assert unheard(text) == lines
