"""Names and addresses that AWS gave what stands in an account."""

import pytest

from holdfast.readers.repository.guides.page.blocks import parse
from holdfast.readers.repository.guides.page.given_by_aws import is_own, own_arns, standing


@pytest.mark.parametrize(
    "text",
    [
        "app.cluster-abc123.ap-northeast-2.rds.amazonaws.com",
        "エンドポイント: app.abc123.ap-northeast-1.rds.amazonaws.com",
        "app-alb-123456.us-east-1.elb.amazonaws.com",
        "d111111abcdef8.cloudfront.net",
        "인스턴스 i-0abc1234def567890",
        "arn:aws:acm:us-east-1:123456789012:certificate/abc-123",
    ],
)
def test_an_address_a_number_or_an_arn_was_given_out(text: str) -> None:
    assert is_own(text)


@pytest.mark.parametrize(
    "text",
    [
        "your-db.xxxxxx.ap-northeast-2.rds.amazonaws.com",
        "<db>.abc123.us-east-1.rds.amazonaws.com",
        "arn:aws:acm:REGION:ACCOUNT_ID:certificate/ID",
        "arn:aws:acm:us-east-1:123456789012:certificate/xxxx",
        "arn:aws:iam::aws:policy/AmazonS3FullAccess",
        "example.com",
        "i-xxxxxxxx",
    ],
)
def test_a_placeholder_was_not(text: str) -> None:
    assert not is_own(text)


def test_arns_are_told_whole_and_placeholders_left_out() -> None:
    text = "arn:aws:acm:us-east-1:123456789012:certificate/abc, arn:aws:acm:us-east-1:123456789012:certificate/xxxx"

    assert list(own_arns(text)) == ["arn:aws:acm:us-east-1:123456789012:certificate/abc"]


def test_headings_stand_above_what_was_given_out() -> None:
    page = "# Setup\n\n## Resources\n\n- ALB: app-alb-1.us-east-1.elb.amazonaws.com\n\n## Notes\n\n- none\n"

    assert standing(parse(page).statements) == {1, 3}
