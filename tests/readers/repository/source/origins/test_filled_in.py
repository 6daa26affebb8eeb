"""Which files give a setting of origins real pages."""

import pytest

from holdfast.readers.repository.source.origins.filled_in import gives_pages


@pytest.mark.parametrize(
    ("path", "text", "gives"),
    [
        ("docs/deploy.md", "WEB_URL=https://your-domain.com,https://www.your-domain.com\n", False),
        (".env.example", "WEB_URL=https://your-frontend-domain.com\n", False),
        (".env.example", 'WEB_URL="http://localhost:3000,https://yourdomain.com"  # pages\n', False),
        ("setup.sh", "cat > .env <<EOF\nWEB_URL=https://my-domain.com\nEOF\n", False),
        ("k8s.yml", 'WEB_URL: ["https://example.com"]\n', False),
        (".env.example", "WEB_URL=https://cakes.kr,https://your-domain.com\n", True),
        (".env.production", "WEB_URL=https://cakes.kr\n", True),
        (".env.example", "WEB_URL=http://localhost:3000\n", True),
        ("compose.yml", "      - WEB_URL=${WEB_URL}\n", True),
        ("docs/deploy.md", "WEB_URL=<https address of the shop>\n", True),
        ("docs/deploy.md", "| `WEB_URL` | allowed page | `https://cakes.kr` |\n", True),
        ("docs/deploy.md", "`WEB_URL`을 운영 주소로 설정합니다.\n", True),
        ("docs/deploy.md", "- WEB_URL\n", True),
        ("docs/help.md", "1. Check that `.env` has the correct WEB_URL\n", False),
        ("docs/help.md", "- `WEB_URL`, DB 정보는 Parameter Store에서 관리합니다.\n", False),
        ("docs/help.md", "WEB_URL が正しいか確認する。\n", False),
        ("docs/help.md", "Check WEB_URL.\n\nWEB_URL=https://cakes.kr\n", True),
        ("compose.yml", "# check WEB_URL\n", True),
        ("compose.yml", "nothing\n", False),
    ],
)
def test_a_made_up_address_and_a_word_about_it_give_nothing(path: str, text: str, *, gives: bool) -> None:
    assert gives_pages(path, text, "WEB_URL") is gives
