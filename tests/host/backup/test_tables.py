"""Counting and digesting tables: on real servers of two versions, over a dump and its restore, with odd tables."""

import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.tables import count_tables, counter, left_out
from holdfast.model.backup import Digest, Kind, TableState
from holdfast.rig.postgres import Postgres

pytestmark = pytest.mark.integration

# The wheel's server is built without libxml: a column of that type is there, and no value.
_ODD = """
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE pair AS (a int, b text);
CREATE TABLE "Every type" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "select" text, small smallint, whole positive, exact numeric,
  float real, long double precision, yes boolean, raw bytea, day date, at timestamptz, naive timestamp, span interval,
  price money, js json, jb jsonb, doc xml, key uuid, feeling mood, numbers int[], names text[], two pair,
  during tstzrange, address inet, bits bit varying, vector tsvector, spot point, fixed char(12),
  double_whole int GENERATED ALWAYS AS (whole * 2) STORED
);
INSERT INTO "Every type" ("select", small, whole, exact, float, long, yes, raw, day, at, naive, span, price, js, jb, doc,
  key, feeling, numbers, names, two, during, address, bits, vector, spot, fixed)
SELECT 'É"''\\' || chr(9) || i, i % 100, i, i / 7.0, i / 3.0, pi() * i, i % 2 = 0, decode(md5(i::text), 'hex'),
  date '2000-01-01' + i, timestamptz '2026-11-25 00:00+00' + i * interval '1 hour', timestamp '1969-07-20 20:17' ,
  i * interval '1 mon 2 days 3 hours', i::money, '{"b":  1, "a": [null]}', '{"b": 1, "a": [null]}',
  NULL, md5(i::text)::uuid, 'happy', ARRAY[i, NULL, 3], ARRAY['a,b', '{}', NULL, ''], ROW(i::int, NULL::text)::pair,
  tstzrange('2026-01-01', '2026-02-01'), '10.0.0.0/8', B'1011', to_tsvector('simple', 'b a b'), point(i, 0.1), 'x'
FROM generate_series(1, 2000) AS i;
INSERT INTO "Every type" (whole, long) VALUES (1, 'NaN'), (2, 'Infinity'), (3, NULL);
CREATE SCHEMA "누리.장";
CREATE TABLE "누리.장"."a.b""c" (v text);
INSERT INTO "누리.장"."a.b""c" VALUES ('x'), ('x'), (NULL), ('');
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
CREATE TABLE empty (id int PRIMARY KEY);
CREATE TABLE measured (at date, city text, PRIMARY KEY (at, city)) PARTITION BY RANGE (at);
CREATE TABLE measured_old PARTITION OF measured FOR VALUES FROM ('2000-01-01') TO ('2020-01-01');
CREATE TABLE measured_rest PARTITION OF measured DEFAULT;
INSERT INTO measured SELECT date '2019-12-01' + i, c FROM generate_series(1, 100) i, unnest(ARRAY['서울', 'Köln']) c;
CREATE TABLE parent (a int, z text);
CREATE TABLE child (own int) INHERITS (parent);
ALTER TABLE parent ADD COLUMN b text DEFAULT 'later';
INSERT INTO parent VALUES (1, 'z', 'b');
INSERT INTO child VALUES (1, 'z', 2, 'b');
ALTER TABLE child DROP COLUMN own;
CREATE VIEW seen AS SELECT * FROM parent;
CREATE MATERIALIZED VIEW kept AS SELECT * FROM parent;
CREATE UNLOGGED TABLE quick AS SELECT i FROM generate_series(1, 10) i;
CREATE TABLE big_values (id uuid PRIMARY KEY, body text);
INSERT INTO big_values SELECT md5(i::text)::uuid, repeat(md5(i::text), 200) FROM generate_series(1, 500) i;
CREATE FOREIGN DATA WRAPPER none;
CREATE SERVER other FOREIGN DATA WRAPPER none;
CREATE FOREIGN TABLE elsewhere (a int) SERVER other;
"""
_SETTINGS_OF_SOMEBODY = """
ALTER DATABASE {0} SET DateStyle = 'German';
ALTER DATABASE {0} SET IntervalStyle = 'iso_8601';
ALTER DATABASE {0} SET TimeZone = 'Asia/Seoul';
ALTER DATABASE {0} SET extra_float_digits = 0;
ALTER DATABASE {0} SET bytea_output = 'escape';
ALTER DATABASE {0} SET search_path = '"누리.장"';
"""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("old"), major=16) as server:
        yield server


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("new"), major=18) as server:
        yield server


