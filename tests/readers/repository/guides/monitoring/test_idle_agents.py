"""Agents that a guide has somebody install, and tells nothing."""

import pytest

from ..support import said

_INSTALL = "sudo yum install -y amazon-cloudwatch-agent"


def found(install: str, then: str = "") -> list[str]:
    guide = f"# Deploy to AWS EC2\n\n## Monitoring\n\n```bash\n{install}\n```\n\n{then}\n"
    return [line for line in said(guide) if line.startswith("MetricSource") and "off=True" in line]


@pytest.mark.parametrize("install", [_INSTALL, "rpm -U ./amazon-cloudwatch-agent.rpm"])
def test_an_agent_of_which_nothing_says_what_it_measures_is_off(install: str) -> None:
    assert [line.split()[1] for line in found(install)] == ["6"]


@pytest.mark.parametrize(
    "then",
    [
        "```bash\nsudo amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s\n```",
        "```bash\nsudo systemctl start amazon-cloudwatch-agent\n```",
        "Then run the agent's configuration wizard.",
        "에이전트 설정 마법사를 실행합니다.",
    ],
)
def test_an_agent_that_a_later_step_sets_to_work_is_none(then: str) -> None:
    assert found(_INSTALL, then) == []
    assert found("sudo yum install -y nginx") == []


@pytest.mark.parametrize("editor", ["sudo nano", "sudo vi", "vim", "sudo touch"])
def test_an_agent_whose_settings_are_only_opened_is_told_nothing(editor: str) -> None:
    opened = f"```bash\n{editor} /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json\n```"
    assert len(found(_INSTALL, opened)) == 1
    assert found(_INSTALL, f'{opened}\n\n```json\n{{"metrics": {{"metrics_collected": {{}}}}}}\n```') == []
    assert found(_INSTALL, opened.replace("\n```", " <<EOF\n```")) == []
