"""The status of backups as people and machines read it."""

import json
import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Any

import jsonschema
import pytest
from rich.cells import cell_len

from holdfast.host.backup.failure import Cause
from holdfast.model.backup import Encryption, Gap, Kind, Proof
from holdfast.model.backup_plan import Drop, Keep
from holdfast.model.backup_status import (
    BackupStatus,
    CopyState,
    LastRun,
    Managed,
    Newest,
    Problem,
    Snapshot,
    Trouble,
    WalState,
    Window,
)
from holdfast.model.findings import Severity
from holdfast.reports.backup_screen import render_text
from holdfast.reports.backup_status import render_json, schema_text
from holdfast.reports.catalogue import LOCALES, Catalogue, Locale
from holdfast.reports.words import duration, size
from tests.host.backup.made import NOW

HOUR = timedelta(hours=1)
SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "backup-status-1.schema.json"
PARAMS = {
    "action": "rds:DescribeDBInstances",
    "at": "2026-11-24T09:00:00+00:00",
    "before": "16",
    "bucket": "shop-backup-copy-in-osaka",
    "cause": "store-unreachable",
    "class": "DEEP_ARCHIVE",
    "count": "12",
    "days": "14",
    "first": "0000000100000000000000A1",
    "id": "20261125T025500Z-logical-1a2b",
    "instance": "shop-production-database",
    "last": "0000000100000000000000A3",
    "needed": "38",
    "next": "look at it",
    "now": "18",
    "percent": "93",
    "problem": "public.orders: 3 rows are missing",
    "reason": "access denied",
    "region": "ap-northeast-3",
    "resource": "arn:aws:s3:::shop-backup",
    "rule": "tidy",
    "seconds": "97200",
    "when_full": "keep",
}


def newest(kind: Kind, hours: int) -> Newest:
    return Newest(
        id=f"20261125T025500Z-{kind.value}-1a2b",
        kind=kind,
        finished_at=NOW - hours * HOUR,
        seconds=312,
        stored_bytes=1_234_567_890,
        source_bytes=9_876_543_210,
        encryption=Encryption.KMS,
        count=30,
        oldest_at=NOW - 720 * HOUR,
    )


PROVEN = Proof(backup_id="b", at=NOW - 70 * HOUR, passed=True, restore_seconds=245, tables=12)
WELL = BackupStatus(
    product="shop",
    environment="production",
    at=NOW,
    store="s3://shop-backup/shop/production",
    asked=True,
    newest=(newest(Kind.LOGICAL, 9), newest(Kind.PHYSICAL, 70)),
    windows=(
        Window(
            since=NOW - 720 * HOUR,
            gap=Gap(first="0000000100000000000000A1", last="0000000100000000000000A3", segments=3),
        ),
        Window(since=NOW - 500 * HOUR, until=NOW - HOUR / 60),
    ),
    proof=PROVEN,
    proven=PROVEN,
    point_proven=replace(PROVEN, at=NOW - 71 * HOUR, rpo_seconds=41, target=NOW - 72 * HOUR),
    wal=WalState(
        newest="0000000100000000000000B0",
        newest_at=NOW - HOUR / 60,
        spooled_bytes=33_554_432,
        spool_limit_bytes=1 << 30,
        dropped=0,
    ),
    copy=CopyState(
        region="ap-northeast-3", bucket="shop-copy", readable=True, copied=59, wanted=60, newest_at=NOW - 9 * HOUR
    ),
    last_run=LastRun(good_at=NOW - 9 * HOUR, failed_at=NOW - 33 * HOUR, failure="store-unreachable", failing=0),
)
EVERYTHING = replace(
    WELL,
    problems=tuple(
        Problem(kind=kind, severity=Severity.CRITICAL, params={**PARAMS, "id": "" if kind is Trouble.CLOCK else "x"})
        for kind in Trouble
    ),
)


def screen(status: BackupStatus, locale: Locale = "en") -> str:
    return render_text(status, Catalogue(locale))


