"""Writes a row with the time every so often: after a recovery, the newest one tells to which second it came."""

import socket
from dataclasses import dataclass, field
from typing import Any

import psycopg

from holdfast.host.backup.connecting import open_connection

SCHEMA = "holdfast_sentinels"
"""No role's name: PostgreSQL puts what a role makes into the schema of the role's own name before any other.

A role called `holdfast`, and a schema of that name that appeared while its application ran, would have been enough to
move the application's new tables there.
"""

TABLE = f"{SCHEMA}.sentinel"
"""Columns: `at timestamptz`, the time of writing; `host text`, who wrote."""

THERE = f"SELECT to_regclass('{TABLE}') IS NOT NULL"
ALL = f"SELECT at FROM {TABLE} ORDER BY at"  # noqa: S608  # a name of ours
NEWEST = f"SELECT max(at) FROM {TABLE}"  # noqa: S608  # a name of ours
"""What is asked of it, in a database that has it."""

KEPT_DAYS = 7

_MAKE = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
CREATE TABLE IF NOT EXISTS {TABLE} (at timestamptz PRIMARY KEY, host text NOT NULL)
"""
_WRITE = f"INSERT INTO {TABLE} (at, host) VALUES (clock_timestamp(), %s) ON CONFLICT DO NOTHING"  # noqa: S608  # ours
_AGE = f"DELETE FROM {TABLE} WHERE at < now() - interval '{KEPT_DAYS} days'"  # noqa: S608  # a number of ours
_ASK = f"SELECT pg_is_in_recovery(), to_regclass('{TABLE}') IS NOT NULL"  # a name of ours

_REASONS = {
    "42501": f"its role may not make the schema {SCHEMA}, or not write into {TABLE}",
    "28": "the login was refused",
    "53": "the database has run out of a resource",
    "57": "the database is stopping or starting",
    "25006": "the database is read-only",
}
"""Safe words by SQLSTATE, or by its first two letters."""


@dataclass(slots=True)
class Sentinel:
    """Rows in `TABLE`, over one kept connection.

    Args:
        url: the database's URL, a secret.
        host: who writes.
    """

    url: str = field(repr=False)
    host: str = field(default_factory=socket.gethostname)
    _connection: "psycopg.Connection[Any] | None" = field(default=None, repr=False)

    def write(self) -> str:
        """Write one row; why that did not work, in safe words, or nothing when it did.

        A standby writes none, and that is no problem: its primary does.
        """
        try:
            self._write()
        except psycopg.Error as error:
            self.close()
            state = error.sqlstate or ""
            known = _REASONS.get(state) or _REASONS.get(state[:2])
            return known or (f"the row was refused (SQLSTATE {state})" if state else "the database cannot be reached")
        except (OSError, ValueError):
            self.close()
            return "the database's URL is none that can be used"
        return ""

    def close(self) -> None:
        """End the connection; the next row opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _write(self) -> None:
        if self._connection is None or self._connection.closed:
            self._connection = open_connection(
                self.url,
                connect_timeout=5,
                application_name="holdfast backup wal ship",
                keepalives_idle=10,
                tcp_user_timeout=20_000,
            )
        with self._connection.transaction():
            self._connection.execute("SET LOCAL statement_timeout = 5000")
            standby, there = self._connection.execute(_ASK).fetchone() or (True, False)
            if standby:
                return
            if not there:
                self._connection.execute(_MAKE)
            self._connection.execute(_WRITE, (self.host,))
            self._connection.execute(_AGE)
