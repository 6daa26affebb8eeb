import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.recovery import Recovery, choose_moment, needed_settings, parse_moment, point_problems
from holdfast.host.backup.server import THROWN_AWAY, Server
from tests.host.backup import places

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "moment", "assumed"),
    [
        ("2026-11-25 12:00", NOON, True),
        ("2026-11-25T12:00:00Z", NOON, False),
        ("2026-11-25 12:00 UTC", NOON, False),
        ("2026-11-25T21:00:00+09:00", NOON, False),
        ("2026-11-25 21:00:00+09", NOON, False),
        ("2026-11-25 12:00:00.5Z", NOON + timedelta(seconds=0.5), False),
    ],
)
def test_a_moment_is_read_as_people_write_it(text: str, moment: datetime, assumed: bool) -> None:
    assert parse_moment(text) == (moment, assumed)


@pytest.mark.parametrize(
    "text", ["", "now", "2026-11-25", "12:00", "2026-13-25 12:00", "2026-11-25 12:00 KST", "1764072000"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever it says: the command says it anew
        parse_moment(text)


def test_the_moment_of_a_proof_has_sentinels_on_both_sides() -> None:
    moment = choose_moment(NOON, NOON + 60 * MINUTE, 60)

    assert moment is not None
    assert NOON + 2 * MINUTE < moment < NOON + 58 * MINUTE


def test_too_short_an_archive_has_no_moment_to_prove() -> None:
    assert choose_moment(NOON, NOON + 2 * MINUTE, 60) is None


def test_a_recovery_to_a_moment_has_all_rows_before_it_and_none_after() -> None:
    rows = [NOON + number * MINUTE for number in range(10)]
    moment = NOON + 4.5 * MINUTE

    assert point_problems(moment, rows[:5], rows) == ()


def test_a_row_from_after_the_moment_is_told() -> None:
    rows = [NOON + number * MINUTE for number in range(10)]

    assert "written after" in point_problems(NOON + 4.5 * MINUTE, rows[:6], rows)[0]


def test_a_row_that_is_missing_before_the_moment_is_told() -> None:
    rows = [NOON + number * MINUTE for number in range(10)]

    assert "are missing" in point_problems(NOON + 4.5 * MINUTE, rows[:4], rows)[0]


def test_rows_that_aged_out_by_the_end_are_not_missing() -> None:
    rows = [NOON + number * MINUTE for number in range(10)]

    assert point_problems(NOON + 4.5 * MINUTE, rows[:5], rows[2:]) == ()


def test_a_row_that_may_not_have_been_committed_yet_says_nothing() -> None:
    rows = [NOON, NOON + MINUTE, NOON + 2 * MINUTE]

    assert point_problems(NOON + MINUTE + timedelta(milliseconds=3), rows[:1], rows) == ()


@pytest.mark.parametrize("rows", [(), (NOON,), (NOON + 9 * MINUTE,)])
def test_without_rows_on_both_sides_nothing_is_proven(rows: tuple[datetime, ...]) -> None:
    there = tuple(at for at in rows if at < NOON + 4 * MINUTE)

    assert point_problems(NOON + 4 * MINUTE, there, rows)


@pytest.fixture(scope="module", params=[16, 18])
def archived(request: pytest.FixtureRequest) -> Iterator[tuple[Path, Server, dict[str, str]]]:
    """A base backup, an archive of everything after it, and moments on the way."""
    with places.open_folder(owned=True) as home:
        (home / "wal").mkdir()
        if who := places.account():
            os.chown(home / "wal", who.user, who.group)
        programs, account = places.programs(request.param), places.account()
        settings = {
            **THROWN_AWAY,
            "archive_mode": "on",
            "archive_command": f"cp %p {home}/wal/%f",
            "max_connections": "37",
            "wal_level": "replica",
        }
        source = Server(data=home / "source", home=home, programs=programs, account=account, settings=settings)
        source.make()
        (home / "source" / "pg_hba.conf").write_text("local all all trust\nlocal replication all trust\n")
        with source:
            source.start()
            known = _written(source, home)
        (home / "pg_wal_end").touch()
        yield home, source, known


def _written(source: Server, home: Path) -> dict[str, str]:
    known = {}
    with source.connect() as connection:
        connection.execute("CREATE DATABASE shop")
    with source.connect("shop") as connection:
        connection.execute(
            "CREATE SCHEMA holdfast_sentinels; CREATE TABLE holdfast_sentinels.sentinel (at timestamptz PRIMARY KEY, host text)"
        )
        connection.execute("INSERT INTO holdfast_sentinels.sentinel VALUES (clock_timestamp(), 'a')")
        row = connection.execute("SELECT pg_backup_start('test', true)").fetchone()
        assert row
        _copy(source.data, home / "base")
        label = connection.execute("SELECT labelfile FROM pg_backup_stop()").fetchone()
        assert label
        (home / "base" / "backup_label").write_text(label[0])
        for step in ("lsn", "time", "end"):
            connection.execute("INSERT INTO holdfast_sentinels.sentinel VALUES (clock_timestamp(), %s)", (step,))
            row = connection.execute("SELECT pg_current_wal_insert_lsn()::text, clock_timestamp()::text").fetchone()
            assert row
            known[f"{step} lsn"], known[f"{step} time"] = row
            connection.execute("SELECT pg_sleep(0.05)")
        connection.execute("SELECT pg_switch_wal()")
        source.wait_until(lambda: _archived(source))
    return known


def _archived(source: Server) -> bool:
    with source.connect() as connection:
        row = connection.execute(
            "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver"
        ).fetchone()
    return row == (True,)


def _copy(data: Path, to: Path) -> None:
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("postmaster.*"))
    shutil.rmtree(to / "pg_wal")
    (to / "pg_wal").mkdir()


def _restored(home: Path, name: str, source: Server) -> Recovery:
    # Under a name of its own each time: a test that is tried again finds what the first try left.
    folder = Path(tempfile.mkdtemp(prefix=name, dir=home))
    shutil.copytree(home / "base", folder / "data")
    (folder / "data").chmod(0o700)
    (folder / "data" / "recovery.signal").touch()
    with (folder / "data" / "postgresql.auto.conf").open("a") as out:
        out.write(f"restore_command = 'cp {home}/wal/%f %p'\nrecovery_target_time = '2001-01-01'\n")
    from holdfast.host.backup.folders import hand_over

    hand_over(folder, source.account)
    needed = needed_settings(folder / "data", source.programs, source.account)
    server = Server(
        data=folder / "data",
        home=folder,
        programs=source.programs,
        account=source.account,
        settings={**THROWN_AWAY, **needed},
    )
    return Recovery(server, "shop")


def _hosts(recovery: Recovery) -> list[str]:
    with recovery.server.connect("shop") as connection:
        return [
            host
            for (host,) in connection.execute("SELECT host FROM holdfast_sentinels.sentinel ORDER BY at").fetchall()
        ]


@pytest.mark.integration
def test_one_folder_goes_from_the_known_tables_to_a_moment_to_the_end(
    archived: tuple[Path, Server, dict[str, str]],
) -> None:
    home, source, known = archived
    recovery = _restored(home, "steps", source)
    with recovery.server:
        recovery.to_lsn(known["lsn lsn"])
        at_lsn = _hosts(recovery)
        recovery.to_time(datetime.fromisoformat(known["time time"]))
        at_time = _hosts(recovery)
        recovery.to_end()
        at_end = _hosts(recovery)
        sentinels = recovery.sentinels()

    assert at_lsn == ["a", "lsn"]
    assert at_time == ["a", "lsn", "time"]
    assert at_end == ["a", "lsn", "time", "end"]
    assert len(sentinels) == 4


@pytest.mark.integration
def test_a_cluster_that_took_writes_keeps_nothing_of_the_recovery_and_archives_nothing(
    archived: tuple[Path, Server, dict[str, str]],
) -> None:
    home, source, known = archived
    recovery = _restored(home, "writes", source)
    with recovery.server as server:
        recovery.to_time(datetime.fromisoformat(known["time time"]))
        recovery.take_writes()
        (server.data / "holdfast-recovery").mkdir()
        (server.data / "holdfast-recovery" / "pgbackrest.conf").write_text("repo1-s3-key-secret=hidden\n")
        recovery.settle()
        with server.connect("shop") as connection:
            connection.execute("INSERT INTO holdfast_sentinels.sentinel VALUES (now(), 'after')")
            row = connection.execute("SELECT timeline_id FROM pg_control_checkpoint()").fetchone()
        server.stop()

    kept = (server.data / "postgresql.auto.conf").read_text()
    assert row == (2,)
    assert "restore_command" not in kept
    assert "recovery_target" not in kept
    assert "archive_mode = 'off'" in kept
    assert not (server.data / "recovery.signal").exists()
    assert not (server.data / "holdfast-recovery").exists()
    assert not (server.data / "postmaster.pid").exists()


@pytest.mark.integration
def test_a_moment_after_the_end_of_the_archive_is_told_as_such(archived: tuple[Path, Server, dict[str, str]]) -> None:
    home, source, _ = archived
    recovery = _restored(home, "late", source)

    with recovery.server, pytest.raises(BackupError, match="the archive of the WAL ends before") as error:
        recovery.to_time(datetime(2099, 1, 1, tzinfo=UTC))

    assert error.value.cause is Cause.TARGET


@pytest.mark.integration
def test_a_missing_archive_is_told_as_such(archived: tuple[Path, Server, dict[str, str]]) -> None:
    home, source, known = archived
    recovery = _restored(home, "gone", source)
    conf = recovery.server.data / "postgresql.auto.conf"
    conf.write_text(conf.read_text().replace(f"{home}/wal/", f"{home}/nowhere/"))

    with recovery.server, pytest.raises(BackupError, match="WAL that the base backup needs is not in the archive"):
        recovery.to_lsn(known["lsn lsn"])


@pytest.mark.integration
def test_the_servers_limits_are_those_of_the_cluster_that_was_backed_up(
    archived: tuple[Path, Server, dict[str, str]],
) -> None:
    home, source, _ = archived

    assert needed_settings(home / "base", source.programs, None)["max_connections"] == "37"


@pytest.mark.integration
def test_a_folder_without_a_cluster_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupError):
        needed_settings(tmp_path, places.programs(16), None)
