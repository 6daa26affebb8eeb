"""Asks PostgreSQL a real question over one kept connection, and reads its own counters with the same query."""

import os
import re
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
from psycopg import pq
from psycopg.rows import dict_row

from holdfast.host.health.probe import Answer

_SCHEMES = re.compile(r"postgres(ql)?(\+\w+)?")
_LIBPQ_WORDS = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())
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

_REASONS = {
    "28": "the login was refused",
    "3D000": "there is no database of that name",
    "53300": "its connections are used up",
    "53": "it has run out of a resource",
    "57P03": "it is starting up, or not ready for connections",
    "57P01": "it is shutting down",
    "57P02": "it has crashed",
    "42501": "the role may not read its counters",
}
"""Safe words by SQLSTATE, or by its first two letters (PostgreSQL 18 documentation, appendix A, read 2026-11)."""

_CONNECTING = (
    ("password authentication failed", "the login was refused"),
    ("no pg_hba.conf entry", "the login was refused"),
    ('role "', "the login was refused"),
    ('database "', "there is no database of that name"),
    ("too many clients", "its connections are used up"),
    ("connection slots", "its connections are used up"),
    ("starting up", "it is starting up, or not ready for connections"),
    ("not accepting connections", "it is starting up, or not ready for connections"),
    ("shutting down", "it is shutting down"),
    ("refused", "nothing listens on its port"),
    ("resolve host", "its host's name does not resolve"),
    ("certificate", "its certificate is not accepted"),
)
"""Safe words by what a failed connection's text holds: libpq hands on no SQLSTATE there. Never the text itself."""


class DatabaseUrlError(ValueError):
    """The connection URL is none; says which part is wrong and never repeats any of it."""


def connection_options(url: str) -> dict[str, str]:
    """What libpq takes of a connection URL, as applications write it.

    Applications add words of their own libraries (`?schema=public&connection_limit=5`, `postgresql+psycopg://`),
    which libpq refuses; they are left out. node-postgres' `sslmode=no-verify` is libpq's `require`. Several places,
    as of a database that fails over (`a:5432,b:5433`), are libpq's lists of hosts and of ports.

    Raises:
        DatabaseUrlError: not the URL of a PostgreSQL database.
    """
    try:
        parts, hosts = _apart(url.strip())
        host, port = _places(hosts)
    except ValueError:
        raise DatabaseUrlError("its address is not one") from None
    if not _SCHEMES.fullmatch(parts.scheme):
        raise DatabaseUrlError("it does not begin with postgresql://")
    known = {
        "host": host,
        "port": port,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path.removeprefix("/")),
    }
    known |= {word: value for word, value in parse_qsl(parts.query) if word in _LIBPQ_WORDS}
    if known.get("sslmode") == "no-verify":
        known["sslmode"] = "require"
    if any("\0" in value for value in known.values()):
        raise DatabaseUrlError("it holds a NUL character")
    return {word: value for word, value in known.items() if value}


def _apart(url: str) -> tuple[SplitResult, str]:
    """The URL with one name in the place of its hosts, and these: Python refuses a bracket behind another host."""
    scheme, mark, rest = url.partition("://")
    end = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    user, sign, hosts = rest[:end].rpartition("@")
    return urlsplit(f"{scheme}{mark}{user}{sign}{'host' if hosts else ''}{rest[end:]}"), hosts


def _places(hosts: str) -> tuple[str, str]:
    """Hosts, and ports, each parted by commas; a ValueError when one is none."""
    places = [urlsplit(f"//{place}") for place in hosts.split(",")]
    hosts = ",".join(unquote(place.hostname or "") for place in places)
    ports = [str(place.port or "") for place in places]
    return hosts, ",".join(ports) if any(ports) else ""


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


def reason_of(error: psycopg.Error) -> str:
    """Why a question failed, in safe words: never the error's own text."""
    state = error.sqlstate or ""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return "the query took too long, and was cancelled"
    known = _REASONS.get(state) or _REASONS.get(state[:2])
    if known:
        return known
    if isinstance(error, psycopg.errors.ConnectionTimeout):
        return "it accepts and does not answer"
    if isinstance(error, psycopg.OperationalError) and not state:
        text = str(error).lower()
        fatal = text.rpartition("fatal:")[2]
        known = next((words for sign, words in _CONNECTING if sign in fatal), "")
        return known or "it cannot be reached, or ended the connection"
    return f"the query failed (SQLSTATE {state})" if state else "the query failed"


def cut_connection(connection: psycopg.Connection[Any]) -> None:
    """End the connection under the thread that waits on it."""
    try:
        # A duplicate: the descriptor itself belongs to libpq, which the waiting thread has close it.
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        return
