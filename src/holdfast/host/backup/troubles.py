"""Judges what is wrong with one environment's backups: pure rules, each a few lines, the worst first."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from holdfast.host.backup.retention import CLOCK_TOLERANCE, LEFTOVER_AGE, begun
from holdfast.host.backup.seen import Seen
from holdfast.model.backup import Encryption, Fault, Kind, Proof
from holdfast.model.backup_status import BackupStatus, Problem, Trouble, Window
from holdfast.model.findings import Severity
from holdfast.model.product import Environment
from holdfast.model.record import replace

DUMP_AGE = timedelta(hours=26)
"""A day, and two hours in which the daily run may end."""
BASE_AGE = timedelta(days=8)
PROOF_AGE = timedelta(days=8)
COPY_AGE = timedelta(hours=6)
"""How long a good backup may be without its copy."""
WAL_AGE = timedelta(minutes=15)
"""With an `archive_timeout` of a minute and a sentinel row each minute, a segment comes every minute or two."""
MANAGED_AGE = timedelta(minutes=30)
"""RDS stores WAL every 5 minutes (Amazon RDS User Guide, *Restoring to a specified time*, read 2026-11)."""
SPOOL_CRITICAL_PERCENT = 90
BASE_EVERY_DAYS = 8
"""A base outlives the retention by up to the time between two: the oldest kept moment begins with it."""

_CRITICAL, _WARNING, _NOTICE = Severity.CRITICAL, Severity.WARNING, Severity.NOTICE


def troubles(status: BackupStatus, environment: Environment, seen: Seen) -> BackupStatus:
    """`status` with everything that is wrong with it, worst first and otherwise in the order of the rules."""
    found = [problem for rule in _RULES for problem in rule(status, environment, seen)]
    return replace(status, problems=tuple(sorted(found, key=lambda problem: -problem.severity.rank)))


def too_short(environment: Environment, expire_days: int | None) -> int | None:
    """Days that the bucket's lifecycle would have to leave a backup alone, when it does not; else None.

    Args:
        environment: of the spec.
        expire_days: days after which the lifecycle removes; None when it never does.
    """
    backup = environment.backup
    needed = backup.retention_days + (BASE_EVERY_DAYS if _wants_base(environment) else 0)
    return needed if expire_days is not None and expire_days < needed else None


def _wants_base(environment: Environment) -> bool:
    return environment.backup.point_in_time and environment.database.placement == "host"


def _store(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    if seen.store_failure is not None:
        yield Problem(
            kind=Trouble.STORE_UNREADABLE, severity=_CRITICAL, params=_reason(seen.store_failure, seen.store_step)
        )
    for one in seen.unreadable:
        params = {"action": one.action, "resource": one.resource, "reason": one.reason}
        yield Problem(kind=Trouble.UNREADABLE, severity=_WARNING, params=params)


def _reason(reason: str, step: str) -> dict[str, str]:
    return {"reason": reason, **({"step": step} if step else {})}


def _backups(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:
    if seen.holdings is None:
        return
    by_kind = {one.kind: one for one in status.newest}
    dump, base = by_kind.get(Kind.LOGICAL), by_kind.get(Kind.PHYSICAL)
    if dump is None:
        kept_by_rds = seen.managed is not None and seen.managed.retention_days > 0
        severe = _WARNING if base is not None or kept_by_rds else _CRITICAL
        yield Problem(kind=Trouble.NO_BACKUP, severity=severe)
    elif status.at - dump.finished_at > DUMP_AGE:
        yield _aged(Trouble.DUMP_OLD, _CRITICAL, status, dump.finished_at)
    if _wants_base(environment) and base is None:
        yield Problem(kind=Trouble.NO_BASE, severity=_CRITICAL)
    elif _wants_base(environment) and base is not None and status.at - base.finished_at > BASE_AGE:
        yield _aged(Trouble.BASE_OLD, _WARNING, status, base.finished_at)
    plain = [one.id for one in status.newest if one.encryption is Encryption.S3]
    if plain:
        yield Problem(kind=Trouble.PLAIN_KEY, severity=_NOTICE)


def _runs(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    run = status.last_run
    if run.failing and run.failed_at is not None:
        params = {"count": str(run.failing), "cause": run.failure, "at": run.failed_at.isoformat()}
        yield Problem(kind=Trouble.RUN_FAILED, severity=_WARNING, params=params)


def _broken(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    for one in seen.holdings.broken if seen.holdings else ():
        at, _ = begun(one.id)
        at_work = one.fault in {None, Fault.UNFINISHED}
        fresh = at_work and at is not None and timedelta() <= status.at - at < LEFTOVER_AGE
        told = {f"fault-{name}": value for name, value in one.params.items()}
        params = {"id": one.id, "reason": one.reason, "next": one.next_step, **told}
        if one.fault is not None:
            params["fault"] = one.fault.value
        yield Problem(kind=Trouble.BROKEN, severity=_NOTICE if fresh else _WARNING, params=params)


def _proofs(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:
    if seen.holdings is None or not status.newest:
        return
    for proof in _last_of_each_kind(status, seen):
        if proof.passed:
            continue
        params = {"id": proof.backup_id, "problem": next(iter((*proof.problems, *proof.different)), "")}
        yield Problem(kind=Trouble.PROOF_FAILED, severity=_CRITICAL, params=params)
    proven = status.proven
    if proven is None:
        if status.proof is None:
            yield Problem(kind=Trouble.NEVER_PROVEN, severity=_WARNING)
        return
    yield from _proof_ages(status, environment, seen)
    majors = {one.id: _major(one.server_version) for one in seen.holdings.good}
    newest = max(status.newest, key=lambda one: one.finished_at)
    before, now = majors.get(proven.backup_id, 0), majors[newest.id]
    if before and before < now:
        params = {"before": str(before), "now": str(now)}
        yield Problem(kind=Trouble.PROOF_VERSION, severity=_WARNING, params=params)
    if _wants_base(environment) and any(one.kind is Kind.PHYSICAL for one in status.newest) and not status.point_proven:
        yield Problem(kind=Trouble.POINT_UNPROVEN, severity=_WARNING)


def _last_of_each_kind(status: BackupStatus, seen: Seen, *, passed: bool = False) -> tuple[Proof, ...]:
    """The newest verification of each kind of backup that there is: one that passed says nothing of the other kind."""
    known = (*(seen.holdings.proofs if seen.holdings else ()), *filter(None, (status.proof, status.proven)))
    kinds = {None, *(one.kind for one in status.newest)}
    last: dict[Kind | None, Proof] = {}
    for one in sorted(known, key=lambda proof: proof.at):
        kind = begun(one.backup_id)[1]
        if kind in kinds and one.at <= status.at and (one.passed or not passed):
            last[kind] = one
    return tuple(last.values())


def _proof_ages(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:
    passed = {begun(one.backup_id)[1]: one for one in _last_of_each_kind(status, seen, passed=True)}
    tried = {begun(one.backup_id)[1] for one in _last_of_each_kind(status, seen)}
    for kind in (one.kind for one in status.newest):
        proof = passed.get(kind)
        if proof is not None and status.at - proof.at > PROOF_AGE:
            aged = _aged(Trouble.PROOF_OLD, _WARNING, status, proof.at)
            yield replace(aged, params={**aged.params, "kind": kind.value})
        # That a point in time was never tried says it of base backups, too.
        elif kind not in tried and not (kind is Kind.PHYSICAL and _wants_base(environment)):
            yield Problem(kind=Trouble.NEVER_PROVEN, severity=_WARNING, params={"kind": kind.value})


def _wal(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:
    archive = seen.archive
    if archive is None or not _wants_base(environment):
        return
    for window in status.windows:
        if window.gap is not None:
            yield _gap(window, ends=window is status.windows[-1])
    if seen.holdings is not None and (archive.newest_at is None or status.at - archive.newest_at > WAL_AGE):
        since = archive.newest_at or status.at
        late = _aged(Trouble.WAL_LATE, _CRITICAL, status, since)
        yield replace(late, params=late.params if archive.newest_at else {"seconds": "", "at": ""})
    if archive.dropped:
        yield Problem(kind=Trouble.WAL_DROPPED, severity=_CRITICAL, params={"count": str(archive.dropped)})
    if archive.spooled_bytes is None or not archive.spool_limit_bytes:
        return
    percent = 100 * archive.spooled_bytes / archive.spool_limit_bytes
    if percent >= environment.backup.wal.alarm_percent:
        severe = _CRITICAL if percent >= SPOOL_CRITICAL_PERCENT else _WARNING
        params = {"percent": f"{percent:.0f}", "when_full": environment.backup.wal.when_full}
        yield Problem(kind=Trouble.SPOOL_HIGH, severity=severe, params=params)


def _gap(window: Window, *, ends: bool) -> Problem:
    assert window.gap is not None  # noqa: S101  # the caller has looked
    params = {"first": window.gap.first, "last": window.gap.last, "count": str(window.gap.segments)}
    if ends:
        return Problem(kind=Trouble.GAP_OPEN, severity=_CRITICAL, params=params)
    return Problem(kind=Trouble.GAP, severity=_WARNING, params=params)


def _copies(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    copy, state = seen.copy, status.copy
    if copy is None or state is None:
        return
    params = {"region": copy.region, "bucket": copy.bucket}
    if not copy.bucket:
        yield Problem(kind=Trouble.COPY_UNNAMED, severity=_WARNING, params=params)
        return
    if copy.holdings is None:
        params |= _reason(copy.reason, copy.step)
        yield Problem(kind=Trouble.COPY_UNREADABLE, severity=_WARNING, params=params)
        return
    if seen.holdings is None:
        return
    there = {one.id for one in copy.holdings.good}
    due = [one for one in seen.holdings.good if status.at - one.finished_at > COPY_AGE]
    late = [one.id for one in due if one.id not in there]
    if due and not there:
        yield Problem(kind=Trouble.COPY_MISSING, severity=_CRITICAL, params=params)
    elif late:
        yield Problem(
            kind=Trouble.COPY_LATE, severity=_WARNING, params={**params, "count": str(len(late)), "id": late[-1]}
        )


def _rules(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    rules = seen.rules
    if rules is None:
        return
    needed = too_short(environment, rules.expire_days)
    params = {"rule": rules.expire_rule, "days": str(rules.expire_days), "needed": str(needed)}
    if needed is not None:
        yield Problem(kind=Trouble.LIFECYCLE_SHORT, severity=_CRITICAL, params=params)
    if rules.archive_days is not None and rules.archive_days < environment.backup.retention_days:
        params = {"days": str(rules.archive_days), "class": rules.archive_class}
        yield Problem(kind=Trouble.LIFECYCLE_ARCHIVES, severity=_WARNING, params=params)
    if rules.versioned is False:
        yield Problem(kind=Trouble.NOT_VERSIONED, severity=_NOTICE)
    if rules.versioned and rules.noncurrent_days is None:
        yield Problem(kind=Trouble.VERSIONS_STAY, severity=_NOTICE)
    for one in rules.unreadable:
        params = {"action": one.action, "resource": one.resource, "reason": one.reason}
        yield Problem(kind=Trouble.UNREADABLE, severity=_WARNING, params=params)


def _clock(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:  # noqa: ARG001
    good = seen.holdings.good if seen.holdings else ()
    future = [one.id for one in good if one.finished_at > status.at + CLOCK_TOLERANCE]
    ahead = seen.rules.clock_ahead_seconds if seen.rules else None
    if ahead is not None and abs(ahead) > CLOCK_TOLERANCE.total_seconds():
        yield Problem(kind=Trouble.CLOCK, severity=_WARNING, params={"seconds": f"{ahead:.0f}", "id": ""})
    elif future:
        yield Problem(kind=Trouble.CLOCK, severity=_WARNING, params={"seconds": "", "id": future[-1]})


def _managed(status: BackupStatus, environment: Environment, seen: Seen) -> Iterator[Problem]:
    managed = seen.managed
    if managed is None:
        return
    for one in managed.unreadable:
        params = {"action": one.action, "resource": one.resource, "reason": one.reason}
        yield Problem(kind=Trouble.UNREADABLE, severity=_WARNING, params=params)
    unread = {one.action for one in managed.unreadable}
    params = {"instance": managed.instance, "days": str(managed.retention_days)}
    if managed.found is None:
        return
    if not managed.found:
        yield Problem(kind=Trouble.MANAGED_MISSING, severity=_CRITICAL, params=params)
        return
    asked = environment.backup
    if managed.retention_days == 0:
        yield Problem(kind=Trouble.MANAGED_OFF, severity=_CRITICAL if asked.point_in_time else _WARNING, params=params)
    elif asked.point_in_time and managed.retention_days < min(asked.retention_days, 35):
        # 35 days are RDS's most (Amazon RDS User Guide, *Backup retention period*, read 2026-11).
        params["needed"] = str(min(asked.retention_days, 35))
        yield Problem(kind=Trouble.MANAGED_SHORT, severity=_WARNING, params=params)
    if managed.retention_days and managed.latest is not None and status.at - managed.latest > MANAGED_AGE:
        late = _aged(Trouble.MANAGED_LATE, _CRITICAL, status, managed.latest)
        yield replace(late, params={**late.params, **params})
    looked = not unread & {"rds:DescribeDBSnapshots", "rds:DescribeDBInstanceAutomatedBackups"}
    if asked.copy_region and looked and managed.copied_until is None and not managed.copies:
        params["region"] = asked.copy_region
        yield Problem(kind=Trouble.MANAGED_NO_COPY, severity=_WARNING, params=params)


def _aged(kind: Trouble, severity: Severity, status: BackupStatus, since: datetime) -> Problem:
    seconds = (status.at - since).total_seconds()
    return Problem(kind=kind, severity=severity, params={"seconds": f"{seconds:.0f}", "at": since.isoformat()})


def _major(version: str) -> int:
    digits = version.partition(".")[0]
    return int(digits) if digits.isdecimal() else 0


_RULES: tuple[Callable[[BackupStatus, Environment, Seen], Iterator[Problem]], ...] = (
    _store,
    _backups,
    _wal,
    _proofs,
    _rules,
    _copies,
    _managed,
    _runs,
    _broken,
    _clock,
)
