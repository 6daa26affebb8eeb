"""What both engines of physical backups share: asking the cluster, counting its tables at an LSN, AWS's variables."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.folders import hand_over
from holdfast.host.backup.programs import Libpq, failed, start
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables
from holdfast.host.processes.accounts import Account, is_root
from holdfast.model.backup import Digest, Manifest, StoredObject, TableState

_LOCK_MILLISECONDS = 200
_LOCK_TRIES = 5

_GUARD = """
import os, signal, sys
group = sys.stdin.readline()
sys.stdin.read()
if group:
    os.killpg(int(group), signal.SIGKILL)
"""
"""Its input ends when whoever holds the other end does, however that comes about."""

_CLUSTER = """
SELECT (SELECT system_identifier::text FROM pg_control_system()),
       current_setting('server_version'), current_setting('data_directory'), pg_is_in_recovery(),
       (SELECT timeline_id FROM pg_control_checkpoint()), current_database(),
       (SELECT coalesce(sum(pg_database_size(oid)), 0)::bigint FROM pg_database
         WHERE has_database_privilege(oid, 'CONNECT')),
       (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
       current_setting('archive_mode')
"""
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p' AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%%'
ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The cluster that is backed up, as it says of itself."""

    system_identifier: str
    server_version: str
    data_folder: Path
    standby: bool
    timeline: int
    database: str
    size: int
    segment_bytes: int
    archives: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The tables, the LSN at which they are exactly so (empty when not known), and the end of the WAL to wait for."""

    tables: tuple[TableState, ...]
    lsn: str
    wal_end: str


@contextmanager
def connected(url: str) -> Iterator["psycopg.Connection[Any]"]:
    """A connection for one use, each statement committed at once.

    Raises:
        BackupError: the database cannot be reached, refuses, or goes away meanwhile.
    """
    try:
        with open_connection(url) as connection:
            yield connection
    except psycopg.Error as error:
        state = f" (SQLSTATE {error.sqlstate})" if error.sqlstate else ""
        raise BackupError(
            Cause.DATABASE,
            f"the database does not answer as it should{state}",
            where="the database",
            next_step="see that it runs, and that the role may do it; then run the backup again",
        ) from error
    except ValueError as error:
        raise BackupError(
            Cause.DATABASE,
            "the connection URL is none that PostgreSQL takes",
            next_step="see `holdfast launch --check`",
        ) from error


def data_folder(url: str) -> Path:
    """Where the cluster's files are.

    Raises:
        BackupError: it cannot be reached, or does not say so.
    """
    with connected(url) as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    return Path(row[0] if row else "/")


def ask_cluster(url: str) -> Cluster:
    """What the cluster says of itself.

    Raises:
        BackupError: it cannot be reached; it is a standby; it archives nothing; its files are not on this host.
    """
    with connected(url) as connection:
        row = connection.execute(_CLUSTER).fetchone()
    assert row is not None  # noqa: S101  # a SELECT without FROM gives a row
    system, version, folder, standby, timeline, database, size, segment_bytes, archive_mode = row
    found = Cluster(
        system_identifier=system,
        server_version=version.split()[0],
        data_folder=Path(folder),
        standby=standby,
        timeline=timeline,
        database=database,
        size=size,
        segment_bytes=segment_bytes,
        archives=archive_mode != "off",
    )
    _require_usable(found)
    return found


def _require_usable(cluster: Cluster) -> None:
    if cluster.standby:
        raise BackupError(
            Cause.UNSUPPORTED,
            "the database is a standby, whose base backup needs WAL that its primary archives",
            where="the database",
            next_step="run it on the primary",
        )
    if not cluster.archives:
        raise BackupError(
            Cause.DATABASE,
            "archive_mode is off: a base backup without its WAL restores nothing",
            where="postgresql.conf",
            next_step="put there what `holdfast backup wal settings` prints, and restart PostgreSQL",
        )
    if not os.access(cluster.data_folder / "PG_VERSION", os.R_OK):
        raise BackupError(
            Cause.DATABASE,
            "the cluster's files cannot be read from here",
            where=str(cluster.data_folder),
            next_step="run it on the database's host, as the user that PostgreSQL runs as",
        )


def count_tables(url: str, digest: Digest, count: CountTables) -> Counted:
    """Count every table in one snapshot, and find the LSN at which a recovery shows exactly that snapshot.

    A moment's SHARE lock on all tables keeps writers out while the LSN is read and the snapshot is taken: then
    everything in it was committed before that LSN, and nothing after. Writers wait for at most 200 ms, five times.

    Raises:
        BackupError: the database cannot be reached, or refuses to be read.
    """
    with connected(url) as counting, connected(url) as locking:
        lsn = ""
        for attempt in range(_LOCK_TRIES):
            lsn = _snapshot(counting, locking)
            if lsn:
                break
            time.sleep(0.1 * attempt)
        if not lsn:
            counting.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables = count(counting, digest)
        counting.execute("ROLLBACK")
        # A recovery to an LSN stops before the first record after it, so there must be one, in the archive.
        end = _switch(counting)
    return Counted(tables=tables, lsn=lsn if end else "", wal_end=end)


def _switch(connection: "psycopg.Connection[Any]") -> str:
    """Write one record and end the WAL's segment; its end, or nothing where the role may not."""
    try:
        # Where nobody has written since the last switch, another would do nothing.
        connection.execute("SELECT pg_logical_emit_message(false, 'holdfast', 'counted')")
        row = connection.execute("SELECT pg_switch_wal()::text").fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return ""
    return str(row[0]) if row else ""


def _snapshot(counting: "psycopg.Connection[Any]", locking: "psycopg.Connection[Any]") -> str:
    """Begin a transaction whose snapshot is the one at an LSN; that LSN, or nothing begun and nothing returned."""
    listed = locking.execute(_TABLES).fetchall()
    tables = [sql.Identifier(*row) for row in listed]
    begun = ""
    refusals = (
        psycopg.errors.LockNotAvailable,
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.OutOfMemory,
        psycopg.errors.UndefinedTable,
        psycopg.errors.DeadlockDetected,
    )
    try:
        locking.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        locking.execute(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
        if tables:
            locking.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables)))
        counting.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # The first query takes the snapshot.
        row = counting.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        # A table that was made meanwhile is not locked: its rows may stand before the LSN, and not in the snapshot.
        if row and locking.execute(_TABLES).fetchall() == listed:
            begun = str(row[0])
    except refusals:
        begun = ""
    finally:
        locking.execute("ROLLBACK")
    if not begun:
        counting.execute("ROLLBACK")
    return begun


