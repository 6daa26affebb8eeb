import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pyrage
import pytest

from holdfast.actions.backup.restore import Wish, carry_out, prepare
from holdfast.actions.backup.verify import Wish as Proving
from holdfast.actions.backup.verify import verify
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.model.backup import TableState
from holdfast.model.errors import UsageError
from holdfast.model.restoring import Restored
from holdfast.rig.processes import wait_until
from tests.actions.backup import shop as shops
from tests.actions.backup.shop import BUCKET, Shop
from tests.host.backup.wal.support import FaultyS3

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shops.running(tmp_path_factory.mktemp("pg"), major=18) as running:
        running.do("ALTER DATABASE shop SET work_mem = '7MB'")
        running.back_up()
        yield running


@pytest.fixture
def shop(production: Shop) -> Iterator[Shop]:
    """The shop with its 2000 orders; whatever a test left is removed."""
    first = production.parts().holdings.good[0].id
    yield production
    client = production.aws.client("s3")
    for found in client.list_objects_v2(Bucket=BUCKET, Prefix="shop/production/backups/")["Contents"]:
        if first not in found["Key"]:
            client.delete_object(Bucket=BUCKET, Key=found["Key"])
    names = [
        str(name) for (name,) in production.server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shop%'")
    ]
    kept = [name for name in names if "_replaced_" in name]
    for name in names:
        if name != "shop" and name not in kept[:1]:
            production.server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    if production.ask("SELECT count(*) FROM orders") != 2000:
        production.do(
            "TRUNCATE orders; INSERT INTO orders SELECT i, '치즈 ' || i % 50, i % 3 = 0 FROM generate_series(1, 2000) i"
        )
    for name in kept[:1]:
        production.server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _restore(shop: Shop, **wish: object) -> Restored:
    known = {"which": "latest", "into": "shop", "replace": "shop", **wish}
    return carry_out(prepare(shop.place, Wish(**known)))  # type: ignore[arg-type]


def _names(shop: Shop) -> list[str]:
    rows = shop.server.execute("SELECT datname::text FROM pg_database WHERE datname LIKE 'shop%' ORDER BY 1")
    return [str(name) for (name,) in rows]


def test_lost_rows_come_back_and_what_was_there_is_kept(shop: Shop) -> None:
    shop.do("DELETE FROM orders WHERE id > 10; INSERT INTO cakes VALUES ('new', 1)")
    restored = _restore(shop)

    assert shop.ask("SELECT count(*) FROM orders") == 2000
    assert shop.ask("SELECT count(*) FROM cakes WHERE name = 'new'") == 0
    assert shop.ask("SELECT count(*) FROM orders", shop.server.database_url(restored.kept_as)) == 10
    assert (restored.tables, restored.different) == (2, ())
    assert restored.seconds > 0


def test_owners_grants_settings_and_views_are_as_before(shop: Shop) -> None:
    _restore(shop)

    assert shop.ask("SELECT tableowner FROM pg_tables WHERE tablename = 'cakes'") == "clerk"
    assert shop.ask("SELECT has_table_privilege('clerk', 'orders', 'SELECT')") is True
    assert shop.ask("SHOW work_mem") == "7MB"
    assert shop.ask("SELECT count(*) FROM unpaid") == 1334


def test_the_way_back_leads_back(shop: Shop) -> None:
    shop.do("DELETE FROM orders WHERE id > 10")
    restored = _restore(shop)
    for line in restored.way_back:
        shop.server.execute(line)

    assert shop.ask("SELECT count(*) FROM orders") == 10
    assert "shop_wrong" in _names(shop)


def test_roles_that_are_gone_come_back_first(shop: Shop) -> None:
    shop.do("ALTER TABLE cakes OWNER TO holdfast; REVOKE ALL ON orders FROM clerk")
    shop.server.execute("DROP ROLE clerk")
    _restore(shop)

    assert shop.ask("SELECT tableowner FROM pg_tables WHERE tablename = 'cakes'") == "clerk"
    clerk = shop.url.replace("holdfast:", "clerk:").replace(shop.url.split(":")[2].split("@")[0], "clerks-secret")
    assert shop.ask("SELECT count(*) FROM orders", clerk) == 2000


