"""Nodes for what expressions come to: on an expression's lines, or not known."""

import re
from itertools import chain

from holdfast.model.environments import PRODUCTION, canonical, named_in
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.families import CLASSES
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.text.nodes import Node, Scalar

_DURATIONS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "seconds": 1 / 86400}
_WRAPS = frozenset({"InstanceType", "Number", "parseInt", "int", "String", "str"})


def node_of(value: "Scalar | dict[str, Node] | list[Node]", expr: Expr) -> Node:
    """A value on the lines of an expression."""
    return Node(value, expr.line, expr.end, expr.line)


def at(node: Node, expr: Expr) -> Node:
    """The same value, shown where it is used: it may be defined in another file."""
    return Node(node.value, expr.line, expr.end, expr.line)


def led_to(node: Node, expr: Expr, home: Snippet) -> Node:
    """The same value, shown where it is used, with the place at which it is written."""
    origin = node.origin or (None if isinstance(node.value, dict) else replace(node, home=node.home or home))
    return Node(node.value, expr.line, expr.end, expr.line, origin)


def at_home(node: Node, home: Snippet, here: Snippet) -> Node:
    """The same value, whose parts stand in another text than that in which it is used."""
    if home is here or not isinstance(node.value, dict | list):
        return node
    if isinstance(node.value, list):
        parts = [at_home(part, home, here) for part in node.value]
        return replace(node, value=[replace(part, home=part.home or home) for part in parts])
    named = {name: at_home(part, home, here) for name, part in node.value.items()}
    return replace(node, value={name: replace(part, home=part.home or home) for name, part in named.items()})


def _taken(value: "Scalar | dict[str, Node] | list[Node]", expr: Expr, origin: Node | None) -> Node:
    """A value that a call makes of another one, which may stand elsewhere."""
    return Node(value, expr.line, expr.end, expr.line, origin)


def converted(name: str, receiver: str, arguments: list[Node], expr: Expr) -> Node | None:
    """What a call makes that only wraps its arguments: a duration in days, an instance's type, a number, a text."""
    if receiver.endswith("Duration") and name in _DURATIONS and arguments:
        days = arguments[0].number()
        whole = round(days * _DURATIONS[name], 4) if days is not None else None
        return unknown(expr) if whole is None else _taken(whole, expr, arguments[0].origin)
    if receiver.endswith("InstanceType") and name == "of" and len(arguments) == 2:
        sort, size = ((one.text() or "") for one in arguments)
        origin = arguments[1].origin or arguments[0].origin
        return _taken(f"{CLASSES.get(sort, sort.lower())}.{size.lower()}", expr, origin)
    if name in _WRAPS and arguments:
        return _taken(arguments[0].value, expr, arguments[0].origin)
    if name.startswith("from") and name.endswith("Arn") and arguments:
        return at(arguments[-1], expr)
    return None


def joined(first: Node, arguments: list[Node], expr: Expr) -> Node:
    """A list with what is added to it."""
    if not isinstance(first.value, list):
        return unknown(expr)
    added = (one.value if isinstance(one.value, list) else [one] for one in arguments)
    return node_of([*first.value, *chain(*added)], expr)


def called(expr: Expr, receiver: str, base: Node | None, arguments: list[Node], keywords: dict[str, Node]) -> Node:
    """A call that nothing here carries out: what it is given, under the names of that where it has names."""
    told: dict[str, Node] = {
        "call": node_of(str(expr.value), expr),
        "on": node_of(receiver, expr),
        "given": node_of(arguments, expr),
    }
    if base is not None:
        told["of"] = base
    last = arguments[-1].entries() if arguments and isinstance(arguments[-1].value, dict) else {}
    return node_of({**last, **keywords, **told}, expr)


def unknown(expr: Expr) -> Node:
    """What cannot be told."""
    return node_of({"Fn::Unknown": node_of(str(expr.value or ""), expr)}, expr)


def _is_unknown(node: Node) -> bool:
    return isinstance(node.value, dict) and list(node.value) == ["Fn::Unknown"]


_SHAPES = frozenset(("split", "trim", "map", "filter", "toLowerCase", "toUpperCase", "strip", "lower", "upper"))


def is_untold(node: Node) -> bool:
    """Nothing is known of it, or of what it is made of: `process.env.ORIGINS?.split(',')`."""
    while node.text("call") in _SHAPES and (of := node.get("of")) is not None:
        node = of
    return _is_unknown(node)


_LOOKUPS = regex(r"^(?:try|get|require)(?:Get)?(?:Number|Boolean|Bool|Int|Float|Object|Context|Secret|env)?$")
"""Methods that ask for a setting by its name."""


def asks(called: str) -> bool:
    """What is called asks the surroundings for a setting."""
    return _LOOKUPS.match(called) is not None


def unsaid(node: Node) -> bool:
    """Only the surroundings could tell what it is."""
    return is_untold(node) or asks(node.text("call") or "")


def written(node: Node) -> str | None:
    """A text; of a name that leads nowhere what a template would write in its place."""
    name = node.text("Fn::Unknown")
    return f"${{{name}}}" if name else node.text()


def rest_of(node: Node, rest: tuple[str, ...], expr: Expr) -> Node:
    """What the names after a value lead to within it."""
    if not rest or node.reference():
        return node
    found = node.get(*rest)
    if found is None:
        return unknown(expr)
    home = node.origin.home if node.origin is not None else None
    return at(found, expr) if home is None else _taken(found.value, expr, replace(found, home=home))


_COMPARED = regex(r"""[!=]==?\s*(?:["'`]([\w-]{2,20})["'`]|(?:[A-Za-z_]\w{0,40}\.)([A-Za-z]\w{1,20})(?![\w.(\[]))""")


def compared(text: str) -> list[str]:
    """The words that a condition compares with: texts, and members of an enumeration."""
    return [quoted or member for quoted, member in _COMPARED.findall(text)]


PRODUCTION_FLAG = regex(r"\bis_?prod(uction)?\b", re.IGNORECASE)
_JOINTS = ("&&", "||", " and ", " or ")


def environment_asked(text: str) -> str | None:
    """The environment that a condition plainly asks for; None for one that asks for more, or for something else."""
    if any(joint in text for joint in _JOINTS):
        return None
    if PRODUCTION_FLAG.search(text):
        return PRODUCTION
    words = compared(text)
    names = named_in(words[0]) if words else ()
    return names[0] if len(names) == 1 else None


def named(part_text: str) -> str | None:
    """The environment's standard word for a short text that is one; None for any other text."""
    if not re.fullmatch(r"[\w-]{2,20}", part_text):
        return None
    names = named_in(part_text)
    return names[0] if len(names) == 1 and canonical(part_text) == names[0] else None


def is_anothers(value: Node, environment: str | None) -> bool:
    """It names an environment, and not this one: whoever runs the program for this one says so in its place."""
    meant = named(value.text() or "") if environment is not None else None
    return meant not in (None, environment)
