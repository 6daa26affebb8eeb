"""Facts of buckets."""

from holdfast.model.facts.base import Fact
from holdfast.model.record import record

GROWING = frozenset({"uploads", "backup", "logs", "artifacts"})
"""Purposes of buckets whose contents only ever become more; a site is replaced by its next release."""


@record(frozen=True, slots=True, kw_only=True)
class Bucket(Fact):
    """An S3 bucket.

    Args:
        name: as written; None for a variable.
        purpose: "uploads" (browsers put or get files across origins), "site" (a static front end),
            "artifacts", "backup", "logs", "state", or None when not told.
        versioned, encrypted, public, replicated: None when not said.
        presigned: the application signs URLs by which browsers reach it directly.
        unguarded: every guard against opening it to the world is switched off in so many words.
        emptied: whoever removes it from its template deletes its objects with it; None when not said.
    """

    name: str | None = None
    purpose: str | None = None
    versioned: bool | None = None
    encrypted: bool | None = None
    public: bool | None = None
    replicated: bool | None = None
    presigned: bool | None = None
    emptied: bool | None = None
    unguarded: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class BucketCors(Fact):
    """The cross-origin rules of one bucket, all its rules together; empty `origins` when it is a variable."""

    bucket: str | None = None
    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class LifecycleRule(Fact):
    """Objects move to a cheaper class or expire: `storage_class` such as INTELLIGENT_TIERING."""

    bucket: str | None = None
    storage_class: str | None = None
    expiration_days: int | None = None


@record(frozen=True, slots=True, kw_only=True)
class FileSystem(Fact):
    """A network file system (EFS) on which the product keeps files.

    Args:
        name: as written, or the name that the template knows it by.
        backed_up: AWS Backup copies it by itself every day; None when not told.
    """

    name: str | None = None
    backed_up: bool | None = None


@record(frozen=True, slots=True, kw_only=True)
class KeptFiles(Fact):
    """The application keeps what its users hand in on the disk of whatever runs it.

    `keeper`: what tells of it: the "program", a "volume" that its container is given, or a "server", of which all that
    is known is that it hands the files out from there.
    """

    keeper: str = "program"


@record(frozen=True, slots=True, kw_only=True)
class Origin(Fact):
    """A web origin on which browsers open the product's front end, such as `https://www.example.com`."""

    origin: str
