"""Copies backups to the second region inside S3, and believes only what it reads there."""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from botocore.exceptions import ClientError  # type: ignore[import-untyped]

from holdfast.host.aws.refusals import REFUSALS, is_missing
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.manifests import NewerError, manifest_key, parse_manifest, write_manifest
from holdfast.host.backup.refusals import refused
from holdfast.host.backup.s3 import S3Store
from holdfast.model.backup import Manifest, StoredObject
from holdfast.model.record import replace

WHOLE_BYTES = 256 << 20
"""Up to this size an object is copied by one call, and S3 itself computes SHA-256 of all of it on the way."""

_PART_BYTES = 64 << 20
_CHUNK = 1 << 20
_AT_ONCE = 8
_PAUSE_SECONDS = 2.0


class How(StrEnum):
    """How one object came to be there."""

    COPIED = "copied"
    THERE = "was-there"
    REPLICATED = "replicated"
    """The bucket's own replication brought it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One end of a copy.

    Attributes:
        s3: boto3's client, in the bucket's region.
        bucket: its name.
        prefix: what keys begin with, without a slash at either end; the same on both ends.
    """

    s3: Any = field(repr=False)
    bucket: str
    prefix: str

    def key(self, name: str) -> str:
        """The whole key of what is `name` below the prefix."""
        return f"{self.prefix}/{name}" if self.prefix else name

    @property
    def store(self) -> S3Store:
        """The same as a store."""
        return S3Store(self.bucket, self.prefix, client=self.s3)

    def where(self, name: str = "") -> str:
        """For messages."""
        return f"s3://{self.bucket}/{self.key(name)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One backup in the second region, as it was read there.

    Attributes:
        id: the backup's id.
        objects: how each came there, the manifest with them.
        read_bytes: bytes that were read there to compare them; what S3's own checksum proved was not read.
    """

    id: str
    objects: Mapping[str, How]
    read_bytes: int = 0


def copy_to_region(
    manifest: Manifest,
    source: Side,
    target: Side,
    *,
    read_all: bool = False,
    wait_seconds: float = 900,
    say: Callable[[str], None] = lambda _: None,
) -> Copied:
    """Bring one good backup into the second region, its manifest last, and read it there.

    The manifest there names the tags that the objects have there, so that the second region is a store like the first:
    `list`, `verify` and `restore` work on it with `--store`.

    Where the bucket replicates by itself, that is waited for; what it does not bring is copied. It may be killed at
    any moment and begun again: what is there and right is not copied twice.

    Args:
        manifest: of the backup, as it was read in the home region.
        source: the home region.
        target: the second region.
        read_all: read every byte there and compare SHA-256, also where S3's own checksum is known to be right.
        wait_seconds: most time to wait for the bucket's replication, for all objects together.
        say: told what takes long.

    Raises:
        BackupError: it is not there whole; its manifest is then not there either, unless it was before.
    """
    deadline = time.monotonic() + wait_seconds
    objects: dict[str, How] = {}
    read = 0
    for stored in manifest.objects:
        how, some = _bring(stored, source, target, read_all=read_all, deadline=deadline, say=say)
        objects[stored.key] = how
        read += some
    objects[manifest_key(manifest.id)] = _bring_manifest(manifest, source, target)
    return Copied(id=manifest.id, objects=objects, read_bytes=read)


def copy_tree(folder: str, source: Side, target: Side, wanted: Callable[[str], bool] = lambda _: True) -> int:
    """Copy everything below a folder that the second region does not have yet, such as a WAL archive; how many.

    Objects there are written once and never changed, so name and size tell that one is there.

    Args:
        folder: below the prefix, ending in `/`.
        source: the home region.
        target: the second region.
        wanted: which keys, below the prefix.

    Raises:
        BackupError: either end could not be read, or an object could not be copied.
    """
    there = dict(_listed(target, folder))
    missing = [name for name, size in _listed(source, folder) if wanted(name) and there.get(name) != size]
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="copy") as pool:
        for _ in pool.map(lambda name: _copy(name, 0, source, target), missing):
            pass
    return len(missing)


def _bring(
    stored: StoredObject,
    source: Side,
    target: Side,
    *,
    read_all: bool,
    deadline: float,
    say: Callable[[str], None],
) -> tuple[How, int]:
    """Have one object there; how it came, and the bytes that were read to see that it is the right one."""
    if _fits(_head(target, stored.key), stored):
        right, read = _is_right(stored, source, target, read_all=read_all)
        if right:
            return How.THERE, read
    if _replicates(stored, source, target, deadline, say):
        right, read = _is_right(stored, source, target, read_all=read_all)
        if right:
            return How.REPLICATED, read
    _copy(stored.key, stored.size, source, target)
    if not _fits(_head(target, stored.key), stored):
        raise _different(stored, target, "its size is another")
    right, read = _is_right(stored, source, target, read_all=read_all)
    if not right:
        raise _different(stored, target, "its bytes are others")
    return How.COPIED, read


def _replicates(stored: StoredObject, source: Side, target: Side, deadline: float, say: Callable[[str], None]) -> bool:
    """Whether the bucket's own replication has brought the object; waits while it is on its way."""
    told = False
    while True:
        state = str((_head(source, stored.key) or {}).get("ReplicationStatus", ""))
        if state == "COMPLETED":
            return _fits(_head(target, stored.key), stored)
        if state != "PENDING" or time.monotonic() > deadline:
            return False
        if not told:
            say(f"{source.where(stored.key)} is being replicated; waiting")
            told = True
        time.sleep(_PAUSE_SECONDS)


