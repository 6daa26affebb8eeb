"""Scripts that another one writes out of here-documents, and what has the clock start them."""

import pytest

from holdfast.model.facts import BackupJob
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_COPY = "#!/bin/bash\nDIR=/srv/shop/backups\npg_dump shop > $DIR/shop.sql\n"


def jobs(text: str) -> list[tuple[int, str, str | None, str | None]]:
    found = [fact for fact in facts_of(Snippet("setup.sh", text)) if isinstance(fact, BackupJob)]
    return [(fact.at.start_line, fact.method, fact.schedule, fact.destination) for fact in found]


def writing(path: str, text: str = _COPY) -> str:
    return f"cat > {path} <<'EOF'\n{text}EOF\n"


@pytest.mark.parametrize(
    ("clock", "schedule"),
    [
        ('(crontab -l; echo "0 2 * * * /opt/shop/keep.sh") | crontab -\n', "0 2 * * *"),
        ('ROW="0 2 * * * /opt/shop/keep.sh"\n(crontab -l; echo "$ROW") | crontab -\n', "0 2 * * *"),
        ('KEEP=/opt/shop/keep.sh\n(crontab -l; echo "@daily $KEEP") | crontab -\n', "@daily"),
        ("cat > /etc/cron.d/keep <<'EOF'\n0 2 * * * root /opt/shop/keep.sh\nEOF\n", "0 2 * * *"),
        (
            (
                "cat > /etc/systemd/system/keep.service <<'EOF'\n[Service]\nExecStart=/opt/shop/keep.sh\nEOF\n"
                "cat > /etc/systemd/system/keep.timer <<'EOF'\n[Timer]\nOnCalendar=daily\nEOF\n"
            ),
            "daily",
        ),
        ("chmod +x /opt/shop/keep.sh\n", None),
        ('(crontab -l; echo "0 2 * * * /opt/shop/report.sh") | crontab -\n', None),
    ],
)
def test_a_script_that_is_written_has_the_clock_that_is_set_up_beside_it(clock: str, schedule: str | None) -> None:
    assert jobs(writing("/opt/shop/keep.sh") + clock) == [(4, "pg_dump", schedule, "host")]


def test_a_script_that_is_written_among_those_of_each_day_has_that_clock() -> None:
    assert jobs(writing("/etc/cron.daily/keep")) == [(4, "pg_dump", "@daily", "host")]


def test_the_row_that_starts_a_written_backup_is_no_other_backup_of_which_nothing_is_known() -> None:
    row = '(crontab -l; echo "0 2 * * * /opt/shop/backup.sh") | crontab -\n'
    assert jobs(writing("/opt/shop/backup.sh") + row) == [(4, "pg_dump", "0 2 * * *", "host")]


def test_the_row_tells_of_the_backup_where_the_written_script_does_not() -> None:
    row = '(crontab -l; echo "0 2 * * * /opt/shop/backup.sh") | crontab -\n'
    hidden = writing("/opt/shop/backup.sh", "#!/bin/bash\n/opt/shop/bin/keep-all\n")
    assert jobs(hidden + row) == [(5, "script", "0 2 * * *", None)]
    assert jobs(row) == [(1, "script", "0 2 * * *", None)]


def test_what_a_written_script_sends_away_does_not_stay() -> None:
    row = '(crontab -l; echo "0 2 * * * /opt/shop/backup.sh") | crontab -\n'
    sent = writing("/opt/shop/backup.sh", _COPY + "aws s3 cp $DIR/shop.sql s3://shop-copies/\n")
    assert jobs(sent + row) == [(4, "pg_dump", "0 2 * * *", "s3")]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ('DIR="$APP/backups"\npg_dump shop > $DIR/shop.sql\n', 1),
        ('DIR="${1:-$APP/backups/db}"\npg_dump shop > $DIR/shop.sql\n', 1),
        ('DIR="${COPIES:-${APP}/backups}"\npg_dump shop > $DIR/shop.sql\n', 1),
        ('DIR="${APP}/data/db-backups"\npg_dump shop > $DIR/shop.sql\n', 1),
        ('FILE="$APP/backup.sql"\npg_dump shop > $FILE\n', None),
        ('DIR="$APP/data"\npg_dump shop > $DIR/shop.sql\n', None),
        ('DIR=/srv/backups\nFILE="$DIR/dump"\npg_dump shop > $FILE\n', 1),
        ('BACKUPS=/srv/backups\nFILE="$BACKUPS/dump"\npg_dump shop > $FILE\n', 1),
    ],
)
def test_the_folder_may_stand_below_one_that_a_variable_names(given: str, told: int | None) -> None:
    (job,) = [fact for fact in facts_of(Snippet("keep.sh", given)) if isinstance(fact, BackupJob)]
    folder = job.places.get("folder")
    assert (folder and folder.start_line) == told
