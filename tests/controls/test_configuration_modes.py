"""What production runs in a developer's mode."""

from holdfast.controls.configuration import CONTROL
from holdfast.model.facts import Container, Deployment, DeveloperMode, SettingsByHand, SwitchedOff
from tests.controls.support import DECLARED, INSTRUCTED, judged, made, scope

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


def test_what_stands_in_is_a_remark_where_somebody_is_told_to_write_the_real_one() -> None:
    stands_in = made(DeveloperMode, "stack.ts:14", kind=DECLARED, to="api", name="CARD_SANDBOX", instead=True)
    real = made(SwitchedOff, "guide.md:30", kind=INSTRUCTED, to="guide.md", name="CARD_SANDBOX")
    other = made(SwitchedOff, "guide.md:31", kind=INSTRUCTED, to="guide.md", name="DEBUG")
    assert judged(CONTROL, scope(stands_in, real))[MODE] == ("failed (notice)", "stack.ts:14")
    assert judged(CONTROL, scope(stands_in, other))[MODE] == ("failed", "stack.ts:14")
    written = made(DeveloperMode, "stack.ts:20", kind=DECLARED, to="api", name="DEBUG")
    assert judged(CONTROL, scope(stands_in, written, real, other))[MODE] == ("failed", "stack.ts:20")


def test_a_file_that_somebody_writes_by_hand_is_no_place_of_a_mode() -> None:
    given = made(DeveloperMode, "stack.ts:14", kind=DECLARED, to="api", name="DEBUG")
    by_hand = made(SettingsByHand, "guide.md:20-30", kind=INSTRUCTED, names=("JWT_SECRET",))
    assert judged(CONTROL, scope(given, by_hand))[MODE] == ("failed", "stack.ts:14")
