"""The store of backups in S3: streams of unknown length go up in parts, and come back whole or not at all."""

import hashlib
import itertools
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws.refusals import REFUSALS, code_of, is_missing, lasting
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.parts import PART, Part, Room, cut
from holdfast.host.backup.refusals import refused, s3_client
from holdfast.host.backup.store import Entry
from holdfast.model.backup import StoredObject

_CHUNK = 1 << 20
_MOST_PARTS = 10_000  # of one object; Amazon S3 User Guide, "Amazon S3 multipart upload limits", read 2026-11-25
_UPLOADS = 2  # at once
_RESUMES = 6
_BATCH = 1000  # most keys that one DeleteObjects takes; Amazon S3 API reference, read 2026-11-25


class S3Store:
    """Objects below one prefix of one bucket; see `Store` for what each method owes.

    Args:
        bucket: its name.
        prefix: what every key begins with, without a slash at either end.
        region: of the bucket.
        kms_key: S3 encrypts with this KMS key; with its own key when empty.
        client: boto3's client; made when left out, by the ordinary credential chain, `AWS_ENDPOINT_URL` respected.
        pause: waits some seconds between two attempts to go on reading.
    """

    def __init__(
        self,
        bucket: str,
        prefix: str,
        *,
        region: str = "",
        kms_key: str = "",
        client: Any = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix
        self._region = region
        self._client = client
        self._making = threading.Lock()
        self._pause = pause
        self._encryption = (
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": kms_key}
            if kms_key
            else {"ServerSideEncryption": "AES256"}
        )

    @property
    def client(self) -> Any:
        """boto3's client, made when it is first asked for: a base backup waits long before it asks S3 anything."""
        with self._making:
            if self._client is None:
                retries = {"mode": "standard", "total_max_attempts": 6}
                self._client = s3_client(
                    self.where, self._region, retries=retries, max_pool_connections=8, tcp_keepalive=True
                )
            return self._client

    @property
    def where(self) -> str:
        """`s3://bucket/prefix`."""
        return f"s3://{self.bucket}/{self.prefix}"

    def write(self, role: str, key: str, chunks: Iterable[bytes]) -> StoredObject:
        """Store a stream of unknown length, in parts of 8 MiB and later more, two of them on their way at once."""
        digest, size, parts = hashlib.sha256(), 0, cut(chunks, Room())
        first = next(parts, None)
        if first is None or first.filled < PART:
            body = first.memory[:] if first else b""
            digest.update(body)
            size, etag = len(body), self._put(key, body)
        else:
            with _Upload(self.client, self.bucket, self._key(key), self._encryption, self._at(key)) as upload:
                for part in itertools.chain((first,), parts):
                    digest.update(part.memory)
                    size += part.filled
                    upload.send(part)
                etag = upload.complete()
        stored = StoredObject(role=role, key=key, size=size, etag=etag, sha256=digest.hexdigest())
        self._look(stored)
        return stored

    def read(self, stored: StoredObject) -> Iterator[bytes]:
        """The bytes of one object; a broken connection is taken up where it broke, by the object's tag."""
        digest, offset, failures = hashlib.sha256(), 0, 0
        while offset < stored.size:
            try:
                for chunk in self._from(stored, offset):
                    digest.update(chunk)
                    offset += len(chunk)
                    failures = 0
                    yield chunk
                failures += 1
                cut = _damaged(f"ends after {offset} of {stored.size} bytes", self._at(stored.key))
            except REFUSALS as error:
                if not _passes(error):
                    raise self._refusal(error, stored.key, "s3:GetObject") from error
                failures += 1
                cut = self._refusal(error, stored.key, "s3:GetObject")
            if offset < stored.size:
                if failures >= _RESUMES:
                    raise cut
                self._pause(min(10.0, 0.2 * 2**failures))
        if stored.sha256 and digest.hexdigest() != stored.sha256:
            raise _damaged("its bytes are others than were stored (SHA-256 differs)", self._at(stored.key))

    def text(self, key: str, largest: int = 64 << 20) -> bytes | None:
        """The whole of a small object; None when there is none."""
        for attempt in range(1, _RESUMES + 1):
            try:
                answer = self.client.get_object(Bucket=self.bucket, Key=self._key(key))
                if answer["ContentLength"] > largest:
                    raise _damaged(f"is larger than {largest} bytes, and so not what it is called", self._at(key))
                with answer["Body"] as body:
                    read: bytes = body.read()
                return read
            except REFUSALS as error:
                if isinstance(error, ClientError) and is_missing(error):
                    return None
                if attempt == _RESUMES or not _passes(error):
                    raise refused(error, self._at(key), "s3:GetObject") from error
            self._pause(0.2 * 2**attempt)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Everything whose key begins with `prefix`, by key, a page of 1,000 at a time."""
        pages = self.client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self.bucket, Prefix=self._key(prefix)):
                for one in page.get("Contents", ()):
                    key = one["Key"].removeprefix(f"{self.prefix}/" if self.prefix else "")
                    etag = one["ETag"].strip('"')
                    yield Entry(key=key, size=one["Size"], etag=etag, stored_at=one["LastModified"])
        except REFUSALS as error:
            raise refused(error, self._at(prefix), "s3:ListBucket") from error

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """Remove objects, 1,000 in a request; the keys that S3 does not give up."""
        kept: list[str] = []
        for begin in range(0, len(keys), _BATCH):
            asked = {self._key(key): key for key in keys[begin : begin + _BATCH]}
            objects = [{"Key": key} for key in asked]
            try:
                answer = self.client.delete_objects(Bucket=self.bucket, Delete={"Objects": objects, "Quiet": True})
            except REFUSALS as error:
                raise refused(error, self.where, "s3:DeleteObject") from error
            kept += [asked[one["Key"]] for one in answer.get("Errors", ()) if one.get("Key") in asked]
        return kept

    def abandon_uploads(self, prefix: str) -> int:
        """End what a killed run left half-way: S3 bills the parts, and no listing shows them."""
        ended = 0
        try:
            pages = self.client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self._key(prefix)):
                for one in page.get("Uploads", ()):
                    self.client.abort_multipart_upload(Bucket=self.bucket, Key=one["Key"], UploadId=one["UploadId"])
                    ended += 1
        except REFUSALS as error:
            if isinstance(error, ClientError) and code_of(error) == "NoSuchUpload":
                return ended
            raise refused(error, self._at(prefix), "s3:ListBucketMultipartUploads") from error
        return ended

    def _put(self, key: str, body: bytes) -> str:
        try:
            answer = self.client.put_object(Bucket=self.bucket, Key=self._key(key), Body=body, **self._encryption)
        except REFUSALS as error:
            raise refused(error, self._at(key), "s3:PutObject") from error
        return str(answer["ETag"]).strip('"')

    def _look(self, stored: StoredObject) -> None:
        """Ask S3 what it holds now: an upload that it answered well is not yet an object that is there."""
        try:
            found = self.client.head_object(Bucket=self.bucket, Key=self._key(stored.key))
        except REFUSALS as error:
            raise self._refusal(error, stored.key, "s3:GetObject") from error
        if found["ContentLength"] != stored.size or found["ETag"].strip('"') != stored.etag:
            raise _damaged("S3 holds something else than was sent", self._at(stored.key))

    def _from(self, stored: StoredObject, offset: int) -> Iterator[bytes]:
        asked = {"Range": f"bytes={offset}-"} if offset else {}
        answer = self.client.get_object(
            Bucket=self.bucket, Key=self._key(stored.key), IfMatch=f'"{stored.etag}"', **asked
        )
        left = stored.size - offset
        with answer["Body"] as body:
            while left > 0 and (chunk := body.read(min(_CHUNK, left))):
                left -= len(chunk)
                yield chunk

    def _refusal(self, error: Exception, key: str, action: str) -> BackupError:
        if isinstance(error, ClientError):
            if is_missing(error):
                return _damaged("is not there any more", self._at(key))
            if code_of(error) in {"PreconditionFailed", "412", "InvalidRange", "416"}:
                return _damaged("was replaced by something else since it was stored", self._at(key))
        return refused(error, self._at(key), action)

    def _key(self, key: str) -> str:
        return f"{self.prefix}/{key}" if self.prefix else key

    def _at(self, key: str) -> str:
        return f"s3://{self.bucket}/{self._key(key)}"


class _Upload:
    """One multipart upload: parts go up side by side, and whatever ends it badly ends it in S3, too."""

    def __init__(self, client: Any, bucket: str, key: str, encryption: dict[str, str], where: str) -> None:
        self._client = client
        self._where = where
        self._target = {"Bucket": bucket, "Key": key}
        self._pool = ThreadPoolExecutor(_UPLOADS, thread_name_prefix="upload")
        self._parts: list[Future[dict[str, object]]] = []
        self._done = False
        try:
            self._id = client.create_multipart_upload(**self._target, **encryption)["UploadId"]
        except REFUSALS as error:
            raise refused(error, where, "s3:PutObject") from error

    def __enter__(self) -> "_Upload":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        if not self._done:
            # The next run ends it in the store, where this attempt cannot.
            with suppress(*REFUSALS):
                self._client.abort_multipart_upload(**self._target, UploadId=self._id)

    def send(self, part: Part) -> None:
        """Send one part, and close it; an earlier part's failure is raised here."""
        number = len(self._parts) + 1
        if number > _MOST_PARTS:
            raise BackupError(
                Cause.UNSUPPORTED,
                "more than 240 GB of compressed dump do not fit into one object",
                where=self._where,
                next_step="make physical backups, which are many objects: --kind physical",
            )
        for sent in self._parts[-_UPLOADS - 1 :]:
            if sent.done():
                self._raise(sent)
        self._parts.append(self._pool.submit(self._send, number, part))

    def complete(self) -> str:
        """Make the parts one object; its tag."""
        for sent in self._parts:
            self._raise(sent)
        parts = [sent.result() for sent in self._parts]
        try:
            answer = self._client.complete_multipart_upload(
                **self._target, UploadId=self._id, MultipartUpload={"Parts": parts}
            )
        except REFUSALS as error:
            raise refused(error, self._where, "s3:PutObject") from error
        self._done = True
        return str(answer["ETag"]).strip('"')

    def _send(self, number: int, part: Part) -> dict[str, object]:
        try:
            answer = self._client.upload_part(**self._target, UploadId=self._id, PartNumber=number, Body=part.memory)
        finally:
            part.close()
        checksums = {
            name: value for name, value in answer.items() if name.startswith("Checksum") and name[8:].isupper()
        }
        return {"PartNumber": number, "ETag": answer["ETag"], **checksums}

    def _raise(self, sent: "Future[dict[str, object]]") -> None:
        try:
            sent.result()
        except REFUSALS as error:
            raise refused(error, self._where, "s3:PutObject") from error


def _passes(error: Exception) -> bool:
    """Whether the same question may be answered well a little later."""
    if not isinstance(error, ClientError):
        return not lasting(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or status == 429 or code_of(error) in {"SlowDown", "RequestTimeout", "InternalError"}


def _damaged(happened: str, where: str) -> BackupError:
    step = "take another backup (`holdfast backup list`), or the copy in the other region"
    return BackupError(Cause.STORE_DAMAGED, happened, where=where, next_step=step)
