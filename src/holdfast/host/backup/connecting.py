"""Opens connections for backups and restores; what a failure means, each caller says in its own words."""

import logging
from typing import TYPE_CHECKING, Any

from holdfast.host.connections import connection_options

if TYPE_CHECKING:
    import psycopg

APPLICATION = "holdfast backup"
"""As `pg_stat_activity` shows them."""

ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""A server whose host vanishes, as in a fail-over, says no farewell: its silence is noticed within a minute or so.

Seconds, but for the last, which is milliseconds; without them Linux asks after two hours. libpq's words (PostgreSQL 18
documentation, 32.1.2, read 2026-11).
"""

# What it says of connections that broke ("error ignored in rollback…"), the callers' errors say in words of ours.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def open_connection(url: str, **manners: Any) -> "psycopg.Connection[Any]":
    """A connection on which each statement is committed at once, and which a pooler may pass on.

    Args:
        url: the connection URL, a secret.
        manners: further options of libpq, or others than those of all.

    Raises:
        ValueError: the URL is none; the message repeats none of it.
        psycopg.Error: the server does not let us in.
    """
    import psycopg

    common = {"connect_timeout": 10, "application_name": APPLICATION}
    options: dict[str, Any] = {**ALIVE, **connection_options(url), **common, **manners}
    return psycopg.connect(**options, autocommit=True, prepare_threshold=None)
