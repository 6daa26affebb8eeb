"""Control 8, backup: the product's data comes back, from somewhere else, and somebody knows how."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from holdfast.controls.backup_beside import left_behind, promised
from holdfast.controls.backup_elsewhere import remarked
from holdfast.controls.backup_files import FILES_ON_HOST, files_on_host, folders_kept, uploads_untold
from holdfast.controls.backup_last_copy import NO_LAST_COPY, last_copy
from holdfast.controls.backup_plans import SELECTS_NOTHING, empty_plans
from holdfast.controls.backup_retention import BY_ITSELF, RETENTION_TOO_SHORT, is_short, too_short
from holdfast.controls.backup_returns import NO_RESTORE_PROCEDURE, RESTORE_CANNOT_WORK, restores, unwritten
from holdfast.controls.backup_scripts import (
    FAILURE_HIDDEN,
    RESTORE_DROPS_FIRST,
    RETENTION_NEVER_DELETES,
    commands_of,
    kept_here,
    script_faults,
)
from holdfast.controls.backup_started import stays_at_home
from holdfast.controls.backup_tables import NO_POINT_IN_TIME, kept_tables
from holdfast.controls.buckets import (
    BUCKET_NOT_VERSIONED,
    BUCKET_PUBLIC,
    COPIES_GONE,
    FILES_GONE,
    copies_gone,
    files_gone,
    kept_for_backups,
)
from holdfast.controls.common import claimed, current, disagreement, listed, names, places, solid, unrepeated
from holdfast.controls.databases import (
    alike,
    covers,
    databases,
    engine_of,
    is_managed,
    told_in_passing,
)
from holdfast.controls.databases_untold import hinted, untold_hosts
from holdfast.model.estate import View
from holdfast.model.evidence import Absent, EvidenceKind, Found, Unreadable
from holdfast.model.facts import (
    BackupJob,
    Bucket,
    Database,
    Deployment,
    Fact,
    FileSystem,
    HealthHandler,
    Placement,
    PointInTimeRecovery,
    RestoreProcedure,
    ScriptFault,
)
from holdfast.model.findings import Check, Confidence, Control, Evident, Finding, Scope, Severity

NO_BACKUP = Check(
    "backup.no-backup",
    Severity.WARNING,
    references=(
        "prowler:rds_instance_backup_enabled",
        "checkov:CKV_AWS_133",
        "config:RDS_LAST_BACKUP_RECOVERY_POINT_CREATED",
    ),
)
NEVER_SCHEDULED = Check("backup.never-scheduled", Severity.WARNING)
SAME_HOST = Check("backup.same-host", Severity.WARNING)
DATA_DELETED = Check("backup.deploy-deletes-data", Severity.CRITICAL)
NO_OTHER_REGION = Check(
    "backup.no-other-region",
    Severity.NOTICE,
    references=("prowler:s3_bucket_cross_region_replication", "config:S3_BUCKET_CROSS_REGION_REPLICATION_ENABLED"),
)
SOURCES_DISAGREE = Check("backup.sources-disagree", Severity.WARNING, Confidence.MEDIUM)

CHECKS = (
    NO_BACKUP,
    NEVER_SCHEDULED,
    SAME_HOST,
    FAILURE_HIDDEN,
    DATA_DELETED,
    RETENTION_TOO_SHORT,
    RETENTION_NEVER_DELETES,
    NO_POINT_IN_TIME,
    NO_RESTORE_PROCEDURE,
    NO_OTHER_REGION,
    BUCKET_PUBLIC,
    BUCKET_NOT_VERSIONED,
    COPIES_GONE,
    FILES_GONE,
    FILES_ON_HOST,
    NO_LAST_COPY,
    SELECTS_NOTHING,
    RESTORE_DROPS_FIRST,
    RESTORE_CANNOT_WORK,
    SOURCES_DISAGREE,
)

_UNTOLD = frozenset({Placement.UNKNOWN, Placement.EMBEDDED})


def judge(scope: Scope) -> Iterable[Finding]:
    """Judge each database's backups, the scripts that make them, the buckets that hold them, and the way back."""
    found = [*_of_the_running(scope)]
    yield from last_copy(scope, others_open=any(one.opens for one in found))
    yield from found


def _of_the_running(scope: Scope) -> Iterator[Finding]:
    """All that is asked of the copies while the databases are there."""
    yield from kept_for_backups(scope.view)
    yield from copies_gone(scope)
    yield from files_gone(scope)
    yield from files_on_host(scope)
    yield from empty_plans(scope.view)
    looked = databases(scope.view)
    match looked:
        case Found(facts=facts):
            yield from remarked(scope, unrepeated(_databases(scope, facts)))
        case Unreadable(gaps=gaps):
            yield NO_BACKUP.unreadable(gaps)
        case Absent(claims=claims) if claims and not solid(scope.view, BackupJob, _of_database):
            # Who counts on copies counts on those of this database; a packed folder was meant to be them.
            promised = claimed(scope.view, BackupJob, _of_database) or _packed(scope.view)
            yield from remarked(scope, [NO_BACKUP.unproven(*places(promised or claims), name=_engines(claims))])
        case Absent():
            yield from unrepeated(_without_database(scope))
        case _:
            assert_never(looked)


