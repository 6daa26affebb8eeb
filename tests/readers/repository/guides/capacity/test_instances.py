"""The types of machines that a guide has somebody choose."""

import pytest

from holdfast.model.facts import Instance

from ..support import read, said


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("1. Choose the AMI: Ubuntu (t3.medium or larger)\n2. **Instance Type**: `t3.medium` or `t3.large`\n", 4),
        ("1. Click **Launch Instance**\n2. **Instance type**: `t3.medium` - **Free tier: t2.micro** (slow)\n", 4),
        ("1. 인스턴스 시작 클릭\n2. 인스턴스 유형: `t3.medium` 권장, 프리티어는 `t2.micro`\n", 4),
        ("- Launch an EC2 instance\n- Instance type: t3.medium; t3.large if traffic grows\n", 4),
        ("### 인스턴스 사양 권장사항\n\n- 최소 사양: t3.medium (2 vCPU)\n- 스토리지: 20GB\n", 5),
        ("- AWS EC2: 최소 t3.medium, 권장 t3.large\n", 3),
        ("- EC2 t3.medium（1台のみ、冗長化なし）\n", 3),
        ("| Part | Service | Size | Notes |\n|---|---|---|---|\n| API | EC2 | t3.medium | no load balancer |\n", 5),
    ],
)
def test_the_field_for_the_type_says_it_whatever_else_it_names(rows: str, line: int) -> None:
    found = [one for one in said(f"## Launch the EC2 instance\n\n{rows}") if one.startswith("Instance ")]

    assert len(found) == 1
    assert found[0].startswith(f"Instance {line} ")
    assert "instance_type=t3.medium" in found[0]


def test_a_move_from_one_type_to_another_chooses_neither() -> None:
    found = said("## Launch the EC2 instance\n\n- Instance type: t2.micro → t3.medium\n")

    assert not any("instance_type" in one for one in found)


@pytest.mark.parametrize(
    ("row", "sized"),
    [
        ("- t3.small 선택", True),
        ("- `docker-compose.t3small.yml` - T3.small 최적화 설정", False),
        ("- deploy-t3small.sh: t3.small 서버용 배포 스크립트", False),
        ("| `nginx.t3small.conf` | t3.small 용 설정 |", False),
    ],
)
def test_a_file_for_hosts_of_a_size_launches_none(row: str, *, sized: bool) -> None:
    text = f"# AWS EC2 배포 가이드\n\n## 인스턴스 생성\n\n{row}\n"
    assert any(one.instance_type for one in read(text) if isinstance(one, Instance)) is sized


@pytest.mark.parametrize(
    "row",
    [
        "- EC2 t3.medium (미사용)",
        "- EC2 t3.medium (no longer running)",
        "- EC2 t3.medium（使用していない）",
        "| Old | EC2 | t3.medium | not used any more |",
    ],
)
def test_a_remark_that_denies_all_of_it_takes_the_machine_away(row: str) -> None:
    head = "| Part | Service | Size | Notes |\n|---|---|---|---|\n" if row.startswith("|") else ""
    assert not any("t3.medium" in line for line in said(f"## AWS infrastructure\n\n{head}{row}\n"))


def test_how_many_there_are_is_told_by_the_address_of_the_one_that_stands() -> None:
    steps = "## Launch an EC2 instance\n\n1. Choose an instance type like `t3.micro`.\n\n"
    guide = "# Deploy to EC2\n\n" + steps + "Current EC2:\n- Public IPv4: `52.78.12.34`\n"
    (told,) = [fact for fact in read(guide) if isinstance(fact, Instance)]
    assert (told.at.start_line, told.where("count").start_line) == (5, 8)
    (bare,) = [fact for fact in read("# Deploy to EC2\n\n" + steps) if isinstance(fact, Instance)]
    assert "count" not in bare.places


@pytest.mark.parametrize(
    "line",
    [
        "Everything (API, worker, Redis) is on a single t3.small box.",
        "API, worker and Redis share one t3.small.",
        "API와 Redis를 t3.small 한 대에 함께 올립니다.",
        "API と Redis は t3.small 1台に同居しています。",
    ],
)
def test_what_else_stands_on_the_machine_does_not_make_it_another(line: str) -> None:
    assert any("Instance 3 instance_type=t3.small" in one for one in said(f"# Deployment\n\n{line}\n"))


def test_a_page_that_names_nothing_of_servers_but_a_type_is_read() -> None:
    assert said("# Notes\n\nWe run everything on one m5.large.\n", "README.md") == [
        "? Instance 3 instance_type=m5.large"
    ]


@pytest.mark.parametrize("chapter", ["## 시스템 요구사항", "## Prerequisites", "## 前提条件"])
def test_the_step_that_launches_a_machine_comes_before_what_is_asked_of_one(chapter: str) -> None:
    text = (
        f"# AWS EC2 Deploy\n\n{chapter}\n\n- Instance type: t2.medium\n\n"
        '## Create the EC2 instance\n\n1. Click "Launch instance"\n2. Choose:\n   - **Instance type**: t2.small\n'
    )
    told = [one for one in read(text) if isinstance(one, Instance)]
    assert [(one.instance_type, one.at.start_line) for one in told] == [("t2.small", 11), ("t2.medium", 5)]


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("Origin domain: ec2-203-0-113-7.ap-northeast-2.compute.amazonaws.com", [6]),
        ("オリジンドメイン: ec2-203-0-113-7.ap-northeast-1.compute.amazonaws.com", [6]),
        ("Origin domain: shop.s3.ap-northeast-2.amazonaws.com", []),
        ("Database host: ec2-203-0-113-7.compute-1.amazonaws.com", []),
    ],
)
def test_a_content_network_that_stands_before_the_name_of_a_machine_tells_of_that_machine(
    row: str, lines: list[int]
) -> None:
    text = f"# Deploy on AWS\n\n## Add the API to CloudFront\n\n1. CloudFront → Origins → Create origin\n- {row}\n"
    assert [one.at.start_line for one in read(text) if isinstance(one, Instance)] == lines
