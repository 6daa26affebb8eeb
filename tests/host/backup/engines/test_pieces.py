"""Dumps cut between their tables: real ones of several versions, and what no version of pg_dump writes."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.backup.engines import pieces
from holdfast.host.backup.engines.pieces import cut, head_of
from holdfast.rig.postgres import Postgres

# Names decide the order of the rows: an empty table, one with a row as long as no other number looks, one whose text is
# what stands between blocks as text may hold it; and large objects, which hold it as it is.
_SHOP = r"""
CREATE TABLE a_orders AS SELECT i, md5(i::text) AS body FROM generate_series(1, 500) i;
CREATE TABLE b_empty (i int);
CREATE TABLE c_long AS SELECT repeat('x', 65535) AS body UNION ALL SELECT repeat('y', 255);
CREATE TABLE d_tricks AS SELECT E'\\000\\001 \\x0000000000' AS body UNION ALL SELECT NULL;
CREATE VIEW e_seen AS SELECT * FROM a_orders;
CREATE FUNCTION told() RETURNS text LANGUAGE sql AS $$ SELECT repeat('치즈', 10) $$;
SELECT lo_from_bytea(4711, decode(repeat('0000000000010001000000', 200), 'hex'));
SELECT lo_from_bytea(4712, 'a second one');
"""


@pytest.fixture(scope="module", params=[16, 18])
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bytes, Postgres]]:
    with Postgres.start(tmp_path_factory.mktemp("server"), major=request.param) as server:
        url = server.create_database("shop")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_SHOP.encode())
        made = subprocess.run([server.binaries / "pg_dump", "-Fc", "-Z0", "-d", url], capture_output=True, check=True)
        yield made.stdout, server


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LEAST", 1)
    monkeypatch.setattr(pieces, "_GROWTH", 1 << 60)


def _in_chunks(whole: bytes, size: int) -> Iterator[bytes]:
    yield from (whole[place : place + size] for place in range(0, len(whole), size))


def _cut(whole: bytes, size: int) -> list[tuple[int, bytes]]:
    return [(begins, b"".join(piece)) for begins, piece in cut(_in_chunks(whole, size))]


@pytest.mark.integration
@pytest.mark.usefixtures("small")
def test_pieces_begin_with_a_table_and_are_the_same_however_the_dump_comes(dump: tuple[bytes, Postgres]) -> None:
    whole, server = dump
    made = _cut(whole, 1 << 20)
    listed = subprocess.run([server.binaries / "pg_restore", "-l"], input=whole, capture_output=True, check=True)
    names = {int(line.split(b";")[0]): line for line in listed.stdout.splitlines() if line[:1].isdigit()}

    assert b"".join(piece for _, piece in made) == whole
    assert [b" ".join(names[number].split()[3:7]) for number, _ in made[1:4]] == [
        b"TABLE DATA public b_empty",
        b"TABLE DATA public c_long",
        b"TABLE DATA public d_tricks",
    ]
    # Between large objects nothing is looked for: they may hold anything.
    assert [names[number].split()[3] for number, _ in made[4:]] == [b"BLOBS"]
    for size in (1, 7, 64, 4096):
        assert _cut(whole, size) == made


@pytest.mark.integration
def test_a_small_dump_is_one_piece(dump: tuple[bytes, Postgres]) -> None:
    assert _cut(dump[0], 4096) == [(0, dump[0])]


@pytest.mark.integration
def test_the_head_is_all_that_a_list_needs(dump: tuple[bytes, Postgres], tmp_path: Path) -> None:
    whole, server = dump
    found = head_of(_in_chunks(whole, 512))
    assert found is not None
    (tmp_path / "head").write_bytes(found[0])
    (tmp_path / "whole").write_bytes(whole)

    listed = [
        subprocess.run([server.binaries / "pg_restore", "-l", tmp_path / name], capture_output=True, check=True).stdout
        for name in ("head", "whole")
    ]

    assert listed[0] == listed[1]
    assert whole[len(found[0]) : len(found[0]) + 6] == found[1].blocks[0].mark


def test_large_objects_are_not_searched_for_what_looks_like_a_table(small: None) -> None:
    entries = [_Entry(1, b"TABLE DATA", [b"x"]), _Entry(2, b"BLOBS", [_mark(3)]), _Entry(3, b"TABLE DATA", [b"y"])]

    made = _cut(_dump(16, entries), 1 << 20)

    assert [begins for begins, _ in made] == [0, 2]


@pytest.mark.parametrize("version", [12, 13, 14, 15, 16])
def test_every_version_of_the_format_is_read(small: None, version: int) -> None:
    entries = [
        _Entry(5, b"TABLE DATA", [b"a row", b"another"]),
        _Entry(4, b"VIEW"),
        _Entry(70000, b"TABLE DATA", []),
        _Entry(6, b"SEQUENCE SET"),
        _Entry(256, b"TABLE DATA", [b"z" * 256]),
    ]

    made = _cut(_dump(version, entries), 13)

    assert [begins for begins, _ in made] == [0, 70000, 256]
    assert made[1][1] == _block(entries[2])
    assert made[2][1] == _block(entries[4])


@given(
    rows=st.lists(st.lists(st.binary(min_size=1, max_size=300).map(lambda one: one.replace(b"\0", b"0"))), max_size=6),
    least=st.integers(1, 2000),
    size=st.integers(1, 3000),
)
def test_a_dump_in_pieces_is_the_dump_and_each_is_large_enough(rows: list[list[bytes]], least: int, size: int) -> None:
    entries = [_Entry(3 * number + 1, b"TABLE DATA", some) for number, some in enumerate(rows)]
    whole = _dump(16, entries)
    starts = {entry.number: whole.index(_block(entry)) for entry in entries[1:]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "LEAST", least)
        made = _cut(whole, size)

    assert b"".join(piece for _, piece in made) == whole
    place = 0
    for begins, piece in made:
        assert place == starts.get(begins, 0)
        place += len(piece)
    assert all(len(piece) >= least for _, piece in made[:-1])


def test_pieces_grow_with_what_lies_before_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LEAST", 1000)
    entries = [_Entry(number, b"TABLE DATA", [b"x" * 990]) for number in range(1, 1001)]

    made = _cut(_dump(16, entries), 1 << 16)

    sizes = [len(piece) for _, piece in made]
    assert 20 < len(sizes) < 40
    assert all(16 * size >= sum(sizes[:number]) for number, size in enumerate(sizes[:-1]))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda whole: b"-- SQL" + whole[6:], id="no dump in this format"),
        pytest.param(lambda whole: whole[:5] + b"\1\x11" + whole[7:], id="of a newer version"),
        pytest.param(lambda whole: whole[:5] + b"\1\x0b" + whole[7:], id="of an older one"),
        pytest.param(lambda whole: whole[:8] + b"\x08" + whole[9:], id="with longer numbers"),
        pytest.param(lambda whole: whole[:10] + b"\3" + whole[11:], id="in tar's format"),
        pytest.param(lambda whole: whole[:9], id="cut off in its head"),
        pytest.param(lambda whole: whole[:200], id="cut off in its contents"),
        pytest.param(lambda whole: b"", id="empty"),
    ],
)
def test_what_cannot_be_read_is_one_piece(small: None, changed: Callable[[bytes], bytes]) -> None:
    whole = changed(_dump(16, [_Entry(1, b"TABLE DATA", [b"x"]), _Entry(2, b"TABLE DATA", [b"y"])]))

    assert _cut(whole, 64) == [(0, whole)]
    assert head_of(_in_chunks(whole, 64)) is None


def test_contents_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_LARGEST", 1 << 16)
    whole = _dump(16, [_Entry(1, b"TABLE DATA", [])])
    damaged = whole[: whole.index(b"TABLE DATA") - 4] + (1 << 30).to_bytes(4, "little")
    taken: list[int] = []

    def coming() -> Iterator[bytes]:
        yield damaged
        for number in range(1000):
            taken.append(number)
            yield bytes(1024)

    assert head_of(coming()) is None
    assert len(taken) < 70


@dataclass(frozen=True)
class _Entry:
    number: int
    what: bytes
    rows: list[bytes] | None = None


def _dump(version: int, entries: list[_Entry]) -> bytes:
    """What pg_dump writes: head, contents, blocks."""
    made = b"PGDMP" + bytes((1, version, 0, 4, 8, 1)) + (b"\0" if version >= 15 else _number(0))
    made += b"".join(map(_number, (1, 2, 3, 4, 5, 126, 0))) + b"".join(map(_text, (b"shop", b"16.4", b"16.4")))
    made += _number(len(entries)) + b"".join(_listed(entry, version) for entry in entries)
    return made + b"".join(_block(entry) for entry in entries if entry.rows is not None)


def _listed(entry: _Entry, version: int) -> bytes:
    made = _number(entry.number) + _number(int(entry.rows is not None)) + _text(b"1259") + _text(b"16385")
    made += _text("치즈".encode()) + _text(entry.what) + _number(3) + _text(b"") + _text(None) + _text(b"COPY")
    made += _text(b"public") + _text(b"")
    made += _text(b"heap") if version >= 14 else b""
    made += _number(114) if version >= 16 else b""
    return made + _text(b"keeper") + _text(b"false") + _text(b"214") + _text(b"215") + _text(None) + b"\1" + bytes(8)


def _block(entry: _Entry) -> bytes:
    mark = b"\3" if entry.what == b"BLOBS" else b"\1"
    return mark + _number(entry.number) + b"".join(map(_text, entry.rows or ())) + _number(0)


def _mark(number: int) -> bytes:
    """The end of a block, and the beginning of a table's."""
    return _number(0) + b"\1" + _number(number)


def _number(value: int) -> bytes:
    return (b"\1" if value < 0 else b"\0") + abs(value).to_bytes(4, "little")


def _text(value: bytes | None) -> bytes:
    return _number(-1) if value is None else _number(len(value)) + value
