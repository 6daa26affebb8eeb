"""Servers that a guide takes for granted."""

import pytest

from ..support import said


def instances(guide: str) -> list[str]:
    return [line for line in said(guide, "docs/deploy.md") if line.lstrip("? ").startswith("Instance")]


@pytest.mark.parametrize(
    "line",
    [
        "- An EC2 instance (Ubuntu 24.04)",
        "- A running AWS EC2 instance",
        "- Ubuntu EC2",
        "- AWS account and an Ubuntu EC2 instance",
        "- A VPS",
        "- One small Ubuntu 24.04 server",
    ],
)
def test_one_that_is_needed_beforehand_is_there(line: str) -> None:
    [found] = instances(f"# Deployment guide\n\n## Prerequisites\n\n- Git\n{line}\n")

    assert found.lstrip("? ").startswith("Instance 6")


@pytest.mark.parametrize("line", ["The API is deployed on an AWS EC2 server.", "EC2 runs the application with PM2."])
def test_one_that_the_product_is_said_to_run_on_is_there(line: str) -> None:
    assert len(instances(f"# Deployment\n\n## Overview\n\n{line}\n")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "- An EC2 key pair",
        "- EC2 instances in an Auto Scaling group",
        "- An account for AWS",
        "It was never hosted on EC2.",
        "1. Create `api/.env` on the instance",
        "1. Create `server/.env` there",
        "- A server block for Nginx",
    ],
)
def test_others_are_not(line: str) -> None:
    assert instances(f"# Deployment guide\n\n## Prerequisites\n\n{line}\n") == []


def test_what_is_told_better_is_not_told_again() -> None:
    guide = "# Deploy on EC2\n\n## Prerequisites\n\n- An EC2 instance\n\n## Server\n\n- Instance type: t3.small\n"

    [found] = instances(guide)

    assert "t3.small" in found


@pytest.mark.parametrize(
    ("rows", "types"),
    [
        ("| EC2 t3.small | $15 |\n| RDS db.t3.micro | $13 |", ["t3.small"]),
        ("| Lightsail Instance (2GB) | $10 |", ["Lightsail 2 GB"]),
        ("| EC2 t3.small | $15 |\n| EC2 t3.medium | $30 |", []),
        ("| EC2 t3.small reserved | $9 |", []),
    ],
)
def test_the_one_machine_that_is_paid_for_runs_the_product(rows: str, types: list[str]) -> None:
    table = f"| Item | Monthly |\n|---|---|\n{rows}\n"

    assert [
        line.partition("instance_type=")[2].partition(" count")[0]
        for line in instances(f"# Deploy\n\n## Cost\n\n{table}")
    ] == types
    assert instances(f"# Deploy\n\n## Cost comparison\n\n{table}") == []


def test_what_is_started_again_on_an_instance_launches_none() -> None:
    text = "# 배포\n\n1. 깃허브에 올립니다\n2. EC2에서 의존성 설치 및 서비스 재시작\n3. EC2에서 서비스를 시작합니다\n"

    assert not any(line.startswith(("Instance 5", "Instance 4")) for line in said(text))


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("EC2 t3.medium (2 vCPU): ~$30/月\nEBS 50 GB: $4", "t3.medium"),
        ("EC2 t3.medium: $30\nRDS db.t3.micro: $15", "t3.medium"),
        ("RDS (db.t3.micro): 〜$15", "db.t3.micro"),
        ("EC2 t3.medium: $30\nEC2 t3.large: $60", ""),
        ("RDS db.t3.micro: $15\nRDS db.t3.small: $30", ""),
        ("EC2 t3.medium (reserved): $19", ""),
        ("EC2 t3.medium", ""),
    ],
)
def test_the_one_size_that_is_only_priced_is_claimed(rows: str, told: str) -> None:
    found = instances(f"# Deploy\n\n## Cost\n\n```\n{rows}\n```\n")
    assert found == ([f"? Instance 6 instance_type={told} purpose=priced"] if told else [])
    assert instances(f"# Deploy\n\n## Cost comparison\n\n```\n{rows}\n```\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "1. **Rent a VM.** Ubuntu 24.04, 2 vCPU.",
        "- Provision a VPS with 2 GB of memory.",
        "- Buy a small Debian 12 server.",
        "1. VPSを1台借りる",
        "1. サーバーを契約する",
        "1. VPS를 한 대 임대합니다",
    ],
)
def test_a_machine_that_somebody_is_told_to_take_is_one_whoever_lets_it(line: str) -> None:
    found = instances(f"# Deployment guide\n\n## Server\n\n{line}\n")
    assert len([one for one in found if "purpose=sized" not in one]) == 1


@pytest.mark.parametrize(
    "line", ["- Get the server certificate.", "- Create a VPS account.", "- Create a virtual host."]
)
def test_what_only_sounds_like_one_is_none(line: str) -> None:
    assert instances(f"# Deployment guide\n\n## Server\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("chapter", "heading"),
    [
        ("사전 준비", "1. AWS 리소스 (이미 준비됨)"),
        ("배포", "AWS 리소스 (준비 완료된 리소스)"),
        ("Deployment", "AWS resources (already provisioned)"),
        ("Prerequisites", "AWS"),
        ("デプロイ", "AWSリソース（作成済み）"),
    ],
)
def test_one_that_stands_ready_is_there_ticked_or_not(chapter: str, heading: str) -> None:
    for tick in ("", "✅ "):
        guide = f"# 배포 가이드 (AWS EC2)\n\n## {chapter}\n\n### {heading}\n\n- {tick}EC2 인스턴스 (Ubuntu)\n"
        [found] = instances(guide)
        assert found.startswith("Instance 7")


@pytest.mark.parametrize(
    ("chapter", "heading"), [("Prerequisites", "Tools"), ("Deployment", "AWS resources"), ("기능", "완료한 것")]
)
def test_one_that_is_only_ticked_elsewhere_does_not_stand_ready(chapter: str, heading: str) -> None:
    guide = f"# 배포 가이드 (AWS EC2)\n\n## {chapter}\n\n### {heading}\n\n- ✅ EC2 인스턴스 (Ubuntu)\n"

    assert not any(line.startswith("Instance") for line in instances(guide))
