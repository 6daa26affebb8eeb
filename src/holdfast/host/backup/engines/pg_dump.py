"""Logical backups: pg_dump's stream to the store as it is made, with the roles beside it; pg_restore back."""

import fcntl
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from holdfast.host.backup import streams
from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.engines.engine import Run, Target, Written
from holdfast.host.backup.engines.pg_restore import Piece, Restoring, make_roles, programs_for
from holdfast.host.backup.engines.pieces import cut
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.lock import unreachable
from holdfast.host.backup.manifests import manifest_key
from holdfast.host.backup.programs import Libpq, Programs, failed, find_programs, finish, libpq, start
from holdfast.host.backup.store import Store
from holdfast.host.backup.tables import CountTables, count_tables, left_out
from holdfast.model.backup import Encryption, Kind, Manifest, StoredObject, TableState
from holdfast.model.record import replace

if TYPE_CHECKING:
    import psycopg

DATABASE, GLOBALS = "database", "globals"
_CANCEL_SECONDS = 5.0

_FACTS = """
SELECT current_database(), current_setting('server_version'), current_setting('server_version_num')::int / 10000,
       pg_database_size(current_database()),
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text,
       pg_export_snapshot()
"""


@dataclass(frozen=True, slots=True)
class _Source:
    """The database as its snapshot shows it."""

    database: str
    version: str
    major: int
    size: int
    lsn: str
    snapshot: str
    system_identifier: str
    timeline: int


class PgDump:
    """The engine of logical backups.

    Args:
        count: counts and digests the tables within the dump's own snapshot.
    """

    name = "pg_dump"
    kind = Kind.LOGICAL

    def __init__(self, count: CountTables = count_tables) -> None:
        self._count = count

    def missing(self) -> str:
        """What has to be installed: PostgreSQL's client programs."""
        try:
            find_programs("pg_dump")
        except BackupError as error:
            return error.next_step
        return ""

    def back_up(self, run: Run) -> Written:
        """Dump the database, and the roles beside it, from one snapshot in which the tables are counted, too.

        Raises:
            BackupError: it did not succeed.
        """
        with _snapshot(run.url) as (connection, source), libpq(run.url) as known:
            programs = find_programs("pg_dump", at_least=source.major)
            suffix = streams.SUFFIX + (streams.ENCRYPTED_SUFFIX if run.encryption is Encryption.CLIENT else "")
            if foreign := left_out(connection):
                run.say(f"another server holds the rows of {', '.join(foreign)}: only their definitions are in it")
            dump = (programs["pg_dump"], "--format=custom", "--compress=0", "--no-password")
            with _running((*dump, f"--snapshot={source.snapshot}", "--lock-wait-timeout=60000"), known) as dumping:
                tables, stored = self._store(run, dumping, connection, suffix)
            roles = _roles(programs, known, source.database)
            more = run.store.write(GLOBALS, f"{run.prefix}globals.sql{suffix}", _packed((roles,), run))
        return Written(
            objects=(*stored, more),
            tables=tables,
            database=source.database,
            system_identifier=source.system_identifier,
            server_version=source.version,
            start_lsn=source.lsn,
            end_lsn=source.lsn,
            timeline=source.timeline,
            source_bytes=source.size,
            tools={"pg_dump": programs.version},
        )

    def _store(
        self, run: Run, dumping: "_Running", connection: "psycopg.Connection[Any]", suffix: str
    ) -> tuple[tuple[TableState, ...], tuple[StoredObject, ...]]:
        """Store the dump while the tables are counted; what fails first ends the other."""
        with ThreadPoolExecutor(1, thread_name_prefix="count") as pool:
            counting = pool.submit(self._count, connection, run.digest)
            counting.add_done_callback(lambda done: _end_if_failed(done, dumping.process))
            try:
                stored = tuple(_in_pieces(run, dumping.chunks(), suffix))
            except BaseException as error:
                # A dump that was ended because the counting failed says less than the counting does.
                if isinstance(error, BackupError):
                    _raise_if_failed(counting)
                _cancel(connection)
                raise
            return counting.result(), stored

    def restore(self, manifest: Manifest, store: Store, target: Target) -> None:
        """Restore into an empty database: first the roles that the server lacks, then the dump, ending at an error.

        Raises:
            BackupError: it did not succeed; the database holds a part, and is worthless.
        """
        stored = {one.role: one for one in manifest.objects}
        major = int(manifest.tools.get("pg_dump", manifest.server_version).split(".")[0])
        with libpq(target.url) as known:
            if GLOBALS in stored:
                text = b"".join(unpacked(stored[GLOBALS], manifest, store, target.identity_file))
                make_roles(target.url, text.decode(errors="replace"))
            gone = _Gone(target.progress)

            def read(one: StoredObject) -> Iterator[bytes]:
                return gone.counted(unpacked(one, manifest, store, target.identity_file))

            dump = [Piece(begins=one.begins, size=one.unpacked, read=partial(read, one)) for one in pieces_of(manifest)]
            database = _conninfo(known.environment.get("PGDATABASE") or known.environment.get("PGUSER", "postgres"))
            restoring = Restoring(
                program=programs_for(target, major)["pg_restore"],
                known=known,
                database=database,
                jobs=target.jobs,
            )
            restoring.run(dump, target.scratch_folder)

    def remove(self, manifest: Manifest, store: Store) -> Sequence[str]:
        """Remove its objects, the manifest first."""
        kept = store.remove((manifest_key(manifest.id),))
        return kept or store.remove(tuple(one.key for one in manifest.objects))


