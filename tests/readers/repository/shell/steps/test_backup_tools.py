"""Tools and frameworks that keep a database, or bring it back, by a command of their own."""

import pytest

from holdfast.model.facts import BackupJob, RestoreProcedure
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("wp db export /srv/kept/shop.sql --allow-root", "mysqldump"),
        ("docker compose exec -T web wp db export - | gzip > kept.sql.gz", "mysqldump"),
        ("mydumper -o /srv/kept", "mysqldump"),
        ("npx supabase db dump -f kept.sql", "pg_dump"),
        ("drush sql-dump --result-file=/srv/kept.sql", "copy"),
        ("bench --site all backup --with-files", "copy"),
        ("php artisan backup:run --only-db", "copy"),
        ("python3 manage.py dbbackup --clean", "copy"),
        ("bundle exec rake db:backup", "copy"),
        ("neo4j-admin database dump shop --to-path=/srv/kept", "copy"),
        ("npm run db:backup", "copy"),
        ("sqlcmd -Q \"BACKUP DATABASE shop TO DISK='/kept/shop.bak'\"", "copy"),
        ("docker cp shop-db:/var/lib/mysql ./kept/mysql", "copy"),
        ("rsync -az /var/lib/postgresql/ kept@203.0.113.4:/srv/", "copy"),
        ("aws lightsail create-relational-database-snapshot --relational-database-name shop", "snapshot"),
        ("sqlite3 /srv/shop.db \"VACUUM INTO '/srv/kept/shop.db'\"", "copy"),
        ("sqlite3 /srv/shop.db \"vacuum main into '/srv/kept/shop.db'\"", "copy"),
        ("sqlite3 /srv/shop.db .dump > /srv/kept/shop.sql", "copy"),
        ("sqlite3 /srv/shop.db '.dump' | gzip > /srv/kept/shop.sql.gz", "copy"),
        ('sqlite3 /srv/shop.db ".clone /srv/kept/shop.db"', "copy"),
        ('sqlite3 /srv/shop.db "VACUUM"', None),
        ("sqlite3 /srv/shop.db .dump | psql shop", None),
        ('sqlite3 /srv/shop.db ".dump settings" > settings.sql', None),
        ('sqlite3 /srv/shop.db "select * from saved"', None),
        ("php artisan backup:run --only-files", None),
        ("bundle exec rake db:schema:dump", None),
        ("rails db:structure:dump", None),
        ("rsync -az old:/var/lib/mysql/ /var/lib/mysql/", None),
        ("cp kept/mysql.cnf /etc/mysql/conf.d/", None),
        ("npm run build", None),
    ],
)
def test_what_keeps_a_database_by_its_own_command_is_a_backup(text: str, method: str | None) -> None:
    jobs = [fact for fact in facts_of(Snippet("keep.sh", f"{text}\n")) if isinstance(fact, BackupJob)]
    assert [(job.subject, job.method) for job in jobs] == ([("database", method)] if method else [])


@pytest.mark.parametrize(
    "text",
    [
        "wp db import kept.sql",
        "php artisan backup:restore",
        "python manage.py dbrestore",
        "bundle exec rake db:restore",
        "myloader -d /srv/kept",
        "restic dump latest app.sql | psql shop",
        "aws lightsail create-relational-database-from-snapshot --relational-database-snapshot-name shop",
    ],
)
def test_what_loads_such_a_copy_is_a_way_back(text: str) -> None:
    facts = list(facts_of(Snippet("back.sh", f"{text}\n")))
    assert len([fact for fact in facts if isinstance(fact, RestoreProcedure)]) == 1
    assert not any(isinstance(fact, BackupJob) for fact in facts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('cp "$1" /srv/shop/shop.db', True),
        ("rsync -a kept/postgresql/ /var/lib/postgresql/", True),
        ("docker cp kept/mysql/. shop-db:/var/lib/mysql", True),
        ("mysql shop < shop.sql", True),
        ("sqlite3 shop.db < dump.sql", True),
        ("xtrabackup --copy-back --target-dir=/kept", True),
        ("aws ec2 create-volume --snapshot-id snap-1", True),
        ("cp shop.conf /etc/shop.conf", False),
        ("xtrabackup --prepare --target-dir=/kept", False),
    ],
)
def test_files_that_a_restore_puts_back_are_a_way_back(text: str, told: bool) -> None:
    facts = list(facts_of(Snippet("restore.sh", f"{text}\n")))
    assert any(isinstance(fact, RestoreProcedure) for fact in facts) is told
    assert not any(isinstance(fact, BackupJob) for fact in facts)


def test_a_file_that_another_script_copies_is_none() -> None:
    facts = facts_of(Snippet("seed.sh", "cp fixtures/empty.db shop.db\nmysql shop < schema.sql\n"))
    assert not any(isinstance(fact, RestoreProcedure) for fact in facts)


@pytest.mark.parametrize(
    ("text", "destination"),
    [("litestream replicate shop.db s3://kept/shop", "s3"), ("litestream replicate -config /etc/litestream.yml", None)],
)
def test_litestream_sends_each_change_by_itself_to_where_it_is_told(text: str, destination: str | None) -> None:
    [found] = [fact for fact in facts_of(Snippet("entrypoint.sh", text)) if isinstance(fact, BackupJob)]
    assert (found.method, found.destination) == ("litestream", destination)


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("pgbackrest --stanza=shop --type=diff backup", None),
        ("wal-g backup-push /var/lib/postgresql/data", None),
        ("restic backup /srv/dumps", None),
        ("export RESTIC_REPOSITORY=s3:s3.amazonaws.com/shop\nrestic backup /srv/dumps", "s3"),
        ("export RESTIC_REPOSITORY=/mnt/backup\nrestic backup /srv/dumps", "host"),
        ("pg_dump shop | restic -r /mnt/backup backup --stdin", "host"),
        ("borg create /mnt/backup::shop /srv/dumps", "host"),
    ],
)
def test_tools_send_copies_to_where_their_own_settings_say(text: str, destination: str | None) -> None:
    told = {fact.destination for fact in facts_of(Snippet("backup.sh", text)) if isinstance(fact, BackupJob)}
    assert told == {destination}
