"""`backup status`: reads the store, the copy, the bucket's rules, RDS and this host, each once, and judges them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from holdfast.actions.backup.place import Place, require_libraries
from holdfast.actions.backup.wal import archive_of, spool_of
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.seen import Seen
from holdfast.host.backup.state import FILE_NAME, State, read_state
from holdfast.host.backup.status import assess
from holdfast.host.backup.store import Store
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Archive, Gap, Holdings, Kind, Manifest
from holdfast.model.backup_status import BackupStatus, Copy, Managed, Trouble, Unreadable
from holdfast.model.errors import ExitCode, HoldfastError, IncompleteError, UsageError
from holdfast.model.record import replace


def status(
    place: Place, *, local: bool = False, instance: str | None = None, now: datetime | None = None
) -> BackupStatus:
    """The status of one environment's backups.

    Args:
        place: the environment.
        local: ask this host alone, and neither the store nor RDS.
        instance: identifier of the RDS instance; else the one that the database's URL names, else the product's name.
        now: the time; the clock's when None.

    Raises:
        UsageError: the extra `backup` is not installed.
    """
    moment = now or datetime.now(UTC)
    seen = _local(place) if local else _all(place, instance)
    return assess(place.product.name, place.name, place.environment, seen, moment)


def exit_code(found: BackupStatus) -> ExitCode:
    """0 when nothing is wrong, 1 when something is, 3 when the store could not be read."""
    if any(problem.kind is Trouble.STORE_UNREADABLE for problem in found.problems):
        return ExitCode.INCOMPLETE
    return ExitCode.DONE if found.is_well else ExitCode.OPEN


def _local(place: Place) -> Seen:
    state, unreadable = _state(place.state / FILE_NAME)
    where = f"s3://{place.bucket}/{place.prefix}"
    return Seen(store=where, archive=_spooled(place), state=state, unreadable=unreadable)


def _all(place: Place, instance: str | None) -> Seen:
    seen = _local(place)
    require_libraries()
    from holdfast.actions.backup.copy import source_of
    from holdfast.host.backup.bucket import read_rules
    from holdfast.host.backup.holdings import read_holdings

    try:
        source = source_of(place)
        holdings = read_holdings(source.store)
    except BackupError as error:
        seen = replace(seen, store_failure=error.happened, store_step=error.next_step)
    else:
        seen = _archive(place, replace(seen, holdings=holdings), holdings, source.store)
        seen = replace(seen, rules=read_rules(source.s3, source.bucket, source.prefix))
    return replace(seen, copy=read_copy(place), managed=_managed(place, instance))


def read_copy(place: Place) -> Copy | None:
    """What the second region holds; None when the spec asks for no copy."""
    backup = place.backup
    if not backup.copy_region:
        return None
    copy = Copy(region=backup.copy_region, bucket=backup.copy_bucket or "")
    if not copy.bucket:
        return copy
    from holdfast.actions.backup.copy import target_of
    from holdfast.host.backup.holdings import read_holdings

    try:
        return replace(copy, holdings=read_holdings(target_of(place).store))
    except BackupError as error:
        return replace(copy, reason=error.happened, step=error.next_step)


def _managed(place: Place, instance: str | None) -> Managed | None:
    if place.environment.database.placement != "rds":
        return None
    from holdfast.host.backup.managed import instance_named, read_managed

    url = place.environ.get(place.environment.database.url_variable, "")
    name = instance or instance_named(url, f"{place.product.name}-{place.name}")
    return read_managed(name, place.region, place.backup.copy_region)[0]


def _archive(place: Place, seen: Seen, holdings: Holdings, store: Store) -> Seen:
    """`seen` with the WAL archive, in barman-cloud's layout or in pgBackRest's."""
    spool = spool_of(place)
    bases = [one for one in holdings.good if one.kind is Kind.PHYSICAL]
    if place.environment.database.placement != "host":
        return seen
    if (bases[-1].engine if bases else place.backup.engine) != "barman":
        return replace(seen, archive=_of_repository(place, bases[-1:], store))
    system = bases[-1].system_identifier if bases else _cluster(spool)
    if not place.backup.point_in_time and not bases:
        return seen
    if not system:
        return replace(seen, archive=seen.archive or Archive())
    from holdfast.host.backup.wal.gaps import Base
    from holdfast.host.backup.wal.reading import read_archive

    same = [one for one in bases if one.system_identifier == system]
    base = Base(same[0].timeline, same[0].start_lsn, same[0].end_lsn) if same else None
    try:
        found = read_archive(archive_of(place), system, base, spool if seen.archive else None)
    except UsageError:
        raise
    except HoldfastError as error:
        lost = Unreadable(action="s3:ListBucket", resource=error.where, reason=error.happened)
        return replace(seen, archive=None, unreadable=(*seen.unreadable, lost))
    return replace(seen, archive=found)


def _of_repository(place: Place, newest: Sequence[Manifest], store: Store) -> Archive:
    """The archive in pgBackRest's repository, where a segment's name begins with PostgreSQL's.

    Gaps are looked for since the newest base, on its own timeline: ways between timelines may be encrypted there.
    """
    from holdfast.actions.backup.wal import stanza_of
    from holdfast.host.backup.wal.gaps import Base, find_gaps
    from holdfast.host.backup.wal.names import Segment

    entries = store.entries(f"pgbackrest/archive/{stanza_of(place)}/")
    named = {
        name[:24]: entry.stored_at for entry in entries if Segment.parse((name := entry.key.rsplit("/", 1)[-1])[:24])
    }
    if not named:
        return Archive()
    last = max(named, key=lambda name: (named[name], name))
    gaps: tuple[Gap, ...] = ()
    for base in newest:
        same = [name for name in named if name[:8] == f"{base.timeline:08X}"]
        gaps = find_gaps(same, {}, Base(base.timeline, base.start_lsn, base.end_lsn))
    return Archive(segments=len(named), newest=last, newest_at=named[last], gaps=gaps)


def _spooled(place: Place) -> Archive | None:
    """What waits on this host; None where it has no spool that this user can read."""
    spool = spool_of(place)
    try:
        if not spool.folder.is_dir():
            return None
        return Archive(
            spooled_bytes=spool.waiting_bytes(), spool_limit_bytes=spool.limit_bytes, dropped=len(spool.dropped())
        )
    except OSError:
        return None


def _cluster(spool: Spool) -> str:
    try:
        return spool.cluster()[0]
    except OSError:
        return ""


def _state(path: Path) -> tuple[State, tuple[Unreadable, ...]]:
    try:
        return read_state(path), ()
    except IncompleteError as error:
        return State(), (Unreadable(action="read", resource=error.where, reason=error.happened),)
