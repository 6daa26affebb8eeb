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
