"""The archive in S3: barman-cloud's layout, nothing overwritten, whole files or none, failures in words."""

import gzip
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.wal.archive import Bucket, ConflictError, NotInArchiveError, WalArchive
from holdfast.host.backup.wal.gaps import Base
from holdfast.host.backup.wal.reading import older_than, oldest_start, read_archive, remove_older, wait_for_wal
from holdfast.host.backup.wal.spool import Spool
from holdfast.rig.aws import EmbeddedAws
from tests.host.backup.wal.support import MIB, SYSTEM, bucket, segment

pytestmark = pytest.mark.integration

_NAME = "000000010000000000000001"
_KEY = f"shop/production/barman/{SYSTEM}/wals/0000000100000000/{_NAME}.gz"


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


def _file(folder: Path, name: str = _NAME, content: bytes | None = None) -> Path:
    path = folder / name
    path.write_bytes(segment() if content is None else content)
    return path


def _fill(archive: WalArchive, folder: Path, *numbers: int) -> None:
    for number in numbers:
        name = f"0000000100000000000000{number:02X}"
        archive.put(SYSTEM, _file(folder, name, segment(number)), name)


def test_a_segment_comes_back_as_it_was(archive: WalArchive, tmp_path: Path) -> None:
    put = archive.put("", _file(tmp_path), _NAME)

    assert archive.get(SYSTEM, _NAME, tmp_path / "back") == MIB
    assert (tmp_path / "back").read_bytes() == segment()
    assert (put.was_there, put.read_bytes) == (False, MIB)
    assert archive.key(SYSTEM, _NAME) == _KEY


def test_barman_cloud_wal_restore_reads_it_too(aws: EmbeddedAws, archive: WalArchive, tmp_path: Path) -> None:
    archive.put(SYSTEM, _file(tmp_path), _NAME)
    url = "s3://shop-backups/shop/production/barman"
    words = ["barman-cloud-wal-restore", "--endpoint-url", aws.url, url, SYSTEM, _NAME, str(tmp_path / "back")]

    subprocess.run(words, check=True, env={**os.environ, **aws.environment()}, capture_output=True)

    assert (tmp_path / "back").read_bytes() == segment()


def test_what_barman_cloud_wal_archive_stored_is_read(aws: EmbeddedAws, archive: WalArchive, tmp_path: Path) -> None:
    _file(tmp_path)
    url = "s3://shop-backups/shop/production/barman"
    words = ["barman-cloud-wal-archive", "--endpoint-url", aws.url, url, SYSTEM, str(tmp_path / _NAME)]
    subprocess.run(words, check=True, env={**os.environ, **aws.environment()}, capture_output=True)

    archive.get(SYSTEM, _NAME, tmp_path / "back")

    assert (tmp_path / "back").read_bytes() == segment()
    assert archive.has(SYSTEM, _NAME)


def test_the_same_file_twice_is_good(archive: WalArchive, tmp_path: Path) -> None:
    path = _file(tmp_path)
    archive.put(SYSTEM, path, _NAME)

    assert archive.put(SYSTEM, path, _NAME).was_there


