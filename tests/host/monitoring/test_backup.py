"""The age of the last backup: from a state file that may be missing, garbage, or of the future."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from holdfast.host.monitoring.backup import BackupAge
from holdfast.model.errors import IncompleteError

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.json"


def age(path: Path) -> object:
    return BackupAge(path, lambda: NOW).collect()


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
