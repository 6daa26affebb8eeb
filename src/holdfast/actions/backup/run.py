"""`backup run`: one host makes one backup, and only what is whole gets a manifest."""

import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from holdfast import __version__
from holdfast.actions.backup.parts import engine_named
from holdfast.actions.backup.place import Place
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.state import FILE_NAME, record_failure, record_good, record_seen
from holdfast.host.releases.identity import read_release
from holdfast.model.backup import Digest, Kind, Manifest
from holdfast.model.errors import IncompleteError
from holdfast.model.record import record

if TYPE_CHECKING:
    from holdfast.host.backup.engines.engine import Engine, Run, Written
    from holdfast.host.backup.lock import Lock
    from holdfast.host.backup.store import Store


@record(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks of a run.

    Attributes:
        kind: of the backup to make.
        digest: what the tables' digests cover.
        unless_within: make none when a good one of this kind is younger.
        say: told a line at each step, safe to print.
        progress: told the bytes stored so far.
    """

    kind: Kind = Kind.LOGICAL
    digest: Digest = Digest.SAMPLE
    unless_within: timedelta | None = None
    say: Callable[[str], None] = field(default=lambda _: None, repr=False)
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)


@record(frozen=True, slots=True)
class Skipped:
    """No backup was made, and none was due; why, as a sentence."""

    reason: str


def run_backup(
    place: Place,
    wish: Wish,
    *,
    engine: "Engine | None" = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Manifest | Skipped:
    """Make one backup, unless another host is making it or a recent one is there.

    Args:
        place: whose, and where to.
        wish: what is asked for.
        engine: makes it; the spec's when None.
        clock: the time, with its zone.

    Returns:
        The manifest as it lies in the store now.

    Raises:
        BackupError: it did not succeed; the failure is noted in this host's state, and nothing of it looks good.
        UsageError: the extra `backup` is not installed.
    """
    state = place.state / FILE_NAME
    try:
        made = _take(place, wish, engine or _engine(place, wish.kind), clock)
    except BackupError as error:
        cause = error.cause.value
        _note(wish, lambda: record_failure(state, wish.kind, cause, clock()))
        raise
    if isinstance(made, Manifest):
        _note(wish, lambda: record_good(state, made))
        _copy(place, made, wish)
    return made


def _copy(place: Place, made: Manifest, wish: Wish) -> None:
    """Bring it into the second region, where the spec asks for that.

    Raises:
        BackupError: it is not there; the backup itself is good, and noted as good.
    """
    if not place.backup.copy_region or not place.backup.copy_bucket:
        return
    from holdfast.actions.backup.copy import copy_after_run

    try:
        copy_after_run(place, made, wish.say)
    except BackupError as error:
        happened = f"{made.id} is good, but its copy is not there: {error.happened}"
        raise BackupError(error.cause, happened, where=error.where, next_step=error.next_step) from error
    wish.say(f"{made.id}: copied to {place.backup.copy_region}, and read there")


def _take(place: Place, wish: Wish, engine: "Engine", clock: Callable[[], datetime]) -> Manifest | Skipped:
    from holdfast.host.backup.lock import lock_number, only_one

    if missing := engine.missing():
        raise BackupError(Cause.PROGRAM, f"{engine.name} cannot be used here", where=engine.name, next_step=missing)
    with only_one(place.url(), lock_number(place.product.name, place.name, wish.kind)) as lock:
        if lock is None:
            return Skipped("another host, or another process, is making this backup now")
        # Asked within the lock: who waited a moment for it sees what its holder has just made.
        store = place.store()
        recent = _recent(store, wish, clock()) if wish.unless_within else None
        if recent is not None:
            backup_id, finished_at = recent
            _note(wish, lambda: record_seen(place.state / FILE_NAME, finished_at))
            return Skipped(f"{backup_id} is recent enough")
        return _make(place, wish, _Means(engine, store, lock, clock))


@record(frozen=True, slots=True)
class _Means:
    """What one run is made with."""

    engine: "Engine"
    store: "Store"
    lock: "Lock"
    clock: Callable[[], datetime]


def _make(place: Place, wish: Wish, means: _Means) -> Manifest:
    from holdfast.host.backup.engines.engine import Run
    from holdfast.host.backup.manifests import BACKUPS, folder, new_id, write_manifest
    from holdfast.reports.words import size

    engine, store, clock = means.engine, means.store, means.clock
    if wish.kind is Kind.LOGICAL and (ended := store.abandon_uploads(BACKUPS)):
        wish.say(f"{ended} upload(s) that a killed run had left half-way were ended")
    started = clock()
    backup_id = new_id(wish.kind, started)
    wish.say(f"{backup_id}: {engine.name} to {store.where}")
    encryption, key_id = place.encryption
    run = Run(
        id=backup_id,
        prefix=folder(backup_id),
        url=place.url(),
        store=store,
        encryption=encryption,
        key_id=key_id,
        digest=wish.digest,
        jobs=min(2, os.cpu_count() or 1),
        progress=wish.progress,
        say=wish.say,
    )
    try:
        written = engine.back_up(run)
        means.lock.require()
        manifest = _manifest(place, run, engine, written, (started, clock()))
        write_manifest(manifest, store)
    except BackupError:
        # What a killed run leaves is prune's; what fails before our eyes is taken away now, if the store lets us.
        with suppress(BackupError):
            store.remove([entry.key for entry in store.entries(run.prefix)])
        raise
    tables = f"{len(manifest.tables)} table{'' if len(manifest.tables) == 1 else 's'}"
    wish.say(f"{backup_id}: {tables}, {size(manifest.stored_bytes)} stored, manifest read back")
    return manifest


def _manifest(
    place: Place, run: "Run", engine: "Engine", written: "Written", when: tuple[datetime, datetime]
) -> Manifest:
    started, ended = when
    return Manifest(
        id=run.id,
        kind=engine.kind,
        engine=engine.name,
        product=place.product.name,
        environment=place.name,
        database=written.database,
        system_identifier=written.system_identifier,
        server_version=written.server_version,
        started_at=started,
        finished_at=max(started, ended),  # a clock that was set back meanwhile
        start_lsn=written.start_lsn,
        end_lsn=written.end_lsn,
        timeline=written.timeline,
        source_bytes=written.source_bytes,
        objects=written.objects,
        tables=written.tables,
        digest=run.digest,
        tools={"holdfast": __version__, **written.tools},
        encryption=run.encryption,
        tables_lsn=written.tables_lsn,
        release=read_release(place.environ).commit,
        key_id=run.key_id,
        host=socket.gethostname(),
        engine_id=written.engine_id,
    )


def _recent(store: "Store", wish: Wish, now: datetime) -> tuple[str, datetime] | None:
    """The newest good one of the kind when it is recent; one from the future does not count: a clock was wrong."""
    from holdfast.host.backup.apart import apart
    from holdfast.host.backup.holdings import read_holdings

    def newest() -> Sequence[str]:
        good = reversed(read_holdings(store).good)
        found = next((one for one in good if one.kind is wish.kind and one.finished_at <= now), None)
        return (found.id, found.finished_at.isoformat()) if found else ()

    # A dump asks S3 all the time, and would gain nothing.
    told = apart(newest) if wish.kind is Kind.PHYSICAL else newest()
    if not told or wish.unless_within is None:
        return None
    finished_at = datetime.fromisoformat(told[1])
    return (told[0], finished_at) if now - finished_at <= wish.unless_within else None


def _engine(place: Place, kind: Kind) -> "Engine":
    return engine_named(place, "pg_dump" if kind is Kind.LOGICAL else place.backup.engine)


def _note(wish: Wish, record: Callable[[], None]) -> None:
    """Record something on this host; a state folder that cannot be written makes no backup bad."""
    try:
        record()
    except IncompleteError as error:
        wish.say(f"this host's state could not be noted, so its metrics miss it: {error}")