def _of_database(job: BackupJob) -> bool:
    return job.subject == "database"


def _databases(scope: Scope, found: tuple[Database, ...]) -> Iterator[Finding]:
    yield from script_faults(scope)
    yield from _deletions(scope, found)
    # Databases on our hosts have the backups that our jobs make; so have those in hands that nothing is known of.
    by_jobs = [one for one in found if not is_managed(one) and one.placement is not Placement.DYNAMODB]
    if by_jobs:
        yield from _by_jobs(scope, by_jobs)
    managed = [one for one in found if is_managed(one)]
    if managed:
        yield from _managed(scope, managed)
        yield from () if by_jobs else _of_another(scope)
    tables = [one for one in found if one.placement is Placement.DYNAMODB]
    if tables:
        yield kept_tables(scope, tables)
    yield from _files(scope, Severity.NOTICE)


def _without_database(scope: Scope) -> Iterator[Finding]:
    """No database is evidenced; a job that backs one up says that there is one all the same.

    So does one that copies volumes, where the spec puts the database on the host that they belong to.
    """
    stated = scope.environment.database
    engine = stated.engine
    on_host = scope.spec_given and engine != "none" and stated.placement == "host"
    jobs = solid(scope.view, BackupJob, lambda job: job.subject == "database" or (on_host and job.subject == "volume"))
    yield from script_faults(scope)
    if not jobs and solid(scope.view, FileSystem, lambda one: one.backed_up is not None):
        yield from _files(scope, Severity.WARNING)
        return
    if not jobs:
        promised = scope.spec_given and engine != "none"
        # Who promises backups of a database has one, wherever it is; and the promise wants proof.
        told: list[Fact] = [*claimed(scope.view, BackupJob, _of_database), *claimed(scope.view, PointInTimeRecovery)]
        if told and not promised:
            methods = _methods(one for one in told if isinstance(one, BackupJob))
            yield NO_BACKUP.unproven(*places(told), name=methods or "PITR")
        elif (opened := hinted(scope.view)) and not scope.spec_given:
            # Where it is asked how it is says nothing of where it is kept.
            shown = [one for found in opened.values() for one in found if not isinstance(one, HealthHandler)]
            yield NO_BACKUP.unproven(*places(shown, most=1), name=listed(opened))
        elif (packed := _packed(scope.view)) and not promised:
            yield from _jobs(scope, packed, _methods(packed))
        elif (hosts := untold_hosts(scope.view)) and not scope.spec_given:
            yield NO_BACKUP.unproven(*places(hosts, most=1), name=names(hosts))
        elif (uploads := uploads_untold(scope.view)) and not promised:
            yield NO_BACKUP.unproven(*uploads, name="S3")
        else:
            yield NO_BACKUP.unproven(name=engine) if promised else NO_BACKUP.not_applicable("no-database")
        return
    spoken = listed(engine_of(job) for job in jobs)
    yield from _jobs(scope, jobs, spoken or (engine if on_host else _methods(jobs)))


def _packed(view: View) -> tuple[BackupJob, ...]:
    """Folders that somebody packs so that their data can come back; what a release packs away is the one before it."""
    released = {release.at.path for release in view.every(Deployment)}
    jobs = solid(view, BackupJob, lambda job: job.subject == "archive")
    return tuple(job for job in jobs if job.kind is EvidenceKind.INSTRUCTED or job.at.path not in released)


def _files(scope: Scope, severity: Severity) -> Iterator[Finding]:
    """Files on a network file system are the product's data too: all of it where there is no database."""
    systems = solid(scope.view, FileSystem, lambda one: one.backed_up is not None)
    kept = solid(scope.view, BackupJob, lambda job: job.subject == "files" or job.method == "aws-backup")
    bare = [] if kept else [one for one in systems if not one.backed_up]
    if bare:
        yield NO_BACKUP.unproven(*places(bare, "backed_up", most=2), severity=severity, name=names(bare))
    elif systems:
        yield NO_BACKUP.met(*places(systems, "backed_up", most=2), name=names(systems))


