"""Lists of the policies that a guide has somebody give."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Policy

from ..support import read

README = "# Shop\n\nAn order service.\n\n## Service account\n\n"


def given(text: str) -> list[tuple[str | None, bool]]:
    found = [one for one in read(text, "README.md") if isinstance(one, Policy)]
    return [(one.managed, one.kind is EvidenceKind.INSTRUCTED) for one in found]


@pytest.mark.parametrize(
    ("lead", "told"),
    [
        ("Terraform runs with a user of its own.\nCreate a user and assign these pre-defined roles:", True),
        ("Attach the following policies to the user:", True),
        ("The deployer needs these permissions:", True),
        ("다음 정책을 연결합니다:", True),
        ("배포 사용자에게 필요한 권한:", True),
        ("次のポリシーをアタッチします:", True),
        ("必要な権限は次のとおりです:", True),
        ("These policies are too wide; do not attach them:", False),
        ("다음 정책은 연결되어 있음:", False),
        ("AWS has many managed policies, such as:", False),
        ("We use:", False),
        ("Select these policies to detach:", False),
        ("Remove the permissions that nobody needs:", False),
        ("Instead of these, add a policy of your own:", False),
        ("필요 없는 정책:", False),
        ("제거할 권한을 선택합니다:", False),
        ("外すポリシーを選択します:", False),
    ],
)
def test_a_list_below_a_sentence_that_has_rights_given_is_told(lead: str, *, told: bool) -> None:
    text = f"{README}{lead}\n\n- `AmazonEC2FullAccess`\n- `SecretsManagerReadWrite`\n"
    assert given(text) == [("AmazonEC2FullAccess", told), ("SecretsManagerReadWrite", told)]


@pytest.mark.parametrize("heading", ["Required IAM permissions", "필요한 IAM 권한", "必要なIAMポリシー"])
def test_so_is_one_below_a_heading_that_asks_for_them(heading: str) -> None:
    assert given(f"# Shop\n\n## {heading}\n\n- AmazonS3FullAccess (uploads)\n") == [("AmazonS3FullAccess", True)]


def test_an_item_that_says_more_than_a_name_speaks_for_itself() -> None:
    item = "- `AmazonEC2FullAccess` was what we had at first, and we have since narrowed it to the calls that are made"
    assert given(f"{README}Attach these policies:\n\n{item}\n") == [("AmazonEC2FullAccess", False)]


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("**IAM user**: Ensure your user has `AmazonEC2FullAccess`.", True),
        ("The user needs `AmazonEC2FullAccess`", True),
        ("사용자에게 `AmazonEC2FullAccess` 정책이 있어야 합니다", True),
        ("ユーザーに `AmazonEC2FullAccess` が必須", True),
        ("The user needs `AmazonEC2FullAccess` or a narrower policy", False),
        ("The user has `AmazonEC2FullAccess`", False),
    ],
)
def test_so_is_an_item_that_asks_for_it_by_itself(item: str, *, told: bool) -> None:
    assert given(f"{README}- {item}\n") == [("AmazonEC2FullAccess", told)]


@pytest.mark.parametrize(
    ("lead", "actions"),
    [
        ("Your AWS user needs the following permissions:", ["s3:*", "iam:*"]),
        ("필요한 권한:", ["s3:*", "iam:*"]),
        ("必要な権限:", ["s3:*", "iam:*"]),
        ("Do not attach these permissions:", []),
    ],
)
def test_every_action_of_a_service_may_be_asked_for_by_its_pattern(lead: str, actions: list[str]) -> None:
    text = f"{README}{lead}\n\n- `s3:*`\n- `iam:*` (for service roles)\n- `ec2:DescribeVpcs`\n- 12:*\n"
    found = [one for one in read(text, "README.md") if isinstance(one, Policy)]
    assert [action for one in found for action in one.actions] == actions
    assert all(one.resources == ("*",) and one.kind is EvidenceKind.INSTRUCTED for one in found)
