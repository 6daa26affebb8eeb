"""The shipper: drains, waits out an S3 that fails, loses nothing to a kill, overwrites nothing."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.wal import keep
from holdfast.host.backup.wal.archive import WalArchive
from holdfast.host.backup.wal.sentinel import Sentinel
from holdfast.host.backup.wal.ship import Pace, Shipper
from holdfast.host.backup.wal.spool import ShipState, Spool
from holdfast.host.processes.accounts import is_root
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.host.backup.wal.support import MIB, SYSTEM, FaultyS3, bucket, segment

pytestmark = pytest.mark.integration

_QUICK = Pace(poll=0.02, first_pause=0.05, longest_pause=0.2, tries=3, report=0.02)


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    with EmbeddedAws.start() as started:
        yield started


@pytest.fixture(scope="module")
def client(aws: EmbeddedAws) -> Any:
    return aws.client("s3")


@pytest.fixture
def archive(aws: EmbeddedAws, client: Any) -> WalArchive:
    aws.reset()
    return WalArchive(bucket(aws, client), client=client)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", 8 * MIB, when_full="keep")


def _name(number: int) -> str:
    return f"0000000100000000000000{number:02X}"


def _keep(spool: Spool, folder: Path, *numbers: int, fill: int = 0) -> None:
    for number in numbers:
        path = folder / _name(number)
        path.write_bytes(segment(number, fill=fill))
        to = keep.Spool(str(spool.folder), spool.limit_bytes, spool.alarm_percent, drop=spool.when_full == "drop")
        keep.keep(to, str(path), path.name)


def _stored(archive: WalArchive) -> list[str]:
    return [one.name for one in archive.entries(SYSTEM)]


@contextmanager
def _running(spool: Spool, archive: WalArchive, said: list[str] | None = None) -> Iterator[Shipper]:
    stop = threading.Event()
    shipper = Shipper(spool, archive, stop, _QUICK, say=(said if said is not None else []).append)
    thread = threading.Thread(target=shipper.run)
    thread.start()
    try:
        yield shipper
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def test_once_drains_the_spool_and_ends(spool: Spool, archive: WalArchive, tmp_path: Path) -> None:
    _keep(spool, tmp_path, 1, 2, 3)

    done = Shipper(spool, archive, threading.Event(), _QUICK).run(once=True)

    assert _stored(archive) == [_name(1), _name(2), _name(3)]
    assert spool.waiting() == []
    assert (done.segments, done.read_bytes, done.newest) == (3, 3 * MIB, _name(3))
    assert spool.shipper().newest == _name(3)


def test_an_empty_spool_is_drained_at_once(spool: Spool, archive: WalArchive) -> None:
    assert Shipper(spool, archive, threading.Event(), _QUICK).run(once=True).segments == 0


@pytest.mark.parametrize("status", [500, 503, 403])
def test_an_s3_that_fails_fills_the_spool_up_to_its_bound_and_then_drains(
    aws: EmbeddedAws, archive: WalArchive, spool: Spool, tmp_path: Path, status: int
) -> None:
    said: list[str] = []
    with FaultyS3(aws.url, status=status) as faulty:
        behind = WalArchive(archive.bucket, client=aws.session().client("s3", endpoint_url=faulty.url))
        with _running(spool, behind, said):
            _keep(spool, tmp_path, 1, 2)
            wait_until(lambda: spool.shipper().failures >= 2, "the shipper to fail")
            _keep(spool, tmp_path, 3, 4, 5)
            assert spool.kept()["state"] == "alarm"
            _keep(spool, tmp_path, 6, 7, 8)
            path = tmp_path / _name(9)
            path.write_bytes(segment(9, size=2 * MIB))
            with pytest.raises(keep.Refused, match="spool is full"):
                keep.keep(keep.Spool(str(spool.folder), spool.limit_bytes, 50, drop=False), str(path), path.name)
            state = spool.shipper()
            assert state.failing_since > 0
            assert state.problem
            assert _stored(archive) == []

            faulty.status = 0

            wait_until(lambda: not spool.waiting(), "the spool to be drained")
    assert _stored(archive) == [_name(number) for number in range(1, 9)]
    assert spool.shipper().failures == 0
    assert len([text for text in said if "wait in the spool" in text]) == 1
    assert "S3 takes WAL again" in said


def test_a_slow_s3_is_waited_for(aws: EmbeddedAws, archive: WalArchive, spool: Spool, tmp_path: Path) -> None:
    with FaultyS3(aws.url, pause=0.3) as slow:
        behind = WalArchive(archive.bucket, client=aws.session().client("s3", endpoint_url=slow.url))
        _keep(spool, tmp_path, 1, 2)

        Shipper(spool, behind, threading.Event(), _QUICK).run(once=True)

    assert _stored(archive) == [_name(1), _name(2)]


def test_once_gives_up_on_an_s3_that_fails_and_keeps_everything(
    aws: EmbeddedAws, archive: WalArchive, spool: Spool, tmp_path: Path
) -> None:
    _keep(spool, tmp_path, 1)
    with FaultyS3(aws.url, status=500) as faulty:
        behind = WalArchive(archive.bucket, client=aws.session().client("s3", endpoint_url=faulty.url))

        with pytest.raises(BackupError, match="S3"):
            Shipper(spool, behind, threading.Event(), _QUICK).run(once=True)

    assert spool.waiting() == [_name(1)]


def test_another_file_in_the_archive_waits_for_a_person_and_the_rest_goes_on(
    archive: WalArchive, spool: Spool, tmp_path: Path
) -> None:
    _keep(spool, tmp_path, 1)
    Shipper(spool, archive, threading.Event(), _QUICK).run(once=True)
    _keep(spool, tmp_path, 1, fill=5)
    _keep(spool, tmp_path, 2)

    with pytest.raises(BackupError, match="another file of this name"):
        Shipper(spool, archive, threading.Event(), _QUICK).run(once=True)

    assert _stored(archive) == [_name(1), _name(2)]
    assert spool.waiting() == [_name(1)]
    assert spool.shipper().conflicts == (_name(1),)


def test_a_file_that_was_stored_and_not_yet_taken_out_is_stored_once(
    archive: WalArchive, spool: Spool, tmp_path: Path
) -> None:
    _keep(spool, tmp_path, 1)
    archive.put(SYSTEM, spool.path(_name(1)), _name(1))

    Shipper(spool, archive, threading.Event(), _QUICK).run(once=True)

    assert spool.waiting() == []
    assert _stored(archive) == [_name(1)]


def test_a_spool_has_one_shipper(archive: WalArchive, spool: Spool) -> None:
    with _running(spool, archive):
        wait_until(lambda: spool.shipper().pid, "the first to begin")
        with pytest.raises(BackupError, match="another"):
            Shipper(spool, archive, threading.Event(), _QUICK).run(once=True)


@pytest.mark.skipif(not is_root(), reason="only root makes folders for others")
def test_a_spool_that_root_makes_is_not_closed_to_postgresqls_user(tmp_path: Path) -> None:
    made = Spool(tmp_path / "wal" / "shop-production", 1 << 30)
    with made.owned():
        owners = {path.stat().st_uid for path in (made.folder, *made.folder.iterdir())}

    assert len(owners) == 1
    assert 0 not in owners


def test_asked_to_end_it_gives_up_what_is_on_its_way(
    aws: EmbeddedAws, archive: WalArchive, spool: Spool, tmp_path: Path
) -> None:
    _keep(spool, tmp_path, 1)
    with FaultyS3(aws.url, pause=1) as slow:
        behind = WalArchive(archive.bucket, client=aws.session().client("s3", endpoint_url=slow.url))
        begun = time.monotonic()
        with _running(spool, behind):
            wait_until(lambda: slow.calls, "an upload to begin")
        assert time.monotonic() - begun < 10


_SHIPPER = """
import sys, threading
from pathlib import Path
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.ship import Pace, Shipper
from holdfast.host.backup.wal.spool import Spool
spool = Spool(Path(sys.argv[1]), 1 << 30)
archive = WalArchive(Bucket("shop-backups", "shop/production", "ap-northeast-2"))
Shipper(spool, archive, threading.Event(), Pace(poll=0.02)).run()
"""


def _ship_and_die(spool: Spool, environment: Mapping[str, str], later: float) -> None:
    """Run a shipper until it has stored something, and kill it so many seconds later."""
    before = len(spool.waiting())
    with subprocess.Popen([sys.executable, "-c", _SHIPPER, str(spool.folder)], env=environment) as started:
        try:
            wait_until(lambda: len(spool.waiting()) < before, "something to be stored", seconds=60)
            time.sleep(later)
        finally:
            started.kill()


def test_killed_at_any_moment_it_loses_nothing(
    aws: EmbeddedAws, archive: WalArchive, spool: Spool, tmp_path: Path
) -> None:
    environment = {**os.environ, **aws.environment()}
    numbers = range(1, 9)
    kills = 0
    # Two heaps, because a shipper may have sent a whole one before a busy machine lets this process kill it.
    for heap in (numbers[:4], numbers[4:]):
        _keep(spool, tmp_path, *heap)
        while spool.waiting():
            _ship_and_die(spool, environment, 0.01 * (kills % 4))
            kills += 1

    assert kills > 1
    assert _stored(archive) == [_name(number) for number in numbers]
    for number in numbers:
        archive.get(SYSTEM, _name(number), tmp_path / "back")
        assert (tmp_path / "back").read_bytes() == segment(number)


def test_a_state_that_is_not_json_is_none(spool: Spool) -> None:
    spool.folder.mkdir()
    (spool.folder / "ship.json").write_text("{")
    (spool.folder / "keep.json").write_text("[]")

    assert spool.shipper() == ShipState()
    assert spool.kept() == {}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("sentinel"), major=16) as started:
        yield started


def test_sentinels_are_written_while_it_ships(server: Postgres, archive: WalArchive, spool: Spool) -> None:
    stop = threading.Event()
    shipper = Shipper(spool, archive, stop, _QUICK)
    sentinel = Sentinel(server.url)
    thread = threading.Thread(target=lambda: shipper.run(sentinel=sentinel, sentinel_seconds=0.05))
    thread.start()
    try:
        wait_until(lambda: server.execute("SELECT to_regclass('holdfast_sentinels.sentinel')")[0][0], "the table")
        count = "SELECT count(*) > 2 FROM holdfast_sentinels.sentinel"
        wait_until(lambda: server.execute(count) == [(True,)], "three rows")
    finally:
        stop.set()
        thread.join(10)
    assert spool.shipper().sentinel_problem == ""


def test_tables_that_a_role_makes_lie_where_they_would_without_sentinels(server: Postgres) -> None:
    sentinel = Sentinel(server.url)
    assert sentinel.write() == ""
    sentinel.close()
    (made,) = server.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'holdfast%'")

    # The role of this server is called holdfast, as anybody's may be.
    server.execute("CREATE TABLE cakes (name text)")

    assert server.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'cakes'") == [("public",)]
    assert server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", made) == []


def test_sentinels_older_than_a_week_go(server: Postgres) -> None:
    sentinel = Sentinel(server.url)
    sentinel.write()
    server.execute("INSERT INTO holdfast_sentinels.sentinel VALUES (now() - interval '8 days', 'old')")

    assert sentinel.write() == ""

    assert server.execute("SELECT count(*) FROM holdfast_sentinels.sentinel WHERE host = 'old'") == [(0,)]
    sentinel.close()


def test_a_database_that_does_not_answer_is_a_problem_in_safe_words(server: Postgres) -> None:
    wrong = f"postgresql://holdfast:secret-word@127.0.0.1:{server.port}/postgres"  # pragma: allowlist secret

    said = Sentinel(wrong).write()

    assert said
    assert "secret-word" not in said
    assert "secret-word" not in repr(Sentinel(wrong))
    assert Sentinel("mysql://x").write() == "the database's URL is none that can be used"


def test_a_role_that_may_not_write_is_told_so(server: Postgres) -> None:
    server.execute("DROP SCHEMA IF EXISTS holdfast_sentinels CASCADE")
    server.execute("CREATE ROLE reader LOGIN PASSWORD 'x'")
    url = f"postgresql://reader:x@127.0.0.1:{server.port}/postgres"  # pragma: allowlist secret

    assert "may not make the schema" in Sentinel(url).write()
