"""Base backups and WAL of a real PostgreSQL through status, copy and prune: what is kept can be recovered to the end."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from holdfast.actions.backup.prune import do_prune, plan_prune
from holdfast.actions.backup.wal import archive_of, spool_of
from holdfast.host.backup.engines.barman import Barman
from holdfast.host.backup.engines.engine import Target
from holdfast.host.backup.holdings import read_holdings
from holdfast.host.backup.s3 import S3Store
from holdfast.host.backup.tables import counter
from holdfast.host.backup.wal.archive import Bucket, WalArchive
from holdfast.host.backup.wal.ship import Pace, Shipper
from holdfast.model.backup import Kind
from holdfast.rig.aws import EmbeddedAws
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until
from tests.cli.backup.stores import COPY_REGION, Shop, call, client_of, make_shop
from tests.host.backup.engines.physical import own, started
from tests.host.backup.places import open_folder
from tests.host.backup.wal.support import archiving, recovery_words

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Whole:
    """A shop whose database archives its WAL."""

    shop: Shop
    server: Postgres
    folder: Path

    def archived(self) -> None:
        """Have everything that was written so far in the archive."""
        self.server.execute("SELECT pg_switch_wal()")
        ready = self.server.folder / "pg_wal" / "archive_status"
        spool = spool_of(self.shop.place)
        wait_until(lambda: not list(ready.glob("*.ready")) and not spool.waiting(), "the archive", seconds=60)

    def rows(self, store: S3Store, region: str, name: str) -> list[tuple[object, ...]]:
        """The orders that the newest base and the WAL of one store bring back."""
        engine = Barman(
            bucket=Bucket(store.bucket, store.prefix, region),
            count=counter(Kind.PHYSICAL),
            recovery=recovery_words(),
        )
        data = own(self.folder / name)
        base = read_holdings(store).newest(Kind.PHYSICAL)
        assert base is not None
        engine.restore(base, store, Target(data_folder=data, scratch_folder=self.folder))
        with started(data, self.server) as restored:
            return list(restored.rows("SELECT id FROM orders ORDER BY id"))


@contextmanager
def shipping(shop: Shop) -> Iterator[None]:
    stop = threading.Event()
    archive: WalArchive = archive_of(shop.place)
    thread = threading.Thread(target=Shipper(spool_of(shop.place), archive, stop, Pace(poll=0.05)).run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


@pytest.fixture(scope="module")
def whole(aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    with pytest.MonkeyPatch.context() as patch, open_folder() as folder:
        shop = make_shop(tmp_path_factory.mktemp("whole"), aws, patch, 0)
        shop.spec(point_in_time=True, copy=True, data=folder)
        spread = {"checkpoint_timeout": "30s", "checkpoint_completion_target": "0.01"}
        with archiving(folder / "pg", spool_of(shop.place), major=16, **spread) as server, shipping(shop):
            patch.setenv("DATABASE_URL", server.url)
            server.execute("CREATE TABLE orders (id int PRIMARY KEY)")
            yield Whole(shop, server, folder)


def test_two_bases_are_one_window_and_both_are_in_the_second_region(
    whole: Whole, capsys: pytest.CaptureFixture[str]
) -> None:
    for statement in ("INSERT INTO orders VALUES (1)", "INSERT INTO orders VALUES (2)"):
        whole.server.execute(statement)
        code, _, said = call(capsys, "backup", "run", "--kind", "physical", "--spec", whole.shop.folder)
        assert code == 0, said
    whole.server.execute("INSERT INTO orders VALUES (3)")
    whole.archived()
    code, _, said = call(capsys, "backup", "copy", "--spec", whole.shop.folder)
    document = json.loads(call(capsys, "backup", "status", "--spec", whole.shop.folder, "--json")[1])

    first, second = read_holdings(whole.shop.store).good
    (window,) = document["windows"]
    assert code == 0, said
    assert datetime.fromisoformat(window["since"]) == first.finished_at.replace(microsecond=0)
    assert window["gap"] is None
    assert document["newest"][0]["id"] == second.id
    assert (document["copied"]["copied"], document["copied"]["wanted"]) == (2, 2)
    assert document["wal"]["spooled_bytes"] == 0


def test_the_second_region_alone_recovers_to_the_newest_wal_that_was_copied(whole: Whole) -> None:
    assert whole.rows(whole.shop.copied(), COPY_REGION, "from-copy") == [(1,), (2,), (3,)]


def test_a_lost_segment_after_the_newest_base_is_named(whole: Whole, capsys: pytest.CaptureFixture[str]) -> None:
    whole.server.execute("INSERT INTO orders VALUES (4)")
    whole.archived()
    whole.server.execute("INSERT INTO orders VALUES (5)")
    whole.archived()
    newest = sorted(key for key in whole.shop.listed() if "/wals/0" in key)[-2]
    (kept,) = (entry for entry in whole.shop.store.entries(newest))
    content = whole.shop.store.text(newest)
    assert content is not None
    whole.shop.store.remove([newest])

    document = json.loads(call(capsys, "backup", "status", "--spec", whole.shop.folder, "--json")[1])
    whole.shop.store.write("wal", newest, [content])

    (problem,) = (one for one in document["problems"] if one["kind"] == "gap-open")
    assert problem["params"]["first"] == kept.key.rsplit("/", 1)[-1].removesuffix(".gz")
    assert document["windows"][-1]["until"] is None


def test_after_a_prune_what_is_kept_still_recovers_to_the_end(whole: Whole) -> None:
    whole.archived()
    before = [key for key in whole.shop.listed() if "/wals/0" in key]
    planned = plan_prune(whole.shop.place, datetime.now(UTC) + timedelta(days=60))
    first, second = planned[0].holdings.good

    for prune in planned:
        do_prune(prune)

    after = [key for key in whole.shop.listed() if "/wals/0" in key]
    assert [one.id for one in read_holdings(whole.shop.store).good] == [second.id]
    assert [one.id for one in read_holdings(whole.shop.copied()).good] == [second.id]
    assert not [key for key in whole.shop.listed() if f"/base/{first.engine_id}/" in key]
    assert len(after) < len(before)
    rows = whole.rows(
        S3Store(whole.shop.bucket, whole.shop.store.prefix, client=client_of(whole.shop.aws.url, "ap-northeast-2")),
        "ap-northeast-2",
        "after-prune",
    )
    assert rows == [(1,), (2,), (3,), (4,), (5,)]
