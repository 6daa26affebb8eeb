"""A dump that comes back piece by piece: tables side by side, and one failure that ends all; real servers."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psycopg
import pytest

from holdfast.host.backup.engines import pg_restore, pieces
from holdfast.host.backup.engines.pg_restore import Piece, Restoring, indexes_in, shared_out
from holdfast.host.backup.engines.pieces import Block
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.programs import libpq
from holdfast.rig.postgres import Postgres
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

# A table waits, or refuses a row, by what stands in itself.
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
def whole(server: Postgres) -> bytes:
    url = server.create_database("source")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLES.encode())
    made = subprocess.run([server.binaries / "pg_dump", "-Fc", "-Z0", "-d", url], capture_output=True, check=True)
    return made.stdout


@pytest.fixture
def dump(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Piece]:
    """A piece for each table, as of a large dump."""
    monkeypatch.setattr(pieces, "LEAST", 1)
    monkeypatch.setattr(pieces, "_GROWTH", 1 << 60)
    monkeypatch.setattr(pg_restore, "SMALL", 0)
    return [_piece(begins, b"".join(piece)) for begins, piece in pieces.cut([whole])]


@pytest.fixture
def back(server: Postgres) -> Iterator[str]:
    yield server.create_database("back")
    server.execute("DROP DATABASE back WITH (FORCE)")


def _piece(begins: int, content: bytes) -> Piece:
    return Piece(begins=begins, size=len(content), read=lambda: iter((content,)))


def _restore(server: Postgres, url: str, dump: Sequence[Piece], scratch: Path) -> None:
    program = str(server.binaries / "pg_restore")
    with libpq(url) as known:
        Restoring(program=program, known=known, database="dbname=back", jobs=2).run(dump, scratch)


def _number(url: str, query: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _filled(url: str) -> dict[str, int]:
    return {name: _number(url, f"SELECT count(*) FROM {name}") for name in "abcd"}  # noqa: S608  # names of ours


_ALL = {"a": 1, "b": 1000, "c": 1000, "d": 1}


def test_indexes_that_need_nothing_but_their_table_are_known_and_no_foreign_key_or_trigger_is_among_them() -> None:
    found = indexes_in(_CONTENTS.splitlines())

    assert {number: [line.split(";")[0] for line in lines] for number, lines in found.items()} == {
        2577: ["2421"],
        2575: ["2416", "2417"],
    }


def test_pieces_share_the_tables_and_pieces_that_the_contents_do_not_know_have_no_shares() -> None:
    blocks = [Block(number, b"") for number in (5, 3, 9, 7)]

    assert shared_out(blocks, [0]) == [[5, 3, 9, 7]]
    assert shared_out(blocks, [0, 3, 7]) == [[5], [3, 9], [7]]
    assert shared_out(blocks, [0, 7, 3]) == ()
    assert shared_out(blocks, [0, 4]) == ()
    assert shared_out([], [0]) == [[]]


def test_a_table_that_waits_keeps_no_other_from_being_filled_and_indexed(
    server: Postgres, dump: list[Piece], back: str, tmp_path: Path
) -> None:
    with psycopg.connect(back) as holder, ThreadPoolExecutor(1) as pool:
        holder.execute(_HOLD)
        restoring = pool.submit(_restore, server, back, dump, tmp_path)
        there = "SELECT count(*) FROM pg_class WHERE relname = 'd' AND relkind = 'r'"
        wait_until(lambda: restoring.done() or _number(back, there) == 1, "the tables", seconds=60)
        wait_until(lambda: restoring.done() or _number(back, _KEYS) > 0, "the key of a table that is in", seconds=60)
        wait_until(lambda: restoring.done() or _number(back, "SELECT count(*) FROM d") == 1, "the others", seconds=60)
        meanwhile = _filled(back), _number(back, _KEYS)
        holder.rollback()
        holder.execute("SELECT pg_advisory_unlock_all()")
        restoring.result()

    assert meanwhile == ({**_ALL, "a": 0}, 1)
    assert (_filled(back), _number(back, _KEYS)) == (_ALL, 2)
    assert list(tmp_path.iterdir()) == []


def test_a_dump_of_one_piece_comes_back_as_well(server: Postgres, whole: bytes, back: str, tmp_path: Path) -> None:
    _restore(server, back, [_piece(0, whole)], tmp_path)

    assert (_filled(back), _number(back, _KEYS)) == (_ALL, 2)


@pytest.fixture(params=["pieces that its contents do not know", "no room", "contents of another version"])
def alone(request: pytest.FixtureRequest, dump: list[Piece], monkeypatch: pytest.MonkeyPatch) -> list[Piece]:
    """A dump whose pieces cannot come back side by side."""
    if request.param == "no room":
        monkeypatch.setattr(pg_restore, "_free", lambda _: 0)
    if request.param == "contents of another version":
        monkeypatch.setattr(pieces, "_NEWEST", (1, 11))
    unknown = Piece(begins=1 << 20, size=1, read=dump[1].read)
    return [dump[0], unknown, *dump[2:]] if request.param.startswith("pieces") else dump


def test_where_pieces_cannot_come_back_side_by_side_they_do_one_after_another(
    server: Postgres, alone: list[Piece], back: str, tmp_path: Path
) -> None:
    _restore(server, back, alone, tmp_path)

    assert (_filled(back), _number(back, _KEYS)) == (_ALL, 2)


def test_what_fails_first_ends_all_that_work_on_it_and_is_what_is_said(
    server: Postgres, dump: list[Piece], back: str, tmp_path: Path
) -> None:
    before = threading.active_count()
    with psycopg.connect(back) as holder:
        # One worker waits for a table for ever; another meets a row that its table refuses.
        holder.execute(_HOLD)
        holder.execute("ALTER DATABASE back SET shop.strict = 'on'")
        holder.commit()
        with pytest.raises(BackupError) as caught:
            _restore(server, back, dump, tmp_path)

    assert caught.value.cause is Cause.PROGRAM
    assert "b_i_check" in str(caught.value)
    assert "killed" not in str(caught.value)
    assert threading.active_count() == before
    assert list(tmp_path.iterdir()) == []


def test_a_piece_that_is_found_damaged_behind_its_last_byte_fails_the_restore(
    server: Postgres, dump: list[Piece], back: str, tmp_path: Path
) -> None:
    def damaged(piece: Piece) -> Iterator[bytes]:
        yield from piece.read()
        raise BackupError(Cause.STORE_DAMAGED, "its bytes are others than were stored", where="x", next_step="y")

    last = dump[-1]
    given = [*dump[:-1], Piece(begins=last.begins, size=last.size, read=partial(damaged, last))]
    with pytest.raises(BackupError) as caught:
        _restore(server, back, given, tmp_path)

    assert caught.value.cause is Cause.STORE_DAMAGED
