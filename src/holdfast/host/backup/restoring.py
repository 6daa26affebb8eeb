"""Restores a backup in place of what is there: beside it first, compared, and only then exchanged for it."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from holdfast.host.backup import folders
from holdfast.host.backup.checks import check_tables
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.folders import FolderSeen
from holdfast.host.backup.header import Header, quoted
from holdfast.host.backup.proving import Trial, recovery_of
from holdfast.host.backup.recovery import Recovery
from holdfast.host.backup.targets import TargetServer, with_database
from holdfast.host.backup.wal.names import SEGMENT_BYTES, Segment, position
from holdfast.model.backup import Manifest
from holdfast.model.restoring import Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a restore has done.

    Attributes:
        seconds: how long it took, the comparison too.
        tables: number of tables compared.
        different: those that differ, where it was told to go on.
        kept_as: name or path of what was replaced; empty when there was nothing.
        way_back: commands that bring it back.
        way_back_in: where they are typed.
        start: the command that starts a restored cluster.
        recovered_to: time of the last transaction in it.
        notes: what the server refused.
    """

    seconds: float
    tables: int = 0
    different: tuple[str, ...] = ()
    kept_as: str = ""
    way_back: tuple[str, ...] = ()
    way_back_in: Typed = Typed.SHELL
    start: str = ""
    recovered_to: datetime | None = None
    notes: tuple[str, ...] = ()


def restore_database(
    trial: Trial, server: TargetServer, name: str, header: Header, *, even_if_different: bool = False
) -> Outcome:
    """Restore a dump in place of the database `name`, which is kept under another name.

    Args:
        trial: the backup, and what it is restored with; its folder holds what has to lie on disk in between.
        server: where to.
        name: of the database.
        header: what the dump says of the database itself.
        even_if_different: go on when a table is not as the manifest says.

    Raises:
        BackupError: it did not succeed; what was there is there.
    """
    begun = time.monotonic()
    with server.alone(name):
        fresh = server.make(name, trial.manifest.id, header)
        try:
            trial.engine.restore(trial.manifest, trial.store, trial.target(url=with_database(server.url, fresh)))
            notes = server.give_properties(fresh, header)
            with server.connect_to(fresh) as connection:
                different = check_tables(connection, trial.manifest, trial.count)
            _require_equal(trial.manifest, different, even_if_different=even_if_different)
            kept = server.exchange(name, fresh)
        except BaseException:
            # Interrupted by the keyboard, too: nothing half may stay, and the next run removes what does.
            with suppress(BackupError):
                server.drop(fresh)
            raise
    back = f"ALTER DATABASE {quoted(name)} RENAME TO {quoted(name[:50] + '_wrong')};"
    return Outcome(
        seconds=time.monotonic() - begun,
        tables=len(trial.manifest.tables),
        different=different,
        kept_as=kept,
        way_back=(back, f"ALTER DATABASE {quoted(kept)} RENAME TO {quoted(name)};") if kept else (),
        way_back_in=Typed.PSQL,
        notes=notes,
    )


def restore_folder(
    trial: Trial,
    seen: FolderSeen,
    moment: datetime | None,
    mark: str,
    *,
    ends_before: str = "",
    even_if_different: bool = False,
) -> Outcome:
    """Restore a cluster in place of a data folder, which is kept beside it; it is left stopped, ready to be started.

    Args:
        trial: the backup, and what it is restored with; its folder is the one beside the target.
        seen: the target.
        moment: to recover to; the end of the archive when None.
        mark: what is restored, in one line, for the run after a kill.
        ends_before: a WAL segment that is known to be missing, at which the recovery ends; empty: a gap stops it.
        even_if_different: go on when a table is not as the manifest says.

    Raises:
        BackupError: it did not succeed; what was there is there.
    """
    begun = time.monotonic()
    manifest, data = trial.manifest, trial.folder / "data"
    target = trial.target(data_folder=data, until=moment, ends_before=ends_before)
    trial.engine.restore(manifest, trial.store, target)
    recovery = recovery_of(trial, data, {})
    with recovery.server as server:
        different = _compared(recovery, trial, moment, ends_before)
        _require_equal(manifest, different or (), even_if_different=even_if_different)
        if moment:
            recovery.to_time(moment)
            recovered_to = recovery.last_commit()
            recovery.take_writes()
        else:
            recovery.to_end()
            recovered_to = recovery.last_commit()
        recovery.settle()
        server.stop()
    kept = folders.put_in_place(seen, trial.folder, mark)
    return Outcome(
        seconds=time.monotonic() - begun,
        tables=0 if different is None else len(manifest.tables),
        different=different or (),
        kept_as=str(kept or ""),
        way_back=tuple(f"mv {old} {new}" for old, new in _renames(seen.path, kept)),
        start=_start(trial, seen.path),
        recovered_to=recovered_to,
    )


def _compared(recovery: Recovery, trial: Trial, moment: datetime | None, ends_before: str) -> tuple[str, ...] | None:
    """What differs at the one LSN at which the tables are known; None when the recovery does not pass it."""
    manifest = trial.manifest
    if not manifest.tables_lsn or (moment and moment <= manifest.finished_at):
        return None
    missing = Segment.parse(ends_before)
    if missing and missing.number <= position(manifest.tables_lsn) // SEGMENT_BYTES:
        return None
    recovery.to_lsn(manifest.tables_lsn)
    with recovery.server.connect(manifest.database) as connection:
        return check_tables(connection, manifest, trial.count)


def _require_equal(manifest: Manifest, different: Sequence[str], *, even_if_different: bool) -> None:
    if not different or even_if_different:
        return
    more = f" (and {len(different) - 3} more)" if len(different) > 3 else ""
    raise BackupError(
        Cause.DIFFERENT,
        f"what came back is not what was backed up: {'; '.join(different[:3])}{more}",
        where=manifest.id,
        next_step="nothing was changed: choose another backup (`holdfast backup list`), or take this one as it is with "
        "--even-if-different",
    )


def _renames(target: Path, kept: Path | None) -> tuple[tuple[Path, Path], ...]:
    return ((target, target.with_name(f"{target.name}.wrong")), (kept, target)) if kept else ()


def _start(trial: Trial, target: Path) -> str:
    """How the cluster is started where it is: by Debian's units in Debian's place, else by pg_ctl."""
    if target.is_relative_to("/var/lib/postgresql") and len(target.parts) == 6:
        return f"systemctl start postgresql@{target.parts[4]}-{target.parts[5]}"
    who = f"sudo -u {trial.account.name} " if trial.account else ""
    return f"{who}{trial.programs.folder / 'pg_ctl'} -D {target} -l {target.parent / 'postgres.log'} start"
