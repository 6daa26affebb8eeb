"""Proves one backup by restoring it on trial: what came back, how long it took, and to which second."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from holdfast.host.backup import recovery as steps
from holdfast.host.backup.checks import check_pages, check_smoke, check_tables
from holdfast.host.backup.engines.engine import Engine, Target
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.folders import hand_over
from holdfast.host.backup.header import Header
from holdfast.host.backup.programs import Programs
from holdfast.host.backup.recovery import Recovery
from holdfast.host.backup.server import THROWN_AWAY, Server
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables
from holdfast.host.processes.accounts import Account
from holdfast.model.backup import Check, Manifest
from holdfast.model.record import replace

_START_SECONDS = 120
"""An empty server starts in one; a machine that is busy may take its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One backup, and what it is restored with.

    Attributes:
        manifest: of the backup.
        store: where it is.
        engine: the one that made it.
        count: counts the tables.
        folder: an empty folder of `account`'s, closed to others.
        programs: PostgreSQL's programs of the backup's major version.
        account: whom the server runs as; this process's own user when None.
        identity_file: the client key's private half, where one is needed.
        smoke_query: the application's own query.
        roles: names that may log into the restored cluster.
        jobs: processes that may work at once.
        progress: called with the bytes restored so far.
    """

    manifest: Manifest
    store: Store
    engine: Engine
    count: CountTables
    folder: Path
    programs: Programs
    account: Account | None = None
    identity_file: Path | None = None
    smoke_query: str | None = None
    roles: Sequence[str] = ()
    jobs: int = 2
    progress: Callable[[int], None] = field(default=lambda _: None, repr=False)

    def target(self, **more: object) -> Target:
        """What the engine is told."""
        known = Target(
            programs=self.programs.folder,
            identity_file=self.identity_file,
            jobs=self.jobs,
            scratch_folder=self.folder,
            progress=self.progress,
        )
        return replace(known, **more)  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class Seen:
    """What a trial has shown so far.

    Attributes:
        restore_seconds: from the first byte asked for to the first query answered, without the time for looking.
        compared: number of tables compared.
        different: one line for each that differs.
        amcheck: what pg_amcheck said.
        smoke: what the application's query said.
        recovered_to: time of the newest sentinel at the end of the archive.
        problems: everything that was not right.
    """

    restore_seconds: float = 0
    compared: int = 0
    different: tuple[str, ...] = ()
    amcheck: Check = Check.NOT_THERE
    smoke: Check = Check.NOT_THERE
    recovered_to: datetime | None = None
    problems: tuple[str, ...] = ()

    @contextmanager
    def restoring(self) -> Iterator[None]:
        """Count the time of the `with` as time that a restore takes."""
        begun = time.monotonic()
        yield
        self.restore_seconds += time.monotonic() - begun


def prove_logical(trial: Trial, header: Header) -> Seen:
    """Restore a dump into an empty server, and look at everything.

    Raises:
        BackupError: it could not be restored.
    """
    seen = Seen()
    home, database = trial.folder, trial.manifest.database
    server = Server(data=home / "data", home=home, programs=trial.programs, account=trial.account, settings=THROWN_AWAY)
    server.make()
    with server:
        server.start(seconds=_START_SECONDS)
        header.make_database(server, database)
        try:
            with seen.restoring():
                trial.engine.restore(trial.manifest, trial.store, trial.target(url=server.url(database)))
        except BackupError:
            server.check_disk()
            raise
        _compare(trial, server, seen)
        _look(trial, server, seen)
    return seen


def prove_physical(trial: Trial, moment: datetime | None) -> Seen:
    """Restore a cluster and recover it step by step: to the known tables, to `moment`, to the end of the archive.

    Raises:
        BackupError: it could not be restored.
    """
    seen = Seen()
    home, manifest = trial.folder, trial.manifest
    data = home / "data"
    with seen.restoring():
        trial.engine.restore(manifest, trial.store, trial.target(data_folder=data))
        recovery = recovery_of(trial, data, THROWN_AWAY)
    with recovery.server as server:
        if manifest.tables_lsn:
            with seen.restoring():
                recovery.to_lsn(manifest.tables_lsn)
            _compare(trial, server, seen)
        at_moment: Sequence[datetime] = ()
        if moment:
            with seen.restoring():
                recovery.to_time(moment)
            at_moment = recovery.sentinels()
        with seen.restoring():
            recovery.to_end()
        at_end = recovery.sentinels()
        seen.recovered_to = max(at_end, default=None)
        if moment:
            seen.problems += steps.point_problems(moment, at_moment, at_end)
        _look(trial, server, seen)
    return seen


def recovery_of(trial: Trial, data: Path, settings: dict[str, str]) -> Recovery:
    """The restored data folder, ready to be recovered, as a server that needs nothing from outside.

    Raises:
        BackupError: what was restored is no cluster of this version.
    """
    hand_over(trial.folder, trial.account)
    needed = steps.needed_settings(data, trial.programs, trial.account)
    server = Server(
        data=data,
        home=trial.folder,
        programs=trial.programs,
        account=trial.account,
        settings={**settings, **needed},
    )
    return Recovery(server, trial.manifest.database, trial.roles)


def rpo_seconds(seen: Seen, begun: datetime, newest_written: datetime | None) -> float | None:
    """How much was lost: from the newest sentinel that came back to the newest one written when it began.

    Where the database could not be asked for the newest one, none can be newer than the beginning itself: then this
    is the most that can have been lost.
    """
    if seen.recovered_to is None:
        return None
    return max(0.0, ((newest_written or begun).astimezone(UTC) - seen.recovered_to).total_seconds())


def _compare(trial: Trial, server: Server, seen: Seen) -> None:
    with server.connect(trial.manifest.database) as connection:
        seen.different = check_tables(connection, trial.manifest, trial.count)
    seen.compared = len(trial.manifest.tables)
    seen.problems += seen.different


def _look(trial: Trial, server: Server, seen: Seen) -> None:
    database = trial.manifest.database
    seen.amcheck, damaged = check_pages(server, database)
    seen.smoke, refused = check_smoke(server, database, trial.smoke_query)
    seen.problems += tuple(filter(None, (damaged, refused)))
