"""Dumps that carry data over, and are no backup."""

import pytest

from holdfast.model.facts import BackupJob
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def backups(text: str) -> int:
    facts = facts_of(Snippet("scripts/sync.sh", f"#!/bin/bash\nset -e\n{text}"))
    return sum(isinstance(fact, BackupJob) for fact in facts)


@pytest.mark.parametrize(
    "text",
    [
        'F="/tmp/dump_$(date +%s).sql"\npg_dump "$PROD" -F p -f "$F"\ndu -h "$F"\npsql "$TEST" -f "$F" -q\nrm "$F"\n',
        "pg_dump $PROD > /tmp/x.sql\npsql $TEST < /tmp/x.sql\nrm -f /tmp/x.sql\n",
        "mysqldump shop > dump.sql\nmysql -h staging shop < dump.sql\nrm dump.sql\n",
        "pg_dump -Fc $PROD -f a.dump\npg_restore -d shop_dev a.dump\nunlink a.dump\n",
    ],
)
def test_a_dump_that_is_loaded_elsewhere_and_deleted_is_none(text: str) -> None:
    assert backups(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "pg_dump -Fc $PROD -f a.dump\npg_restore -d shop_dev a.dump\n",
        "pg_dump $PROD > a.sql\naws s3 cp a.sql s3://b/\nrm a.sql\n",
        "pg_dump $PROD > a.sql\naws s3 cp a.sql s3://b/\npsql scratch < a.sql\nrm a.sql\n",
        'pg_dump $PROD > a.sql\npsql scratch < a.sql\nif [ -n "$CLEAN" ]; then rm a.sql; fi\n',
        "pg_dump $PROD > a.sql\nrm a.sql\n",
    ],
)
def test_one_that_stays_or_is_sent_somewhere_is(text: str) -> None:
    assert backups(text) == 1
