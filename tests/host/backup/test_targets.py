import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from holdfast.host.backup import targets
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.header import Header
from holdfast.host.backup.targets import TargetServer, beside, check_name, with_database
from holdfast.rig.postgres import Postgres

HEADER = Header(name="shop", create="CREATE DATABASE shop WITH TEMPLATE = template0;")
BACKUP = "20261125T031500Z-logical-1a2b"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("pg"), major=16) as started:
        yield started


@pytest.fixture
def shop(server: Postgres) -> Iterator[str]:
    url = server.create_database("shop")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE orders AS SELECT generate_series(1, 3) AS id")
    yield url
    for (name,) in server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shop%'"):
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("name", ["postgres", "template1", "rdsadmin", "", "x" * 64, "a\0b"])
def test_the_servers_own_databases_and_impossible_names_are_refused(name: str) -> None:
    with pytest.raises(BackupError) as error:
        check_name(name)

    assert error.value.cause is Cause.TARGET


def test_another_database_of_the_same_server_keeps_everything_else_of_the_url() -> None:
    url = "postgresql://me:p%40ss@db.example:5433/shop?sslmode=require&dbname=shop"

    assert with_database(url, "my shop") == "postgresql://me:p%40ss@db.example:5433/my%20shop?sslmode=require"


def test_a_socket_url_keeps_its_host() -> None:
    assert with_database("postgresql://me@/a?host=%2Frun%2Fpg", "b") == "postgresql://me@/b?host=%2Frun%2Fpg"


@pytest.mark.parametrize("name", ["shop", "x" * 63, "가게" * 10])
def test_a_name_beside_the_target_fits_postgresql(name: str) -> None:
    made = beside(name, "replaced", "20261125T031500Z")

    assert len(made.encode()) <= 63
    assert made.endswith("_replaced_20261125t031500z")
    assert name.startswith(made.removesuffix("_replaced_20261125t031500z"))


@pytest.mark.integration
def test_a_target_that_is_not_there_is_empty(server: Postgres) -> None:
    seen = TargetServer(server.url).look_at("nowhere")

    assert (seen.exists, seen.empty, seen.set_aside) == (False, True, ())


@pytest.mark.integration
def test_a_database_with_a_table_is_not_empty(server: Postgres, shop: str) -> None:
    with psycopg.connect(shop):
        seen = TargetServer(server.url).look_at("shop")

    assert (seen.exists, seen.objects, seen.connections) == (True, 1, 1)
    assert seen.size > 0


@pytest.mark.integration
@pytest.mark.parametrize(
    "made",
    [
        "CREATE VIEW v AS SELECT 1",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SEQUENCE s",
        "SELECT lo_create(0)",
    ],
)
def test_anything_that_someone_made_is_something(server: Postgres, made: str) -> None:
    url = server.create_database("shop_made")
    try:
        before = TargetServer(server.url).look_at("shop_made")
        with psycopg.connect(url) as connection:
            connection.execute(made.encode())
        after = TargetServer(server.url).look_at("shop_made")
    finally:
        server.execute("DROP DATABASE shop_made WITH (FORCE)")

    assert (before.empty, after.empty) == (True, False)


@pytest.mark.integration
def test_the_exchange_puts_the_new_one_in_place_and_keeps_the_old_one(server: Postgres, shop: str) -> None:
    target = TargetServer(server.url)
    fresh = target.make("shop", BACKUP, HEADER)
    with target.connect_to(fresh) as connection:
        connection.execute("CREATE TABLE orders AS SELECT generate_series(1, 7) AS id")

    aside = target.exchange("shop", fresh)

    assert re.fullmatch(r"shop_replaced_\d{8}t\d{6}z", aside)
    assert _count(shop) == 7
    assert _count(server.database_url(aside)) == 3
    assert [name for name, _ in target.look_at("shop").set_aside] == [aside]


@pytest.mark.integration
def test_two_exchanges_within_one_second_keep_both_that_were_replaced(
    server: Postgres, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "_stamp", lambda: "20261125t031500z")
    target = TargetServer(server.url)
    kept = [target.exchange("shop", target.make("shop", BACKUP, HEADER)) for _ in range(2)]

    assert kept == ["shop_replaced_20261125t031500z", "shop_replaced_20261125t031500za"]
    assert [name for name, _ in target.look_at("shop").set_aside] == kept
    assert _count(server.database_url(kept[0])) == 3


