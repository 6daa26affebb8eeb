"""Buckets: which of them browsers reach, where they are made, and whether what they hold comes back."""

from collections.abc import Iterable, Iterator

from holdfast.controls.common import listed, names, places, solid
from holdfast.model.estate import View
from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import BackupJob, Bucket, BucketCors, Deployment, LifecycleRule, Policy
from holdfast.model.findings import Check, Confidence, Evident, Finding, Scope, Severity
from holdfast.model.regex import regex

BUCKET_PUBLIC = Check(
    "backup.bucket-public",
    Severity.CRITICAL,
    references=("prowler:s3_bucket_public_access", "config:S3_BUCKET_PUBLIC_READ_PROHIBITED"),
)
BUCKET_NOT_VERSIONED = Check(
    "backup.bucket-not-versioned",
    Severity.NOTICE,
    references=("prowler:s3_bucket_object_versioning", "config:S3_BUCKET_VERSIONING_ENABLED"),
)
OPEN_TO_WORLD = Check(
    "access.bucket-open-to-world",
    Severity.NOTICE,
    Confidence.MEDIUM,
    references=("checkov:CKV_AWS_53", "checkov:CKV_AWS_54", "checkov:CKV_AWS_70"),
)
OBJECTS_OPEN = Check("access.objects-open-to-world", Severity.NOTICE, Confidence.MEDIUM)
FILES_GONE = Check("backup.files-gone-for-good", Severity.NOTICE, references=("checkov:CKV_AWS_21",))

COPIES_GONE = Check("backup.copies-go-with-bucket", Severity.WARNING)


def is_reached_by_browsers(bucket: Bucket) -> bool:
    """Browsers put files into it or get them across origins; a site or an archive is reached in other ways."""
    if bucket.purpose not in (None, "uploads"):
        return False
    return bucket.presigned is True or (bucket.purpose == "uploads" and bucket.presigned is None)


def made_at(reached: list[Bucket]) -> tuple[Evident, ...]:
    """Where the one bucket is made that the program signs addresses for: its rules would stand beside it."""
    made = places(bucket for bucket in reached if bucket.kind is EvidenceKind.DECLARED)
    return made if reached[0].presigned and len(made) == 1 else ()


def kept_for_backups(view: View) -> Iterator[Finding]:
    """What an account shows of buckets for backups; a template seldom shows the whole of a bucket's rights."""
    kept = solid(view, Bucket, lambda bucket: bucket.purpose == "backup" and bucket.kind is EvidenceKind.OBSERVED)
    public = [bucket for bucket in kept if bucket.public]
    if public:
        yield BUCKET_PUBLIC.failed(*places(public, "public"), name=names(public))
    plain = [bucket for bucket in kept if bucket.versioned is False]
    if plain:
        yield BUCKET_NOT_VERSIONED.failed(*places(plain, "versioned"), name=names(plain))


def files_gone(scope: Scope) -> Iterator[Finding]:
    """Uploaded files that a template gives no way back, on purpose: what it leaves unsaid is no decision of anybody.

    But where browsers put people's own documents into a bucket, there is no other copy of them to ask for.
    """
    if not scope.strict or solid(scope.view, BackupJob, copies_files):
        return
    held = solid(scope.view, Bucket, lambda bucket: bucket.purpose == "uploads" and not bucket.replicated)
    plain = [bucket for bucket in held if bucket.versioned is False and bucket.where("versioned") != bucket.at]
    emptied = [bucket for bucket in held if bucket.emptied]
    known = {*plain, *emptied}
    plain += [bucket for bucket in _only_copies(scope.view, held) if bucket not in known]
    if plain or emptied:
        shown = dict.fromkeys((*places(plain, "versioned"), *places(emptied, "emptied")))
        yield FILES_GONE.failed(*shown, name=names(dict.fromkeys((*plain, *emptied))))


_OWN_DOCUMENTS = regex(
    r"(?i)(?:upload|attachment|document|contract|invoice|receipt|submission|resume|evidence|(?<!static)(?<!static[-_])file)s?"
    r"(?:bucket)?(?-i:(?![a-z]))"
)
_MADE_AGAIN = regex(
    r"(?i)asset|static|public|poster|cover|thumb|image|photo|picture|avatar|cache|te?mp|(?<!cata)log|artifact|build(?!ing)"
    r"|deploy|export|report|backup|archive|import(?!ant)|inbox|staging"
)


