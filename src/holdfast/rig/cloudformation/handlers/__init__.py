"""A handler for every resource type that the stacks emit, by service."""

from functools import cache
from importlib import import_module

from holdfast.rig.cloudformation.handlers.base import Handler

_GROUPS = (
    "network",
    "firewall",
    "storage",
    "balancing",
    "compute",
    "scaling",
    "database",
    "identity",
    "watching",
    "delivery",
    "keeping",
    "running",
)


class UnknownTypeError(LookupError):
    """A resource type without a handler."""


@cache
def handlers() -> dict[str, Handler]:
    """Every handler, by its type."""
    found: dict[str, Handler] = {}
    for group in _GROUPS:
        for one in import_module(f"{__name__}.{group}").HANDLERS:
            found[one.kind] = one
    return found


def handler(kind: str) -> Handler:
    """The handler of a type.

    Raises:
        UnknownTypeError: there is none.
    """
    if kind not in handlers():
        raise UnknownTypeError(f"no handler for {kind} here")
    return handlers()[kind]
