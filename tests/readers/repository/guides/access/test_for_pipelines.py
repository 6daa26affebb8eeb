"""Ports that a guide opens for a pipeline."""

import pytest

from holdfast.model.facts import Ingress

from ..support import read


def opened(line: str) -> list[tuple[int, bool]]:
    guide = f"# Deploy to EC2\n\n## Security Group\n\nIn your AWS Security Group, allow:\n\n{line}\n"
    return [(fact.from_port, "pipeline" in fact.places) for fact in read(guide) if isinstance(fact, Ingress)]


@pytest.mark.parametrize(
    "line",
    [
        "- Port 22 (SSH) → for GitHub Actions deployment",
        "- SSH (22): GitHub Actions",
        "- SSH 22 for GitLab CI",
        "- Allow port 22 so that CircleCI can deploy",
        "- 22번 포트 (SSH) - GitHub Actions 배포용",
        "- 22 (SSH): GitHub Actions からのデプロイ用",
        "| Type | Port | For |\n|---|---|---|\n| SSH | 22 | GitHub Actions |",
    ],
)
def test_ssh_for_machines_that_come_from_anywhere_is_marked(line: str) -> None:
    assert opened(line) == [(22, True)]


@pytest.mark.parametrize(
    "line",
    [
        "- Port 22 (SSH) from the IP ranges of GitHub Actions",
        "- Port 22 (SSH) → for our self-hosted GitHub Actions runner",
        "- Port 22 (SSH): GitHub Actions, through the bastion",
        "- Port 22 (SSH) → your IP",
        "- 22 (SSH): セルフホストの GitHub Actions ランナー用",
        "- Port 22 (SSH)",
        "- Port 22 (SSH) → developers; for releases GitHub Actions uses SSM",
        "- SSH 22: 개발자 전용 (GitHub Actions는 SSM 사용)",
        "- SSH 22: 開発者用。GitHub Actions が使うのは SSM",
    ],
)
def test_a_named_source_or_ones_own_machines_are_not(line: str) -> None:
    assert opened(line) == [(22, False)]


def test_another_port_for_a_pipeline_lets_nobody_in() -> None:
    assert opened("- Port 443 → for webhooks of GitHub Actions") == [(443, False)]
