"""The built-in functions of Terraform that small teams use in what Holdfast reads."""

import posixpath
from collections.abc import Callable

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.steps import follow
from holdfast.readers.repository.terraform.values import NOTHING, FileText, Given, Partial, Place, Value, same
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_MAX_RANGE = 200


def call(name: str, arguments: list[Value], folder: str) -> Value:
    """What a function gives; UNKNOWN for one that is not in the table. `folder` is the calling module's."""
    if name in ("file", "templatefile", "filebase64"):
        return _file(arguments, folder)
    function = _FUNCTIONS.get(name)
    return function(arguments) if function is not None and arguments else NOTHING


def _file(arguments: list[Value], folder: str) -> Value:
    path = arguments[0].data if arguments else None
    if not isinstance(path, str) or isinstance(path, Partial):
        return NOTHING
    # `path.module` is given as a path from the repository's root; anything else counts from the module's folder.
    whole = path if path.startswith("/") else f"/{folder}/{path}"
    opened = FileText(posixpath.normpath(whole).lstrip("/"), arguments[1] if len(arguments) > 1 else None)
    return Value(opened, _from_to(arguments[0].place, arguments[-1].place))


def _from_to(first: Place | None, last: Place | None) -> Place | None:
    """The lines of both, where they stand in one text: what a template is filled in with stands behind its name."""
    if first is None or last is None or first.snippet is not last.snippet or last.end < first.start:
        return first
    return Place(first.snippet, first.start, last.end)


def _first(arguments: list[Value]) -> Value:
    return arguments[0]


def _try(arguments: list[Value]) -> Value:
    return next((value for value in arguments if value.known or isinstance(value.data, Given)), arguments[0])


def _coalesce(arguments: list[Value]) -> Value:
    for value in arguments:
        if not value.known or value.data not in (None, ""):
            return value
    return NOTHING


def _lookup(arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[0].data, dict):
        return NOTHING
    found = follow(arguments[0], [arguments[1]])
    return arguments[2] if found is NOTHING and len(arguments) > 2 and arguments[1].known else found


def _element(arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[0].data, list) or not arguments[0].data:
        return arguments[0] if arguments and not arguments[0].known else NOTHING
    index = arguments[1].number()
    return NOTHING if index is None else arguments[0].data[int(index) % len(arguments[0].data)]


def _merge(arguments: list[Value]) -> Value:
    if not all(isinstance(value.data, dict) or value.data is None for value in arguments):
        known = [value for value in arguments if isinstance(value.data, dict)]
        return _merge(known) if known else NOTHING
    merged: dict[str, Value] = {}
    for value in arguments:
        merged.update(value.data or {})
    return Value(merged, arguments[0].place)


def _concat(arguments: list[Value]) -> Value:
    if not all(isinstance(value.data, list) for value in arguments):
        return NOTHING
    return Value([item for value in arguments for item in value.items()], arguments[0].place)


def _flatten(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0].data, list):
        return arguments[0]
    flat, waiting = [], list(reversed(arguments[0].items()))
    while waiting:
        value = waiting.pop()
        if isinstance(value.data, list):
            waiting.extend(reversed(value.data))
        else:
            flat.append(value)
    return Value(flat, arguments[0].place)


def _compact(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0].data, list):
        return arguments[0]
    return Value([item for item in arguments[0].data if item.data not in (None, "")], arguments[0].place)


def _distinct(arguments: list[Value]) -> Value:
    if not isinstance(arguments[0].data, list):
        return arguments[0]
    kept: dict[object, Value] = {}
    for item in arguments[0].data:
        kept.setdefault(item.text() or id(item), item)
    return Value(list(kept.values()), arguments[0].place)


def _length(arguments: list[Value]) -> Value:
    data = arguments[0].data
    sized = isinstance(data, (list, dict)) or (isinstance(data, str) and arguments[0].known)
    return Value(len(data), arguments[0].place) if sized else NOTHING


def _text(change: Callable[[str], str]) -> Callable[[list[Value]], Value]:
    def changed(arguments: list[Value]) -> Value:
        data = arguments[0].data
        if not isinstance(data, str):
            return NOTHING
        kind = Partial if isinstance(data, Partial) else str
        return Value(kind(change(data)), arguments[0].place)

    return changed


def _keys(arguments: list[Value]) -> Value:
    data = arguments[0].data
    return Value([Value(key, item.place) for key, item in data.items()]) if isinstance(data, dict) else NOTHING


def _values(arguments: list[Value]) -> Value:
    return Value(arguments[0].items(), arguments[0].place) if isinstance(arguments[0].data, dict) else NOTHING


def _contains(arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[0].data, list):
        return NOTHING
    answers = [same(item.data, arguments[1].data) for item in arguments[0].data]
    if True in answers:
        return Value(data=True)
    return NOTHING if None in answers else Value(data=False)


def _join(arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1].data, list):
        return NOTHING
    parts = [item.text() for item in arguments[1].data]
    known = all(item.known for item in arguments[1].data) and None not in parts
    joined = (arguments[0].text() or "").join(part or "${…}" for part in parts)
    return Value(joined if known else Partial(joined), arguments[1].place)


def _split(arguments: list[Value]) -> Value:
    separator = arguments[0].text()
    if len(arguments) < 2 or not separator or not arguments[1].known:
        return NOTHING
    text = arguments[1].text() or ""
    return Value([Value(part, arguments[1].place) for part in text.split(separator)], arguments[1].place)


