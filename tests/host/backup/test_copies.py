"""Copies between two regions of a small S3: idempotent, resumable, and believed only as far as they are read."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.backup import copies
from holdfast.host.backup.copies import How, Side, copy_to_region, copy_tree
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.manifests import manifest_key, write_manifest
from holdfast.model.backup import Manifest, StoredObject
from holdfast.rig.aws import EmbeddedAws
from tests.host.backup.made import NOW, manifest

HOME, AWAY = "ap-northeast-2", "ap-northeast-3"
PREFIX = "shop/production"
NUMBERS = count()
CONTENT = {"database": b"d" * 5000, "globals": b"CREATE ROLE shop;"}


class Spied:
    """A client that notes the calls of one end, and fails when it is told to."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.calls: list[str] = []
        self.fail_at = ""
        self.replication: list[str] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*words: Any, **named: Any) -> Any:
            self.calls.append(f"{name} {named.get('Key', words[2] if name == 'copy' else '')}".strip())
            if self.fail_at and self.fail_at in self.calls[-1]:
                raise ClientError(
                    {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}, name
                )
            answer = found(*words, **named)
            if name == "head_object" and self.replication:
                answer["ReplicationStatus"] = self.replication.pop(0)
            return answer

        return call

    def copied(self) -> list[str]:
        return [call.rpartition("/")[2] for call in self.calls if call.startswith("copy ")]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture
def sides(aws: EmbeddedAws) -> tuple[Side, Side]:
    made = []
    number = next(NUMBERS)
    for bucket, region in ((f"shop-backup-{number}", HOME), (f"shop-backup-copy-{number}", AWAY)):
        client = aws.client("s3", region)
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
        made.append(Side(s3=Spied(client), bucket=bucket, prefix=PREFIX))
    return made[0], made[1]


@pytest.fixture
def backup(sides: tuple[Side, Side]) -> Manifest:
    made = manifest(NOW)
    objects = []
    for role, content in CONTENT.items():
        key = f"backups/{made.id}/{role}"
        etag = sides[0].s3.put_object(Bucket=sides[0].bucket, Key=f"{PREFIX}/{key}", Body=content)["ETag"].strip('"')
        digest = hashlib.sha256(content).hexdigest()
        objects.append(StoredObject(role=role, key=key, size=len(content), etag=etag, sha256=digest))
    whole = replace(made, objects=tuple(objects))
    write_manifest(whole, sides[0].store)
    sides[0].s3.calls.clear()
    return whole


def names(side: Side) -> list[str]:
    listed = side.s3.list_objects_v2(Bucket=side.bucket).get("Contents", ())
    return [one["Key"].rpartition("/")[2] for one in listed]


def test_a_backup_is_copied_with_its_manifest_last_and_nothing_passes_through_here(
    sides: tuple[Side, Side], backup: Manifest
) -> None:
    copied = copy_to_region(backup, *sides)

    assert set(copied.objects.values()) == {How.COPIED}
    assert sides[1].s3.copied() == ["database", "globals"]
    assert [call for call in sides[1].s3.calls if call.startswith("put_object")][-1].endswith("manifest.json")
    assert sorted(names(sides[1])) == ["database", "globals", "manifest.json"]


def test_a_second_time_copies_nothing(sides: tuple[Side, Side], backup: Manifest) -> None:
    copy_to_region(backup, *sides)
    sides[1].s3.calls.clear()
    copied = copy_to_region(backup, *sides)

    assert set(copied.objects.values()) == {How.THERE}
    assert sides[1].s3.copied() == []
    assert not [call for call in sides[1].s3.calls if call.startswith("put_object")]


def test_after_a_failure_half_way_there_is_no_manifest_and_the_next_time_goes_on(
    sides: tuple[Side, Side], backup: Manifest
) -> None:
    sides[1].s3.fail_at = f"copy {PREFIX}/backups/{backup.id}/globals"
    with pytest.raises(BackupError) as failed:
        copy_to_region(backup, *sides)
    sides[1].s3.fail_at = ""
    before = names(sides[1])
    sides[1].s3.calls.clear()
    copied = copy_to_region(backup, *sides)

    assert failed.value.cause is Cause.STORE_DENIED
    assert before == ["database"]
    assert sides[1].s3.copied() == ["globals"]
    assert list(copied.objects.values()) == [How.THERE, How.COPIED, How.COPIED]


def test_what_is_there_and_has_other_bytes_is_copied_anew(sides: tuple[Side, Side], backup: Manifest) -> None:
    stored = backup.objects[0]
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=f"{PREFIX}/{stored.key}", Body=b"x" * stored.size)

    copied = copy_to_region(backup, *sides)

    assert copied.objects[stored.key] is How.COPIED
    body = sides[1].s3.get_object(Bucket=sides[1].bucket, Key=f"{PREFIX}/{stored.key}")["Body"].read()
    assert body == CONTENT["database"]


def test_an_object_that_the_home_region_itself_has_wrong_is_never_called_a_copy(
    sides: tuple[Side, Side], backup: Manifest
) -> None:
    stored = backup.objects[0]
    sides[0].s3.put_object(Bucket=sides[0].bucket, Key=f"{PREFIX}/{stored.key}", Body=b"x" * stored.size)

    with pytest.raises(BackupError, match="its bytes are others") as failed:
        copy_to_region(backup, *sides, read_all=True)

    assert failed.value.cause is Cause.STORE_DAMAGED
    assert "manifest.json" not in names(sides[1])


