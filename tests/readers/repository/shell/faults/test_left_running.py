"""Steps of a release that are sent into the background."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of


def lost(text: str, *, name: str = "start_deploy.sh", heading: str = "", hooked: bool = False) -> list[int]:
    snippet = Snippet(f"scripts/{name}", f"#!/bin/bash\n{text}", heading=heading)
    found = facts_of(snippet, hooked=hooked, known_scripts=frozenset(["switch.sh", "refresh.sh"]))
    swallowed = [fact for fact in found if isinstance(fact, ScriptFault) and fact.form == "error-swallowed"]
    return [fact.at.start_line for fact in swallowed if fact.activity in ("deploy", "migration")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("/srv/shop/deploy.sh > /dev/null 2> /dev/null < /dev/null &\n", [2]),
        ("nohup ./deploy.sh &\n", [2]),
        ("bash scripts/rollout.sh blue > out.log 2>&1 &\n", [2]),
        ("sudo -u ubuntu ./blue-green.sh &\n", [2]),
        ("nohup bash -c './deploy.sh' > out.log &\n", [2]),
        ("(cd /srv/shop && ./deploy.sh) &\n", [2]),
        ("docker compose pull &\ndocker compose up -d\n", [2]),
        ("git pull origin main &\nsleep 5\npm2 reload shop\n", [2]),
        ("docker compose pull &\nwait\ndocker compose up -d\n", []),
        ("./deploy.sh &\nPID=$!\nwait $PID\n", []),
        ("./deploy.sh\n", []),
        ("tail -f /var/log/shop.log &\n./deploy.sh\n", []),
        ("./start.sh &\n", []),  # it may be the application itself
    ],
)
def test_what_a_release_sends_into_the_background_ends_unheard(text: str, lines: list[int]) -> None:
    assert lost(text) == lines


def test_only_what_belongs_to_a_release_has_to_be_waited_for() -> None:
    assert lost("./refresh.sh &\n", hooked=True) == [2]
    assert lost("./refresh.sh &\n") == []
    assert lost("./deploy.sh &\n", name="watch.sh") == []
    assert lost("ssh ubuntu@shop 'nohup ./deploy.sh > out.log 2>&1 &'\n", name="ci.yml", heading="job / step") == [2]
    assert lost("./deploy.sh &\n", name="ci.yml", heading="job / step") == []
