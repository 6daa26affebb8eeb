"""Hosts whose type only headings name."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Instance

from ..support import read

_SWAP = "```bash\nsudo fallocate -l 2G /swapfile\n```\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"## 스왑 설정 (t3.micro 필수)\n\n{_SWAP}", (3, "t3.micro")),
        (f"## t3.small の初期設定\n\nメモリが足りません。\n\n## スワップ\n\n{_SWAP}", (3, "t3.small")),
        (f"## Tuning a t3.micro\n\nIt has little memory.\n\n{_SWAP}", (3, "t3.micro")),
        (f"## t3.micro 요약\n\n표를 보세요.\n\n## t3.micro 스왑\n\n{_SWAP}", (7, "t3.micro")),
        (f"## t3.micro\n\n{_SWAP}\n## t3.small\n\n{_SWAP}", None),
        (f"## t3.micro vs t3.small 비교\n\n{_SWAP}", None),
        (f"## RDS db.t3.micro 만들기\n\n{_SWAP}", None),
        (f"## t3.micro에서 t3.small로 변경\n\n{_SWAP}", None),
        (f"## 비용 분석 (t3.micro)\n\n{_SWAP}", None),
    ],
)
def test_the_one_type_that_headings_name_is_claimed_to_run(text: str, told: tuple[int, str] | None) -> None:
    found = [one for one in read(f"# 서버 가이드\n\n{text}") if isinstance(one, Instance) and one.instance_type]
    assert [(one.at.start_line, one.instance_type) for one in found] == ([told] if told else [])
    assert all(one.kind is EvidenceKind.CLAIMED for one in found)


def test_a_type_that_somebody_is_told_to_choose_outweighs_headings() -> None:
    text = f"# 서버 가이드\n\n## EC2 인스턴스 생성\n\n- 인스턴스 유형: t3.large\n\n## t3.micro 스왑\n\n{_SWAP}"
    assert [one.instance_type for one in read(text) if isinstance(one, Instance)] == ["t3.large"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"## サーバー構成\n\n- インスタンスタイプ: t4g.small\n\n## t4g.small のスワップ\n\n{_SWAP}", 5),
        (f"## 월 비용\n\n- EC2 t3.small: $15\n\n## t3.micro 스왑\n\n{_SWAP}", 7),
        ("## FAQ\n\n### 현재의 t3.micro로 충분한가요?\n\n아니요.\n\n## 비용\n\n- EC2 t3.small: $15\n", 11),
    ],
)
def test_headings_give_way_to_what_is_claimed_to_run_and_not_to_what_is_reckoned_with(text: str, line: int) -> None:
    found = [one for one in read(f"# AWS EC2\n\n{text}", "README.md") if isinstance(one, Instance)]
    assert [one.at.start_line for one in found if one.instance_type] == [line]


_INSTALLS = "```bash\nsudo apt update && sudo apt install -y docker.io git\n```\n"


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("### 2. EC2 인스턴스 초기 설정", True),
        ("## 🖥️ EC2 서버 초기 설정", True),
        ("## 1. EC2 환경 준비", True),
        ("### 1. EC2の初期設定", True),
        ("## サーバーのセットアップ", True),
        ("## Server Setup (One-time)", True),
        ("## EC2 Setup", True),
        ("### Step 2: Set up the EC2 instance", True),
        ("## Prepare your server", True),
        ("### 5. EC2 보안 그룹 설정", False),
        ("## 개발 서버 설정", False),
        ("## Web Server Setup", False),
        ("## Set up the server's TLS certificate", False),
        ("## Docker 설치", False),
    ],
)
def test_a_chapter_by_whose_title_somebody_sets_a_machine_up_tells_that_there_is_one(heading: str, found: bool) -> None:
    told = [one for one in read(f"# AWS 배포\n\n{heading}\n\n{_INSTALLS}") if isinstance(one, Instance)]
    assert [(one.kind, one.at.start_line) for one in told] == ([(EvidenceKind.CLAIMED, 3)] if found else [])


def test_a_chapter_that_installs_nothing_or_a_text_about_no_cloud_tells_of_no_machine() -> None:
    empty = "# AWS 배포\n\n## EC2 환경 준비\n\n콘솔을 엽니다.\n"
    at_home = f"# How to run it\n\n## Server Setup\n\n{_INSTALLS}"
    assert not [one for text in (empty, at_home) for one in read(text) if isinstance(one, Instance)]


def test_the_step_that_launches_a_machine_says_more_than_the_chapter_that_sets_it_up() -> None:
    text = f"# AWS\n\n## EC2 인스턴스 생성\n\n- 인스턴스 유형: t3.small\n\n## EC2 초기 설정\n\n{_INSTALLS}"
    assert [one.at.start_line for one in read(text) if isinstance(one, Instance)] == [5]
