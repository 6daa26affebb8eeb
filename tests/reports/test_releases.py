"""The ledger as people and programs read it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from holdfast.model.releases import Act, Entry, Migrated, Migration, Result
from holdfast.reports.catalogue import Catalogue, Locale
from holdfast.reports.releases import outcome, releases_json, releases_text

NOW = datetime(2026, 11, 26, 3, 4, tzinfo=UTC)
A, B = "a" * 40, "b" * 40
GOOD = Entry(
    number=1,
    act=Act.DEPLOY,
    commit=A,
    tag="v1",
    digest="d" * 64,
    who="kim (run 7)",
    started_at=NOW,
    deployment="d-1",
    result=Result.SUCCEEDED,
    ended_at=NOW + timedelta(minutes=3),
    running=A,
    migration=Migration(result=Migrated.DONE, at=NOW, host="i-1", backup="20261126T030000Z-logical"),
)
BAD = replace(
    GOOD,
    number=2,
    commit=B,
    tag="",
    result=Result.ROLLED_BACK,
    reason="i-1, ValidateService: /health says nothing",
    before=A,
    migration=Migration(result=Migrated.UNTOUCHED, at=NOW),
)
BACK = replace(GOOD, number=3, act=Act.ROLLBACK, migration=None)

ENGLISH = """\
Releases of production: 3, the newest first
"""


def test_the_list_says_what_runs_why_one_failed_and_which_backup_was_made() -> None:
    text = releases_text((BACK, BAD, GOOD), "production", Catalogue("en"))

    assert text.startswith(ENGLISH)
    # Cells are folded over lines.
    for words in ("aaaaaaaaaaaa", "2026-11-26 03:04", "kim (run 7)", "failed, gone", "untouched", "dddddddddddd"):
        assert words in text
    assert "runs now: v1 aaaaaaaaaaaa" in text
    assert "#2: i-1, ValidateService: /health says nothing" in text
    assert "#1: backup 20261126T030000Z-logical" in text
    assert "#3: back to v1 aaaaaaaaaaaa" in text


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_every_result_and_every_migration_has_a_word(locale: Locale) -> None:
    words = Catalogue(locale)

    assert set(words.check("release_list.results")) == {result.value for result in Result}
    assert set(words.check("release_list.migrations")) == {result.value for result in Migrated}
    assert set(words.check("release_list.words")) == set(Catalogue("en").check("release_list.words"))


def test_programs_get_every_field_with_moments_in_utc() -> None:
    found = json.loads(releases_json((BAD, GOOD), "shop", "production"))

    assert (found["product"], found["running"]) == ("shop", A)
    assert found["releases"][1] == {
        "number": 1,
        "act": "deploy",
        "commit": A,
        "tag": "v1",
        "digest": "d" * 64,
        "who": "kim (run 7)",
        "started_at": "2026-11-26T03:04:00+00:00",
        "ended_at": "2026-11-26T03:07:00+00:00",
        "before": "",
        "deployment": "d-1",
        "result": "succeeded",
        "reason": "",
        "running": A,
        "migration": {
            "result": "done",
            "at": "2026-11-26T03:04:00+00:00",
            "host": "i-1",
            "backup": "20261126T030000Z-logical",
        },
    }


def test_what_came_of_a_deployment_is_one_line() -> None:
    assert outcome(GOOD, "production") == "v1 (aaaaaaaaaaaa) runs in production"
    assert outcome(BAD, "production") == (
        "bbbbbbbbbbbb does not run in production: i-1, ValidateService: /health says nothing; aaaaaaaaaaaa runs again"
    )


def test_words_of_a_host_do_not_draw_on_the_terminal() -> None:
    text = releases_text((replace(BAD, reason="x\x1b[31m\ny"),), "production", Catalogue("en"))

    assert "\x1b" not in text
