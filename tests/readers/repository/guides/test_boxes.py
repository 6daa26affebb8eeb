"""What a tick before a line of a guide means."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Policy

from .support import read


@pytest.mark.parametrize(
    ("lead", "row", "granted"),
    [
        ("2. 以下のポリシーを検索して選択：", "   - ✅ `AmazonS3FullAccess`", True),
        ("2. 아래 정책을 검색하여 체크:", "   - [x] AmazonS3FullAccess", True),
        ("Attach these policies:", "- ✅ AmazonS3FullAccess", True),
        ("Find and select the policies:", "- ✓ AmazonS3FullAccess", True),
        ("Checklist of what was attached:", "- ✅ AmazonS3FullAccess", False),
        ("Check that all of this is done:", "- [x] AmazonS3FullAccess", False),
        ("2. 아래 정책을 검색하여 체크:", "   - [ ] AmazonS3FullAccess", False),
    ],
)
def test_a_tick_below_a_step_that_has_something_chosen_is_to_be_set(lead: str, row: str, *, granted: bool) -> None:
    found = [one for one in read(f"# AWS setup\n\n## IAM user\n\n{lead}\n{row}\n") if isinstance(one, Policy)]
    assert any(one.kind is EvidenceKind.INSTRUCTED for one in found) is granted
