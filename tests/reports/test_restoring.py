import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.model.backup import Check, Kind
from holdfast.model.restoring import Kept, Restored, RestorePlan, Typed
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale
from holdfast.reports.restoring import render_plan, render_proof, render_restored
from tests.host.backup.made import manifest, proof

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DUMP = manifest(NOON - timedelta(hours=9))
BASE = manifest(NOON - timedelta(days=2), Kind.PHYSICAL)
INTO_DATABASE = RestorePlan(
    manifest=DUMP,
    at=NOON,
    target="shop",
    server="DATABASE_URL",
    server_version="16.4",
    replaces=True,
    objects=12,
    size=5_000_000,
    connections=3,
    kept=(Kept(name="shop_replaced_20261101t000000z", size=7_000_000),),
    leftovers=("shop_restoring_1a2b20261101t000000z",),
    needed=1 << 30,
    free=2 << 30,
    space_at="/var/lib/postgresql/16/main",
    proof=proof(DUMP, NOON - timedelta(days=1)),
    warnings=("newer-there",),
)
INTO_FOLDER = RestorePlan(
    manifest=BASE,
    at=NOON,
    target="/var/lib/postgresql/16/main",
    server_version="16.4",
    to_time=NOON - timedelta(hours=1),
    zone_assumed=True,
    earliest=BASE.finished_at,
    latest=NOON - timedelta(minutes=1),
    needed=1 << 30,
    free=1 << 20,
    space_at="/var/lib/postgresql/16",
)


def _plan(plan: RestorePlan, locale: Locale = "en", *, agreed: bool = False, replace: bool = False) -> str:
    return render_plan(plan, Catalogue(locale), agreed=agreed, replace=replace)


def test_the_plan_of_a_dump_says_all_that_a_person_must_know() -> None:
    told = " ".join(_plan(INTO_DATABASE).split())

    for words in (
        DUMP.id,
        "9 hours ago",
        "as they were at",
        "the database shop on the server that DATABASE_URL names",
        "functions and the like: 12",
        "connections, which will be ended: 3",
        "renamed and kept",
        "shop_replaced_20261101t000000z",
        "shop_restoring_1a2b20261101t000000z",
        "needs about",
        "the last proof took 4 min, 1 day ago",
        "There is a newer good backup",
        "--replace shop --yes",
    ):
        assert words in told


def test_what_was_named_is_not_asked_for_again() -> None:
    assert "--replace" not in _plan(INTO_DATABASE, replace=True)
    assert "--yes" not in _plan(INTO_DATABASE, agreed=True, replace=True)


def test_the_plan_of_a_cluster_says_the_moment_its_zone_and_what_is_possible() -> None:
    told = " ".join(_plan(INTO_FOLDER).split())

    assert "2026-11-25 11:00:00Z" in told
    assert "no time zone was given: UTC is meant" in told
    assert "2026-11-23 12:00:00Z to 2026-11-25 11:59:00Z" in told
    assert "it will refuse to begin" in told
    assert "nobody knows" in told


def test_without_a_moment_the_end_of_the_archive_is_meant() -> None:
    assert "up to the end of the archived WAL" in _plan(replace(INTO_FOLDER, to_time=None))


def test_a_gap_in_the_wal_is_said_to_be_the_end_of_what_comes_back() -> None:
    gap = "000000010000000000000008"
    plan = replace(INTO_FOLDER, to_time=None, gap=gap, warnings=("gap-end",))
    told = " ".join(_plan(plan).split())

    assert f"up to WAL segment {gap}, which is missing" in told
    assert "to where that segment begins" in told
    assert "NOTHING written after the gap comes back" in told
    assert gap in _plan(plan, "ko")


def test_a_disk_that_cannot_be_seen_is_said_to_be_unknown() -> None:
    assert "cannot be seen from here" in _plan(replace(INTO_DATABASE, free=None))


def test_what_was_done_ends_with_the_way_back_in_whole_lines() -> None:
    way = f'ALTER DATABASE "{"x" * 63}" RENAME TO "{"y" * 63}";'
    done = Restored(
        plan=INTO_DATABASE,
        seconds=65,
        tables=12,
        kept_as="shop_replaced_x",
        way_back=(way,),
        way_back_in=Typed.PSQL,
        notes=("GRANT x",),
    )
    told = render_restored(done, Catalogue("en"))

    assert "restored in 1 min 5 s: shop" in told
    assert "12 tables are as they were backed up" in told
    assert f"    {way}" in told.splitlines()
    assert "in `psql -d postgres`:" in told
    assert "the server refused: GRANT x" in told


