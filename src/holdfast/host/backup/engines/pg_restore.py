"""Brings a dump back while it is still on its way: one table after another at first, then all that are left at once."""

import fcntl
import itertools
import os
import re
import select
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from holdfast.host.backup import streams
from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.engines.engine import Target
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.lock import unreachable
from holdfast.host.backup.programs import Libpq, Programs, failed, find_programs, finish, start

if TYPE_CHECKING:
    import psycopg

SMALL = 16 << 20
"""A dump that is not larger comes back by one process: more would be busy with starting."""
_SECONDS = 0.1
_HEAD = 128 << 20
"""More than the table of contents of a hundred thousand tables takes."""
_ROLE_LINE = re.compile(r'(?:CREATE|ALTER) ROLE ((?:"(?:[^"]|"")*")|[a-z_][a-z0-9_$]*)[ ;]')
_ENTRY = re.compile(r"\d+; \d+ \d+ (?P<what>.*)")
_NEEDS = ";\tdepends on:"
_ROWS = "TABLE DATA "
_INDEX = re.compile(r"(?:INDEX (?!ATTACH )|CONSTRAINT )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """One dump on its way into one empty database.

    Attributes:
        program: pg_restore.
        known: how it reaches the server.
        database: the database as a connection string.
        jobs: how many tables or indexes at once.
        size: bytes of the dump when it is unpacked; 0 when not known.
        room: bytes that must stay free beside it.
    """

    program: str
    known: Libpq = field(repr=False)
    database: str
    jobs: int
    size: int
    room: int

    def run(self, dump: Iterator[bytes], scratch: Path) -> None:
        """Restore it: over a file where there is room for one, else as a stream, one table at a time.

        Raises:
            BackupError: it did not succeed.
        """
        free = _free(scratch)
        if self.jobs < 2 or free < 2 * _HEAD or 0 < self.size <= SMALL:
            self._stream(dump)
            return
        with tempfile.TemporaryDirectory(prefix="holdfast-restore-", dir=scratch) as folder:
            if self.size and free > self.size + self.room:
                _Spooled(self, Path(folder)).run(dump)
                return
            # Rows go in as they come out of the store; then indexes and constraints, several at once, for which
            # pg_restore needs a file, but only what stands at the dump's beginning.
            head = Path(folder) / "head.dump"
            self._stream(_kept(dump, head), "--section=pre-data", "--section=data")
            finish((*self.into("--section=post-data", f"--jobs={self.jobs}"), str(head)), self.known)

    def into(self, *words: str) -> Sequence[str]:
        """pg_restore into the database, ending at the first error."""
        return (self.program, "--exit-on-error", "--no-password", f"--dbname={self.database}", *words)

    def _stream(self, dump: Iterable[bytes], *words: str) -> None:
        def feed(stdin: IO[bytes]) -> None:
            for chunk in dump:
                stdin.write(chunk)

        run_fed(self.into(*words), self.known, feed)


class _Spooled:
    """A dump that is written into a file, and read from it by one pg_restore after another while it still grows.

    It comes faster than PostgreSQL takes it, but not at once: so rows go in from the first moment on, a table with its
    indexes for each worker, and what is left when the whole is here is pg_restore's own to share out.
    """

    def __init__(self, restoring: Restoring, folder: Path) -> None:
        self._restoring = restoring
        self._folder = folder
        self._path = folder / "whole.dump"
        self._grown = threading.Condition()
        self._there = 0
        self._whole = False
        self._given_up = False
        self._listed: Sequence[str] = ()
        self._left: list[Sequence[str]] = []  # tables that nobody fills yet, each with its indexes
        self._done: set[str] = set()
        self._made = threading.Event()  # the tables, without rows; or nothing will ever be
        self._running: list[subprocess.Popen[bytes]] = []
        self._first: BaseException | None = None  # what failed first says why: the others are only ended with it

    def run(self, dump: Iterator[bytes]) -> None:
        """Bring all of it back."""
        workers = range(self._restoring.jobs)
        with self._path.open("wb", 0) as file, ThreadPoolExecutor(len(workers), thread_name_prefix="restore") as pool:
            early = [pool.submit(self._early, worker) for worker in workers]
            for one in early:
                one.add_done_callback(self._ended)
            try:
                self._take_in(dump, file)
                self._late(early)
            except BaseException as error:
                self._give_up()
                if isinstance(error, BackupError) and self._first:
                    raise self._first from None
                raise

    def _take_in(self, dump: Iterator[bytes], file: IO[bytes]) -> None:
        for chunk in dump:
            if self._given_up:
                return
            _save(file, chunk)
            self._tell(len(chunk))
        self._tell(0, whole=True)

    def _early(self, worker: int) -> None:
        """Fill tables in the dump's order until the whole is here; the first worker makes them before."""
        if worker == 0:
            self._make()
        self._made.wait()
        number = 1
        while some := self._take(number):
            self._fed(self._restoring.into(self._only(f"early-{worker}", some)))
            # Each passes over what others have taken: so there are few of them, however many tables there are.
            number *= 2

    def _make(self) -> None:
        """Make the tables, without rows, and keep the list of all that the dump holds."""
        with tempfile.TemporaryFile() as printed:
            self._fed((self._restoring.program, "--list", "--verbose"), printed.fileno())
            printed.seek(0)
            contents = printed.read().decode(errors="replace").splitlines()
        self._listed = [line for line in contents if _ENTRY.match(line)]
        self._left = tables_in(contents)
        self._fed(self._restoring.into("--section=pre-data"))
        self._made.set()

    def _late(self, early: "Sequence[Future[None]]") -> None:
        """Fill the tables that are left, several at once; then make what needs all of them, several at once."""
        jobs = f"--jobs={self._restoring.jobs}"
        wait(early, return_when=FIRST_COMPLETED)
        if left := self._take(len(self._left), late=True):
            self._run(self._restoring.into(jobs, self._only("late", left)))
        for one in early:
            one.result()
        rest = self._only("rest", [line for line in self._listed if line not in self._done])
        self._run(self._restoring.into("--section=data", "--section=post-data", jobs, rest))

    def _take(self, number: int, *, late: bool = False) -> Sequence[str]:
        """The entries of the next tables, which nobody else may fill from now on; none once the whole is here."""
        with self._grown:
            if (self._whole and not late) or self._given_up:
                return ()
            some = [line for table in self._left[:number] for line in table]
            del self._left[:number]
            self._done.update(some)
            return some

    def _only(self, name: str, entries: Iterable[str]) -> str:
        path = self._folder / f"{name}.list"
        path.write_text("".join(f"{line}\n" for line in entries), encoding="utf-8")
        return f"--use-list={path}"

    def _tell(self, more: int, *, whole: bool = False) -> None:
        with self._grown:
            self._there += more
            self._whole = self._whole or whole
            self._grown.notify_all()

    def _ended(self, early: "Future[None]") -> None:
        error = early.exception()
        if error is None:
            return
        if not self._given_up:
            self._first = error
        self._give_up()

    def _give_up(self) -> None:
        """End everything that works on it."""
        with self._grown:
            self._given_up = True
            self._grown.notify_all()
            for process in self._running:
                process.kill()
        self._made.set()

    def _begun(self, process: "subprocess.Popen[bytes]") -> None:
        with self._grown:
            self._running = [one for one in self._running if one.returncode is None]
            self._running.append(process)
            if self._given_up:
                process.kill()

    def _fed(self, command: Sequence[str], stdout: int = subprocess.DEVNULL) -> None:
        run_fed(command, self._restoring.known, self._feed, stdout=stdout, begun=self._begun)

    def _run(self, command: Sequence[str]) -> None:
        run_fed((*command, str(self._path)), self._restoring.known, lambda _: None, begun=self._begun)

    def _feed(self, stdin: IO[bytes]) -> None:
        """The file from its beginning, as far as it has grown, until the reader has enough."""
        offset = 0
        with self._path.open("rb", 0) as file:
            while there := self._more(offset, stdin):
                offset += os.sendfile(stdin.fileno(), file.fileno(), offset, min(there, streams.CHUNK))

    def _more(self, offset: int, stdin: IO[bytes]) -> int:
        """Bytes that are there behind `offset`; 0 at the end of the whole, or when nobody reads them any more."""
        with self._grown:
            while not self._grown.wait_for(
                lambda: self._there > offset or self._whole or self._given_up, _SECONDS
            ) and not _is_left(stdin):
                continue
            return 0 if self._given_up else self._there - offset


def tables_in(contents: Iterable[str]) -> list[Sequence[str]]:
    """The entries with rows, each with those of the indexes that need nothing but its table.

    An index of a part of a table waits for that of the whole, and one that calls a function of the user's may see other
    tables: such are left for the end, as are foreign keys and triggers, before which all rows must be in.

    Args:
        contents: what `pg_restore --list --verbose` prints, in lines.
    """
    lines = [*contents, ""]
    tables: dict[str, list[str]] = {}
    for line, following in itertools.pairwise(lines):
        if not (entry := _ENTRY.match(line)):
            continue
        needs = set(following.removeprefix(_NEEDS).split()) if following.startswith(_NEEDS) else set()
        alone = needs.pop() if len(needs) == 1 else ""
        if alone and entry["what"].startswith(_ROWS):
            tables[alone] = [line]
        elif _INDEX.match(entry["what"]) and alone in tables:
            tables[alone].append(line)
    return list(tables.values())


def _is_left(pipe: IO[bytes]) -> bool:
    """Whether the reader of a pipe has gone."""
    asked = select.poll()
    asked.register(pipe, 0)
    return bool(asked.poll(0))


def programs_for(target: Target, major: int) -> Programs:
    """The target's own programs, or newer ones where the dump needs them.

    Raises:
        BackupError: there are none.
    """
    if target.programs is None:
        return find_programs("pg_restore", at_least=major)
    version = finish((target.programs / "pg_restore", "--version")).split()[-1]
    found = Programs(int(version.split(".")[0]), target.programs, version)
    return found if found.major >= major else find_programs("pg_restore", at_least=major)


def run_fed(
    command: Sequence[str],
    known: Libpq,
    feed: Callable[[IO[bytes]], None],
    *,
    stdout: int = subprocess.DEVNULL,
    begun: Callable[["subprocess.Popen[bytes]"], None] = lambda _: None,
) -> None:
    """Run a program to its end, fed by `feed`; one that ends early says why by its code, not by the pipe.

    Raises:
        BackupError: it ends with another code than 0, or `feed` does.
    """
    with tempfile.TemporaryFile() as words:
        process = start(command, known, stdin=subprocess.PIPE, stdout=stdout, stderr=words.fileno())
        begun(process)
        stdin = process.stdin
        assert stdin is not None  # noqa: S101  # it was started with a pipe
        with suppress(OSError):
            fcntl.fcntl(stdin, fcntl.F_SETPIPE_SZ, streams.CHUNK)
        try:
            with suppress(BrokenPipeError):
                feed(stdin)
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                stdin.close()
            code = process.wait()
        if code:
            words.seek(0)
            raise failed(command[0], code, words.read())


def make_roles(url: str, text: str) -> None:
    """Make the roles that the server lacks, with their rights; those that it has stay as they are.

    Args:
        url: of the target.
        text: what pg_dumpall printed.

    Raises:
        BackupError: the server does not answer, or refuses.
    """
    import psycopg

    try:
        with open_connection(url) as connection:
            rows = connection.execute("SELECT quote_ident(rolname) FROM pg_roles").fetchall()
            for statement in _wanted(text, {row[0] for row in rows}):
                _try(connection, statement)
    except psycopg.Error as error:
        raise unreachable(error) from error


def _try(connection: "psycopg.Connection[Any]", statement: str) -> None:
    """Run it; a grant that is there already, or that a managed server forbids, is not worth a failed restore."""
    import psycopg

    with suppress(psycopg.errors.DuplicateObject, psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def _wanted(text: str, there: Set[str]) -> Iterator[str]:
    """The statements of pg_dumpall about roles that are not there, and all grants."""
    for line in text.splitlines():
        role = _ROLE_LINE.match(line)
        if (role and role[1] not in there) or line.startswith("GRANT "):
            yield line


def _free(folder: Path) -> int:
    """Bytes that are free there; 0 where nothing can be written."""
    try:
        space = os.statvfs(folder)
    except OSError:
        return 0
    return space.f_bavail * space.f_frsize


def _kept(chunks: Iterable[bytes], path: Path) -> Iterator[bytes]:
    """The chunks; their beginning, which holds the dump's table of contents, goes into a file, too."""
    left = _HEAD
    with path.open("wb", 0) as head:
        for chunk in chunks:
            if left > 0:
                _save(head, chunk)
                left -= len(chunk)
            yield chunk


def _save(file: IO[bytes], chunk: bytes) -> None:
    rest = memoryview(chunk)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError as error:
        raise BackupError(
            Cause.DISK_FULL,
            f"the dump cannot be written there ({error.strerror})",
            where=str(file.name),
            next_step="make room there, or name another folder",
        ) from error
