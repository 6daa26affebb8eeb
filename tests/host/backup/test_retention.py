"""What goes and what stays: each rule by an example, and the promises for any store that could be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.host.backup.retention import CLOCK_TOLERANCE, LEFTOVER_AGE, Policy, begun, plan
from holdfast.model.backup import Broken, Holdings, Kind, Manifest, Proof
from holdfast.model.backup_plan import Drop, Keep, PrunePlan
from holdfast.model.product import Backup, Product
from tests.host.backup.made import NOW, manifest, proof

MANY = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS_30 = Policy(retention=timedelta(days=30), point_in_time=True)


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def physical(number: float, **more: object) -> Manifest:
    return manifest(days(number), Kind.PHYSICAL, **more)  # type: ignore[arg-type]


def decided(*good: Manifest, broken: tuple[Broken, ...] = (), proofs: tuple[Proof, ...] = ()) -> PrunePlan:
    holdings = Holdings(good=tuple(sorted(good, key=lambda one: one.finished_at)), broken=broken, proofs=proofs)
    return plan(holdings, DAYS_30, NOW)


def stays(found: PrunePlan, one: Manifest | Broken) -> tuple[Keep, ...]:
    return next((kept.reasons for kept in found.kept if kept.id == one.id), ())


def broken(at: datetime, kind: str = "logical", *, newer: bool = False) -> Broken:
    return Broken(id=f"{at:%Y%m%dT%H%M%SZ}-{kind}-dead", reason="no manifest", next_step="run again", newer=newer)


def test_the_specs_retention_is_30_days_and_7_in_staging() -> None:
    product = Product()

    assert Policy.of(product.environment("production").backup) == DAYS_30
    assert Policy.of(product.environment("staging").backup) == Policy(retention=timedelta(days=7), point_in_time=False)


def test_what_is_older_than_the_retention_goes_and_what_is_exactly_as_old_stays() -> None:
    old, edge, new = manifest(days(30.01)), manifest(days(30)), manifest(days(1))

    found = decided(old, edge, new)

    assert [(one.id, one.reason) for one in found.going] == [(old.id, Drop.EXPIRED)]
    assert stays(found, edge) == (Keep.WITHIN,)
    assert found.freed_bytes == 1000


def test_the_last_good_one_of_each_kind_stays_however_old() -> None:
    dump, base = manifest(days(400)), physical(300)

    found = decided(dump, base)

    assert found.going == ()
    assert Keep.LAST_OF_KIND in stays(found, dump)
    assert Keep.LAST_OF_KIND in stays(found, base)


def test_a_dump_of_another_database_does_not_stand_for_this_one() -> None:
    old, other = manifest(days(90)), manifest(days(1), database="other")

    assert Keep.LAST_OF_KIND in stays(decided(old, other), old)


def test_the_base_of_the_oldest_kept_moment_stays_and_older_bases_go() -> None:
    older, base, inside = physical(45), physical(33), physical(26)

    found = decided(older, base, inside)

    assert [one.id for one in found.going] == [older.id]
    assert stays(found, base) == (Keep.BASE,)


def test_without_point_in_time_no_base_outlives_the_retention() -> None:
    base, inside = physical(33), physical(26)

    found = plan(Holdings(good=(base, inside)), Policy(retention=timedelta(days=30), point_in_time=False), NOW)

    assert [one.id for one in found.going] == [base.id]


def test_a_cluster_that_was_replaced_within_the_retention_keeps_its_base() -> None:
    old, new = physical(33, cluster="1"), physical(20, cluster="2")

    assert Keep.BASE in stays(decided(old, new), old)


def test_a_cluster_that_was_replaced_before_the_retention_goes() -> None:
    old, new, inside = physical(60, cluster="1"), physical(40, cluster="2"), physical(3, cluster="2")

    assert [one.id for one in decided(old, new, inside).going] == [old.id]


def test_a_backup_from_the_future_stays_and_does_not_stand_for_the_last_good_one() -> None:
    last, future = manifest(days(90)), manifest(days(-2))

    found = decided(last, future)

    assert stays(found, future) == (Keep.FUTURE,)
    assert Keep.LAST_OF_KIND in stays(found, last)


def test_when_the_newest_does_not_restore_the_newest_that_may_stays_too() -> None:
    sound, wrong = manifest(days(50)), manifest(days(40))

    found = decided(manifest(days(60)), sound, wrong, proofs=(proof(wrong, days(39), passed=False),))

    assert stays(found, sound) == (Keep.LAST_SOUND,)
    assert stays(found, wrong) == (Keep.LAST_OF_KIND,)


def test_the_newest_that_was_proven_stays() -> None:
    proven, unproven = manifest(days(50)), manifest(days(40))

    found = decided(proven, unproven, manifest(days(35)), proofs=(proof(proven, days(49)),))

    assert stays(found, proven) == (Keep.LAST_PROVEN,)
    assert [one.id for one in found.going] == [unproven.id]


def test_the_last_verification_decides_not_the_first() -> None:
    rotten, last = manifest(days(50)), manifest(days(40))
    proofs = (proof(rotten, days(49)), proof(rotten, days(41), passed=False))

    assert [one.id for one in decided(rotten, last, proofs=proofs).going] == [rotten.id]


@pytest.mark.parametrize(
    ("age", "kind", "newer_format", "expected"),
    [
        (0.9, "logical", False, Keep.FRESH_LEFTOVER),
        (1.1, "logical", False, None),
        (1.1, "physical", False, Keep.ONLY_HOPE),
        (400, "logical", True, Keep.NEWER_FORMAT),
        (-3, "logical", False, Keep.FUTURE),
        (1.1, "magical", False, None),
    ],
)
def test_something_broken_goes_after_a_day_and_when_a_newer_good_one_exists(
    age: float, kind: str, newer_format: bool, expected: Keep | None
) -> None:
    one = broken(days(age), kind, newer=newer_format)

    found = decided(manifest(days(0.1)), broken=(one,))

    assert stays(found, one) == (() if expected is None else (expected,))
    assert [going.reason for going in found.going] == ([Drop.LEFTOVER] if expected is None else [])


@pytest.mark.parametrize("name", ["junk", "", "20269999T999999Z-logical-1", "../../etc"])
def test_something_whose_age_nobody_knows_is_never_removed(name: str) -> None:
    one = Broken(id=name, reason="no manifest", next_step="look")

    assert stays(decided(manifest(days(0.1)), broken=(one,)), one) == (Keep.UNKNOWN_AGE,)


def test_an_id_tells_when_and_what() -> None:
    assert begun("20261125T031500Z-physical-1a2b") == (datetime(2026, 11, 25, 3, 15, tzinfo=UTC), Kind.PHYSICAL)


def test_wal_goes_up_to_the_start_of_the_oldest_kept_base_by_timeline_first() -> None:
    gone = physical(50, lsn=0x1_0000_0028, timeline=1)
    first = physical(35, lsn=0x2_0000_0028, timeline=1)
    switched = physical(20, lsn=0x1_8000_0028, timeline=2)

    (cut,) = decided(gone, first, switched).wal

    assert (cut.base_id, cut.timeline, cut.start_lsn) == (first.id, 1, "2/28")


def test_each_cluster_has_its_own_cut() -> None:
    found = decided(physical(33, cluster="1", lsn=0x9000028), physical(20, cluster="2"), physical(2, cluster="2"))

    assert [(cut.system_identifier, cut.start_lsn) for cut in found.wal] == [("1", "0/9000028"), ("2", "0/3000028")]


def test_without_any_base_no_wal_goes() -> None:
    assert decided(manifest(days(1))).wal == ()


@pytest.mark.parametrize(("age", "blocks"), [(40, True), (2, False)])
def test_a_physical_backup_that_only_a_newer_version_reads_keeps_the_wal_it_may_need(age: float, blocks: bool) -> None:
    newer = broken(days(age), "physical", newer=True)

    found = decided(physical(33), physical(10), broken=(newer,))

    assert found.wal_kept_for == ((newer.id,) if blocks else ())
    assert (found.wal == ()) == blocks


def lsn(text: str) -> int:
    high, low = text.split("/")
    return int(high, 16) << 32 | int(low, 16)


AGES = st.floats(min_value=-3, max_value=90)
GOOD = st.builds(
    lambda age, kind, cluster, lsn, timeline, suffix, database: manifest(
        days(age), kind, cluster=cluster, lsn=lsn, timeline=timeline, suffix=f"{suffix:04x}", database=database
    ),
    AGES,
    st.sampled_from(Kind),
    st.sampled_from(["1", "2"]),
    st.integers(min_value=0x1000000, max_value=0x9_0000_0000),
    st.integers(min_value=1, max_value=3),
    st.integers(min_value=0, max_value=0xFFFF),
    st.sampled_from(["shop", "other"]),
)
BROKEN = st.builds(
    lambda age, kind, newer: broken(days(age), kind, newer=newer),
    AGES,
    st.sampled_from(["logical", "physical", "magical"]),
    st.booleans(),
) | st.builds(lambda name: Broken(id=name, reason="?", next_step="?"), st.text(max_size=8))


@st.composite
def stores(draw: st.DrawFn) -> Holdings:
    good = {one.id: one for one in draw(st.lists(GOOD, max_size=14))}
    bad = {one.id: one for one in draw(st.lists(BROKEN, max_size=5)) if one.id not in good}
    proofs = [
        proof(one, one.finished_at + timedelta(hours=1), passed=draw(st.booleans()))
        for one in good.values()
        if draw(st.booleans())
    ]
    return Holdings(
        good=tuple(sorted(good.values(), key=lambda one: one.finished_at)),
        broken=tuple(sorted(bad.values(), key=lambda one: one.id)),
        proofs=tuple(sorted(proofs, key=lambda one: one.at)),
    )


POLICIES = st.builds(
    Policy,
    retention=st.integers(min_value=1, max_value=60).map(lambda n: timedelta(days=n)),
    point_in_time=st.booleans(),
)


@MANY
@given(stores(), POLICIES)
def test_everything_is_decided_exactly_once_and_whatever_stays_says_why(store: Holdings, policy: Policy) -> None:
    found = plan(store, policy, NOW)

    named = [*(one.id for one in found.kept), *(one.id for one in found.going)]
    assert sorted(named) == sorted([one.id for one in store.good] + [one.id for one in store.broken])
    assert all(one.reasons for one in found.kept)


@MANY
@given(stores(), POLICIES)
def test_nothing_within_its_retention_goes_and_nothing_of_the_future(store: Holdings, policy: Policy) -> None:
    going = {one.id for one in plan(store, policy, NOW).going}

    assert not [one for one in store.good if one.id in going and one.finished_at >= NOW - policy.retention]


@MANY
@given(stores(), POLICIES)
def test_the_last_good_one_of_every_kind_and_database_stays(store: Holdings, policy: Policy) -> None:
    kept = {one.id for one in plan(store, policy, NOW).kept}
    past = [one for one in store.good if one.finished_at <= NOW + CLOCK_TOLERANCE]

    for kind in Kind:
        for database in ("shop", "other"):
            same = [one for one in past if one.kind is kind and (kind is Kind.PHYSICAL or one.database == database)]
            assert not same or max(same, key=lambda one: (one.finished_at, one.id)).id in kept


@MANY
@given(stores(), st.integers(min_value=1, max_value=60), st.floats(min_value=0, max_value=1))
def test_every_kept_moment_that_could_be_restored_before_can_be_restored_after(
    store: Holdings, retention: int, part: float
) -> None:
    policy = Policy(retention=timedelta(days=retention), point_in_time=True)
    found = plan(store, policy, NOW)
    target = NOW - policy.retention * part
    kept = {one.id for one in found.kept}
    bases = [one for one in store.good if one.kind is Kind.PHYSICAL and one.finished_at <= target]
    if not bases:
        return
    base = max(bases, key=lambda one: (one.finished_at, one.id))

    assert base.id in kept
    for cut in found.wal:
        if cut.system_identifier == base.system_identifier:
            assert (cut.timeline, lsn(cut.start_lsn)) <= (base.timeline, lsn(base.start_lsn))


@MANY
@given(stores(), POLICIES)
def test_no_wal_goes_that_a_kept_base_needs(store: Holdings, policy: Policy) -> None:
    found = plan(store, policy, NOW)
    kept = {one.id for one in found.kept}
    bases = [one for one in store.good if one.id in kept and one.kind is Kind.PHYSICAL]

    for cut in found.wal:
        starts = [(one.timeline, lsn(one.start_lsn)) for one in bases if one.system_identifier == cut.system_identifier]
        assert (cut.timeline, lsn(cut.start_lsn)) == min(starts)


@MANY
@given(stores(), POLICIES)
def test_broken_things_go_only_when_old_readable_and_replaced(store: Holdings, policy: Policy) -> None:
    found = plan(store, policy, NOW)
    known = {one.id: one for one in store.broken}

    for going in found.going:
        if not going.broken:
            continue
        assert not known[going.id].newer
        assert NOW - going.at >= LEFTOVER_AGE
        assert any(one.started_at > going.at and going.kind in {None, one.kind} for one in store.good)


@MANY
@given(stores(), POLICIES)
def test_a_second_prune_at_the_same_moment_finds_nothing_more(store: Holdings, policy: Policy) -> None:
    gone = {one.id for one in plan(store, policy, NOW).going}
    left = Holdings(
        good=tuple(one for one in store.good if one.id not in gone),
        broken=tuple(one for one in store.broken if one.id not in gone),
        proofs=store.proofs,
    )

    assert plan(left, policy, NOW).going == ()


def test_the_defaults_of_the_model_make_a_policy() -> None:
    assert Policy.of(Backup()).retention == timedelta(days=30)
