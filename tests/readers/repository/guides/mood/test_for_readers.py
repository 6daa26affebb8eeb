"""Texts that are no guide of the team's."""

import pytest

from ..support import said

_STEPS = "# Deploy\n\n## Deploy to EC2\n\n1. Launch an EC2 instance of type t3.micro.\n"
_ARTICLE = "---\ntitle: How to deploy\ndate: 2024-05-01\n---\n" + _STEPS
_ROLE = "---\nname: engineer\nmodel: large\n---\n\nYou are an engineer who knows AWS.\n\n" + _STEPS


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("site/content/posts/deploy.md", _ARTICLE),
        ("blog/2024/deploy.md", _ARTICLE.replace("date: 2024-05-01", "publishedAt: '2024-05-01'")),
        (".claude/agents/engineer.md", _ROLE),
        ("docs/research/others.md", _STEPS),
        ("docs/case-studies/acme.md", _STEPS),
        ("prompts/engineer.md", "# Role\n\nYou are an engineer who knows AWS.\n\n" + _STEPS),
    ],
)
def test_an_article_and_a_role_tell_nothing_of_what_the_team_runs(path: str, text: str) -> None:
    assert said(text, path) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docs/deploy.md", _ARTICLE),
        ("content/deploy.md", _STEPS),
        (".claude/agents/deployer.md", _ROLE + "\nLog in with `ssh ubuntu@shop.example.com`.\n"),
        (".claude/agents/deployer.md", _STEPS),
        ("docs/deploy.md", "You are an operator now.\n\n" + _STEPS),
    ],
)
def test_a_guide_of_the_team_does(path: str, text: str) -> None:
    assert any("Instance" in one for one in said(text, path))


def test_time_stays_linear_in_long_heads() -> None:
    said("---\n" + "title: a\n" * 20_000, "blog/aws.md")
    said("#\n" * 40_000 + "aws ec2", "prompts/aws.md")
