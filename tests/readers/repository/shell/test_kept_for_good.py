"""Logs and images for which a script gives no end."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import KeptForGood
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
