"""What a store holds: nothing half-made, damaged or exchanged is called good, and what is good is found."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import find_backup, read_holdings
from holdfast.host.backup.manifests import manifest_key, text_of, write_manifest, write_proof
from holdfast.model.backup import Kind, Manifest
from holdfast.reports.backup_list import broken_words
from holdfast.reports.catalogue import Catalogue
from tests.host.backup.made import NOW, manifest, proof
from tests.host.backup.memory_store import MemoryStore


def _stored(store: MemoryStore, about: Manifest, key: str = "") -> Manifest:
    where = key or f"backups/{about.id}/database.dump.zst"
    whole = replace(about, objects=(store.write("database", where, (about.id.encode(),)),))
    write_manifest(whole, store)
    return whole


def test_backups_come_oldest_first_whichever_kind_they_are() -> None:
    store = MemoryStore()
    newer = _stored(store, manifest(NOW))
    older = _stored(store, manifest(NOW - timedelta(days=1), Kind.PHYSICAL), "barman/7/base/20261124T000000/data.tar")

    held = read_holdings(store)

    assert (held.good, held.broken, held.newest(), held.newest(Kind.PHYSICAL)) == ((older, newer), (), newer, older)


def _without_manifest(store: MemoryStore, one: Manifest) -> None:
    del store.objects[manifest_key(one.id)]


def _without_object(store: MemoryStore, one: Manifest) -> None:
    del store.objects[one.objects[0].key]


def _exchanged(store: MemoryStore, one: Manifest) -> None:
    store.objects[one.objects[0].key] = bytes(one.objects[0].size)


def _cut(store: MemoryStore, one: Manifest) -> None:
    store.objects[one.objects[0].key] = b"x"


def _garbled(store: MemoryStore, one: Manifest) -> None:
    store.objects[manifest_key(one.id)] = b"{"


def _of_another(store: MemoryStore, one: Manifest) -> None:
    store.objects[manifest_key(one.id)] = text_of(replace(one, id="other"))


def _flipped(store: MemoryStore, one: Manifest) -> None:
    # The database's name, which nothing else of the store would contradict.
    text = store.objects[manifest_key(one.id)]
    store.objects[manifest_key(one.id)] = text.replace(b'"database": "shop"', b'"database": "rhop"')


def _newer(store: MemoryStore, one: Manifest) -> None:
    store.objects[manifest_key(one.id)] = json.dumps({"schema": "holdfast.backup/7"}).encode()


def _empty(store: MemoryStore, one: Manifest) -> None:
    del store.objects[manifest_key(one.id)]
    write_manifest(replace(one, objects=()), store)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_without_manifest, "has no manifest: it was never finished"),
        (_without_object, "database is not there: backups/{id}/database.dump.zst"),
        (_exchanged, "database was replaced after the backup was finished: backups/{id}/database.dump.zst"),
        (_cut, "database has 1 bytes instead of 29: backups/{id}/database.dump.zst"),
        (_garbled, "its manifest is no JSON: cut off or damaged"),
        (_of_another, "its manifest is of other"),
        (_flipped, "its manifest is not as it was written: its checksum is another"),
        (_newer, "its manifest was written by a newer version of Holdfast (holdfast.backup/7)"),
        (_empty, "its manifest names no object"),
    ],
)
def test_what_is_not_whole_is_never_good(damage: object, reason: str) -> None:
    store = MemoryStore()
    good = _stored(store, manifest(NOW - timedelta(days=1)))
    bad = _stored(store, manifest(NOW))
    damage(store, bad)  # type: ignore[operator]

    held = read_holdings(store)

    assert [one.id for one in held.good] == [good.id]
    assert [(one.id, one.reason, bool(one.next_step)) for one in held.broken] == [
        (bad.id, reason.format(id=bad.id), True)
    ]
    assert held.broken[0].newer is (damage is _newer)
    # The command tells it by the fault alone: in English it says the same.
    assert broken_words(held.broken[0], Catalogue("en")) == (held.broken[0].reason, held.broken[0].next_step)
    korean = broken_words(held.broken[0], Catalogue("ko"))
    assert all(re.search("[가-힣]", words) for words in korean)
    assert all(value in korean[0] for value in held.broken[0].params.values())


def test_proofs_come_oldest_first_and_what_is_none_proves_nothing() -> None:
    store = MemoryStore()
    one = _stored(store, manifest(NOW))
    late, early = proof(one, NOW), proof(one, NOW - timedelta(hours=1))
    write_proof(late, store)
    write_proof(early, store)
    store.objects["proofs/20261125T130000Z-x.json"] = b"{"

    assert read_holdings(store).proofs == (early, late)


def test_an_empty_store_holds_nothing() -> None:
    assert read_holdings(MemoryStore()) == type(read_holdings(MemoryStore()))()


def test_a_store_that_does_not_answer_is_not_an_empty_one() -> None:
    class Silent(MemoryStore):
        def text(self, key: str, largest: int = 0) -> bytes | None:
            raise BackupError.__new__(BackupError)

    store = Silent()
    store.objects["backups/20261125T120000Z-logical-1a2b/manifest.json"] = b"{}"
    with pytest.raises(BackupError):
        read_holdings(store)


def test_a_backup_is_found_by_latest_by_its_id_and_by_a_beginning_of_its_own() -> None:
    store = MemoryStore()
    older = _stored(store, manifest(NOW - timedelta(days=1)))
    newer = _stored(store, manifest(NOW))
    held = read_holdings(store)

    assert [find_backup(held, wanted, store) for wanted in ("latest", older.id, "20261125")] == [newer, older, newer]


@pytest.mark.parametrize(
    ("wanted", "happened"),
    [("2026", "2 backups begin with 2026"), ("1999", "there is no backup 1999"), ("latest", None)],
)
def test_what_cannot_be_found_says_what_there_is(wanted: str, happened: str | None) -> None:
    store = MemoryStore()
    if happened:
        _stored(store, manifest(NOW - timedelta(days=1)))
        _stored(store, manifest(NOW))
    with pytest.raises(BackupError) as caught:
        find_backup(read_holdings(store), wanted, store)

    assert caught.value.happened == (happened or "there is no good backup")
    assert "holdfast backup list" in caught.value.next_step


def test_a_broken_backup_that_is_named_says_what_is_wrong_with_it() -> None:
    store = MemoryStore()
    bad = _stored(store, manifest(NOW))
    _garbled(store, bad)

    with pytest.raises(BackupError, match="its manifest is no JSON"):
        find_backup(read_holdings(store), bad.id, store)
