"""Physical backups and WAL beside barman-cloud alone and pgBackRest: throughput, backlog, time, memory.

    python -m benchmarks.backup.physical [--seconds 15] [--scale 20] [--only keep wal base impact fetch]

Everything is real and on loopback: PostgreSQL, pgbench, seaweedfs as S3. pgBackRest speaks HTTPS alone, so its
repository is on the disk, which favours it. Memory is the sum of what the processes have for themselves (PSS).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
from rich.table import Table
from tests.host.backup.engines.physical import own
from tests.host.backup.wal.support import MIB, archiving, segment, starting_python

from benchmarks.backup.impact import measure_impact
from benchmarks.backup.load import BUCKET, console, pgbench
from benchmarks.backup.weed import KEYS, SPEC, client, weed
from holdfast.host.backup.engines.pgbackrest import Repository, render
from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.host.backup.wal import keep
from holdfast.host.backup.wal.archive import WalArchive
from holdfast.host.backup.wal.fetch import Fetcher
from holdfast.host.backup.wal.names import Segment
from holdfast.host.backup.wal.ship import Shipper
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.processes.accounts import server_account
from holdfast.rig import processes
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

_SHIP = """
import os, sys, threading
from pathlib import Path
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.ship import Shipper
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.processes.accounts import server_account
archive = WalArchive(Bucket("bench", "shop/production", "us-east-1"))
Shipper(Spool(Path(sys.argv[1]), 1 << 40), archive, threading.Event()).run()
"""
# One transaction in ten writes what hardly packs, some 250 kB of it: tpcb-like alone makes 1 MB of WAL a second.
_WRITES = "INSERT INTO filler SELECT sha512(random()::text::bytea)::text FROM generate_series(1, 1500);\n"
_PARTS = ("keep", "wal", "base", "impact", "fetch")


@dataclass
class Peak:
    """The most memory that a tree of processes had, in MiB."""

    mib: float = 0.0


def _own(process: psutil.Process) -> int:
    try:
        # The S3 server is no part of it, nor is this process, which has the whole rig loaded.
        if process.pid == os.getpid() or "weed" in process.name():
            return 0
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0


@contextmanager
def watched(pid: int) -> Iterator[Peak]:
    """Watch a process and everything that it starts."""
    peak, done = Peak(), threading.Event()

    def look() -> None:
        while not done.wait(0.05):
            with suppress(psutil.Error):
                family = (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
                peak.mib = max(peak.mib, sum(map(_own, family)) / MIB)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def ready(server: Postgres) -> int:
    """Segments that wait for archive_command."""
    return len(list((server.folder / "pg_wal" / "archive_status").glob("*.ready")))


def measure_keep(folder: Path) -> None:
    """One call of the archive_command, from nothing to safe on disk."""
    path = folder / "000000010000000000000001"
    path.write_bytes(segment(size=16 * MIB))
    words = [str(folder / "spool"), str(1 << 40), "50", "keep", str(path)]
    took = []
    for number in range(40):
        begun = time.perf_counter()
        name = f"0000000100000000000000{number:02X}"
        subprocess.run([starting_python(), "-I", "-S", keep.__file__, *words, name], check=True)
        took.append(time.perf_counter() - begun)
    shutil.rmtree(folder / "spool")
    took.sort()
    bare = time.perf_counter()
    for _ in range(20):
        subprocess.run([starting_python(), "-I", "-S", "-c", "pass"], check=True)
    bare = (time.perf_counter() - bare) / 20
    console.print(
        f"keep, 16 MiB with fsync: median {took[20] * 1000:.0f} ms, worst {took[-1] * 1000:.0f} ms; "
        f"Python alone {bare * 1000:.0f} ms"
    )


def measure_wal(folder: Path, seconds: int, scale: int) -> None:
    """Pgbench at full speed, each way of archiving in turn."""
    table = Table("archive", "tps", "WAL MB/s", "most waiting", "drained after", "memory")
    ways: dict[str, Callable[[Path], Iterator[tuple[Postgres, int | None, Callable[[], int]]]]] = {
        "none": _plain,
        "holdfast": _ours,
        "barman-cloud-wal-archive": _barman_alone,
        "pgBackRest (disk)": _pgbackrest_alone,
    }
    for name, way in ways.items():
        if name.startswith("pgBackRest") and not shutil.which("pgbackrest"):
            continue
        place = folder / name.split()[0]
        with contextmanager(way)(place) as (server, pid, waiting):
            pgbench(server, "-i", "-q", "-s", str(scale))
            server.execute("CREATE TABLE filler (text text)")
            wait_until(lambda waiting=waiting: not waiting(), "the archive", seconds=600, pause=0.2)  # type: ignore[misc]
            with watched(pid or os.getpid()) as peak:
                row = _pressed(server, seconds, waiting)
            table.add_row(name, *row, f"{peak.mib:.0f} MiB" if pid else "-")
    console.print(table)


def _pressed(server: Postgres, seconds: int, waiting: Callable[[], int]) -> tuple[str, str, str, str]:
    most, done = [0], threading.Event()

    def look() -> None:
        while not done.wait(0.2):
            most[0] = max(most[0], waiting())

    thread = threading.Thread(target=look)
    (before,) = server.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")[0]
    thread.start()
    begun = time.monotonic()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(_WRITES)
        script.flush()
        said = pgbench(server, "-c", "8", "-j", "2", "-T", str(seconds), "-b", "tpcb-like@9", "-f", f"{script.name}@1")
    took = time.monotonic() - begun
    (after,) = server.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")[0]
    begun = time.monotonic()
    wait_until(lambda: not waiting(), "the archive", seconds=900, pause=0.1)
    drained = time.monotonic() - begun
    done.set()
    thread.join()
    tps = next(line.split()[2] for line in said.splitlines() if line.startswith("tps"))
    rate = float(after - before) / took / 1e6  # type: ignore[operator]
    return f"{float(tps):.0f}", f"{rate:.1f}", f"{most[0]} segments", f"{drained:.1f} s"


def _settings(command: str) -> dict[str, str]:
    return {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_command": command,
        "full_page_writes": "on",
        "max_wal_size": "1GB",
    }


def _plain(folder: Path) -> Iterator[tuple[Postgres, int | None, Callable[[], int]]]:
    with Postgres.start(own(folder), major=16, settings={"full_page_writes": "on", "max_wal_size": "1GB"}) as server:
        yield server, None, lambda: 0


def _ours(folder: Path) -> Iterator[tuple[Postgres, int | None, Callable[[], int]]]:
    folder.mkdir()
    spool = Spool(folder / "spool", 1 << 40)
    with archiving(own(folder / "pg"), spool, major=16) as server:
        shipper = subprocess.Popen([sys.executable, "-c", _SHIP, str(spool.folder)])
        try:
            yield server, shipper.pid, lambda: ready(server) + len(spool.waiting())
        finally:
            shipper.terminate()
            shipper.wait(30)


def barman_words(program: str) -> list[str]:
    """A barman command as the server's user may run it, with its variables."""
    aws = {**KEYS, "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"], "HOME": "/tmp"}  # noqa: S108
    paths = [f"PYTHONPATH={sysconfig.get_paths()['purelib']}", *(f"{name}={value}" for name, value in aws.items())]
    return ["/usr/bin/env", *paths, starting_python(), "-m", f"barman.clients.{program}"]


