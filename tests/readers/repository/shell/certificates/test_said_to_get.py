"""Certificates that a script only tells whoever runs it to get."""

import pytest

from holdfast.model.evidence import EvidenceKind
from holdfast.model.facts import Certificate, CertificateRenewal
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def told(text: str, path: str = "setup.sh") -> list[tuple[int, EvidenceKind, str | None]]:
    found = [fact for fact in facts_of(Snippet(path, text)) if isinstance(fact, Certificate)]
    return [(one.at.start_line, one.kind, one.domain) for one in found]


@pytest.mark.parametrize(
    ("text", "line", "domain"),
    [
        ('echo "4. (Optional) SSL:"\necho "   sudo certbot certonly --standalone -d shop.kr"\n', 2, "shop.kr"),
        ('echo -e "다음 단계: ${GREEN}sudo certbot --nginx -d $DOMAIN${NC}"\n', 1, "$DOMAIN${NC}"),
        ("cat << EOF\n次の手順:\n  sudo certbot --apache --domain shop.jp\nEOF\n", 3, "shop.jp"),
        ("info() { echo \"[i] $1\"; }\nnginx -t\ninfo 'Run: sudo certbot --nginx'\n", 3, None),
        ("printf 'then: ~/.acme.sh/acme.sh --issue -d shop.kr -w /srv/www\\n'\n", 1, "shop.kr"),
    ],
)
def test_a_line_that_tells_to_get_one_is_an_instruction(text: str, line: int, domain: str | None) -> None:
    assert told(text) == [(line, EvidenceKind.INSTRUCTED, domain)]


@pytest.mark.parametrize(
    "text",
    [
        'echo "certbot is not installed"\n',
        'echo "0 3 * * * certbot renew --nginx" | crontab -\n',
        'echo "certbot --nginx -d shop.kr" >> todo.txt\n',
        'echo "sudo certbot --nginx --dry-run"\n',
        "cat > todo.md << EOF\ncertbot --nginx -d shop.kr\nEOF\n",
        "# sudo certbot --nginx -d shop.kr\nnginx -t\n",
    ],
)
def test_what_is_written_down_tried_or_remarked_on_is_none(text: str) -> None:
    assert told(text) == []


def test_what_the_script_gets_itself_is_told_by_its_own_command() -> None:
    text = "certbot --nginx -d shop.kr\necho 'again: certbot --nginx -d shop.kr'\n"
    assert told(text) == [(1, EvidenceKind.CODED, "shop.kr")]


def promised(text: str) -> list[int]:
    found = [fact for fact in facts_of(Snippet("setup.sh", text)) if isinstance(fact, CertificateRenewal)]
    return [one.at.start_line for one in found if one.kind is EvidenceKind.CLAIMED]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('nginx -t\necho "To auto-renew SSL certificates, Certbot has set up a systemd timer."\n', [2]),
        ('echo "인증서는 certbot이 자동 갱신합니다"\necho "자동 갱신: certbot"\n', [1]),
        ('echo "証明書は自動更新されます"\n', [1]),
        ('echo "Your subscription will automatically renew"\n', []),
        ('echo "SSL auto-renewal failed"\n', []),
        ('echo "Caddy will automatically renew the certificate"\n', []),
        ("# certbot renews automatically\nnginx -t\n", []),
    ],
)
def test_a_line_that_promises_renewals_is_a_claim(text: str, lines: list[int]) -> None:
    assert promised(text) == lines
