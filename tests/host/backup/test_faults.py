"""The store, and a whole dump, when S3 fails, is slow, cuts answers off, or begins to refuse half-way."""

import os
from collections.abc import Iterator
from typing import Any

import boto3  # type: ignore[import-untyped]
import pytest
from botocore.config import Config  # type: ignore[import-untyped]

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.s3 import S3Store
from holdfast.rig.aws import EmbeddedAws
from tests.host.backup.faults import Fault, FaultyS3, faulty

pytestmark = pytest.mark.integration

_MIB = 1 << 20
_BODY = os.urandom(20 * _MIB)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as running:
        yield running


@pytest.fixture(scope="module")
def proxy(aws: EmbeddedAws) -> Iterator[FaultyS3]:
    with faulty(aws.url) as running:
        yield running


@pytest.fixture
def s3(aws: EmbeddedAws, proxy: FaultyS3) -> FaultyS3:
    aws.reset()
    aws.client("s3").create_bucket(Bucket="backups", CreateBucketConfiguration={"LocationConstraint": aws.region})
    proxy.rule = lambda *_: None
    proxy.asked.clear()
    return proxy


def _store(aws: EmbeddedAws, s3: FaultyS3, *, attempts: int = 3, read_timeout: float = 10) -> S3Store:
    keys = aws.environment()
    client = boto3.client(
        "s3",
        endpoint_url=s3.url,
        region_name=aws.region,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        config=Config(
            retries={"total_max_attempts": attempts, "mode": "standard"},
            read_timeout=read_timeout,
            s3={"addressing_style": "path"},
        ),
    )
    return S3Store("backups", "p", client=client, pause=lambda _: None)


def _chunks() -> Iterator[bytes]:
    for begin in range(0, len(_BODY), _MIB):
        yield _BODY[begin : begin + _MIB]


def _uploads(aws: EmbeddedAws) -> list[Any]:
    found: list[Any] = aws.client("s3").list_multipart_uploads(Bucket="backups").get("Uploads", [])
    return found


def _is_part(method: str, path: str, number: int = 0) -> bool:
    return method == "PUT" and "partNumber=" in path and (not number or f"partNumber={number}&" in f"{path}&")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=500, code="InternalError"),
        Fault(status=503, code="SlowDown"),
        Fault(reset=True),
        Fault(status=502),
        Fault(status=400, code="RequestTimeout"),
    ],
)
def test_a_fault_that_passes_is_got_over(aws: EmbeddedAws, s3: FaultyS3, fault: Fault) -> None:
    s3.rule = lambda _method, _path, before: fault if before % 3 == 1 else None
    store = _store(aws, s3)

    stored = store.write("database", "x", _chunks())

    assert b"".join(store.read(stored)) == _BODY


@pytest.mark.parametrize(
    "told",
    [
        (Fault(status=500, code="InternalError"), Cause.STORE_UNREACHABLE, "S3 fails"),
        (Fault(status=503, code="SlowDown"), Cause.STORE_UNREACHABLE, ""),
        (Fault(reset=True), Cause.STORE_UNREACHABLE, "cannot be reached"),
        (Fault(status=403, code="AccessDenied"), Cause.STORE_DENIED, "s3:PutObject"),
        (Fault(status=403, code="ExpiredToken"), Cause.STORE_DENIED, "expired"),
        (Fault(status=403, code="RequestTimeTooSkewed"), Cause.STORE_DENIED, "clock"),
    ],
)
@pytest.mark.parametrize("part", [1, 2, 3])
def test_a_fault_that_begins_half_way_and_stays_leaves_nothing(
    aws: EmbeddedAws, s3: FaultyS3, told: tuple[Fault, Cause, str], part: int
) -> None:
    fault, cause, words = told
    s3.rule = lambda method, path, _: fault if _is_part(method, path, part) else None

    with pytest.raises(BackupError) as caught:
        _store(aws, s3).write("database", "x", _chunks())

    assert caught.value.cause is cause
    assert words in caught.value.happened
    assert (caught.value.where, bool(caught.value.next_step)) == ("s3://backups/p/x", True)
    assert "Contents" not in aws.client("s3").list_objects_v2(Bucket="backups")
    assert _uploads(aws) == []


