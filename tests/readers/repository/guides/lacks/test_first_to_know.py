"""Who hears of an outage first, as a text says it."""

import pytest

from ..support import said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Nothing pages us when the server is down.", True),
        ("We usually find out when a customer calls.", True),
        ("サーバーが落ちて気づくのはいつもお客さんからの電話です。", True),
        ("서버가 죽으면 보통 점주님 연락 받고 알게 됩니다.", True),
        ("Users call us when the shop is down.", True),
        ("When the site is down a member usually emails us.", True),
        ("서버가 죽으면 카톡으로 연락 옴", True),
        ("If it is down, people tweet at us.", True),
        ("サーバーが落ちたらSlackで報告してもらう。", True),
        ("서버가 다운되면 연락처 페이지가 열리지 않습니다.", False),
        ("We know our customers want fast delivery, and users email us for refunds.", False),
        ("We find out what people want from a server.", False),
        ("회원의 신고를 관리자가 알게 됩니다.", False),
        ("장애가 나면 고객 문의 확인", False),
        ("Clients message us when they have problems with the delivery.", False),
        ("서버가 죽으면 슬랙으로 연락이 온다.", False),
        ("サーバーが落ちたら、管理者に連絡してください。", False),
        ("Users tell the shop which colour of the server's rack they like.", False),
        ("서버가 사용자에게 문의 결과를 알려줍니다.", False),
    ],
)
def test_a_team_that_its_visitors_call_has_nothing_that_does(text: str, *, told: bool) -> None:
    assert any("control=monitoring" in one for one in said(f"# Server\n\n## EC2\n\n{text}\n")) is told
