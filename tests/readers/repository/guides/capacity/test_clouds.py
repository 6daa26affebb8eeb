"""Instances that are no machines, and other words of programs that sound like those of servers."""

import pytest

from holdfast.readers.repository.guides.releases.ways_back import ROLLBACK

from ..support import said

_OBJECTS = (
    "2. Create an instance of this class taking two arguments:",
    "Create an instance of the `Shelf` model.",
    "Start with ``Plugin.objects.delete()`` to create or delete plugin instances.",
    "1. Create a new instance with the options below.",
)


@pytest.mark.parametrize("line", _OBJECTS)
def test_an_object_of_a_program_is_no_machine(line: str) -> None:
    assert not [one for one in said(f"# Setup guide\n\n## Setup\n\n{line}\n", "docs/usage.md") if "Instance" in one]


@pytest.mark.parametrize(
    "line",
    [
        "1. Create an EC2 instance.",
        "1. Create a new instance with Ubuntu 22.04, then `ssh -i key.pem ubuntu@host`.",
        "1. Create an instance of type t3.small.",
        "1. Launch an instance in the AWS console.",
    ],
)
def test_a_machine_of_a_provider_is_one(line: str) -> None:
    assert [one for one in said(f"# Setup guide\n\n## Setup\n\n{line}\n", "docs/server.md") if "Instance" in one]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- Point-in-time correct joins for training data on AWS", False),
        ("- Point-in-time features are read from PostgreSQL on RDS", False),
        ("- Point-in-time recovery is enabled for the RDS database", True),
    ],
)
def test_data_as_of_a_time_is_no_way_back_to_it(line: str, *, told: bool) -> None:
    found = said(f"# Operations\n\n## Backup\n\n{line}\n", "docs/aws.md")
    assert any("PointInTimeRecovery" in one for one in found) == told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("To revert to the default, run `unset SHOP_WARNINGS`.", False),
        ("Calling `verbose()` reverts the behavior of `silent()`.", False),
        ("Revert to the previous release with `git checkout v1.2`.", True),
        ("Revert the deployment.", True),
        ("git revert HEAD", True),
    ],
)
def test_a_setting_that_is_taken_back_is_no_earlier_release(line: str, *, told: bool) -> None:
    assert (ROLLBACK.search(line) is not None) == told


def test_requests_that_come_in_are_no_rule_of_a_firewall() -> None:
    text = "# AWS notes\n\n## Cache\n\nAdd an `If-Modified-Since` header to any subsequent inbound requests.\n"
    assert not [one for one in said(text) if "Ingress" in one]
    text = "# AWS setup\n\n## Security group\n\n- Inbound rule: SSH 22 from 0.0.0.0/0\n"
    assert [one for one in said(text) if "Ingress" in one]


def test_one_instance_of_something_is_no_host() -> None:
    text = "# Deploy on AWS\n\n## Crawl\n\n- With this setting, only one instance of any address is kept.\n"
    assert not [one for one in said(text, "docs/crawl.md") if "Instance" in one]