def test_roles_that_are_there_are_left_alone(shop: Shop) -> None:
    shop.server.execute("ALTER ROLE clerk CONNECTION LIMIT 7 PASSWORD 'newer'")
    _restore(shop)
    limit = shop.ask("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'clerk'")
    shop.server.execute("ALTER ROLE clerk CONNECTION LIMIT -1 PASSWORD 'clerks-secret'")

    assert limit == 7


def test_a_target_that_is_not_empty_must_be_named_twice(shop: Shop) -> None:
    with pytest.raises(UsageError, match="the target is not empty") as silent:
        _restore(shop, replace="")
    with pytest.raises(UsageError, match="not what --into names"):
        _restore(shop, replace="shops")

    assert "--replace shop" in silent.value.next_step
    assert _names(shop) == ["shop"]


def test_a_new_name_needs_no_permission(shop: Shop) -> None:
    restored = _restore(shop, into="shop_look", replace="")

    assert restored.kept_as == ""
    assert shop.ask("SELECT count(*) FROM orders", shop.server.database_url("shop_look")) == 2000
    assert shop.ask("SHOW work_mem", shop.server.database_url("shop_look")) == "7MB"


def test_the_plan_tells_everything_and_changes_nothing(shop: Shop) -> None:
    with psycopg.connect(shop.url):
        plan = prepare(shop.place, Wish(which="latest", into="shop")).plan

    assert (plan.replaces, plan.connections, plan.server) == (True, 1, "DATABASE_URL")
    assert plan.objects >= 3
    assert plan.size
    assert plan.size > 0
    assert plan.free is not None
    assert plan.warnings == ("never-proven",)
    assert plan.data_of == plan.manifest.started_at
    assert _names(shop) == ["shop"]


def test_the_expected_time_is_that_of_the_last_proof(shop: Shop) -> None:
    assert prepare(shop.place, Wish(which="latest", into="shop")).plan.expected_seconds is None
    (proof,) = verify(shop.place, Proving())
    plan = prepare(shop.place, Wish(which="latest", into="shop")).plan
    client = shop.aws.client("s3")
    for found in client.list_objects_v2(Bucket=BUCKET, Prefix="shop/production/proofs/")["Contents"]:
        client.delete_object(Bucket=BUCKET, Key=found["Key"])

    assert plan.expected_seconds == proof.restore_seconds
    assert plan.warnings == ()


def test_production_is_replaced_while_the_application_runs(shop: Shop) -> None:
    seen: set[int] = set()
    done = threading.Event()

    def application() -> None:
        while not done.is_set():
            with suppress(psycopg.Error), psycopg.connect(shop.url, autocommit=True) as connection:
                while not done.wait(0.01):
                    row = connection.execute("SELECT count(*) FROM orders WHERE id > 0").fetchone()
                    seen.add(int(row[0]) if row else -1)

    shop.do("DELETE FROM orders WHERE id > 10")
    threads = [threading.Thread(target=application) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        wait_until(lambda: 10 in seen, "the application to be at work")
        restored = _restore(shop)
        wait_until(lambda: 2000 in seen, "the application to see what came back")
    finally:
        done.set()
        for thread in threads:
            thread.join(30)

    assert restored.plan.connections >= 1
    assert seen == {10, 2000}


def test_a_difference_changes_nothing_and_names_the_table(shop: Shop) -> None:
    wrong = shop.back_up(change={"tables": (TableState(name="public.orders", rows=7, digest="00"),)})
    with pytest.raises(BackupError, match=r"public\.orders: 2000 rows instead of 7") as error:
        _restore(shop, which=wrong.id)
    left = _names(shop)
    taken = _restore(shop, which=wrong.id, even_if_different=True)

    assert error.value.cause is Cause.DIFFERENT
    assert "--even-if-different" in error.value.next_step
    assert left == ["shop"]
    assert len(taken.different) == 2


def test_a_half_restored_one_of_a_killed_run_is_told_and_removed(shop: Shop) -> None:
    shop.server.execute('CREATE DATABASE "shop_restoring_1a2b20261125t031500z"')
    plan = prepare(shop.place, Wish(which="latest", into="shop")).plan
    restored = _restore(shop)

    assert plan.leftovers == ("shop_restoring_1a2b20261125t031500z",)
    assert _names(shop) == ["shop", restored.kept_as]


def test_a_newer_backup_does_not_go_into_an_older_server(shop: Shop) -> None:
    newer = shop.back_up(change={"server_version": "19.1"})
    with pytest.raises(BackupError, match="PostgreSQL 19, and the target's server is older") as error:
        _restore(shop, which=newer.id)

    assert error.value.cause is Cause.UNSUPPORTED
    assert _names(shop) == ["shop"]


def test_a_missing_or_wrong_key_changes_nothing(shop: Shop, tmp_path: Path) -> None:
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "own").write_text(f"# created\n{own}\n")
    (tmp_path / "other").write_text(str(other))
    made = shop.back_up(recipient=str(own.to_public()))

    for identity in (None, tmp_path / "other", tmp_path / "nowhere"):
        with pytest.raises(BackupError) as error:
            _restore(shop, which=made.id, identity=identity)
        assert error.value.cause is Cause.KEY
        assert str(other) not in str(error.value)
    assert _names(shop) == ["shop"]
    assert _restore(shop, which=made.id, identity=tmp_path / "own").tables == 2


