"""Timetables that applications keep in their own language."""

import pytest

from holdfast.model.facts import BackupJob, Fact, ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.schedules.reader import READER

from ..many import read_files

WHENEVER = "config/schedule.rb"
KERNEL = "app/Console/Kernel.php"


def facts(path: str, text: str) -> list[Fact]:
    return [fact for fact in READER.read(Snippet(path, text)) if isinstance(fact, Fact)]


def jobs(path: str, text: str) -> list[tuple[int, str, str | None, str | None]]:
    """Line, method, clock and destination of each backup."""
    found = [fact for fact in facts(path, text) if isinstance(fact, BackupJob)]
    return [(job.at.start_line, job.method, job.schedule, job.destination) for job in found]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('command "mysqldump shop > /var/backups/shop.sql"', ("mysqldump", "host")),
        ("rake 'db:backup'", ("copy", None)),
        ("command '/srv/shop/bin/backup.sh'", ("script", None)),
        ("rake 'backup:clean'", None),
        ("runner 'Order.expire'", None),
        ("# rake 'db:backup'", None),
    ],
)
def test_whenever_starts_what_stands_under_its_time(entry: str, expected: tuple[str, str | None] | None) -> None:
    text = f"set :output, 'log/cron.log'\n\nevery 1.day, at: '4:30 am' do\n  {entry}\nend\n"
    method, destination = expected or ("", None)
    assert jobs(WHENEVER, text) == ([(4, method, "1.day, at: '4:30 am'", destination)] if expected else [])


def test_what_stands_under_no_time_is_started_by_nothing() -> None:
    assert jobs(WHENEVER, "every :day do\nend\nrake 'db:backup'\n") == []


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        (KERNEL, "$schedule->command('backup:run')->daily()->at('02:00');", ("copy", "daily()->at('02:00')")),
        ("routes/console.php", "Schedule::command('backup:run --only-db')\n    ->daily();", ("copy", "daily()")),
        (KERNEL, "$schedule->exec('pg_dump shop > /tmp/shop.sql')->hourly();", ("pg_dump", "hourly()")),
        (KERNEL, "$schedule->command('backup:clean')->daily();", None),
        (KERNEL, "$schedule->command(SendMails::class)->daily();", None),
        (KERNEL, "// $schedule->command('backup:run')->daily();", None),
    ],
)
def test_laravels_scheduler_starts_commands(path: str, line: str, expected: tuple[str, str] | None) -> None:
    found = [(method, clock) for _, method, clock, _ in jobs(path, f"<?php\n{line}\n")]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(("disks", "kept"), [("'local'", "host"), ("'local', 's3'", "s3"), ("'vault'", None)])
def test_laravels_package_for_backups_sends_them_to_the_disks_of_its_settings(disks: str, kept: str | None) -> None:
    settings = f"<?php\nreturn ['backup' => ['destination' => ['filename_prefix' => '', 'disks' => [{disks}]]]];\n"
    files = {KERNEL: "<?php\n$schedule->command('backup:run')->daily();\n", "config/backup.php": settings}
    found = [fact.destination for fact in read_files(READER, **files) if isinstance(fact, BackupJob)]
    assert found == [kept]


def test_a_failure_that_is_thrown_away_is_told_as_in_a_crontab() -> None:
    text = "every :day do\n  command '/srv/bin/backup.sh > /dev/null 2>&1'\nend\n"
    assert [fact.at.start_line for fact in facts(WHENEVER, text) if isinstance(fact, ScriptFault)] == [2]


@pytest.mark.parametrize("piece", ["every ", "every 1 do\n", "command '", "$schedule->command('a')->", "(", "\n"])
def test_reading_takes_time_linear_in_the_length(piece: str) -> None:
    for path in (WHENEVER, KERNEL):
        facts(path, piece * (100_000 // len(piece)))
