"""Files that users hand in, on the disk of whatever runs the application: no copy of the database holds them."""

from collections.abc import Iterator

from holdfast.controls.buckets import copies_files
from holdfast.controls.common import listed, places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Bucket, FileSystem, KeptFiles
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity

FILES_ON_HOST = Check("backup.files-on-host", Severity.WARNING, Confidence.MEDIUM)

_COPIES = frozenset({"files", "volume"})


def files_on_host(scope: Scope) -> Iterator[Finding]:
    """Where nothing copies that disk, and no network file system stands in for it."""
    kept = solid(scope.view, KeptFiles, lambda fact: not fact.served) or _handed_out(scope.view)
    copied = solid(scope.view, BackupJob, lambda job: job.subject in _COPIES)
    if kept and not copied and not solid(scope.view, FileSystem):
        yield FILES_ON_HOST.failed(*places(kept), where=listed(fact.at.path for fact in kept))


def _handed_out(view: View) -> tuple[KeptFiles, ...]:
    """Folders that a server hands out, where nothing tells of a bucket that took their place; once a file."""
    if solid(view, Bucket, lambda one: one.purpose == "uploads"):
        return ()
    served = {fact.at.path: fact for fact in reversed(solid(view, KeptFiles))}
    return tuple(served.values())


def folders_kept(view: View) -> tuple[Evident, ...]:
    """A folder that a script keeps twice was meant to be the backup, and holds nothing of a database elsewhere."""
    folders = solid(view, BackupJob, lambda job: job.subject == "archive")
    return places(folders, most=1)


def uploads_untold(view: View) -> tuple[Evident, ...]:
    """Files that the program itself puts into a bucket of which nothing tells what would bring them back.

    Where it deletes them shows best what would be gone.
    """
    put = solid(view, Bucket, lambda one: one.purpose == "uploads" and one.kind is EvidenceKind.CODED)
    # Of a bucket that a template describes, what is lacking is told at the bucket.
    described = solid(view, Bucket, lambda one: one.versioned is not None or bool(one.replicated))
    used = [bucket for bucket in put if bucket.presigned is not None]
    copied = solid(view, BackupJob, copies_files)
    if described or copied:
        return ()
    return places(sorted(used, key=lambda one: "deletes" not in one.places), "deletes", most=1)
