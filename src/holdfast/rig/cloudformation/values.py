"""What a template's functions come to: references, joins, conditions, and what only a deployment will know."""

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_VARIABLE = re.compile(r"\$\{(?P<literal>!?)(?P<name>[^}]+)\}")


class TemplateError(Exception):
    """A template that cannot be what it says; CloudFormation answers with a ValidationError."""


@dataclass(frozen=True, slots=True)
class Later:
    """A value that only a deployment will know.

    Attributes:
        of: logical ids of the resources that it waits for.
    """

    of: frozenset[str] = frozenset()


class _Nothing:
    """`AWS::NoValue`: whatever holds it is left out."""


NOTHING = _Nothing()


@dataclass(frozen=True, slots=True)
class Scope:
    """Where functions look.

    Attributes:
        names: parameters and pseudo parameters, by name.
        mappings: the template's mappings.
        conditions: the template's conditions.
        reference: the value of `Ref` to a resource.
        attribute: the value of `Fn::GetAtt`.
        exported: the value that another stack exports.
        zones: the availability zones of a region.
    """

    names: Mapping[str, Any]
    mappings: Mapping[str, Any]
    conditions: Mapping[str, Any]
    reference: Callable[[str], Any]
    attribute: Callable[[str, str], Any]
    exported: Callable[[str], Any]
    zones: Callable[[str], list[str]]

    def holds(self, condition: str) -> bool:
        """Whether a condition of the template holds.

        Raises:
            TemplateError: the template has no such condition.
        """
        if condition not in self.conditions:
            raise TemplateError(f"Template error: unresolved condition dependency {condition}")
        return bool(resolve(self.conditions[condition], self))


def resolve(value: Any, scope: Scope) -> Any:
    """The value with every function done; `Later` where it is not known yet.

    Raises:
        TemplateError: a function that does not exist or refers to what does not.
    """
    if isinstance(value, list):
        found = [resolve(item, scope) for item in value]
        return [item for item in found if item is not NOTHING]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        name, given = next(iter(value.items()))
        if name == "Ref":
            return _reference(str(given), scope)
        if name == "Condition" and isinstance(given, str) and given in scope.conditions:
            return scope.holds(given)
        if name.startswith("Fn::"):
            return _function(name.removeprefix("Fn::"), given, scope)
    kept = ((key, resolve(item, scope)) for key, item in value.items())
    return {key: item for key, item in kept if item is not NOTHING}


def _reference(name: str, scope: Scope) -> Any:
    if name == "AWS::NoValue":
        return NOTHING
    return scope.names[name] if name in scope.names else scope.reference(name)


def _function(name: str, given: Any, scope: Scope) -> Any:
    lazy = _LAZY.get(name)
    if lazy is not None:
        return lazy(given, scope)
    plain = _PLAIN.get(name)
    if plain is None:
        raise TemplateError(f"Template error: Fn::{name} is not a function that is known here")
    done = resolve(given, scope)
    waiting = later(done)
    if waiting is not None and name != "ToJsonString":
        return waiting
    return plain(done, scope)


def later(value: Any) -> Later | None:
    """What a value waits for, at any depth; None when it is known."""
    if isinstance(value, Later):
        return value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [one for one in map(later, parts) if one is not None]
    return Later(frozenset().union(*(one.of for one in found))) if found else None


def _if(given: Any, scope: Scope) -> Any:
    condition, yes, no = given
    return resolve(yes if scope.holds(condition) else no, scope)


def _attribute(given: Any, scope: Scope) -> Any:
    logical, _, attribute = given.partition(".") if isinstance(given, str) else (given[0], "", given[1])
    return scope.attribute(str(logical), str(resolve(attribute, scope)))


def _sub(given: Any, scope: Scope) -> Any:
    text, own = (given, {}) if isinstance(given, str) else given
    own = {key: resolve(value, scope) for key, value in own.items()}
    waiting: set[str] = set()
    unknown = False

    def put(match: re.Match[str]) -> str:
        nonlocal unknown
        if match["literal"]:
            return f"${{{match['name']}}}"
        name = match["name"].strip()
        if name in own:
            found = own[name]
        elif name in scope.names or "." not in name:
            found = _reference(name, scope)
        else:
            found = _attribute(name, scope)
        if isinstance(found, Later):
            unknown = True
            waiting.update(found.of)
        return str(found)

    done = _VARIABLE.sub(put, str(text))
    return Later(frozenset(waiting)) if unknown else done


def _map(given: Any, scope: Scope) -> Any:
    name, *path = (resolve(part, scope) for part in given[:3])
    found: Any = scope.mappings.get(name)
    for key in path:
        if not isinstance(found, dict) or key not in found:
            raise TemplateError(f"Template error: Unable to get mapping for {name}::{'::'.join(path)}")
        found = found[key]
    return found


def _cidr(given: Any, _: Scope) -> list[str]:
    block, count, *bits = given
    size = 32 - int(bits[0]) if bits else 24
    found = ipaddress.ip_network(str(block)).subnets(new_prefix=size)
    return [str(one) for one, _ in zip(found, range(int(count)), strict=False)]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_LAZY: dict[str, Callable[[Any, Scope], Any]] = {"If": _if, "GetAtt": _attribute, "Sub": _sub, "FindInMap": _map}
_PLAIN: dict[str, Callable[[Any, Scope], Any]] = {
    "Join": lambda given, _: str(given[0]).join(map(_text, given[1])),
    "Select": lambda given, _: given[1][int(given[0])],
    "Split": lambda given, _: str(given[1]).split(str(given[0])),
    "Base64": lambda given, _: base64.b64encode(str(given).encode()).decode(),
    "GetAZs": lambda given, scope: scope.zones(str(given or scope.names["AWS::Region"])),
    "ImportValue": lambda given, scope: scope.exported(str(given)),
    "Cidr": _cidr,
    "Equals": lambda given, _: _text(given[0]) == _text(given[1]),
    "And": lambda given, _: all(given),
    "Or": lambda given, _: any(given),
    "Not": lambda given, _: not given[0],
    "ToJsonString": lambda given, _: json.dumps(given),
    "Length": lambda given, _: len(given),
}


def mentioned(value: Any) -> Iterator[str]:
    """Every name that a value refers to: resources, parameters and pseudo parameters."""
    if isinstance(value, list):
        for item in value:
            yield from mentioned(item)
        return
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key == "Ref" and isinstance(item, str):
            yield item
        elif key == "Fn::GetAtt":
            yield str(item).partition(".")[0] if isinstance(item, str) else str(item[0])
        elif key == "Fn::Sub":
            text, own = (item, {}) if isinstance(item, str) else item
            named = (match["name"].strip() for match in _VARIABLE.finditer(str(text)) if not match["literal"])
            yield from (name.partition(".")[0] for name in named if name not in own)
            yield from mentioned(own)
        else:
            yield from mentioned(item)
