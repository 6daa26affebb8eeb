"""Evaluates Terraform expressions as far as literals, variables, locals and module calls allow."""

import re
from typing import TYPE_CHECKING, Protocol

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.terraform.functions import call, decoded
from holdfast.readers.repository.terraform.literals import heredoc, literal, unescape
from holdfast.readers.repository.terraform.operators import PRECEDENCE, binary, unary
from holdfast.readers.repository.terraform.steps import Step, follow, pairs
from holdfast.readers.repository.terraform.syntax import Expression
from holdfast.readers.repository.terraform.values import (
    NOTHING,
    FileText,
    Partial,
    Place,
    Ref,
    Value,
    same,
)
from holdfast.readers.repository.text.nodes import Node

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MAX_DEPTH = 80
_MAX_LOOP = 200
_LONGEST = 200_000
"""Characters of a text that is put together: what doubles from name to name would fill any memory."""

_FLAT = frozenset(["expression", "conditional", "operation", "binary_operation", "unary_operation"])
_SUFFIX = frozenset(["get_attr", "index", "splat"])


class Scope(Protocol):
    """What names mean in one module, called once, for one environment."""

    @property
    def path(self) -> tuple[str, ...]:
        """The module calls that lead here."""

    @property
    def folder(self) -> str:
        """The module's folder, relative to the repository."""

    def lookup(self, root: str, name: str) -> Value | None:
        """The value of `var.name`, `local.name`, `path.name` or `terraform.name`."""

    def output(self, call: str, name: str) -> Value:
        """The value of `module.call.name`."""

    def called(self, call: str) -> Value:
        """The value of `module.call`, all of it."""

    def binding(self, name: str) -> Value | None:
        """The value of a name that a loop binds."""

    def snippet(self, path: str) -> Snippet | None:
        """A file of the repository."""

    def answer(self, function: str, arguments: list[Value]) -> Value | None:
        """What a function gives that the tool around Terraform has; None for one that it has not."""

    def bind(self, **bindings: Value) -> "Scope":
        """The same scope with more names bound."""


