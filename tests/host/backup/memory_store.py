"""A store in memory, for tests of what reads and decides."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.store import Entry
from holdfast.model.backup import StoredObject

_AT = datetime(2026, 11, 25, 12, tzinfo=UTC)


@dataclass
class MemoryStore:
    """Objects in a dictionary, with the same promises as the one in S3."""

    objects: dict[str, bytes] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    where: str = "s3://backups/shop/production"

    def write(self, role: str, key: str, chunks: Iterable[bytes]) -> StoredObject:
        body = b"".join(chunks)
        self.objects[key] = body
        return StoredObject(
            role=role, key=key, size=len(body), etag=_tag(body), sha256=hashlib.sha256(body).hexdigest()
        )

    def read(self, stored: StoredObject) -> Iterator[bytes]:
        body = self.objects.get(stored.key)
        if (
            body is None
            or len(body) != stored.size
            or (stored.sha256 and hashlib.sha256(body).hexdigest() != stored.sha256)
        ):
            raise BackupError(Cause.STORE_DAMAGED, "is another", where=stored.key)
        yield body

    def text(self, key: str, largest: int = 64 << 20) -> bytes | None:
        return self.objects.get(key)

    def entries(self, prefix: str = "") -> Iterator[Entry]:
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield Entry(key=key, size=len(self.objects[key]), etag=_tag(self.objects[key]), stored_at=_AT)

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        for key in keys:
            if key not in self.locked:
                self.objects.pop(key, None)
        return [key for key in keys if key in self.locked]

    def abandon_uploads(self, prefix: str) -> int:
        return 0


def _tag(body: bytes) -> str:
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
