"""Opens connections for backups and restores; what a failure means, each caller says in its own words."""

from typing import TYPE_CHECKING, Any

from holdfast.host.health.probes.database import connection_options

if TYPE_CHECKING:
    import psycopg

APPLICATION = "holdfast backup"
"""As `pg_stat_activity` shows them."""


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
    return psycopg.connect(**{**connection_options(url), **common, **manners}, autocommit=True, prepare_threshold=None)
