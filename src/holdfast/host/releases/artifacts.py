"""Bundles in the bucket of artifacts: each bears its commit's name, is stored once, and never replaced."""

import base64
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws.refusals import REFUSALS, is_missing, is_taken
from holdfast.host.releases.bundle import BEGINNING, About, about_of_beginning
from holdfast.host.releases.objects import Objects, refusal
from holdfast.model.record import record
from holdfast.model.releases import bundle_key

_TAGGED = "tag"


@record(frozen=True, slots=True, kw_only=True)
class Published:
    """A bundle in the bucket.

    Attributes:
        commit: whose.
        key: in the bucket.
        digest: its SHA-256, as S3 itself computed it when it took it; hexadecimal.
        etag: what CodeDeploy's agent compares.
        tag: the release's name when it was published.
        fresh: it was not there before.
    """

    commit: str
    key: str
    digest: str
    etag: str
    tag: str = ""
    fresh: bool = False


def publish(objects: Objects, packed: Path, digest: str, commit: str, tag: str) -> Published:
    """Store a bundle under its commit's name; one that is there already stays, and is given back.

    A second build of a commit may differ in some byte: what was tested, and may run already, is the first.

    Raises:
        HoldfastError: S3 refuses or cannot be reached; it compares the bytes with `digest` itself.
    """
    key = bundle_key(commit)
    sum_ = base64.b64encode(bytes.fromhex(digest)).decode()
    with packed.open("rb") as body:
        try:
            objects.client.put_object(
                Bucket=objects.bucket,
                Key=key,
                Body=body,
                IfNoneMatch="*",
                ChecksumSHA256=sum_,
                ContentType="application/gzip",
                Metadata={_TAGGED: tag, "sha256": digest} if tag.isascii() else {"sha256": digest},
            )
            fresh = True
        except REFUSALS as error:
            if not (isinstance(error, ClientError) and is_taken(error)):
                raise refusal(error, objects.where(key), "s3:PutObject") from error
            fresh = False
    there = find(objects, commit)
    assert there is not None  # noqa: S101 - it was just stored, or is why it could not be
    return Published(commit=commit, key=key, digest=there.digest, etag=there.etag, tag=there.tag, fresh=fresh)


def find(objects: Objects, commit: str) -> Published | None:
    """The bundle of a commit; None when it was not published.

    Raises:
        HoldfastError: S3 refuses or cannot be reached.
    """
    key = bundle_key(commit)
    try:
        head: Any = objects.client.head_object(Bucket=objects.bucket, Key=key, ChecksumMode="ENABLED")
    except REFUSALS as error:
        if isinstance(error, ClientError) and (is_missing(error) or objects.lacks(error, key)):
            return None
        raise refusal(error, objects.where(key), "s3:GetObject") from error
    metadata = head.get("Metadata", {})
    digest = _hexadecimal(head.get("ChecksumSHA256", "")) or str(metadata.get("sha256", ""))
    return Published(
        commit=commit, key=key, digest=digest, etag=str(head["ETag"]).strip('"'), tag=str(metadata.get(_TAGGED, ""))
    )


def look_inside(objects: Objects, published: Published) -> About:
    """What the bundle itself says that it is; its beginning alone is read.

    Raises:
        ReleaseError: it is no bundle.
        HoldfastError: S3 refuses or cannot be reached.
    """
    where = objects.where(published.key)
    try:
        answer = objects.client.get_object(
            Bucket=objects.bucket, Key=published.key, Range=f"bytes=0-{BEGINNING - 1}", IfMatch=f'"{published.etag}"'
        )
        with answer["Body"] as body:
            return about_of_beginning(body.read(), where)
    except REFUSALS as error:
        raise refusal(error, where, "s3:GetObject") from error


def _hexadecimal(checksum: str) -> str:
    try:
        return base64.b64decode(checksum, validate=True).hex()
    except ValueError:
        return ""
