"""What was read of the store, the copy, RDS and this host before a status is put together."""

from dataclasses import dataclass, field

from holdfast.host.backup.state import State
from holdfast.model.backup import Archive, Holdings
from holdfast.model.backup_status import BucketRules, Copy, Managed, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything that was read before the status is put together.

    Attributes:
        store: `s3://bucket/prefix`.
        holdings: None when the store was not asked, or did not answer.
        archive: the WAL archive; None where there is none, or it was not asked.
        rules: the bucket's own rules; None when not asked.
        copy: the second region's copy; None when the spec asks for none, or it was not asked.
        managed: what RDS keeps; None where the database is on a host.
        state: what this host remembers.
        store_failure: why the store did not answer; None when it did, or was not asked.
        store_step: what to do about it.
        unreadable: whatever else could not be read.
    """

    store: str
    holdings: Holdings | None = None
    archive: Archive | None = None
    rules: BucketRules | None = None
    copy: Copy | None = None
    managed: Managed | None = None
    state: State = field(default_factory=State)
    store_failure: str | None = None
    store_step: str = ""
    unreadable: tuple[Unreadable, ...] = ()