def test_an_object_that_vanishes_half_way_changes_nothing(shop: Shop) -> None:
    made = shop.back_up()
    prepared = prepare(shop.place, Wish(which=made.id, into="shop", replace="shop"))
    key = f"shop/production/{made.objects[0].key}"
    shop.aws.client("s3").delete_object(Bucket=BUCKET, Key=key)

    with pytest.raises(BackupError):
        carry_out(prepared)
    assert _names(shop) == ["shop"]
    assert shop.ask("SELECT count(*) FROM orders") == 2000


def test_a_store_that_refuses_half_way_changes_nothing_and_the_next_run_succeeds(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultyS3(shop.aws.url) as faulty:
        monkeypatch.setenv("AWS_ENDPOINT_URL", faulty.url)
        prepared = prepare(shop.place, Wish(which="latest", into="shop", replace="shop"))
        faulty.status = 403
        with pytest.raises(BackupError) as error:
            carry_out(prepared)
        left = _names(shop)
        faulty.status = 0
        restored = carry_out(prepared)

    assert error.value.cause is Cause.STORE_DENIED
    assert left == ["shop"]
    assert restored.tables == 2


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"into": "postgresql://me:secret@host/shop"}, "a URL would show its password"),
        ({"server": "postgresql://me:secret@host/shop"}, "a URL would show its password"),
        ({"into": "pg/data"}, "begins with /"),
        ({"into": "/pg/data", "server": "DATABASE_URL"}, "on this host"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(shop: Shop, wish: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        prepare(shop.place, Wish(**{"which": "latest", "into": "shop", **wish}))  # type: ignore[arg-type]

    assert "secret" not in str(error.value)


def test_a_variable_that_is_not_set_is_named(shop: Shop) -> None:
    with pytest.raises(BackupError, match="is not set") as error:
        prepare(shop.place, Wish(which="latest", into="shop", server="RESTORE_URL"))

    assert error.value.where == "RESTORE_URL"


def test_an_administrators_url_comes_from_the_named_variable(shop: Shop) -> None:
    shop.server.execute("CREATE ROLE small LOGIN PASSWORD 'p'")
    small = f"postgresql://small:p@127.0.0.1:{shop.server.port}/shop"
    place = replace(shop.place, environ={**shop.place.environ, "DATABASE_URL": small, "ADMIN_URL": shop.url})
    with pytest.raises(BackupError, match="small may not make databases"):
        prepare(place, Wish(which="latest", into="shop_x"))
    plan = prepare(place, Wish(which="latest", into="shop_x", server="ADMIN_URL")).plan
    shop.server.execute("DROP ROLE small")

    assert plan.server == "ADMIN_URL"
