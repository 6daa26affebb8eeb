"""Whose turn it is: one waits for the other, and a deployer that died holds nobody up for long."""

import json
import threading
from contextlib import ExitStack

import pytest

from holdfast.host.releases.failure import ReleaseError
from holdfast.host.releases.objects import Objects
from holdfast.host.releases.turn import Turn, take_turn
from holdfast.rig.processes import wait_until

pytestmark = pytest.mark.integration

KEY = "releases/production/turn.json"


def take(objects: Objects, who: str, stack: ExitStack, said: list[str], *, wait: float = 0, lease: float = 60) -> Turn:
    turn = take_turn(
        objects, "production", who, wait_seconds=wait, say=said.append, lease_seconds=lease, pause_seconds=0.05
    )
    return stack.enter_context(turn)


def test_a_second_one_is_told_who_deploys_and_waits(objects: Objects) -> None:
    said: list[str] = []
    order: list[str] = []
    with ExitStack() as first:
        take(objects, "kim", first, said)

        def second() -> None:
            with ExitStack() as stack:
                take(objects, "lee", stack, said, wait=20)
                order.append("lee")

        waiting = threading.Thread(target=second)
        waiting.start()
        wait_until(lambda: said, "the second to wait")
        order.append("kim")
    waiting.join()

    assert said == ["waiting for kim, who deploys to production"]
    assert order == ["kim", "lee"]


def test_who_may_not_wait_is_refused_with_the_others_name(objects: Objects) -> None:
    with ExitStack() as first, ExitStack() as second:
        take(objects, "kim", first, [])
        with pytest.raises(ReleaseError, match="kim still deploys to production"):
            take(objects, "lee", second, [])


def test_the_turn_of_a_deployer_that_died_ends_with_its_lease(objects: Objects) -> None:
    # S3 tells times in whole seconds.
    objects.create(KEY, json.dumps({"who": "kim", "token": "x", "lease_seconds": 1}).encode())
    with ExitStack() as stack:
        take(objects, "lee", stack, [], wait=10)


def test_a_turn_that_is_renewed_outlives_its_lease_and_one_that_was_taken_is_known_to_be_lost(
    objects: Objects,
) -> None:
    with ExitStack() as stack:
        turn = take(objects, "kim", stack, [], lease=0.4)
        stored = objects.read(KEY)
        assert stored is not None
        objects.replace(KEY, b'{"who": "lee", "token": "y", "lease_seconds": 60}', stored.etag)
        wait_until(turn.lost.is_set, "the loss to be seen")
    left = objects.read(KEY)
    assert left is not None
    assert b"lee" in left.body, "another's turn is not given back"


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"{}", b'{"lease_seconds": "x"}'])
def test_what_makes_no_sense_holds_nobody_up(objects: Objects, body: bytes) -> None:
    objects.create(KEY, body)
    with ExitStack() as stack:
        take(objects, "kim", stack, [])


def test_a_turn_is_given_back(objects: Objects) -> None:
    for _ in range(2):
        with ExitStack() as stack:
            take(objects, "kim", stack, [])
