"""Releases that a script finds dead, and ends as if all were well."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

_LIVE = "docker compose -f blue.yml up -d\nsleep 30\n"
_LOOK = "UP=$(docker compose -f blue.yml ps | grep Up)\n"
_DEAD = 'if [ -z "$UP" ]; then\n  echo FAILED >> deploy.log\nelse\n  docker compose -f green.yml down\nfi\n'


def lost(text: str, name: str = "deploy.sh") -> list[tuple[int, int]]:
    found = facts_of(Snippet(f"scripts/{name}", f"#!/bin/bash\n{text}"))
    ours = (one for one in found if isinstance(one, ScriptFault) and one.form == "no-error-exit")
    return [(one.at.start_line, one.at.end_line) for one in ours]


@pytest.mark.parametrize(
    ("behind", "told"),
    [
        (_LOOK + _DEAD, [(5, 6)]),
        ('C=$(curl -s -o /dev/null -w "%{http_code}" $URL)\nif [ "$C" != "200" ]; then\n  echo dead\nfi\n', [(5, 6)]),
        ("C=$(curl -s $URL)\nif [[ $C == up ]]; then\n  echo fine\nelse\n  echo dead\nfi\n", [(5, 8)]),
        (_LOOK + _DEAD.replace("deploy.log", "deploy.log\n  exit 1"), []),
        (_LOOK + _DEAD.replace("deploy.log", "deploy.log\n  docker compose -f blue.yml down"), []),
        (_LOOK + _DEAD + '[ -n "$UP" ] || exit 1\n', []),
        (_LOOK + 'if [ -z "$UP" ]; then\n  echo FAILED\nfi\nexit 0\n', [(5, 6)]),
        (_LOOK + 'if [ -z "$UP" ]; then\n  echo FAILED\n  exit\nfi\n', [(5, 7)]),
        (_LOOK + 'if [ -z "$UP" ]; then\n  echo FAILED\n  exit 0\nfi\n[ -d x ] || exit 1\n', [(5, 7)]),
        (_LOOK + 'if [ -z "$UP" ]; then\n  echo FAILED\n  exit 3\nfi\n', []),
        ("UP=$1\n" + _DEAD, []),
        # The copy before it was looked up to be ended, and there may be none.
        ('ID=$(docker ps -q -f publish=80)\nif [ -n "$ID" ]; then\n  docker stop "$ID"\nelse\n  echo none\nfi\n', []),
        ('P=$(lsof -t -i:80)\nif [ -z "$P" ]; then\n  echo nothing to stop\nelse\n  kill -15 $P\nfi\n', []),
    ],
)
def test_the_branch_of_a_dead_release_that_only_writes_a_line(behind: str, told: list[tuple[int, int]]) -> None:
    assert lost(_LIVE + behind) == told


def test_what_is_asked_before_anything_is_started_is_no_release() -> None:
    assert lost(_LOOK + _DEAD + _LIVE) == []


def test_a_script_that_only_watches_may_write_what_it_likes() -> None:
    assert lost(_LOOK + _DEAD, "watch.sh") == []
