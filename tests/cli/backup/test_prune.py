"""`holdfast backup prune` on a small S3: the plan first, the deed only when asked, refusals, and what stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from holdfast.actions.backup.prune import do_prune, plan_prune
from holdfast.host.backup.failure import BackupError
from holdfast.host.backup.holdings import read_holdings
from holdfast.model.backup import Kind
from tests.cli.backup.stores import Shop, call
from tests.host.backup.made import manifest

DAY = timedelta(days=1)


def prune(capsys: pytest.CaptureFixture[str], shop: Shop, *words: str) -> tuple[int, str, str]:
    return call(capsys, "backup", "prune", "--spec", shop.folder, "--locale", "en", *words)


def lifecycle(shop: Shop, days: int) -> None:
    shop.store.client.put_bucket_lifecycle_configuration(
        Bucket=shop.bucket,
        LifecycleConfiguration={
            "Rules": [{"ID": "tidy", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}]
        },
    )


def test_without_yes_the_plan_is_printed_and_nothing_is_touched(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = shop.put(40 * DAY), shop.put(DAY)
    before = shop.listed()

    code, said, _ = prune(capsys, shop)

    assert code == 0
    assert f"goes   dump  {old.id}" in said
    assert f"stays  dump  {new.id}" in said
    assert "older than its retention" in said
    assert "Nothing was removed. Do it with --yes." in said
    assert shop.listed() == before


def test_with_yes_what_goes_is_gone_and_the_rest_is_good(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = shop.put(40 * DAY), shop.put(DAY)

    code, said, _ = prune(capsys, shop, "--yes")

    assert code == 0
    assert "Removed: 1 backup, 4 B." in said
    assert [one.id for one in read_holdings(shop.store).good] == [new.id]
    assert not [key for key in shop.listed() if old.id in key]


def test_proofs_go_with_their_backups_and_the_newest_of_each_sort_stay(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = shop.put(40 * DAY), shop.put(DAY)
    gone, failed = (manifest(datetime.now(UTC) - age * DAY, Kind.PHYSICAL) for age in (90, 80))
    proven = ((gone, 89, True), (gone, 88, True), (failed, 79, False), (old, 39, False), (new, 0.5, True))
    for about, age, passed in proven:
        shop.prove(about, age * DAY, passed=passed)
    shop.store.write("note", "proofs/README.txt", [b"ours"])

    _, planned, _ = prune(capsys, shop)
    before = len(_proofs(shop))
    code, said, _ = prune(capsys, shop, "--yes")

    assert "Proofs of backups that are gone, or go: 3 go" in " ".join(planned.split())
    assert (code, before) == (0, 6)
    assert "Removed: 3 proofs of backups that are gone." in said
    left = _proofs(shop)
    # The newest good proof of a base stays without its base: it is all that tells how long a recovery takes.
    assert [name.partition("-")[2] for name in left[:2]] == [f"{gone.id}.json", f"{new.id}.json"]
    assert left[2:] == ["README.txt"]


def test_proofs_of_what_the_store_does_not_give_up_stay(shop: Shop) -> None:
    old, new = shop.put(40 * DAY), shop.put(DAY)
    shop.prove(old, 39 * DAY)
    shop.prove(new)
    (planned,) = plan_prune(shop.place)

    done = do_prune(planned, remove=lambda manifest: [manifest.objects[0].key])

    assert (len(planned.plan.proofs), done.proofs) == (1, 0)
    assert len(_proofs(shop)) == 2


def _proofs(shop: Shop) -> list[str]:
    return [key.removeprefix("proofs/") for key in shop.listed() if key.startswith("proofs/")]


def test_the_plan_in_korean(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.put(40 * DAY)
    shop.put(DAY)

    _, said, _ = call(capsys, "backup", "prune", "--spec", shop.folder, "--locale", "ko")

    assert "보존 기간이 지남" in said
    assert "실행하려면 --yes" in said


def test_the_only_backup_stays_however_old(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    only = shop.put(4000 * DAY)

    prune(capsys, shop, "--yes")

    assert [one.id for one in read_holdings(shop.store).good] == [only.id]


def test_what_a_killed_run_left_goes_after_a_day_with_its_half_uploads(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.put(timedelta(hours=1))
    left = f"{datetime.now(UTC) - 2 * DAY:%Y%m%dT%H%M%SZ}-logical-dead"
    fresh = f"{datetime.now(UTC) - timedelta(hours=2):%Y%m%dT%H%M%SZ}-logical-beef"
    for name in (left, fresh):
        shop.store.write("globals", f"backups/{name}/globals.sql.zst", [b"x"])
        key = f"{shop.store.prefix}/backups/{name}/database"
        shop.store.client.create_multipart_upload(Bucket=shop.bucket, Key=key)

    code, said, _ = prune(capsys, shop, "--yes")

    uploads = shop.store.client.list_multipart_uploads(Bucket=shop.bucket)["Uploads"]
    assert code == 0
    assert "so young that its run may still be at work" in " ".join(said.split())
    assert not [key for key in shop.listed() if left in key]
    assert [key for key in shop.listed() if fresh in key]
    assert [fresh in one["Key"] for one in uploads] == [True]


def test_a_lifecycle_that_removes_too_early_is_refused_after_the_plan(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    old = shop.put(40 * DAY)
    shop.put(DAY)
    lifecycle(shop, 20)

    code, said, refused = prune(capsys, shop, "--yes")

    assert code == 1
    assert old.id in said
    assert 'rule "tidy" removes backups after 20 days, and 30 are needed' in refused
    assert len(read_holdings(shop.store).good) == 2


def test_a_lifecycle_as_long_as_the_retention_is_no_contradiction(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.put(DAY)
    lifecycle(shop, 30)

    assert prune(capsys, shop, "--yes")[0] == 0


def test_versions_that_stay_and_are_paid_for_are_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.store.client.put_bucket_versioning(Bucket=shop.bucket, VersioningConfiguration={"Status": "Enabled"})
    shop.put(40 * DAY)
    shop.put(DAY)

    code, said, _ = prune(capsys, shop, "--yes")

    versions = shop.store.client.list_object_versions(Bucket=shop.bucket)
    assert code == 0
    assert "for ever: no lifecycle rule removes old versions." in " ".join(said.split())
    assert len(versions["DeleteMarkers"]) == 2


def test_what_the_store_does_not_give_up_is_named_and_its_wal_stays(shop: Shop) -> None:
    old = shop.put(40 * DAY)
    shop.put(DAY)
    (planned,) = plan_prune(shop.place)

    done = do_prune(planned, remove=lambda manifest: [manifest.objects[0].key])

    assert done.removed == ()
    assert done.kept_keys == (old.objects[0].key,)


def test_a_prune_that_was_killed_after_the_manifest_is_finished_by_the_next(shop: Shop) -> None:
    old = shop.put(40 * DAY)
    shop.put(DAY)
    shop.store.remove([f"backups/{old.id}/manifest.json"])

    (planned,) = plan_prune(shop.place)
    done = do_prune(planned)

    assert [broken.id for broken in planned.holdings.broken] == [old.id]
    assert done.removed == (old.id,)
    assert not [key for key in shop.listed() if old.id in key]


def test_two_hosts_that_prune_at_once_do_no_more_than_one(shop: Shop) -> None:
    shop.put(40 * DAY)
    new = shop.put(DAY)
    (one,), (other,) = plan_prune(shop.place), plan_prune(shop.place)

    do_prune(one)
    do_prune(other)

    assert [good.id for good in read_holdings(shop.store).good] == [new.id]


def test_the_copy_is_thinned_out_alike(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.spec(copy=True)
    old, new = shop.put(40 * DAY), shop.put(DAY)
    call(capsys, "backup", "copy", "--spec", shop.folder)

    code, said, _ = prune(capsys, shop, "--yes")

    assert code == 0
    assert said.count(old.id) == 2
    assert [one.id for one in read_holdings(shop.copied()).good] == [new.id]


def test_wal_before_the_oldest_kept_base_goes_and_histories_stay(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.spec(point_in_time=True)
    gone = shop.put(60 * DAY, Kind.PHYSICAL, lsn=0x2000028)
    base = shop.put(40 * DAY, Kind.PHYSICAL, lsn=0x5000028)
    shop.put(DAY, Kind.PHYSICAL, lsn=0x9000028)
    wals = f"barman/{base.system_identifier}/wals"
    for name in ("000000010000000000000002", "000000010000000000000004", "000000010000000000000005"):
        shop.store.write("wal", f"{wals}/0000000100000000/{name}.gz", [b"w"])
    shop.store.write("history", f"{wals}/00000002.history.gz", [b"h"])

    code, said, _ = prune(capsys, shop, "--yes")

    left = [key.rpartition("/")[2] for key in shop.listed() if "/wals/" in key]
    assert code == 0
    assert "everything before 0/5000028 on timeline 1 goes" in " ".join(said.split())
    assert left == ["000000010000000000000005.gz", "00000002.history.gz"]
    assert gone.id not in {one.id for one in read_holdings(shop.store).good}


def orphan(shop: Shop, name: str, info: bytes | None = None) -> None:
    shop.store.write("base", f"barman/7430000000000000001/base/{name}/data.tar", [b"x"])
    if info is not None:
        shop.store.write("info", f"barman/7430000000000000001/base/{name}/backup.info", [info])


def test_what_a_killed_base_backup_left_goes_and_another_teams_stays(shop: Shop) -> None:
    shop.spec(point_in_time=True)
    orphan(shop, "20261101T000000")
    orphan(shop, "20261102T000000", b"backup_name=20261102T000000Z-physical-1a2b\nstatus=DONE\n")
    orphan(shop, "20261103T000000", b"backup_name=before the release\nstatus=DONE\n")
    shop.put(-2 * DAY, Kind.PHYSICAL)  # made after the leftovers were, by the time of the prune below

    (planned,) = plan_prune(shop.place, datetime.now(UTC) + 3 * DAY)
    fresh = plan_prune(shop.place)[0].orphans
    # The clock of the plan is three days ahead of S3's on purpose; that is refused elsewhere.
    do_prune(planned)

    assert fresh == ()
    assert [one.folder.split("/")[3] for one in planned.orphans] == ["20261101T000000", "20261102T000000"]
    assert {key.split("/")[3] for key in shop.listed() if "/base/" in key} >= {"20261103T000000"}
    assert not [key for key in shop.listed() if "20261101" in key or "20261102T000000/" in key]


def test_a_clock_that_is_wrong_removes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from holdfast.actions.backup import prune as action

    def ahead(s3: Any, bucket: str, prefix: str) -> Any:
        from holdfast.host.backup.bucket import read_rules

        return read_rules(s3, bucket, prefix, lambda: datetime.now(UTC) + 90 * DAY)

    monkeypatch.setattr(action, "read_rules", ahead)
    shop.put(40 * DAY)
    shop.put(DAY)
    (planned,) = plan_prune(shop.place)

    with pytest.raises(BackupError, match="clock is"):
        do_prune(planned)
    assert len(read_holdings(shop.store).good) == 2


def test_a_bucket_that_is_not_there_removes_nothing_and_ends_with_3(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, said = prune(capsys, shop, "--yes", "--store", "s3://no-such-bucket-anywhere")

    assert (code, "no such bucket" in said) == (3, True)
