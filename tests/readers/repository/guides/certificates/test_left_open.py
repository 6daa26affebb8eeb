"""Chapters by which a guide leaves HTTPS to whoever follows it."""

import pytest

from holdfast.model.facts import Admitted

from ..support import read

_SAID = "For production, consider a proxy.\n\n```bash\nsudo yum install -y nginx\n# Configure it with SSL\n```\n"
_GETS = "```bash\nsudo certbot --nginx -d shop.kr\n```\n"


@pytest.mark.parametrize(
    ("heading", "below", "told"),
    [
        ("SSL/HTTPS Setup (Optional)", _SAID, True),
        ("Optional: Enable TLS", "", True),
        ("HTTPS 적용 (선택)", _SAID, True),
        ("HTTPS化（任意）", _SAID, True),
        ("SSL/HTTPS Setup (Optional)", _GETS, False),
        ("SSL/HTTPS Setup", _SAID, False),
        ("SSL for the database (Optional)", _SAID, False),
        ("Swap (Optional)", _SAID, False),
    ],
)
def test_https_that_may_be_left_out_and_is_never_shown_is_admitted_to_be_missing(
    heading: str, below: str, *, told: bool
) -> None:
    found = read(f"# EC2 Deployment Guide\n\n## {heading}\n\n{below}", "EC2_DEPLOYMENT.md")
    lines = [one.at.start_line for one in found if isinstance(one, Admitted) and one.control == "certificates"]

    assert lines == ([3] if told else [])