@pytest.fixture(scope="module")
def shop(old: Postgres) -> str:
    url = old.create_database("shop")
    _run(url, _ODD)
    return url


def _run(url: str, script: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(script.encode())


def _counted(url: str, digest: Digest, kind: Kind = Kind.LOGICAL) -> tuple[TableState, ...]:
    with psycopg.connect(url) as connection:
        return counter(kind)(connection, digest)


def _changed(url: str, statement: str, digest: Digest) -> set[str]:
    """Which tables' states change with a statement, which is taken back."""
    with psycopg.connect(url) as connection:
        before = set(count_tables(connection, digest))
        connection.execute(f"SET LOCAL search_path = public; {statement}".encode())
        after = set(count_tables(connection, digest))
        connection.rollback()
    return {state.name for state in before ^ after}


@pytest.mark.parametrize("digest", list(Digest))
def test_tables_are_the_same_after_a_dump_into_a_newer_version_with_other_settings(
    old: Postgres, new: Postgres, shop: str, digest: Digest
) -> None:
    target = new.create_database(f"from_{digest}")
    _run(new.url, _SETTINGS_OF_SOMEBODY.format(f"from_{digest}"))
    dump = subprocess.run([old.binaries / "pg_dump", "-Fc", "-Z0", "-d", shop], check=True, capture_output=True).stdout
    subprocess.run([new.binaries / "pg_restore", "--exit-on-error", "-d", target], input=dump, check=True)

    assert _counted(target, digest) == _counted(shop, digest)


def test_every_table_that_holds_rows_is_counted_once(shop: str) -> None:
    rows = {state.name: state.rows for state in _counted(shop, Digest.SAMPLE)}

    assert rows == {
        'public."Every type"': 2003,
        '"누리.장"."a.b""c"': 4,
        "public.nothing": 1,
        "public.empty": 0,
        "public.measured_old": 60,
        "public.measured_rest": 140,
        "public.parent": 1,
        "public.child": 1,
        "public.quick": 10,
        "public.big_values": 500,
    }
    assert list(rows) == sorted(rows)


def test_a_physical_backup_leaves_unlogged_tables_out_because_a_recovery_empties_them(shop: str) -> None:
    logical, physical = (
        {state.name for state in _counted(shop, Digest.SAMPLE, kind)} for kind in (Kind.LOGICAL, Kind.PHYSICAL)
    )

    assert logical - physical == {"public.quick"}


def test_foreign_tables_are_named_as_left_out(shop: str) -> None:
    with psycopg.connect(shop) as connection:
        assert left_out(connection) == ("public.elsewhere",)


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE "Every type" SET long = long + 1e-12 WHERE id = 77',
        'UPDATE "Every type" SET js = \'{"b": 1, "a": [null]}\' WHERE id = 77',
        "UPDATE \"Every type\" SET at = at + interval '1 microsecond' WHERE id = 77",
        'UPDATE "Every type" SET "select" = \'\' WHERE "select" IS NULL',
        'UPDATE "Every type" SET names[2] = NULL WHERE id = 77',
    ],
)
def test_a_full_digest_sees_the_smallest_change_of_one_value(shop: str, statement: str) -> None:
    assert _changed(shop, statement, Digest.FULL) == {'public."Every type"'}


def test_a_full_digest_sees_values_that_changed_places(shop: str) -> None:
    swap = "UPDATE big_values SET body = repeat(md5(CASE id WHEN md5('1')::uuid THEN '2' ELSE '1' END), 200) "
    swap += "WHERE id IN (md5('1')::uuid, md5('2')::uuid)"

    assert _changed(shop, swap, Digest.FULL) == {"public.big_values"}


@pytest.mark.parametrize("digest", list(Digest))
def test_a_lost_row_a_row_more_and_a_changed_column_are_seen_by_every_digest(shop: str, digest: Digest) -> None:
    assert _changed(shop, "DELETE FROM measured_old WHERE ctid = '(0,7)'", digest) == {"public.measured_old"}
    assert _changed(shop, 'INSERT INTO "누리.장"."a.b""c" VALUES (\'x\')', digest) == {'"누리.장"."a.b""c"'}
    assert _changed(shop, "UPDATE big_values SET body = body || '.'", digest) == {"public.big_values"}