def test_what_could_not_even_be_given_up_is_ended_by_the_next_run(aws: EmbeddedAws, s3: FaultyS3) -> None:
    down = Fault(status=500, code="InternalError")
    s3.rule = lambda method, path, _: down if method == "DELETE" or _is_part(method, path, 2) else None
    with pytest.raises(BackupError):
        _store(aws, s3).write("database", "backups/x", _chunks())
    assert len(_uploads(aws)) == 1

    s3.rule = lambda *_: None
    assert _store(aws, s3).abandon_uploads("backups/") == 1
    assert _uploads(aws) == []


def test_an_upload_that_is_not_completed_is_no_object(aws: EmbeddedAws, s3: FaultyS3) -> None:
    refused = Fault(status=403, code="AccessDenied")
    s3.rule = lambda method, path, _: refused if method == "POST" and "uploadId=" in path else None

    with pytest.raises(BackupError, match=r"S3 denies s3:PutObject"):
        _store(aws, s3).write("database", "x", _chunks())

    assert "Contents" not in aws.client("s3").list_objects_v2(Bucket="backups")
    assert _uploads(aws) == []


@pytest.mark.parametrize("cut", [0, 1, 5 * _MIB, len(_BODY) - 1])
def test_an_answer_that_is_cut_off_is_taken_up_where_it_ended(aws: EmbeddedAws, s3: FaultyS3, cut: int) -> None:
    store = _store(aws, s3)
    stored = store.write("database", "x", _chunks())
    begun = len(s3.asked)
    s3.rule = lambda _method, _path, before: Fault(cut_at=cut) if before == begun else None

    assert b"".join(store.read(stored)) == _BODY
    assert len(s3.asked) > begun + 1


def test_answers_that_are_always_cut_off_come_to_an_end(aws: EmbeddedAws, s3: FaultyS3) -> None:
    store = _store(aws, s3)
    stored = store.write("database", "x", _chunks())
    s3.rule = lambda *_: Fault(cut_at=0)

    with pytest.raises(BackupError) as caught:
        list(store.read(stored))

    assert caught.value.cause in {Cause.STORE_UNREACHABLE, Cause.STORE_DAMAGED}


def test_access_that_is_lost_while_reading_is_said(aws: EmbeddedAws, s3: FaultyS3) -> None:
    store = _store(aws, s3)
    stored = store.write("database", "x", _chunks())
    begun = len(s3.asked)
    s3.rule = lambda _method, _path, before: (
        Fault(cut_at=_MIB) if before == begun else Fault(status=403, code="AccessDenied")
    )

    with pytest.raises(BackupError) as caught:
        list(store.read(stored))

    assert (caught.value.cause, caught.value.happened) == (Cause.STORE_DENIED, "S3 denies s3:GetObject")


def test_a_bucket_in_another_region_is_named_with_its_region(aws: EmbeddedAws, s3: FaultyS3) -> None:
    other = Fault(status=301, code="PermanentRedirect", headers=(("x-amz-bucket-region", "eu-west-1"),))
    s3.rule = lambda *_: other

    for ask in (lambda store: store.write("a", "a", (b"x",)), lambda store: list(store.entries())):
        with pytest.raises(BackupError) as caught:
            ask(_store(aws, s3))
        assert caught.value.cause is Cause.STORE_MISSING
        assert "another region" in caught.value.happened


def test_an_s3_that_never_answers_is_given_up(aws: EmbeddedAws, s3: FaultyS3) -> None:
    s3.rule = lambda *_: Fault(delay=1.5)

    with pytest.raises(BackupError) as caught:
        _store(aws, s3, attempts=2, read_timeout=0.3).write("a", "a", (b"x",))

    assert caught.value.cause is Cause.STORE_UNREACHABLE
    assert "timeout" in caught.value.happened


def test_a_slow_s3_is_waited_for(aws: EmbeddedAws, s3: FaultyS3) -> None:
    s3.rule = lambda method, path, _: Fault(delay=0.5) if _is_part(method, path) else None

    stored = _store(aws, s3).write("database", "x", _chunks())

    assert stored.size == len(_BODY)


def test_a_listing_that_fails_is_an_error_and_no_empty_store(aws: EmbeddedAws, s3: FaultyS3) -> None:
    s3.rule = lambda *_: Fault(status=403, code="AccessDenied")

    with pytest.raises(BackupError, match=r"S3 denies s3:ListBucket"):
        list(_store(aws, s3).entries())