class _TooDeepError(Exception):
    """The expression is nested deeper than anybody writes."""


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of `expression`; UNKNOWN where it cannot be told."""
    if isinstance(expression.node, Value):
        return expression.node
    try:
        if isinstance(expression.node, Node):
            return _from_json(expression.node, expression.snippet, scope, 0)
        value = _Reading(expression.node, expression.snippet, scope, 0).value()
    except (_TooDeepError, RecursionError):
        return Value(NOTHING.data, expression.place())
    return value.placed(expression.place())


def _from_json(node: Node, snippet: Snippet, scope: Scope, depth: int) -> Value:
    if depth > _MAX_DEPTH:
        raise _TooDeepError
    place = Place(snippet, node.key_line, max(node.key_line, node.end))
    if isinstance(node.value, dict):
        return Value({key: _from_json(part, snippet, scope, depth + 1) for key, part in node.value.items()}, place)
    if isinstance(node.value, list):
        return Value([_from_json(part, snippet, scope, depth + 1) for part in node.value], place)
    if isinstance(node.value, str) and "${" in node.value and snippet.path.endswith(".tf.json"):
        return Value(template(node.value, snippet, scope).data, place)
    return Value(node.value, place)


def template(text: str, snippet: Snippet, scope: Scope) -> Value:
    """The value of a text with `${…}` in it that stands between no quotation marks of HCL."""
    from ast_grep_py import SgRoot

    escaped = text.replace("\\", "\\\\").replace("\n", "\\n") if '"' not in text else text.replace("\n", " ")
    attribute = SgRoot(f'x = "{escaped}"\n', "hcl").root().find(kind="attribute")
    value = attribute.child(2) if attribute is not None else None
    return _Reading(value, snippet, scope, 0).value() if value is not None else NOTHING


class _Reading:
    """Reads one expression: the parser's tree is flattened, because it knows nothing of precedence."""

    def __init__(self, node: "SgNode", snippet: Snippet, scope: Scope, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise _TooDeepError
        self._snippet = snippet
        self._scope = scope
        self._depth = depth
        self._tokens = _flatten(node)
        self._at = 0

    def value(self) -> Value:
        return self._conditional(0)

    def _peek(self) -> str:
        return self._tokens[self._at].kind() if self._at < len(self._tokens) else ""

    def _take(self) -> "SgNode":
        self._at += 1
        return self._tokens[self._at - 1]

    def _conditional(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise _TooDeepError
        condition = self._operation(0, depth)
        if self._peek() != "?":
            return condition
        self._take()
        yes = self._conditional(depth + 1)
        if self._peek() == ":":
            self._take()
        no = self._conditional(depth + 1)
        flag = condition.flag()
        if flag is None:
            return yes if same(yes.data, no.data) else self._handed(yes, no)
        return yes if flag else no

    def _handed(self, yes: Value, no: Value) -> Value:
        """Of two values of which nothing tells which it is, the one that somebody hands in from another file."""
        handed = [one for one in (yes, no) if one.known and one.place and one.place.snippet is not self._snippet]
        return handed[0] if len(handed) == 1 else NOTHING

    def _operation(self, lowest: int, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise _TooDeepError
        left = self._unary(depth + 1)
        while (strength := PRECEDENCE.get(self._peek(), -1)) >= lowest:
            operator = self._take().kind()
            right = self._operation(strength + 1, depth + 1)
            left = binary(operator, left, right)
        return left

    def _unary(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise _TooDeepError
        if self._peek() in ("!", "-"):
            operator = self._take().kind()
            return unary(operator, self._unary(depth + 1))
        return self._postfix(depth)

    def _postfix(self, depth: int) -> Value:
        if self._at >= len(self._tokens):
            return NOTHING
        token = self._take()
        if token.kind() == "variable_expr":
            return self._traverse(token.text(), self._steps(), token)
        if token.kind() == "(":
            value = self._conditional(depth + 1)
            if self._peek() == ")":
                self._take()
        else:
            value = self._atom(token)
        return follow(value, self._steps())

    def _steps(self) -> list[Step]:
        steps: list[Step] = []
        while self._peek() in _SUFFIX:
            steps.extend(self._step(self._take()))
        return steps

    def _step(self, node: "SgNode") -> list[Step]:
        if node.kind() == "get_attr":
            return [node.text().lstrip(".").strip()]
        inner = node.child(0)
        if node.kind() == "splat":
            # The attributes behind a splat stand inside it.
            tail = (
                [part.text().lstrip(".").strip() for part in inner.children() if part.kind() == "get_attr"]
                if inner is not None
                else []
            )
            return [None, *tail]
        index = node.find(kind="expression")
        if index is not None:
            return [self._inner(index)]
        return [Value(int(digits[0]))] if (digits := re.findall(r"\d{1,9}", node.text())) else [None]

    def _inner(self, node: "SgNode") -> Value:
        return _Reading(node, self._snippet, self._scope, self._depth + 1).value()

    def _place(self, node: "SgNode") -> Place:
        span = node.range()
        return Place(self._snippet, span.start.line + 1, span.end.line + 1)

    def _traverse(self, root: str, steps: list[Step], node: "SgNode") -> Value:
        bound = self._scope.binding(root)
        if bound is not None:
            return follow(bound, steps)
        if root in ("each", "count", "self"):
            return NOTHING
        if not steps or not isinstance(steps[0], str):
            return NOTHING
        if root == "module":
            return self._output(steps, node)
        found = self._scope.lookup(root, steps[0])
        if found is not None:
            return follow(found, steps[1:])
        names = 3 if root == "data" else 2
        if len(steps) < names - 1 or not isinstance(steps[names - 2], str):
            return NOTHING
        address = ".".join([root, *(str(step) for step in steps[: names - 1])])
        return follow(Value(Ref(self._scope.path, address), self._place(node)), steps[names - 1 :])

    def _output(self, steps: list[Step], node: "SgNode") -> Value:
        """`module.name.output`, also of a module with `count` or `for_each`."""
        names = [step for step in steps if isinstance(step, str)]
        if len(names) < 2:
            return follow(self._scope.called(names[0]), steps[1:])
        found = self._scope.output(names[0], names[1])
        return follow(found, steps[steps.index(names[1]) + 1 :]).placed(self._place(node))

    def _atom(self, node: "SgNode") -> Value:
        kind = node.kind()
        if kind == "literal_value":
            return Value(literal(node), self._place(node))
        if kind == "template_expr":
            return self._template(node)
        if kind == "collection_value":
            inner = node.child(0)
            return self._collection(inner) if inner is not None else NOTHING
        if kind == "function_call":
            return self._call(node)
        if kind == "for_expr":
            inner = node.child(0)
            return self._loop(inner) if inner is not None else NOTHING
        return NOTHING

    def _template(self, node: "SgNode") -> Value:
        body = node.child(0)
        if body is None:
            return NOTHING
        place = self._place(node)
        if body.kind() == "heredoc_template":
            return Value(heredoc(body.text()), place)
        raw, base = body.text(), body.range().start.index
        holes = [part for part in body.children() if part.kind() in ("template_interpolation", "template_directive")]
        if len(holes) == 1 and holes[0].kind() == "template_interpolation" and holes[0].text() == raw[1:-1]:
            return self._hole(holes[0]).placed(place)
        pieces, position, whole = [], 1, True
        for hole in holes:
            start = hole.range().start.index - base
            pieces.append(unescape(raw[position:start]))
            text = self._hole(hole)
            known = text.known and text.text() is not None
            pieces.append(str(text.text()) if known else _written(text, hole.text()))
            whole = whole and known
            position = start + len(hole.text())
        pieces.append(unescape(raw[position:-1]))
        joined = "".join(pieces)
        if len(joined) > _LONGEST:
            return NOTHING
        return Value(joined if whole else Partial(joined), place)

    def _hole(self, hole: "SgNode") -> Value:
        inner = next((part for part in hole.children() if part.kind() == "expression"), None)
        if inner is None or hole.kind() != "template_interpolation":
            return NOTHING
        return self._inner(inner)

    def _collection(self, node: "SgNode") -> Value:
        place = self._place(node)
        if node.kind() == "tuple":
            return Value([self._inner(part).placed(self._place(part)) for part in _expressions(node)], place)
        entries: dict[str, Value] = {}
        for element in node.children():
            if element.kind() != "object_elem":
                continue
            pair = _expressions(element)
            if len(pair) == 2:
                spot = Place(self._snippet, element.range().start.line + 1, element.range().end.line + 1)
                entries[self._key(pair[0])] = self._inner(pair[1]).placed(spot)
        return Value(entries, place)

    def _key(self, node: "SgNode") -> str:
        children = node.children()
        if len(children) == 1 and children[0].kind() == "variable_expr":
            return children[0].text()
        return self._inner(node).text() or node.text()

    def _call(self, node: "SgNode") -> Value:
        name = node.child(0)
        arguments = next((part for part in node.children() if part.kind() == "function_arguments"), None)
        values = [self._inner(part).placed(self._place(part)) for part in _expressions(arguments)] if arguments else []
        spread = arguments is not None and any(part.kind() == "ellipsis" for part in arguments.children())
        if spread and values:
            values = [*values[:-1], *values[-1].items()]
        called = name.text() if name is not None else ""
        answered = self._scope.answer(called, values)
        if answered is not None:
            return answered
        if called in ("jsondecode", "yamldecode") and values and isinstance(values[0].data, FileText):
            return decoded(self._scope.snippet(values[0].data.path))
        found = call(called, values, self._scope.folder)
        return NOTHING if isinstance(found.data, str) and len(found.data) > _LONGEST else found

    def _loop(self, node: "SgNode") -> Value:
        intro = next((part for part in node.children() if part.kind() == "for_intro"), None)
        source = next((part for part in intro.children() if part.kind() == "expression"), None) if intro else None
        if intro is None or source is None:
            return NOTHING
        names = [part.text() for part in intro.children() if part.kind() == "identifier"]
        over = self._inner(source)
        if isinstance(over.data, Ref) and names:
            return self._over_copies(node, names[-1], over)
        if not isinstance(over.data, (list, dict)):
            return self._one_of_many(node, names)
        condition = next((part for part in node.children() if part.kind() == "for_cond"), None)
        return self._looped(node, names, over, _expressions(condition) if condition else [])

    def _over_copies(self, node: "SgNode", name: str, over: Value) -> Value:
        """A loop over the copies of a resource gives, like a splat, a reference to all of them."""
        results = _expressions(node)
        if not results:
            return NOTHING
        scope = self._scope.bind(**{name: over})
        return _Reading(results[-1], self._snippet, scope, self._depth + 1).value()

    def _one_of_many(self, node: "SgNode", names: list[str]) -> Value:
        """What a loop makes of each item of it knows not what, where that has parts of its own; how many is untold."""
        results = _expressions(node)
        if not results or not results[-1].text().startswith("{"):
            return NOTHING
        one = Value({"": NOTHING} if len(names) == 2 else [NOTHING], self._place(node))
        return self._looped(node, names, one, [])

    def _looped(self, node: "SgNode", names: list[str], over: Value, condition: list["SgNode"]) -> Value:
        results = _expressions(node)
        collected: list[Value] = []
        entries: dict[str, Value] = {}
        for key, item in pairs(over)[:_MAX_LOOP]:
            scope = self._scope.bind(**dict(zip(names, (key, item) if len(names) == 2 else (item,), strict=False)))
            if condition and _Reading(condition[0], self._snippet, scope, self._depth + 1).value().flag() is False:
                continue
            parts = [_Reading(part, self._snippet, scope, self._depth + 1).value() for part in results]
            if node.kind() == "for_tuple_expr" and parts:
                collected.append(parts[0])
            elif len(parts) == 2:
                entries[parts[0].text() or ""] = parts[1]
        return Value(collected if node.kind() == "for_tuple_expr" else entries, self._place(node))


def _flatten(node: "SgNode") -> list["SgNode"]:
    tokens, waiting = [], [node]
    while waiting:
        current = waiting.pop()
        if current.kind() in _FLAT:
            waiting.extend(reversed(current.children()))
        elif current.kind() != "comment":
            tokens.append(current)
    return tokens


def _expressions(node: "SgNode") -> list["SgNode"]:
    return [part for part in node.children() if part.kind() == "expression"]


def _written(value: Value, hole: str) -> str:
    return str(value.data) if isinstance(value.data, (Ref, Partial)) else hole