def test_the_order_of_rows_means_nothing(shop: str) -> None:
    again = """CREATE TEMP TABLE t AS SELECT * FROM big_values ORDER BY body; TRUNCATE big_values;
               INSERT INTO big_values SELECT * FROM t ORDER BY body DESC"""

    assert _changed(shop, again, Digest.FULL) == set()


def test_a_sample_holds_about_one_row_of_sixty_four(shop: str) -> None:
    with psycopg.connect(shop) as connection:
        before = count_tables(connection, Digest.SAMPLE)
        touched = sum(
            _is_sampled(connection, number, before)
            for number in range(1, 321)  # 5 of them are expected
        )

    assert 0 < touched < 20


def _is_sampled(connection: "psycopg.Connection[Any]", number: int, before: tuple[TableState, ...]) -> bool:
    with connection.transaction(force_rollback=True):
        connection.execute('UPDATE public."Every type" SET small = -1 WHERE id = %s', (number,))
        return count_tables(connection, Digest.SAMPLE) != before


def test_several_connections_count_the_same_exported_snapshot(shop: str) -> None:
    with psycopg.connect(shop) as first, psycopg.connect(shop) as second:
        first.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        row = first.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        _run(shop, "INSERT INTO empty VALUES (1)")
        second.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        second.execute(f"SET TRANSACTION SNAPSHOT '{row[0]}'".encode())
        counted = [count_tables(one, Digest.FULL) for one in (first, second)]
    _run(shop, "DELETE FROM empty")

    assert counted[0] == counted[1] == _counted(shop, Digest.FULL)


def test_tables_of_an_extension_are_left_to_the_extension(old: Postgres) -> None:
    url = old.create_database("extended")
    _run(url, "CREATE TABLE own (i int); CREATE TABLE of_extension (i int)")
    # As an extension's script leaves it behind; the wheel brings plpgsql alone.
    _run(url, "ALTER EXTENSION plpgsql ADD TABLE of_extension")

    assert [state.name for state in _counted(url, Digest.SAMPLE)] == ["public.own"]


@pytest.mark.parametrize("hidden", ["REVOKE ALL ON own FROM weak", "ALTER TABLE own ENABLE ROW LEVEL SECURITY"])
def test_a_table_that_the_role_may_not_read_whole_is_an_error_with_the_grant(old: Postgres, hidden: str) -> None:
    url = old.create_database(f"weak_{len(hidden)}")
    _run(url, "DROP ROLE IF EXISTS weak; CREATE ROLE weak; CREATE TABLE own (i int); GRANT SELECT ON own TO weak")
    _run(url, hidden)

    with psycopg.connect(url) as connection:
        connection.execute("SET ROLE weak")
        with pytest.raises(BackupError) as caught:
            count_tables(connection, Digest.SAMPLE)

    assert (caught.value.cause, caught.value.where) == (Cause.DATABASE, "public.own")
    assert "GRANT pg_read_all_data" in caught.value.next_step
    _run(url, "DROP OWNED BY weak; DROP ROLE weak")


def test_a_database_that_goes_away_is_an_error_in_words(shop: str) -> None:
    with psycopg.connect(shop) as connection:
        _run(shop, f"SELECT pg_terminate_backend({connection.info.backend_pid}, 5000)")
        with pytest.raises(BackupError) as caught:
            count_tables(connection, Digest.SAMPLE)

    assert caught.value.cause is Cause.DATABASE
    assert caught.value.happened.startswith("the count of rows lost the database in the middle")


def test_the_settings_end_with_the_transaction(shop: str) -> None:
    with psycopg.connect(shop) as connection:
        connection.execute("SET DateStyle = 'German'")
        connection.commit()
        count_tables(connection, Digest.SAMPLE)
        connection.rollback()
        row = connection.execute("SHOW DateStyle").fetchone()

    assert row is not None
    assert row[0].startswith("German")


def test_the_digest_of_a_known_row_never_changes(old: Postgres, new: Postgres) -> None:
    states = []
    for server in (old, new):
        url = server.create_database("known")
        _run(
            url,
            "CREATE TABLE t (id int PRIMARY KEY, body text); INSERT INTO t SELECT i, md5(i::text) "
            "FROM generate_series(1, 1000) i",
        )
        states.append([_counted(url, digest)[0].digest for digest in Digest])

    assert states == [["e8fe1c6c061576c4329c3f204635d44c", "35a0288f524b3558aa5e2755624dee69"]] * 2
