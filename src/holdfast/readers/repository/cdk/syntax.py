"""Expressions of TypeScript, JavaScript and Python in one small form, with their lines."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Scalar

_CAMEL = regex(r"_([a-z0-9])")
_THIS = regex(r"^(?:this|self)\.")
_PREFIX = regex(r"""^[rbufRBUF]{1,2}(?=["'])""")
_TEXT_KINDS = ("string", "template_string")
_WRAPPERS = ("as_expression", "non_null_expression", "parenthesized_expression", "satisfies_expression", "await")
_INLINE = ("arrow_function", "function_expression", "lambda")
_DECLARING = ("lexical_declaration", "variable_declaration")
_EITHER = ("??", "||", "or")
SUPER = "super"
TABLE, MODULE = "table", "module"
"""What an object is told to be whose entries are gone over as they are, or are all that stands in a file."""


@dataclass(frozen=True, slots=True, eq=False)
class Expr:
    """One expression.

    Args:
        sort: "literal", "name", "call", "object", "list", "spread", "sum", "choice", "either", "index", "applied"
            or "other".
        line, end: its lines, from 1.
        value: a literal's value; a name's dotted path without `this.`; the last name of what is called;
            the condition's text of a choice.
        parts: arguments, items, what is spread, the two arms of a choice (and what it asks for, where the first is made
            of that and the second stands in for it), both sides of an "either" or a "sum"; what
            is made of a value that is "applied", and what it is made with.
        entries: properties, or keyword arguments: name (empty for a spread), its line, value.
        base: what a method is called on, or what an index is taken of.
        node: the syntax node, for walking on into function bodies.
        new: the call makes an object.
    """

    sort: str
    line: int
    end: int
    value: Any = None
    parts: tuple["Expr", ...] = ()
    entries: tuple[tuple[str, int, "Expr"], ...] = ()
    base: "Expr | None" = None
    node: Any = field(default=None, repr=False)
    new: bool = False

    def nested(self) -> "Iterator[Expr]":
        """Its direct parts, whatever their role."""
        if self.base is not None:
            yield self.base
        yield from self.parts
        yield from (value for _, _, value in self.entries)


def default_of(made: Expr, asked: str) -> Expr | None:
    """What a parameter of a template is where nobody sets it, for one that hides nothing; None for all else."""
    if made.value != "CfnParameter" or not camel(asked).startswith("valueAs"):
        return None
    options = [entry for part in made.parts if part.sort == "object" for entry in part.entries]
    told = {name: value for name, _, value in (*options, *made.entries)}
    default = told.get("default")
    hidden = "noEcho" in told and told["noEcho"].value is not False
    return default if default is not None and default.value != "" and not hidden else None


def item_of(listed: Expr, name: str) -> Expr | None:
    """The item of a list with that number."""
    numbered = listed.sort == "list" and name.isdecimal() and int(name[:6]) < len(listed.parts)
    return listed.parts[int(name[:6])] if numbered else None


def camel(name: str) -> str:
    """A Python name in the form of the other languages: `multi_az` is `multiAz`."""
    return _CAMEL.sub(lambda match: match[1].upper(), name)


def convert(node: Any) -> Expr:
    """The expression of a syntax node; what has no place in the small form is "other"."""
    kind = node.kind()
    while kind in _WRAPPERS or kind == "await_expression":
        inner = next((child for child in node.children() if child.is_named()), None)
        if inner is None:
            break
        node, kind = inner, inner.kind()
    line, end = node.range().start.line + 1, node.range().end.line + 1
    scalar = _literal(node, kind)
    if scalar is not None:
        return Expr("literal", line, end, scalar[0])
    maker = _MAKERS.get(kind)
    return maker(node, line, end) if maker else Expr("other", line, end, node=node)


def _literal(node: Any, kind: str) -> tuple[Scalar] | None:
    if kind in _TEXT_KINDS:
        return (_string(node.text()),)
    if kind in ("number", "integer", "float"):
        return (_number(node.text()),)
    if kind in ("true", "false"):
        return (kind == "true",)
    if kind == "unary_expression" and re.fullmatch(r"-\d{1,15}", node.text()):
        return (int(node.text()),)
    return (None,) if kind in ("null", "undefined", "none") else None


def _string(text: str) -> str:
    text = _PREFIX.sub("", text)
    for quote in ('"""', "'''", '"', "'", "`"):
        if len(text) >= 2 * len(quote) and text.startswith(quote) and text.endswith(quote):
            inner = text[len(quote) : -len(quote)]
            # A Python f-string's `{name}` reads as a template's `${name}`.
            return inner.replace("\\n", "\n")
    return text


def _adjacent(node: Any, line: int, end: int) -> Expr:
    """Python's texts that stand one behind the other are one text."""
    pieces = "".join(_string(child.text()) for child in node.children() if child.kind() in _TEXT_KINDS)
    return Expr("literal", line, end, pieces)


def _number(text: str) -> int | float | None:
    for read in (int, float):
        with suppress(ValueError):
            return read(text.replace("_", ""))
    return None


def dotted(node: Any) -> str:
    """The path of a chain of plain names without `this.`; empty when something else is in it."""
    text = node.text().replace("?.", ".").replace("!.", ".")
    if node.kind() in ("identifier", "property_identifier", "this", "self"):
        return str(text)
    return _THIS.sub("", text) if re.fullmatch(r"[\w$]+(?:\.[\w$]+){1,12}", text) else ""


def _name(node: Any, line: int, end: int) -> Expr:
    path = dotted(node)
    if path:
        return Expr("name", line, end, path)
    base = node.field("object")
    last = node.field("property") or node.field("attribute")
    if base is None or last is None:
        return Expr("other", line, end, node=node)
    return Expr("index", line, end, last.text(), base=convert(base))


def _call(node: Any, line: int, end: int) -> Expr:
    function = node.field("function") or node.field("constructor")
    arguments = node.field("arguments")
    if function is None:
        return Expr("other", line, end, node=node)
    name, base = function.text(), None
    if function.kind() in ("member_expression", "attribute"):
        last = function.field("property") or function.field("attribute")
        receiver = function.field("object")
        name = last.text() if last is not None else ""
        base = convert(receiver) if receiver is not None else None
        if name == "__init__" and receiver is not None and receiver.text().startswith("super("):
            name, base = SUPER, None
    elif function.kind() not in ("identifier", "super"):
        return Expr("other", line, end, node=node)
    parts, entries = _arguments(arguments) if arguments is not None else ((), ())
    if name == "Map" and base is None and (table := _table(parts, line, end)) is not None:
        return table
    if name == "apply" and base is not None and len(parts) == 1 and (applied := _applied(base, parts[0])) is not None:
        return applied
    new = node.kind() == "new_expression" or (node.kind() == "call" and name[:1].isupper())
    if new and entries:
        parts, entries = _in_place(parts, entries)
    return Expr("call", line, end, camel(name), parts, entries, base, new=new)


_Entries = tuple[tuple[str, int, Expr], ...]
_IDENTITIES = ("id", "constructId", "id_")


def _in_place(parts: tuple[Expr, ...], entries: _Entries) -> tuple[tuple[Expr, ...], _Entries]:
    """Where and as what something is made stand first, also where Python says them by name."""
    told = {name: value for name, _, value in entries if name == "scope" or name in _IDENTITIES}
    places = [*parts, *(told[name] for name in ("scope",) if name in told and not parts)]
    identity = next((told[name] for name in _IDENTITIES if name in told), None)
    if len(places) != 1 or identity is None:
        return parts, entries
    return (places[0], identity), tuple(entry for entry in entries if entry[0] not in told)


def _table(parts: tuple[Expr, ...], line: int, end: int) -> Expr | None:
    """`new Map([["prod", 2], ["dev", 1]])` as the object that has the same entries."""
    pairs = parts[0].parts if len(parts) == 1 and parts[0].sort == "list" else ()
    if not pairs or any(len(one.parts) != 2 or one.parts[0].sort != "literal" for one in pairs):
        return None
    entries = tuple((str(key.value), key.line, value) for key, value in (one.parts for one in pairs))
    return Expr("object", line, end, TABLE, entries=entries)


def _applied(base: Expr, function: Expr) -> Expr | None:
    """What Pulumi makes of a value that is known later: `arn.apply((arn) => …)`, `arn.apply(policy_for)`."""
    if function.sort == "name":
        return Expr("call", function.line, function.end, camel(str(function.value)), (base,))
    body = function.node.field("body") if function.node is not None and function.node.kind() in _INLINE else None
    if body is None:
        return None
    if body.kind() not in ("statement_block", "block"):
        return Expr("applied", function.line, function.end, parts=(convert(body), base))
    *before, last = [child for child in body.children() if child.is_named() and child.kind() != "comment"] or [None]
    made = last.child(1) if last is not None and last.kind() == "return_statement" else None
    if made is None or any(one.kind() not in _DECLARING for one in before):
        return None
    declared = (Expr("other", function.line, function.end, node=one) for one in before)
    return Expr("applied", function.line, function.end, parts=(convert(made), base, *declared))


def _arguments(arguments: Any) -> tuple[tuple[Expr, ...], tuple[tuple[str, int, Expr], ...]]:
    parts: list[Expr] = []
    entries: list[tuple[str, int, Expr]] = []
    for child in [arguments] if arguments.kind() == "template_string" else arguments.children():  # tag`text`
        if not child.is_named() or child.kind() == "comment":
            continue
        line = child.range().start.line + 1
        if child.kind() == "keyword_argument":
            name = child.field("name").text()
            value = convert(child.field("value"))
            entries.append((camel(name), line, value if name in _NAMED_FREELY else _properties(value)))
        elif child.kind() == "dictionary_splat":
            spread = convert(child.children()[-1])
            named = [(camel(name), at, value) for name, at, value in spread.entries if name]
            plain = spread.sort == "object" and len(named) == len(spread.entries)
            entries += named if plain else [("", line, spread)]
        else:
            parts.append(convert(child))
    return tuple(parts), tuple(entries)


_NAMED_FREELY = frozenset(
    (
        "environment",
        "environment_variables",
        "variables",
        "secrets",
        "tags",
        "conditions",
        "labels",
        "context",
        "metadata",
    )
)
"""Arguments whose names somebody makes up, and no property of a construct."""


def _properties(value: Expr) -> Expr:
    """The properties that Python hands over as a dictionary, by the names that other languages give them."""
    if value.sort == "list":
        return replace(value, parts=tuple(map(_properties, value.parts)))
    if value.sort != "object":
        return value
    entries = (
        (camel(name), line, part if name in _NAMED_FREELY else _properties(part)) for name, line, part in value.entries
    )
    return replace(value, entries=tuple(entries))


def _object(node: Any, line: int, end: int) -> Expr:
    entries: list[tuple[str, int, Expr]] = []
    for child in node.children():
        kind, at = child.kind(), child.range().start.line + 1
        if kind == "pair":
            key, value = child.field("key"), child.field("value")
            if key is not None and value is not None:
                entries.append((_key(key.text()), at, convert(value)))
        elif kind == "shorthand_property_identifier":
            entries.append((child.text(), at, Expr("name", at, at, child.text())))
        elif kind in ("spread_element", "dictionary_splat"):
            entries.append(("", at, convert(child.children()[-1])))
    return Expr("object", line, end, entries=tuple(entries))


_MEMBER = regex(r"^\[?[A-Za-z_]\w{0,60}\.([A-Za-z_]\w{0,60})\]?$")


def _key(text: str) -> str:
    """The name of an entry; a member of an enumeration by its own, `[Stage.Prod]: …`."""
    member = _MEMBER.match(text)
    return member[1] if member is not None else _string(text)


def _list(node: Any, line: int, end: int) -> Expr:
    items = tuple(convert(child) for child in node.children() if child.is_named() and child.kind() != "comment")
    return Expr("list", line, end, parts=items)


def _comprehension(node: Any, line: int, end: int) -> Expr:
    """Python's `[f(x) for x in xs]` as what other languages write, `xs.map(…)`."""
    clause = next((child for child in node.children() if child.kind() == "for_in_clause"), None)
    over = clause.field("right") if clause is not None else None
    inner = Expr("other", line, end, node=node)
    return Expr("call", line, end, "map", (inner,), base=convert(over)) if over is not None else inner


def _spread(node: Any, line: int, end: int) -> Expr:
    return Expr("spread", line, end, parts=(convert(node.children()[-1]),))


def _ternary(node: Any, line: int, end: int) -> Expr:
    condition, yes, no = node.field("condition"), node.field("consequence"), node.field("alternative")
    if condition is None or yes is None or no is None:
        return Expr("other", line, end, node=node)
    return _choice(condition, yes, no, (line, end))


def _conditional(node: Any, line: int, end: int) -> Expr:
    named = [child for child in node.children() if child.is_named()]
    if len(named) != 3:
        return Expr("other", line, end, node=node)
    yes, condition, no = named
    return _choice(condition, yes, no, (line, end))


_THERE = regex(
    r"(?:!!)?(?P<name>[\w.?]{1,80}?|process\.env\[[\"']\w{1,60}[\"']\])"
    r"(?:\??\.length(?:\s*>\s*0)?|\s*!==?\s*(?:undefined|null)|\s+is\s+not\s+None)?"
)
"""Asks only whether something was given."""
_NOTHING = frozenset(("undefined", "null", "None", "false", "False", "[]", "{}", "''", '""'))


def _choice(condition: Any, yes: Any, no: Any, lines: tuple[int, int]) -> Expr:
    """One of two; what is asked for is kept where the first is made of it, and the second is more than nothing."""
    parts: tuple[Expr, ...] = (convert(yes), convert(no))
    asked = _THERE.fullmatch(condition.text().strip())
    if asked is not None and asked["name"] in yes.text() and no.text().strip() not in _NOTHING:
        parts = (*parts, Expr("name", *lines, _THIS.sub("", asked["name"].replace("?.", "."))))
    return Expr("choice", *lines, condition.text(), parts)


def _binary(node: Any, line: int, end: int) -> Expr:
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or operator is None:
        return Expr("other", line, end, node=node)
    sort = "sum" if operator.text() == "+" else "either" if operator.text() in _EITHER else None
    if sort is not None:
        return Expr(sort, line, end, parts=(convert(left), convert(right)))
    return Expr("condition", line, end, node.text(), node=node)


def _unary(node: Any, line: int, end: int) -> Expr:
    negates = node.kind() == "not_operator" or node.text().startswith("!")
    return Expr("condition" if negates else "other", line, end, node.text() if negates else None, node=node)


def _subscript(node: Any, line: int, end: int) -> Expr:
    base = node.field("object") or node.field("value")
    index = node.field("index") or node.field("subscript")
    if base is None or index is None:
        return Expr("other", line, end, node=node)
    inner = convert(index)
    key = inner.value if inner.sort == "literal" else ""
    if key and base.text() == "process.env":
        return Expr("name", line, end, f"process.env.{key}")
    return Expr("index", line, end, key, (inner,), base=convert(base))


_MAKERS = {
    "identifier": _name,
    "this": _name,
    "member_expression": _name,
    "attribute": _name,
    "call_expression": _call,
    "new_expression": _call,
    "call": _call,
    "object": _object,
    "dictionary": _object,
    "array": _list,
    "list": _list,
    "tuple": _list,
    "concatenated_string": _adjacent,
    "list_comprehension": _comprehension,
    "ternary_expression": _ternary,
    "conditional_expression": _conditional,
    "spread_element": _spread,
    "list_splat": _spread,
    "binary_expression": _binary,
    "binary_operator": _binary,
    "boolean_operator": _binary,
    "unary_expression": _unary,
    "not_operator": _unary,
    "comparison_operator": lambda node, line, end: Expr("condition", line, end, node.text(), node=node),
    "subscript_expression": _subscript,
    "subscript": _subscript,
}