def test_the_whole_screen_in_english() -> None:
    assert (
        screen(WELL)
        == """\
shop production · backups · 2026-11-25 12:00Z
✓ Everything is as it should be.

  newest dump    2026-11-25 03:00Z · 9 hours old · 1.2 GB · took 5 min 12 s
                 20261125T025500Z-logical-1a2b · 30 good, the oldest of 2026-10-26 12:00Z
  newest base    2026-11-22 14:00Z · 2 days 22 hours old · 1.2 GB · took 5 min 12 s
                 20261125T025500Z-physical-1a2b · 30 good, the oldest of 2026-10-26 12:00Z
  any second     from 2026-10-26 12:00:00Z until before WAL 0000000100000000000000A1: a gap of 3
                 segments
                 from 2026-11-04 16:00:00Z until 2026-11-25 11:59:00Z
  last restored  2026-11-22 14:00Z · 2 days 22 hours ago · came back whole
                 it took 4 min 5 s (RTO)
                 to a point in time 2 days 23 hours ago · it took 4 min 5 s (RTO) · at most 41 s
                 would have been lost (RPO)
  copy           ap-northeast-3 · shop-copy · 59 of 60 backups
                 the newest 9 hours old
  WAL archive    newest segment 1 min ago · 33.6 MB of 1.1 GB wait on this host
  this host      last good run 9 hours ago
"""
    )


