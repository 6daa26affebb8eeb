"""Manifests and proofs: written, read back, and refused in words when they are not what they should be."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.manifests import (
    NewerError,
    UnreadableError,
    manifest_key,
    new_id,
    parse_manifest,
    parse_proof,
    proof_key,
    text_of,
    write_manifest,
    write_proof,
)
from holdfast.model.backup import Fault, Kind, TableState
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


def _old() -> bytes:
    """As versions wrote it that knew no checksum."""
    text, _, _ = text_of(ONE).rpartition(b',\n  "sha256"')
    return text + b"\n}\n"


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
        (text_of(ONE)[:-40], "is no JSON: cut off or damaged"),
        (b"\xff\xfe", "is no JSON: cut off or damaged"),
        (b"[" * 100_000, "is no JSON: cut off or damaged"),
        (b"[]", "does not say what it is"),
        (b'{"schema": 1}', "does not say what it is"),
        (b'{"schema": "somebody.else/1"}', "is something else"),
        (b'{"schema": "holdfast.backup/1"}', "is damaged at id"),
        (text_of(ONE).replace(b'"rows": 3', b'"rows": 4'), "is not as it was written: its checksum is another"),
        (_old().replace(b'"rows": 3', b'"rows": "many"'), "is damaged at tables.0.rows"),
        (_old().replace(b'"kind": "logical"', b'"kind": "magical"'), "is damaged at kind"),
    ],
)
def test_what_is_no_manifest_says_so(text: bytes, happened: str) -> None:
    with pytest.raises(BackupError) as caught:
        parse_manifest(text, "s3://b/k")
    assert (caught.value.happened, caught.value.cause) == (happened, Cause.MANIFEST)


def test_every_bit_that_flips_in_a_manifest_is_noticed() -> None:
    whole = text_of(ONE)
    believed = []
    for place in range(len(whole)):
        for bit in range(8):
            text = bytearray(whole)
            text[place] ^= 1 << bit
            with suppress(BackupError):
                parse_manifest(bytes(text), "x")
                believed.append((place, bit))

    assert parse_manifest(whole, "x") == ONE
    assert believed == []


def test_a_manifest_from_before_there_were_checksums_is_read() -> None:
    assert parse_manifest(_old(), "x") == ONE


def test_a_checksum_whose_name_is_damaged_is_not_taken_for_none() -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_manifest(text_of(ONE).replace(b'"sha256"', b'"sha257"'), "x")

    assert caught.value.fault is Fault.FLIPPED