def _barman_alone(folder: Path) -> Iterator[tuple[Postgres, int | None, Callable[[], int]]]:
    url = f"--endpoint-url {os.environ['AWS_ENDPOINT_URL']} -z s3://bench/alone main %p"
    command = " ".join(barman_words("cloud_walarchive"))
    with Postgres.start(own(folder), major=16, settings=_settings(f"{command} {url}")) as server:
        yield server, None, lambda: ready(server)


def _pgbackrest_alone(folder: Path) -> Iterator[tuple[Postgres, int | None, Callable[[], int]]]:
    own(folder)
    home = own(folder / "pg")
    configuration = folder / "pgbackrest.conf"
    command = f"pgbackrest --config={configuration} --stanza=main archive-push %p"
    settings = {**_settings(command), "unix_socket_directories": str(home)}
    with Postgres.start(home, major=15, settings=settings) as server:
        repository = Repository(path=str(own(folder / "repository")))
        options = {"host": str(home), "port": str(server.port), "user": "holdfast"}
        text = render(repository, "main", str(server.folder), options, secret=True)
        configuration.write_text(f"{text}lock-path={own(folder / 'locks')}\n")
        configuration.chmod(0o644)
        login = {"PATH": os.environ["PATH"], "PGPASSWORD": urlsplit(server.url).password or ""}
        words = ["pgbackrest", f"--config={configuration}", "--stanza=main", "stanza-create"]
        processes.run(words, account=server_account(), environment=login)
        yield server, None, lambda: ready(server)


def measure_base(folder: Path, scale: int) -> None:
    """A base backup: ours, barman's command alone, pgBackRest's alone."""
    table = Table("base backup", "seconds", "stored", "memory, all processes")
    spool = Spool(folder / "spool", 1 << 40)
    with archiving(own(folder / "pg"), spool, major=16) as server:
        pgbench(server, "-i", "-q", "-s", str(scale))
        stop = threading.Event()
        shipper = threading.Thread(
            target=Shipper(spool, WalArchive(BUCKET, client(os.environ["AWS_ENDPOINT_URL"])), stop).run
        )
        shipper.start()
        try:
            (folder / "holdfast.toml").write_text(SPEC, encoding="utf-8")
            for _ in range(2):
                # As the command has it done is slow for the disk's sake; here nothing is left of it to do.
                server.execute("CHECKPOINT")
                _timed(table, "holdfast backup run: barman, tables, WAL", lambda: _our_backup(server, folder))
                _timed(table, "barman-cloud-backup alone", lambda: _barman_backup(server))
        finally:
            stop.set()
            shipper.join()
    console.print(table)


