"""Files of settings that somebody writes on a server by hand."""

import pytest

from holdfast.readers.repository.guides.access.credentials import ROOT
from holdfast.readers.repository.guides.configuration.kept_settings import KEPT


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Secrets are in /srv/booking/.env, which was typed in by hand.", True),
        ("The .env file on the host was filled in manually.", True),
        ("환경변수는 서버의 application-prod.yml에 직접 적어 두었습니다.", True),
        ("서버의 .env에 수동으로 입력했다.", True),
        ("環境変数はサーバーの.envに手で書いています。", True),
        ("The .env file is made by the deployment.", False),
        ("서버의 .env는 배포할 때 만들어진다.", False),
    ],
)
def test_it_is_told_whose_hand_wrote_them(sentence: str, kept: bool) -> None:
    assert (KEPT.search(sentence) is not None) is kept


@pytest.mark.parametrize("words", ["the same root login", "our root account", "root credentials", "루트 계정"])
def test_the_accounts_owner_goes_by_several_names(words: str) -> None:
    assert ROOT.search(words)
