"""The last copy of a managed database: what is left of it once somebody deletes it, or its stack."""

from collections.abc import Iterator

from holdfast.controls.common import names, places, solid
from holdfast.controls.databases import is_managed
from holdfast.model.environments import TEST
from holdfast.model.facts import BackupJob, Database, Placement
from holdfast.model.findings import Check, Finding, Scope, Severity
from holdfast.model.regex import regex

NO_LAST_COPY = Check("backup.no-final-snapshot", Severity.WARNING)

_PASSES = regex(
    r"(?i)(?:^|[\W_])(?:previews?|ephemeral|sandbox|throw-?away|review[-_]?apps?|pull[-_]?requests?)(?:[\W_]|$)"
)
"""Names of what is made for a while and deleted on purpose, such as a stack for one pull request."""


def last_copy(scope: Scope, *, others_open: bool) -> Iterator[Finding]:
    """Templates that say in so many words that no snapshot is taken; automated backups go with their database.

    Where nothing else is open, the copies hold for as long as nobody deletes the database on purpose: a remark.
    """
    if not scope.strict or solid(scope.view, BackupJob, _outlives):
        return
    bare = solid(scope.view, Database, lambda one: one.final_snapshot is False and _is_kept_by_aws(one))
    told = [one for one in bare if one.where("final_snapshot") != one.at and not _passes(one)]
    open_ = [one for one in told if not one.deletion_protection]
    if told:
        # Where AWS refuses the deletion, somebody has to take that away first.
        severity = None if open_ and others_open else Severity.NOTICE
        gone = [one for one in open_ if "backups_with_it" in one.places]  # said in so many words
        shown = (*places(open_ or told, "final_snapshot"), *places(_unguarded(open_), "deletion_protection"))
        shown = (*shown, *places(gone, "backups_with_it"))
        yield NO_LAST_COPY.failed(*shown, severity=severity, name=names(open_ or told))


def _is_kept_by_aws(database: Database) -> bool:
    """Also a table of DynamoDB, unless its rows end by themselves."""
    return is_managed(database) or (database.placement is Placement.DYNAMODB and not database.expires)


def _unguarded(databases: list[Database]) -> list[Database]:
    """Those that say in so many words that nothing refuses their deletion."""
    return [one for one in databases if one.deletion_protection is False and one.where("deletion_protection") != one.at]


def _outlives(job: BackupJob) -> bool:
    """A copy that does not belong to the database, and that is made without anybody's help."""
    return job.method == "aws-backup" or (job.subject == "database" and job.schedule is not None)


def _passes(database: Database) -> bool:
    return database.environment == TEST or _PASSES.search(f"{database.at.path} {database.name or ''}") is not None
