"""The store of backups, as every other part sees it: objects with checksums below one prefix of one bucket."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from holdfast.model.backup import StoredObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a listing: the key below the prefix, bytes, tag without quotes, time of storing in UTC."""

    key: str
    size: int
    etag: str
    stored_at: datetime


class Store(Protocol):
    """Objects below one prefix of one bucket.

    Every method raises `BackupError` with a cause that begins with `store-` when the store does not answer as it
    should, after the retries that make sense; none leaves half an object under the key asked for.

    Attributes:
        where: `s3://bucket/prefix`, for messages.
    """

    @property
    def where(self) -> str:
        """`s3://bucket/prefix`."""
        ...

    def write(self, role: str, key: str, chunks: Iterable[bytes]) -> StoredObject:
        """Store what `chunks` gives, of unknown length, in bounded memory; read back its size and tag.

        An exception out of `chunks` goes through, and nothing is stored.
        """
        ...

    def read(self, stored: StoredObject) -> Iterator[bytes]:
        """The bytes of one object, resumed where a connection breaks; size and checksum are compared at the end."""
        ...

    def text(self, key: str, largest: int = 64 << 20) -> bytes | None:
        """The whole of a small object; None when there is none."""
        ...

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        """Everything whose key begins with `prefix`, by key."""
        ...

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """Remove objects; the keys that the store refuses to give up (object lock, permissions) come back."""
        ...

    def abandon_uploads(self, prefix: str) -> int:
        """End uploads that an earlier, killed run left half-way below `prefix`; how many there were."""
        ...
