"""Names without a release in files, beside the ways that are accused."""

from dataclasses import replace

from holdfast.controls.releases import CONTROL
from holdfast.model.facts import Deployment, Rollback, ScriptFault, StandingName
from tests.controls.support import judged, made, scope

NAMED = made(Deployment, "deploy.yml:10-30", method="ssh", name="deploy", identity="commit", carries_identity=True)
TIMED = replace(NAMED, identity="timestamp")
STANDING = made(StandingName, "compose.yml:3", name="web")
BACK = made(Rollback, "rollback.yml:5", target="commit")


def test_what_is_started_by_a_word_that_moves_is_shown_where_no_way_back_is() -> None:
    found = judged(CONTROL, scope(NAMED, STANDING))
    assert found["no-rollback"] == ("unproven", "deploy.yml:10-30", "compose.yml:3")
    assert found["no-identity"][0] == "configured"


def test_it_is_shown_where_names_are_missing_rather_than_twice() -> None:
    found = judged(CONTROL, scope(TIMED, STANDING))
    assert found["no-identity"] == ("failed", "deploy.yml:10-30", "compose.yml:3")
    assert "compose.yml:3" not in found["no-rollback"]


def test_alone_or_beside_another_fault_it_is_nobodys() -> None:
    fault = made(ScriptFault, "deploy.sh:9", form="previous-release-deleted", activity="deploy", command="docker rmi")
    for others in ((), (fault,)):
        found = judged(CONTROL, scope(NAMED, STANDING, BACK, *others))
        assert not any("compose.yml:3" in shown for shown in found.values())


def test_a_place_that_is_shown_already_is_not_shown_again() -> None:
    found = judged(CONTROL, scope(NAMED, replace(STANDING, at=NAMED.at)))
    assert found["no-rollback"] == ("unproven", "deploy.yml:10-30")
