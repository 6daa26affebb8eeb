"""The store in S3: what goes up comes back whole, or there is an error in words; on moto's server."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.s3 import S3Store
from holdfast.model.backup import StoredObject
from holdfast.rig.aws import EmbeddedAws

pytestmark = pytest.mark.integration

_MIB = 1 << 20


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as running:
        yield running


def _client(aws: EmbeddedAws, **more: Any) -> Any:
    keys = aws.environment()
    return boto3.client(
        "s3",
        endpoint_url=aws.url,
        region_name="ap-northeast-2",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}),
        **more,
    )


@pytest.fixture
def client(aws: EmbeddedAws) -> Any:
    aws.reset()
    made = _client(aws)
    made.create_bucket(Bucket="backups", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    return made


@pytest.fixture
def store(client: Any) -> S3Store:
    return S3Store("backups", "shop/production", client=client, pause=lambda _: None)


def _chunks(size: int) -> Iterator[bytes]:
    piece = bytes(range(256)) * 400
    for begin in range(0, size, len(piece)):
        yield piece[: size - begin]


@pytest.mark.parametrize("size", [0, 1, 8 * _MIB - 1, 8 * _MIB, 8 * _MIB + 1, 30 * _MIB + 17])
def test_a_stream_of_any_length_comes_back_as_it_was(store: S3Store, size: int) -> None:
    stored = store.write("database", "backups/x/database", _chunks(size))

    back = b"".join(store.read(stored))
    assert back == b"".join(_chunks(size))
    assert (stored.size, stored.sha256) == (size, hashlib.sha256(back).hexdigest())
    assert [(one.key, one.size, one.etag) for one in store.entries("backups/")] == [
        ("backups/x/database", size, stored.etag)
    ]


def test_s3_is_asked_to_encrypt_with_the_key_that_is_named(client: Any) -> None:
    own = S3Store("backups", "own", client=client).write("a", "a", (b"x",))
    named = S3Store("backups", "named", kms_key="alias/shop", client=client).write("a", "a", _chunks(9 * _MIB))

    heads = [client.head_object(Bucket="backups", Key=key) for key in (f"own/{own.key}", f"named/{named.key}")]
    assert [(head["ServerSideEncryption"], head.get("SSEKMSKeyId")) for head in heads] == [
        ("AES256", None),
        ("aws:kms", "alias/shop"),
    ]


def test_a_stream_that_fails_leaves_no_object_and_no_upload(store: S3Store, client: Any) -> None:
    def failing() -> Iterator[bytes]:
        yield from _chunks(20 * _MIB)
        raise RuntimeError("the dump died")

    with pytest.raises(RuntimeError, match="the dump died"):
        store.write("database", "x", failing())

    assert list(store.entries()) == []
    assert "Uploads" not in client.list_multipart_uploads(Bucket="backups")


def test_uploads_that_a_killed_run_left_are_ended_below_the_prefix_alone(store: S3Store, client: Any) -> None:
    for key in ("shop/production/backups/a", "shop/production/backups/b", "other/backups/c"):
        client.create_multipart_upload(Bucket="backups", Key=key)

    assert store.abandon_uploads("backups/") == 2
    left = client.list_multipart_uploads(Bucket="backups")["Uploads"]
    assert [one["Key"] for one in left] == ["other/backups/c"]


def test_a_small_object_is_read_whole_or_is_none(store: S3Store) -> None:
    store.write("note", "note", (b"hello",))

    assert (store.text("note"), store.text("nothing")) == (b"hello", None)
    with pytest.raises(BackupError, match="larger than 3 bytes"):
        store.text("note", largest=3)


def test_removing_gives_back_what_the_bucket_keeps(store: S3Store) -> None:
    keys = [store.write("a", f"many/{number}", (b"x",)).key for number in range(3)]

    assert store.remove([*keys, "never/was"]) == []
    assert list(store.entries()) == []


@pytest.mark.parametrize("change", ["flipped", "cut", "gone", "longer"])
def test_what_is_not_what_was_stored_is_never_read_to_its_end(store: S3Store, client: Any, change: str) -> None:
    stored = store.write("database", "x", (b"0123456789" * 1000,))
    body = {"flipped": b"1123456789" + b"0123456789" * 999, "cut": b"0123456789" * 999, "longer": b"0123456789" * 1001}
    if change == "gone":
        client.delete_object(Bucket="backups", Key="shop/production/x")
    else:
        client.put_object(Bucket="backups", Key="shop/production/x", Body=body[change])

    with pytest.raises(BackupError) as caught:
        list(store.read(stored))

    assert (caught.value.cause, caught.value.where) == (Cause.STORE_DAMAGED, "s3://backups/shop/production/x")
    assert "holdfast backup list" in caught.value.next_step


def test_bytes_that_changed_below_the_same_tag_are_seen_by_their_checksum(store: S3Store) -> None:
    stored = store.write("database", "x", (b"0123456789",))
    lying = StoredObject(role="database", key="x", size=stored.size, etag=stored.etag, sha256="0" * 64)

    with pytest.raises(BackupError, match="SHA-256"):
        list(store.read(lying))


class _Breaking:
    """A client whose bodies break off after some bytes, as a connection does."""

    def __init__(self, inner: Any, after: int, breaks: int) -> None:
        self._inner, self._after, self.breaks = inner, after, breaks
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def get_object(self, **asked: Any) -> Any:
        self.asked.append(asked.get("Range", "all"))
        answer = self._inner.get_object(**asked)
        if self.breaks:
            self.breaks -= 1
            answer["Body"] = _Body(answer["Body"].read(self._after))
        return answer


class _Body:
    def __init__(self, given: bytes) -> None:
        self._given = given

    def __enter__(self) -> "_Body":
        return self

    def __exit__(self, *_: object) -> None: ...

    def read(self, size: int) -> bytes:
        if not self._given:
            raise ConnectionResetError(104, "reset")
        piece, self._given = self._given[:size], self._given[size:]
        return piece


def test_reading_goes_on_where_the_connection_broke(client: Any) -> None:
    breaking = _Breaking(client, 1000, 2)
    store = S3Store("backups", "p", client=breaking, pause=lambda _: None)
    stored = store.write("a", "a", (b"0123456789" * 1000,))

    assert b"".join(store.read(stored)) == b"0123456789" * 1000
    assert breaking.asked == ["all", "bytes=1000-", "bytes=2000-"]


def test_a_connection_that_always_breaks_before_the_first_byte_ends_in_an_error(client: Any) -> None:
    store = S3Store("backups", "p", client=_Breaking(client, 0, 100), pause=lambda _: None)
    stored = store.write("a", "a", (b"x" * 10,))

    with pytest.raises(BackupError) as caught:
        list(store.read(stored))
    assert caught.value.cause is Cause.STORE_UNREACHABLE


def test_a_bucket_that_is_not_there_is_named(client: Any) -> None:
    store = S3Store("nowhere", "p", client=client)

    for ask in (lambda: store.write("a", "a", (b"x",)), lambda: list(store.entries()), lambda: store.text("a")):
        with pytest.raises(BackupError) as caught:
            ask()
        assert (caught.value.cause, caught.value.happened) == (Cause.STORE_MISSING, "there is no such bucket")


def test_an_address_where_nothing_answers_is_said(aws: EmbeddedAws) -> None:
    from holdfast.rig.ports import free_port

    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{free_port()}",
        region_name="eu-west-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(BackupError) as caught:
        S3Store("b", "p", client=client).write("a", "a", (b"x",))

    assert caught.value.cause is Cause.STORE_UNREACHABLE
    assert caught.value.happened == "S3 cannot be reached (refused), also after several attempts"


def test_memory_stays_bounded_while_a_long_stream_goes_up(store: S3Store, tmp_path: Path) -> None:
    held = 0
    most = 0

    class Counted(bytes):
        def __new__(cls, size: int) -> "Counted":
            nonlocal held, most
            held += 1
            most = max(most, held)
            return super().__new__(cls, size)

        def __del__(self) -> None:
            nonlocal held
            held -= 1

    store.write("a", "a", (Counted(_MIB) for _ in range(64)))

    assert most < 5
