"""Files that users hand in, on the disk of whatever runs the application: no copy of the database holds them."""

from collections.abc import Iterator

from holdfast.controls.common import listed, places, solid
from holdfast.model.facts import BackupJob, FileSystem, KeptFiles
from holdfast.model.findings import Check, Confidence, Finding, Scope, Severity

FILES_ON_HOST = Check("backup.files-on-host", Severity.WARNING, Confidence.MEDIUM)

_COPIES = frozenset({"files", "volume"})


def files_on_host(scope: Scope) -> Iterator[Finding]:
    """Where nothing copies that disk, and no network file system stands in for it."""
    kept = solid(scope.view, KeptFiles)
    copied = solid(scope.view, BackupJob, lambda job: job.subject in _COPIES)
    if kept and not copied and not solid(scope.view, FileSystem):
        yield FILES_ON_HOST.failed(*places(kept), where=listed(fact.at.path for fact in kept))
