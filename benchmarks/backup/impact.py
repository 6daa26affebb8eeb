"""What a base backup costs those who use the database meanwhile; `benchmarks.backup.physical --only impact` runs it."""

import os
import threading
from pathlib import Path

from tests.host.backup.engines.physical import own
from tests.host.backup.wal.support import archiving

from benchmarks.backup.load import BUCKET, console, pgbench
from benchmarks.backup.weed import client
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.engines.engine import Run
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import WalArchive
from holdfast.host.backup.wal.ship import Shipper
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Kind
from holdfast.rig.postgres import Postgres


def measure_impact(folder: Path, seconds: int, scale: int) -> None:
    """Pgbench's throughput alone, and from the first moment of a base backup to its last."""
    spool = Spool(folder / "spool", 1 << 40)
    with archiving(own(folder / "pg"), spool, major=16) as server:
        pgbench(server, "-i", "-q", "-s", str(scale))
        stop = threading.Event()
        archive = WalArchive(BUCKET, client(os.environ["AWS_ENDPOINT_URL"]))
        shipper = threading.Thread(target=Shipper(spool, archive, stop).run)
        shipper.start()
        try:
            alone = _rate(server, seconds)
            store = S3Store(BUCKET.name, BUCKET.prefix, client=client(os.environ["AWS_ENDPOINT_URL"]))
            engine = Barman(bucket=BUCKET, count=counter(Kind.PHYSICAL), at_once=True)
            identity = "20261126T031500Z-physical-1a2b"
            run = Run(id=identity, prefix=f"backups/{identity}/", url=server.url, store=store)
            working = threading.Thread(target=engine.back_up, args=(run,))
            working.start()
            meanwhile = []
            while working.is_alive():
                meanwhile.append(_rate(server, 3))
            working.join()
        finally:
            stop.set()
            shipper.join()
    during = sum(meanwhile) / max(1, len(meanwhile))
    share = during / alone
    console.print(f"pgbench alone {alone:.0f} tps, during a base backup {during:.0f} tps: {share:.2f}")


def _rate(server: Postgres, seconds: int) -> float:
    said = pgbench(server, "-c", "8", "-j", "2", "-T", str(seconds))
    return float(next(line.split()[2] for line in said.splitlines() if line.startswith("tps")))
