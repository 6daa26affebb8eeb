"""What a tick before a line of a guide means."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Database, Policy

from ..support import read


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


@pytest.mark.parametrize(
    ("heading", "row", "fields"),
    [
        ("Step 5: Instance", "- ✅ **DB instance class:** db.t3.micro", {"instance_class": "db.t3.micro"}),
        ("5단계: 연결", "- ✅ 퍼블릭 액세스: 예", {"public": True}),
        ("Step 6: Connectivity", '- ✅ **Public access:** Select **"Yes"**', {"public": True}),
        ("手順3. 可用性", "- ❌ **マルチAZ**: チェックを外す", {"multi_az": False}),
        ("Step 7: Backup", "- ❌ **Enable automated backups** - UNCHECK", {"retention_days": 0}),
        ("Step 7: Backup", "- Automated backups: 체크 해제", {"retention_days": 0}),
    ],
)
def test_marks_in_a_step_of_many_say_what_is_chosen_in_the_console(
    heading: str, row: str, fields: dict[str, object]
) -> None:
    guide = f"# RDS console setup guide\n\n## Step 1: Engine\n- Engine type: PostgreSQL\n\n## {heading}\n{row}\n"
    found = [one for one in read(guide, "docs/rds-setup.md") if isinstance(one, Database)]
    said = [getattr(one, name) for name in fields for one in found if one.kind is EvidenceKind.INSTRUCTED]
    assert next(iter(fields.values())) in said


def test_a_tick_in_a_list_of_what_there_is_stays_a_claim() -> None:
    found = read("# AWS 배포 가이드\n\n## 인프라 현황\n- ✅ 백업 보존 기간: 7일\n- ✅ RDS MySQL Multi-AZ: 예\n")
    assert all(one.kind is EvidenceKind.CLAIMED for one in found if isinstance(one, Database))
