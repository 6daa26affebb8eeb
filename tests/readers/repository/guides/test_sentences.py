"""Instances that paragraphs of several sentences have the reader start."""

from .support import said


def instances(*lines: str) -> list[str]:
    """The instances of a runbook with one chapter of `lines`."""
    guide = "\n".join(("# Deploy the shop to EC2", "", "## 1. Create the server", "", *lines, ""))
    return [line for line in said(guide) if "Instance" in line]


def test_a_launch_counts_though_a_later_sentence_only_advises_something_beside_it() -> None:
    assert instances(
        "Launch an EC2 instance with a current Debian image. Size it for",
        "the load. An Elastic IP is recommended if the address must stay.",
    ) == ["Instance 5-6"]


def test_a_launch_that_is_only_advised_starts_nothing() -> None:
    assert instances("We recommend that later you launch an EC2 instance. Costs are low.") == []


def test_an_instance_that_was_launched_before_is_not_launched_by_the_sentence_that_says_so() -> None:
    assert instances("Connect with the key that was chosen when the instance was launched:") == []
