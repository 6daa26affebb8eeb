"""Small objects in the bucket of artifacts, written so that two writers never overwrite one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws.clients import client as aws_client
from holdfast.host.aws.refusals import REFUSALS, Why, code_of, is_missing, is_taken, refusal_of
from holdfast.model.errors import IncompleteError

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Stored:
    """One object: its bytes, its tag, and how many seconds ago it was written, by S3's own clock."""

    body: bytes
    etag: str
    age: float


class Objects:
    """Objects of one bucket.

    Args:
        bucket: its name.
        region: of the bucket.
        client: boto3's; made by the ordinary credential chain when None, `AWS_ENDPOINT_URL` respected.
    """

    def __init__(self, bucket: str, region: str, client: Any = None) -> None:
        self.bucket = bucket
        self.client = client or aws_client("s3", region)

    def read(self, key: str) -> Stored | None:
        """One object; None when there is none.

        Raises:
            HoldfastError: S3 refuses or cannot be reached.
        """
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=key)
            with answer["Body"] as body:
                read = body.read(_LARGEST)
        except REFUSALS as error:
            if isinstance(error, ClientError) and (is_missing(error) or self.lacks(error, key)):
                return None
            raise self._refusal(error, key, "s3:GetObject") from error
        return Stored(read, str(answer["ETag"]), _age(answer))

    def create(self, key: str, body: bytes) -> bool:
        """Write an object that is not there yet; whether it is ours now.

        One that is there with the very same bytes is ours: an answer that was lost made us ask twice.
        """
        if self._put(key, body, IfNoneMatch="*"):
            return True
        there = self.read(key)
        return there is not None and there.body == body

    def replace(self, key: str, body: bytes, etag: str) -> bool:
        """Write an object in the place of the one with that tag; False when another is there by now."""
        if self._put(key, body, IfMatch=etag):
            return True
        there = self.read(key)
        return there is not None and there.body == body

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key that begins with `prefix`, in order."""
        try:
            for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix):
                yield from (str(one["Key"]) for one in page.get("Contents", ()))
        except REFUSALS as error:
            raise self._refusal(error, prefix, "s3:ListBucket") from error

    def lacks(self, error: ClientError, key: str) -> bool:
        """Whether a refusal only says that there is no such object.

        To a role that may list some prefixes alone, S3 answers 403 for what is not there (GetObject in the Amazon S3
        API reference, read 2026-11); asked by its prefix, it tells.
        """
        if code_of(error) not in {"AccessDenied", "403", "Forbidden"}:
            return False
        try:
            answer = self.client.list_objects_v2(Bucket=self.bucket, Prefix=key, MaxKeys=1)
        except REFUSALS:
            return False
        return not any(one["Key"] == key for one in answer.get("Contents", ()))

    def where(self, key: str) -> str:
        """`s3://bucket/key`, for messages."""
        return f"s3://{self.bucket}/{key}"

    def _put(self, key: str, body: bytes, **condition: str) -> bool:
        kind = "application/json"
        try:
            self.client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=kind, **condition)
        except REFUSALS as error:
            if isinstance(error, ClientError) and is_taken(error):
                return False
            raise self._refusal(error, key, "s3:PutObject") from error
        return True

    def _refusal(self, error: Exception, key: str, action: str) -> IncompleteError:
        return refusal(error, self.where(key), action)


def refusal(error: Exception, where: str, action: str) -> IncompleteError:
    """What to raise for what boto3 raised about the bucket of artifacts."""
    found = refusal_of(error, action)
    if found.why is Why.NO_BUCKET:
        step = "make it with `holdfast deploy`, or name another in HOLDFAST_ARTIFACTS"
        return IncompleteError("there is no bucket of artifacts of this name", where=where, next_step=step)
    return IncompleteError(found.happened, where=where, next_step=found.next_step)


def _age(answer: Any) -> float:
    """Seconds between the object's writing and this answer, both as S3's clock tells them."""
    told = answer["ResponseMetadata"].get("HTTPHeaders", {}).get("date", "")
    written: datetime = answer["LastModified"]
    try:
        now = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        now = datetime.now(written.tzinfo)
    return max(0.0, (now - written).total_seconds())
