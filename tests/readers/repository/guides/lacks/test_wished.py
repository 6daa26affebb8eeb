"""A standby that a text wishes for, and the one host or zone that it counts."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read


def admitted(text: str, path: str = "docs/hosting.md") -> list[int]:
    """The lines at which the text admits that there is no second one."""
    found = [one for one in read(text, path) if isinstance(one, Admitted)]
    return [one.at.start_line for one in found if one.control == "availability"]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("## Future recommendations", "1. **Enable Multi-AZ** (+$15/month) for production"),
        ("## 향후 개선 사항", "**Multi-AZ 고가용성**"),
        ("## 개선 제안", "- RDS Multi-AZ 활성화 (월 +$28)"),
        ("## 今後の課題", "- RDSのマルチAZ化（現在はシングルAZ）"),
        ("## Review of the AWS server", "1. Turn on Multi-AZ (+$28)"),
        ("## RDS", "3. (Optional) Enable Multi-AZ"),
    ],
)
def test_a_standby_that_a_text_wishes_for_is_not_there(heading: str, row: str) -> None:
    assert admitted(f"# AWS server of the shop\n\n{heading}\n\n{row}\n") == [5]


def test_advice_in_a_column_is_a_wish() -> None:
    table = "| Priority | Recommendation |\n|---|---|\n| High | Turn on Multi-AZ for RDS |\n"
    assert admitted(f"# AWS server of the shop\n\n{table}") == [5]


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("## Hardening done in spring", "1. ✅ Enable Multi-AZ (+$15/month)"),
        ("## Recommendations", "- [x] Enable Multi-AZ"),
        ("## Recommendations", "- RDS is Multi-AZ already"),
        ("## RDS", "3. Enable Multi-AZ"),
        ("## Single-AZ vs. Multi-AZ", "- Multi-AZ recommended for production"),
        ("## RDS란?", "- Multi-AZ 권장"),
    ],
)
def test_one_that_is_there_made_or_explained_is_no_wish(heading: str, row: str) -> None:
    assert admitted(f"# AWS server of the shop\n\n{heading}\n\n{row}\n") == []


@pytest.mark.parametrize(
    "row",
    [
        "### ❌ 현재 (단일 EC2)",
        "### Current: single EC2 instance",
        "### 現在の構成（EC2 1台）",
        "- 가용 영역: 1개 (ap-northeast-2a)",
        "- Availability zones: 1",
        "| 가용 영역 | 1개 |",
        "dev는 Auto Scaling 그룹, prod는 현재 단일 EC2를 사용한다.",
    ],
)
def test_one_host_or_zone_of_today_is_told_where_it_is_counted(row: str) -> None:
    table = "| 항목 | 값 |\n|---|---|\n" if row.startswith("|") else ""
    found = admitted(f"# AWS server of the shop\n\n## 구성\n\n{table}{row}\n\nWe deploy to EC2.\n")
    assert found == [7 if table else 5]


@pytest.mark.parametrize(
    "row",
    [
        "### From a single EC2 instance to a group today?",
        "### 단일 EC2 구성하기",
        "- 가용 영역: 2개",
        "- Availability zones: 1a, 1c",
        "dev는 단일 EC2, prod는 Auto Scaling 그룹을 사용한다.",
    ],
)
def test_several_or_a_question_is_told_of_none(row: str) -> None:
    assert admitted(f"# AWS server of the shop\n\n## 구성\n\n{row}\n") == []


@pytest.mark.parametrize("heading", ["## 既知の課題", "## Known issues", "## 알려진 문제"])
def test_what_a_text_knows_to_be_amiss_is_a_list_of_what_is_missing(heading: str) -> None:
    assert admitted(f"# AWS server of the shop\n\n{heading}\n\n- Single-AZ RDS: an outage of the zone stops all\n") == [
        5
    ]
