"""Jobs that start a script which the repository holds."""

from dataclasses import replace

from holdfast.controls.backup_started import told_by_scripts
from holdfast.model.facts import BackupJob
from tests.controls.support import made


def job(at: str, method: str, quote: str, destination: str | None = None) -> BackupJob:
    made_up = made(BackupJob, at, subject="database", method=method, destination=destination)
    return replace(made_up, at=replace(made_up.at, quote=quote))


def test_a_crontab_that_starts_a_known_script_says_nothing_of_where_copies_go() -> None:
    script = job("ops/dump.sh:4", "pg_dump", "pg_dump shop > $FILE", "host")
    known = job("docs/ops.md:9", "script", "0 3 * * * /srv/shop/ops/dump.sh")
    other = job("docs/ops.md:9", "script", "0 3 * * * /srv/shop/ops/copy.sh")

    assert told_by_scripts((script, known)) == (script,)
    assert told_by_scripts((script, other)) == (script, other)
    assert told_by_scripts((known,)) == (known,)


def test_a_timetable_that_has_a_known_task_done_says_nothing_of_where_copies_go() -> None:
    task = job("lib/tasks/backup.rake:4", "mysqldump", "mysqldump shop > dump.sql", "host")
    clock = job("config/schedule.rb:2", "copy", "bundle exec rake db:backup")
    assert told_by_scripts((task, clock)) == (task,)
    command = job("shop/management/commands/dump.py:9", "pg_dump", "pg_dump shop", "s3")
    asked = job("crontab:3", "script", "0 3 * * * python manage.py dump")
    assert told_by_scripts((command, asked)) == (command,)
    other = job("crontab:3", "script", "0 3 * * * python manage.py backup_media")
    assert told_by_scripts((command, other)) == (command, other)
    assert told_by_scripts((clock,)) == (clock,)


def test_a_script_is_known_by_its_whole_name() -> None:
    script = job("ops/dump.sh:4", "pg_dump", "pg_dump shop > $FILE", "host")
    for quote in ("0 3 * * * /srv/ops/site-dump.sh", "0 3 * * * /srv/ops/dump.sh.new"):
        other = job("docs/ops.md:9", "script", quote)
        assert told_by_scripts((script, other)) == (script, other)
    ended = job("docs/ops.md:9", "script", "It is started every night by ops/dump.sh.")
    assert told_by_scripts((script, ended)) == (script,)
