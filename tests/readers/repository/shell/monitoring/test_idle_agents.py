"""Agents that a script installs and tells nothing."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import MetricSource
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_FETCHED = "yum update -y\nwget https://s3.example/amazon-cloudwatch-agent.rpm\nrpm -U ./amazon-cloudwatch-agent.rpm\n"


def idle(text: str, kind: EvidenceKind = EvidenceKind.CODED) -> list[tuple[int, int | None]]:
    facts = facts_of(Snippet("setup.sh", text, kind=kind))
    return [(one.at.start_line, one.at.end_line) for one in facts if isinstance(one, MetricSource) and one.off]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (_FETCHED, (2, 3)),
        ("yum install -y amazon-cloudwatch-agent\n", (1, 1)),
        ("apt-get install -y curl\ndpkg -i -E /tmp/amazon-cloudwatch-agent.deb\n", (2, 2)),
    ],
)
def test_an_agent_that_nobody_tells_what_to_measure_is_off(text: str, lines: tuple[int, int]) -> None:
    assert idle(text) == [lines]


@pytest.mark.parametrize(
    "behind",
    [
        "/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s\n",
        "systemctl enable --now amazon-cloudwatch-agent\n",
        "cp agent.json /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.json\n",
    ],
)
def test_an_agent_that_is_started_or_handed_its_settings_is_none(behind: str) -> None:
    assert idle(_FETCHED + behind) == []


def test_a_guide_may_tell_the_rest_in_another_step() -> None:
    assert idle(_FETCHED, EvidenceKind.INSTRUCTED) == []
    assert idle("yum install -y nginx\n# amazon-cloudwatch-agent: later\n") == []
