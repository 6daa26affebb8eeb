"""Settings that a guide gives with their values, outside code."""

import pytest

from ..support import said

_PRODUCTION = "# AWS setup guide\n\n## Production environment variables (.env)\n\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("- CORS_ORIGIN: *\n", "ApplicationCors"),
        ("3. **CORS_ORIGIN**: *\n", "ApplicationCors"),
        ("Set `CORS_ORIGIN=*` in the .env of the server.\n", "ApplicationCors"),
        ("운영 서버의 .env에 `NODE_ENV=development`를 설정합니다.\n", "DeveloperMode"),
        ("| Name | Value |\n|---|---|\n| NODE_ENV | development |\n", "DeveloperMode"),
        ("| Name | Example |\n|---|---|\n| NODE_ENV | development |\n", ""),
        ("- CORS_ORIGIN: http://localhost:3000\n", ""),
        ("Set `CORS_ORIGIN=https://shop.test` in the .env; `CORS_ORIGIN=*` is refused.\n", "ApplicationCors"),
        ("- NODE_ENV: development or production\n", ""),
        ("Do not set `NODE_ENV=development` on the server.\n", ""),
        ("For local work set `NODE_ENV=development` in the .env.\n", ""),
        ("### Local development\n\n- NODE_ENV: development\n", ""),
    ],
)
def test_a_setting_for_developers_or_all_websites_is_seen_where_it_is_given_to_a_server(text: str, seen: str) -> None:
    found = [line.split()[0] for line in said(f"{_PRODUCTION}{text}") if line.split()[0] in _SORTS]

    assert found == ([seen] if seen else [])


_SORTS = ("ApplicationCors", "DeveloperMode")


def test_a_certificate_asked_for_in_a_chapter_on_a_distribution_is_that_ones() -> None:
    block = "```bash\naws acm request-certificate --domain-name shop.test --region ap-northeast-2\n```\n"
    found = said(f"# AWS setup guide\n\n## ACM certificate for CloudFront\n\n{block}")

    assert any("used_by=cloudfront" in line and "region=ap-northeast-2" in line for line in found)
