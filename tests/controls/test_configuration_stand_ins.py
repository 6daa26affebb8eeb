"""Settings that only keep a place."""

import pytest

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import Container, Deployment, StandIn
from tests.controls.support import DECLARED, judged, made, scope


def test_a_value_that_only_keeps_a_place_fails_where_it_is_written() -> None:
    kept = made(StandIn, "stack.ts:14", kind=DECLARED, to="api", name="APP_URL")
    assert judged(CONTROL, scope(kept))["stand-in-value"] == ("failed", "stack.ts:14")


def test_a_value_of_another_environment_is_none_of_productions() -> None:
    kept = made(StandIn, "dev.ts:14", kind=DECLARED, to="api", name="APP_URL", environment="development")
    assert "stand-in-value" not in judged(CONTROL, scope(kept))


@pytest.mark.parametrize(("starts", "shown"), [("compose", True), ("pm2", False)])
def test_a_compose_file_speaks_where_releases_are_started_with_compose(starts: str, *, shown: bool) -> None:
    kept = made(StandIn, "compose.yml:9", to="api", name="APP_URL")
    api = made(Container, "compose.yml:3", name="api", file="compose.yml", role="application")
    deploys = made(Deployment, "deploy.sh:3", method="ssh", starts=starts)
    assert ("stand-in-value" in judged(CONTROL, scope(kept, api, deploys))) is shown


def test_where_a_template_keeps_a_place_nobody_asks_what_is_missing_at_a_compose_file() -> None:
    kept = made(StandIn, "rds.tf:10", kind=DECLARED, to="shop", name="password")
    handed = {"environment": "compose.yml:6-9"}
    api = made(Container, "compose.yml:3", name="api", file="compose.yml", role="application", places=handed)
    assert judged(CONTROL, scope(kept, api)) == {"stand-in-value": ("failed", "rds.tf:10")}
