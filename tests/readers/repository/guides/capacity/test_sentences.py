"""Instances that paragraphs of several sentences have the reader start."""

import pytest

from ..support import said


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


def test_a_server_that_a_step_has_somebody_make_in_a_cloud_is_an_instance() -> None:
    assert "Instance 5" in instances("Provision an Ubuntu server with 2 GB of memory.")


@pytest.mark.parametrize(
    "step",
    [
        "Start the development server",
        "Start the server",
        "Launch the dev server",
        "Create the server block of the site",
    ],
)
def test_a_program_that_serves_is_no_instance(step: str) -> None:
    assert instances(f"1. {step}", "   ```bash", "   npm run dev", "   ```") == []


@pytest.mark.parametrize("step", ["Create a server", "Launch the server"])
def test_a_server_of_a_text_that_speaks_of_no_cloud_is_the_program(step: str) -> None:
    guide = f"# Guide of the shop\n\n## Setup\n\n1. {step}:\n\n   ```bash\n   make run\n   ```\n"

    assert not [line for line in said(guide) if "Instance" in line]


@pytest.mark.parametrize(
    "line", ["A run that was missed starts after the instance returns.", "Restart the instance when it hangs."]
)
def test_an_instance_that_comes_back_is_not_launched(line: str) -> None:
    assert instances(line) == []


def test_a_role_that_one_sentence_attaches_is_not_denied_by_what_the_next_one_forbids() -> None:
    role = "Attach an IAM instance profile to the EC2 instance. Do not put access keys into its settings."
    assert instances("1. Launch an EC2 instance.", "", role) == ["Instance 5 role=True"]
