"""What CloudFormation tells while it works, and which of its failures was the first that no other one caused."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from holdfast.actions.deploy.causes import cause_of
from holdfast.actions.deploy.cloud import Cloud, asking
from holdfast.model.deployment import Cause
from holdfast.model.record import record

_CONSEQUENCES = (
    "resource creation cancelled",
    "resource update cancelled",
    "resource deletion cancelled",
    "resource creation canceled",
    "resource update canceled",
)


@record(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of a stack: when, of which resource, its state with the reason."""

    id: str
    at: datetime
    logical_id: str
    physical_id: str
    kind: str
    state: str
    reason: str

    @property
    def is_of_stack(self) -> bool:
        """It is of the stack itself and of none of its resources."""
        return self.kind == "AWS::CloudFormation::Stack" and ":stack/" in self.physical_id


def read_events(cloud: Cloud, stack: str, region: str, known: frozenset[str] = frozenset()) -> tuple[Event, ...]:
    """The events of a stack that are not known yet, the oldest first.

    Args:
        cloud: the account.
        stack: its ARN, by which a stack that is deleted answers, too.
        region: where it is.
        known: ids of events that were read before; reading ends at the first of them.

    Raises:
        CloudError: AWS refused, or did not answer.
    """
    pages = cloud.client("cloudformation", region).get_paginator("describe_stack_events")
    found: list[Event] = []
    with asking("cloudformation:DescribeStackEvents", stack):
        for page in pages.paginate(StackName=stack):
            fresh = [one for one in map(_event, page["StackEvents"]) if one.id not in known]
            found += fresh
            if len(fresh) < len(page["StackEvents"]):
                break
    return tuple(reversed(found))


def _event(told: Any) -> Event:
    return Event(
        id=str(told["EventId"]),
        at=told["Timestamp"],
        logical_id=str(told.get("LogicalResourceId") or ""),
        physical_id=str(told.get("PhysicalResourceId") or ""),
        kind=str(told.get("ResourceType") or ""),
        state=str(told.get("ResourceStatus") or ""),
        reason=str(told.get("ResourceStatusReason") or ""),
    )


def first_cause(events: Sequence[Event]) -> Cause | None:
    """The first failure of a resource that was not cancelled because of another; the stack's own reason where none is.

    Args:
        events: of one deployment, the oldest first.
    """
    failed = [one for one in events if one.state.endswith("_FAILED") and not _is_consequence(one)]
    resources = [one for one in failed if not one.is_of_stack]
    telling = next(iter(resources or failed), None)
    if telling is None:
        telling = next((one for one in events if one.is_of_stack and "ROLLBACK" in one.state and one.reason), None)
    return None if telling is None else cause_of(telling.logical_id, telling.kind, telling.reason)


def _is_consequence(event: Event) -> bool:
    return event.reason.strip().rstrip(".").lower() in _CONSEQUENCES


@record(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a stack is: resources done of all, the ones under way in the order they began, and since when.

    Attributes:
        stack: its name.
        done: resources that came to an end.
        total: resources that the plan touches.
        under_way: logical ids.
        seconds: since it began.
        rolling_back: it goes back.
    """

    stack: str
    done: int
    total: int
    under_way: tuple[str, ...]
    seconds: float
    rolling_back: bool = False


def progress_of(stack: str, events: Iterable[Event], total: int, seconds: float) -> Progress:
    """How far the events say that a stack is."""
    states: dict[str, str] = {}
    rolling = False
    for event in events:
        if event.is_of_stack:
            rolling = rolling or "ROLLBACK" in event.state
        else:
            states.pop(event.logical_id, None)
            states[event.logical_id] = event.state
    done = sum(1 for state in states.values() if not state.endswith("_IN_PROGRESS"))
    under_way = tuple(name for name, state in states.items() if state.endswith("_IN_PROGRESS"))
    return Progress(
        stack=stack,
        done=done,
        total=max(total, len(states)),
        under_way=under_way,
        seconds=seconds,
        rolling_back=rolling,
    )
