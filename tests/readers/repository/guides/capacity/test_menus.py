"""Sizes that a guide lists to choose from."""

import pytest

from holdfast.model.facts import Instance

from ..support import read

_MENU = """
- **t4g.small**: 2 vCPU, 2 GB (tests)
- **t4g.medium**: 2 vCPU, 4 GB (a small production)
- **c7g.large**: 2 vCPU, 4 GB (much computing)
"""


def sizes(text: str) -> list[str | None]:
    return [one.instance_type for one in read(f"# EC2 guide\n{text}") if isinstance(one, Instance)]


@pytest.mark.parametrize(
    "choice",
    [
        "## Launch\n\n- Instance type: t4g.medium",
        "## 생성\n\n- 인스턴스 타입: t4g.medium",
        "## 起動\n\n- タイプ: t4g.medium",
    ],
)
def test_what_stands_on_a_menu_is_no_machine_where_one_is_chosen(choice: str) -> None:
    assert sizes(f"## Sizes\n{_MENU}\n{choice}\n") == ["t4g.medium"]


@pytest.mark.parametrize(
    "rows",
    [
        "- Web server: t3.small\n- API server: t3.medium\n- Worker: t3.large",
        "- **t3.small**: the web server\n- **t3.medium**: the API",
        "- t3.small: production API server\n- t3.micro: staging API server\n- m5.large: Jenkins",
        "- t3.small - 운영 API 서버\n- t3.micro - 스테이징 서버\n- t3.medium - 배치 서버",
        "- t3.small：本番APIサーバー\n- t3.micro：ステージング\n- t3.medium：バッチサーバー",
    ],
)
def test_machines_of_several_parts_are_no_menu(rows: str) -> None:
    assert len(sizes(f"## Launch these EC2 instances\n\n{rows}\n\nLater, a t3.xlarge may do.\n")) > 1


def test_a_role_that_a_size_is_good_for_is_one_to_choose_for() -> None:
    rows = "- t3.micro: a small web server\n- t3.small: a busy web server\n- m5.large: a build server"
    assert sizes(f"## Sizes\n\n{rows}\n\n## Launch\n\n- Instance type: t3.small\n") == ["t3.small"]


def test_a_menu_is_all_that_is_known_where_nothing_is_chosen() -> None:
    assert "t4g.medium" in sizes(f"## Launch an EC2 instance\n{_MENU}")


@pytest.mark.parametrize(
    ("heading", "advised"),
    [
        ("## 11. 비용 최적화\n\n### 인스턴스 타입 최적화", True),
        ("## Cost optimization", True),
        ("## コスト削減", True),
        ("## Sizes of each stage", False),
    ],
)
def test_sizes_for_each_stage_that_a_chapter_on_spending_less_advises_are_no_machines(
    heading: str, *, advised: bool
) -> None:
    rows = "- 개발: t4g.micro\n- 프로덕션(production): t4g.large 이상"
    told = sizes(f"## EC2 생성\n\n- 인스턴스 타입: t4g.medium\n\n{heading}\n\n{rows}\n")

    assert ("t4g.large" in told) is not advised
    assert "t4g.large" in sizes(f"{heading}\n\n{rows}\n")
