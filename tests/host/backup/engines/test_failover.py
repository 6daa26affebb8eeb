"""A cluster that fails over while its base backup is made: WAL goes on from the server that took over, without a gap."""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.engines.engine import Run, Target
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.manifests import write_manifest
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import WalArchive
from holdfast.host.backup.wal.gaps import Base
from holdfast.host.backup.wal.reading import read_archive
from holdfast.host.backup.wal.recovery import archive_command
from holdfast.host.backup.wal.spool import Spool
from holdfast.model.backup import Digest, Kind
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.host.backup.engines.physical import manifest_of, own, started
from tests.host.backup.places import open_folder
from tests.host.backup.standby import caught_up, fail_over, following
from tests.host.backup.wal.support import (
    MIB,
    FaultyS3,
    archiving,
    bucket,
    have_archived,
    recovery_words,
    shipping,
    starting_python,
)

pytestmark = pytest.mark.integration


@dataclass
class _Pair:
    """Two hosts, each with a spool of its own, and one store."""

    first: Postgres
    second: Postgres
    spools: tuple[Spool, Spool]
    engine: Barman
    store: S3Store
    archive: WalArchive
    folder: Path

    def run(self, number: int, server: Postgres) -> Run:
        identity = f"20261125T0315{number:02}Z-physical-1a2b"
        return Run(id=identity, prefix=f"backups/{identity}/", url=server.url, store=self.store, digest=Digest.FULL)


@pytest.fixture
def pair() -> Iterator[_Pair]:
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as aws, open_folder() as folder:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        client = aws.client("s3")
        place = bucket(aws, client)
        spools = Spool(folder / "spool-1", 512 * MIB), Spool(own(folder / "spool-2"), 512 * MIB)
        other = f"archive_command = '{archive_command(spools[1], starting_python()).replace(chr(39), chr(39) * 2)}'"
        with (
            archiving(folder / "pg", spools[0], major=16) as first,
            following(first, own(folder / "standby"), other) as second,
        ):
            engine = Barman(
                bucket=place, count=counter(Kind.PHYSICAL), wal_seconds=60, recovery=recovery_words(), at_once=True
            )
            store = S3Store(place.name, place.prefix, client=client)
            yield _Pair(first, second, spools, engine, store, WalArchive(place, client=client), folder)


def test_a_base_of_before_recovers_past_the_fail_over_and_the_next_run_is_of_the_server_that_took_over(
    pair: _Pair,
) -> None:
    pair.first.execute("CREATE TABLE orders AS SELECT n AS id FROM generate_series(1, 1000) n")
    with shipping(pair.spools[0], pair.archive, pair.first.url, sentinel_seconds=30):
        before = manifest_of(pair.engine.back_up(pair.run(1, pair.first)), "barman", pair.run(1, pair.first).id)
        write_manifest(before, pair.store)
        pair.first.execute("INSERT INTO orders VALUES (-1)")
        have_archived(pair.first, pair.spools[0])
        wait_until(lambda: caught_up(pair.first, pair.second), "the standby")
        _dies_in_the_middle(pair)

    assert [one.id for one in read_holdings(pair.store).good] == [before.id]
    pair.second.execute("INSERT INTO orders VALUES (-2)")
    with shipping(pair.spools[1], pair.archive, pair.second.url, sentinel_seconds=30):
        have_archived(pair.second, pair.spools[1])
        base = Base(before.timeline, before.start_lsn, before.end_lsn)
        assert read_archive(pair.archive, before.system_identifier, base, None).gaps == ()
        after = manifest_of(pair.engine.back_up(pair.run(3, pair.second)), "barman", pair.run(3, pair.second).id)
    assert (after.system_identifier, before.timeline, after.timeline) == (before.system_identifier, 1, 2)
    bases = {entry.key.split("/")[3] for entry in pair.store.entries("barman/") if "/base/" in entry.key}
    assert bases == {before.engine_id, after.engine_id}

    data = own(pair.folder / "back")
    pair.engine.restore(before, pair.store, Target(data_folder=data, scratch_folder=pair.folder))
    with started(data, pair.second) as back:
        assert back.rows("SELECT count(*), min(id) FROM orders") == [(1002, -2)]


def _dies_in_the_middle(pair: _Pair) -> None:
    """Kill the primary while the first part of a base backup is on its way; the standby takes over."""
    outcome: list[str] = []

    def back_up() -> None:
        try:
            pair.engine.back_up(pair.run(2, pair.first))
        except BackupError as error:
            outcome.append(str(error))

    with pytest.MonkeyPatch.context() as patch, FaultyS3(os.environ["AWS_ENDPOINT_URL"], holding=True) as faulty:
        patch.setenv("AWS_ENDPOINT_URL_S3", faulty.url)
        running = threading.Thread(target=back_up)
        running.start()
        assert faulty.reached.wait(120), outcome
        fail_over(pair.first, pair.second)
        faulty.released.set()
        running.join(120)
    assert len(outcome) == 1
    assert "lost the database in the middle" in outcome[0]
