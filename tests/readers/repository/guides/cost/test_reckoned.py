"""What guides reckon that the product costs."""

import pytest

from ..support import said


def told(text: str) -> list[str]:
    return [line for line in said(f"# AWS\n\n{text}") if "CostEstimate" in line]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "## Estimated costs\n\n| What | Cost |\n|---|---|\n| EC2 | $15 |\n| RDS | $25 |\n| Total | $40/month |\n",
            "7-9",
        ),
        ("## 예상 월 비용\n\n- EC2 t3.small: 약 20,000원\n- RDS: 약 30,000원\n", "5-6"),
        ("## 月額コスト\n\n- EC2: 約2,000円\n- RDS: 約3,500円\n", "5-6"),
        ("## 예상 비용\n\n- EC2 t3.small: 월 2-3만원\n- EIP: 무료\n", "5"),
        ("## Costs\n\n### Production\n\n```\nEC2   $30\nRDS   $30\n```\n", "8-9"),
        ('## Costs\n\n```mermaid\npie title Monthly\n    "EC2 t3.small" : 15.0\n    "RDS" : 18\n```\n', "7-8"),
    ],
)
def test_rows_of_a_chapter_on_costs_are_an_estimate(text: str, lines: str) -> None:
    assert told(text) == [f"? CostEstimate {lines}"]


@pytest.mark.parametrize(
    "text",
    [
        "## Cost comparison\n\n- EC2: $15\n- Fargate: $25\n",
        "## Prices of our plans in the shop\n\n- Basic: $15\n- Gold: $25\n",
        "## Costs\n\n- EC2: $15, and nothing else\n",
        "## Costs\n\n- EC2: free\n- EIP: free\n",
        "## Costs\n\nStop the staging hosts at night.\n",
    ],
)
def test_comparisons_single_numbers_and_other_prices_are_none(text: str) -> None:
    assert told(text) == []
