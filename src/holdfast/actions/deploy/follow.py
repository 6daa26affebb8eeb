"""Follows a stack that CloudFormation works on, until it comes to an end."""

import time
from collections.abc import Callable

from holdfast.actions.deploy.cloud import Cloud
from holdfast.actions.deploy.deployed import Deployed, Phase, read_stack
from holdfast.actions.deploy.events import Event, Progress, first_cause, progress_of, read_events
from holdfast.model.deployment import Cause, StackResult
from holdfast.model.errors import IncompleteError

Watch = Callable[[Progress], None]
"""Told how far a stack is."""

_GOOD = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_COMPLETE", "IMPORT_COMPLETE"})
_QUIET_SECONDS = 60


def nobody(_progress: Progress) -> None:
    """Progress that nobody watches."""


def follow(
    cloud: Cloud, stack: Deployed, *, known: frozenset[str], total: int, watch: Watch, good: frozenset[str] = _GOOD
) -> StackResult:
    """Wait until what is under way at a stack has come to an end.

    Args:
        cloud: the account.
        stack: with its ARN as `id`.
        known: ids of the events from before.
        total: how many resources are touched.
        watch: told after every look.
        good: states that are an end as it was wanted.

    Raises:
        IncompleteError: it takes longer than the account's patience.
        CloudError: AWS refused, or did not answer.
    """
    begun = time.monotonic()
    events: list[Event] = []
    last_heard = begun
    while True:
        fresh = read_events(cloud, stack.id, stack.region, known | {one.id for one in events})
        events += fresh
        now = time.monotonic()
        last_heard = now if fresh else last_heard
        watch(progress_of(stack.stack, events, total, now - begun))
        state = _end(events)
        if not state and now - last_heard > _QUIET_SECONDS:
            # Nothing is heard: it may have ended before we began to listen.
            there = read_stack(cloud, stack.id, stack.region, template=False)
            state = there.state if there.phase is not Phase.MOVING else ""
        if state:
            return _result(stack, state, events, now - begun, good)
        if now - begun > cloud.patience:
            raise IncompleteError(
                f"is still under way after {cloud.patience / 3600:g} hours",
                where=f"{stack.stack} ({stack.region})",
                next_step="look at its events in the console; `holdfast deploy --wait` waits on",
            )
        time.sleep(cloud.pace)


def _end(events: list[Event]) -> str:
    """The state in which the stack ended; empty while it works."""
    last = next((one.state for one in reversed(events) if one.is_of_stack), "")
    return "" if last.endswith("_IN_PROGRESS") else last


def _result(stack: Deployed, state: str, events: list[Event], seconds: float, good: frozenset[str]) -> StackResult:
    ended = {one.logical_id for one in events if not one.is_of_stack and one.state.endswith("_COMPLETE")}
    cause = None if state in good else first_cause(events)
    if state not in good and cause is None:
        cause = Cause(key="other", logical_id=stack.stack, kind="AWS::CloudFormation::Stack", reason="no reason told")
    return StackResult(
        stack=stack.stack, region=stack.region, state=state, seconds=seconds, done=len(ended), cause=cause
    )


def wait_until_settled(cloud: Cloud, stack: Deployed, watch: Watch = nobody) -> Deployed:
    """Wait until nobody works on a stack any more; what it is then.

    Raises:
        IncompleteError: it takes longer than the account's patience.
        CloudError: AWS refused, or did not answer.
    """
    begun = time.monotonic()
    while stack.phase is Phase.MOVING:
        watch(Progress(stack=stack.stack, done=0, total=0, under_way=(), seconds=time.monotonic() - begun))
        if time.monotonic() - begun > cloud.patience:
            raise IncompleteError(
                f"is still {stack.state} after {cloud.patience / 3600:g} hours",
                where=stack.stack,
                next_step="look at it in the console",
            )
        time.sleep(cloud.pace)
        stack = read_stack(cloud, stack.stack, stack.region, template=False)
    return stack
