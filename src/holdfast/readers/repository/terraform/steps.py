"""Goes from a value to what stands behind it: attributes, indexes, splats, loops."""

from holdfast.model.environments import canonical
from holdfast.readers.repository.terraform.values import NOTHING, EnvironmentName, Ref, Value

Step = str | Value | None
"""A step behind a name: an attribute, an index, or None for a splat."""


def pairs(over: Value) -> list[tuple[Value, Value]]:
    """Keys and values of a list or dict, as a loop sees them."""
    if isinstance(over.data, dict):
        return [(Value(key, item.place), item) for key, item in over.data.items()]
    return [(Value(position), item) for position, item in enumerate(over.items())]


def follow(value: Value, steps: list[Step]) -> Value:
    """What stands behind `value` when these steps are taken."""
    for position, step in enumerate(steps):
        if step is None and isinstance(value.data, list):
            return Value([follow(item, steps[position + 1 :]) for item in value.data], value.place)
        value = _stepped(value, step)
    return value


def _stepped(value: Value, step: Step) -> Value:
    if isinstance(value.data, Ref):
        return Value(_extended(value.data, step), value.place)
    name = step.data if isinstance(step, Value) else step
    if isinstance(value.data, dict):
        return _entry(value, name)
    if isinstance(value.data, list) and isinstance(name, int) and -1 < name < len(value.data):
        item: Value = value.data[name]
        return item
    return NOTHING


def _entry(value: Value, name: object) -> Value:
    if isinstance(name, EnvironmentName):
        wanted = canonical(name)
        found = next((item for key, item in value.data.items() if canonical(key) == wanted), None)
        return found if found is not None else NOTHING
    entries: dict[str, Value] = value.data
    return entries.get(str(name), NOTHING)


def _extended(ref: Ref, step: Step) -> Ref:
    if isinstance(step, str):
        return Ref(ref.path, ref.address, (*ref.attributes, step), ref.key)
    if step is None or ref.attributes:
        return ref
    return Ref(ref.path, ref.address, (), step.text())
