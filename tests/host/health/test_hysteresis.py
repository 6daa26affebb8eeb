"""Hysteresis: how many answers in a row change a state."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.host.health.hysteresis import Hysteresis
from holdfast.host.health.probe import State


def after(answers: list[bool], fail_after: int = 2, recover_after: int = 3) -> State:
    known = Hysteresis(fail_after, recover_after)
    for ok in answers:
        known = known.after(ok=ok)
    return known.state


def test_nothing_is_known_before_the_first_answer() -> None:
    assert after([]) is State.UNKNOWN


def test_the_first_success_passes_at_once() -> None:
    assert after([True]) is State.PASSING


def test_one_failure_at_the_start_is_not_yet_held_against_it() -> None:
    assert after([False]) is State.UNKNOWN
    assert after([False, False]) is State.FAILING


def test_it_fails_after_as_many_failures_in_a_row_as_told() -> None:
    assert after([True, False]) is State.PASSING
    assert after([True, False, True, False]) is State.PASSING
    assert after([True, False, False]) is State.FAILING


def test_it_recovers_after_as_many_successes_in_a_row_as_told() -> None:
    failed = [True, False, False]
    assert after([*failed, True, True]) is State.FAILING
    assert after([*failed, True, True, False, True, True]) is State.FAILING
    assert after([*failed, True, True, True]) is State.PASSING


@given(st.lists(st.booleans()), st.integers(1, 5), st.integers(1, 5))
def test_a_state_that_is_known_only_turns_on_its_own_number_of_answers_in_a_row(
    answers: list[bool], fail_after: int, recover_after: int
) -> None:
    known = Hysteresis(fail_after, recover_after)
    for place, ok in enumerate(answers):
        following = known.after(ok=ok)
        turned = following.state is not known.state
        if turned and known.state is not State.UNKNOWN:
            needed = recover_after if ok else fail_after
            assert answers[place + 1 - needed : place + 1] == [ok] * needed
        assert following.against < max(fail_after, recover_after)
        known = following


@given(st.lists(st.booleans()), st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_enough_equal_answers_always_settle_it(
    answers: list[bool], fail_after: int, recover_after: int, last: bool
) -> None:
    settled = after([*answers, *[last] * 5], fail_after, recover_after)

    assert settled is (State.PASSING if last else State.FAILING)
