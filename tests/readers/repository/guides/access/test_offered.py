"""Rules of a firewall that offer everybody beside one's own address."""

import pytest

from ..support import said

HEAD = "# Deploy to EC2\n\n## Security group\n\nConfigure the inbound rules:\n\n"
BOTH = "Ingress 7 from_port=22 to_port=22 sources=(my-ip, 0.0.0.0/0)"
OWN = "Ingress 7 from_port=22 to_port=22 sources=(my-ip)"


def openings(row: str) -> list[str]:
    return [one for one in said(f"{HEAD}{row}\n") if one.startswith("Ingress 7")]


@pytest.mark.parametrize(
    "row",
    [
        "- SSH (Port 22) - Source: My IP (or 0.0.0.0/0 if you need access from anywhere)",
        "SSH (Port 22) - Source: My IP (or 0.0.0.0/0 if you need access from anywhere)",
        "- SSH (22): your IP, or 0.0.0.0/0 for access from anywhere",
        "- SSH 22: your office IP or anywhere",
        "- SSH 22 - 내 IP (또는 0.0.0.0/0)",
        "- SSH（22）：自分のIP（または 0.0.0.0/0）",
        "- SSH (22): 내 IP (어디서나 접속하려면 0.0.0.0/0)",
        "- SSH（22）：マイIP（どこからでもアクセスする場合は 0.0.0.0/0）",
        "- SSH (22) - My IP; if your IP changes, use 0.0.0.0/0",
        "- SSH (22): My IP (or 0.0.0.0/0 at your own risk)",
    ],
)
def test_a_rule_for_ones_own_address_that_offers_everybody_says_both(row: str) -> None:
    assert openings(row) == [BOTH]


@pytest.mark.parametrize(
    "row",
    [
        "- SSH (Port 22) - Source: My IP (never 0.0.0.0/0)",
        "- SSH (Port 22) - Source: My IP, not 0.0.0.0/0",
        "- SSH (Port 22) - Source: My IP instead of 0.0.0.0/0",
        "- SSH (Port 22) - Source: My IP (or a VPN, never 0.0.0.0/0)",
        "- SSH (Port 22) - Source: My IP (or office IP)",
        "- SSH (Port 22) - Source: My IP (if it changes, never use 0.0.0.0/0)",
        "- SSH (22): My IP (if you use 0.0.0.0/0, bots will attack)",
        "- SSH (22): My IP; if opened to 0.0.0.0/0, attackers will brute-force it",
        "- SSH (22): 내 IP (0.0.0.0/0으로 열면 안 됩니다)",
        "- SSH (22): 내 IP (0.0.0.0/0 인 경우 공격 위험)",
        "- SSH（22）：マイIP（0.0.0.0/0 の場合は攻撃される）",
    ],
)
def test_a_rule_that_warns_of_everybody_or_names_nobody_else_offers_nothing(row: str) -> None:
    assert openings(row) in ([], [OWN])


def test_everybody_named_first_is_no_offer() -> None:
    assert openings("- SSH (22): 0.0.0.0/0 (or My IP)") == ["Ingress 7 from_port=22 to_port=22 sources=(0.0.0.0/0)"]


def test_an_offer_in_a_chapter_on_troubles_opens_nothing() -> None:
    text = "# Deploy to EC2\n\n## Troubleshooting\n\n- SSH (Port 22) - Source: My IP (or 0.0.0.0/0 if you need it)\n"
    assert [one for one in said(text) if one.startswith("Ingress")] == []


def test_what_is_said_of_another_port_is_no_offer() -> None:
    found = openings("- SSH 22 from my IP, or HTTP 80 from anywhere")
    assert all("my-ip, 0.0.0.0/0" not in one for one in found)


def test_each_port_keeps_its_own_sources_beside_an_offer() -> None:
    found = openings("- 22: my IP, or anywhere; 443: 0.0.0.0/0")
    assert found == [BOTH, "Ingress 7 from_port=443 to_port=443 sources=(0.0.0.0/0)"]
