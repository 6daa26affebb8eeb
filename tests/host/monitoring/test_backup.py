"""The numbers of backups: from a state file that may be missing, garbage, or of the future, and from the WAL spool."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.host.backup.state import record_failure, record_good, record_proof
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.monitoring.backup import BackupRuns, WalSpool
from holdfast.model.backup import Kind, Proof
from holdfast.model.errors import IncompleteError
from tests.host.backup.made import manifest

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.json"


def age(path: Path) -> object:
    found = BackupRuns(path, lambda: NOW).collect()
    return {name: value for name, value in found.items() if name == "backup_age_seconds"}


@pytest.mark.parametrize("moment", ["2026-11-25T11:00:00+00:00", "2026-11-25T20:00:00+09:00", "2026-11-25T11:00:00Z"])
def test_the_age_is_in_seconds_whatever_the_time_zone(moment: str, path: Path) -> None:
    path.write_text(json.dumps({"finished_at": moment, "kind": "logical"}))

    assert age(path) == {"backup_age_seconds": 3600}


def test_a_host_that_takes_no_backups_has_no_age(path: Path) -> None:
    assert age(path) == {}


def test_a_backup_of_the_future_is_new_and_not_negative(path: Path) -> None:
    path.write_text('{"finished_at": "2027-01-01T00:00:00Z"}')

    assert age(path) == {"backup_age_seconds": 0}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b"{}",
        b'{"finished_at": 7}',
        b'{"finished_at": "today"}',
        b'{"finished_at": "2026-11-25T11:00:00"}',
        b"[" * 60_000,
        b'{"finished_at": "' + b"9" * 100_000 + b'"}',
    ],
)
def test_a_file_that_does_not_say_when_is_told_and_never_a_number(content: bytes, path: Path) -> None:
    path.write_bytes(content)

    with pytest.raises(IncompleteError, match="does not say when"):
        age(path)


def test_a_link_or_a_pipe_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "other")
    with pytest.raises(IncompleteError, match="cannot be opened"):
        age(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(IncompleteError, match="does not say when"):
        age(path)


def test_the_last_good_run_gives_size_and_duration_and_the_last_proof_its_age(path: Path) -> None:
    record_good(path, manifest(NOW - timedelta(hours=30), Kind.PHYSICAL, minutes=60, size=9000))
    record_good(path, manifest(NOW - timedelta(hours=6), minutes=4))
    record_failure(path, Kind.LOGICAL, "store-denied", NOW - timedelta(hours=1))
    record_proof(path, Proof(backup_id="b", at=NOW - timedelta(days=2), passed=True, restore_seconds=33.5, tables=1))

    assert BackupRuns(path, lambda: NOW).collect() == {
        "backup_age_seconds": 6 * 3600,
        "backup_size_bytes": 1000,
        "backup_duration_seconds": 240,
        "backup_failures": 1,
        "backup_proven": 1,
        "backup_proof_age_seconds": 2 * 86400,
        "backup_restore_seconds": 33.5,
    }


def test_a_host_whose_first_run_failed_has_failures_and_no_age(path: Path) -> None:
    record_failure(path, Kind.LOGICAL, "database", NOW)

    assert BackupRuns(path, lambda: NOW).collect() == {"backup_failures": 1}


def spool(folder: Path) -> Spool:
    return Spool(folder, limit_bytes=1000)


def collected(folder: Path) -> object:
    return WalSpool(spool(folder), lambda: NOW).collect()


def test_without_a_spool_there_are_no_numbers_of_wal(tmp_path: Path) -> None:
    assert collected(tmp_path / "none") == {}


def test_an_empty_spool_lags_by_nothing(tmp_path: Path) -> None:
    assert collected(tmp_path) == {"wal_lag_seconds": 0, "wal_spool_bytes": 0, "wal_spool_percent": 0, "wal_dropped": 0}


def test_the_lag_is_the_age_of_the_oldest_that_waits(tmp_path: Path) -> None:
    (tmp_path / "ready").mkdir()
    for number, minutes in ((1, 7), (2, 3)):
        file = tmp_path / "ready" / f"00000001000000000000000{number}"
        file.write_bytes(b"x" * 300)
        at = (NOW - timedelta(minutes=minutes)).timestamp()
        os.utime(file, (at, at))
    (tmp_path / "dropped").write_text("000000010000000000000003 1\n")

    assert collected(tmp_path) == {
        "wal_lag_seconds": 420,
        "wal_spool_bytes": 600,
        "wal_spool_percent": 60,
        "wal_dropped": 1,
    }


def test_a_spool_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "ready").write_text("a file where a folder should be")

    with pytest.raises(IncompleteError, match="spool cannot be read"):
        collected(tmp_path)
