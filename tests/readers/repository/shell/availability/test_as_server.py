"""Databases that a script asks as their own user, and folders that it says its copies go to."""

import pytest

from holdfast.model.facts import BackupJob, Database, MetricSource, Placement
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def hosted(text: str) -> list[tuple[str, int]]:
    facts = facts_of(Snippet("ops/deploy.sh", f"#!/bin/bash\n{text}\nsystemctl restart shop\n"))
    return [
        (one.engine, one.at.start_line)
        for one in facts
        if isinstance(one, Database) and one.placement is Placement.HOST
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ssh shop "sudo -u postgres pg_dump shop > /tmp/a.sql"', [("postgresql", 2)]),
        ("sudo -u postgres psql -c 'select 1'\nsudo -u postgres createdb shop", [("postgresql", 2)]),
        ("sudo mysqldump shop > /srv/a.sql", [("mysql", 2)]),
        ("sudo systemctl enable --now nginx\nsudo systemctl restart postgresql@16-main", [("postgresql", 3)]),
        ("service mysql start", [("mysql", 2)]),
        ("systemctl start mongod\nsudo tee /etc/mongod.conf > /dev/null <<EOF\nnet: {}\nEOF", [("mongodb", 3)]),
        ("systemctl stop postgresql\nsystemctl status mysql\nsystemctl restart postgresql-exporter", []),
        ("cat /etc/mysql/my.cnf", []),
        ("echo 'host all all all scram-sha-256' >> /etc/postgresql/16/main/pg_hba.conf", [("postgresql", 2)]),
        ("sudo -u postgres psql -h db.internal.example shop", []),
        ("sudo mysql -hdb.internal.example shop", []),
        ("psql $DATABASE_URL", []),
        ("mysqldump shop > /srv/a.sql", []),
        ("apt-get install -y postgresql\nsudo -u postgres createdb shop", [("postgresql", 2)]),
    ],
)
def test_a_client_that_runs_as_the_server_tells_that_the_server_is_there(
    text: str, expected: list[tuple[str, int]]
) -> None:
    assert hosted(text) == expected


def test_an_agent_is_seen_beside_a_database() -> None:
    text = "apt-get install -y postgresql\namazon-cloudwatch-agent-ctl -a fetch-config -s\nsystemctl restart shop\n"
    facts = facts_of(Snippet("ops/setup.sh", text))
    assert [one.at.start_line for one in facts if isinstance(one, MetricSource)] == [2]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('BACKUP_DIR="/tmp/shop_backups"\npg_dump shop > $BACKUP_DIR/a_$TS.sql', 2),
        ('DIR=/srv/backups\nFILE="$DIR/a.sql"\npg_dump shop > "$FILE"', 2),
        ('BACKUPS="${BACKUPS:-$HOME/backups}"\nmysqldump shop > "$BACKUPS/a.sql"', 2),
        ("TMP=$(mktemp -d)\nBACKUP_DIR=/srv/backups\nRAW=$TMP/a\npg_dump shop > $RAW\ngzip -c $RAW > $BACKUP_DIR/a", 3),
        ("OUT=/srv/shop\npg_dump shop > $OUT/a.sql", None),
        ("pg_dump shop > /srv/backups/a.sql", None),
        ('BACKUP_DIR="${BACKUP_DIR:-./backups}"\ndocker exec -T db pg_dump shop | gzip > $BACKUP_DIR/a.gz', 2),
        ("OUT=./backups\ndocker exec db mongodump --out /data/a\ndocker cp db:/data/a $OUT/", 2),
        ("BACKUP_DIR=/srv/backups\npg_dump shop | gzip > /srv/a.gz", None),
        ("BACKUP_DIR=${BACKUP_DIR:-./backups}\npg_dump shop | gzip > $BACKUP_DIR/a.gz", 2),
        ("KEPT=/srv/backups\nmysqldump shop | gzip | tee $KEPT/a.gz", 2),
    ],
)
def test_the_line_that_says_into_which_folder_copies_go_is_kept(text: str, line: int | None) -> None:
    [job] = [one for one in facts_of(Snippet("ops/keep.sh", f"#!/bin/bash\n{text}\n")) if isinstance(one, BackupJob)]
    at = job.places.get("folder")
    assert (at.start_line if at else None) == line