def _only_copies(view: View, held: Iterable[Bucket]) -> Iterator[Bucket]:
    """Templates' buckets for documents that browsers put there, of which no earlier version and no copy is kept."""
    put = {_known(rule.bucket) for rule in solid(view, BucketCors, lambda one: not _PUTS.isdisjoint(one.methods))}
    passing = {_known(rule.bucket) for rule in solid(view, LifecycleRule, lambda one: one.expiration_days is not None)}
    for bucket in held:
        if bucket.kind is not EvidenceKind.DECLARED or bucket.versioned is not False:
            continue
        called = f"{bucket.name or ''} {bucket.at.quote[:200]}"
        documents = _OWN_DOCUMENTS.search(called) and not _MADE_AGAIN.search(called)
        known = _names_of(bucket) if documents else set()
        if not put.isdisjoint(known) and passing.isdisjoint(known):
            yield bucket


_PUTS = frozenset(("PUT", "POST"))


def _known(called: str | None) -> str:
    return (called or "").removeprefix("${").removesuffix("}")


def _names_of(bucket: Bucket) -> set[str]:
    """How rules may call it: a template knows one without a name by the name of the resource."""
    if bucket.name:
        return {_known(bucket.name)}
    return {*_WORD.findall(bucket.at.quote[:200])} - _OF_ANY


_WORD = regex(r"\w+")
_OF_ANY = frozenset(("AWS", "S3", "Bucket", "Type"))
"""Words in the first lines of every bucket."""


def copies_gone(scope: Scope) -> Iterator[Finding]:
    """Backups that a template deletes together with their bucket: what takes the stack down takes both."""
    kept = solid(scope.view, Bucket, lambda bucket: bucket.purpose == "backup" and not bucket.replicated)
    emptied = [bucket for bucket in kept if bucket.emptied]
    if emptied and scope.strict:
        yield COPIES_GONE.failed(*places(emptied, "emptied"), name=names(emptied))


def copies_files(job: BackupJob) -> bool:
    """It copies what lies in buckets, or all there is."""
    return job.subject in ("bucket", "files") or job.method == "aws-backup"


def open_to_world(view: View) -> Iterator[Finding]:
    """Buckets of more than a site that everybody may read, or that nothing guards from it any more."""
    every = solid(view, Bucket)
    sites = solid(view, Deployment, lambda fact: fact.method == "static") or [b for b in every if b.purpose == "site"]
    # A bucket that only a script speaks of may well be the site's, where there is one.
    unnamed = not sites and any(bucket.purpose == "uploads" for bucket in every)
    held = [bucket for bucket in every if bucket.purpose != "site" and (bucket.purpose or unnamed)]
    public = [bucket for bucket in held if bucket.public]
    bare = [bucket for bucket in held if bucket.unguarded and not bucket.public]
    if public or bare:
        # Guards that are off and a policy that lets everybody in are the two halves of one door.
        off = [bucket for bucket in public if bucket.unguarded]
        halves = (
            *places(public, "public"),
            *places([*bare, *off], "unguarded"),
            *places(_policies(view, every, public)),
        )
        shown = dict.fromkeys(halves)
        # A copy of the database holds everything; pictures for customers are often meant to be seen.
        copies = any(bucket.purpose == "backup" for bucket in (*public, *bare))
        weight = Severity.WARNING if copies else None
        yield OPEN_TO_WORLD.failed(*shown, severity=weight, name=names([*public, *bare]))


def objects_open(view: View) -> Iterator[Finding]:
    """Where the program gives everybody the right to read what it puts into a bucket."""
    handed = solid(view, Policy, lambda one: "object" in one.places and "s3:GetObject" in one.actions)
    if handed:
        yield OBJECTS_OPEN.failed(*places(handed, "object"), where=listed(one.at.path for one in handed))


def _policies(view: View, every: tuple[Bucket, ...], held: list[Bucket]) -> tuple[Policy, ...]:
    """What lets anybody read; where a site's bucket is public too, nothing tells whose policy it is."""
    if any(bucket.public and bucket not in held for bucket in every):
        return ()
    told = solid(view, Policy, lambda one: one.principal_type == "anybody" and one.allow and not one.conditional)
    told = tuple(one for one in told if "object" not in one.places)
    seen = {row for bucket in held for row in _rows(bucket)}
    reads = (one for one in told if any(action in ("*", "s3:*", "s3:GetObject") for action in one.actions))
    return tuple(one for one in reads if (one.at.path, one.at.start_line) not in seen)


def _rows(bucket: Bucket) -> Iterator[tuple[str, int]]:
    at = bucket.where("public")
    yield from ((at.path, row) for row in range(at.start_line, at.end_line + 1))
