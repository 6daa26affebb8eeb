"""What passes between a WAL file and S3: packing, and streams that can be given up."""

import gzip
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from botocore.exceptions import ClientError, ConnectionClosedError  # type: ignore[import-untyped]

CHUNK = 1 << 20

_REFUSED = {404: "NoSuchKey", 412: "PreconditionFailed", 409: "ConditionalRequestConflict"}


class Outgoing(io.RawIOBase):
    """A file on its way out, which ends when the process has been asked to end."""

    def __init__(self, inner: Any, give_up: Callable[[], bool]) -> None:
        self._inner = inner
        self._give_up = give_up

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def seekable(self) -> bool:
        """It can be sent again from its start."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in the file."""
        self._inner.seek(offset, whence)
        return int(self._inner.tell())

    def tell(self) -> int:
        """The place in the file."""
        return int(self._inner.tell())

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            ValueError: the process has been asked to end.
        """
        if self._give_up():
            raise ValueError("asked to end")
        return bytes(self._inner.read(size))


class Incoming(io.RawIOBase):
    """boto3's streaming body as a plain file."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as the answer goes."""
        try:
            chunk = self._body.read(len(buffer))
        except OSError as error:
            # Told apart from a disk that fails while the file is written.
            raise ConnectionClosedError(endpoint_url="S3") from error
        buffer[: len(chunk)] = chunk
        return len(chunk)


def status_of(error: ClientError) -> int:
    """The HTTP status of a refusal, also where only its code says it."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    return next((number for number, name in _REFUSED.items() if code == name), status)


def pack(read: IO[bytes], packed: Any, give_up: Callable[[], bool]) -> str:
    """Compress the rest of one file into another; the digest of what was read."""
    digest = hashlib.sha256()
    # A fixed time: the same file is packed into the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=packed, mtime=0) as out:
        while chunk := read.read(CHUNK):
            if give_up():
                raise InterruptedError(4, "asked to end")
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