def _deletions(scope: Scope, found: tuple[Database, ...]) -> Iterator[Finding]:
    """A deployment that throws volumes away, where a container's data lies in one, or folders; dropped tables."""
    kept = [one for one in found if one.placement is Placement.CONTAINER]
    real = [one for one in found if one.placement is not Placement.EMBEDDED]
    lost = {"volumes-deleted": kept, "tables-dropped": real}
    if faults := solid(scope.view, ScriptFault, lambda fault: bool(lost.get(fault.form))):
        yield DATA_DELETED.failed(*places(faults), command=commands_of(faults), name=_engines(lost[faults[0].form]))
    if folders := solid(scope.view, ScriptFault, lambda fault: fault.form == "folder-deleted"):
        yield DATA_DELETED.failed(*places(folders), command=commands_of(folders), name=folders[0].at.path)


def _by_jobs(scope: Scope, found: list[Database]) -> Iterator[Finding]:
    kinds = alike(found)
    looked = scope.view.look(BackupJob, lambda job: any(covers(job, one) for one in kinds))
    match looked:
        case Found(facts=jobs):
            covered = [one for one in kinds if any(covers(job, one) for job in jobs)]
            bare = [one for one in kinds if one not in covered]
            yield from _jobs(scope, current(jobs), _engines(covered))
            if bare:
                yield NO_BACKUP.unproven(*_where_set_up(bare), name=_engines(bare))
        case Unreadable(gaps=gaps):
            yield NO_BACKUP.unreadable(gaps)
        case Absent(claims=claims):
            promises = places(claims) or places(claimed(scope.view, PointInTimeRecovery))
            # A dump of another engine, or a packed folder, was meant to be the backup, and is none of this database.
            others = solid(scope.view, BackupJob, lambda job: job.subject in ("database", "archive"))
            where = promises or _where_set_up(found) or places(told_in_passing(scope.view, found), most=1)
            # Steps that bring data back count on a backup that nobody is seen to make.
            counting = solid(scope.view, RestoreProcedure)
            yield NO_BACKUP.unproven(*where, *places((*others, *counting), most=2), name=_engines(found))
        case _:
            assert_never(looked)


def _where_set_up(found: list[Database]) -> tuple[Evident, ...]:
    """Where backups should have been spoken of; of connections, one of many like it stands for all.

    A list of a program's dependencies names a driver, and a program opens a connection: these are no places to speak
    of copies; where a container's data lies, is.
    """
    connections = all(one.placement in _UNTOLD for one in found)
    told = [one for one in found if not (connections and (one.is_dependency or _is_opened(one)))]
    # The file that sets a database up hands its address on, too.
    first: dict[object, Database] = {}
    for one in told:
        first.setdefault((one.at.path, one.engine, one.placement, one.name), one)
    return places(first.values(), "data", most=1 if connections else 2)


def _is_opened(database: Database) -> bool:
    return database.placement is Placement.UNKNOWN and database.at.path.endswith(_PROGRAMS)


