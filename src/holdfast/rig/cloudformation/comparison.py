"""What a template says beside what the services say: every property that was lost on the way."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from holdfast.rig.cloudformation.evaluation import dynamic
from holdfast.rig.cloudformation.fit import unwrapped
from holdfast.rig.cloudformation.handlers import handler
from holdfast.rig.cloudformation.handlers.base import Place, pairs
from holdfast.rig.cloudformation.schemas import schema
from holdfast.rig.cloudformation.state import STATE, Resource, Stack

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Loss:
    """One value that a template has and the service has not.

    Attributes:
        stack: the stack's name.
        logical: the resource's name in the template.
        kind: its type.
        path: the property, with dots.
        wanted: what the template says.
        found: what the service says; None when it says nothing.
    """

    stack: str
    logical: str
    kind: str
    path: str
    wanted: Any
    found: Any


def compare(stack: str, account: str, region: str, *, everything: bool = False) -> list[Loss]:
    """Compare a stack's resources with what the services describe, property by property.

    Properties that AWS never gives back are left out, and those that a handler says moto cannot hold.

    Args:
        stack: the stack's name.
        account: the account's number.
        region: the stack's region.
        everything: whether to show what moto cannot hold, too.
    """
    living = [one for one in STATE.stacks[account, region] if one.name == stack and one.deleted is None]
    return [
        loss
        for one in living
        for resource in one.resources.values()
        if resource.physical
        for loss in _lost(one, resource, everything=everything)
    ]


def _lost(stack: Stack, resource: Resource, *, everything: bool) -> Iterator[Loss]:
    at, how = Place(stack.account, stack.region, stack.name), handler(resource.kind)
    found = how.read(at, resource.physical)
    if found is None:
        yield Loss(stack.name, resource.logical, resource.kind, "", resource.physical, None)
        return
    known = schema(resource.kind)
    wanted = {**dynamic(resource.properties, at)}
    shown = unwrapped(dict(found))
    written = {path.replace("/", ".") for path in known.written_only} if known else set()
    # What CloudFormation never gives back, a service may: then it is compared.
    silent = {path for path in written if path.partition(".")[0] not in shown}
    silent |= set() if everything else set(how.unheld)
    if known and known.tags in wanted and known.tags in shown and not _spread(wanted[known.tags]):
        wanted[known.tags], shown[known.tags] = pairs(wanted[known.tags]), pairs(shown[known.tags])
    for path, want, have in differences(wanted, shown):
        if not any(_covers(pattern, path) for pattern in silent):
            yield Loss(stack.name, resource.logical, resource.kind, path, want, have)


def _spread(tags: Any) -> bool:
    return any("PropagateAtLaunch" in one for one in tags if isinstance(one, dict))


def _covers(pattern: str, path: str) -> bool:
    """Whether a path is the pattern's, or within it; members of lists are `*` in patterns and numbers in paths."""
    wanted, parts = pattern.split("."), path.split(".")
    if len(parts) < len(wanted):
        return False
    same = all(one in {"*", part} for one, part in zip(wanted, parts, strict=False))
    return same or _covers_plain(wanted, parts)


def _covers_plain(wanted: list[str], parts: list[str]) -> bool:
    named = [part for part in parts if not part.isdigit()]
    plain = [one for one in wanted if one != "*"]
    return named[: len(plain)] == plain


def differences(want: Any, have: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What is wanted and is not there: where, what is wanted, and what there is.

    More than is wanted is no difference; nor are the case of keys, the order of lists, or numbers given as texts.
    """
    if isinstance(want, Mapping) and set(want) == {"Items"} and isinstance(have, list):
        want = want["Items"]
    want, have = _alike(want, have)
    if isinstance(want, Mapping) and isinstance(have, Mapping):
        own = {str(key).lower(): value for key, value in have.items()}
        for key, value in want.items():
            yield from differences(value, own.get(str(key).lower(), _MISSING), f"{path}.{key}".lstrip("."))
        return
    if isinstance(want, list) and isinstance(have, list):
        left = list(have)
        for index, value in enumerate(want):
            same = next((one for one in left if not any(differences(value, one))), _MISSING)
            if same is not _MISSING:
                left.remove(same)
                continue
            near = _nearest(value, left)
            yield from differences(value, near, f"{path}.{index}")
        return
    if _plain(want) != _plain(have) and not _empty(want, have):
        yield path, want, None if have is _MISSING else have


def _nearest(want: Any, left: list[Any]) -> Any:
    """The member that differs least: so that one lost key is told as one, not as a whole rule."""
    return min(left, key=lambda one: sum(1 for _ in differences(want, one)), default=_MISSING)


def _alike(want: Any, have: Any) -> tuple[Any, Any]:
    """Both in one shape: a document is what its text says, and one thing is a list of one."""
    want, have = _read(want, have), _read(have, want)
    if isinstance(want, list) and not isinstance(have, list) and have is not _MISSING:
        return want, [have]
    return ([want], have) if isinstance(have, list) and not isinstance(want, list) else (want, have)


def _read(value: Any, other: Any) -> Any:
    if not isinstance(value, str) or not isinstance(other, dict | list) or value[:1] not in {"{", "["}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _empty(want: Any, have: Any) -> bool:
    return have is _MISSING and want in ([], {}, "")


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{float(value):g}"
    text = str(value)
    try:
        return f"{float(text):g}" if text[:1].isdigit() and len(text) < 16 else _unboolean(text)
    except ValueError:
        return text


def _unboolean(text: str) -> str:
    return text.lower() if text in {"True", "False"} else text
