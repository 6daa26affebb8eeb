"""Exactly one host takes a run: an advisory lock in the database itself, which is gone when its holder is."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.failure import BackupError, Cause

if TYPE_CHECKING:
    import psycopg

# A holder whose host has vanished says no farewell: the server asks after it, and gives the lock up within a minute.
_MANNERS = """
SET statement_timeout = '10s'; SET idle_session_timeout = 0;
SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
"""


_STEPS = (
    ("login was refused", "see role and password in the database's URL, and pg_hba.conf on its server"),
    ("no database of that name", "see the name at the end of the database's URL (`psql -l` lists what there is)"),
    ("nothing listens", "see that PostgreSQL runs there (systemctl status postgresql), and host and port in the URL"),
    ("does not resolve", "see the host in the database's URL, and this host's DNS"),
    ("cannot be reached", "see the network between here and there, and host and port in the database's URL"),
    ("used up", "see who is connected (pg_stat_activity), or raise max_connections; then run it again"),
    ("certificate", "see sslmode and sslrootcert in the database's URL"),
    ("starting up", "wait until it has recovered, and run it again; its log says how far it is"),
    ("shutting down", "see who stops it, and run it again when it is back"),
)
"""What to do, by what `reason_of` says."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that this process holds, as far as the database has said."""

    number: int
    _connection: "psycopg.Connection[Any]" = field(repr=False)
    _url: str = field(repr=False)

    def require(self) -> None:
        """Ask the database whether it is still held, and whether the URL still leads to the server that holds it.

        Raises:
            BackupError: it is not, or the database does not say so: another host may be at work. Or another server has
                taken over meanwhile, in which nobody holds it.
        """
        import psycopg

        try:
            row = self._connection.execute("SELECT pg_backend_pid()").fetchone()
            holder = int(row[0]) if row else 0
            held = self._is_held(self._connection, holder)
        except psycopg.Error:
            held = False
        if not held:
            raise BackupError(
                Cause.DATABASE,
                "the lock was lost while the backup was made, so another host may have taken the run",
                where="the database",
                next_step="nothing: this attempt is thrown away, and the next run makes a backup",
            )
        try:
            with open_connection(self._url) as beside:
                same = self._is_held(beside, holder)
        except psycopg.Error:
            # Its connections are used up, say: where no other server answers, none has taken over.
            return
        if not same:
            raise BackupError(
                Cause.DATABASE,
                "another server answers for the database than the one that was backed up: it failed over meanwhile",
                where="the database",
                next_step="nothing: this attempt is thrown away, and the next run backs up the server that took over",
            )

    def _is_held(self, connection: "psycopg.Connection[Any]", holder: int) -> bool:
        query = (
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = %s AND granted "
            "AND classid::bigint = %s AND objid::bigint = %s AND objsubid = 1"
        )
        row = connection.execute(query, (holder, self.number >> 32, self.number & 0xFFFFFFFF)).fetchone()
        return bool(row and row[0])


def lock_number(product: str, environment: str, kind: str) -> int:
    """The number of the lock, below 2^63: the same on every host."""
    digest = hashlib.sha256(f"holdfast.backup\0{product}\0{environment}\0{kind}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


@contextmanager
def only_one(url: str, number: int) -> Iterator[Lock | None]:
    """Hold the lock, or None when another process does; it never waits for it.

    It is a session's lock: a pooler that changes sessions between transactions (PgBouncer's `transaction`) breaks it,
    so the URL must lead to the database itself.

    Raises:
        BackupError: the database cannot be reached.
    """
    import psycopg

    try:
        connection = open_connection(url)
    except (psycopg.Error, ValueError) as error:
        raise unreachable(error) from error
    with connection:
        try:
            connection.execute(_MANNERS)
            row = connection.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
        except psycopg.Error as error:
            raise unreachable(error) from error
        # The lock ends with the connection, however the process ends.
        yield Lock(number, connection, url) if row and row[0] else None


def unreachable(error: "psycopg.Error | ValueError") -> BackupError:
    """The error of a database that does not answer, in words that are safe."""
    from holdfast.host.connections import reason_of

    if isinstance(error, ValueError):
        # It says which part is wrong, and repeats none.
        return BackupError(
            Cause.DATABASE,
            f"the database's URL is none: {error}",
            where="the database",
            next_step="mend the variable that holds it: postgresql://USER:PASSWORD@HOST:PORT/NAME",
        )
    said = reason_of(error)
    step = next((step for sign, step in _STEPS if sign in said), "see the server's log, then run it again")
    return BackupError(Cause.DATABASE, f"the database does not answer: {said}", where="the database", next_step=step)
