"""A call on a construct, and how it changes what the construct made."""

from typing import Any

from holdfast.model.record import record
from holdfast.readers.repository.cdk.constructs import Maker
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.templates.stack import Resource
from holdfast.readers.repository.text.nodes import Node, build


@record(frozen=False)
class Call:
    """One call on a construct.

    Args:
        name: of the method.
        target: the resource it is called on; None when that cannot be told.
        given: its arguments.
        options: the properties of its last argument, and keyword arguments.
        line, end: where it stands.
        make: makes further resources.
        neighbours: the resources of the same class.
    """

    name: str
    target: Resource | None
    given: list[Node]
    options: Node
    line: int
    end: int
    make: Maker
    neighbours: list[Resource]

    def node(self, value: Any) -> Node:
        """A value on the call's lines."""
        return Node(build(value, self.line).value, self.line, self.end, self.line)


_PARAMETERS = {
    "addIngressRule": ("peer", "connection"),
    "allowFrom": ("other", "portRange"),
    "allowFromAnyIpv4": ("portRange",),
    "allowDefaultPortFrom": ("other",),
    "allowSshAccessFrom": ("peer",),
    "addManagedPolicy": ("policy",),
    "addToPolicy": ("statement",),
    "addToRolePolicy": ("statement",),
    "addToPrincipalPolicy": ("statement",),
    "addToResourcePolicy": ("permission", "statement"),
    "addSubscription": ("subscription",),
    "addAlarmAction": ("actions",),
    "applyRemovalPolicy": ("policy",),
}
"""What methods are given in turn, by the names that Python may use for it."""


def in_order(call: Expr) -> tuple[Expr, ...]:
    """The arguments of a call, those that stand by their names among them."""
    names = _PARAMETERS.get(str(call.value), ())[len(call.parts) :] if call.entries else ()
    told = {name: value for name, _, value in call.entries}
    return (*call.parts, *(told[name] for name in names if name in told))


def put(resource: Resource, value: Node, *path: str) -> None:
    """Set a property."""
    place = resource.properties.value
    for key in path[:-1]:
        if not isinstance(place, dict):
            return
        place = place.setdefault(key, Node({}, value.line, value.end, value.key_line)).value
    if isinstance(place, dict):
        place[path[-1]] = value


def append(resource: Resource, value: Node, *path: str) -> None:
    """Add an item to a property's list."""
    found = resource.properties.get(*path)
    items = [*found.items(), value] if found is not None else [value]
    first = found or value
    put(resource, Node([*items], first.line, max(value.end, first.end), first.key_line), *path)
