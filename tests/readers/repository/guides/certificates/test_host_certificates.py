"""Certificates that a guide has a server fetch, told in words."""

import pytest

from holdfast.model.facts import Certificate

from ..support import read


def told_at(text: str) -> list[int]:
    return [fact.at.start_line for fact in read(f"# AWS EC2 setup\n\n{text}\n") if isinstance(fact, Certificate)]


@pytest.mark.parametrize(
    "row",
    [
        "| インバウンド | TCP | 80 (HTTP) | 0.0.0.0/0 | Let's Encrypt の認証用 |",
        "| Inbound | TCP | 80 | 0.0.0.0/0 | HTTP and Let's Encrypt |",
        "| 인바운드 | TCP | 80 | 0.0.0.0/0 | Let's Encrypt 인증 |",
        "- Open 80 to 0.0.0.0/0 (Let's Encrypt)",
    ],
)
def test_a_port_that_is_open_for_lets_encrypt_is_no_certificate(row: str) -> None:
    assert told_at(f"## Security group\n\n{row}") == []
    assert told_at(f"## Security group\n\n{row}\n\n## TLS\n\n- SSL: Let's Encrypt (Certbot)") == [9]
