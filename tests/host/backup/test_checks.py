from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast.host.backup.checks import check_pages, check_smoke, newest_sentinel
from holdfast.host.backup.programs import Programs
from holdfast.host.backup.server import THROWN_AWAY, Server
from holdfast.model.backup import Check
from tests.host.backup import places

pytestmark = pytest.mark.integration
SYSTEM = Path("/usr/lib/postgresql/15/bin")


def _started(programs: Programs, home: Path) -> Server:
    server = Server(data=home / "data", home=home, programs=programs, account=places.account(), settings=THROWN_AWAY)
    server.make()
    server.start()
    with server.connect() as connection:
        connection.execute(
            "CREATE TABLE orders AS SELECT i AS id, md5(i::text) AS secret FROM generate_series(1, 2000) i"
        )
        connection.execute("CREATE INDEX by_id ON orders (id)")
    return server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with places.open_folder(owned=True) as home:
        started = _started(places.programs(18), home)
        with started:
            yield started


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT count(*) = 1 FROM orders", "first value is false"),
        ("SELECT NULL", "first value is null"),
        ("SELECT secret FROM orders", "first value is no boolean"),
        ("SELECT 1", "first value is no boolean"),
        ("SELECT true WHERE false", "gives no row"),
        ("SELECT 'a-password' FROM nowhere", "SQLSTATE 42P01"),
        ("DELETE FROM orders RETURNING true", "SQLSTATE 25006"),
        ("this is no query", "SQLSTATE 42601"),
        ("CREATE TABLE t (id int)", "SQLSTATE 25006"),
        ("LISTEN a", "the smoke query"),
    ],
)
def test_a_query_that_is_not_true_fails_without_repeating_anything(server: Server, query: str, told: str) -> None:
    check, problem = check_smoke(server, "postgres", query)

    assert check is Check.FAILED
    assert told in problem
    assert "a-password" not in problem


def test_a_query_whose_first_value_is_true_passes(server: Server) -> None:
    assert check_smoke(server, "postgres", "SELECT count(*) % 7 = 5, 'x%s' FROM orders") == (Check.PASSED, "")


@pytest.mark.parametrize("query", [None, ""])
def test_no_query_is_no_pass(server: Server, query: str | None) -> None:
    assert check_smoke(server, "postgres", query) == (Check.NOT_THERE, "")


def test_the_wheels_amcheck_lacks_its_extension_and_says_so(server: Server) -> None:
    assert check_pages(server, "postgres") == (Check.NOT_THERE, "")


def test_a_missing_amcheck_is_no_pass(server: Server, tmp_path: Path) -> None:
    bare = Server(data=server.data, home=server.home, programs=Programs(18, tmp_path, "18"))

    assert check_pages(bare, "postgres") == (Check.NOT_THERE, "")


@pytest.mark.skipif(not (SYSTEM / "pg_amcheck").exists(), reason="PostgreSQL 15 of the system is not here")
def test_amcheck_passes_what_is_sound_and_names_what_is_not() -> None:
    with places.open_folder(owned=True) as home:
        server = _started(Programs(15, SYSTEM, "15"), home)
        with server:
            sound = check_pages(server, "postgres")
            with server.connect() as connection:
                row = connection.execute(
                    "SELECT pg_relation_filepath('by_id'), pg_relation_filepath('orders')"
                ).fetchone()
                connection.execute("CHECKPOINT")
            server.stop()
            assert row
            with (server.data / row[0]).open("r+b") as file:
                file.seek(8192 * 2 + 4000)
                file.write(b"\xff" * 64)
            server.start()
            damaged = check_pages(server, "postgres")

    assert sound == (Check.PASSED, "")
    assert damaged[0] is Check.FAILED
    assert damaged[1].startswith("pg_amcheck: ")


def test_a_database_without_sentinels_has_no_newest(server: Server) -> None:
    assert newest_sentinel(server.url()) is None
    assert newest_sentinel("postgresql://nobody@127.0.0.1:1/x") is None
    assert newest_sentinel("not a url") is None


def test_the_newest_sentinel_is_found(server: Server) -> None:
    with server.connect() as connection:
        connection.execute(
            "CREATE SCHEMA holdfast_sentinels; CREATE TABLE holdfast_sentinels.sentinel (at timestamptz PRIMARY KEY, host text)"
        )
        connection.execute("INSERT INTO holdfast_sentinels.sentinel VALUES ('2026-01-01Z', 'a'), ('2026-01-02Z', 'a')")
    found = newest_sentinel(server.url())

    assert found is not None
    assert found.isoformat() == "2026-01-02T00:00:00+00:00"
