"""Whole clusters: proven to a point in time, and restored into a data folder, on real PostgreSQL with real WAL."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.actions.backup.parts import Parts, parts_of
from holdfast.actions.backup.place import Place
from holdfast.actions.backup.restore import Wish, carry_out, prepare
from holdfast.actions.backup.verify import Wish as Proving
from holdfast.actions.backup.verify import verify
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.folders import hand_over
from holdfast.host.backup.programs import FOLDER_VARIABLE
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.spool import Spool
from holdfast.host.processes.accounts import is_root, server_account
from holdfast.model.backup import Kind, Manifest, TableState
from holdfast.model.errors import UsageError
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.actions.backup.shop import BUCKET, TABLES, Shop, product
from tests.host.backup.engines.physical import own, started
from tests.host.backup.places import open_folder
from tests.host.backup.wal.support import MIB, archiving, have_archived, recovery_words, shipping

pytestmark = pytest.mark.integration


@dataclass
class _Cluster:
    """A shop whose whole cluster is archived; rows were lost at `lost_at`."""

    shop: Shop
    engine: Barman
    home: Path
    spool: Spool
    manifest: Manifest = field(init=False)
    lost_at: datetime = field(init=False)

    @property
    def server(self) -> Postgres:
        return self.shop.server

    @property
    def place(self) -> Place:
        return self.shop.place

    def parts(self) -> Parts:
        """The real ones; as root the server's user may not start our Python, so another one fetches."""
        return replace(parts_of(self.place), engine=lambda _: self.engine)

    def archived(self) -> None:
        """Have everything that was written so far in the archive."""
        have_archived(self.server, self.spool)

    def target(self, name: str) -> Path:
        """A path for a data folder, in a folder of the server's user."""
        return own(self.home / name) / "main"


def _sentinels(shop: Shop, number: int) -> None:
    """Wait until so many more were written: by them a recovery is judged, however long each takes."""
    count = "SELECT count(*) FROM holdfast_sentinels.sentinel WHERE at > now() - interval '1 hour'"
    wait_until(
        lambda: shop.ask("SELECT to_regclass('holdfast_sentinels.sentinel')") is not None, "the first", seconds=60
    )
    before = shop.ask(count)
    assert isinstance(before, int)
    wait_until(lambda: shop.ask(count) >= before + number, "sentinels", seconds=60)  # type: ignore[operator]


@pytest.fixture(scope="module")
def cluster() -> Iterator[_Cluster]:
    with pytest.MonkeyPatch.context() as patch, EmbeddedAws.start() as aws, open_folder() as home:
        for name, value in aws.environment().items():
            patch.setenv(name, value)
        aws.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": aws.region})
        bucket = Bucket(BUCKET, "shop/production", aws.region)
        spool = Spool(home / "spool", 512 * MIB)
        with archiving(home / "pg", spool, major=16) as server:
            patch.setenv(FOLDER_VARIABLE, str(server.binaries))
            url = server.database_url("shop")
            server.execute("CREATE DATABASE shop")
            spec = product(home / "data", smoke_query="SELECT count(*) > 0 FROM orders", wal={"sentinel_seconds": 1})
            place = Place(
                spec,
                "production",
                BUCKET,
                "shop/production",
                {**aws.environment(), "DATABASE_URL": url},
                home / "state",
            )
            shop = Shop(server, place, url, aws)
            shop.do(TABLES)
            engine = Barman(
                bucket=bucket, count=counter(Kind.PHYSICAL), wal_seconds=60, recovery=recovery_words(), at_once=True
            )
            made = _Cluster(shop, engine, home, spool)
            with shipping(spool, WalArchive(bucket), url):
                made.manifest = shop.back_up(engine)
                _sentinels(shop, 10)
                made.lost_at = datetime.now(UTC)
                time.sleep(0.1)
                shop.do("DELETE FROM orders WHERE id > 10")
                _sentinels(shop, 10)
                made.archived()
            yield made


