"""What the tests of physical engines share: small stores, a count of tables, a server on a restored folder."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from holdfast.host.backup.engines.engine import Written
from holdfast.host.processes.accounts import server_account
from holdfast.model.backup import Digest, Encryption, Kind, Manifest, TableState
from holdfast.rig import processes
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres


def count(connection: "psycopg.Connection[Any]", digest: Digest) -> tuple[TableState, ...]:
    """Every table with its rows and a digest of all of them."""
    del digest
    query = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
               WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
    found = []
    for (name,) in connection.execute(query).fetchall():
        rows = sorted(str(row) for row in connection.execute(f"TABLE {name}".encode()).fetchall())
        found.append(TableState(name=name, rows=len(rows), digest=hashlib.sha256("\n".join(rows).encode()).hexdigest()))
    return tuple(found)


def manifest_of(written: Written, engine: str, identity: str = "20261125T031500Z-physical-1a2b") -> Manifest:
    """The manifest that the caller of an engine would write."""
    moment = datetime.now(UTC)
    return Manifest(
        id=identity,
        kind=Kind.PHYSICAL,
        engine=engine,
        product="shop",
        environment="production",
        started_at=moment,
        finished_at=moment,
        digest=Digest.FULL,
        encryption=Encryption.S3,
        **{name: getattr(written, name) for name in Written.__slots__},
    )


@dataclass
class Restored:
    """A server on a restored folder: its URL, its log."""

    url: str
    log: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()


@contextmanager
def started(data: Path, server: Postgres, *, seconds: float = 60) -> Iterator[Restored]:
    """Start a server on a restored folder, as an operator would: it recovers by itself; ended with the `with`.

    Raises:
        IncompleteError: it does not come up, or does not end its recovery.
    """
    account = server_account()
    port = free_port()
    log = own(data.parent / "logs") / f"{data.name}.log"
    words = (server.binaries / "pg_ctl", "-D", data, "-w", "-t", str(int(seconds)), "-l", log)
    sockets = "-c unix_socket_directories= -c listen_addresses=127.0.0.1"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    begun = processes.run(
        (*words, "start", "-o", f"-p {port} {sockets}"),
        account=account,
        environment=environment,
        check=False,
        timeout=seconds + 30,
    )
    try:
        assert begun.returncode == 0, log.read_text() if log.exists() else begun.stderr
        found = Restored(server.url.replace(f":{server.port}/", f":{port}/"), log)
        processes.wait_until(lambda: _recovered(found, data), "the recovery to end", seconds=seconds, pause=0.1)
        yield found
    finally:
        processes.run((*words, "stop", "-m", "immediate"), account=account, environment=environment, check=False)


def _recovered(found: Restored, data: Path) -> bool:
    """Whether the recovery has ended; one that stops may do so before pg_ctl looks, or after the server was readable.

    Raises:
        AssertionError: with the log, when the server has ended.
    """
    try:
        return found.rows("SELECT pg_is_in_recovery()") == [(False,)]
    except psycopg.OperationalError:
        pid = processes.pid_in(data / "postmaster.pid")
        assert pid is not None, found.log.read_text()
        assert processes.is_running(pid), found.log.read_text()
        return False


def own(folder: Path) -> Path:
    """A folder for the server's user, who must get into it."""
    folder.mkdir(parents=True, exist_ok=True)
    if account := server_account():
        os.chown(folder, account.user, account.group)
    return folder


def moment_between(server: Postgres) -> datetime:
    """A moment after everything that was committed, and before everything that will be."""
    time.sleep(0.05)
    (row,) = server.execute("SELECT clock_timestamp()")
    time.sleep(0.05)
    assert isinstance(row[0], datetime)
    return row[0]
