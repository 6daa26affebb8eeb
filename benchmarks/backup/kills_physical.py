"""Kills the archive_command and the shipper at random moments, and counts what was lost: nothing must be.

    python -m benchmarks.backup.kills_physical [--kills 100]

The S3 is seaweedfs. After the last kill everything that PostgreSQL was told is safe must be in the archive, once and as
it was; a file that it was not told of is offered again, as PostgreSQL does.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from rich.console import Console
from tests.host.backup.wal.support import MIB, SYSTEM, segment

from benchmarks.backup.weed import client, weed
from holdfast.host.backup.wal import keep
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.names import Segment
from holdfast.host.backup.wal.ship import Shipper
from holdfast.host.backup.wal.spool import Spool

BUCKET = Bucket("bench", "shop/production", "us-east-1")
_SHIP = """
import sys, threading
from pathlib import Path
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.ship import Pace, Shipper
from holdfast.host.backup.wal.spool import Spool
archive = WalArchive(Bucket("bench", "shop/production", "us-east-1"))
Shipper(Spool(Path(sys.argv[1]), 1 << 40), archive, threading.Event(), Pace(poll=0.02)).run()
"""


def main() -> None:
    """Kill, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    kills = parser.parse_args().kills
    with tempfile.TemporaryDirectory(prefix="holdfast-kills-") as name, weed(Path(name, "weed"), BUCKET.name) as url:
        spool = Spool(Path(name, "spool"), 1 << 40)
        archive = WalArchive(BUCKET, client(url))
        chance = random.Random(5)  # moments to kill at, the same in each run
        cut = sum(_kept(Path(name), spool, number, chance) for number in range(1, kills + 1))
        shot = _shipped(spool, kills, chance)
        Shipper(spool, archive, threading.Event()).run(once=True)
        wrong = [number for number in range(1, kills + 1) if not _right(archive, Path(name, "back"), number)]
        print_line = f"{kills} files: {cut} archive_commands killed, {shot} shippers killed, {len(wrong)} lost or wrong"
        Console().print(print_line)
        sys.exit(bool(wrong))


def _kept(folder: Path, spool: Spool, number: int, chance: random.Random) -> int:
    """Offer one file until it is said to be safe; how often the command was killed meanwhile."""
    path = folder / Segment(1, number).name(MIB)
    path.write_bytes(segment(number, fill=number % 256))
    words = [str(spool.folder), str(spool.limit_bytes), "50", "keep", str(path), path.name]
    killed = 0
    while True:
        started = subprocess.Popen([sys.executable, "-I", "-S", keep.__file__, *words], stderr=subprocess.DEVNULL)
        if killed == 0:
            time.sleep(chance.uniform(0, 0.04))
            started.kill()
        if started.wait() == 0:
            return killed
        killed += 1


def _shipped(spool: Spool, kills: int, chance: random.Random) -> int:
    """Start and kill shippers while anything waits."""
    shot = 0
    for _ in range(kills):
        if not spool.waiting():
            break
        started = subprocess.Popen([sys.executable, "-c", _SHIP, str(spool.folder)], env={**os.environ})
        before, deadline = len(spool.waiting()), time.monotonic() + 20
        while len(spool.waiting()) == before and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.01))
        started.kill()
        started.wait()
        shot += 1
    return shot


def _right(archive: WalArchive, to: Path, number: int) -> bool:
    archive.get(SYSTEM, Segment(1, number).name(MIB), to)
    return to.read_bytes() == segment(number, fill=number % 256)


if __name__ == "__main__":
    main()