_PROGRAMS = (".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".java", ".kt", ".go", ".rb", ".php", ".cs", ".rs")


def _jobs(scope: Scope, jobs: tuple[BackupJob, ...], data: str) -> Iterator[Finding]:
    """What is wrong with jobs that exist, and what is missing beside them; `data`: what they copy, in words."""
    by_hand = all(job.schedule is None and job.method not in BY_ITSELF for job in jobs)
    at_home = stays_at_home(jobs)
    if by_hand:
        yield NEVER_SCHEDULED.failed(*places(jobs, "schedule"), name=_methods(jobs))
    if at_home:
        yield _at_home(scope, jobs)
    if not (by_hand or at_home):
        yield NO_BACKUP.met(*places(jobs), name=data)
    kept = [job for job in jobs if job.retention_days is not None]
    if kept and all(is_short(scope, job.retention_days) for job in kept):
        yield too_short(scope, kept)
    yield from restores(scope, jobs)
    if not scope.strict:
        return
    if not solid(scope.view, PointInTimeRecovery, lambda fact: fact.enabled):
        yield NO_POINT_IN_TIME.unproven(name=data)
    if not any(job.other_region for job in jobs) and not _bucket_copied_away(scope, jobs):
        yield NO_OTHER_REGION.unproven(name=_methods(jobs))


def _at_home(scope: Scope, jobs: tuple[BackupJob, ...]) -> Finding:
    # What a text advises beside them stays there just as well.
    advised = claimed(scope.view, BackupJob, lambda job: _of_database(job) and job.destination == "host")
    staying = tuple(job for job in jobs if job.destination in (None, "host"))
    return SAME_HOST.failed(*places((*staying, *advised), "destination"), *kept_here(staying), name=_methods(staying))


def _bucket_copied_away(scope: Scope, jobs: tuple[BackupJob, ...]) -> bool:
    """The jobs write to S3, and a bucket that is for backups goes on to another region by itself."""
    if not any(job.destination == "s3" for job in jobs):
        return False
    kept = {bucket.at.arn for bucket in solid(scope.view, Bucket, lambda bucket: bucket.purpose == "backup")} - {""}
    copies = solid(scope.view, BackupJob, lambda job: job.subject == "bucket" and job.other_region is True)
    return any(copy.at.arn in kept for copy in copies)


def _managed(scope: Scope, found: list[Database]) -> Iterator[Finding]:
    """RDS and Aurora keep backups by themselves, for as many days as they are told."""
    kinds = alike(found)
    copies = solid(scope.view, BackupJob, lambda job: any(_copies_managed(job, one) for one in kinds))
    if copies:
        yield NO_BACKUP.met(*places(found), name=names(found))
        short_lived = [job for job in copies if is_short(scope, job.retention_days)]
        if len(short_lived) == len(copies) and all(is_short(scope, one.retention_days or 0) for one in found):
            yield too_short(scope, short_lived)
        dumps = tuple(job for job in copies if job.method not in BY_ITSELF)
        off = [one for one in found if one.retention_days == 0]
        if off and len(dumps) == len(copies):
            # Between two dumps nothing is kept, and RDS, which would keep it, was told not to.
            yield too_short(scope, off)
        if len(dumps) == len(copies) and not any(one.retention_days for one in found):
            # A dump of one's own comes back only by steps of one's own.
            yield from restores(scope, dumps)
        return
    none = [one for one in found if one.retention_days == 0]
    unsaid = [one for one in found if one.retention_days is None]
    kept = [one for one in found if one.retention_days]
    short = [one for one in kept if is_short(scope, one.retention_days)]
    if none:
        yield NO_BACKUP.failed(*places(none, "retention_days"), *left_behind(none), name=names(none))
    yield from list(disagreement(SOURCES_DISAGREE, scope.view.every(Database), "retention_days")) or _denied(
        scope, none
    )
    brief = [too_short(scope, short, *promised(scope.view, short))] if short else []
    weak = [*unsaid, *(short if any(finding.opens for finding in brief) else ())]
    by_hand = solid(scope.view, BackupJob, lambda job: any(covers(job, one) for one in alike(weak)))
    by_hand = tuple(job for job in by_hand if job.method not in BY_ITSELF)
    if by_hand and not none:
        # Only what runs by itself was taken for a backup above.
        yield NEVER_SCHEDULED.failed(*places(by_hand, "schedule"), name=_methods(by_hand))
    elif unsaid and not none:
        claims = claimed(scope.view, BackupJob, lambda job: job.subject == "database")
        where = places(claims) or places(unsaid, "retention_days", most=2)
        beside = (*promised(scope.view, unsaid), *left_behind(unsaid), *folders_kept(scope.view))
        yield NO_BACKUP.unproven(*dict.fromkeys((*where, *beside)), name=names(unsaid))
    yield from brief
    if kept and not any(finding.opens for finding in brief):
        yield NO_BACKUP.met(*places(kept, "retention_days"), name=names(kept))
        if not solid(scope.view, RestoreProcedure):
            yield from unwritten(scope, names(kept))


def _of_another(scope: Scope) -> Iterator[Finding]:
    """A script dumps what its own host holds, every day: that is no managed database, and its copies stay there."""
    made = solid(scope.view, BackupJob, lambda job: job.schedule is not None and "server" in job.places)
    # Whoever follows the guide to it starts that script.
    started = solid(scope.view, BackupJob, lambda job: job.method == "script" and job.destination == "host")
    if made and scope.strict and stays_at_home(made):
        yield _at_home(scope, (*made, *started))


def _copies_managed(job: BackupJob, database: Database) -> bool:
    """Something that runs by itself copies it, whatever retention it has of its own."""
    if "server" in job.places:
        return False
    if job.method == "aws-backup":
        return True
    return job.schedule is not None and covers(job, database)


def _denied(scope: Scope, none: list[Database]) -> Iterator[Finding]:
    """A text promises backups or recovery to a moment, and the stronger evidence keeps nothing."""
    if not none:
        return
    weaker = none[0].kind.strength
    promises: list[Fact] = [fact for fact in scope.view.every(PointInTimeRecovery) if fact.enabled]
    promises += [fact for fact in scope.view.every(BackupJob) if fact.subject == "database"]
    broken = [fact for fact in promises if fact.kind.strength < weaker and not fact.old]
    if broken:
        yield SOURCES_DISAGREE.failed(
            *places(none[:1], "retention_days"),
            *places(broken, most=3),
            attribute="retention_days",
            stronger="0",
            weaker="> 0",
            place=str(none[0].where("retention_days")),
        )


def _engines(found: Iterable[Database]) -> str:
    return listed(one.engine for one in found)


def _methods(jobs: Iterable[BackupJob]) -> str:
    return listed(job.method for job in jobs)


CONTROL = Control(8, "backup", CHECKS, judge)
