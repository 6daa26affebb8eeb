"""Images that are thrown away behind a start nobody asked about."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def pruned(text: str) -> list[int]:
    return [
        fact.at.start_line
        for fact in facts_of(Snippet("deploy.sh", text))
        if isinstance(fact, ScriptFault) and fact.form == "previous-release-deleted"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "git pull\ndocker compose build\ndocker compose up -d\ndocker image prune -f\n",
        "git pull\ndocker compose down\ndocker-compose up -d --build\ndocker system prune -af\n",
        "docker pull acme/shop:latest\ndocker run -d --name shop acme/shop:latest\ndocker image prune -f\n",
    ],
)
def test_the_image_before_has_no_name_any_more_and_goes(text: str) -> None:
    assert pruned(text) == [text.count("\n")]


@pytest.mark.parametrize(
    "text",
    [
        "git pull\ndocker compose up -d --build\ncurl -f localhost/health || exit 1\ndocker image prune -f\n",
        "docker pull acme/shop:$GIT_SHA\ndocker run -d --name shop acme/shop:$GIT_SHA\ndocker image prune -f\n",
        "git pull\ndocker compose up -d --build\ndocker image prune -f --filter until=720h\n",
        "git pull\ndocker image prune -f\ndocker compose up -d --build\n",
    ],
)
def test_what_has_a_name_or_has_answered_or_is_older_may_be_thrown_away(text: str) -> None:
    assert pruned(text) == []