def _format(arguments: list[Value]) -> Value:
    pattern = arguments[0].text()
    if pattern is None:
        return NOTHING
    pieces = pattern.replace("%d", "%s").split("%s")
    if len(pieces) != len(arguments):
        return Value(Partial(pattern), arguments[0].place)
    texts = [value.text() for value in arguments[1:]]
    joined = pieces[0] + "".join(f"{text or '${…}'}{piece}" for text, piece in zip(texts, pieces[1:], strict=True))
    known = all(value.known for value in arguments) and None not in texts
    return Value(joined if known else Partial(joined), arguments[0].place)


def _to_number(arguments: list[Value]) -> Value:
    number = arguments[0].number()
    return arguments[0] if number is None else Value(number, arguments[0].place)


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[list[Value]], Value]:
    def chosen(arguments: list[Value]) -> Value:
        numbers = [value.number() for value in arguments]
        if None in numbers:
            return NOTHING
        best = choose([number for number in numbers if number is not None])
        return next(value for value in arguments if value.number() == best)

    return chosen


def _range(arguments: list[Value]) -> Value:
    numbers = [value.number() for value in arguments[:3]]
    if None in numbers:
        return NOTHING
    bounds = [int(number) for number in numbers if number is not None and abs(number) < 1e9]
    if len(bounds) != len(numbers) or (len(bounds) == 3 and not bounds[2]):
        return NOTHING
    return Value([Value(number) for number in range(*bounds)[:_MAX_RANGE]])


def _slice(arguments: list[Value]) -> Value:
    if len(arguments) < 3:
        return NOTHING
    start, end = arguments[1].number(), arguments[2].number()
    if start is None or end is None:
        return NOTHING
    if isinstance(arguments[0].data, list):
        return Value(arguments[0].data[int(start) : int(end)], arguments[0].place)
    # So many of an unknown list: how many there are is known, what they are is not.
    return Value([NOTHING] * min(max(int(end - start), 0), _MAX_RANGE), arguments[0].place)


def _json(arguments: list[Value]) -> Value:
    value = arguments[0]
    if not isinstance(value.data, str) or isinstance(value.data, Partial):
        return value if isinstance(value.data, (dict, list)) else NOTHING
    try:
        return from_node(parse_json(value.data), value.place)
    except NodeError:
        return NOTHING


def from_node(node: Node, place: Place | None, shift: int | None = None) -> Value:
    """Nodes of JSON as values, all at `place`; with `shift`, each at its own line, that many lines further down."""
    spot = place
    if shift is not None and place is not None:
        spot = Place(place.snippet, node.key_line + shift, max(node.key_line, node.end) + shift)
    if isinstance(node.value, dict):
        return Value({key: from_node(part, place, shift) for key, part in node.value.items()}, spot)
    if isinstance(node.value, list):
        return Value([from_node(part, place, shift) for part in node.value], spot)
    return Value(node.value, spot)


def decoded(snippet: Snippet | None) -> Value:
    """What a file of JSON or YAML holds, each part at its own line; NOTHING for one that is not there or not read."""
    if snippet is None:
        return NOTHING
    try:
        return from_node(parse_yaml(snippet.text), Place(snippet, 1, 1), 0)
    except NodeError:
        return NOTHING


_EACH = "each"
"""The only key of the shape of a collection."""


def with_defaults(value: Value, shape: Value) -> Value:
    """An object with what its type has for attributes that are left out: `optional(bool, false)`."""
    if not isinstance(shape.data, dict):
        return value
    if _EACH in shape.data:
        one = shape.data[_EACH]
        if isinstance(value.data, list):
            return Value([with_defaults(item, one) for item in value.data], value.place)
        if isinstance(value.data, dict):
            return Value({key: with_defaults(item, one) for key, item in value.data.items()}, value.place)
        return value
    if not isinstance(value.data, dict):
        return value
    filled = {name: with_defaults(given, shape.data.get(name, NOTHING)) for name, given in value.data.items()}
    left_out = {name: told for name, told in shape.data.items() if name not in filled and told.known}
    return Value({**left_out, **filled}, value.place)


def _optional(arguments: list[Value]) -> Value:
    return arguments[1] if len(arguments) > 1 else Value(None, arguments[0].place)


def _collection(arguments: list[Value]) -> Value:
    """The shape of what a type collects; old configurations make a list of the values themselves by the same word."""
    alone = len(arguments) == 1 and isinstance(arguments[0].data, dict)
    return Value({_EACH: arguments[0]}) if alone else NOTHING


def _pairs_to_map(arguments: list[Value]) -> Value:
    if len(arguments) < 2:
        return NOTHING
    keys = [key.text() or "" for key in arguments[0].items()]
    return Value(dict(zip(keys, arguments[1].items(), strict=False)))


_FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    **dict.fromkeys(
        (
            "jsonencode",
            "yamlencode",
            "base64encode",
            "base64gzip",
            "tolist",
            "toset",
            "tomap",
            "tostring",
            "tobool",
            "nonsensitive",
            "sensitive",
            "sort",
            "one",
            "setunion",
            "any",
        ),
        _first,
    ),
    "jsondecode": _json,
    "object": _first,
    "optional": _optional,
    **dict.fromkeys(("list", "map", "set"), _collection),
    "try": _try,
    "coalesce": _coalesce,
    "lookup": _lookup,
    "element": _element,
    "merge": _merge,
    "concat": _concat,
    "coalescelist": _coalesce,
    "flatten": _flatten,
    "compact": _compact,
    "distinct": _distinct,
    "length": _length,
    "lower": _text(str.lower),
    "upper": _text(str.upper),
    "title": _text(str.title),
    "trimspace": _text(str.strip),
    "keys": _keys,
    "values": _values,
    "contains": _contains,
    "join": _join,
    "split": _split,
    "format": _format,
    "tonumber": _to_number,
    "max": _extreme(max),
    "min": _extreme(min),
    "range": _range,
    "slice": _slice,
    "zipmap": _pairs_to_map,
}
