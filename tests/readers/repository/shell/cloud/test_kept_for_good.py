"""Logs and images for which a script gives no end."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Emptied, KeptForGood
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

LOGS = "aws logs create-log-group --log-group-name /shop\n"
IMAGES = "aws ecr create-repository --repository-name shop\n"


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        (LOGS, EvidenceKind.CODED, [("logs", "/shop")]),
        (IMAGES, EvidenceKind.CODED, [("images", "shop")]),
        (LOGS + "aws logs put-retention-policy --retention-in-days 30\n", EvidenceKind.CODED, []),
        (IMAGES + "aws ecr put-lifecycle-policy --repository-name shop\n", EvidenceKind.CODED, []),
        (IMAGES, EvidenceKind.INSTRUCTED, []),
    ],
)
def test_what_a_script_makes_is_kept_until_it_says_otherwise(
    text: str, kind: EvidenceKind, kept: list[tuple[str, str]]
) -> None:
    found = facts_of(Snippet("setup.sh", f"#!/bin/bash\n{text}", kind=kind))

    assert [(one.what, one.name) for one in found if isinstance(one, KeptForGood)] == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("aws ec2 create-snapshot --volume-id vol-1 --description $(date +%F)\n", ["snapshots"]),
        (
            "aws rds create-db-snapshot --db-instance-identifier shop --db-snapshot-identifier w-$(date +%V)\n",
            ["snapshots"],
        ),
        ("aws lightsail create-disk-snapshot --disk-name shop --disk-snapshot-name w-$(date +%V)\n", ["snapshots"]),
        ("aws --region eu-west-1 ec2 create-image --instance-id i-1 --name w-$(date +%V)\n", ["snapshots"]),
        ("aws ec2 create-snapshot --volume-id vol-1\naws ec2 delete-snapshot --snapshot-id $(cat old)\n", []),
        ("aws ec2 create-image --instance-id i-1 --name w\naws ec2 deregister-image --image-id $OLD\n", []),
        (
            "aws rds create-db-snapshot --db-snapshot-identifier w\naws rds delete-db-snapshot --db-snapshot-identifier o\n",
            [],
        ),
    ],
)
def test_snapshots_that_a_clock_has_made_are_kept_until_the_script_deletes_the_earlier_ones(
    text: str, kept: list[str]
) -> None:
    part = Snippet("ops/snap.sh", f"#!/bin/bash\n{text}")
    assert [one.what for one in facts_of(part, schedule="30 3 * * 0") if isinstance(one, KeptForGood)] == kept
    assert [one for one in facts_of(part) if isinstance(one, KeptForGood)] == []


def test_another_script_of_the_clocks_may_delete_them() -> None:
    part = Snippet("ops/prune.sh", "#!/bin/bash\naws rds delete-db-snapshot --db-snapshot-identifier $OLD\n")
    assert [one.what for one in facts_of(part, schedule="30 4 * * 0") if isinstance(one, Emptied)] == ["snapshots"]
    assert [one for one in facts_of(part) if isinstance(one, Emptied)] == []
