"""Brings a dump back as it comes out of the store: its pieces side by side, then what needs all of them."""

import fcntl
import itertools
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from holdfast.host.backup import streams
from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.engines.engine import Target
from holdfast.host.backup.engines.pieces import Block, head_of
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.lock import unreachable
from holdfast.host.backup.programs import Libpq, Programs, failed, find_programs, finish, start

if TYPE_CHECKING:
    import psycopg

SMALL = 16 << 20
"""A dump that is not larger comes back by one process: more would be busy with starting."""
_ROOM = 4
"""The contents as a file, and its entries in lists, take no more than so many times the contents' size."""
_ROLE_LINE = re.compile(r'(?:CREATE|ALTER) ROLE ((?:"(?:[^"]|"")*")|[a-z_][a-z0-9_$]*)[ ;]')
_ENTRY = re.compile(r"(?P<number>\d+); \d+ \d+ (?P<what>.*)")
_NEEDS = ";\tdepends on:"
_ROWS = "TABLE DATA "
_INDEX = re.compile(r"(?:INDEX (?!ATTACH )|CONSTRAINT )")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a dump as it lies in the store.

    Attributes:
        begins: number of the dump's entry with whose rows it begins; 0 for the first, which has the contents, too.
        size: its bytes when it is unpacked; 0 when not known.
        read: gives these bytes, each time anew.
    """

    begins: int
    size: int
    read: Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """One dump on its way into one empty database.

    Attributes:
        program: pg_restore.
        known: how it reaches the server.
        database: the database as a connection string.
        jobs: how many pieces or indexes at once.
    """

    program: str
    known: Libpq = field(repr=False)
    database: str
    jobs: int

    def run(self, dump: Sequence[Piece], scratch: Path) -> None:
        """Restore it: several pieces at once, then what needs all of them.

        Args:
            dump: its pieces, in their order.
            scratch: a folder for the dump's contents, without rows. Where they do not fit, cannot be read, or are not
                worth it, one process restores one table after another.

        Raises:
            BackupError: it did not succeed.
        """
        is_small = 0 < sum(piece.size for piece in dump) <= SMALL
        head = None if self.jobs < 2 or is_small else head_of(dump[0].read())
        shares = shared_out(head[1].blocks, [piece.begins for piece in dump]) if head else ()
        if head is None or not shares or _free(scratch) < _ROOM * len(head[0]):
            run_fed(self.into(), self.known, itertools.chain.from_iterable(piece.read() for piece in dump))
            return
        with tempfile.TemporaryDirectory(prefix="holdfast-restore-", dir=scratch) as folder:
            path = Path(folder) / "head.dump"
            _save(path, head[0])
            _SideBySide(self, path).run(dump, shares)

    def into(self, *words: str) -> Sequence[str]:
        """pg_restore into the database, ending at the first error."""
        return (self.program, "--exit-on-error", "--no-password", f"--dbname={self.database}", *words)


class _SideBySide:
    """Pieces that come back side by side, each by a pg_restore that takes it for the whole dump.

    It is given the dump's head, and behind it the piece alone: what its list does not name it never looks for.

    Args:
        restoring: into what.
        head: a file with the dump's head and contents, which is all that pg_restore needs besides rows.
    """

    def __init__(self, restoring: Restoring, head: Path) -> None:
        self._restoring = restoring
        self._head = head
        self._guard = threading.Lock()
        self._coming = 0  # pieces whose rows are not in yet
        self._done: set[str] = set()
        self._running: list[subprocess.Popen[bytes]] = []
        self._first: BaseException | None = None  # what failed first says why: the others are only ended with it

    def run(self, dump: Sequence[Piece], shares: Sequence[Sequence[int]]) -> None:
        """Bring all of it back.

        Args:
            dump: its pieces.
            shares: the entries whose rows each of them holds.
        """
        contents = finish((self._restoring.program, "--list", "--verbose", str(self._head))).splitlines()
        entries = {int(found["number"]): line for line in contents if (found := _ENTRY.match(line))}
        indexes = indexes_in(contents)
        finish((*self._restoring.into("--section=pre-data"), str(self._head)), self._restoring.known)
        self._coming = len(dump)
        with ThreadPoolExecutor(self._restoring.jobs, thread_name_prefix="restore") as pool:
            working = [
                pool.submit(self._fill, piece, [entries[number] for number in share], _of(share, indexes))
                # The largest first: what is left for the end is short.
                for piece, share in sorted(zip(dump, shares, strict=True), key=lambda one: -one[0].size)
            ]
            try:
                wait(working)
            except BaseException as error:
                self._give_up(error)
                raise
        if self._first:
            raise self._first
        rest = self._only("rest", (line for line in entries.values() if line not in self._done))
        jobs = f"--jobs={self._restoring.jobs}"
        self._make("--section=data", "--section=post-data", jobs, rest)

    def _fill(self, piece: Piece, rows: Sequence[str], indexes: Sequence[str]) -> None:
        """Bring a piece's rows back, and while others still come, the indexes that need nothing else."""
        if self._first:
            return
        try:
            command = self._restoring.into(self._only(f"rows-{piece.begins}", rows))
            chunks = piece.read()
            head = (self._head.read_bytes(),) if piece.begins else ()
            run_fed(command, self._restoring.known, itertools.chain(head, chunks), begun=self._begun)
            # Whether it came whole out of the store is said behind its last byte.
            for _ in chunks:
                continue
            self._note(rows)
            if self._are_others_coming() and indexes:
                self._make(self._only(f"indexes-{piece.begins}", indexes))
                self._note(indexes)
        except BaseException as error:
            self._give_up(error)
            raise

    def _note(self, entries: Iterable[str]) -> None:
        """These are in."""
        with self._guard:
            self._done.update(entries)

    def _are_others_coming(self) -> bool:
        """One more piece's rows are in; whether there are some that are not."""
        with self._guard:
            self._coming -= 1
            return self._coming > 0

    def _make(self, *words: str) -> None:
        """Make what needs no rows out of the dump."""
        run_fed((*self._restoring.into(*words), str(self._head)), self._restoring.known, (), begun=self._begun)

    def _only(self, name: str, entries: Iterable[str]) -> str:
        path = self._head.with_name(f"{name}.list")
        _save(path, "".join(f"{line}\n" for line in entries).encode())
        return f"--use-list={path}"

    def _begun(self, process: "subprocess.Popen[bytes]") -> None:
        with self._guard:
            self._running.append(process)
            if self._first:
                process.kill()

    def _give_up(self, error: BaseException) -> None:
        """End all that still works on it."""
        with self._guard:
            self._first = self._first or error
            for process in self._running:
                process.kill()


