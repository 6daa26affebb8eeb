"""What a program works out of what is written: lists of other lists, what an object holds by name, changed texts."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.syntax import Expr, camel, convert
from holdfast.readers.repository.cdk.told import is_untold, named, node_of, unknown
from holdfast.readers.repository.text.nodes import Node

_MOST = 40
_BLOCKS = ("statement_block", "block")


def worked_out(
    expr: Expr, evaluate: Callable[[Expr, int], Node], turn: Callable[[str, Expr, Expr, int], Node], depth: int
) -> Node | None:
    """What a call makes of a list, an object or a text that is written out; None for all other calls.

    `turn` is given the name of a list's item, the item, what is made of it, and the depth.
    """
    found = _mapped(expr, evaluate, turn, depth) or _got(expr, evaluate, depth)
    return found or _replaced(expr, evaluate, depth) or _formatted(expr, evaluate, depth)


_HOLE = regex(r"\{(\w{0,60})\}")


def _formatted(expr: Expr, evaluate: Callable[[Expr, int], Node], depth: int) -> Node | None:
    """Python's `'{}:{}'.format(repository, tag)`; what nobody tells stays a hole."""
    if expr.value != "format" or expr.base is None or expr.base.sort != "literal":
        return None
    told: dict[str, str | None] = {str(at): evaluate(part, depth).text() for at, part in enumerate(expr.parts)}
    told |= {name: evaluate(value, depth).text() for name, _, value in expr.entries}
    turns = iter(tuple(told.values()))

    def filled(hole: re.Match[str]) -> str:
        text = told.get(camel(hole[1])) if hole[1] else next(turns, None)
        return "${…}" if text is None else text

    return node_of(_HOLE.sub(filled, str(expr.base.value)), expr)


def _replaced(expr: Expr, evaluate: Callable[[Expr, int], Node], depth: int) -> Node | None:
    """`settings.size.replace('db.', '')`."""
    if expr.value not in ("replace", "replaceAll") or expr.base is None or len(expr.parts) != 2:
        return None
    if any(part.sort != "literal" for part in expr.parts):
        return None
    held = evaluate(expr.base, depth)
    text, (old, new) = held.text(), (str(part.value) for part in expr.parts)
    if text is None or not old:
        return None
    return node_of(text.replace(old, new), expr)


def _mapped(
    expr: Expr, evaluate: Callable[[Expr, int], Node], turn: Callable[[str, Expr, Expr, int], Node], depth: int
) -> Node | None:
    """What becomes of each item; None where the list, or what is made of its items, is not written out.

    `turn` is given the item's name, the item, what is made of it, and the depth.
    """
    function = expr.parts[0].node if expr.value == "map" and len(expr.parts) == 1 else None
    name, body = _taken(function) if function is not None else ("", None)
    if not name or body is None or expr.base is None:
        return None
    items = evaluate(expr.base, depth).value
    if not isinstance(items, list) or not 0 < len(items) <= _MOST:
        return None
    return node_of([turn(name, _told(item), convert(body), depth) for item in items], expr)


def _got(expr: Expr, evaluate: Callable[[Expr, int], Node], depth: int) -> Node | None:
    """What `settings.get('size', default)` gets of an object that is written out; None for all other calls."""
    key = expr.parts[0] if expr.value == "get" and expr.parts else None
    if key is None or expr.base is None or expr.base.sort not in ("name", "index"):
        return None
    held = evaluate(expr.base, depth)
    if is_untold(held) or not held.entries() or held.has("call") or held.reference():
        return None
    if key.sort != "literal":
        return evaluate(Expr("index", expr.line, expr.end, "", (key,), base=expr.base), depth)
    if held.has(str(key.value)):
        return evaluate(Expr("index", expr.line, expr.end, key.value, base=expr.base), depth)
    return evaluate(expr.parts[1], depth) if len(expr.parts) > 1 else None


def _taken(function: Any) -> tuple[str, Any]:
    """The name that each item is given, and the expression that is made with it."""
    if function.kind() == "list_comprehension":
        clauses = [child for child in function.children() if child.is_named()][1:]
        if len(clauses) != 1 or clauses[0].kind() != "for_in_clause":
            return "", None
        return clauses[0].field("left").text(), function.field("body")
    given = function.field("parameter") or function.field("parameters")
    if given is not None and given.kind() == "formal_parameters":
        first = next((child for child in given.children() if child.is_named()), None)
        given = first.field("pattern") if first is not None else None
    body = function.field("body")
    if given is None or given.kind() != "identifier" or body is None:
        return "", None
    if body.kind() in _BLOCKS:
        steps = [child for child in body.children() if child.is_named() and child.kind() != "comment"]
        body = steps[0].child(1) if len(steps) == 1 and steps[0].kind() == "return_statement" else None
    return given.text(), body


def _told(node: Node) -> Expr:
    """A value as the expression that comes to it."""
    if isinstance(node.value, dict):
        entries = tuple((name, part.key_line, _told(part)) for name, part in node.value.items())
        return Expr("object", node.line, node.end, entries=entries)
    if isinstance(node.value, list):
        return Expr("list", node.line, node.end, parts=tuple(map(_told, node.value)))
    return Expr("literal", node.line, node.end, node.value)


def only_table(settings: Mapping[str, Node]) -> Node | None:
    """The settings of the one environment that has any; None where there are several, or none."""
    tables = [node for name, node in settings.items() if named(name) is not None and node.entries()]
    return tables[0] if len(tables) == 1 else None


def member(path: str, expr: Expr) -> Node:
    """An enumeration's member (`s3.HttpMethods.GET`) is told by its last name; a variable of the process is not."""
    last = path.rpartition(".")[2]
    is_member = "." in path and last.isupper() and not path.startswith("process.env.")
    return node_of(last, expr) if is_member else unknown(expr)
