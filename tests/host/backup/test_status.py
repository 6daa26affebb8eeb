"""What the status says of any state of the backups: the windows, the newest, and every problem by an example."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from holdfast.host.backup.seen import Seen
from holdfast.host.backup.state import LastProof, State
from holdfast.host.backup.status import assess
from holdfast.model.backup import Archive, Broken, Encryption, Fault, Gap, Holdings, Kind, Manifest, Proof
from holdfast.model.backup_status import (
    BackupStatus,
    BucketRules,
    Copy,
    Managed,
    Problem,
    Snapshot,
    Trouble,
    Unreadable,
)
from holdfast.model.findings import Severity
from holdfast.model.product import Environment
from holdfast.reports.backup_screen import render_text
from holdfast.reports.backup_status import render_json
from holdfast.reports.catalogue import LOCALES, Catalogue
from tests.host.backup.made import NOW, manifest, proof
from tests.host.backup.test_retention import MANY, stores

HOST = Environment.model_validate({"database": {"placement": "host"}})
RDS = Environment.model_validate({"backup": {"copy_region": "ap-northeast-3"}})
DUMP = manifest(NOW - timedelta(hours=9), encryption=Encryption.KMS)
BASE = manifest(NOW - timedelta(days=3), Kind.PHYSICAL, lsn=0x10000028, encryption=Encryption.KMS)
PROVEN = proof(DUMP, NOW - timedelta(hours=5))
POINT = replace(proof(BASE, NOW - timedelta(hours=6), rpo=41), target=NOW - timedelta(hours=7))
ARCHIVE = Archive(
    segments=900,
    newest="00000001000000000000007F",
    newest_at=NOW - timedelta(minutes=1),
    spooled_bytes=0,
    spool_limit_bytes=1 << 30,
)


def holdings(*good: Manifest, broken: tuple[Broken, ...] = (), proofs: tuple[Proof, ...] = (POINT, PROVEN)) -> Holdings:
    return Holdings(good=tuple(sorted(good, key=lambda one: one.finished_at)), broken=broken, proofs=proofs)


WELL = Seen(store="s3://backups/shop/production", holdings=holdings(BASE, DUMP), archive=ARCHIVE)


def status(seen: Seen, environment: Environment = HOST) -> BackupStatus:
    return assess("shop", "production", environment, seen, NOW)


def kinds(seen: Seen, environment: Environment = HOST) -> list[Trouble]:
    return [problem.kind for problem in status(seen, environment).problems]


def only(seen: Seen, environment: Environment = HOST) -> Problem:
    (problem,) = status(seen, environment).problems
    return problem


def test_when_all_is_well_nothing_is_wrong_and_the_window_ends_with_the_newest_wal() -> None:
    found = status(WELL)

    assert found.problems == ()
    assert found.is_well
    assert [(window.since, window.until) for window in found.windows] == [(BASE.finished_at, ARCHIVE.newest_at)]
    assert [(one.id, one.count) for one in found.newest] == [(DUMP.id, 1), (BASE.id, 1)]
    assert found.proven is not None
    assert found.proven.restore_seconds == 240


def test_nothing_at_all_is_critical_and_wants_both_kinds() -> None:
    found = status(Seen(store="s", holdings=Holdings(), archive=Archive()))

    assert [problem.kind for problem in found.problems] == [Trouble.NO_BACKUP, Trouble.NO_BASE, Trouble.WAL_LATE]
    assert {problem.severity for problem in found.problems} == {Severity.CRITICAL}
    assert not found.is_well


@pytest.mark.parametrize(("hours", "expected"), [(25.9, []), (26.1, [Trouble.DUMP_OLD])])
def test_a_dump_may_be_a_day_and_two_hours_old(hours: float, expected: list[Trouble]) -> None:
    old = manifest(NOW - timedelta(hours=hours), encryption=Encryption.KMS)

    assert kinds(replace(WELL, holdings=holdings(BASE, old))) == expected


@pytest.mark.parametrize(("days", "expected"), [(7.9, []), (8.1, [Trouble.BASE_OLD])])
def test_a_base_may_be_a_week_and_a_day_old(days: float, expected: list[Trouble]) -> None:
    old = manifest(NOW - timedelta(days=days), Kind.PHYSICAL, encryption=Encryption.KMS)

    assert kinds(replace(WELL, holdings=holdings(old, DUMP))) == expected


def test_a_host_without_a_base_cannot_do_what_point_in_time_asks() -> None:
    assert only(replace(WELL, holdings=holdings(DUMP))).kind is Trouble.NO_BASE


def test_staging_that_asks_for_no_point_in_time_is_well_with_dumps_alone() -> None:
    staging = Environment.model_validate({"database": {"placement": "host"}, "backup": {"point_in_time": False}})

    assert kinds(replace(WELL, holdings=holdings(DUMP), archive=None), staging) == []


def test_a_backup_that_was_never_restored_is_not_well() -> None:
    assert only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=()))).kind is Trouble.NEVER_PROVEN


def test_a_proof_ages() -> None:
    old = replace(POINT, at=NOW - timedelta(days=8, hours=1))

    found = only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(old, PROVEN))))

    assert (found.kind, found.params["kind"]) == (Trouble.PROOF_OLD, "physical")


def test_a_base_backup_that_came_back_proves_no_dump() -> None:
    found = only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(POINT,))))

    assert (found.kind, found.params["kind"]) == (Trouble.NEVER_PROVEN, "logical")
    assert "dump" in render_text(status(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(POINT,)))), Catalogue("en"))


def test_a_dump_that_failed_stays_critical_when_a_base_backup_comes_back_after_it() -> None:
    failed = proof(DUMP, NOW - timedelta(hours=3), passed=False)
    after = replace(POINT, at=NOW - timedelta(hours=2))
    found = only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(PROVEN, failed, after))))

    assert (found.kind, found.severity, found.params["id"]) == (Trouble.PROOF_FAILED, Severity.CRITICAL, DUMP.id)


def test_a_failed_proof_of_a_kind_that_is_made_no_more_is_over() -> None:
    failed = proof(BASE, NOW - timedelta(hours=3), passed=False)
    staging = Environment.model_validate({"database": {"placement": "host"}, "backup": {"point_in_time": False}})

    assert kinds(replace(WELL, holdings=holdings(DUMP, proofs=(failed, PROVEN)), archive=None), staging) == []


def test_a_restore_that_failed_is_critical_though_an_older_one_passed() -> None:
    failed = proof(DUMP, NOW - timedelta(hours=1), passed=False)
    found = only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(POINT, PROVEN, failed))))

    assert (found.kind, found.severity) == (Trouble.PROOF_FAILED, Severity.CRITICAL)
    assert found.params["problem"] == "public.orders: 3 rows are missing"


def test_a_proof_on_an_older_major_version_says_little_of_the_new_one() -> None:
    new = manifest(NOW - timedelta(hours=1), server_version="18.1", encryption=Encryption.KMS)
    found = only(replace(WELL, holdings=holdings(BASE, DUMP, new)))

    assert (found.kind, found.params) == (Trouble.PROOF_VERSION, {"before": "16", "now": "18"})


def test_a_point_in_time_that_was_never_restored_is_named() -> None:
    assert only(replace(WELL, holdings=holdings(BASE, DUMP, proofs=(PROVEN,)))).kind is Trouble.POINT_UNPROVEN


def test_a_verification_on_this_host_counts_where_the_store_is_not_asked() -> None:
    mine = State(proof=LastProof(backup_id=DUMP.id, at=NOW - timedelta(hours=1), passed=True, restore_seconds=9))
    found = status(Seen(store="", state=mine))

    assert found.proven is not None
    assert found.proven.restore_seconds == 9
    assert found.problems == ()


def test_a_failed_run_is_a_problem_until_one_succeeds() -> None:
    failing = State(failed_at=NOW, failure="store-denied", failing=2, failures=5)

    assert only(replace(WELL, state=failing)).params["cause"] == "store-denied"
    assert kinds(replace(WELL, state=replace(failing, failing=0))) == []


@pytest.mark.parametrize(
    ("age", "severity"), [(timedelta(hours=2), Severity.NOTICE), (timedelta(days=2), Severity.WARNING)]
)
def test_something_broken_is_a_notice_while_it_may_be_at_work(age: timedelta, severity: Severity) -> None:
    one = Broken(id=f"{NOW - age:%Y%m%dT%H%M%SZ}-logical-dead", reason="no manifest", next_step="wait")

    assert only(replace(WELL, holdings=holdings(BASE, DUMP, broken=(one,)))).severity is severity


def test_something_damaged_is_no_run_at_work_however_young_it_is() -> None:
    one = Broken(
        id=f"{NOW - timedelta(hours=2):%Y%m%dT%H%M%SZ}-logical-dead",
        reason="database was replaced",
        next_step="take another",
        fault=Fault.REPLACED,
        params={"role": "database", "key": "k"},
    )

    assert only(replace(WELL, holdings=holdings(BASE, DUMP, broken=(one,)))).severity is Severity.WARNING


def test_what_the_second_region_alone_still_has_is_counted() -> None:
    copy = Copy(region="r", bucket="b", holdings=Holdings(good=(BASE, DUMP)))
    found = status(replace(WELL, holdings=holdings(BASE), copy=copy))

    assert found.copy is not None
    assert (found.copy.copied, found.copy.wanted, found.copy.only_there) == (1, 1, 1)
    assert "1 good one there alone" in render_text(found, Catalogue("en"))


def test_the_step_of_a_store_that_was_not_read_is_its_own_errors() -> None:
    copy = Copy(region="r", bucket="b", reason="the bucket is in another region", step="set AWS_REGION")
    seen = Seen(store="s", copy=copy, store_failure="S3 denies s3:ListBucket", store_step="allow s3:ListBucket on it")

    text = render_text(status(seen), Catalogue("en"))
    assert "→ allow s3:ListBucket on it; --local shows" in text
    assert "→ set AWS_REGION (b)" in text


def test_a_gap_after_the_newest_base_ends_what_can_be_recovered() -> None:
    gap = Gap(first="000000010000000000000020", last="000000010000000000000022", segments=3)
    found = status(replace(WELL, archive=replace(ARCHIVE, gaps=(gap,))))

    assert [(window.since, window.until, window.gap) for window in found.windows] == [(BASE.finished_at, None, gap)]
    assert [(problem.kind, problem.severity) for problem in found.problems] == [(Trouble.GAP_OPEN, Severity.CRITICAL)]


def test_a_gap_before_the_newest_base_parts_the_window_in_two() -> None:
    earlier = manifest(NOW - timedelta(days=9), Kind.PHYSICAL, lsn=0x5000028, encryption=Encryption.KMS)
    gap = Gap(first="000000010000000000000007", last="000000010000000000000007", segments=1)
    found = status(replace(WELL, holdings=holdings(earlier, BASE, DUMP), archive=replace(ARCHIVE, gaps=(gap,))))

    assert [(window.since, window.gap) for window in found.windows] == [
        (earlier.finished_at, gap),
        (BASE.finished_at, None),
    ]
    assert [(problem.kind, problem.severity) for problem in found.problems] == [(Trouble.GAP, Severity.WARNING)]


def test_a_gap_before_every_base_has_aged_out() -> None:
    gap = Gap(first="000000010000000000000007", last="000000010000000000000007", segments=1)

    assert kinds(replace(WELL, archive=replace(ARCHIVE, gaps=(gap,)))) == []


def test_a_missing_history_file_ends_the_window_before_its_timeline() -> None:
    gap = Gap(first="00000002.history", last="00000002.history", segments=0)
    found = status(replace(WELL, archive=replace(ARCHIVE, gaps=(gap,))))

    assert [problem.kind for problem in found.problems] == [Trouble.GAP_OPEN]


def test_a_gap_of_an_older_timeline_does_not_end_what_a_newer_base_restores() -> None:
    gap = Gap(first="000000010000000000000090", last="000000010000000000000090", segments=1)
    switched = replace(BASE, timeline=2)

    assert kinds(replace(WELL, holdings=holdings(switched, DUMP), archive=replace(ARCHIVE, gaps=(gap,)))) == []


@pytest.mark.parametrize(
    ("used", "expected"),
    [
        (0.49, []),
        (0.5, [(Trouble.SPOOL_HIGH, Severity.WARNING)]),
        (0.95, [(Trouble.SPOOL_HIGH, Severity.CRITICAL)]),
    ],
)
def test_the_spool_alarms_before_its_bound(used: float, expected: list[tuple[Trouble, Severity]]) -> None:
    found = status(replace(WELL, archive=replace(ARCHIVE, spooled_bytes=int(used * (1 << 30)) + 1)))

    assert [(problem.kind, problem.severity) for problem in found.problems] == expected


def test_dropped_wal_is_critical() -> None:
    assert only(replace(WELL, archive=replace(ARCHIVE, dropped=4))).kind is Trouble.WAL_DROPPED


def test_wal_that_stopped_coming_is_critical() -> None:
    late = only(replace(WELL, archive=replace(ARCHIVE, newest_at=NOW - timedelta(minutes=16))))

    assert (late.kind, late.params["seconds"]) == (Trouble.WAL_LATE, "960")


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        (Copy(region="r", bucket=""), [Trouble.COPY_UNNAMED]),
        (Copy(region="r", bucket="b", reason="denied"), [Trouble.COPY_UNREADABLE]),
        (Copy(region="r", bucket="b", holdings=Holdings()), [Trouble.COPY_MISSING]),
        (Copy(region="r", bucket="b", holdings=Holdings(good=(DUMP,))), [Trouble.COPY_LATE]),
        (Copy(region="r", bucket="b", holdings=Holdings(good=(BASE, DUMP))), []),
    ],
)
def test_the_copy_is_what_is_read_there(copy: Copy, expected: list[Trouble]) -> None:
    assert kinds(replace(WELL, copy=copy)) == expected


def test_a_backup_of_the_last_hours_may_still_be_on_its_way() -> None:
    young = manifest(NOW - timedelta(hours=5), encryption=Encryption.KMS)
    copy = Copy(region="r", bucket="b", holdings=Holdings(good=(BASE, DUMP)))

    assert kinds(replace(WELL, holdings=holdings(BASE, DUMP, young), copy=copy)) == []


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (BucketRules(versioned=True, noncurrent_days=7), []),
        (BucketRules(versioned=True), [Trouble.VERSIONS_STAY]),
        (BucketRules(versioned=False), [Trouble.NOT_VERSIONED]),
        (BucketRules(expire_days=37, expire_rule="tidy"), [Trouble.LIFECYCLE_SHORT]),
        (BucketRules(expire_days=38, expire_rule="tidy"), []),
        (BucketRules(archive_days=29, archive_class="GLACIER"), [Trouble.LIFECYCLE_ARCHIVES]),
        (BucketRules(archive_days=30, archive_class="GLACIER"), []),
        (BucketRules(clock_ahead_seconds=-900), [Trouble.CLOCK]),
        (
            BucketRules(unreadable=(Unreadable(action="s3:GetBucketVersioning", resource="b", reason="denied"),)),
            [Trouble.UNREADABLE],
        ),
    ],
)
def test_the_buckets_own_rules_are_held_against_the_retention(rules: BucketRules, expected: list[Trouble]) -> None:
    assert kinds(replace(WELL, rules=rules)) == expected


def test_a_backup_of_the_future_is_not_the_newest_and_a_clock_is_wrong() -> None:
    future = manifest(NOW + timedelta(hours=3), encryption=Encryption.KMS)
    found = status(replace(WELL, holdings=holdings(BASE, DUMP, future)))

    assert [problem.kind for problem in found.problems] == [Trouble.CLOCK]
    assert found.newest[0].id == DUMP.id


def test_a_key_that_is_s3s_own_is_a_notice_and_does_not_make_the_whole_wrong() -> None:
    found = status(replace(WELL, holdings=holdings(BASE, replace(DUMP, encryption=Encryption.S3))))

    assert [problem.kind for problem in found.problems] == [Trouble.PLAIN_KEY]
    assert found.is_well


def test_a_store_that_did_not_answer_is_said_first_and_nothing_is_concluded_from_it() -> None:
    found = status(Seen(store="s", store_failure="access denied"))

    assert [problem.kind for problem in found.problems] == [Trouble.STORE_UNREADABLE]
    assert not found.asked


def managed(**more: object) -> Managed:
    known = {
        "instance": "shop",
        "retention_days": 30,
        "latest": NOW - timedelta(minutes=5),
        "copied_until": NOW - timedelta(minutes=9),
    }
    return Managed(**(known | more))  # type: ignore[arg-type]


REFUSED = Unreadable(action="rds:DescribeDBInstances", resource="*", reason="denied")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (managed(), []),
        (managed(found=False), [Trouble.MANAGED_MISSING]),
        (managed(retention_days=0), [Trouble.MANAGED_OFF]),
        (managed(retention_days=7), [Trouble.MANAGED_SHORT]),
        (managed(latest=NOW - timedelta(hours=2)), [Trouble.MANAGED_LATE]),
        (managed(copied_until=None), [Trouble.MANAGED_NO_COPY]),
        (
            managed(
                copied_until=None,
                copies=(Snapshot(id="c", at=NOW, automated=False, state="available", region="ap-northeast-3"),),
            ),
            [],
        ),
        (managed(unreadable=(REFUSED,), found=None), [Trouble.UNREADABLE]),
    ],
)
def test_what_rds_keeps_by_itself_is_held_against_the_spec(seen: Managed, expected: list[Trouble]) -> None:
    rest = Seen(store="s", holdings=holdings(DUMP, proofs=(PROVEN,)), managed=seen)

    assert kinds(rest, RDS) == expected


def test_without_dumps_rds_own_backups_make_it_a_warning() -> None:
    (problem,) = status(Seen(store="s", holdings=Holdings(), managed=managed()), RDS).problems

    assert (problem.kind, problem.severity) == (Trouble.NO_BACKUP, Severity.WARNING)


def test_problems_stand_worst_first() -> None:
    seen = replace(
        WELL,
        holdings=holdings(BASE, manifest(NOW - timedelta(days=2)), proofs=()),
        archive=replace(ARCHIVE, dropped=1),
        rules=BucketRules(versioned=False),
    )

    ranks = [problem.severity.rank for problem in status(seen).problems]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 3


def test_the_time_is_the_callers() -> None:
    assert isinstance(status(WELL).at, datetime)
    assert status(WELL).at == NOW


GAPS = st.lists(
    st.builds(
        lambda first, number: Gap(
            first=f"00000001{first >> 8:08X}{first & 0xFF:08X}",
            last=f"00000001{first >> 8:08X}{first & 0xFF:08X}",
            segments=number,
        ),
        st.integers(min_value=0, max_value=2000),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=4,
)
ARCHIVES = st.builds(
    Archive,
    newest=st.sampled_from(["", "00000001000000000000007F"]),
    newest_at=st.none() | st.floats(min_value=-2, max_value=90).map(lambda days: NOW - timedelta(days=days)),
    gaps=GAPS.map(tuple),
    spooled_bytes=st.none() | st.integers(min_value=0, max_value=1 << 31),
    spool_limit_bytes=st.sampled_from([0, 1 << 30]),
    dropped=st.integers(min_value=0, max_value=3),
)


@MANY
@given(stores(), st.none() | ARCHIVES, st.booleans())
def test_whatever_is_in_the_store_it_is_judged_and_fits_the_screen(
    store: Holdings, archive: Archive | None, point_in_time: bool
) -> None:
    environment = Environment.model_validate(
        {"database": {"placement": "host"}, "backup": {"point_in_time": point_in_time}}
    )
    found = status(Seen(store="s", holdings=store, archive=archive), environment)

    ranks = [problem.severity.rank for problem in found.problems]
    assert ranks == sorted(ranks, reverse=True)
    assert found.is_well is all(rank == 0 for rank in ranks)
    if not [one for one in store.good if one.kind is Kind.LOGICAL and one.finished_at <= NOW]:
        assert not found.is_well
    for window in found.windows:
        assert window.until is None or window.until >= window.since
    for locale in LOCALES:
        width = 80 if point_in_time else 100
        text = render_text(found, Catalogue(locale), width=width)
        assert max(cell_len(line) for line in text.splitlines()) <= width
    assert render_json(found).endswith("}\n")