def test_a_base_backup_is_proven_to_a_point_in_time(cluster: _Cluster) -> None:
    (proof,) = verify(cluster.place, Proving(kind=Kind.PHYSICAL, point_in_time=True), cluster.parts())

    assert (proof.passed, proof.problems) == (True, ())
    assert proof.tables == len(cluster.manifest.tables) == 3
    assert proof.target is not None
    assert proof.recovered_to is not None
    assert cluster.manifest.finished_at < proof.target < proof.recovered_to
    assert proof.rpo_seconds is not None
    assert 0 <= proof.rpo_seconds < 10
    assert 0 < proof.restore_seconds < 120
    assert list((Path(cluster.place.backup.data_folder) / "scratch").iterdir()) == []


def test_a_table_that_differs_changes_nothing(cluster: _Cluster) -> None:
    wrong = replace(cluster.manifest, tables=(TableState(name="public.orders", rows=3, digest="00"),))
    parts = cluster.parts()
    holdings = replace(parts.holdings, good=(wrong,))
    target = cluster.target("differs")
    with pytest.raises(BackupError, match=r"public\.orders: 2000 rows instead of 3") as error:
        carry_out(prepare(cluster.place, Wish(which="latest", into=str(target)), replace(parts, holdings=holdings)))

    assert error.value.cause is Cause.DIFFERENT
    assert list(target.parent.iterdir()) == []


def test_a_cluster_comes_back_to_the_moment_before_the_loss(cluster: _Cluster) -> None:
    target = cluster.target("before")
    target.mkdir(mode=0o700)
    (target / "PG_VERSION").write_text("16\n")
    wish = Wish(which="latest", into=str(target), to_time=cluster.lost_at, replace=str(target))
    restored = carry_out(prepare(cluster.place, wish, cluster.parts()))
    settings = (target / "postgresql.auto.conf").read_text()
    # The rig's servers run as another user than those of a host.
    hand_over(target, server_account())
    with started(target, cluster.server) as back:
        back.url = back.url.replace("/postgres", "/shop")
        orders = back.rows("SELECT count(*) FROM orders")
        back.rows("SELECT 1")

    assert orders == [(2000,)]
    assert restored.tables == 3
    assert restored.recovered_to is not None
    assert restored.recovered_to <= cluster.lost_at
    assert (Path(restored.kept_as) / "PG_VERSION").exists()
    assert "archive_mode = 'off'" in settings
    assert "restore_command" not in settings
    assert not (target / "holdfast-recovery").exists()
    assert str(target) in restored.start
    assert not [entry for entry in target.parent.iterdir() if ".restoring-" in entry.name]


def test_a_cluster_comes_back_to_the_end_of_the_archive(cluster: _Cluster) -> None:
    target = cluster.target("end")
    prepared = prepare(cluster.place, Wish(which="latest", into=str(target)), cluster.parts())
    restored = carry_out(prepared)
    # The rig's servers run as another user than those of a host.
    hand_over(target, server_account())
    with started(target, cluster.server) as back:
        back.url = back.url.replace("/postgres", "/shop")
        orders = back.rows("SELECT count(*) FROM orders")

    assert orders == [(10,)]
    assert (restored.kept_as, restored.way_back) == ("", ())
    assert prepared.plan.earliest == cluster.manifest.finished_at
    assert prepared.plan.latest is not None


def test_where_wal_is_missing_everything_before_the_gap_comes_back_and_the_plan_says_so(cluster: _Cluster) -> None:
    s3 = cluster.shop.aws.client("s3")
    wals = f"shop/production/barman/{cluster.manifest.system_identifier}/wals/"
    lost = max(one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET, Prefix=wals)["Contents"])
    body = s3.get_object(Bucket=BUCKET, Key=lost)["Body"].read()
    with shipping(cluster.spool, WalArchive(cluster.engine.bucket), cluster.shop.url):
        cluster.archived()
    s3.delete_object(Bucket=BUCKET, Key=lost)
    target = cluster.target("gap")
    try:
        prepared = prepare(cluster.place, Wish(which="latest", into=str(target)), cluster.parts())
        restored = carry_out(prepared)
    finally:
        s3.put_object(Bucket=BUCKET, Key=lost, Body=body)

    assert prepared.plan.gap == lost.rpartition("/")[2][:24]
    assert "gap-end" in prepared.plan.warnings
    assert restored.tables == 3
    assert restored.recovered_to is not None
    assert restored.recovered_to < cluster.lost_at


