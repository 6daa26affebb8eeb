"""Tables that weigh what there is against what should be."""

import pytest

from ..support import said

_TABLE = "# Operations\n\n## Summary\n\n| {} |\n|---|---|---|\n| {} |\n"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("項目 | 現状 | 評価", "RDS Multi-AZ | 無効 | ⚠️ 要検討"),
        ("項目 | 現在の設定 | 推奨", "RDS Multi-AZ | 無効 | 有効"),
        ("항목 | 현재 | 권장", "RDS Multi-AZ | 비활성화 | 활성화 검토"),
        ("항목 | 현황 | 향후 계획", "RDS Multi-AZ | 미사용 | 오픈 전 활성화 예정"),
        ("Item | Current | Recommended", "RDS Multi-AZ | Disabled | Enabled"),
        ("Area | Today | Target", "RDS Multi-AZ | off | on (later)"),
    ],
)
def test_what_there_is_is_told_whatever_should_be(columns: str, row: str) -> None:
    found = [line for line in said(_TABLE.format(columns, row), "docs/ops.md") if "Database" in line]
    assert len(found) == 1
    assert "multi_az=False" in found[0]
    assert "placement=rds" in found[0]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("Item | Current | Owner", "RDS Multi-AZ | should be considered | Kim"),
        ("Item | Current | Target", "Reads | Disabled | RDS Multi-AZ"),
    ],
)
def test_what_only_should_be_is_not_there(columns: str, row: str) -> None:
    assert not [line for line in said(_TABLE.format(columns, row), "docs/ops.md") if "multi_az" in line]
