"""Settings that only keep a place."""

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import StandIn
from tests.controls.support import DECLARED, judged, made, scope


def test_a_value_that_only_keeps_a_place_fails_where_it_is_written() -> None:
    kept = made(StandIn, "stack.ts:14", kind=DECLARED, to="api", name="APP_URL")
    assert judged(CONTROL, scope(kept))["stand-in-value"] == ("failed", "stack.ts:14")


def test_a_value_of_another_environment_is_none_of_productions() -> None:
    kept = made(StandIn, "dev.ts:14", kind=DECLARED, to="api", name="APP_URL", environment="development")
    assert "stand-in-value" not in judged(CONTROL, scope(kept))
