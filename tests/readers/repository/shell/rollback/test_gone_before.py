"""What a way back needs, and a script deletes before it could be called."""

import pytest

from holdfast.model.facts import ScriptFault
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.shell import facts_of

WAY = "rollback() {\n  mv app.env.previous app.env\n  IMAGE=$OLD docker compose up -d\n}\ntrap rollback EXIT\n"
LIVE = "IMAGE=$1 docker compose up -d\n"


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (LIVE + "rm -f app.env.previous\ncurl -f localhost/health\n", [7]),
        (LIVE + "curl -f localhost/health\nrm -f app.env.previous\necho done\n", []),
        ("if [ -f app.env ]; then\n  cp app.env app.env.previous\nelse\n  rm -f app.env.previous\nfi\n" + LIVE, []),
        ("if [ -f app.env ]; then\n  echo kept\nelse\n  rm -f app.env.previous\nfi\n" + LIVE, [9]),
    ],
)
def test_only_what_goes_before_the_release_is_sure_to_stay_is_missed_by_the_way_back(
    steps: str, lines: list[int]
) -> None:
    facts = facts_of(Snippet("deploy.sh", WAY + steps))
    assert [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "rollback-cannot-start"] == lines


def test_an_image_that_a_way_back_cannot_fetch_is_there_from_before() -> None:
    pulls = WAY.replace("  IMAGE", "  IMAGE=$OLD docker compose pull || true\n  IMAGE")
    facts = facts_of(Snippet("deploy.sh", pulls + LIVE + "docker compose pull || true\n" + LIVE))
    swallowed = [f.at.start_line for f in facts if isinstance(f, ScriptFault) and f.form == "error-swallowed"]
    assert swallowed == [8]
