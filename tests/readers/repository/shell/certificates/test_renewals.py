"""Renewals of certificates whose failure a script only prints."""

import pytest

from holdfast.model.facts import CertificateRenewal
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_IN_CONTAINER = "docker run --rm \\\n  -v $(pwd)/conf:/etc/letsencrypt \\\n  certbot/certbot renew --quiet\n"


def unheard(text: str) -> list[tuple[int, int]]:
    found = [fact for fact in facts_of(Snippet("renew.sh", text)) if isinstance(fact, CertificateRenewal)]
    places = [one.places["unheard"] for one in found if "unheard" in one.places]
    return [(at.start_line, at.end_line) for at in places]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            f"{_IN_CONTAINER}if [ $? -eq 0 ]; then\n  nginx -s reload\nelse\n  echo 'failed?'\nfi\necho done\n",
            [(7, 7)],
        ),
        (
            "if certbot renew --quiet; then\n  systemctl reload nginx\nelse\n  echo 갱신 실패\n  echo 확인 필요\nfi\n",
            [(4, 5)],
        ),
        ("certbot renew\nif [ $? -ne 0 ]; then\n  echo failed\nfi\nnginx -s reload\n", [(3, 3)]),
        ("if certbot renew; then\n  echo ok\nelse\n  echo failed\n  exit 1\nfi\necho done\n", []),
        (
            "if certbot renew; then\n  echo ok\nelse\n  curl -X POST -d failed $SLACK_WEBHOOK_URL\nfi\necho done\n",
            [],
        ),
        ("set -e\ncertbot renew\nnginx -s reload\n", []),
        ("certbot renew\nnginx -s reload\n", []),
    ],
)
def test_a_renewal_whose_failure_only_gets_a_word(text: str, places: list[tuple[int, int]]) -> None:
    assert unheard(text) == places
