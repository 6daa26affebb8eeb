"""Base backups that are killed at random moments, while WAL goes into the archive all the time.

    python -m benchmarks.backup.kills_base [--rounds 100] [--major 16] [--seed 1]

A round starts `holdfast backup run --kind physical` and kills it, barman below it, both at once, or the connections in
the server, at a random moment of the time that a run takes. After each, everything that is listed as good must be good:
its objects are read to their ends, its WAL is in the archive, and nothing that was good before may be missing. After
the last a run must succeed, leave nothing of the killed ones, and come back with every row. SeaweedFS on loopback; all
ends by itself; 1 when anything is wrong.
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
from tests.host.backup.engines.physical import own, started
from tests.host.backup.wal.support import MIB, archiving, recovery_words, shipping

from benchmarks.backup.killing import Killing
from benchmarks.backup.weed import BUCKET, SPEC, client, weed
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.engines.engine import Target
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.gaps import Base
from holdfast.host.backup.wal.reading import wait_for_wal
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Kind, Manifest


@dataclass(kw_only=True)
class Kills(Killing):
    """Base backups that are killed, and what was good so far."""

    victims = ("holdfast", "barman", "both", "connections")
    words = ("--kind", "physical")
    archive: WalArchive
    good: dict[str, Manifest] = field(default_factory=dict)

    def start(self) -> "subprocess.Popen[bytes]":
        """One run, with something to read."""
        self.server.execute("INSERT INTO noise SELECT i, md5(i::text) FROM generate_series(1, 100) i")
        # A run waits for the checkpoint that it begins with: done now, it has little to write then.
        self.server.execute("CHECKPOINT")
        return super().start()

    def judge(self) -> None:
        """Hold everything that is listed as good against its bytes and its WAL."""
        now = {one.id: one for one in read_holdings(self.store).good}
        self.wrong += [f"{lost} was good, and is lost" for lost in self.good.keys() - now.keys()]
        for name in now.keys() - self.good.keys():
            one = now[name]
            base = Base(one.timeline, one.start_lsn, one.end_lsn)
            try:
                sum(len(chunk) for stored in one.objects for chunk in self.store.read(stored))
                wait_for_wal(self.archive, one.system_identifier, base, segment_bytes=16 * MIB, seconds=0)
            except BackupError as error:
                self.wrong.append(f"{name} is listed as good: {error}")
        self.good = now

    def left(self) -> list[str]:
        """What is in the store of bases that belong to no good backup."""
        known = {one.engine_id for one in self.good.values()}
        bases = [entry for entry in self.store.entries("barman/") if "/base/" in entry.key]
        return [f"{one.key} of {one.stored_at:%H:%M:%S}" for one in bases if one.key.split("/")[3] not in known]

    def bring_back(self) -> None:
        """Restore the newest, and count."""
        newest = self.good[max(self.good)]
        bucket = Bucket(BUCKET, self.store.prefix, "us-east-1")
        engine = Barman(bucket=bucket, count=counter(Kind.PHYSICAL), recovery=recovery_words())
        data = own(self.folder / "back" / "data")
        target = Target(data_folder=data, until_lsn=newest.tables_lsn, scratch_folder=self.folder)
        engine.restore(newest, self.store, target)
        wanted = {table.name: table.rows for table in newest.tables}["public.noise"]
        with started(data, self.server) as back:
            ((rows,),) = back.rows("SELECT count(*) FROM noise")
        if rows != wanted:
            self.wrong.append(f"{rows} rows came back instead of {wanted}")

    def kill(self, victim: str, process: "subprocess.Popen[bytes]") -> None:
        """End one of `victims` at once."""
        if victim == "connections":
            self.server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name <> 'holdfast backup wal ship' AND backend_type = 'client backend' "
                "AND pid <> pg_backend_pid()"
            )
            return
        if victim != "barman":
            process.send_signal(signal.SIGKILL)
        if victim != "holdfast":
            with suppress(psutil.Error):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()


def main() -> int:
    """Run it; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--major", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="holdfast-kills-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "spec").mkdir()
        (folder / "spec" / "holdfast.toml").write_text(SPEC, encoding="utf-8")
        with weed(folder / "s3", BUCKET) as s3:
            kills = _killed(folder, s3, options)
    for what, count in sorted(kills.seen.items()):
        print(f"  {what}: {count}")
    print(f"good at the end: {len(kills.good)}; wrong: {len(kills.wrong)}")
    for line in kills.wrong:
        print(f"  {line}")
    return 1 if kills.wrong else 0


def _killed(folder: Path, s3: str, options: argparse.Namespace) -> Kills:
    store = S3Store(BUCKET, "bench/production", client=client(s3))
    archive = WalArchive(Bucket(BUCKET, "bench/production", "us-east-1"), client(s3))
    spool = Spool(folder / "spool", 1 << 40)
    with archiving(own(folder / "pg"), spool, major=options.major) as server:
        server.execute("CREATE TABLE noise (i int, text text)")
        kills = Kills(
            server=server,
            folder=folder,
            url=server.url,
            store=store,
            chance=random.Random(options.seed),
            archive=archive,
        )
        with shipping(spool, archive, server.url):
            _play(kills, options.rounds)
    return kills


def _play(kills: Kills, rounds: int) -> None:
    longest = max(kills.whole_run() for _ in range(2))
    kills.judge()
    print(f"a run takes {longest:.1f} s", flush=True)
    for number in range(rounds):
        kills.round(longest)
        if number % 10 == 9:
            print(f"  {number + 1} rounds, {len(kills.good)} good, {len(kills.wrong)} wrong", flush=True)
    kills.whole_run()
    kills.judge()
    if left := kills.left():
        kills.wrong.append(f"left by killed runs: {'; '.join(left)}")
    kills.bring_back()


if __name__ == "__main__":
    sys.exit(main())
