"""The restore_command: what ends a recovery, what stops it, and what is fetched ahead."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.backup.wal import take
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.fetch import FETCHED, NONE, Fetcher, Patience
from holdfast.host.backup.wal.recovery import FOLDER, Recovery, archive_command, recovery_settings, write_recovery
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.backup.wal.take import BROKEN
from holdfast.rig.aws import EmbeddedAws
from tests.host.backup.wal.support import MIB, SYSTEM, FaultyS3, bucket, segment

_QUICK = Patience(store=0.2, gap=0.1, pause=0.05)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture(scope="module")
def client(aws: EmbeddedAws) -> Any:
    return aws.client("s3")


@pytest.fixture
def archive(aws: EmbeddedAws, client: Any) -> WalArchive:
    aws.reset()
    return WalArchive(bucket(aws, client), client=client)


def _name(number: int) -> str:
    return f"0000000100000000000000{number:02X}"


def _fill(archive: WalArchive, folder: Path, *numbers: int) -> None:
    for number in numbers:
        (folder / _name(number)).write_bytes(segment(number))
        archive.put(SYSTEM, folder / _name(number), _name(number))


def _fetcher(archive: WalArchive, folder: Path, said: list[str] | None = None, ahead: int = 3) -> Fetcher:
    say = (said if said is not None else []).append
    return Fetcher(archive=archive, system=SYSTEM, folder=folder / "ahead", ahead=ahead, say=say, patience=_QUICK)


@pytest.mark.integration
def test_a_segment_comes_with_those_after_it_up_to_a_bound(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1, 2, 3, 4, 5, 6)

    assert _fetcher(archive, tmp_path).fetch(_name(1), tmp_path / "RECOVERYXLOG") == FETCHED

    assert (tmp_path / "RECOVERYXLOG").read_bytes() == segment(1)
    assert sorted(path.name for path in (tmp_path / "ahead").iterdir()) == [_name(2), _name(3), _name(4)]


@pytest.mark.integration
def test_what_was_fetched_in_vain_makes_room_for_the_next(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1, 2, 8)
    fetcher = _fetcher(archive, tmp_path)
    fetcher.fetch(_name(1), tmp_path / "x")

    fetcher.fetch(_name(8), tmp_path / "x")

    assert list((tmp_path / "ahead").iterdir()) == []


@pytest.mark.integration
def test_the_end_of_the_archive_ends_the_recovery(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1)

    assert _fetcher(archive, tmp_path).fetch(_name(2), tmp_path / "x") == NONE
    assert _fetcher(archive, tmp_path).fetch("00000002.history", tmp_path / "x") == NONE
    assert not (tmp_path / "x").exists()


@pytest.mark.integration
def test_a_gap_stops_the_recovery_and_is_named(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1, 3)
    said: list[str] = []

    assert _fetcher(archive, tmp_path, said).fetch(_name(2), tmp_path / "x") == BROKEN

    assert any("a gap" in text and _name(2) in text and _name(3) in text for text in said)


@pytest.mark.integration
def test_a_recovery_that_was_told_of_a_gap_ends_there_and_at_no_other(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1, 3, 5)
    fetcher = replace(_fetcher(archive, tmp_path), ends_before=_name(2))

    assert fetcher.fetch(_name(2), tmp_path / "x") == NONE
    assert fetcher.fetch(_name(4), tmp_path / "x") == BROKEN


@pytest.mark.integration
def test_a_gap_between_small_segments_stops_the_recovery_too(archive: WalArchive, tmp_path: Path) -> None:
    there = "000000010000000000000201"
    (tmp_path / there).write_bytes(segment(0x201))
    archive.put(SYSTEM, tmp_path / there, there)

    assert _fetcher(archive, tmp_path).fetch("000000010000000000000200", tmp_path / "x") == BROKEN


@pytest.mark.integration
@pytest.mark.parametrize("status", [500, 403])
def test_a_store_that_fails_stops_the_recovery(
    aws: EmbeddedAws, archive: WalArchive, tmp_path: Path, status: int
) -> None:
    _fill(archive, tmp_path, 1)
    said: list[str] = []
    with FaultyS3(aws.url, status=status) as faulty:
        behind = WalArchive(archive.bucket, client=aws.session().client("s3", endpoint_url=faulty.url))

        assert _fetcher(behind, tmp_path, said).fetch(_name(1), tmp_path / "x") == BROKEN

    assert "S3" in said[0]
    assert not (tmp_path / "x").exists()


@pytest.mark.integration
def test_a_bucket_that_is_gone_is_not_the_end_of_the_archive(aws: EmbeddedAws, tmp_path: Path) -> None:
    elsewhere = WalArchive(Bucket("gone", "x", aws.region), client=aws.client("s3"))

    assert _fetcher(elsewhere, tmp_path).fetch(_name(1), tmp_path / "x") == BROKEN


@pytest.mark.integration
def test_a_damaged_segment_stops_the_recovery_and_nothing_of_it_is_left(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1)
    key = archive.key(SYSTEM, _name(1))
    about = archive.client.get_object(Bucket=archive.bucket.name, Key=key)
    body = about["Body"].read()
    archive.client.put_object(
        Bucket=archive.bucket.name,
        Key=key,
        Body=body[:-9] + bytes([body[-9] ^ 1]) + body[-8:],
        Metadata=about["Metadata"],
    )
    said: list[str] = []

    assert _fetcher(archive, tmp_path, said).fetch(_name(1), tmp_path / "x") == BROKEN

    assert "damaged" in said[0]
    assert list(tmp_path.glob("x*")) == []


def _take(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-I", "-S", take.__file__, str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder.parent)


def test_what_waits_is_handed_over_without_a_question_to_anybody(tmp_path: Path) -> None:
    (tmp_path / "ahead").mkdir()
    (tmp_path / "ahead" / _name(1)).write_bytes(segment())

    done = _take(tmp_path, _name(1), str(tmp_path / "to"))

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "to").read_bytes() == segment()
    assert not (tmp_path / "ahead" / _name(1)).exists()


@pytest.mark.parametrize("content", [b"", segment()[:-1]])
def test_a_file_that_is_not_whole_is_fetched_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ahead").mkdir()
    (tmp_path / "ahead" / _name(1)).write_bytes(content)

    assert not take.take(str(tmp_path), _name(1), str(tmp_path / "to"))
    assert not (tmp_path / "ahead" / _name(1)).exists()


def test_without_a_command_that_fetches_the_recovery_is_stopped(tmp_path: Path) -> None:
    done = _take(tmp_path, _name(1), str(tmp_path / "to"))

    assert done.returncode == BROKEN
    assert "cannot be fetched" in done.stderr
    assert "Traceback" not in done.stderr
    assert take.main(["a", "b"]) == BROKEN


def test_settings_that_are_damaged_stop_the_recovery(tmp_path: Path) -> None:
    (tmp_path / take.COMMAND).write_text(f"{sys.executable}\n-m\nholdfast.host.backup.wal.fetch")
    (tmp_path / "settings.json").write_text("{")

    done = _take(tmp_path, _name(1), str(tmp_path / "to"))

    assert done.returncode == BROKEN
    assert "settings.json: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_at_the_end_of_the_recovery_keys_and_leftovers_are_removed(tmp_path: Path) -> None:
    (tmp_path / "ahead").mkdir()
    (tmp_path / "ahead" / _name(1)).write_bytes(b"x")
    (tmp_path / "credentials").write_text("[default]")

    assert _take(tmp_path).returncode == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == ["ahead"]
    assert list((tmp_path / "ahead").iterdir()) == []


_KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "hidden", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}


def _recovery(**more: object) -> Recovery:
    return Recovery(bucket=Bucket("b", "p", "eu-west-1"), system=SYSTEM, environ=_KEYS, **more)  # type: ignore[arg-type]


def _cluster(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    (folder / "postgresql.auto.conf").write_text("archive_command = 'cp %p /archive/%f'\n")
    (folder / "standby.signal").touch()
    return folder


def test_a_restored_cluster_never_writes_into_the_archive(tmp_path: Path) -> None:
    data = _cluster(tmp_path / "data")

    write_recovery(data, _recovery())

    lines = (data / "postgresql.auto.conf").read_text().splitlines()
    assert lines.index("archive_mode = 'off'") > 0
    assert lines.index("archive_command = ''") > lines.index("archive_command = 'cp %p /archive/%f'")
    assert (data / "recovery.signal").exists()
    assert not (data / "standby.signal").exists()


def test_keys_stand_in_a_file_of_the_owner_alone_and_nowhere_else(tmp_path: Path) -> None:
    data = _cluster(tmp_path / "data")

    write_recovery(data, _recovery())

    holding = [path for path in data.rglob("*") if path.is_file() and "hidden" in path.read_text()]
    assert holding == [data / FOLDER / "credentials"]
    assert holding[0].stat().st_mode & 0o777 == 0o600
    assert "hidden" not in repr(_recovery())
    assert json.loads((data / FOLDER / "settings.json").read_text())["environment"] == {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1"
    }


def test_the_one_target_stands_last() -> None:
    lines = recovery_settings(_recovery(until_lsn="0/3000028")).splitlines()

    assert lines[-1] == "recovery_target_lsn = '0/3000028'"
    assert "recovery_target_inclusive = 'off'" in lines
    assert lines.count("recovery_target_time = ''") == 1


def test_a_path_with_odd_letters_survives_shell_and_configuration() -> None:
    spool = Spool(Path("/var/it's 100% \\ full"), 64 * MIB, 50, "keep")

    said = archive_command(spool, "/opt/my python/bin/python").replace("%%", "%").replace('"%p" %f', "")
    words = subprocess.run(["/bin/sh", "-c", f'printf "%s\\n" {said}'], capture_output=True, text=True, check=True)

    assert words.stdout.splitlines()[0] == "/opt/my python/bin/python"
    assert "/var/it's 100% \\ full" in words.stdout.splitlines()


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    from holdfast.host.backup.failure import BackupError

    with pytest.raises(BackupError, match="cannot be written"):
        write_recovery(tmp_path / "missing", _recovery())
