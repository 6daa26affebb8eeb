import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from holdfast.actions.backup.verify import Wish, verify
from holdfast.host.backup.failure import BackupError, Cause
from holdfast.host.backup.state import FILE_NAME, read_state
from holdfast.host.processes.accounts import is_root
from holdfast.model.backup import Check, Kind, TableState
from holdfast.model.errors import UsageError
from tests.actions.backup import shop as shops
from tests.actions.backup.shop import BUCKET, Shop

pytestmark = pytest.mark.integration
SMOKE = "SELECT count(*) = 2000 FROM orders"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shops.running(tmp_path_factory.mktemp("pg"), major=16, smoke_query=SMOKE) as running:
        yield running


def test_a_good_dump_is_proven_and_the_proof_is_kept(shop: Shop) -> None:
    manifest = shop.back_up()
    (proof,) = verify(shop.place, Wish(kind=Kind.LOGICAL))

    assert (proof.backup_id, proof.passed, proof.problems) == (manifest.id, True, ())
    assert proof.tables == len(manifest.tables) == 2
    assert proof.smoke is Check.PASSED
    assert 0 < proof.restore_seconds < 60
    assert shop.parts().holdings.proofs[-1] == proof
    noted = read_state(shop.place.state / FILE_NAME).proof
    assert noted is not None
    assert noted.backup_id == manifest.id
    # The wheel's PostgreSQL brings pg_amcheck without its extension; a system's brings both.
    assert proof.amcheck in {Check.NOT_THERE, Check.PASSED}
    assert list((Path(shop.place.backup.data_folder) / "scratch").iterdir()) == []


def test_every_table_that_differs_is_named_and_the_proof_fails(shop: Shop) -> None:
    wrong = (
        TableState(name="public.cakes", rows=51, digest="00"),
        TableState(name="public.gone", rows=1, digest="00"),
    )
    shop.back_up(change={"tables": wrong})
    (proof,) = verify(shop.place, Wish(kind=Kind.LOGICAL))

    assert not proof.passed
    assert proof.different == (
        "public.cakes: 50 rows instead of 51",
        "public.gone: is not there",
        "public.orders: is there, and the manifest does not know it",
    )
    assert not shop.parts().holdings.proofs[-1].passed


def test_a_query_of_the_applications_that_fails_fails_the_proof(shop: Shop) -> None:
    shop.back_up()
    backup = replace(shop.place.backup, smoke_query="SELECT count(*) = 1 FROM orders")
    environment = replace(shop.place.environment, backup=backup)
    product = replace(shop.place.product, environments={"production": environment})
    (proof,) = verify(replace(shop.place, product=product), Wish(kind=Kind.LOGICAL))

    assert not proof.passed
    assert proof.problems == ("the smoke query's first value is false, and not true",)


def test_a_flipped_bit_is_a_failed_proof(shop: Shop) -> None:
    manifest = shop.back_up()
    client = shop.aws.client("s3")
    key = f"shop/production/{manifest.objects[0].key}"
    body = bytearray(client.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    body[len(body) // 2] ^= 1
    tag = client.put_object(Bucket=BUCKET, Key=key, Body=bytes(body))["ETag"].strip('"')
    flipped = tuple(replace(one, etag=tag) if one.role == "database" else one for one in manifest.objects)
    from holdfast.host.backup.manifests import write_manifest

    write_manifest(replace(manifest, objects=flipped), shop.place.store())
    (proof,) = verify(shop.place, Wish(which=manifest.id))

    assert not proof.passed
    assert proof.problems


def test_an_encrypted_dump_is_proven_with_its_key_alone(shop: Shop, tmp_path: Path) -> None:
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "own").write_text(str(own))
    (tmp_path / "other").write_text(str(other))
    manifest = shop.back_up(recipient=str(own.to_public()))

    (proof,) = verify(shop.place, Wish(which=manifest.id, identity=tmp_path / "own"))
    with pytest.raises(BackupError, match="no private key was named") as missing:
        verify(shop.place, Wish(which=manifest.id))
    with pytest.raises(BackupError, match="not the one") as wrong:
        verify(shop.place, Wish(which=manifest.id, identity=tmp_path / "other"))

    assert proof.passed
    assert missing.value.cause is wrong.value.cause is Cause.KEY
    assert shop.parts().holdings.proofs[-1] == proof


def test_too_little_room_is_told_before_anything_is_restored(shop: Shop) -> None:
    manifest = shop.back_up(change={"source_bytes": 1 << 60})

    with pytest.raises(BackupError, match="the restore on trial needs about") as error:
        verify(shop.place, Wish(which=manifest.id))

    assert error.value.cause is Cause.DISK_FULL


@pytest.mark.skipif(not is_root(), reason="root alone mounts")
def test_a_disk_that_fills_is_told_and_is_no_failed_proof(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.do("CREATE TABLE big AS SELECT md5(i::text) || md5((i + 1)::text) AS what FROM generate_series(1, 600000) i")
    manifest = shop.back_up()
    shop.do("DROP TABLE big")
    monkeypatch.setattr("holdfast.actions.backup.verify.require_space", lambda *_: None)
    scratch = Path(shop.place.backup.data_folder) / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(scratch)], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        with pytest.raises(BackupError) as error:
            verify(shop.place, Wish(which=manifest.id))
        left = list(scratch.iterdir())
    finally:
        subprocess.run(["umount", str(scratch)], check=True)
    (proof,) = verify(shop.place, Wish(which=manifest.id))

    assert error.value.cause is Cause.DISK_FULL
    assert "make room" in error.value.next_step
    assert left == []
    assert proof.passed


def test_a_dump_has_no_other_point_in_time(shop: Shop) -> None:
    with pytest.raises(UsageError, match="one moment alone"):
        verify(shop.place, Wish(kind=Kind.LOGICAL, point_in_time=True))


def test_what_is_not_there_is_told_with_what_is(shop: Shop) -> None:
    shop.back_up()
    with pytest.raises(BackupError, match="there is no backup nothing"):
        verify(shop.place, Wish(which="nothing"))
    with pytest.raises(BackupError, match="there is no good physical backup"):
        verify(shop.place, Wish(kind=Kind.PHYSICAL))
