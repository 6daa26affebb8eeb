"""How a guide has CloudFront ask the servers behind it."""

import pytest

from ..support import said

MADE = "# AWS guide\n\n## CloudFront\n\n1. Create a CloudFront distribution\n2. Origin domain: {host}\n3. {field}\n"


@pytest.mark.parametrize(
    "field",
    [
        "Origin protocol policy: HTTP only",
        "**Protocol for the origin**: HTTPS only\n4. **Origin protocol**: HTTP Only (the instance has no certificate)",
        "원본 프로토콜 정책: HTTP만 해당",
        "오리진 프로토콜: `HTTP`",
        "オリジンプロトコルポリシー: HTTP のみ",
    ],
)
def test_an_origin_is_asked_without_tls(field: str) -> None:
    found = said(MADE.format(host="ec2-3-37-18-4.compute.amazonaws.com", field=field))
    assert any(line.startswith("Distribution 5") and "plain_origin" in line for line in found)


@pytest.mark.parametrize(
    ("host", "field"),
    [
        ("api.shop.kr", "Origin protocol policy: HTTPS only"),
        ("api.shop.kr", "Viewer protocol policy: HTTP and HTTPS"),
        ("api.shop.kr", "Origin protocol policy: do not choose HTTP only"),
        ("shop.s3-website.ap-northeast-2.amazonaws.com", "Origin protocol policy: HTTP only"),
    ],
)
def test_an_origin_over_tls_and_a_website_of_s3_are_not(host: str, field: str) -> None:
    assert not any("plain_origin" in line for line in said(MADE.format(host=host, field=field)))


def test_a_field_below_the_heading_of_the_origin_tells_of_its_distribution_by_itself() -> None:
    steps = "### 1. Create Distribution\n\n### 2. Origin 설정\n- **Origin Domain**: `api.shop.kr`\n- **Protocol**: HTTP only\n"
    found = said(f"# CloudFront 설정\n\n{steps}\n### 3. Behavior\n- **Viewer Protocol Policy**: HTTP and HTTPS\n")
    assert next(line for line in found if "plain_origin" in line).startswith("Distribution 7")
