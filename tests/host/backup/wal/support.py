"""What the tests of WAL and of physical backups share: an archiving server, segments, an S3 that fails when told to."""

import os
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import holdfast
from holdfast.host.backup.wal import fetch
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.recovery import archive_command
from holdfast.host.backup.wal.sentinel import Sentinel
from holdfast.host.backup.wal.ship import Pace, Shipper
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.processes.accounts import reachable, server_account
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

MIB = 1 << 20
SYSTEM = "7300000000000000001"


def segment(number: int = 1, *, system: str = SYSTEM, size: int = MIB, fill: int = 0) -> bytes:
    """A segment's bytes: its true header, and then nothing that PostgreSQL could read."""
    header = bytearray(40)
    header[8:16] = (number * size).to_bytes(8, sys.byteorder)
    header[24:32] = int(system).to_bytes(8, sys.byteorder)
    header[32:36] = size.to_bytes(4, sys.byteorder)
    return bytes(header) + bytes([fill]) * (size - 40)


def starting_python() -> str:
    """A Python that the server's user may start; our own may lie in a closed home folder."""
    account = server_account("postgres")
    real = Path(sys.executable).resolve()
    return sys.executable if account is None or reachable(real, account) else "/usr/bin/python3"


def fetching_words() -> Sequence[str]:
    """The command that fetches, as the server's user may run it."""
    python = starting_python()
    if python == sys.executable:
        return (python, "-I", "-m", fetch.__name__)
    paths = (str(Path(holdfast.__file__).parent.parent), sysconfig.get_paths()["purelib"])
    return ("/usr/bin/env", f"PYTHONPATH={os.pathsep.join(paths)}", python, "-m", fetch.__name__)


def recovery_words() -> Mapping[str, Any]:
    """For `Recovery`: both of the above."""
    return {"starts": starting_python(), "fetches": fetching_words()}


@contextmanager
def archiving(folder: Path, spool: Spool, *, major: int, **settings: str) -> Iterator[Postgres]:
    """A server whose archive_command keeps every segment in `spool`."""
    spool.folder.mkdir(parents=True, exist_ok=True)
    if account := server_account():
        os.chown(spool.folder, account.user, account.group)
    wanted = {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": archive_command(spool, starting_python()),
        "full_page_writes": "on",
        "max_wal_size": "1GB",
        **settings,
    }
    with Postgres.start(folder, major=major, settings=wanted) as server:
        yield server


def bucket(aws: EmbeddedAws, client: Any = None, name: str = "shop-backups", prefix: str = "shop/production") -> Bucket:
    """An empty bucket."""
    client = client or aws.client("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": aws.region})
    return Bucket(name, prefix, aws.region)


@contextmanager
def shipping(spool: Spool, archive: WalArchive, url: str, *, sentinel_seconds: float = 0.25) -> Iterator[None]:
    """A shipper in a thread of its own, which writes sentinels, for the time of the `with`."""
    stop = threading.Event()
    shipper = Shipper(spool, archive, stop, Pace(poll=0.05))
    thread = threading.Thread(target=lambda: shipper.run(sentinel=Sentinel(url), sentinel_seconds=sentinel_seconds))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


def have_archived(server: Postgres, spool: Spool) -> None:
    """Have everything that was written so far in the archive."""
    # Where nothing was written since the last switch, another would do nothing.
    server.execute("SELECT pg_logical_emit_message(false, 'test', 'archived')")
    server.execute("SELECT pg_switch_wal()")
    ready = server.folder / "pg_wal" / "archive_status"
    wait_until(lambda: not list(ready.glob("*.ready")) and not spool.waiting(), "the archive", seconds=60)


@dataclass
class FaultyS3:
    """Stands before an S3 and fails as it is told: a status for every call, a pause before each, or a body held until released."""

    behind: str
    status: int = 0
    pause: float = 0.0
    calls: int = 0
    methods: tuple[str, ...] = ("PUT", "GET", "HEAD", "POST", "DELETE")
    url: str = ""
    holding: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    _server: Any = field(default=None, repr=False)

    def __enter__(self) -> "FaultyS3":
        handler = type("Handler", (_Passing,), {"faulty": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()


class _Passing(BaseHTTPRequestHandler):
    """Hands each call on, unless it is to fail."""

    protocol_version = "HTTP/1.1"
    faulty: FaultyS3

    def _pass(self) -> None:
        faulty = self.faulty
        faulty.calls += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if faulty.holding and self.command == "PUT" and not faulty.released.is_set():
            faulty.reached.set()
            faulty.released.wait(120)
            # Whoever lives tries again; what a killed process had on its way must not arrive after it.
            self._answer(503, {}, b"")
            return
        if faulty.pause:
            time.sleep(faulty.pause)
        if faulty.status and self.command in faulty.methods:
            self._answer(faulty.status, {}, b"")
            return
        hop = {"connection", "content-length", "transfer-encoding", "expect"}
        headers = {name: value for name, value in self.headers.items() if name.lower() not in hop}
        request = urllib.request.Request(  # noqa: S310  # loopback
            faulty.behind + self.path, data=body or None, headers=headers, method=self.command
        )
        if body and not request.has_header("Content-type"):
            # Else urllib calls it a form, which a server may try to read.
            request.add_header("Content-type", "application/octet-stream")
        if not body and self.command in {"PUT", "POST"}:
            request.add_header("Content-Length", "0")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                self._answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            self._answer(error.code, dict(error.headers), error.read())

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        head = self.command == "HEAD"
        ours = {"connection", "transfer-encoding", "server", "date", *(() if head else ("content-length",))}
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in ours:
                self.send_header(name, value)
        if not head:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if not head:
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return
