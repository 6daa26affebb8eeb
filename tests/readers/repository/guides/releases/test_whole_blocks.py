"""Whole releases that a guide shows in one block."""

import pytest

from ..support import said

_NGINX = "## Nginx 설정\n\n```nginx\nserver {\n    root /home/ubuntu/shop/dist;\n}\n```\n\n"


@pytest.mark.parametrize(
    ("heading", "block", "told"),
    [
        ("재빌드 및 배포", "cd ~/shop\ngit pull\nnpm run build", True),
        ("Rebuild and deploy", "cd /home/ubuntu/shop && git pull\nyarn\nyarn build", True),
        ("再デプロイ", "cd ~/shop\ngit pull\npnpm run build", True),
        ("재빌드 및 배포", "cd ~/admin\ngit pull\nnpm run build", False),
        ("재빌드 및 배포", "cd ~/shop\ngit pull\nnpm test", False),
    ],
)
def test_pages_that_are_built_where_the_web_server_takes_them_are_live_at_once(
    heading: str, block: str, *, told: bool
) -> None:
    found = said(f"# EC2 배포 가이드\n\n{_NGINX}## {heading}\n\n```bash\n{block}\n```\n", "EC2_DEPLOYMENT.md")

    places = [line.split()[1] for line in found if line.startswith("Deployment")]
    assert [place for place in places if "-" in place] == (["14-16"] if told else [])