def _our_backup(server: Postgres, folder: Path) -> int:
    """As somebody types it; what was stored, in bytes."""
    words = ["backup", "run", "--kind", "physical", "--json", "--spec", str(folder)]
    words += ["--store", f"s3://{BUCKET.name}/{BUCKET.prefix}"]
    environment = {
        **os.environ,
        "DATABASE_URL": server.url,
        "HOLDFAST_STATE": str(folder / "state"),
        FOLDER_VARIABLE: str(server.binaries),
    }
    program = str(Path(sys.executable).parent / "holdfast")
    done = subprocess.run([program, *words], env=environment, check=True, capture_output=True)
    return sum(one["size"] for one in json.loads(done.stdout)["objects"])


def _timed(table: Table, name: str, work: Callable[[], int]) -> None:
    begun = time.monotonic()
    with watched(os.getpid()) as peak:
        size = work()
    table.add_row(name, f"{time.monotonic() - begun:.1f}", f"{size / MIB:.0f} MiB", f"{peak.mib:.0f} MiB")


def _barman_backup(server: Postgres) -> int:
    words = ["barman-cloud-backup", "--endpoint-url", os.environ["AWS_ENDPOINT_URL"], "-e", "AES256", "--jobs", "2"]
    words += ["--immediate-checkpoint", "-h", "127.0.0.1", "-p", str(server.port), "-U", "holdfast", "-d", "postgres"]
    words += ["s3://bench/alone", f"base{time.monotonic_ns()}"]
    login = {**os.environ, "PGPASSWORD": urlsplit(server.url).password or ""}
    subprocess.run([str(Path(sys.executable).parent / words[0]), *words[1:]], check=True, env=login)
    return 0


def measure_fetch(folder: Path) -> None:
    """Segments back from the archive: ours with those ahead, beside barman's command for each."""
    archive = WalArchive(BUCKET, client(os.environ["AWS_ENDPOINT_URL"]))
    system = "7300000000000000009"
    count = 24
    for number in range(1, count + 1):
        name = Segment(1, number).name()
        half = 8 * MIB
        content = segment(number, system=system, size=16 * MIB)[:half] + os.urandom(half)
        (folder / name).write_bytes(content)
        archive.put(system, folder / name, name)
    begun = time.monotonic()
    for number in range(1, count + 1):
        name = Segment(1, number).name()
        if not (folder / "ahead" / name).exists():
            # As the restore_command does it: a new process that fetches several.
            subprocess.run([sys.executable, "-I", "-c", "import holdfast.host.backup.wal.fetch"], check=True)
            Fetcher(archive=archive, system=system, folder=folder / "ahead").fetch(name, folder / "to")
            continue
        (folder / "ahead" / name).replace(folder / "to")
    ours = time.monotonic() - begun
    begun = time.monotonic()
    words = [
        "barman-cloud-wal-restore",
        "--endpoint-url",
        os.environ["AWS_ENDPOINT_URL"],
        "s3://bench/shop/production/barman",
    ]
    for number in range(1, 7):
        command = [
            str(Path(sys.executable).parent / words[0]),
            *words[1:],
            system,
            Segment(1, number).name(),
            str(folder / "to"),
        ]
        subprocess.run(command, check=True)
    theirs = (time.monotonic() - begun) / 6
    console.print(
        f"fetch: {count * 16 / ours:.0f} MiB/s, {ours / count * 1000:.0f} ms a segment; barman {theirs * 1000:.0f} ms"
    )


def measure_pgbackrest_base(folder: Path, scale: int) -> None:
    """PgBackRest through our engine and alone: the same command."""
    table = Table("base backup", "seconds", "stored", "memory, all processes")
    with contextmanager(_pgbackrest_alone)(folder) as (server, _, _waiting):
        pgbench(server, "-i", "-q", "-s", str(scale))
        words = ["pgbackrest", f"--config={folder / 'pgbackrest.conf'}", "--stanza=main", "--type=full", "--start-fast"]
        login = {"PATH": os.environ["PATH"], "PGPASSWORD": urlsplit(server.url).password or ""}

        def alone() -> int:
            subprocess.run([*words, "--process-max=2", "backup"], check=True, env=login)
            return 0

        _timed(table, "pgBackRest alone (disk)", alone)
    console.print(table)


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=15)
    parser.add_argument("--scale", type=int, default=20, help="pgbench's; 15 MB each")
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=_PARTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-physical-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with weed(folder / "weed", BUCKET.name):
            for one in asked.only:
                _measure(one, folder / one, asked)


def _measure(one: str, place: Path, asked: argparse.Namespace) -> None:
    place.mkdir()
    match one:
        case "keep":
            measure_keep(place)
        case "wal":
            measure_wal(place, asked.seconds, asked.scale)
        case "base":
            measure_base(place, asked.scale)
            if shutil.which("pgbackrest"):
                measure_pgbackrest_base(place / "pgbackrest", asked.scale)
        case "impact":
            measure_impact(place, asked.seconds, asked.scale)
        case _:
            measure_fetch(place)


if __name__ == "__main__":
    main()
