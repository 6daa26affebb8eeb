"""How the inputs of a file and of one that it includes become one."""

from holdfast.readers.repository.terraform.values import Value

_DEEPEST = 8
_MOST = 5_000


def over(below: dict[str, Value], above: dict[str, Value], strategy: str) -> dict[str, Value]:
    """The inputs of an included file with those of the including one over them; `deep` merges also what is in them."""
    if not strategy.startswith("deep"):
        return {**below, **above}
    left = [_MOST]
    return {**below, **{name: _deep(below.get(name), value, strategy, 0, left) for name, value in above.items()}}


def _deep(below: Value | None, above: Value, strategy: str, depth: int, left: list[int]) -> Value:
    left[0] -= 1
    if below is None or depth > _DEEPEST or left[0] < 0:
        return above
    if isinstance(below.data, dict) and isinstance(above.data, dict):
        inner = {
            name: _deep(below.data.get(name), value, strategy, depth + 1, left) for name, value in above.data.items()
        }
        return Value({**below.data, **inner}, above.place)
    if strategy == "deep" and isinstance(below.data, list) and isinstance(above.data, list):
        return Value([*below.data, *above.data], above.place)
    return above
