"""What a plan reminds of: what the spec asks for and no template does."""

from holdfast.actions.deploy.deploy import by_hand
from tests.stacks.synthesized import product


def test_recovery_to_any_second_in_the_second_region_is_told_to_be_begun_by_hand() -> None:
    (told,) = by_hand(product("sweetorder"), {"production", "staging", ""})
    assert told.startswith("sweetorder-production: ap-northeast-3 gets the database's snapshot of each day")
    assert "start-db-instance-automated-backups-replication" in told


def test_nothing_is_told_of_environments_that_are_not_planned_or_have_no_copy() -> None:
    assert list(by_hand(product("sweetorder"), {"staging"})) == []
    assert list(by_hand(product("ledgerly"), {"production"})) == []
