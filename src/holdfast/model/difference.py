"""How a template differs from what is deployed, value by value."""

from typing import Any

from holdfast.model.deployment import Act
from holdfast.model.record import record


@record(frozen=True, slots=True, kw_only=True)
class Value:
    """One value that differs: its path in the resource, and both sides as JSON holds them; None where it is missing."""

    path: str
    before: Any = None
    after: Any = None


@record(frozen=True, slots=True, kw_only=True)
class ResourceDifference:
    """One part of a template that differs.

    Attributes:
        act: added, modified or removed; what is replaced only CloudFormation knows.
        name: logical id, or `Outputs.NAME` and the like.
        kind: its type; empty for what is no resource.
        values: what differs; empty for what is new or gone.
    """

    act: Act
    name: str
    kind: str = ""
    values: tuple[Value, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class Drifted:
    """A resource that somebody changed by hand, as CloudFormation saw when it last looked."""

    logical_id: str
    kind: str
    state: str
    values: tuple[Value, ...] = ()


@record(frozen=True, slots=True, kw_only=True)
class StackDifference:
    """How one stack differs from its template.

    Attributes:
        stack: its name.
        region: where it is.
        there: whether there is such a stack.
        parts: what differs, by name.
        drifted: what was changed by hand; None when CloudFormation never looked.
    """

    stack: str
    region: str
    there: bool
    parts: tuple[ResourceDifference, ...] = ()
    drifted: tuple[Drifted, ...] | None = None
