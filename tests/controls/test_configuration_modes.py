"""What production runs in a developer's mode."""

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import Container, Deployment, DeveloperMode
from tests.controls.support import DECLARED, judged, made, scope

MODE = "developers-mode"


def test_a_developers_mode_fails_where_it_is_given() -> None:
    given = made(DeveloperMode, "stack.ts:14", kind=DECLARED, to="api", name="DEBUG")
    assert judged(CONTROL, scope(given))[MODE] == ("failed", "stack.ts:14")
    assert MODE not in judged(
        CONTROL, scope(made(DeveloperMode, "x.ts:1", to="a", name="D", environment="development"))
    )


def test_a_compose_file_that_starts_nothing_here_says_nothing() -> None:
    given = made(DeveloperMode, "compose.yml:14", to="api", name="CARD_SANDBOX")
    api = made(Container, "compose.yml:3", name="api", file="compose.yml", role="application")
    starts = made(Deployment, "deploy.yml:9", method="ssh", starts="compose", identity="commit")
    assert MODE not in judged(CONTROL, scope(given, api))
    assert judged(CONTROL, scope(given, api, starts))[MODE] == ("failed", "compose.yml:14")
