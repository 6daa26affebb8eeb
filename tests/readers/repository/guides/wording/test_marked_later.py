"""Marks by which a text says that what it names is only planned."""

import pytest

from holdfast.readers.repository.guides.wording.marked_later import (
    is_for_later,
    is_mark,
    marked,
    marked_by_cell,
    value_for_later,
    without_change,
    without_growth,
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Auto Scaling (향후):", "Auto Scaling"),
        ("Auto Scaling (향후): min 1, max 4", "Auto Scaling"),
        ("Multi-AZ (planned)", "Multi-AZ"),
        ("CloudWatch 알람 (추후)", "CloudWatch 알람"),
        ("バックアップ（今後）", "バックアップ"),
        ("[TODO] budget alerts", "budget alerts"),
        ("TODO: budget alerts", "budget alerts"),
        ("【今後】オートスケーリング", "オートスケーリング"),
        ("Auto Scaling — coming soon", "Auto Scaling"),
        ("Rollback (예정)", "Rollback"),
        ("HTTPS (未対応)", "HTTPS"),
        ("監視：未対応", "監視"),
        ("Health checks (optional, later)", "Health checks"),
        ("Backups (planned for Q3 2025)", "Backups"),
        ("CloudWatch 알람 (2단계 예정)", "CloudWatch 알람"),
        ("RDS Multi-AZ (planned — see #12)", "RDS Multi-AZ"),
        ("🚧 Rollback", "Rollback"),
        ("Budget alerts 🔜", "Budget alerts"),
        ("⏳ CloudWatch alarms", "CloudWatch alarms"),
        ("Multi-AZ, not yet", "Multi-AZ"),
        ("Phase 3: Auto Scaling (Future)", "Auto Scaling"),
        ("スケーリング（将来構想）", "スケーリング"),
    ],
)
def test_a_mark_before_or_behind_a_name_says_that_it_is_planned(text: str, what: str) -> None:
    found = marked(text)

    assert found is not None
    assert found.what == what
    assert is_for_later(text)


@pytest.mark.parametrize(
    "text",
    [
        "Auto Scaling (완료)",
        "CloudWatch 알람 (추후) 완료",
        "Multi-AZ ✅ (planned)",
        "Backups (daily)",
        "Backups (planned maintenance window)",
        "ALB (TODO: replace the domain)",
        "RDS Single-AZ (향후 Multi-AZ 전환 예정)",
        "t3.small (later t3.medium)",
        "Create the alarm later in the console",
        "모니터링 (배포 후)",
        "(optional) Backups",
        "TODO: automate this",
    ],
)
def test_another_remark_or_one_about_something_else_is_no_such_mark(text: str) -> None:
    assert not is_for_later(text)


@pytest.mark.parametrize(
    "text", ["HTTPS（独自ドメイン取得後）", "HTTPS (once there is a domain)", "HTTPS (도메인 구매 후)"]
)
def test_what_waits_for_something_else_is_marked_and_its_steps_are_still_followed(text: str) -> None:
    found = marked(text)

    assert found is not None
    assert found.waits
    assert not is_for_later(text)


@pytest.mark.parametrize(
    ("value", "later"),
    [("Yes (planned)", True), ("daily snapshots (추후)", True), ("あり（今後）", True), ("7 days (automatic)", False)],
)
def test_a_value_ends_with_such_a_mark(value: str, later: bool) -> None:
    assert value_for_later(value) is later


@pytest.mark.parametrize(
    ("cell", "alone"),
    [
        ("Planned", True),
        ("추후 도입", True),
        ("🚧", True),
        ("未対応", True),
        ("✅ Done", False),
        ("min 2, max 4", False),
    ],
)
def test_a_cell_holds_nothing_but_a_mark(cell: str, alone: bool) -> None:
    assert is_mark(cell) is alone


@pytest.mark.parametrize(
    ("cells", "later"),
    [
        (("Alarms", "CPU, memory", "planned"), True),
        (("ロールバック", "🚧 対応中", ""), True),
        (("ヘルスチェック", "対応済み", "今後"), False),
        (("Alarms", "CPU, memory"), False),
    ],
)
def test_a_row_is_marked_by_a_cell_unless_another_says_that_it_is_done(cells: tuple[str, ...], later: bool) -> None:
    assert marked_by_cell(cells) is later


@pytest.mark.parametrize(
    ("head", "there"),
    [
        ("백업 (추후 RDS로 이전 예정)", "백업"),
        ("Database (to be migrated to RDS later)", "Database"),
        ("サーバー（将来ECSへ移行）", "サーバー"),
        ("Auto Scaling (향후)", "Auto Scaling (향후)"),
        ("Migration (later)", "Migration (later)"),
    ],
)
def test_what_is_to_change_later_is_there_until_then(head: str, there: str) -> None:
    assert without_change(head) == there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Desired tasks: 1 (scale later as needed)", "Desired tasks: 1"),
        ("희망 용량: 1개 (추후 확장 예정)", "희망 용량: 1개"),
        ("タスク数：1（必要に応じて増やす）", "タスク数：1"),
        ("2 instances (can be increased)", "2 instances"),
        ("2 (planned)", "2 (planned)"),
        ("Auto Scaling (scale as needed)", "Auto Scaling (scale as needed)"),
        ("t3.medium (추후 적용)", "t3.medium (추후 적용)"),
    ],
)
def test_a_count_that_may_grow_later_is_that_many_until_then(text: str, there: str) -> None:
    assert without_growth(text) == there
