"""Hosts of chapters that may be left out."""

import pytest

from ..support import said


def hosts(guide: str) -> list[str]:
    return [line for line in said(guide) if "Instance " in line]


@pytest.mark.parametrize(
    ("heading", "step", "size"),
    [
        ("EC2 배포 설정 (선택사항)", "EC2 인스턴스 생성", "인스턴스 타입 선택 (t3.micro 또는 t3.small)"),
        ("EC2 (optional)", "Launch an EC2 instance", "Instance type: t3.micro"),
        ("EC2の設定（任意）", "EC2インスタンスを作成", "インスタンスタイプ: t3.micro"),
    ],
)
def test_a_chapter_that_may_be_left_out_says_of_the_host_what_nothing_else_does(
    heading: str, step: str, size: str
) -> None:
    chapter = f"## {heading}\n\n1. **{step}**\n   - Ubuntu 22.04\n   - {size}\n"

    assert hosts(f"# AWS 배포 가이드\n\n{chapter}") == ["? Instance 5-7 instance_type=t3.micro"]
    other = "## Server\n\n1. Launch an EC2 instance (t3.large)\n\n"
    assert [line.split()[1] for line in hosts(f"# AWS 배포 가이드\n\n{other}{chapter}")] == ["5"]


@pytest.mark.parametrize("step", ["Launch an RDS instance", "Do not launch an EC2 instance", "Buy a domain"])
def test_what_is_no_host_is_none_there(step: str) -> None:
    assert hosts(f"# Deploy on AWS\n\n## Server (optional)\n\n1. {step}\n") == []
