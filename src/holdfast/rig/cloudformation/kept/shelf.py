"""Where what moto lacks is kept: what was given, by account, region, kind and name."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from holdfast.rig.cloudformation.wire import Call, refuse

_kept: dict[tuple[str, str, str], dict[str, dict[str, Any]]] = defaultdict(dict)


def forget() -> None:
    """Forget everything."""
    _kept.clear()


def shelf(call: Call, kind: str, *, world: bool = False) -> dict[str, dict[str, Any]]:
    """What is kept of one kind, by name.

    Args:
        call: whose account and region.
        kind: what it is.
        world: whether the service has no regions.
    """
    return _kept[call.account, "" if world else call.region, kind]


def take(call: Call, kind: str, name: Any, code: str, *, world: bool = False) -> dict[str, Any]:
    """What is kept under a name; refused with `code` when there is nothing."""
    found = shelf(call, kind, world=world).get(str(name))
    if found is None:
        raise refuse(code, f"there is no {kind} {name}")
    return found


def number() -> str:
    """A new number."""
    return str(uuid4())


def plain(given: Mapping[str, Any], *without: str) -> dict[str, Any]:
    """What was given, without some of it."""
    return {key: value for key, value in given.items() if key not in without and value is not None}
