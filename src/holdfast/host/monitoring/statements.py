"""Asks PostgreSQL on this host for what health does not: statements that run long now, and their mean time."""

import threading
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from holdfast.host.connections import connection_options, cut_connection
from holdfast.host.monitoring.metrics import Readings
from holdfast.model.errors import IncompleteError

WAIT_SECONDS = 5.0
"""The most that one look may take, besides the login. A server that was stopped in mid-answer is let go after it."""

# Clients alone: a stream of WAL to a standby or an archive is one "active" statement for days.
_RUNNING = """
SELECT count(*) FILTER (WHERE clock_timestamp() - query_start > %s * interval '1 millisecond')::float8,
  coalesce(max(extract(epoch FROM clock_timestamp() - query_start)), 0)::float8
FROM pg_stat_activity
WHERE state = 'active' AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""

_EXTENSION = """
SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname = 'pg_stat_statements'
"""

# Of this database alone; names of PostgreSQL 13 and later. `query` is never read: it may hold data of customers.
_TOTALS = sql.SQL("""
SELECT coalesce(sum(calls), 0)::float8, coalesce(sum(total_exec_time), 0)::float8 FROM {}.pg_stat_statements
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
""")


class Statements:
    """Slow statements and the mean time of a statement since the look before.

    Uses one short connection a minute, so that it takes none of the application's in between. Without the role
    `pg_read_all_stats` PostgreSQL shows the times of the agent's own user alone, and the numbers cover no more.

    Args:
        url: the database's connection URL, as applications write it.
        slow_ms: milliseconds from which a statement is slow.
        wait_seconds: the most that the login (at least 2 seconds) and the questions may take, each.

    Raises:
        DatabaseUrlError: `url` is none.
    """

    def __init__(self, url: str, slow_ms: int, wait_seconds: float = WAIT_SECONDS) -> None:
        self._conninfo = _conninfo(url, wait_seconds)
        self._slow_ms = slow_ms
        self._wait = wait_seconds
        self._before: tuple[float, float] | None = None

    def collect(self) -> Readings:
        """Slow statements and the age of the oldest; from the second look on the mean time, where the extension is.

        Raises:
            IncompleteError: the database does not answer, or refuses.
        """
        try:
            running, totals = self._asked()
        except (psycopg.Error, OSError):
            # libpq's text may repeat parts of the URL.
            raise IncompleteError(
                "does not answer, or refuses", where="PostgreSQL", next_step="see /health for the database's own probe"
            ) from None
        return {**running, **(self._mean(totals) if totals is not None else {})}

    def _asked(self) -> tuple[Readings, tuple[float, float] | None]:
        with psycopg.connect(self._conninfo, autocommit=True, prepare_threshold=None) as connection:
            # The server's own time limit does not help when the server is what hangs.
            watchdog = threading.Timer(self._wait, cut_connection, (connection,))
            watchdog.daemon = True
            watchdog.start()
            try:
                return self._running(connection), self._totals(connection)
            finally:
                watchdog.cancel()

    def _running(self, connection: Connection[Any]) -> Readings:
        limit = sql.SQL("SET statement_timeout = {}").format(sql.Literal(int(self._wait * 1000)))
        connection.execute(limit)
        slow, longest = connection.execute(_RUNNING, (self._slow_ms,)).fetchone() or (0.0, 0.0)
        return {"database_slow_queries": slow, "database_longest_query_seconds": longest}

    @staticmethod
    def _totals(connection: Connection[Any]) -> tuple[float, float] | None:
        """Calls and milliseconds so far; None where the extension is missing or may not be read."""
        try:
            found = connection.execute(_EXTENSION).fetchone()
            if not found:
                return None
            row = connection.execute(_TOTALS.format(sql.Identifier(found[0]))).fetchone()
        except psycopg.OperationalError:
            raise
        except psycopg.Error:
            return None
        return (float(row[0]), float(row[1])) if row else None

    def _mean(self, totals: tuple[float, float]) -> Readings:
        before, self._before = self._before, totals
        if before is None:
            return {}
        calls, milliseconds = totals[0] - before[0], totals[1] - before[1]
        if calls <= 0 or milliseconds < 0:
            # Nothing ran, or the counters were reset.
            return {}
        return {"database_query_time": milliseconds / calls}


def _conninfo(url: str, wait_seconds: float) -> str:
    manners = {"application_name": "holdfast-metrics", "connect_timeout": str(max(2, int(wait_seconds)))}
    return make_conninfo("", **{**connection_options(url), **manners})
