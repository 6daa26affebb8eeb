"""Bare addresses by which a guide opens the product."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    "address",
    [
        "http://203.0.113.7:8000",
        "http://<alb-dns>",
        "http://YOUR-EC2-IP",
        "http://your-alb-dns-name/health",
        "http://$ALB_DNS/health",
        "http://your-server:3000",
        "http://shop-web.s3-website-us-east-1.amazonaws.com",
        "http://shop-web.s3-website.ap-northeast-2.amazonaws.com/",
    ],
)
def test_the_address_of_what_answers_is_plain(address: str) -> None:
    assert "PlainAddress 5" in said(f"# EC2 guide\n\n## Check\n\nOpen {address} in the browser.\n")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://localhost:3000",
            "http://10.0.0.4",
            "http://backend:8000",
            "http://your-domain.com",
            "http://server:80",
        ),
        *(
            "http://<EC2_PRIVATE_IP>:5000/",
            "http://<EC2 private IP>",
            "http://${APP_PRIVATE_IP}:80",
            "http://<내부 IP>",
        ),
        *(
            "http://internal-shop-12.us-east-1.elb.amazonaws.com/",
            "http://<サーバーのプライベートIP>",
            "http://{ip privada}",
        ),
    ],
)
def test_others_are_not(address: str) -> None:
    assert not any("PlainAddress" in line for line in said(f"# EC2 guide\n\n## Check\n\nOpen {address}.\n"))


def test_where_people_open_it_and_where_it_is_set_go_before_a_drawing() -> None:
    drawing = "```\n┌──────────────────┐\n│ http://203.0.113.7:8000 │\n└──────────────────┘\n```\n"
    opened = "\nOpen http://203.0.113.7:8000 in the browser.\n"
    setting = "\n```\nKey: API_URL\nValue: http://203.0.113.7:8000\n```\n"
    guide = "# EC2 guide\n\n## Deploy\n\n"

    assert "PlainAddress 7" in said(guide + drawing)
    assert "PlainAddress 11" in said(guide + drawing + opened)
    both = said(guide + drawing + opened + setting)
    assert [line for line in both if "PlainAddress" in line] == ["PlainAddress 11", "PlainAddress 15"]


def test_who_only_looks_whether_it_answers_or_says_who_may_call_is_shown_last() -> None:
    guide = "# EC2 guide\n\n## Deploy\n\n"
    looks = "```bash\ncurl http://203.0.113.7:8000/health\n```\n"
    lets_in = "\n```\nCORS_ORIGINS=http://203.0.113.7:8000\n```\n"
    opened = "\n- Front end: `http://203.0.113.7:8000`\n"

    def shown(text: str) -> list[str]:
        return [line for line in said(guide + text) if "PlainAddress" in line]

    assert shown(looks) == ["PlainAddress 6"]
    assert shown(looks + lets_in) == ["PlainAddress 6"]
    assert shown(looks + lets_in + opened) == ["PlainAddress 13"]


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("브라우저에서 `http://kiosk-shop.kr` 접속 후 주문 테스트", True),
        ("Open http://orders.greengrocer.io in the browser.", True),
        ("ブラウザで http://greengrocer.jp/ にアクセスする", True),
        ("- Site URL: http://www.greengrocer.co.kr", True),
        ("- URL: http://greengrocer.shop/admin", True),
        ("Open http://your-domain.com in the browser.", False),
        ("Open http://example.com in the browser.", False),
        ("Visit http://nginx.org for more.", False),
        ("The header names http://greengrocer.io as its origin.", False),
        ("Open http://greengrocer.io, which leads to https://greengrocer.io.", False),
    ],
)
def test_a_name_without_tls_by_which_the_product_is_opened_is_plain(line: str, *, plain: bool) -> None:
    assert ("PlainAddress 5" in said(f"# EC2 guide\n\n## Check\n\n{line}\n")) is plain
