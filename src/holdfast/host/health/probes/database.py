"""Asks PostgreSQL a real question over one kept connection, and reads its own counters with the same query."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import psycopg
from psycopg.rows import dict_row

from holdfast.host.connections import cut_connection, reason_of
from holdfast.host.health.probe import Answer

_SIZE_EVERY = 12
"""The size of the database is asked every so many questions: the server looks at every file of it."""

# One simple query of several statements: the time limit ends with it, so it also works through a pool (PgBouncer
# refuses start-up options, and hands the session to others). A limit is needed on the server too: a connection that
# is cut does not end the query behind it, and those would pile up.
# One row, from views that every role may read: counts are whole without `pg_monitor`, whose absence only hides the
# text of others' queries and the positions of replicas.
_QUERY = """
BEGIN READ ONLY;
SET LOCAL statement_timeout = {milliseconds};
SELECT
  (SELECT sum(numbackends) FROM pg_stat_database)::float8 AS connections,
  current_setting('max_connections')::float8 AS connections_max,
  current_setting('superuser_reserved_connections')::float8 AS connections_reserved,
  pg_is_in_recovery()::int::float8 AS in_recovery,
  CASE WHEN pg_is_in_recovery()
    THEN pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
    ELSE (SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)) FROM pg_stat_replication)
  END::float8 AS replication_lag_bytes,
  (SELECT count(*) FROM pg_stat_replication)::float8 AS replicas,
  CASE WHEN {with_size} THEN pg_database_size(current_database()) END::float8 AS size_bytes,
  d.xact_commit::float8 AS commits,
  d.xact_rollback::float8 AS rollbacks,
  d.deadlocks::float8 AS deadlocks,
  d.conflicts::float8 AS conflicts,
  d.temp_bytes::float8 AS temporary_bytes,
  d.blks_read::float8 AS blocks_read,
  d.blks_hit::float8 AS blocks_hit,
  (SELECT extract(epoch FROM max(clock_timestamp() - query_start)) FROM pg_stat_activity
    WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend')::float8
    AS longest_query_seconds,
  (SELECT max(age(datfrozenxid)) FROM pg_database)::float8 AS transaction_age,
  extract(epoch FROM clock_timestamp() - pg_postmaster_start_time())::float8 AS up_seconds
FROM pg_stat_database d WHERE d.datname = current_database();
COMMIT
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """When the database warns: use of its connections, in percent."""

    connections_percent: int


class Database:
    """Whether PostgreSQL answers a query.

    One connection is kept and named `holdfast`; it is opened again when it was lost. A question that hangs is cut at
    its socket, so that a server that was stopped in mid-answer holds neither a thread nor a second connection.

    Args:
        options: as `connection_options` gives them.
        limits: when it warns.
        timeout: seconds for the connection and for the query, each.
        connect: opens a connection; tests bring their own.
    """

    def __init__(
        self,
        options: Mapping[str, str],
        limits: Limits,
        timeout: float,
        connect: Callable[..., psycopg.Connection[dict[str, object]]] = psycopg.connect,
    ) -> None:
        self._milliseconds = max(100, int(timeout * 1000))
        self._options = _with_manners(options, timeout)
        self._limits = limits
        self._connect = connect
        self._connection: psycopg.Connection[dict[str, object]] | None = None
        self._lock = threading.Lock()
        self._asked = 0
        self._size: float | None = None

    def ask(self) -> Answer:
        """Run the query; connects first when there is no connection."""
        try:
            row = self._row()
        except psycopg.Error as error:
            self.close()
            return Answer(ok=False, reason=reason_of(error))
        except OSError:
            self.close()
            return Answer(ok=False, reason="its host's name or address cannot be reached")
        return self._judged(row)

    def abandon(self) -> None:
        """End the connection under the thread that waits on it."""
        with self._lock:
            connection = self._connection
            if connection is None or connection.closed:
                return
            cut_connection(connection)

    def _row(self) -> Mapping[str, object]:
        connection = self._connection
        if connection is None or connection.closed:
            connection = self._connect(**self._options, autocommit=True, prepare_threshold=None, row_factory=dict_row)
            with self._lock:
                self._connection = connection
        with_size = "true" if self._asked % _SIZE_EVERY == 0 else "false"
        query = _QUERY.format(with_size=with_size, milliseconds=self._milliseconds)
        cursor = connection.execute(query.encode())
        self._asked += 1
        while not cursor.description and cursor.nextset():
            continue
        return cursor.fetchone() or {}

    def _judged(self, row: Mapping[str, object]) -> Answer:
        values = {name: float(value) for name, value in row.items() if isinstance(value, (int, float))}
        self._size = values.get("size_bytes", self._size)
        if self._size is not None:
            values["size_bytes"] = self._size
        free_to_use = values.get("connections_max", 0.0) - values.get("connections_reserved", 0.0)
        used = 100.0 * values.get("connections", 0.0) / free_to_use if free_to_use > 0 else 0.0
        values["connections_used_percent"] = used
        if used >= self._limits.connections_percent:
            limit = self._limits.connections_percent
            reason = f"it answers; {used:.0f} % of its connections are in use; {limit} % is the limit"
            return Answer(ok=True, reason=reason, values=values, warns=True)
        if values.get("in_recovery"):
            return Answer(ok=True, reason="it answers, as a standby that takes no writes", values=values, warns=True)
        return Answer(ok=True, reason="it answers", values=values)

    def close(self) -> None:
        """End the connection; the next question opens another."""
        with self._lock:
            connection, self._connection = self._connection, None
            self._asked = 0
        if connection is not None:
            connection.close()


def _with_manners(options: Mapping[str, str], timeout: float) -> dict[str, str]:
    """The options with a name, and with ends for everything that could wait for ever on a dead peer."""
    seconds = max(1, round(timeout))
    milliseconds = max(100, int(timeout * 1000))
    return {
        **options,
        "application_name": "holdfast",
        # psycopg waits at least two seconds; the engine's own time-out may be shorter, and abandons.
        "connect_timeout": str(max(2, seconds)),
        "keepalives_idle": str(seconds),
        "keepalives_interval": str(seconds),
        "keepalives_count": "3",
        "tcp_user_timeout": str(milliseconds * 3),
    }
