"""Logical backups beside `pg_dump | zstd | aws s3 cp`, and restores beside `aws s3 cp | zstd -d`, then `pg_restore -j`.

    python -m benchmarks.backup.logical [--size-gb 1] [--rounds 3] [--major 16] [--folder DIR]

One PostgreSQL, one SeaweedFS on loopback, one database: pgbench's tables for two fifths of it, the rest random bytes
that nothing compresses. Ours and the plain pipe take turns, so that a noisy machine is noisy for both; zstd is told the
same in both, and with `--usual` the pipe runs besides as a person types it, with zstd's own level. Restores run beside
`pg_restore -j` from a file that is here already, too, which fetches, checks and unpacks nothing. Printed are medians,
the ratio (1.0 is as quick as the plain pipe), the most memory that our process held, and what is left of pgbench's
transactions while either works. `pgbench`, `zstd` and `aws` must be in PATH (without `aws`: `uvx --from awscli`).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.backup.weed import BUCKET, SPEC, client, weed
from holdfast.host.backup import streams
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
from holdfast.model.backup import Manifest
from holdfast.rig import processes
from holdfast.rig.postgres import Postgres

LEAST_RATIO = 0.9
MOST_MIB = 150

_SAME = (f"-{streams.LEVEL}", f"--zstd=mml={streams.SHORTEST}")
_RESTORE = """
import sys
from pathlib import Path
from holdfast.host.backup.engines.engine import Target
from holdfast.host.backup.engines.pg_dump import PgDump
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
store = S3Store(sys.argv[1], "bench/production")
made = read_holdings(store).good[-1]
target = Target(url=sys.stdin.read(), programs=Path(sys.argv[2]), jobs=2, scratch_folder=Path(sys.argv[3]))
PgDump().restore(made, store, target)
"""


@dataclass
class Bench:
    """Everything that is measured on."""

    server: Postgres
    s3: str
    folder: Path
    url: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """For ours."""
        programs = str(self.server.binaries)
        more = {"HOLDFAST_POSTGRESQL_PROGRAMS": programs, "HOLDFAST_STATE": str(self.folder / "state")}
        return {**os.environ, "DATABASE_URL": self.url, **more}

    def time(self, name: str, work: Callable[[], None]) -> None:
        """Do it once, and note how long it took."""
        before, begun = self.processor(), time.monotonic()
        work()
        took, after = time.monotonic() - begun, self.processor()
        self.seconds.setdefault(name, []).append(took)
        spent = ", ".join(f"{who} {after[who] - before[who]:.1f}" for who in after)
        print(f"  {name}: {took:.1f} s; of the processors: {spent}", flush=True)

    def processor(self) -> dict[str, float]:
        """Seconds of processor time so far: PostgreSQL's, the store's, and of all programs that have ended."""
        server = self.server.pid or 0
        ended = os.times()
        return {
            "PostgreSQL": sum(map(processor_seconds, processes.family(server))) + processor_seconds(server, ended=True),
            "SeaweedFS": sum(processor_seconds(pid) for pid in _children() if _name(pid) == "weed"),
            "programs": ended.children_user + ended.children_system,
        }

    def median(self, name: str) -> float:
        """Of all rounds."""
        return statistics.median(self.seconds[name])

    def ours(self) -> None:
        """One run of ours."""
        self._held("backup", _holdfast("backup", "run", "--spec", str(self.folder / "spec")))

    def plain(self, *words: str) -> None:
        """The same by the plain programs, and zstd told as ours is; or by `words`."""
        dump = [str(self.server.binaries / "pg_dump"), "-Fc", "-Z0", "-d", self.url]
        upload = [*_aws(), "s3", "cp", "--quiet", "-", f"s3://{BUCKET}/plain/dump.zst"]
        _pipe((dump, ["zstd", "-q", "-c", *(words or _SAME)], upload), self.environment())

    def restore(self, database: str) -> None:
        """Ours: from the store into an empty database."""
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        words = [sys.executable, "-c", _RESTORE, BUCKET, str(self.server.binaries), str(scratch)]
        self._held("restore", words, self.server.database_url(database))

    def plain_restore(self, dump: Path, database: str) -> None:
        """pg_restore from a file that is here already."""
        words = [str(self.server.binaries / "pg_restore"), "-j", "2", "--exit-on-error", "-d"]
        subprocess.run([*words, self.server.database_url(database), str(dump)], check=True)

    def fetched_restore(self, _: Path, database: str) -> None:
        """What a person would type: the dump fetched, unpacked, and restored by two jobs."""
        fetched = self.folder / "fetched.dump"
        fetch = [*_aws(), "s3", "cp", "--quiet", f"s3://{BUCKET}/plain/dump.zst", "-"]
        _pipe((fetch, ["zstd", "-q", "-d", "-f", "-o", str(fetched)]), self.environment())
        self.plain_restore(fetched, database)
        fetched.unlink()

    def _held(self, name: str, words: Sequence[str], text: str = "") -> None:
        process = subprocess.Popen(words, env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write(text.encode())
        process.stdin.close()
        most = 0.0
        while process.poll() is None:
            most = max(most, resident_mib(process.pid))
            time.sleep(0.02)
        if process.returncode:
            raise SystemExit(f"{name} ended with {process.returncode}")
        self.memory[name] = max(most, self.memory.get(name, 0.0))


def resident_mib(pid: int) -> float:
    """Most memory that a process has held so far, in MiB; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid: int, *, ended: bool = False) -> float:
    """Processor time of one process, or of its children that have ended; 0 when it is gone."""
    with suppress(OSError):
        # Behind the name, which may have blanks: field 14 and on are utime, stime, cutime, cstime (man 5 proc).
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:15]
        ticks = [int(one) for one in fields]
        return sum(ticks[2:] if ended else ticks[:2]) / os.sysconf("SC_CLK_TCK")
    return 0.0


