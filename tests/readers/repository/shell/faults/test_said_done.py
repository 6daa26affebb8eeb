"""Scripts that say a release is out, whatever became of it."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def lost(text: str, *, name: str = "deploy.sh") -> list[int]:
    found = facts_of(Snippet(f"scripts/{name}", f"#!/bin/bash\n{text}"), known_scripts=frozenset(["switch.sh"]))
    return [
        fact.at.start_line
        for fact in found
        if isinstance(fact, ScriptFault) and (fact.activity, fact.form) == ("deploy", "no-error-exit")
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("cd /srv/shop\n./switch.sh\necho '배포 완료'\n", [3]),
        ("bash switch.sh blue\necho Deployed\n", [2]),
        ("git pull\npm2 reload shop\necho 'デプロイ完了'\n", [3]),
        ("set -e\n./switch.sh\necho done\n", []),
        ("./switch.sh || exit 1\necho done\n", []),
        ("./switch.sh\n", []),
        ("./switch.sh\necho 'now look at the logs'\n", []),
        ("./switch.sh\nif [ $? -ne 0 ]; then exit 1; fi\necho done\n", []),
        ("./switch.sh\ncurl -f http://localhost:3000/health || exit 1\necho done\n", []),
        ("./other.sh\necho done\n", []),
    ],
)
def test_a_word_of_success_behind_a_start_that_may_have_failed(text: str, lines: list[int]) -> None:
    assert lost(text) == lines


def test_a_script_that_is_no_deployment_may_say_what_it_likes() -> None:
    assert lost("./switch.sh\necho done\n", name="report.sh") == []


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("./switch.sh || true\necho done\n", ["error-swallowed"]),
        ("set -e\n./switch.sh | tee out.log\necho done\n", ["pipe-hides-error"]),
        ("set -eo pipefail\n./switch.sh | tee out.log\necho done\n", []),
        ("set -e\nif ./switch.sh; then\n  echo done\nelse\n  exit 1\nfi\n", []),
        ("set -e\n(cd there && ./switch.sh)\necho done\n", []),
        ("echo done\nexec ./switch.sh\n", []),
    ],
)
def test_a_failure_that_is_thrown_away_before_the_word_of_success(text: str, form: list[str]) -> None:
    found = facts_of(Snippet("scripts/deploy.sh", f"#!/bin/bash\n{text}"), known_scripts=frozenset(["switch.sh"]))
    assert [one.form for one in found if isinstance(one, ScriptFault) and one.activity == "deploy"] == form
