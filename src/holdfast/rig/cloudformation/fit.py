"""Between a template's properties and a call's parameters: the same things under slightly different names."""

import json
from collections.abc import Mapping
from typing import Any

_WRAPPED = frozenset({"Quantity", "Items"})
_TAG = frozenset({"TagKey", "TagValue"})


def fitted(value: Any, shape: Any) -> Any:
    """Properties as a call of the API takes them; what the call does not know is left out.

    Names are matched whatever their case, texts become numbers where the call wants numbers, documents become texts,
    lists are wrapped as CloudFront wants them, and lists of keys and values become maps.

    Args:
        value: the property's value.
        shape: the parameter's shape, as botocore describes it.
    """
    kind = shape.type_name
    if kind == "structure":
        return _structure(value, shape)
    if kind == "list":
        return [fitted(item, shape.member) for item in (value if isinstance(value, list) else [value])]
    if kind == "map":
        pairs = {one["Key"]: one["Value"] for one in value} if isinstance(value, list) else value
        return {str(key): fitted(item, shape.value) for key, item in pairs.items()}
    if kind == "string":
        return _text(value)
    if kind in {"integer", "long"}:
        return int(value)
    if kind in {"float", "double"}:
        return float(value)
    if kind == "boolean":
        return str(value).lower() == "true"
    return value


def _structure(value: Any, shape: Any) -> Any:
    members = shape.members
    if set(members) >= _WRAPPED and isinstance(value, list):
        return {"Quantity": len(value), "Items": fitted(value, members["Items"])}
    if set(members) >= _WRAPPED and isinstance(value, Mapping) and "Items" in value and "Quantity" not in value:
        value = {"Quantity": len(value["Items"]), **value}
    if not isinstance(value, Mapping):
        return value
    own = {key.lower(): item for key, item in value.items()}
    if set(members) == _TAG and "key" in own:
        own = {"tagkey": own["key"], "tagvalue": own["value"]}
    return {name: fitted(own[name.lower()], one) for name, one in members.items() if name.lower() in own}


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def unwrapped(value: Any) -> Any:
    """What a service describes, with CloudFront's counted lists made plain."""
    if isinstance(value, list):
        return [unwrapped(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "Quantity" in value and set(value) <= _WRAPPED:
        return unwrapped(value.get("Items", []))
    return {key: unwrapped(item) for key, item in value.items()}


def filled(value: Any, names: Mapping[str, Any]) -> Any:
    """A call's parameters with `{name}` replaced; one that is a name alone takes the value as it is."""
    if isinstance(value, list):
        return [filled(item, names) for item in value]
    if isinstance(value, dict):
        return {key: filled(item, names) for key, item in value.items()}
    if not isinstance(value, str) or "{" not in value:
        return value
    if value[0] == "{" and value[-1] == "}" and value[1:-1] in names:
        return names[value[1:-1]]
    return value.format_map(names)
