"""Sentences that promise that a host's certificates renew themselves."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("line", "promised"),
    [
        ("- The certbot container automatically checks for renewal every 12 hours", True),
        ("- Certificates are renewed automatically", True),
        ("- SSL: Let's Encrypt (auto-renewal)", True),
        ("- 인증서는 자동으로 갱신됩니다", True),
        ("- 証明書は自動更新されます", True),
        ("- Certificates in ACM renew automatically", False),
        ("- Certificates are not renewed automatically", False),
        ("- 인증서 자동 갱신 안 됨", False),
        ("- 証明書は自動更新されない", False),
        ("- Renew the certificate when it expires", False),
        ("- Subscriptions are renewed automatically; see https://pay.shop.kr", False),
        ("- 구독은 자동으로 갱신됩니다", False),
        ("- トークンは自動更新されます", False),
        ("- cert-manager renews the certificates automatically", False),
        ("- If the certificate was renewed automatically, reload Nginx", False),
        ("- [ ] Certificates are renewed automatically", False),
    ],
)
def test_a_promise_that_certificates_renew_themselves_is_claimed(line: str, *, promised: bool) -> None:
    guide = f"# Our server\n\nHTTPS comes from Let's Encrypt.\n\n## TLS\n\n{line}\n"
    found = [one for one in said(guide) if "CertificateRenewal" in one]

    assert found == (["? CertificateRenewal 7"] if promised else [])


def test_where_nothing_on_a_host_asks_for_certificates_nobody_promises_their_renewal() -> None:
    assert not any("Renewal" in one for one in said("# Our server\n\n## TLS\n\n- Certificates renew automatically\n"))
