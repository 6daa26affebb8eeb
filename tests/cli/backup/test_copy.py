"""`holdfast backup copy` on two regions of a small S3."""

from datetime import timedelta

import pytest

from holdfast.actions.backup.copy import copy_after_run
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.model.backup import Kind, Manifest
from tests.cli.backup.stores import Shop, call

HOUR = timedelta(hours=1)


def copy(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> tuple[int, str, str]:
    return call(capsys, "backup", "copy", "--spec", shop.folder, *words)


def test_everything_good_is_there_afterwards_with_wal_and_proofs(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.spec(copy=True)
    dump, base = shop.put(9 * HOUR), shop.put(50 * HOUR, Kind.PHYSICAL)
    shop.prove(dump)
    wal = f"barman/{base.system_identifier}/wals/0000000100000000/000000010000000000000003.gz"
    shop.store.write("wal", wal, [b"w"])
    shop.store.write("globals", "backups/20261101T000000Z-logical-dead/globals.sql.zst", [b"half"])

    code, said, _ = copy(capsys, shop)

    there = read_holdings(shop.copied())
    assert code == 0
    assert "backups copied: 2, there before: 0; WAL files copied: 1" in said
    assert [one.id for one in there.good] == [base.id, dump.id]
    assert (len(there.proofs), there.broken) == (1, ())
    assert wal in shop.listed(shop.copied())


def test_a_second_time_finds_them_there(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    shop.put(9 * HOUR)
    copy(capsys, shop)

    assert "backups copied: 0, there before: 1; WAL files copied: 0" in copy(capsys, shop)[1]
    assert "backups copied: 0, there before: 1; WAL files copied: 0" in copy(capsys, shop, "--read")[1]


def test_reading_finds_a_bit_that_flipped_there_and_mends_it(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    made = shop.put(9 * HOUR, content=b"right")
    copy(capsys, shop)
    there = shop.copied()
    there.write("database", made.objects[0].key, [b"wrong"])

    code, said, _ = copy(capsys, shop, "--read")

    assert (code, "backups copied: 1," in said) == (0, True)
    assert read_holdings(there).broken == ()
    assert b"".join(there.read(read_holdings(there).good[0].objects[0])) == b"right"


def test_one_that_cannot_be_copied_does_not_keep_the_others(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    wrong = shop.put(9 * HOUR, content=b"right")
    good = shop.put(20 * HOUR, content=b"other")
    key = f"{shop.store.prefix}/{wrong.objects[0].key}"
    _damage_in_secret(shop, key, wrong)

    code, said, failed = copy(capsys, shop, "--read")

    assert code == 1
    assert "backups copied: 1," in said
    assert f"NOT COPIED {wrong.id}" in failed
    assert [one.id for one in read_holdings(shop.copied()).good] == [good.id]


def _damage_in_secret(shop: Shop, key: str, made: Manifest) -> None:
    """Other bytes of the same size, and a manifest that bears their tag: a listing finds nothing."""
    from dataclasses import replace

    from holdfast.host.backup.manifests import write_manifest

    etag = shop.store.client.put_object(Bucket=shop.bucket, Key=key, Body=b"wrong")["ETag"].strip('"')
    write_manifest(replace(made, objects=(replace(made.objects[0], etag=etag),)), shop.store)


def test_pgbackrests_repository_is_left_to_replication(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from holdfast.host.backup.manifests import write_manifest

    shop.spec(copy=True)
    made = replace(shop.put(9 * HOUR, Kind.PHYSICAL), engine="pgbackrest")
    write_manifest(made, shop.store)

    code, _, failed = copy(capsys, shop)

    assert (code, "cross-region replication" in failed) == (1, True)
    with pytest.raises(BackupError, match="not copied file by file"):
        copy_after_run(shop.place, made)


def test_a_run_copies_what_it_made_and_nothing_where_no_copy_is_asked_for(shop: Shop) -> None:
    made = shop.put(HOUR)
    nothing = copy_after_run(shop.place, made)
    shop.spec(copy=True)
    copied = copy_after_run(shop.place, made)

    assert nothing is None
    assert copied is not None
    assert [one.id for one in read_holdings(shop.copied()).good] == [made.id]


def test_without_a_second_region_in_the_spec_it_is_a_wrong_call(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, said = copy(capsys, shop)

    assert (code, "no copy is asked for" in said) == (2, True)