def find_command(name: str, install: str) -> str:
    """The path of a command: beside our own Python, else in PATH.

    Raises:
        BackupError: it is not there.
    """
    beside = Path(sys.executable).parent / name
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which(name)
    if found:
        return found
    raise BackupError(Cause.PROGRAM, f"{name} is not there", where="PATH", next_step=install)


def run_whole(command: Sequence[str], connection: Libpq) -> str:
    """Run a program that starts others to its end, for the little that it prints; none of them outlives it, or us.

    Raises:
        BackupError: it ends with another code than 0; the message has its last words.
    """
    with _guard() as watching:
        process = start(command, connection, own_session=True)
        try:
            with suppress(BrokenPipeError):  # somebody ended the guard: the rest of the run is none the worse
                watching.write(f"{process.pid}\n".encode())
                watching.flush()
            printed, said = process.communicate()
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise failed(command[0], process.returncode, said)
    return printed.decode(errors="replace")


@contextmanager
def _guard() -> Iterator[IO[bytes]]:
    """A process that ends a whole group when we are killed, and can end nothing more ourselves.

    barman's workers are forks of a process that nobody may ask to pass a parent-death signal on: killed in the middle,
    they would wait for work for ever, and keep their sockets to the database open.

    Yields:
        what takes the number of the group on a line of its own; a group that is gone by the end is left alone.
    """
    quiet = subprocess.DEVNULL
    words = (sys.executable, "-I", "-S", "-c", _GUARD)
    keeper = start(words, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, own_session=True)
    assert keeper.stdin is not None  # noqa: S101  # it was started with a pipe
    try:
        yield keeper.stdin
    finally:
        keeper.kill()
        with suppress(BrokenPipeError):
            keeper.stdin.close()
        keeper.wait()


def with_aws(connection: Libpq, scratch: str) -> Libpq:
    """The same variables, with AWS's of this process, and with a folder for what has to lie on disk in between."""
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return Libpq({**connection.environment, **aws, "TMPDIR": scratch}, connection.files)


def stored_objects(store: Store, prefix: str, role: str) -> tuple[StoredObject, ...]:
    """Everything below a prefix, as a manifest names it: `role`, `role-2`, … in the order of the keys."""
    found = sorted(store.entries(prefix), key=lambda entry: entry.key)
    return tuple(
        StoredObject(role=role if number == 1 else f"{role}-{number}", key=one.key, size=one.size, etag=one.etag)
        for number, one in enumerate(found, 1)
    )


def require_unchanged(manifest: Manifest, store: Store, prefix: str) -> None:
    """That the store still has every object as the manifest names it.

    Raises:
        BackupError: one is missing, or is another.
    """
    there = {entry.key: entry for entry in store.entries(prefix)}
    for stored in manifest.objects:
        found = there.get(stored.key)
        if found is not None and (found.size, found.etag) == (stored.size, stored.etag):
            continue
        what = "is not there any more" if found is None else "is not the one that was stored"
        raise BackupError(
            Cause.STORE_DAMAGED,
            f"an object of the backup {what}",
            where=f"{store.where}/{stored.key}",
            next_step="restore another backup (`holdfast backup list`), or bring back an earlier version of the object",
        )


def remove_objects(manifest: Manifest, store: Store) -> Sequence[str]:
    """Remove a backup's objects, its manifest first, so that nothing half-removed is ever listed as good."""
    own = f"backups/{manifest.id}/manifest.json"
    kept = store.remove([own])
    if kept:
        return kept
    return store.remove([stored.key for stored in manifest.objects if stored.key != own])


def require_empty(folder: Path | None) -> Path:
    """The data folder to restore into: it is not there, or is empty.

    Raises:
        BackupError: there is none, or something is in it.
    """
    if folder is None:
        raise BackupError(Cause.TARGET, "a physical backup needs an empty data folder", next_step="name one")
    with suppress(FileNotFoundError):
        if any(folder.iterdir()):
            raise BackupError(
                Cause.TARGET, "the data folder is not empty", where=str(folder), next_step="name an empty one"
            )
    return folder


def own_data(data: Path, owner: int) -> None:
    """Give a restored data folder, closed to others, to whom it belongs.

    Args:
        data: the folder.
        owner: who had it while it was empty; where that was root or nobody, its files say who had the cluster.
    """
    data.chmod(0o700)
    if not is_root():
        return
    files = (data / "PG_VERSION").stat()
    who = owner or files.st_uid
    group = files.st_gid if who == files.st_uid else pwd.getpwuid(who).pw_gid
    hand_over(data, Account(f"user {who}", who, group))