def test_another_file_of_the_same_name_is_refused_and_never_overwritten(archive: WalArchive, tmp_path: Path) -> None:
    archive.put(SYSTEM, _file(tmp_path), _NAME)

    with pytest.raises(ConflictError, match="another file of this name") as refused:
        archive.put(SYSTEM, _file(tmp_path, content=segment(fill=9)), _NAME)

    assert _KEY in refused.value.where
    archive.get(SYSTEM, _NAME, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == segment()


def test_what_another_tool_stored_is_compared_by_its_content(archive: WalArchive, tmp_path: Path) -> None:
    archive.client.put_object(Bucket="shop-backups", Key=_KEY, Body=gzip.compress(segment()))

    assert archive.put(SYSTEM, _file(tmp_path), _NAME).was_there


def test_a_segment_lies_under_its_own_clusters_number_whatever_the_caller_thinks(
    archive: WalArchive, tmp_path: Path
) -> None:
    other = "7400000000000000002"

    archive.put(SYSTEM, _file(tmp_path, content=segment(system=other)), _NAME)

    assert archive.has(other, _NAME)
    assert not archive.has(SYSTEM, _NAME)


def test_a_history_file_lies_above_the_folders(archive: WalArchive, tmp_path: Path) -> None:
    archive.put(SYSTEM, _file(tmp_path, "00000002.history", b"1\t0/3000000\tpromoted\n"), "00000002.history")

    assert archive.text(SYSTEM, "00000002.history").startswith("1\t0/3000000")
    assert archive.key(SYSTEM, "00000002.history").endswith("/wals/00000002.history.gz")


def test_a_file_larger_than_memory_is_meant_for_goes_over_the_disk(archive: WalArchive, tmp_path: Path) -> None:
    noise = os.urandom(20 * MIB)
    content = segment(size=len(noise))[:40] + noise[40:]
    big = WalArchive(archive.bucket, client=archive.client, scratch=tmp_path)

    big.put(SYSTEM, _file(tmp_path, content=content), _NAME)

    big.get(SYSTEM, _NAME, tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == content


def test_a_bit_that_flipped_in_the_store_is_seen(archive: WalArchive, tmp_path: Path) -> None:
    # Of a run of zeros, a flipped bit may well give the same zeros.
    archive.put(SYSTEM, _file(tmp_path, content=segment()[:40] + os.urandom(MIB - 40)), _NAME)
    answer = archive.client.get_object(Bucket="shop-backups", Key=_KEY)
    body = bytearray(answer["Body"].read())
    body[len(body) // 2] ^= 1
    archive.client.put_object(Bucket="shop-backups", Key=_KEY, Body=bytes(body), Metadata=answer["Metadata"])

    with pytest.raises(BackupError, match="damaged") as seen:
        archive.get(SYSTEM, _NAME, tmp_path / "back")

    assert seen.value.cause is Cause.STORE_DAMAGED


def test_a_truncated_object_is_damaged(archive: WalArchive, tmp_path: Path) -> None:
    archive.client.put_object(Bucket="shop-backups", Key=_KEY, Body=gzip.compress(segment())[:-20])

    with pytest.raises(BackupError, match="damaged"):
        archive.get(SYSTEM, _NAME, tmp_path / "back")


def test_what_is_not_there_is_told_apart_from_a_bucket_that_is_not(archive: WalArchive, tmp_path: Path) -> None:
    with pytest.raises(NotInArchiveError):
        archive.get(SYSTEM, _NAME, tmp_path / "back")

    elsewhere = WalArchive(Bucket("no-such-bucket", "x", "eu-west-1"), client=archive.client)
    with pytest.raises(BackupError, match="no such bucket") as failed:
        elsewhere.get(SYSTEM, _NAME, tmp_path / "back")
    assert not isinstance(failed.value, NotInArchiveError)


def test_a_later_segment_is_found_on_the_same_timeline_alone(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 1, 3)
    other = "000000020000000000000009"
    archive.put(SYSTEM, _file(tmp_path, other, segment(9)), other)

    assert archive.has_later(SYSTEM, "000000010000000000000002") == "000000010000000000000003"
    assert archive.has_later(SYSTEM, "000000010000000000000003") == ""


def test_the_archive_is_read_with_its_gaps_its_size_of_segments_and_the_spool(
    archive: WalArchive, tmp_path: Path
) -> None:
    _fill(archive, tmp_path, 2, 3, 5)
    spool = Spool(tmp_path / "spool", 64 * MIB)

    found = read_archive(archive, SYSTEM, Base(1, "0/200028", "0/200130"), spool)

    assert (found.segments, found.newest) == (3, "000000010000000000000005")
    assert [(gap.first, gap.segments) for gap in found.gaps] == [("000000010000000000000004", 1)]
    assert (found.spooled_bytes, found.spool_limit_bytes) == (0, 64 * MIB)
    assert oldest_start(archive, SYSTEM) == Base(1, "0/200000")


def test_what_was_dropped_before_the_base_has_aged_out(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 5)
    spool = Spool(tmp_path / "spool", 64 * MIB)
    spool.folder.mkdir()
    (spool.folder / "dropped").write_text("000000010000000000000003 1\n000000010000000000000006 2\nnonsense\n")

    assert read_archive(archive, SYSTEM, Base(1, "0/500028"), spool).dropped == 1


def test_wal_before_a_kept_base_is_removed_and_histories_stay(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 2, 3, 4)
    for name in ("00000002.history", "000000010000000000000003.00000028.backup"):
        archive.put(SYSTEM, _file(tmp_path, name, b"x"), name)

    assert list(remove_older(archive, SYSTEM, 1, "0/400028")) == []

    assert [one.name for one in archive.entries(SYSTEM)] == ["000000010000000000000004", "00000002.history"]


def test_nothing_of_a_later_timeline_is_older(archive: WalArchive, tmp_path: Path) -> None:
    name = "000000020000000000000001"
    archive.put(SYSTEM, _file(tmp_path, name), name)

    assert older_than(archive.entries(SYSTEM), 1, "0/400028", MIB) == []


def test_a_base_whose_wal_does_not_come_is_told_which_segment_is_missing(archive: WalArchive, tmp_path: Path) -> None:
    _fill(archive, tmp_path, 2)
    base = Base(1, "0/200028", "0/300001")

    with pytest.raises(BackupError, match="000000010000000000000003"):
        wait_for_wal(archive, SYSTEM, base, segment_bytes=MIB, seconds=0.1, pause=0.05)

    _fill(archive, tmp_path, 3)
    wait_for_wal(archive, SYSTEM, base, segment_bytes=MIB, seconds=0.1)
