"""What a dump says of the database itself: encoding, locale, owner, settings, grants; pg_restore leaves it out."""

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.programs import Libpq, Programs, failed, libpq, start

if TYPE_CHECKING:
    from holdfast.host.backup.server import Server

_LISTED = re.compile(r"\d+; \d+ \d+ (DATABASE|DATABASE PROPERTIES|(ACL|COMMENT|SECURITY LABEL) - DATABASE) ")
_OWN = re.compile(r"CREATE DATABASE |ALTER DATABASE |ALTER ROLE |GRANT |REVOKE |COMMENT ON DATABASE |SECURITY LABEL ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The statements that make the database as it was, with the name that it had.

    Attributes:
        name: of the database in the dump.
        create: the statement that makes it.
        properties: owner, settings, grants and comment.
    """

    name: str
    create: str
    properties: tuple[str, ...] = ()

    def make(self, connection: "psycopg.Connection[Any]", name: str, *, any_locale: bool = False) -> None:
        """Make an empty database with the dump's encoding and locale.

        Args:
            connection: to another database of the server, each statement committed at once.
            name: of the new one.
            any_locale: take the locale `C` where this machine does not have the dump's.

        Raises:
            BackupError: the server does not know the locale.
        """
        try:
            connection.execute(self._renamed(self.create, name))
        except psycopg.Error as error:
            encoding = re.search(r"ENCODING = '([^']+)'", self.create)
            if any_locale:
                words = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LOCALE 'C'")
                made = sql.Literal(encoding[1] if encoding else "UTF8")
                connection.execute(words.format(sql.Identifier(name), made))
                return
            locale = ", ".join(re.findall(r"(?:LOCALE|LC_\w+|ICU_LOCALE) = '([^']+)'", self.create))
            raise BackupError(
                Cause.TARGET,
                f"the target server cannot make a database with the dump's locale ({locale or 'its default'})",
                where=name,
                next_step="install the locale there (locale-gen; then restart PostgreSQL), and run it again",
            ) from error

    def apply(self, connection: "psycopg.Connection[Any]", name: str) -> tuple[str, ...]:
        """Give a database the dump's owner, settings and grants; one line for each that the server refused."""
        refused = []
        for statement in self.properties:
            try:
                connection.execute(self._renamed(statement, name))
            except psycopg.Error as error:
                refused.append(f"{_shown(statement)} (SQLSTATE {error.sqlstate})")
        return tuple(refused)

    def make_database(self, server: "Server", name: str) -> None:
        """Make it in a scratch server, where another locale will do."""
        with server.connect() as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                self.make(connection, name, any_locale=True)

    def _renamed(self, statement: str, name: str) -> bytes:
        """The statement for a database of another name."""
        # pg_dump puts quotes only where a name needs them.
        there = rf"DATABASE ({re.escape(quoted(self.name))}|{re.escape(self.name)})(?=[ ;])"
        return re.sub(there, lambda _: f"DATABASE {quoted(name)}", statement, count=1).encode()


def read_header(open_dump: Callable[[], Iterable[bytes]], programs: Programs, database: str) -> Header:
    """Read what a dump in pg_dump's custom format says of the database; only its beginning is read.

    Args:
        open_dump: gives the dump's bytes from the beginning, each time anew.
        programs: with a pg_restore that reads it.
        database: its name in the dump.

    Raises:
        BackupError: the dump cannot be read.
    """
    listed = _said(open_dump(), (programs["pg_restore"], "--create", "--list"))
    wanted = [line for line in listed.splitlines() if _LISTED.match(line)]
    handle = os.memfd_create("list", 0)
    try:
        os.write(handle, "\n".join([*wanted, ""]).encode())
        place = f"/proc/self/fd/{handle}"
        command = (programs["pg_restore"], "--create", "--schema-only", "--use-list", place, "--file", "-")
        statements = list(_statements(_said(open_dump(), command, handle)))
    finally:
        os.close(handle)
    create = next((one for one in statements if one.startswith("CREATE DATABASE ")), "")
    return Header(
        name=database,
        create=create or f"CREATE DATABASE {quoted(database)} WITH TEMPLATE = template0;",
        properties=tuple(one for one in statements if one != create),
    )


def quoted(name: str) -> str:
    """A name in quotes, which every name may have."""
    return '"' + name.replace('"', '""') + '"'


def _said(chunks: Iterable[bytes], command: tuple[str, ...], *files: int) -> str:
    with libpq("postgresql:///postgres") as known:
        process = start(command, Libpq(known.environment, files), stdin=-1)
    problems: list[BackupError] = []
    with process:
        assert process.stdin is not None  # noqa: S101  # pipes were asked for
        assert process.stdout is not None  # noqa: S101
        assert process.stderr is not None  # noqa: S101
        feeding = threading.Thread(target=_guarded, args=(chunks, process.stdin, problems), name="feeds", daemon=True)
        feeding.start()
        printed, said = process.stdout.read(), process.stderr.read()
        process.wait()
        feeding.join()
    if problems:
        raise problems[0]
    if process.returncode:
        raise failed(command[0], process.returncode, said)
    return printed.decode(errors="replace")


def _guarded(chunks: Iterable[bytes], to: IO[bytes], problems: list[BackupError]) -> None:
    try:
        _feed(chunks, to)
    except BackupError as problem:
        problems.append(problem)
    finally:
        with suppress(OSError):
            to.close()


def _feed(chunks: Iterable[bytes], to: IO[bytes]) -> None:
    """Everything until the reader has enough."""
    read = iter(chunks)
    try:
        for chunk in read:
            to.write(chunk)
    except BrokenPipeError:
        return
    finally:
        close = getattr(read, "close", None)
        if close:
            close()


def _statements(script: str) -> Iterator[str]:
    """The statements on databases; a comment's text may hold line ends, and semicolons at them."""
    lines: list[str] = []
    for line in script.splitlines():
        if not lines and not _OWN.match(line):
            continue
        lines.append(line)
        text = "\n".join(lines)
        if line.endswith(";") and text.count("'") % 2 == 0 and text.count('"') % 2 == 0:
            yield text
            lines = []


def _shown(statement: str) -> str:
    """A statement without its values."""
    return re.sub(r"(?s)'.*'", "'…'", statement).rstrip(";")[:120]
