"""Manifests and proofs: written, read back, and refused in words when they are not what they should be."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.manifests import (
    NewerError,
    manifest_key,
    new_id,
    parse_manifest,
    parse_proof,
    proof_key,
    write_manifest,
    write_proof,
)
from holdfast.model.backup import Kind, TableState
from tests.host.backup.made import NOW, manifest, proof
from tests.host.backup.memory_store import MemoryStore

ONE = replace(manifest(NOW), tables=(TableState(name='public."주문"', rows=3, digest="ab"),), tools={"pg_dump": "16.4"})


def test_ids_sort_by_time_and_differ_within_a_second() -> None:
    ids = {new_id(Kind.LOGICAL, NOW) for _ in range(20)}

    assert len(ids) > 15
    assert all(one.startswith("20261125T120000Z-logical-") for one in ids)
    assert new_id(Kind.PHYSICAL, NOW + timedelta(seconds=1)) > max(ids)


def test_a_manifest_comes_back_from_the_store_as_it_was_written() -> None:
    store = MemoryStore()

    write_manifest(ONE, store)

    assert parse_manifest(store.objects[manifest_key(ONE.id)], "x") == ONE


def test_a_proof_comes_back_from_the_store_as_it_was_written() -> None:
    store = MemoryStore()
    seen = proof(ONE, NOW, rpo=12.5)

    write_proof(seen, store)

    assert parse_proof(store.objects[proof_key(seen)], "x") == seen


def test_a_store_that_gives_back_something_else_is_not_believed() -> None:
    class Lying(MemoryStore):
        def text(self, key: str, largest: int = 0) -> bytes | None:
            return self.objects[key].replace(b'"rows": 3', b'"rows": 4')

    with pytest.raises(BackupError, match="not the one that was written") as caught:
        write_manifest(ONE, Lying())
    assert caught.value.cause is Cause.STORE_DAMAGED


def _text() -> bytes:
    store = MemoryStore()
    write_manifest(ONE, store)
    return store.objects[manifest_key(ONE.id)]


@pytest.mark.parametrize("newer", ["holdfast.backup/2", "holdfast.backup/10"])
def test_a_newer_manifest_asks_for_a_newer_holdfast(newer: str) -> None:
    text = json.dumps({"schema": newer, "anything": "else"}).encode()

    with pytest.raises(NewerError) as caught:
        parse_manifest(text, "s3://b/k")
    assert (newer in caught.value.happened, caught.value.where) == (True, "s3://b/k")


@pytest.mark.parametrize(
    ("text", "happened"),
    [
        (b"", "is no JSON: cut off or damaged"),
        (_text()[:-40], "is no JSON: cut off or damaged"),
        (b"\xff\xfe", "is no JSON: cut off or damaged"),
        (b"[" * 100_000, "is no JSON: cut off or damaged"),
        (b"[]", "does not say what it is"),
        (b'{"schema": 1}', "does not say what it is"),
        (b'{"schema": "somebody.else/1"}', "is something else"),
        (b'{"schema": "holdfast.backup/1"}', "is damaged at id"),
        (_text().replace(b'"rows": 3', b'"rows": "many"'), "is damaged at tables.0.rows"),
        (_text().replace(b'"kind": "logical"', b'"kind": "magical"'), "is damaged at kind"),
    ],
)
def test_what_is_no_manifest_says_so(text: bytes, happened: str) -> None:
    with pytest.raises(BackupError) as caught:
        parse_manifest(text, "s3://b/k")
    assert (caught.value.happened, caught.value.cause) == (happened, Cause.MANIFEST)


@given(place=st.integers(min_value=0, max_value=len(_text()) - 1), bit=st.integers(min_value=0, max_value=7))
def test_a_flipped_bit_gives_another_manifest_or_an_error_and_never_a_fault(place: int, bit: int) -> None:
    text = bytearray(_text())
    text[place] ^= 1 << bit
    with suppress(BackupError):
        parse_manifest(bytes(text), "x")
