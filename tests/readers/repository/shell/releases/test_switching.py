"""Requests that bring traffic to a new release."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_PUT = 'curl -s -X PUT http://127.0.0.1:81/api/nginx/proxy-hosts/1 -d "$NEW"'


def unseen(switch: str, *, after: str = "docker stop shop-blue || true\n") -> list[int]:
    text = f"#!/bin/bash\ndocker run -d --name shop-green shop:$TAG\n{switch}\n{after}"
    found = facts_of(Snippet("deploy.sh", text))
    return [f.at.start_line for f in found if isinstance(f, ScriptFault) and f.command.startswith("curl")]


def test_a_switch_that_may_be_refused_unseen_before_the_old_release_stops() -> None:
    assert unseen(_PUT) == [3]


@pytest.mark.parametrize(
    "switch",
    [
        _PUT.replace("-s -X", "-sf -X"),
        _PUT.replace("-s -X", "--fail -X"),
        f"if ! {_PUT}; then exit 1; fi",
        f"{_PUT} | grep -q enabled || exit 1",
        'curl -s -X POST "$SLACK_WEBHOOK_URL" -d \'{"text": "released"}\'',
        "curl -s http://127.0.0.1:8081/health",
    ],
)
def test_a_switch_that_is_watched_and_a_word_to_somebody_hide_nothing(switch: str) -> None:
    assert unseen(switch) == []


def test_where_the_old_release_goes_on_a_refused_switch_takes_nothing_away() -> None:
    assert unseen(_PUT, after="echo done\n") == []
