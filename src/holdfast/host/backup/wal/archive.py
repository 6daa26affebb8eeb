"""The WAL archive in S3, in barman-cloud's layout: puts files that nobody else has put, and gets them back whole."""

import gzip
import hashlib
import io
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.refusals import refused, s3_client
from holdfast.host.backup.wal import names
from holdfast.host.backup.wal.keep import header_of
from holdfast.host.backup.wal.transfer import (
    CHUNK,
    Incoming,
    Outgoing,
    digest_of,
    pack,
    status_of,
)

SUFFIX = ".gz"
"""Every tool reads it. Level 1 took 220 MB/s of one core and left 12 % of pgbench's WAL; level 6 39 MB/s and 11 %."""

_DIGEST, _SEGMENT_SIZE = "holdfast-sha256", "holdfast-segment-bytes"
"""The object's metadata: of the file as PostgreSQL wrote it."""

_IN_MEMORY = 16 << 20


class ConflictError(BackupError):
    """The archive holds another file under the same name: two clusters of one identity write one archive."""


class NotInArchiveError(BackupError):
    """The archive has no such file."""


@dataclass(frozen=True, slots=True)
class Put:
    """One file that the archive holds now: its bytes here and there; whether it was there before."""

    read_bytes: int
    stored_bytes: int
    was_there: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """One file in the archive: its name without a compression's suffix, its key, when it was stored."""

    name: str
    key: str
    size: int
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where the archive is.

    Attributes:
        name: the bucket.
        prefix: of the environment, without a slash at either end.
        region: of the bucket.
        kms_key: encrypts with this key; with S3's own when empty.
    """

    name: str
    prefix: str
    region: str
    kms_key: str = ""


@dataclass(slots=True)
class WalArchive:
    """The archive of every cluster below one prefix; safe to use from several threads.

    Args:
        bucket: where it is.
        client: boto3's S3 client; made when None, with short time-outs and no retries of its own.
        scratch: folder for files that are too large for memory; the system's when None.
        give_up: asked while bytes go out; true ends the upload.
    """

    bucket: Bucket
    client: Any = None
    scratch: Path | None = None
    give_up: Callable[[], bool] = field(default=lambda: False, repr=False)

    def __post_init__(self) -> None:
        if self.client is None:
            # The shipper has pauses of its own: a retry in here would hide for a minute that nothing works.
            retries = {"mode": "legacy", "total_max_attempts": 2}
            where = f"s3://{self.bucket.name}/{self.bucket.prefix}"
            manners = {"read_timeout": 20, "retries": retries, "max_pool_connections": 16}
            self.client = s3_client(where, self.bucket.region, **manners)

    def key(self, system: str, name: str) -> str:
        """The key of one file, with its suffix."""
        folder = names.folder(name)
        return f"{self._wals(system)}{folder}{'/' if folder else ''}{name}{SUFFIX}"

    def put(self, system: str, path: Path, name: str) -> Put:
        """Store one file, unless it is there.

        Args:
            system: the cluster's system identifier; a segment's own header goes before it.
            path: the file.
            name: its name.

        Raises:
            ConflictError: another file has this name in the archive; it is left as it is.
            BackupError: the store or the file could not be used.
        """
        try:
            with path.open("rb") as read, tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=self._scratch) as packed:
                start = read.read(40)
                own, segment_bytes = header_of(start) if names.Segment.parse(name.removesuffix(".partial")) else (0, 0)
                read.seek(0)
                digest = pack(read, packed, self.give_up)
                sizes = read.tell(), packed.tell()
                packed.seek(0)
                about = {_DIGEST: digest, _SEGMENT_SIZE: str(segment_bytes)}
                was_there = self._put(self.key(str(own or system), name), packed, sizes[1], about)
                return Put(*sizes, was_there)
        except OSError as error:
            raise BackupError(
                Cause.DISK_FULL if error.errno == 28 else Cause.PROGRAM,
                f"cannot be read or packed ({error.strerror})",
                where=str(path),
                next_step="see the disk and the rights of the spool",
            ) from error

    def get(self, system: str, name: str, to: Path) -> int:
        """Fetch one file, unpacked and compared with its digest; the size of a segment (0 for other files).

        Raises:
            NotInArchiveError: there is none.
            BackupError: it is damaged, or the store could not be used.
        """
        key = self.key(system, name)
        try:
            answer = self.client.get_object(Bucket=self.bucket.name, Key=key)
        except ClientError as error:
            if status_of(error) != 404:
                raise self._failed(error, key) from error
            return self._get_foreign(system, name, to)
        except (BotoCoreError, ValueError) as error:
            raise self._failed(error, key) from error
        return self._unpack(answer, key, to)

    def has(self, system: str, name: str) -> bool:
        """Whether the archive has one file, however it is packed."""
        folder = names.folder(name)
        start = f"{self._wals(system)}{folder}{'/' if folder else ''}{name}"
        return any(stored.name == name for stored in self._listed(start))

    def has_later(self, system: str, name: str) -> str:
        """The name of a later segment on the same timeline; empty when there is none."""
        folder = names.folder(name)
        start = f"{self._wals(system)}{folder}/{name}~"
        for stored in self._listed(f"{self._wals(system)}{name[:8]}", StartAfter=start):
            if names.Segment.parse(stored.name, names.LEAST_SEGMENT_BYTES):
                return stored.name
        return ""

    def entries(self, system: str) -> Iterator[Stored]:
        """Every file of one cluster, by key."""
        return self._listed(self._wals(system))

    def text(self, system: str, name: str) -> str:
        """The text of a history file.

        Raises:
            NotInArchiveError: there is none.
            BackupError: it is damaged, or the store could not be used.
        """
        with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
            path = Path(folder, name)
            self.get(system, name, path)
            return path.read_text(encoding="utf-8", errors="replace")

    def segment_bytes(self, stored: Stored) -> int:
        """The size of segments, as one object says it; PostgreSQL's default where it does not."""
        said = self._head(stored.key).get(_SEGMENT_SIZE, "")
        return int(said) if said.isdigit() and int(said) else names.SEGMENT_BYTES

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """Remove objects; the keys that the store would not give up."""
        kept: list[str] = []
        for start in range(0, len(keys), 1000):
            some = [{"Key": key} for key in keys[start : start + 1000]]
            try:
                answer = self.client.delete_objects(Bucket=self.bucket.name, Delete={"Objects": some, "Quiet": True})
            except (ClientError, BotoCoreError) as error:
                raise self._failed(error, self.bucket.prefix, "s3:DeleteObject") from error
            kept += [str(refused.get("Key", "")) for refused in answer.get("Errors", ())]
        return kept

    @property
    def _scratch(self) -> str | None:
        return None if self.scratch is None else os.fspath(self.scratch)

    def _wals(self, system: str) -> str:
        prefix = f"{self.bucket.prefix}/" if self.bucket.prefix else ""
        return f"{prefix}barman/{system}/wals/"

    def _put(self, key: str, packed: Any, size: int, about: dict[str, str]) -> bool:
        """Whether the very same file was there before."""
        body = Outgoing(packed, self.give_up)
        kms = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.bucket.kms_key} if self.bucket.kms_key else {}
        try:
            self.client.put_object(
                Bucket=self.bucket.name,
                Key=key,
                Body=body,
                ContentLength=size,
                IfNoneMatch="*",
                Metadata=about,
                **(kms or {"ServerSideEncryption": "AES256"}),
            )
        except ClientError as error:
            if status_of(error) != 412:
                raise self._failed(error, key, "s3:PutObject") from error
        except (BotoCoreError, ValueError) as error:
            raise self._failed(error, key, "s3:PutObject") from error
        else:
            return False
        self._compare(key, about[_DIGEST])
        return True

    def _compare(self, key: str, digest: str) -> None:
        """That what is there already is the same file.

        Raises:
            ConflictError: it is another.
        """
        there = self._head(key).get(_DIGEST, "")
        if not there:
            with tempfile.TemporaryDirectory(dir=self._scratch) as folder:
                path = Path(folder, "there")
                self._unpack(self._get(key), key, path)
                there = digest_of(path)
        if there == digest:
            return
        raise ConflictError(
            Cause.DIFFERENT,
            "the archive holds another file of this name",
            where=f"s3://{self.bucket.name}/{key}",
            next_step="two servers write one archive: a copy that was started without `archive_mode = off`? Stop one; "
            "the file waits in the spool, and nothing was overwritten",
        )

    def _head(self, key: str) -> dict[str, str]:
        try:
            found: dict[str, str] = self.client.head_object(Bucket=self.bucket.name, Key=key).get("Metadata", {})
        except (ClientError, BotoCoreError) as error:
            raise self._failed(error, key) from error
        return found

    def _get(self, key: str) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self.client.get_object(Bucket=self.bucket.name, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise self._failed(error, key) from error
        return answer

    def _get_foreign(self, system: str, name: str, to: Path) -> int:
        """One that barman-cloud stored, without compression or as bzip2 and the like."""
        folder = names.folder(name)
        start = f"{self._wals(system)}{folder}{'/' if folder else ''}{name}"
        for stored in self._listed(start):
            if stored.name != name:
                continue
            if stored.key == start:
                return self._unpack(self._get(stored.key), stored.key, to)
            raise BackupError(
                Cause.UNSUPPORTED,
                "it is packed in a way that only barman-cloud-wal-restore reads",
                where=f"s3://{self.bucket.name}/{stored.key}",
                next_step="restore with barman-cloud-wal-restore as restore_command",
            )
        raise NotInArchiveError(Cause.STORE_MISSING, "not in the archive", where=f"s3://{self.bucket.name}/{start}")

    def _unpack(self, answer: dict[str, Any], key: str, to: Path) -> int:
        about: dict[str, str] = answer.get("Metadata", {})
        packed = key.endswith(SUFFIX)
        digest = hashlib.sha256()
        try:
            body: IO[bytes] = io.BufferedReader(Incoming(answer["Body"]), CHUNK)
            read = cast("IO[bytes]", gzip.GzipFile(fileobj=body)) if packed else body
            with to.open("wb") as out:
                while chunk := read.read(CHUNK):
                    digest.update(chunk)
                    out.write(chunk)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise self._damaged(key) from error
        except (BotoCoreError, ValueError) as error:
            raise self._failed(error, key) from error
        if about.get(_DIGEST, digest.hexdigest()) != digest.hexdigest():
            raise self._damaged(key)
        said = about.get(_SEGMENT_SIZE, "0")
        return int(said) if said.isdigit() else 0

    def _listed(self, prefix: str, **more: str) -> Iterator[Stored]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket.name, Prefix=prefix, **more)
        try:
            for found in (found for page in pages for found in page.get("Contents", ())):
                name = names.plain(str(found["Key"]).rpartition("/")[2])
                if names.is_wal_file(name):
                    yield Stored(name, str(found["Key"]), int(found["Size"]), found["LastModified"].astimezone(UTC))
        except (ClientError, BotoCoreError) as error:
            raise self._failed(error, prefix, "s3:ListBucket") from error

    def _damaged(self, key: str) -> BackupError:
        return BackupError(
            Cause.STORE_DAMAGED,
            "the WAL file is damaged: its bytes are not those that were stored",
            where=f"s3://{self.bucket.name}/{key}",
            next_step="bring back an earlier version of the object where the bucket keeps versions; else recover to a "
            "moment before it, or from a newer base backup",
        )

    def _failed(self, error: Exception, key: str, action: str = "s3:GetObject") -> BackupError:
        return refused(error, f"s3://{self.bucket.name}/{key}", action)