@dataclass(slots=True)
class _Running:
    """A program whose output is taken as it comes; its words go to a file, so that it never waits for a reader."""

    process: "subprocess.Popen[bytes]"
    words: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """Its output; raises when it ends badly, after the last of it."""
        output = self.process.stdout
        assert output is not None  # noqa: S101  # it was started with a pipe
        # So that it can write on while a chunk is packed; a system that allows less has a shorter pipe.
        with suppress(OSError):
            fcntl.fcntl(output, fcntl.F_SETPIPE_SZ, streams.CHUNK)
        while chunk := output.read(streams.CHUNK):
            yield chunk
        if code := self.process.wait():
            self.words.seek(0)
            raise failed(str(self.process.args[0]), code, self.words.read())  # type: ignore[index]


@contextmanager
def _running(command: Sequence[str], known: Libpq) -> Iterator[_Running]:
    with tempfile.TemporaryFile() as words:
        process = start(command, known, stderr=words.fileno())
        try:
            yield _Running(process, words)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


@contextmanager
def _snapshot(url: str) -> Iterator[tuple["psycopg.Connection[Any]", _Source]]:
    """A transaction whose snapshot pg_dump takes, too; it stays open until the dump is done."""
    import psycopg

    try:
        connection = open_connection(url)
    except (psycopg.Error, ValueError) as error:
        raise unreachable(error) from error
    try:
        with connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute(_FACTS).fetchone()
            assert row is not None  # noqa: S101  # a SELECT without FROM gives a row
            name, version, major, size, lsn, snapshot = row
            identifier, timeline = _cluster(connection)
            source = _Source(name, version.split()[0], major, size, lsn, snapshot, identifier, timeline)
            yield connection, source
    except psycopg.Error as error:
        raise unreachable(error) from error


def _cluster(connection: "psycopg.Connection[Any]") -> tuple[str, int]:
    """The cluster's number and timeline; empty and 0 where a managed server does not show them."""
    import psycopg

    # After a promotion the control file has the timeline before, until the next checkpoint; the WAL has the new one.
    query = """
    SELECT system_identifier::text, CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
      ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END
    FROM pg_control_system()
    """
    try:
        with connection.transaction():
            row = connection.execute(query).fetchone()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFunction):
        return "", 0
    return (row[0], row[1]) if row else ("", 0)


def _roles(programs: Programs, known: Libpq, database: str) -> bytes:
    """Roles, memberships and grants; without passwords where the role may not read them, as on a managed server."""
    command = (programs["pg_dumpall"], "--globals-only", "--no-password", f"--database={_conninfo(database)}")
    try:
        return finish(command, known).encode()
    except BackupError:
        return finish((*command, "--no-role-passwords", "--no-tablespaces"), known).encode()


def pieces_of(manifest: Manifest) -> Sequence[StoredObject]:
    """The pieces of a dump, in their order; together they are what pg_dump wrote."""
    return [one for one in manifest.objects if one.role == DATABASE or one.begins]


def _in_pieces(run: Run, dump: Iterable[bytes], suffix: str) -> Iterator[StoredObject]:
    """Store a dump as it is made."""
    sent = _Gone(run.progress)
    for number, (begins, piece) in enumerate(cut(dump), 1):
        taken = _Gone()
        key = f"{run.prefix}database.dump.{number:04}{suffix}"
        role = DATABASE if number == 1 else f"{DATABASE}-{number}"
        stored = run.store.write(role, key, sent.counted(_packed(taken.counted(piece), run)))
        yield replace(stored, begins=begins, unpacked=taken.size)


def _packed(chunks: Iterable[bytes], run: Run) -> Iterator[bytes]:
    packed = streams.compress(chunks)
    return streams.encrypt(packed, run.key_id) if run.encryption is Encryption.CLIENT else packed


def unpacked(stored: StoredObject, manifest: Manifest, store: Store, identity: Path | None) -> Iterator[bytes]:
    """An object of a dump as it was before it was packed and encrypted.

    Raises:
        BackupError: the store, the key or the stream fails; raised while it is read.
    """
    where, chunks = f"{store.where}/{stored.key}", store.read(stored)
    if manifest.encryption is Encryption.CLIENT:
        chunks = streams.decrypt(chunks, identity, where)
    return streams.decompress(chunks, where)


class _Gone:
    """Bytes that have gone so far, of one stream after another or of several at once.

    Args:
        tell: called with their sum.
    """

    def __init__(self, tell: Callable[[int], None] = lambda _: None) -> None:
        self.size = 0
        self._tell = tell
        self._guard = threading.Lock()

    def counted(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks."""
        for chunk in chunks:
            with self._guard:
                self.size += len(chunk)
                self._tell(self.size)
            yield chunk


def _end_if_failed(counting: "Future[tuple[TableState, ...]]", process: "subprocess.Popen[bytes]") -> None:
    if not counting.cancelled() and counting.exception() is not None:
        # Asked to end, pg_dump would first ask the server to, and wait for ever where nobody answers any more.
        process.kill()


def _cancel(connection: "psycopg.Connection[Any]") -> None:
    """End the query that counts, which nobody needs any more and which may go on for long.

    The request is a connection of its own, to a server that may be gone by now: it is not waited for long.
    """
    import psycopg

    with suppress(psycopg.Error):
        connection.cancel_safe(timeout=_CANCEL_SECONDS)


def _raise_if_failed(counting: "Future[tuple[TableState, ...]]") -> None:
    if counting.done() and (error := counting.exception()) is not None:
        raise error


def _conninfo(database: str) -> str:
    """A database's name as a connection string: a name with an equals sign would be taken for one."""
    escaped = re.sub(r"(['\\])", r"\\\1", database)
    return f"dbname='{escaped}'"
