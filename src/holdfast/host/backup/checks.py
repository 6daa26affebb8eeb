"""What is asked of a restored database besides its tables: pg_amcheck, and the application's own query."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from holdfast.host.backup.compare import differences
from holdfast.host.backup.connecting import open_connection
from holdfast.host.backup.programs import libpq, start
from holdfast.host.backup.server import Server
from holdfast.host.backup.tables import CountTables
from holdfast.host.backup.wal.sentinel import NEWEST
from holdfast.host.connections import reason_of
from holdfast.model.backup import Check, Manifest

if TYPE_CHECKING:
    import psycopg

_SMOKE_SECONDS = 60
_LONGEST = 300


def check_tables(connection: "psycopg.Connection[Any]", manifest: Manifest, count: CountTables) -> tuple[str, ...]:
    """One line for each table of the connection's database that is not as the manifest says."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        return differences(manifest.tables, count(connection, manifest.digest))
    finally:
        connection.execute("ROLLBACK")


def check_pages(server: Server, database: str) -> tuple[Check, str]:
    """Have pg_amcheck read every page of tables and indexes; how it ended, and what it said of trouble.

    Not there: the program is not installed, or the server has no extension `amcheck`, which comes with PostgreSQL's
    contrib package.
    """
    if not server.programs.has("pg_amcheck"):
        return Check.NOT_THERE, ""
    with server.connect(database) as connection:
        there = connection.execute("SELECT FROM pg_available_extensions WHERE name = 'amcheck'").fetchone()
    if there is None:
        return Check.NOT_THERE, ""
    command = (server.programs["pg_amcheck"], "--install-missing", "--heapallindexed", "--jobs", "2")
    with libpq(server.url(database)) as known:
        process = start((*command, "--no-strict-names", database), known)
        printed, said = process.communicate()
    if process.returncode == 0:
        return Check.PASSED, ""
    lines = [line.strip() for line in (printed or said).decode(errors="replace").splitlines() if line.strip()]
    return Check.FAILED, f"pg_amcheck: {' | '.join(lines[:3])[:_LONGEST]}"


def check_smoke(server: Server, database: str, query: str | None) -> tuple[Check, str]:
    """Ask the application's own query; how it ended, and why not, in safe words."""
    import psycopg

    if not query:
        return Check.NOT_THERE, ""
    with server.connect(database) as connection:
        try:
            connection.execute("BEGIN READ ONLY")
            connection.execute(f"SET LOCAL statement_timeout = '{_SMOKE_SECONDS}s'")
            row = connection.execute(query.encode()).fetchone()
        except psycopg.Error as error:
            state = f", SQLSTATE {error.sqlstate}" if error.sqlstate else ""
            return Check.FAILED, f"the smoke query: {reason_of(error)}{state}"
        finally:
            if not connection.closed:
                connection.execute("ROLLBACK")
    if row is None:
        return Check.FAILED, "the smoke query gives no row"
    if row[0] is not True:
        return Check.FAILED, f"the smoke query's first value is {_shown(row[0])}, and not true"
    return Check.PASSED, ""


def newest_sentinel(url: str) -> datetime | None:
    """When the newest sentinel of a live database was written; None when it cannot be asked, or has none."""
    import psycopg

    try:
        with open_connection(url, connect_timeout=5, options="-c statement_timeout=5000") as connection:
            row = connection.execute(NEWEST).fetchone()
    except (psycopg.Error, OSError, ValueError):
        return None
    return row[0].astimezone(UTC) if row and row[0] else None


def _shown(value: object) -> str:
    """What kind of value it is, because the value itself may be anybody's."""
    if value is None:
        return "null"
    return "false" if value is False else "no boolean"
