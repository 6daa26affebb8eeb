"""Buckets that browsers reach, and where they are made."""

from holdfast.controls.common import places
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Bucket
from holdfast.model.findings import Evident


def is_reached_by_browsers(bucket: Bucket) -> bool:
    """Browsers put files into it or get them across origins; a site or an archive is reached in other ways."""
    if bucket.purpose not in (None, "uploads"):
        return False
    return bucket.presigned is True or (bucket.purpose == "uploads" and bucket.presigned is None)


def made_at(reached: list[Bucket]) -> tuple[Evident, ...]:
    """Where the one bucket is made that the program signs addresses for: its rules would stand beside it."""
    made = places(bucket for bucket in reached if bucket.kind is EvidenceKind.DECLARED)
    return made if reached[0].presigned and len(made) == 1 else ()
