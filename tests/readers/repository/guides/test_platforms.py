"""App Runner in guides, and how many copies of the application it may start."""

import pytest

from .support import said


def workloads(heading: str, line: str) -> list[str]:
    return [one for one in said(f"# Deploy to AWS\n\n## {heading}\n\n{line}\n") if "Workload" in one]


@pytest.mark.parametrize(
    ("heading", "line", "shown"),
    [
        ("Deploy to App Runner", "- **Auto scaling**: Enabled (min 1, max 5)", "minimum=1 maximum=5"),
        ("App Runnerの作成", "1. 「サービスの作成」をクリック", ""),
        ("App Runner 배포", "1. App Runner 콘솔에서 서비스 생성을 클릭합니다.", ""),
        ("Hosting", "- The API runs on AWS App Runner.", ""),
    ],
)
def test_what_a_guide_hands_to_app_runner_runs_there(heading: str, line: str, shown: str) -> None:
    (found,) = workloads(heading, line)
    assert "platform=app-runner" in found
    assert shown in found


@pytest.mark.parametrize("line", ["- Never use App Runner.", "- ECS: desired 2 tasks"])
def test_what_is_not_handed_to_it_does_not(line: str) -> None:
    assert not any("app-runner" in one for one in workloads("Service", line))
