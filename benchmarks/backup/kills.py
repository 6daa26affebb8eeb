"""Runs of backups that are killed at random moments, and hosts that begin in the same millisecond.

    python -m benchmarks.backup.kills [--rounds 100] [--races 100] [--major 16] [--seed 1]

A round starts `holdfast backup run` and kills it, its pg_dump, or its connections in the server, at a random moment of
the time that a run takes; after each, everything that is listed as good must be good: its dump is read to its end and
held against its checksum, and nothing that was good before may be missing. After the last, a run must succeed. A race
starts two runs at once, and exactly one may make a backup. SeaweedFS on loopback; all ends by itself; 1 when anything
is wrong.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from benchmarks.backup.killing import Killing
from benchmarks.backup.weed import BUCKET, SPEC, client, weed
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
from holdfast.rig.postgres import Postgres


@dataclass(kw_only=True)
class Kills(Killing):
    """Dumps that are killed, and what was good so far."""

    victims = ("holdfast", "pg_dump", "connections")
    good: set[str] = field(default_factory=set)

    def judge(self) -> None:
        """Hold everything that is listed as good against its bytes."""
        held = read_holdings(self.store)
        now = {one.id for one in held.good}
        self.wrong += [f"{lost} was good, and is lost" for lost in self.good - now]
        for one in held.good:
            try:
                fresh = () if one.id in self.good else one.objects
                sum(len(chunk) for stored in fresh for chunk in self.store.read(stored))
            except BackupError as error:
                self.wrong.append(f"{one.id} is listed as good: {error}")
        self.good = now

    def race(self) -> None:
        """Two at once."""
        before = len(read_holdings(self.store).good)
        running = [self.start() for _ in range(2)]
        said = [process.communicate()[0].decode() for process in running]
        skipped = sum("no backup was made" in words for words in said)
        made = len(read_holdings(self.store).good) - before
        # Where the one had ended before the other asked, both may rightly have made one.
        self.seen[f"race: {made} made, {skipped} skipped"] += 1
        if made + skipped != 2 or made < 1:
            self.wrong.append(f"a race: {made} made, {skipped} skipped")

    def kill(self, victim: str, process: "subprocess.Popen[bytes]") -> None:
        """End one of `victims` at once."""
        if victim == "holdfast":
            process.send_signal(signal.SIGKILL)
        elif victim == "pg_dump":
            with suppress(psutil.Error):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
        else:
            self.server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = 'bench' AND pid <> pg_backend_pid()"
            )


def main() -> int:
    """Run it; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--races", type=int, default=100)
    parser.add_argument("--major", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "spec").mkdir()
        (folder / "spec" / "holdfast.toml").write_text(SPEC, encoding="utf-8")
        with Postgres.start(folder / "pg", major=options.major) as server, weed(folder / "s3", BUCKET) as s3:
            url = server.create_database("bench")
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(
                    "CREATE TABLE noise AS SELECT i, (SELECT string_agg(md5(random()::text || i || j), '') "
                    "FROM generate_series(1, 30) j) FROM generate_series(1, 25000) i"
                )
            store = S3Store(BUCKET, "bench/production", client=client(s3))
            kills = Kills(server=server, folder=folder, url=url, store=store, chance=random.Random(options.seed))
            longest = max(kills.whole_run() for _ in range(2))
            print(f"a run takes {longest:.1f} s", flush=True)
            for _ in range(options.rounds):
                kills.round(longest)
            kills.whole_run()
            kills.judge()
            for _ in range(options.races):
                kills.race()
            left = store.abandon_uploads("backups/")
    for what, count in sorted(kills.seen.items()):
        print(f"  {what}: {count}")
    print(f"good at the end: {len(kills.good)}; uploads left half-way by the last: {left}; wrong: {len(kills.wrong)}")
    for line in kills.wrong:
        print(f"  {line}")
    return 1 if kills.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
