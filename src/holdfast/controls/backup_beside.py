"""Where else it is spoken of the copies of a managed database than at the number of days."""

from collections.abc import Iterable, Sequence

from holdfast.controls.common import places
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Database
from holdfast.model.findings import Evident

_IN_WORDS = frozenset({EvidenceKind.CLAIMED, EvidenceKind.INSTRUCTED})


def promised(view: View, found: Sequence[Database]) -> tuple[Evident, ...]:
    """The first sentence that counts on more automatic backups than the evidence tells: whoever reads it trusts it."""
    known = min((one.retention_days or 0 for one in found), default=0)
    jobs = (job for job in view.every(BackupJob) if job.method == "rds" and job.subject == "database" and not job.old)
    more = (job for job in jobs if job.kind in _IN_WORDS and (job.retention_days is None or job.retention_days > known))
    return places(more, most=1)


def left_behind(found: Iterable[Database]) -> tuple[Evident, ...]:
    """Where a template says in so many words that no last snapshot is taken either."""
    bare = (one for one in found if one.final_snapshot is False and one.where("final_snapshot") != one.at)
    return places(bare, "final_snapshot", most=2)
