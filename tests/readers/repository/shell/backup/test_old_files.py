"""Clean-ups that delete nothing, or not all that they were meant to."""

import pytest

from holdfast.model.facts import BackupJob, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

MADE = 'set -euo pipefail\nB=/srv/kept\npg_dump -Fc shop > "$B/shop-$(date +%F).dump"\n'


def spared(text: str) -> list[int]:
    return [
        fact.at.start_line
        for fact in facts_of(Snippet("backup.sh", text))
        if isinstance(fact, ScriptFault) and fact.form == "retention-never-deletes"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "find $B -name '*.sql' -o -name '*.dump' -mtime +30 -delete\n",
        'find "$B" -type f -name "*.dump" -or -name "*.gz" -mtime +30 -exec rm -f {} \\;\n',
        "find $B -name '*.sql.gz' -mtime +30 -delete\n",
        "find $B -name 'store-*.dump' -mtime +30 -exec rm {} +\n",
    ],
)
def test_what_spares_backups_is_told(text: str) -> None:
    assert spared(MADE + text) == [4]
    told = next(f for f in facts_of(Snippet("backup.sh", MADE + text)) if isinstance(f, BackupJob))
    assert told.retention_days in (None, 30)


@pytest.mark.parametrize(
    "text",
    [
        "find $B \\( -name '*.sql' -o -name '*.dump' \\) -mtime +30 -delete\n",
        "find $B -name '*.sql' -mtime +30 -delete -o -name '*.dump' -mtime +30 -delete\n",
        "find $B -name 'shop-*.dump' -mtime +30 -delete\n",
        "find $B -type f -mtime +30 -delete\n",
        "find /var/log/shop -name '*.gz' -mtime +30 -delete\n",
        "find $B -name '*.log' -mtime +30 -delete\n",
    ],
)
def test_what_deletes_them_or_something_else_is_not(text: str) -> None:
    assert spared(MADE + text) == []


def test_a_file_that_is_packed_has_another_name() -> None:
    made = "set -e\nmysqldump shop > /srv/kept/shop.sql\ngzip /srv/kept/shop.sql\n"
    assert spared(made + "find /srv/kept -name '*.sql' -mtime +9 -delete\n") == [4]
    assert spared(made + "find /srv/kept -name '*.sql.gz' -mtime +9 -delete\n") == []
    piped = "set -eo pipefail\nmysqldump shop | gzip > /srv/kept/shop.sql.gz\n"
    assert spared(piped + "find /srv/kept -name '*.sql' -mtime +9 -delete\n") == [3]