@pytest.mark.parametrize(
    ("shift", "told"), [(-86400, "no base backup is as old"), (86400, "cannot be recovered: the backup reaches from")]
)
def test_a_moment_that_is_not_covered_names_the_first_and_the_last(cluster: _Cluster, shift: int, told: str) -> None:
    moment = cluster.manifest.finished_at + timedelta(seconds=shift)
    wish = Wish(which="latest", into=str(cluster.target("far")), to_time=moment)

    with pytest.raises(BackupError, match=told) as error:
        prepare(cluster.place, wish, cluster.parts())

    assert error.value.cause is Cause.TARGET
    assert f"{cluster.manifest.finished_at:%Y-%m-%d %H:%M:%S} UTC" in str(error.value)


def test_the_running_clusters_own_folder_is_refused(cluster: _Cluster) -> None:
    wish = Wish(which="latest", into=str(cluster.server.folder), replace=str(cluster.server.folder))

    with pytest.raises(BackupError, match="a server runs on the target"):
        prepare(cluster.place, wish, cluster.parts())

    assert cluster.server.execute("SELECT 1") == [(1,)]


def test_a_dump_does_not_go_into_a_folder_nor_a_cluster_into_a_database(cluster: _Cluster) -> None:
    with pytest.raises(UsageError, match="it is a physical backup"):
        prepare(cluster.place, Wish(which=cluster.manifest.id, into="shop"), cluster.parts())
    with pytest.raises(UsageError, match="one moment alone"):
        prepare(cluster.place, Wish(which="latest", into="shop", to_time=cluster.lost_at), cluster.parts())


@pytest.mark.skipif(not is_root(), reason="root alone mounts")
def test_a_disk_that_fills_leaves_what_was_there(cluster: _Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("holdfast.actions.backup.restore.require_space", lambda *_: None)
    disk = own(cluster.home / "small")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        (disk / "main").mkdir(mode=0o700)
        (disk / "main" / "old").write_text("old")
        wish = Wish(which="latest", into=str(disk / "main"), replace=str(disk / "main"))
        with pytest.raises(BackupError) as error:
            carry_out(prepare(cluster.place, wish, cluster.parts()))
        left = [path.name for path in disk.iterdir()]
        kept = (disk / "main" / "old").read_text()
    finally:
        subprocess.run(["umount", str(disk)], check=True)

    assert error.value.cause is Cause.DISK_FULL
    assert "make room" in error.value.next_step
    assert (left, kept) == (["main"], "old")


@pytest.mark.skipif(not is_root(), reason="root alone runs servers as another user")
def test_a_python_that_the_server_may_not_start_is_told_before_anything_is_restored(
    cluster: _Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "python").touch()
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    parts = replace(cluster.parts(), engine=lambda _: replace(cluster.engine, recovery={}))

    with pytest.raises(BackupError, match="may not start this Python"):
        prepare(cluster.place, Wish(which="latest", into=str(cluster.target("python"))), parts)


def test_an_object_that_is_gone_changes_nothing(cluster: _Cluster) -> None:
    target = cluster.target("gone")
    target.mkdir(mode=0o700)
    (target / "old").write_text("old")
    client = cluster.shop.aws.client("s3")
    key = f"shop/production/{next(one.key for one in cluster.manifest.objects if one.key.endswith('.tar'))}"
    body = client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    prepared = prepare(cluster.place, Wish(which="latest", into=str(target), replace=str(target)), cluster.parts())
    client.delete_object(Bucket=BUCKET, Key=key)
    try:
        with pytest.raises(BackupError, match="is not there any more"):
            carry_out(prepared)
    finally:
        client.put_object(Bucket=BUCKET, Key=key, Body=body)

    assert [entry.name for entry in target.parent.iterdir()] == ["main"]
    assert (target / "old").read_text() == "old"
