"""Releases during which nobody is served, as a guide says of them."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("- During deploy the site is unavailable for about a minute.", True),
        ("- Each deploy causes a short downtime.", True),
        ("- 배포 중 1~2분 정도 서비스가 중단된다.", True),
        ("- 재배포 시 잠깐 접속이 안 됩니다.", True),
        ("- デプロイ中は1〜2分サービスが停止する。", True),
        ("- リリース時は数分間アクセスできなくなります。", True),
        ("- Zero downtime deploys.", False),
        ("- Users see an error message while their release note is updated.", False),
        ("- デプロイ中にサービスが停止することはありません。", False),
        ("- Workers are reloaded so that the site is not down during the deploy.", False),
        ("- When the service is down, restart it.", False),
        ("- If the site is down after a deploy, check the logs.", False),
        ("- 배포 중 서비스가 중단되지 않도록 한다.", False),
        ("- 결제 업데이트 중 서버가 중단되면 환불한다.", False),
        ("- During a deploy the pipeline asks whether the service is down.", False),
        ("- EC2を再起動するとアプリが止まる", False),
        ("- デプロイ中もサービスは停止しません。", False),
    ],
)
def test_it_stops_what_serves_before_it_starts_the_new_one(sentence: str, *, told: bool) -> None:
    found = said(f"# EC2 배포 가이드\n\n## 운영 서버\n\n{sentence}\n")

    assert any("form=stopped-before-start" in line for line in found) is told
