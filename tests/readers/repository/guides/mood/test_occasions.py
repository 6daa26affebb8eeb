"""Sentences that tell when the steps below them are taken."""

import pytest

from ..support import said

_BLOCK = "```bash\ncd /srv/shop\ngit pull origin main\nnpm ci\npm2 restart shop\n```\n"


@pytest.mark.parametrize(
    ("heading", "lead", "taken"),
    [
        ("Manual Deployment", "If you need to deploy manually:", True),
        ("Updates", "If you want to update the application:", True),
        ("Deploying", "When you need to deploy a new version:", True),
        ("수동 배포", "수동으로 배포해야 하거나 필요한 경우:", True),
        ("업데이트", "새 버전을 배포하려면 필요할 때:", True),
        ("手動デプロイ", "手動でデプロイしたい場合:", True),
        ("Deployment", "If you want HTTPS:", False),
        ("Deployment", "If you prefer to deploy on Heroku:", False),
        ("Security", "If you need to deploy manually:", False),
        ("Manual Deployment", "Optional, for example:", False),
    ],
)
def test_the_need_for_a_release_is_no_option_in_a_chapter_on_releases(heading: str, lead: str, *, taken: bool) -> None:
    found = said(f"# EC2 Deployment Guide\n\n## {heading}\n\n{lead}\n\n{_BLOCK}")

    assert any(line.startswith("Deployment") for line in found) is taken