def _children() -> list[int]:
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8")
    return [int(pid) for pid in found.split()]


def _name(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    return ""


def _holdfast(*words: str) -> list[str]:
    return [str(Path(sys.executable).parent / "holdfast"), *words]


def _aws() -> list[str]:
    return ["aws"] if shutil.which("aws") else ["uvx", "--from", "awscli", "aws"]


def _pipe(commands: Sequence[Sequence[str]], environment: dict[str, str]) -> None:
    previous, running = None, []
    for place, words in enumerate(commands):
        last = place == len(commands) - 1
        process = subprocess.Popen(
            words, stdin=previous, stdout=subprocess.DEVNULL if last else subprocess.PIPE, env=environment
        )
        if previous is not None:
            previous.close()
        previous = process.stdout
        running.append(process)
    codes = [process.wait() for process in running]
    if any(codes):
        raise SystemExit("the plain pipe failed")


def _fill(url: str, gigabytes: float, pgbench: str) -> None:
    """Make the database; the tables of pgbench take about 15 MB for one of its units."""
    scale = max(1, int(gigabytes * 0.4 * 1000 / 15))
    subprocess.run([pgbench, "-i", "-q", "-s", str(scale), url], check=True, capture_output=True)
    rows = int(gigabytes * 0.6e9 / 4200)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE noise (id int PRIMARY KEY, body bytea)")
        connection.execute("ALTER TABLE noise ALTER body SET STORAGE EXTERNAL")
        with connection.cursor().copy("COPY noise FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["int4", "bytea"])
            for number in range(rows):
                copy.write_row((number, os.urandom(4096)))
        connection.execute("VACUUM ANALYZE")


def _load(bench: Bench, pgbench: str, name: str, work: Callable[[], None] | None, seconds: int = 15) -> float:
    """Transactions per second of pgbench while `work` goes on, again and again."""
    ended = threading.Event()

    def repeat() -> None:
        while not ended.is_set() and work:
            work()

    working = threading.Thread(target=repeat)
    working.start()
    time.sleep(0.5)
    said = subprocess.run(
        [pgbench, "-n", "-c", "4", "-T", str(seconds), bench.url], check=True, capture_output=True, text=True
    ).stdout
    ended.set()
    working.join()
    rate = next(float(line.split()[2]) for line in said.splitlines() if line.startswith("tps"))
    print(f"  pgbench, {name}: {rate:.0f} transactions per second", flush=True)
    return rate


def _newest(bench: Bench) -> Manifest:
    store = S3Store(BUCKET, "bench/production", client=client(bench.s3))
    return read_holdings(store).good[-1]


def measure(bench: Bench, rounds: int, pgbench: str, *, with_load: bool, usual: bool) -> bool:
    """Print all numbers; whether they are within the budgets."""
    for _ in range(rounds):
        bench.time("plain backup", bench.plain)
        bench.time("our backup", bench.ours)
        if usual:
            bench.time("usual backup", partial(bench.plain, "-3"))
    made = _newest(bench)
    print(f"  stored: {made.stored_bytes / 1e6:.0f} MB of {made.source_bytes / 1e6:.0f} MB; {len(made.tables)} tables")
    dump = bench.folder / "plain.dump"
    subprocess.run([bench.server.binaries / "pg_dump", "-Fc", "-Z0", "-d", bench.url, "-f", dump], check=True)
    for number in range(rounds):
        for name in ("plain", "fetched", "our"):
            database = f"{name}_{number}"
            bench.server.create_database(database)
            ways = {"plain": partial(bench.plain_restore, dump), "fetched": partial(bench.fetched_restore, dump)}
            work = ways.get(name, bench.restore)
            bench.time(f"{name} restore", partial(work, database))
            bench.server.execute(f"DROP DATABASE {database}")
    loads = (("alone", None), ("beside the plain pipe", bench.plain), ("beside ours", bench.ours))
    return _summary(bench, {name: _load(bench, pgbench, name, work) for name, work in loads if with_load})


def _summary(bench: Bench, rates: dict[str, float]) -> bool:
    backup = bench.median("plain backup") / bench.median("our backup")
    restore = bench.median("fetched restore") / bench.median("our restore")
    print(f"backup: {backup:.2f} of the plain pipe's speed; restore: {restore:.2f} of fetching, then pg_restore -j 2")
    local = bench.median("plain restore") / bench.median("our restore")
    print(f"restore: {local:.2f} of the speed of pg_restore -j 2 from a file that is here already")
    if "usual backup" in bench.seconds:
        usual = bench.median("usual backup") / bench.median("our backup")
        print(f"backup: {usual:.2f} of the plain pipe's speed with zstd's own level")
    print(f"memory: {bench.memory['backup']:.0f} MiB to back up, {bench.memory['restore']:.0f} MiB to restore")
    kept = {name: f"{rate / rates['alone']:.2f}" for name, rate in rates.items()}
    print(f"pgbench's throughput kept: {kept}")
    return min(backup, restore) >= LEAST_RATIO and max(bench.memory.values()) < MOST_MIB


def main() -> int:
    """Run it; 1 when a number is out of its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size-gb", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--major", type=int, default=16)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-load", action="store_true", help="leave pgbench out")
    parser.add_argument("--usual", action="store_true", help="the plain pipe with zstd's own level, too")
    options = parser.parse_args()
    pgbench = shutil.which("pgbench")
    if pgbench is None:
        raise SystemExit("pgbench is not in PATH (Debian: postgresql-contrib)")
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "spec").mkdir()
        (folder / "spec" / "holdfast.toml").write_text(SPEC)
        settings = {"shared_buffers": "256MB", "max_wal_size": "4GB"}
        with (
            Postgres.start(folder / "pg", major=options.major, settings=settings) as server,
            weed(folder / "s3", BUCKET) as s3,
        ):
            url = server.create_database("bench")
            _fill(url, options.size_gb, pgbench)
            print(f"PostgreSQL {options.major}, {options.size_gb} GB, {os.cpu_count()} cores", flush=True)
            bench = Bench(server, s3, folder, url)
            good = measure(bench, options.rounds, pgbench, with_load=not options.no_load, usual=options.usual)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