def test_one_table_and_a_moment_are_said_as_people_say_them() -> None:
    told = render_restored(Restored(plan=INTO_DATABASE, seconds=0.3, tables=1), Catalogue("en"))

    assert "restored in less than 1 s: shop" in told
    assert "1 table is as it was backed up" in told
    assert "1 table compared" in render_proof(replace(proof(DUMP, NOON), tables=1), Catalogue("en"))


def test_the_way_back_to_a_folder_is_typed_in_a_shell() -> None:
    done = Restored(plan=INTO_FOLDER, seconds=5, kept_as="/x.replaced", way_back=("mv /x /x.wrong",))

    assert "with PostgreSQL stopped:" in render_restored(done, Catalogue("en"))


def test_a_restored_cluster_says_how_to_start_it_and_that_it_archives_nothing() -> None:
    done = Restored(plan=INTO_FOLDER, seconds=5, start="systemctl start postgresql@16-main", recovered_to=NOON)
    told = render_restored(done, Catalogue("en"))

    assert "    systemctl start postgresql@16-main" in told.splitlines()
    assert "archives no WAL" in told
    assert "could not be compared" in told
    assert "committed at 2026-11-25 12:00:00Z" in told


def test_what_was_taken_with_differences_is_told() -> None:
    done = Restored(plan=INTO_DATABASE, seconds=5, tables=12, different=("public.orders: 1 rows instead of 2",))
    told = render_restored(done, Catalogue("en"))

    assert "11 tables are" in told
    assert "public.orders: 1 rows instead of 2" in told


def test_a_proof_tells_its_numbers() -> None:
    seen = replace(
        proof(BASE, NOON, rpo=41), target=NOON, recovered_to=NOON, amcheck=Check.PASSED, smoke=Check.NOT_THERE
    )
    told = render_proof(seen, Catalogue("en"))

    for words in ("came back whole", "12 tables compared", "4 min", "41 s", "every page", "not there"):
        assert words in told


def test_a_proof_without_amcheck_never_says_that_pages_are_sound() -> None:
    told = " ".join(render_proof(proof(DUMP, NOON), Catalogue("en")).split())

    assert "pages were not checked" in told
    assert "sound" not in told


def test_a_failed_proof_says_why_first() -> None:
    told = render_proof(proof(DUMP, NOON, passed=False), Catalogue("en")).splitlines()

    assert "did NOT come back" in told[0]
    assert "public.orders: 3 rows are missing" in told[1]


def test_a_backup_that_did_not_come_back_at_all_gives_no_other_reason_for_what_was_not_looked_at() -> None:
    nothing = replace(proof(DUMP, NOON, passed=False), tables=0, restore_seconds=0, amcheck=Check.NOT_THERE)
    told = render_proof(nothing, Catalogue("en"))

    assert "nothing else could be looked at" in told
    assert "smoke_query" not in told
    assert "writers never paused" not in told


def test_names_cannot_forge_lines() -> None:
    evil = replace(proof(DUMP, NOON, passed=False), problems=('public."a\n✓ all is well\x1b[2J": is not there',))
    told = render_proof(evil, Catalogue("en"))

    assert "\x1b" not in told
    assert not [line for line in told.splitlines() if line.startswith("✓")]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_line_is_wider_than_the_terminal(locale: Locale) -> None:
    for plan in (INTO_DATABASE, INTO_FOLDER):
        assert max(len(line) for line in _plan(plan, locale).splitlines()) <= 100


def test_both_languages_have_the_same_texts_with_the_same_values() -> None:
    for table in ("plan", "warnings", "done", "proof", "units"):
        english, korean = (Catalogue(locale).check(f"restoring.{table}") for locale in LOCALES)

        english = {key: text for key, text in english.items() if not key.endswith("-one")}  # Korean has one form
        assert set(english) == set(korean)
        for key, text in english.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", korean[key])), key


def test_korean_is_korean() -> None:
    for rendered in (
        _plan(INTO_DATABASE, "ko"),
        render_proof(proof(DUMP, NOON), Catalogue("ko")),
        render_restored(Restored(plan=INTO_FOLDER, seconds=5, start="x"), Catalogue("ko")),
    ):
        assert re.search(r"[가-힣]", rendered)
        assert "…" not in rendered
