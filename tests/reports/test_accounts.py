"""The summary of many accounts: its order, its shape, and its lines for people."""

import json
import tomllib
from importlib import resources

import jsonschema
import pytest
from rich.cells import cell_len

from holdfast.model.findings import Severity
from holdfast.reports.accounts import (
    AccountEntry,
    Summary,
    assessed,
    render_json,
    render_text,
    schema_text,
    summarised,
    unreadable,
)
from holdfast.reports.catalogue import Catalogue, Locale
from holdfast.reports.terminal import WIDTH
from tests.reports.documents import DOCUMENT


def entry(number: int, *, critical: int = 0, warning: int = 0, notice: int = 0, unread: int = 0) -> AccountEntry:
    return AccountEntry(
        account=f"{number:012}",
        status="open" if critical or warning or notice else "held",
        critical=critical,
        warning=warning,
        notice=notice,
        unread=unread,
    )


def summary(*entries: AccountEntry) -> Summary:
    return summarised(entries, generated_at="2026-11-25T12:00:00+00:00", role="check")


def test_what_is_most_open_comes_first_and_the_unread_before_what_holds() -> None:
    unread = unreadable("000000000009", "", "denied", "")
    given = (entry(1), entry(2, warning=9), entry(3, critical=1), unread, entry(4, critical=2), entry(5, critical=1))

    order = [one.account[-1] for one in summary(*given).accounts]

    assert order == ["4", "3", "5", "2", "9", "1"]
    assert summary(*reversed(given)) == summary(*given)


def test_an_entry_counts_each_severity_and_names_its_checks() -> None:
    made = assessed("000000000001", "shop", DOCUMENT, whole=False)

    assert (made.status, made.critical, made.warning, made.notice) == ("open", 1, 1, 1)
    assert [one.check for one in made.checks] == [
        "access.ssh-open-to-world",
        "cost.no-budget",
        "backup.no-other-region",
    ]
    assert (made.open_controls, made.controls) == (len(DOCUMENT.open_controls()), len(DOCUMENT.controls))
    assert made.unread == len(DOCUMENT.unread)
    assert made.assessment is None
    assert assessed("000000000001", "shop", DOCUMENT, whole=True).assessment == DOCUMENT


@pytest.mark.parametrize(
    ("given", "level", "reached"),
    [
        (entry(1, critical=1), Severity.CRITICAL, True),
        (entry(1, warning=1), Severity.CRITICAL, False),
        (entry(1, warning=1), Severity.NOTICE, True),
        (unreadable("000000000001", "", "denied", ""), Severity.NOTICE, False),
    ],
)
def test_a_level_is_reached_by_findings_as_severe(given: AccountEntry, level: Severity, reached: bool) -> None:
    assert summary(entry(7), given).reached(level) is reached


def test_an_unread_account_or_part_of_one_leaves_the_check_incomplete() -> None:
    assert summary(entry(1)).is_complete()
    assert not summary(entry(1), entry(2, unread=1)).is_complete()
    assert not summary(entry(1), unreadable("000000000002", "", "lost", "KilledWorker")).is_complete()


def test_the_json_satisfies_its_published_schema() -> None:
    made = summary(
        assessed("000000000001", "shop", DOCUMENT, whole=True), unreadable("000000000002", "", "denied", "AccessDenied")
    )

    document = json.loads(render_json(made))

    jsonschema.validate(document, json.loads(schema_text()))
    assert document["schema"] == "holdfast.accounts/1"
    assert document["accounts"][0]["assessment"]["schema"] == "holdfast.assessment/1"


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_no_line_is_wider_than_the_terminal(locale: Locale) -> None:
    wide = AccountEntry(
        account="000000000001",
        name="이름이 아주 긴 계정 " * 4,
        status="open",
        critical=1000,
        warning=10000,
        notice=100000,
        controls=36,
        open_controls=36,
        unread=100000,
    )
    denied = unreadable("000000000002", "b" * 50, "denied", "AccessDenied; allow sts:AssumeRole on arn:" + "c" * 200)

    lines = render_text(summary(wide, denied), Catalogue(locale)).splitlines()

    assert max(map(cell_len, lines)) <= WIDTH
    assert any("000000000001" in line and "100000" in line and "36/36" in line for line in lines)


@pytest.mark.parametrize(
    ("locale", "said"), [("en", "permission denied (AccessDenied)"), ("ko", "권한 거부 (AccessDenied)")]
)
def test_an_unreadable_account_is_a_line_with_its_reason(locale: Locale, said: str) -> None:
    text = render_text(summary(unreadable("000000000002", "shop", "denied", "AccessDenied")), Catalogue(locale))

    assert f"! 000000000002 shop: {said}" in text


@pytest.mark.parametrize("locale", ["en", "ko"])
@pytest.mark.parametrize(
    "reason", ["lost", "incomplete", "internal", "denied", "throttled", "unreachable", "malformed"]
)
def test_every_reason_has_its_words(locale: Locale, reason: str) -> None:
    file = resources.files("holdfast.reports.catalogue") / locale / "report.toml"
    words = tomllib.loads(file.read_text(encoding="utf-8"))
    word = {**words["gaps"], **words["account-reasons"]}[reason]

    assert f": {word}" in render_text(summary(unreadable("000000000002", "", reason, "")), Catalogue(locale))


def test_what_several_accounts_have_open_is_told_once_with_their_number() -> None:
    both = [assessed(f"{number:012}", "", DOCUMENT, whole=False) for number in range(2)]

    text = render_text(summary(*both), Catalogue("en"))

    assert text.count("access.ssh-open-to-world") == 1
    assert "access.ssh-open-to-world, 2 accounts" in text
    assert "more than one" not in render_text(summary(both[0]), Catalogue("en"))


def test_accounts_that_are_not_active_are_counted() -> None:
    text = render_text(summarised([entry(1)], generated_at="", role="check", passed_over=3), Catalogue("en"))

    assert "passed over: 3 that are not active" in text


def test_colours_appear_only_when_asked_for() -> None:
    made = summary(entry(1, critical=1))

    assert "\x1b[" not in render_text(made, Catalogue("en"))
    assert "\x1b[" in render_text(made, Catalogue("en"), colour=True)
