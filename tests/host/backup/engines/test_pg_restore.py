"""A dump that comes back while it is still on its way: tables side by side, and one failure that ends all; real servers."""

import subprocess
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import psycopg
import pytest

from holdfast.host.backup.engines import pg_restore
from holdfast.host.backup.engines.pg_restore import Restoring, tables_in
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.programs import libpq
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

_TAIL = 300
# Workers begin with a table before its rows are here: so a table waits, or refuses a row, by what stands in itself.
_TABLES = """
CREATE FUNCTION is_let() RETURNS bool LANGUAGE sql AS 'SELECT pg_advisory_xact_lock_shared(1); SELECT true';
CREATE TABLE a (t text CHECK (is_let()));
INSERT INTO a VALUES ('the first of all rows');
CREATE TABLE b (i int PRIMARY KEY CHECK (i < 500 OR current_setting('shop.strict', true) IS DISTINCT FROM 'on'));
INSERT INTO b SELECT generate_series(1, 1000);
CREATE TABLE c (i int REFERENCES b);
INSERT INTO c SELECT generate_series(1, 1000);
CREATE TABLE d AS SELECT 'its end is the end of the dump' AS t;
"""
_HOLD = "SELECT pg_advisory_lock(1)"
_KEYS = "SELECT count(*) FROM pg_constraint WHERE contype IN ('p', 'f') AND connamespace = 2200"
_CONTENTS = """\
; Selected TOC Entries:
;
221; 1255 16426 FUNCTION public f() shop
217; 1259 16394 TABLE public lines shop
;	depends on: 214
215; 1259 16385 TABLE public orders shop
218; 1259 16408 TABLE public part shop
219; 1259 16413 TABLE public part1 shop
;	depends on: 218
2577; 0 16394 TABLE DATA public lines shop
;	depends on: 217
2575; 0 16385 TABLE DATA public orders shop
;	depends on: 215
2578; 0 16413 TABLE DATA public part1 shop
;	depends on: 219
2589; 0 0 SEQUENCE SET public lines_id_seq shop
;	depends on: 216
2581; 0 0 BLOBS - BLOBS shop
2421; 2606 16400 CONSTRAINT public lines lines_pkey shop
;	depends on: 217 217
2416; 2606 16391 CONSTRAINT public orders orders_pkey shop
;	depends on: 215
2423; 2606 16412 CONSTRAINT public part part_pkey shop
;	depends on: 218
2425; 2606 16417 CONSTRAINT public part1 part1_pkey shop
;	depends on: 219 219 2423
2426; 1259 16424 INDEX public by_what_f_says shop
;	depends on: 215 221
2417; 1259 16392 INDEX public by_name shop
;	depends on: 215 215
2590; 0 0 COMMENT public INDEX by_name shop
;	depends on: 2417
2427; 0 0 INDEX ATTACH public part1_pkey shop
;	depends on: 219
2430; 2620 16427 TRIGGER public orders told shop
;	depends on: 215
2429; 2606 16403 FK CONSTRAINT public lines lines_order_fkey shop
;	depends on: 217
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Postgres.start(tmp_path_factory.mktemp("server"), major=16) as running:
        yield running


@pytest.fixture(scope="module")
def dump(server: Postgres) -> bytes:
    url = server.create_database("source")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLES.encode())
    made = subprocess.run([server.binaries / "pg_dump", "-Fc", "-Z0", "-d", url], capture_output=True, check=True)
    return made.stdout


@pytest.fixture
def back(server: Postgres, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(pg_restore, "SMALL", 0)
    yield server.create_database("back")
    server.execute("DROP DATABASE back WITH (FORCE)")


def _restore(server: Postgres, url: str, dump: Iterator[bytes], size: int, scratch: Path) -> None:
    program = str(server.binaries / "pg_restore")
    with libpq(url) as known:
        Restoring(program=program, known=known, database="dbname=back", jobs=2, size=size, room=0).run(dump, scratch)


def _rows(dump: bytes) -> int:
    """Where the table of contents ends, and the first table's rows begin: the block's mark, number and length."""
    return dump.index(b"the first of all rows") - 11


def _number(url: str, query: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _there(url: str) -> None:
    query = "SELECT count(*) FROM pg_class WHERE relname = 'c' AND relkind = 'r'"
    wait_until(lambda: _number(url, query) == 1, "the tables", seconds=60)


def test_a_table_goes_in_with_the_indexes_that_need_nothing_else_and_with_no_foreign_key_or_trigger() -> None:
    numbers = [[line.split(";")[0] for line in table] for table in tables_in(_CONTENTS.splitlines())]

    assert numbers == [["2577", "2421"], ["2575", "2416", "2417"], ["2578"]]


def test_a_table_that_waits_keeps_no_other_from_being_filled_while_the_dump_is_on_its_way(
    server: Postgres, dump: bytes, back: str, tmp_path: Path
) -> None:
    rows = _rows(dump)
    filled: list[int] = []
    indexed: list[int] = []

    def coming() -> Generator[bytes, None, None]:
        with psycopg.connect(back) as holder:
            holder.execute(_HOLD)
            yield dump[:rows]
            _there(back)
            yield dump[rows:-1]
            query = "SELECT (SELECT count(*) FROM b) + (SELECT count(*) FROM c)"
            wait_until(lambda: _number(back, query) == 2000, "the other tables", seconds=60)
            row = holder.execute("SELECT count(*) FROM a").fetchone()
            filled.append(row[0] if row else -1)
            wait_until(lambda: _number(back, _KEYS) > 0, "the key of the table that is in", seconds=60)
            indexed.append(_number(back, _KEYS))
        yield dump[-1:]

    _restore(server, back, coming(), len(dump), tmp_path)

    assert filled == [0]
    assert indexed == [1]
    assert _number(back, "SELECT count(*) FROM a") == 1
    assert _number(back, _KEYS) == 2
    assert list(tmp_path.iterdir()) == []


def test_what_fails_first_ends_all_that_work_on_it_and_is_what_is_said(
    server: Postgres, dump: bytes, back: str, tmp_path: Path
) -> None:
    before = threading.active_count()

    def coming() -> Generator[bytes, None, None]:
        with psycopg.connect(back) as holder:
            # One worker waits for a table for ever; another meets a row that its table refuses.
            holder.execute(_HOLD)
            holder.execute("ALTER DATABASE back SET shop.strict = 'on'")
            holder.commit()
            yield dump[:-_TAIL]
            for place in range(len(dump) - _TAIL, len(dump)):
                time.sleep(0.1)
                yield dump[place : place + 1]

    slow = coming()
    with pytest.raises(BackupError) as caught:
        _restore(server, back, slow, len(dump), tmp_path)
    assert next(slow, b"") != b""
    slow.close()

    assert caught.value.cause is Cause.PROGRAM
    assert "b_i_check" in str(caught.value)
    assert "killed" not in str(caught.value)
    assert threading.active_count() == before
    assert list(tmp_path.iterdir()) == []
