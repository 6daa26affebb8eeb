"""A second server that follows the first, takes over when told to, and an address that moves between the two."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from holdfast.host.processes.accounts import server_account
from holdfast.rig import processes
from holdfast.rig.ports import free_port
from holdfast.rig.postgres import Postgres


@contextmanager
def following(primary: Postgres, home: Path, settings: str = "") -> Iterator[Postgres]:
    """A streaming standby of `primary`; its role and password are the primary's.

    Args:
        primary: runs.
        home: a folder that the server's user gets into.
        settings: lines for postgresql.conf, over the primary's.
    """
    account = server_account()
    if account:
        os.chown(home, account.user, account.group)
    password = urlsplit(primary.url).password or ""
    standby = Postgres(home / "data", free_port(), primary.major, primary.binaries, password, account)
    login = {"PATH": os.environ["PATH"], "PGPASSWORD": password, "LC_ALL": "C.UTF-8"}
    source = f"host=127.0.0.1 port={primary.port} user=holdfast"
    words = (primary.binaries / "pg_basebackup", "-D", standby.folder, "-R", "-X", "stream", "-c", "fast", "-d", source)
    processes.run(words, account=account, environment=login)
    with (standby.folder / "postgresql.conf").open("a", encoding="utf-8") as written:
        written.write(f"port = {standby.port}\n{settings}\n")
    try:
        standby._control("start")
        yield standby
    finally:
        standby.close()


def caught_up(primary: Postgres, standby: Postgres) -> bool:
    """Whether everything that was committed on the one can be read on the other."""
    ((end,),) = primary.execute("SELECT pg_current_wal_lsn()::text")
    return standby.execute("SELECT pg_last_wal_replay_lsn() >= %s::text::pg_lsn", (end,)) == [(True,)]


def fail_over(primary: Postgres, standby: Postgres) -> None:
    """Kill the one as a host that dies does, and have the other take over."""
    primary.stop("immediate")
    standby.execute("SELECT pg_promote(wait => true)")


@dataclass
class Address:
    """One address that leads to a server, and later to another: what a name in DNS or a virtual address does."""

    port: int
    target: int

    def url(self, server: Postgres, database: str) -> str:
        """The URL of a database at this address."""
        return server.database_url(database).replace(f":{server.port}/", f":{self.port}/")


@contextmanager
def address(target: int) -> Iterator[Address]:
    """Pass connections on to the port `target`, and later ones to wherever `Address.target` then points."""
    listener = socket.create_server(("127.0.0.1", 0))
    moving = Address(listener.getsockname()[1], target)
    passing: list[threading.Thread] = []
    ends: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):  # closed at the end
            while True:
                here, _ = listener.accept()
                ends.append(here)
                lead_on(here)

    def lead_on(here: socket.socket) -> None:
        try:
            there = socket.create_connection(("127.0.0.1", moving.target))
        except OSError:
            _end(here)  # nobody is there now
            return
        ends.append(there)
        for one, other in ((here, there), (there, here)):
            passing.append(threading.Thread(target=_pass_on, args=(one, other)))
            passing[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield moving
    finally:
        _end(listener)
        accepting.join()
        for end in ends:
            _end(end)
        for thread in passing:
            thread.join()
        for one in (listener, *ends):
            one.close()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while chunk := one.recv(1 << 16):
            other.sendall(chunk)
    for end in (one, other):
        _end(end)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
