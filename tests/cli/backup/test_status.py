"""`holdfast backup status` on a small S3: read once, judged, and ended with the right code."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from holdfast.host.aws import clients
from holdfast.host.backup.manifests import write_manifest
from holdfast.host.backup.state import record_failure
from holdfast.model.backup import Kind
from holdfast.reports.backup_status import schema_text
from tests.cli.backup.stores import COPY_REGION, Shop, call

HOUR = timedelta(hours=1)


def status(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> tuple[int, str, str]:
    return call(capsys, "backup", "status", "--spec", shop.folder, "--locale", "en", *words)


def kinds(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> set[str]:
    document = json.loads(status(capsys, shop, "--json", *words)[1])
    jsonschema.validate(document, json.loads(schema_text()))
    return {problem["kind"] for problem in document["problems"] if problem["severity"] != "notice"}


def test_a_proven_dump_of_last_night_is_well(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    made = shop.put(9 * HOUR)
    shop.prove(made)

    code, said, _ = status(capsys, shop)

    assert code == 0
    assert "✓ Nothing is wrong that somebody has to act on." in said
    assert made.id in said
    assert "it took 4 min (RTO)" in said


def test_an_empty_store_ends_with_1_and_says_what_to_do(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = status(capsys, shop)

    assert code == 1
    assert "There is no dump that could be restored." in said
    assert "→ holdfast launch --environment production -- holdfast backup run" in said


def test_a_bucket_that_is_not_there_ends_with_3_and_shows_what_this_host_knows(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said, _ = status(capsys, shop, "--store", "s3://no-such-bucket-anywhere")

    assert code == 3
    assert "The store could not be read: there is no such bucket" in said
    assert "✓" not in said


def test_local_asks_nobody(shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    record_failure(shop.place.state / "backup.json", Kind.LOGICAL, "database", datetime.now(UTC))

    code, said, _ = status(capsys, shop, "--local")

    assert "The store was not asked" in said
    assert "The last run on this host failed (the database was not reached, or refused)" in " ".join(said.split())
    assert code == 1


def test_the_copy_is_read_in_its_own_region(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    shop.prove(shop.put(9 * HOUR))

    before = kinds(capsys, shop)
    call(capsys, "backup", "copy", "--spec", shop.folder)
    after = kinds(capsys, shop)
    _, said, _ = status(capsys, shop)

    assert (before, after) == ({"copy-missing"}, set())
    assert f"{COPY_REGION} · {shop.bucket}-copy · 1 of 1 backups" in " ".join(said.split())


def test_a_copy_whose_object_is_gone_is_not_counted(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    made = shop.put(9 * HOUR)
    shop.prove(made)
    call(capsys, "backup", "copy", "--spec", shop.folder)
    shop.copied().remove([made.objects[0].key])

    assert kinds(capsys, shop) == {"copy-missing"}


def test_gaps_in_the_archive_are_named_with_their_segments(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(point_in_time=True)
    shop.prove(shop.put(9 * HOUR))
    base = shop.put(50 * HOUR, Kind.PHYSICAL, lsn=0x5000028)
    for number in (5, 6, 9):
        name = f"00000001000000000000000{number}"
        shop.store.write("wal", f"barman/{base.system_identifier}/wals/0000000100000000/{name}.gz", [b"w"])

    found = kinds(capsys, shop)
    _, said, _ = status(capsys, shop)

    assert found == {"gap-open", "point-unproven"}
    assert "WAL 000000010000000000000007 … 000000010000000000000008 is missing (2 segments)" in said
    assert "until before WAL 000000010000000000000007" in said


def test_the_window_reaches_to_the_newest_wal(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(point_in_time=True)
    shop.put(9 * HOUR)
    base = shop.put(50 * HOUR, Kind.PHYSICAL, lsn=0x5000028)
    for number in (5, 6):
        name = f"00000001000000000000000{number}"
        shop.store.write("wal", f"barman/{base.system_identifier}/wals/0000000100000000/{name}.gz", [b"w"])

    document = json.loads(status(capsys, shop, "--json")[1])

    (window,) = document["windows"]
    assert window["gap"] is None
    assert datetime.now(UTC) - datetime.fromisoformat(window["until"]) < timedelta(minutes=2)
    assert document["wal"]["newest"] == "000000010000000000000006"


@pytest.mark.parametrize(("numbers", "expected"), [((5, 6, 7), set()), ((5, 7), {"gap-open"})])
def test_pgbackrests_archive_is_looked_at_in_its_own_layout(
    shop: Shop, capsys: pytest.CaptureFixture[str], numbers: tuple[int, ...], expected: set[str]
) -> None:
    shop.spec(point_in_time=True, more='engine = "pgbackrest"')
    shop.prove(shop.put(9 * HOUR))
    base = replace(shop.put(50 * HOUR, Kind.PHYSICAL, lsn=0x5000028), engine="pgbackrest")
    write_manifest(base, shop.store)
    for number in numbers:
        name = f"00000001000000000000000{number}-0123456789abcdef0123456789abcdef01234567.lz4"
        shop.store.write("wal", f"pgbackrest/archive/shop-production/16-1/0000000100000000/{name}", [b"w"])

    assert kinds(capsys, shop) - {"point-unproven"} == expected


def test_what_iam_denies_is_unknown_and_not_fine(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.prove(shop.put(9 * HOUR))
    allowed = [
        {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:GetBucketVersioning", "Resource": "*"},
    ]
    iam = shop.aws.client("iam")
    iam.create_user(UserName="host")
    iam.put_user_policy(
        UserName="host",
        PolicyName="host",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allowed}),
    )
    key = iam.create_access_key(UserName="host")["AccessKey"]
    names = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    before = {name: os.environ[name] for name in names}
    os.environ |= names
    clients._session.cache_clear()
    shop.aws.enforce_access()
    try:
        document = json.loads(status(capsys, shop, "--json")[1])
    finally:
        shop.aws.enforce_access(on=False)
        os.environ |= before
        clients._session.cache_clear()

    unread = {
        one["params"]["action"]: one["params"]["reason"] for one in document["problems"] if one["kind"] == "unreadable"
    }
    assert document["asked"] is True
    assert unread == {"s3:GetLifecycleConfiguration": "denied"}, "moto looks at no policy for object lock"
    assert document["well"] is False


def test_an_rds_instance_is_on_the_same_screen(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(placement="rds", point_in_time=True)
    shop.prove(shop.put(9 * HOUR))

    missing = kinds(capsys, shop)
    shop.aws.client("rds").create_db_instance(
        DBInstanceIdentifier="shop-status",
        Engine="postgres",
        DBInstanceClass="db.t4g.small",
        MasterUsername="shop",
        MasterUserPassword="not-a-real-one",
        AllocatedStorage=20,
        BackupRetentionPeriod=30,
    )
    found = kinds(capsys, shop, "--instance", "shop-status")
    _, said, _ = status(capsys, shop, "--instance", "shop-status")

    assert missing == {"managed-missing"}
    assert found - {"managed-late"} == set()
    assert "shop-status · automated backups for 30 days" in said


def test_a_backup_from_the_future_is_a_wrong_clock(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.prove(shop.put(9 * HOUR))
    shop.put(-5 * HOUR)

    assert kinds(capsys, shop) == {"clock"}
