"""What a loop of a program goes over where that is written out, and what each turn of it is handed."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.syntax import TABLE, Expr

_TAKEN_APART = frozenset(("entries", "items", "values", "keys"))
_PATTERNS = ("array_pattern", "pattern_list", "tuple_pattern", "formal_parameters")
_ONE = ("identifier", "object_pattern")
_FIRST = regex(r"(?:let|var)\s+\w{1,40}\s*=\s*(?P<first>\d{1,3})\s*;?")
_LAST = regex(r"\w{1,40}\s*<(?P<with>=?)\s*(?P<last>\d{1,3})\s*;?")
_MOST = 20
"""Turns of a loop that counts; one that counts further makes no parts of a small product."""


def items(over: Expr, given: Collection[str], *around: Mapping[str, Expr]) -> tuple[Expr, ...]:
    """Each item of a list, or of an object that is taken apart, which stands there or has a name.

    Args:
        over: what the loop goes over.
        given: parameters of the method in which it stands; for one of them an "each".
        around: what names are, the nearest first.
    """
    if over.sort == "name" and str(over.value) in given:
        return (Expr("each", over.line, over.end, over.value),)
    if over.sort == "call" and over.value == "enumerate" and len(over.parts) == 1:
        listed = items(over.parts[0], (), *around)
        return tuple(_pair(Expr("literal", one.line, one.end, index), one) for index, one in enumerate(listed))
    if over.sort == "call" and over.value == "range" and over.base is None:
        bounds = [_known(one, around).value for one in over.parts]
        return _numbers(over.line, over.end, *bounds) if len(bounds) in (1, 2) else ()
    known = _known(over, around)
    if known.sort == "list":
        return known.parts if all(one.sort not in ("other", "spread") for one in known.parts) else ()
    if known.sort == "object" and known.value == TABLE:
        return tuple(_apart(known, "entries"))
    apart = _object(over)
    return tuple(_apart(_known(apart, around), str(over.value))) if apart is not None else ()


def counted(node: Any) -> tuple[Any, tuple[Expr, ...]]:
    """The name by which `for (let i = 0; i < 2; i++)` counts, and each number; None and nothing for another loop."""
    begins, until = node.field("initializer"), node.field("condition")
    if begins is None or until is None:
        return None, ()
    first, last = _FIRST.fullmatch(begins.text().strip()), _LAST.fullmatch(until.text().strip())
    named = next((one.field("name") for one in begins.children() if one.kind() == "variable_declarator"), None)
    if first is None or last is None or named is None:
        return None, ()
    line = begins.range().start.line + 1
    return named, _numbers(line, line, int(first["first"]), int(last["last"]) + len(last["with"]))


def _numbers(line: int, end: int, *bounds: Any) -> tuple[Expr, ...]:
    if not all(isinstance(one, int) and not isinstance(one, bool) for one in bounds):
        return ()
    numbers = range(*bounds)
    return tuple(Expr("literal", line, end, one) for one in numbers) if len(numbers) <= _MOST else ()


def is_table(over: Expr, *around: Mapping[str, Expr]) -> bool:
    """It has entries, and a method that goes over them hands on first what they hold, and then their names."""
    return bool(_known(over, around).value == TABLE)


def turned(found: tuple[Expr, ...]) -> tuple[Expr, ...]:
    """Each pair the other way round."""
    return tuple(Expr("list", one.line, one.end, parts=one.parts[::-1]) for one in found)


def leads_to(over: Expr, around: tuple[Mapping[str, Expr], ...]) -> str | None:
    """The first of the names by which a loop finds what it goes over, where nothing here is called so."""
    held = _object(over) or over
    name = str(held.value).partition(".")[0] if held.sort == "name" else None
    return name if name is not None and _known(held, around) is held else None


def _known(expr: Expr, around: tuple[Mapping[str, Expr], ...]) -> Expr:
    if expr.sort != "name":
        return expr
    head, *rest = str(expr.value).split(".")
    whole = next((names[str(expr.value)] for names in around if str(expr.value) in names), None)
    found = whole or next((names[head] for names in around if head in names), None)
    for name in () if whole is not None else rest:
        entries = found.entries if found is not None and found.sort == "object" else ()
        found = next((value for key, _, value in entries if key == name), None)
    return found or expr


def _object(over: Expr) -> Expr | None:
    """The object in `Object.entries(metrics)`, or in `metrics.items()`."""
    if over.sort != "call" or over.base is None or over.value not in _TAKEN_APART:
        return None
    if over.base.sort == "name" and over.base.value == "Object":
        return over.parts[0] if len(over.parts) == 1 else None
    return over.base if not over.parts else None


def _apart(known: Expr, how: str) -> Iterator[Expr]:
    if known.sort != "object" or not all(name for name, _, _ in known.entries):
        return
    for name, line, value in known.entries:
        key = Expr("literal", line, value.end, name)
        yield key if how == "keys" else value if how == "values" else _pair(key, value)


def _pair(first: Expr, second: Expr) -> Expr:
    return Expr("list", second.line, second.end, parts=(first, second))


def names_of(left: Any) -> list[Any]:
    """The names, or patterns of names, that a loop's head gives what each turn is handed; empty for any other head."""
    if left is None or left.kind() in _ONE:
        return [] if left is None else [left]
    named = [child for child in left.children() if child.is_named()] if left.kind() in _PATTERNS else []
    inner = [child.field("pattern") or child for child in named]
    return inner if all(child.kind() in _ONE for child in inner) else []


def handed(found: tuple[Expr, ...], left: Any, names: int) -> list[tuple[Expr, ...]]:
    """What each turn gets by these names; empty where that cannot be told of all."""
    if left.kind() in _ONE:
        return [(item,) for item in found]
    whole = all(item.sort == "list" and len(item.parts) >= names for item in found)
    return [item.parts for item in found] if whole else []
