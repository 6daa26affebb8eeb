"""Files that users hand in, on the disk of whatever runs the application: no copy of the database holds them."""

from collections.abc import Iterator

from holdfast.controls.buckets import copies_files
from holdfast.controls.common import listed, places, solid, strongest
from holdfast.controls.databases_untold import hinted
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Bucket, Database, FileSystem, KeptFiles, ReadsSetting
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.regex import regex

FILES_ON_HOST = Check("backup.files-on-host", Severity.NOTICE, Confidence.MEDIUM)

_COPIES = frozenset({"files", "volume"})
_OF_USERS = regex(
    r"(?i)(?<![\w-])(?:uploads?|media(?:[-_]?files)?|user[-_]?files|attachments|storage/app(?:/public)?)(?![\w-])"
)
"""Folders that are called after what users hand in."""
_BUCKET = regex(r"(?i)(?:^|_)(?:s3|aws|storage|uploads?|media|files?)_?(?:\w{1,30}_)?bucket(?:_?name)?$")
"""Settings by which a program is told its bucket for files."""


def files_on_host(scope: Scope) -> Iterator[Finding]:
    """Where nothing copies that disk, and no network file system stands in for it."""
    kept = _kept(scope.view) or _handed_out(scope.view)
    copied = solid(scope.view, BackupJob, _copies)
    if kept and not copied and not solid(scope.view, FileSystem):
        severity = Severity.WARNING if _are_all_there_is(scope) else None
        yield FILES_ON_HOST.failed(*places(kept), severity=severity, where=listed(fact.at.path for fact in kept))


def _are_all_there_is(scope: Scope) -> bool:
    """No database is so much as spoken of: whatever people hand in lies in these files alone."""
    stated = scope.spec_given and scope.environment.database.engine != "none"
    told = solid(scope.view, KeptFiles, lambda fact: fact.keeper != "server")
    spoken_of = next(iter(scope.view.every(Database)), None) is not None
    return bool(told) and not (stated or spoken_of or hinted(scope.view))


def _copies(job: BackupJob) -> bool:
    """It copies files, or packs the very folder that is called after what users hand in."""
    return job.subject in _COPIES or (job.subject == "archive" and _OF_USERS.search(job.at.quote) is not None)


def _kept(view: View) -> tuple[KeptFiles, ...]:
    """A volume that the application is given for them, as a copy would be set up there; else where it keeps them."""
    kept = solid(view, KeptFiles, lambda fact: fact.keeper != "server")
    return strongest([fact for fact in kept if fact.keeper == "volume"]) or kept


def _handed_out(view: View) -> tuple[KeptFiles, ...]:
    """Folders that a server hands out, where nothing tells of a bucket that took their place; once a file."""
    named = any(_BUCKET.search(setting.name) for setting in view.every(ReadsSetting))
    if named or solid(view, Bucket, lambda one: one.purpose == "uploads"):
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
