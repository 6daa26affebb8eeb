"""Connections to PostgreSQL: what an address says, why one fails in safe words, and how one is ended."""

import os
import re
import socket
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import psycopg
from psycopg import pq

_SCHEMES = re.compile(r"postgres(ql)?(\+\w+)?")
_LIBPQ_WORDS = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())

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