@pytest.mark.integration
def test_the_exchange_ends_an_application_that_connects_again_and_again(server: Postgres, shop: str) -> None:
    target = TargetServer(server.url)
    fresh = target.make("shop", BACKUP, HEADER)
    with target.connect_to(fresh) as connection:
        connection.execute("CREATE TABLE orders AS SELECT generate_series(1, 7) AS id")
    seen: list[int] = []
    done = threading.Event()
    application = [threading.Thread(target=_use, args=(shop, seen, done)) for _ in range(3)]
    for thread in application:
        thread.start()
    try:
        target.exchange("shop", fresh)
        _until(lambda: 7 in seen)
    finally:
        done.set()
        for thread in application:
            thread.join(30)

    assert set(seen) == {3, 7}
    assert seen[-1] == 7


@pytest.mark.integration
def test_without_an_old_one_nothing_is_kept(server: Postgres) -> None:
    target = TargetServer(server.url)
    try:
        aside = target.exchange("shop_new", target.make("shop_new", BACKUP, HEADER))
        exists = target.look_at("shop_new").exists
    finally:
        server.execute("DROP DATABASE IF EXISTS shop_new")

    assert (aside, exists) == ("", True)


@pytest.mark.integration
def test_a_half_restored_one_is_found_and_removed_by_the_next(server: Postgres, shop: str) -> None:
    target = TargetServer(server.url)
    left = target.make("shop", BACKUP, HEADER)
    found = target.look_at("shop").leftovers
    fresh = target.make("shop", BACKUP.replace("1a2b", "ffff"), HEADER)

    assert found == (left,)
    assert target.look_at("shop").leftovers == (fresh,)
    assert _count(shop) == 3


@pytest.mark.integration
def test_nothing_but_a_half_restored_one_is_ever_dropped(server: Postgres, shop: str) -> None:
    with pytest.raises(BackupError, match="not one of ours"):
        TargetServer(server.url).drop("shop")

    assert _count(shop) == 3


@pytest.mark.integration
def test_two_restores_into_one_database_exclude_each_other(server: Postgres) -> None:
    target = TargetServer(server.url)

    with target.alone("shop"), pytest.raises(BackupError, match="another restore"), target.alone("shop"):
        pass
    with target.alone("shop"), target.alone("other"):
        pass


@pytest.mark.integration
def test_an_open_prepared_transaction_is_told_before_anything_is_begun(tmp_path: Path) -> None:
    with Postgres.start(tmp_path, major=16, settings={"max_prepared_transactions": "5"}) as server:
        url = server.create_database("shop")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("BEGIN")
            connection.execute("CREATE TABLE t (id int)")
            connection.execute("PREPARE TRANSACTION 'left'")

        with pytest.raises(BackupError, match="prepared transaction") as error:
            TargetServer(server.url).look_at("shop")

    assert "ROLLBACK PREPARED" in error.value.next_step


@pytest.mark.integration
def test_a_role_that_may_not_make_databases_is_told_what_to_name(server: Postgres) -> None:
    server.execute("CREATE ROLE small LOGIN PASSWORD 'p'")
    url = f"postgresql://small:p@127.0.0.1:{server.port}/postgres"

    with pytest.raises(BackupError, match="may not make databases") as error:
        TargetServer(url).look()

    assert "--server" in error.value.next_step


@pytest.mark.integration
def test_a_server_that_is_away_is_told_without_the_url(server: Postgres) -> None:
    url = server.url.replace(str(server.port), "1")

    with pytest.raises(BackupError, match="does not let us in") as error:
        TargetServer(url).look()

    assert url.split(":")[2].split("@")[0] not in str(error.value)
    assert url.split(":")[2].split("@")[0] not in repr(TargetServer(url))


def _count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM orders").fetchone()
    assert row is not None
    return int(row[0])


def _use(url: str, seen: list[int], done: threading.Event) -> None:
    while not done.is_set():
        with suppress(psycopg.Error), psycopg.connect(url, autocommit=True) as connection:
            while not done.wait(0.01):
                row = connection.execute("SELECT count(*) FROM orders").fetchone()
                seen.append(int(row[0]) if row else -1)


def _until(condition: object) -> None:
    from holdfast.rig.processes import wait_until

    wait_until(condition, "the application to see the new database")  # type: ignore[arg-type]
