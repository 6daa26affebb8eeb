"""Copies of the running release whose failure nobody hears of."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

NEW = "git pull\nnpm ci\npm2 reload shop\n"


def unheard(text: str, others: frozenset[str] = frozenset({"rollback.sh"})) -> list[int]:
    return [
        fact.at.start_line
        for fact in facts_of(Snippet("deploy.sh", f"set -e\n{text}{NEW}"), known_scripts=others)
        if isinstance(fact, ScriptFault) and (fact.activity, fact.form) == ("rollback", "error-swallowed")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "cp -r /srv/shop /srv/shop.prev 2>/dev/null || true\n",
        'KEPT="/srv/backups/$(date +%s)"\ncp -a dist "$KEPT/dist" || echo "nothing kept"\n',
        "docker tag shop:latest shop:previous || true\n",
        "if [ -d dist ]; then\n  tar -czf backups/dist.tar.gz dist || log failed\nfi\n",
        "mv /srv/shop /srv/shop_old || :\n",
        "rsync -a dist/ /srv/rollback/ 2>/dev/null || true\n",
    ],
)
def test_a_copy_that_may_not_be_there_when_it_is_needed(text: str) -> None:
    assert len(unheard(text)) == 1
    assert unheard(text, frozenset()) == []


@pytest.mark.parametrize(
    "text",
    [
        "cp -r /srv/shop /srv/shop.prev\n",
        "cp -r /srv/shop /srv/shop.prev || exit 1\n",
        "cp .env .env.backup || true\n",
        "cp /etc/nginx/nginx.conf /etc/nginx/nginx.conf.bak || true\n",
        "cp -r dist release || true\n",
        "rm -rf /srv/shop.prev || true\n",
        "cp -r /srv/shop.prev /srv/shop.old || true\n",
    ],
)
def test_what_stops_or_is_no_copy_of_a_release_is_not_accused(text: str) -> None:
    assert unheard(text) == []


def test_a_script_that_goes_back_itself_is_enough() -> None:
    text = (
        "cp -r dist dist.bak || true\nif ! npm run build; then\n  mv dist.bak dist\n  pm2 reload shop\n  exit 1\nfi\n"
    )
    assert unheard(text, frozenset()) == [2]