def _bring_manifest(manifest: Manifest, source: Side, target: Side) -> How:
    """Write the manifest there with the tags that the objects have there, and read it back."""
    name = manifest_key(manifest.id)
    if source.store.text(name) is None:
        raise BackupError(
            Cause.STORE_MISSING,
            "the backup's manifest is not there any more",
            where=source.where(name),
            next_step="see `holdfast backup list`; a prune may have removed it meanwhile",
        )
    tagged = replace(manifest, objects=tuple(_tagged(stored, target) for stored in manifest.objects))
    text = target.store.text(name)
    if text is not None and _parsed(text, target.where(name)) == tagged:
        return How.THERE
    write_manifest(tagged, target.store)
    return How.COPIED


def _tagged(stored: StoredObject, target: Side) -> StoredObject:
    head = _head(target, stored.key)
    if not _fits(head, stored):
        raise _different(stored, target, "it is not there any more")
    return replace(stored, etag=str((head or {}).get("ETag", "")).strip('"'))


def _parsed(text: bytes, where: str) -> Manifest | None:
    """The manifest that is there; None for one that cannot be understood, and so is written anew."""
    try:
        return parse_manifest(text, where)
    except NewerError:
        raise
    except BackupError:
        return None


def _fits(head: Mapping[str, Any] | None, stored: StoredObject) -> bool:
    return head is not None and int(head.get("ContentLength", -1)) == stored.size


def _is_right(stored: StoredObject, source: Side, target: Side, *, read_all: bool) -> tuple[bool, int]:
    """Whether what is there has the bytes it should have, and how many were read to know it.

    A checksum that S3 keeps of the whole object is as good as reading it. Without one, or when asked for, it is read.
    """
    there = _head(target, stored.key, checksums=True) or {}
    if not read_all and stored.sha256 and there.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT":
        known = there.get("ChecksumSHA256", "")
        if known and "-" not in known:
            return base64.b64decode(known).hex() == stored.sha256, 0
    if not read_all:
        here = _head(source, stored.key, checksums=True) or {}
        same = [
            here[name] == there[name]
            for name in ("ChecksumCRC64NVME", "ChecksumSHA256", "ChecksumCRC32", "ChecksumCRC32C")
            if name in here and name in there and here.get("ChecksumType") == there.get("ChecksumType") == "FULL_OBJECT"
        ]
        if same:
            return same[0], 0
    expected = stored.sha256 or _digest(source, stored.key)
    return _digest(target, stored.key) == expected, stored.size


def _digest(side: Side, name: str) -> str:
    digest = hashlib.sha256()
    with _Failures(side, name):
        body = side.s3.get_object(Bucket=side.bucket, Key=side.key(name))["Body"]
        for chunk in body.iter_chunks(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _copy(name: str, size: int, source: Side, target: Side) -> None:
    """Have S3 copy one object across regions; nothing passes through this host."""
    from boto3.s3.transfer import TransferConfig  # type: ignore[import-untyped]

    key = source.key(name)
    manners = TransferConfig(
        multipart_threshold=WHOLE_BYTES + 1, multipart_chunksize=_PART_BYTES, max_concurrency=_AT_ONCE
    )
    # Of parts S3 only keeps a checksum of checksums; CRC64NVME alone is one of the whole object.
    checksum = "SHA256" if size <= WHOLE_BYTES else "CRC64NVME"
    with _Failures(target, name, "s3:PutObject"):
        target.s3.copy(
            {"Bucket": source.bucket, "Key": key},
            target.bucket,
            target.key(name),
            ExtraArgs={"ChecksumAlgorithm": checksum},
            SourceClient=source.s3,
            Config=manners,
        )


def _head(side: Side, name: str, *, checksums: bool = False) -> Mapping[str, Any] | None:
    mode = {"ChecksumMode": "ENABLED"} if checksums else {}
    with _Failures(side, name):
        try:
            found: Mapping[str, Any] = side.s3.head_object(Bucket=side.bucket, Key=side.key(name), **mode)
        except ClientError as error:
            if is_missing(error):
                return None
            raise
    return found


def _listed(side: Side, folder: str) -> Iterator[tuple[str, int]]:
    cut = len(side.key(""))
    with _Failures(side, folder, "s3:ListBucket"):
        for page in side.s3.get_paginator("list_objects_v2").paginate(Bucket=side.bucket, Prefix=side.key(folder)):
            for one in page.get("Contents", ()):
                yield str(one["Key"])[cut:], int(one["Size"])


def _different(stored: StoredObject, target: Side, why: str) -> BackupError:
    return BackupError(
        Cause.STORE_DAMAGED,
        f"what was read in the second region is not what was stored: {why}",
        where=target.where(stored.key),
        next_step="see whether something else writes there, and run `holdfast backup copy` again",
    )


class _Failures:
    """Turns what S3, or the way to it, refuses into a `BackupError`."""

    def __init__(self, side: Side, name: str, action: str = "s3:GetObject") -> None:
        self._where = side.where(name)
        self._action = action

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from boto3.exceptions import Boto3Error  # type: ignore[import-untyped]

        if isinstance(error, REFUSALS):
            raise refused(error, self._where, self._action) from error
        if isinstance(error, Boto3Error):
            raise BackupError(
                Cause.STORE_UNREACHABLE,
                "the copy did not reach its end",
                where=self._where,
                next_step="run `holdfast backup copy` again; it goes on where it ended",
            ) from error
