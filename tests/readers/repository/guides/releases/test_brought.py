"""Releases that a guide tells in words: pulled onto the server in one chapter, and started in another."""

import pytest

from holdfast.model.facts import Deployment

from ..support import read

_START = "## デプロイ\n\n「docker compose up -d --build」を実行し、コンテナを立ち上げる。\n"


def released(text: str) -> list[tuple[int, int | None]]:
    """The line of each start, and where what is started was brought."""
    found = [one for one in read(text) if isinstance(one, Deployment)]
    lines = [(one.at.start_line, one.places.get("fetched")) for one in found]
    return [(line, fetched.start_line if fetched else None) for line, fetched in lines]


@pytest.mark.parametrize(
    ("words", "fetched"),
    [
        ("GitHubからEC2へ、最新のdevelopブランチをpull（初回はclone）する。", 5),
        ("EC2でソースコードをpullする。", 5),
        ("GitHub ActionsがEC2でブランチをpullする。", None),
        ("ローカルでテストを実行する。", None),
    ],
)
def test_a_sentence_that_pulls_onto_the_server_belongs_to_what_is_started_further_down(
    words: str, fetched: int | None
) -> None:
    assert released(f"# 本番環境の構築手順\n\n## 準備\n\n{words}\n\n{_START}") == [(9, fetched)]


def test_a_sentence_that_has_a_pipeline_start_containers_has_nobody_do_it() -> None:
    text = "# デプロイ手順\n\n## デプロイ\n\nGitHub ActionsがEC2で「docker compose up -d --build」を実行する。\n"
    assert released(text) == []


@pytest.mark.parametrize("fence", ["", "yaml"])
def test_a_file_that_a_guide_shows_starts_nothing(fence: str) -> None:
    composed = 'services:\n  web:\n    command: sh -c "gunicorn shop.wsgi --bind 0.0.0.0:8000"\n'
    block = f"```bash\ngit clone https://github.com/acme/shop.git\n```\n\n```{fence}\n# 本番用\n{composed}```\n"
    assert released(f"# サーバー構築手順\n\n## EC2にデプロイ\n\n{block}") == [(6, None)]