def test_every_byte_is_read_there_when_asked(sides: tuple[Side, Side], backup: Manifest) -> None:
    copied = copy_to_region(backup, *sides, read_all=True)

    assert copied.read_bytes == sum(len(content) for content in CONTENT.values())


def test_without_a_known_digest_both_ends_are_compared(sides: tuple[Side, Side], backup: Manifest) -> None:
    nameless = replace(backup, objects=tuple(replace(one, sha256="") for one in backup.objects))
    stored = backup.objects[0]
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=f"{PREFIX}/{stored.key}", Body=b"x" * stored.size)

    assert copy_to_region(nameless, *sides).objects[stored.key] is How.COPIED


def test_a_manifest_that_is_gone_ends_the_copy(sides: tuple[Side, Side], backup: Manifest) -> None:
    sides[0].s3.delete_object(Bucket=sides[0].bucket, Key=f"{PREFIX}/backups/{backup.id}/manifest.json")

    with pytest.raises(BackupError, match="manifest is not there any more"):
        copy_to_region(backup, *sides)


def test_what_the_bucket_replicates_is_waited_for_and_not_copied(
    sides: tuple[Side, Side], backup: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "_PAUSE_SECONDS", 0.01)
    said: list[str] = []
    one = replace(backup, objects=backup.objects[:1])
    key = f"{PREFIX}/{one.objects[0].key}"
    sides[0].s3.replication = ["PENDING", "PENDING", "COMPLETED"]

    def arrive(text: str) -> None:
        said.append(text)
        sides[1].s3.put_object(Bucket=sides[1].bucket, Key=key, Body=CONTENT["database"])

    copied = copy_to_region(one, *sides, say=arrive)

    assert copied.objects[one.objects[0].key] is How.REPLICATED
    assert len(said) == 1
    assert sides[1].s3.copied() == []


@pytest.mark.parametrize("states", [["FAILED"], ["PENDING"] * 3])
def test_what_replication_does_not_bring_in_time_is_copied(
    sides: tuple[Side, Side], backup: Manifest, states: list[str]
) -> None:
    sides[0].s3.replication = states

    copied = copy_to_region(replace(backup, objects=backup.objects[:1]), *sides, wait_seconds=0)

    assert copied.objects[backup.objects[0].key] is How.COPIED


def test_a_tree_is_copied_where_it_is_missing_or_has_another_size(sides: tuple[Side, Side]) -> None:
    for number in range(5):
        sides[0].s3.put_object(Bucket=sides[0].bucket, Key=f"{PREFIX}/barman/7/wals/{number}", Body=b"w" * 10)
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=f"{PREFIX}/barman/7/wals/0", Body=b"w" * 10)
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=f"{PREFIX}/barman/7/wals/1", Body=b"w")

    assert copy_tree("barman/", *sides, wanted=lambda name: not name.endswith("4")) == 3
    assert copy_tree("barman/", *sides) == 1
    assert copy_tree("barman/", *sides) == 0
    assert len(names(sides[1])) == 5


def test_a_bucket_that_is_not_there_is_said_with_its_name(sides: tuple[Side, Side], backup: Manifest) -> None:
    with pytest.raises(BackupError) as failed:
        copy_to_region(backup, sides[0], replace(sides[1], bucket="no-such-bucket"))

    assert "no-such-bucket" in failed.value.where
    assert failed.value.cause in {Cause.STORE_MISSING, Cause.STORE_UNREACHABLE}


def test_the_copy_is_a_store_like_the_first_also_where_tags_differ(sides: tuple[Side, Side]) -> None:
    made = manifest(NOW)
    content = [b"a" * (8 << 20), b"b" * (8 << 20), b"end"]
    stored = sides[0].store.write("database", f"backups/{made.id}/database", content)
    whole = replace(made, objects=(stored,))
    write_manifest(whole, sides[0].store)

    copy_to_region(whole, *sides)

    there = read_holdings(sides[1].store)
    assert [one.id for one in there.good] == [made.id]
    assert there.broken == ()
    assert stored.etag.endswith("-3")
    assert there.good[0].objects[0].etag != stored.etag
    assert b"".join(sides[1].store.read(there.good[0].objects[0])) == b"".join(content)


def test_a_manifest_there_that_cannot_be_understood_is_written_anew(sides: tuple[Side, Side], backup: Manifest) -> None:
    key = f"{PREFIX}/{manifest_key(backup.id)}"
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=key, Body=b"half")

    copy_to_region(backup, *sides)

    assert [one.id for one in read_holdings(sides[1].store).good] == [backup.id]


def test_a_manifest_there_of_a_newer_version_is_left_alone(sides: tuple[Side, Side], backup: Manifest) -> None:
    key = f"{PREFIX}/{manifest_key(backup.id)}"
    sides[1].s3.put_object(Bucket=sides[1].bucket, Key=key, Body=b'{"schema": "holdfast.backup/2"}')

    with pytest.raises(BackupError, match="newer version"):
        copy_to_region(backup, *sides)