def shared_out(blocks: Iterable[Block], begins: Sequence[int]) -> Sequence[Sequence[int]]:
    """The numbers of the entries whose rows each piece holds; none where the contents do not know all the pieces.

    Args:
        blocks: of the dump, in their order.
        begins: the entry with which each piece begins; 0 for the first.
    """
    shares: list[list[int]] = [[]]
    for block in blocks:
        if len(shares) < len(begins) and block.number == begins[len(shares)]:
            shares.append([])
        shares[-1].append(block.number)
    return shares if len(shares) == len(begins) else ()


def indexes_in(contents: Iterable[str]) -> Mapping[int, Sequence[str]]:
    """For the number of each entry with rows, the entries of the indexes that need nothing but its table.

    An index of a part of a table waits for that of the whole, and one that calls a function of the user's may see other
    tables: such are left for the end, as are foreign keys and triggers, before which all rows must be in.

    Args:
        contents: what `pg_restore --list --verbose` prints, in lines.
    """
    tables: dict[str, int] = {}
    found: dict[int, list[str]] = {}
    for line, following in itertools.pairwise([*contents, ""]):
        if not (entry := _ENTRY.match(line)):
            continue
        needs = set(following.removeprefix(_NEEDS).split()) if following.startswith(_NEEDS) else set()
        alone = needs.pop() if len(needs) == 1 else ""
        if alone and entry["what"].startswith(_ROWS):
            tables[alone] = int(entry["number"])
        elif _INDEX.match(entry["what"]) and alone in tables:
            found.setdefault(tables[alone], []).append(line)
    return found


def _of(share: Iterable[int], indexes: Mapping[int, Sequence[str]]) -> list[str]:
    return [line for number in share for line in indexes.get(number, ())]


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
    chunks: Iterable[bytes],
    *,
    begun: Callable[["subprocess.Popen[bytes]"], None] = lambda _: None,
) -> None:
    """Run a program to its end, fed with `chunks`; one that ends early says why by its code, not by the pipe.

    Raises:
        BackupError: it ends with another code than 0, or `chunks` raises it.
    """
    with tempfile.TemporaryFile() as words:
        process = start(command, known, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words.fileno())
        begun(process)
        stdin = process.stdin
        assert stdin is not None  # noqa: S101  # it was started with a pipe
        with suppress(OSError):
            fcntl.fcntl(stdin, fcntl.F_SETPIPE_SZ, streams.CHUNK)
        try:
            with suppress(BrokenPipeError):
                stdin.writelines(chunks)
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


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BackupError(
            Cause.DISK_FULL,
            f"the dump's contents cannot be written there ({error.strerror})",
            where=str(path),
            next_step="make room there, or name another folder",
        ) from error