def test_the_whole_screen_in_korean() -> None:
    status = replace(WELL, problems=(Problem(kind=Trouble.DUMP_OLD, severity=Severity.CRITICAL, params=PARAMS),))

    assert (
        screen(status, "ko")
        == """\
shop production · 백업 · 2026-11-25 12:00Z
✗ 조치할 문제 1건, 그중 심각 1건.

  ✗ 최신 덤프가 1일 3시간 전 것입니다. 매일 하나씩 만들어져야 합니다.
    → systemctl status holdfast-backup-shop-production-run.timer 확인 후 실행: holdfast backup run

  최신 덤프     2026-11-25 03:00Z · 9시간 전 · 1.2 GB · 5분 12초 걸림
                20261125T025500Z-logical-1a2b · 정상 30개, 가장 오래된 것은 2026-10-26 12:00Z
  최신 베이스   2026-11-22 14:00Z · 2일 22시간 전 · 1.2 GB · 5분 12초 걸림
                20261125T025500Z-physical-1a2b · 정상 30개, 가장 오래된 것은 2026-10-26 12:00Z
  초 단위 복구  2026-10-26 12:00:00Z부터 WAL 0000000100000000000000A1 앞까지: 세그먼트 3개가 빠짐
                2026-11-04 16:00:00Z부터 2026-11-25 11:59:00Z까지
  마지막 복원   2026-11-22 14:00Z · 2일 22시간 전 · 온전히 복원됨
                4분 5초 걸림(RTO)
                시점 복구 2일 23시간 전 · 4분 5초 걸림(RTO) · 최대 41초 손실(RPO)
  사본          ap-northeast-3 · shop-copy · 백업 60개 중 59개
                최신 사본 9시간 전
  WAL 보관      최신 세그먼트 1분 전 · 이 호스트에서 1.1 GB 중 33.6 MB 대기
  이 호스트     마지막 성공 9시간 전
"""
    )


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", Trouble)
def test_every_trouble_says_what_is_wrong_and_what_to_do_within_100_columns(kind: Trouble, locale: Locale) -> None:
    text = screen(replace(EVERYTHING, problems=tuple(one for one in EVERYTHING.problems if one.kind is kind)), locale)

    assert "→ " in text
    assert "…" not in text.replace("A1 … 0000", "")
    assert max(cell_len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("locale", LOCALES)
def test_with_everything_wrong_at_once_it_still_is_one_screen(locale: Locale) -> None:
    text = screen(EVERYTHING, locale)

    assert len(text.splitlines()) <= 60
    assert f"… +{len(Trouble) - 12}" in text


def test_a_notice_alone_leaves_all_well() -> None:
    status = replace(WELL, problems=(Problem(kind=Trouble.PLAIN_KEY, severity=Severity.NOTICE),))

    assert "✓ Nothing is wrong that somebody has to act on." in screen(status)


def test_without_the_store_it_says_so_and_claims_nothing_of_it() -> None:
    text = screen(BackupStatus(product="shop", environment="production", at=NOW, store="s", asked=False))

    assert "! The store was not asked" in text
    assert "✓" not in text
    assert "newest dump" not in text


def test_one_of_a_thing_is_said_as_one() -> None:
    lost = Problem(kind=Trouble.WAL_DROPPED, severity=Severity.CRITICAL, params={"count": "1"})

    assert "1 WAL segment was given up" in screen(replace(WELL, problems=(lost,)))


def test_rds_is_on_the_same_screen() -> None:
    managed = Managed(
        instance="shop",
        retention_days=30,
        earliest=NOW - 700 * HOUR,
        latest=NOW - HOUR / 12,
        snapshots=(Snapshot(id="s", at=NOW - 10 * HOUR, automated=True, state="available", region="ap-northeast-2"),),
        copied_until=NOW - HOUR / 6,
    )
    text = screen(replace(WELL, managed=managed))

    assert "RDS            shop · automated backups for 30 days" in text
    assert "from 2026-10-27 08:00:00Z until 2026-11-25 11:55:00Z" in text
    assert "1 snapshot, 10 hours old" in text
    assert "in the second region until 2026-11-25 11:50:00Z" in text


def test_an_instance_that_could_not_be_read_is_not_called_missing() -> None:
    text = screen(replace(WELL, managed=Managed(instance="shop", found=None)))

    assert "RDS            shop · could not be read" in text
    assert "no such instance" not in text


@pytest.mark.parametrize(
    ("reason", "expected"), [("denied", "→ allow s3:X on b"), ("unreachable (refused)", "→ see the network")]
)
def test_only_what_was_denied_asks_for_a_permission(reason: str, expected: str) -> None:
    params = {"action": "s3:X", "resource": "b", "reason": reason}
    problem = Problem(kind=Trouble.UNREADABLE, severity=Severity.WARNING, params=params)

    assert expected in screen(replace(WELL, problems=(problem,)))


def test_a_name_in_the_store_cannot_forge_a_line() -> None:
    forged = Problem(
        kind=Trouble.BROKEN,
        severity=Severity.WARNING,
        params={"id": "x\n✓ Everything is as it should be.\x1b[2J", "reason": "r" * 5000, "next": "n"},
    )
    text = screen(replace(WELL, problems=(forged,)))

    assert "\x1b" not in text
    assert not any(line.startswith("✓") for line in text.splitlines())
    assert len(text) < 3000


def test_colour_only_when_asked() -> None:
    assert "\x1b[" in render_text(WELL, Catalogue("en"), colour=True)
    assert "\x1b[" not in render_text(WELL, Catalogue("en"))


def test_json_has_the_published_shape() -> None:
    document = json.loads(render_json(EVERYTHING))

    jsonschema.validate(document, json.loads(schema_text()))
    assert document["schema"] == "holdfast.backup-status/1"
    assert document["well"] is False
    assert document["newest"][0]["age_seconds"] == 32400
    assert document["windows"][0] == {
        "since": "2026-10-26T12:00:00Z",
        "until": None,
        "gap": {"first": "0000000100000000000000A1", "last": "0000000100000000000000A3", "segments": 3},
    }
    assert document["point_proven"]["rpo_seconds"] == 41


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()


def catalogue(locale: str) -> dict[str, dict[str, str]]:
    file = resources.files("holdfast.reports.catalogue") / locale / "backup_status.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def params(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_values() -> None:
    english, korean = catalogue("en"), catalogue("ko")

    # Korean has one form for one thing and for many.
    assert {table: {key for key in texts if not key.endswith("-one")} for table, texts in english.items()} == {
        table: set(texts) for table, texts in korean.items()
    }
    assert [
        f"{table}.{key}"
        for table, texts in english.items()
        for key, text in texts.items()
        if key in korean[table] and params(text) != params(korean[table][key])
    ] == []


def test_every_word_for_a_reason_is_there_and_no_trouble_is_without_texts() -> None:
    texts: dict[str, Any] = catalogue("en")

    assert set(texts["keep"]) == {keep.value for keep in Keep}
    assert set(texts["drop"]) == {drop.value for drop in Drop}
    assert set(texts["causes"]) == {cause.value for cause in Cause}
    assert set(texts) - {"words", "units", "prune", "keep", "drop", "causes"} == {kind.value for kind in Trouble}


def test_korean_sentences_are_korean() -> None:
    korean = catalogue("ko")

    assert [kind for kind in Trouble if not re.search(r"[가-힣]", korean[kind.value]["text"])] == []


UNITS = catalogue("en")["units"]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "less than 1 s"),
        (1, "1 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 hour"),
        (7260, "2 hours 1 min"),
        (86400 * 1.5, "1 day 12 hours"),
        (86400 * 40, "40 days"),
        (-90, "1 min 30 s"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, expected: str) -> None:
    assert duration(seconds, UNITS) == expected


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (123_456_789, "123 MB"), (5e18, "5000 PB")]
)
def test_a_size_has_three_digits(number: float, expected: str) -> None:
    assert size(int(number)) == expected


PAGES = [Path(__file__).parents[2] / "docs" / name for name in ("backups.md", "backups.ko.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_page_names_every_trouble_and_no_other(page: Path) -> None:
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z][a-z-]+)`", row)}

    assert {kind.value for kind in Trouble} <= named
    assert {name for name in named if not name.startswith("-")} - {kind.value for kind in Trouble} <= {"kms_key", "rds"}


def test_the_pages_screen_is_the_one_of_the_code() -> None:
    assert f"```text\n{screen(WELL)}```" in PAGES[0].read_text(encoding="utf-8")
