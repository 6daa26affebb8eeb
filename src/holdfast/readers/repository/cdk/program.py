"""The classes of a CDK program: what each makes, calls and names, in order."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.either_way import depending
from holdfast.readers.repository.cdk.parts import LOCAL, LOOP, SELF, File, Guard, Part
from holdfast.readers.repository.cdk.placed import placed
from holdfast.readers.repository.cdk.syntax import SUPER, Expr, camel, convert, dotted
from holdfast.readers.repository.cdk.turns import counted, handed, is_table, items, leads_to, names_of, turned
from holdfast.readers.repository.text.guesses import guesses

_IMPORTS = regex(r"(?m)^[^\S\n]*(?:from|import) aws_cdk")
_CLASSES = ("class_declaration", "abstract_class_declaration", "class_definition", "class")
_DECLARED = ("variable_declarator", "public_field_definition", "field_definition")
_ASSIGNED = ("assignment_expression", "assignment", "as_pattern")
_FUNCTIONS = ("function_declaration", "function_definition", "method_definition")
_ARROWS = ("arrow_function", "function_expression")
_CONSTRUCTORS = ("constructor", "__init__")
_CALL_NOTHING = frozenset(("Stack", "NestedStack", "Construct", "Stage"))
"""Classes of the CDK's own: what is built with them is built where they are made."""
_VALUES = ("object", "array", "identifier", "satisfies_expression", "as_expression", "call_expression")
DEFAULT = "default"
_REQUIRED = ("require('.", 'require(".')
"""What stands in another file of the program."""
_LOOPS = ("for_in_statement", "for_statement")
_BRANCHES = ("if_statement", "switch_statement", "match_statement")
_ELSE = ("else_clause", "elif_clause")
_CASES = ("switch_case", "switch_default", "case_clause")
_EACH = ("forEach", "map")
_GROWS = ("push", "append", "unshift")
NOTHING: Mapping[str, Expr] = MappingProxyType({})


def parse(
    snippet: Snippet,
    elsewhere: Mapping[str, Expr] = NOTHING,
    called: frozenset[str] = frozenset(),
    once: frozenset[str] = frozenset(),
) -> File:
    """The parts of one source file; its language is told by its name.

    Args:
        snippet: the file.
        elsewhere: lists and tables that other files give the names which its loops go over.
        called: its functions that other files call.
        once: words that the whole program says a single time.

    Raises:
        RecursionError: it is nested too deeply.
    """
    from ast_grep_py import SgRoot

    python = snippet.path.endswith(".py") or _IMPORTS.search(snippet.text) is not None
    tsx = snippet.path.endswith((".tsx", ".jsx"))
    root = SgRoot(snippet.text, "python" if python else "tsx" if tsx else "typescript").root()
    file = File(snippet, once=once)
    broken = guesses(root)
    if broken:
        file.error = broken[0].range().start.line + 1
    whole = Part("", file)
    file.parts.append(whole)
    _Walker(file, elsewhere).walk(placed(root, snippet.text), whole, ())
    for part in file.parts:
        _keep_called(part, file, called)
    return file


def _keep_called(part: Part, file: File, elsewhere: frozenset[str]) -> None:
    """Take a method that nobody here calls for a piece of its class: somebody else calls it, with what is not known."""
    whole = file.parts[0]
    callers = file.parts if part is whole else [part]
    leads = part.function if part is whole else part.method
    called = {str(call.value) for caller in callers for call, _ in caller.own_calls() if leads(call) is not None}
    for name in [name for name in part.methods if name not in called and not name.startswith(LOCAL)]:
        makes = any(call.new and not _is_error(call) for call, _ in part.methods[name].own_calls())
        if makes and part is whole:
            file.makers.add(name)
        if part is whole and name in elsewhere:
            file.offered[name] = part.methods[name]
            continue
        if f"{part.name}.{name}" in elsewhere:
            continue
        method = part.methods.pop(name)
        if _is_never_called(method, part):
            continue
        if method.results and not makes:
            file.offered[f"{part.name}.{name}".removeprefix(".")] = method
        part.fold(method)


def _fold_idle(part: Part) -> None:
    """Functions within a method that it calls nowhere by name are handed to somebody, who calls them."""
    called = {f"{LOCAL}{call.value}" for call, _ in part.own_calls() if part.local(call) is not None}
    for name in [name for name in part.methods if name.startswith(LOCAL) and name not in called]:
        idle = part.methods.pop(name)
        part.fold(idle)
        part.results += idle.results
        part.methods.update(idle.methods)


def _is_never_called(method: Part, part: Part) -> bool:
    """Nobody in the program says its name again, and what the class extends calls nothing of that kind either."""
    known = part.extended.rpartition(".")[2] in _CALL_NOTHING and bool(part.parameters)
    return known and method.name in part.file.once


def _is_error(call: Expr) -> bool:
    """What a function throws makes nothing of a program."""
    return str(call.value).endswith(("Error", "Exception"))


class _Default:
    """The name of what a file exports without one."""

    def text(self) -> str:
        """As written."""
        return DEFAULT


class _Walker:
    def __init__(self, file: File, elsewhere: Mapping[str, Expr]) -> None:
        self._file = file
        self._elsewhere = elsewhere
        self._owner: Part | None = None
        self._built: Part | None = None

    def walk(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        for child in node.children():
            self._visit(child, part, guards)

    def _visit(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        if not node.is_named():
            return
        kind = node.kind()
        if kind in _CLASSES:
            self._class(node)
        elif kind in ("import_statement", "import_from_statement", "comment", "interface_declaration"):
            return
        elif kind in _BRANCHES:
            (self._if if kind == "if_statement" else self._switch)(node, part, guards)
        elif kind in _DECLARED:
            name, value = node.field("name") or node.field("property"), node.field("value")
            if value is not None and value.kind() in _ARROWS:
                self._function(value, part, guards, name)
            else:
                self._name(name, value, part, guards)
        elif kind in _ASSIGNED:
            left, right = node.field("left") or node.field("alias"), node.field("right") or node.child(0)
            self._name(left.child(0) if kind == "as_pattern" else left, right, part, guards)
        elif kind in ("call_expression", "new_expression", "call"):
            self._take(convert(node), part, guards)
        elif kind in _FUNCTIONS:
            self._function(node, part, guards)
        elif kind in _LOOPS and self._loop(node, part, guards):
            return
        elif kind == "return_statement" and self._owner is not None and part is not self._owner:
            self._result(node, part, guards)
        else:
            self._other(node, part, guards)

    def _other(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        value = node.field("value") if node.kind() == "export_statement" else None
        if value is None:
            self.walk(node, part, guards)
        elif value.kind() in _ARROWS:
            self._function(value, part, guards, _Default())
        elif value.kind() in _VALUES:
            expr = convert(value)
            part.names.setdefault(DEFAULT, expr)
            self._take(expr, part, guards)
        else:
            self._visit(value, part, guards)

    def _class(self, node: Any) -> None:
        name = node.field("name")
        heritage = node.field("superclasses")
        extended = next((child.text() for child in node.children() if child.kind() == "class_heritage"), "")
        own = name.text() if name else f"unnamed {self._file.snippet.path}"
        part = Part(own, self._file, base=heritage.text() if heritage else extended)
        self._file.parts.append(part)
        body = node.field("body")
        if body is not None:
            self.walk(body, part, ())

    def _function(self, node: Any, part: Part, guards: tuple[Guard, ...], called: Any = None) -> None:
        name, parameters = called or node.field("name"), node.field("parameters")
        if name is None or parameters is None:
            self.walk(node, part, guards)
            return
        given = [child for child in parameters.children() if child.is_named()]
        if name.text() in _CONSTRUCTORS:
            known = [self._given(part, child) for child in given if child.text() not in SELF]
            part.parameters = part.parameters or tuple(known)
            before, self._built = self._built, part
            self.walk(node, part, guards)
            self._built = before
            _fold_idle(part)
            return
        method = Part(name.text(), self._file)
        method.parameters = tuple(self._given(method, child) for child in given if child.text() not in SELF)
        # A name that is declared twice is told by its last body, as when the program runs.
        within = part is self._built or (self._owner is not None and part is not self._owner)
        part.methods[f"{LOCAL if within else ''}{camel(name.text())}"] = method
        before, self._owner = self._owner, (self._owner or part) if within else part
        body = node.field("body")
        if node.kind() == "arrow_function" and body is not None and body.kind() != "statement_block":
            given_back = convert(body)
            method.results.append((given_back, guards))
            self._take(given_back, method, guards)
        else:
            self.walk(node, method, guards)
        _fold_idle(method)
        self._owner = before

    def _given(self, method: Part, node: Any) -> str:
        """A parameter's name; one that is taken apart at once gets a name of its own."""
        default = node.field("value")
        pattern = node.field("pattern")
        name = _parameter(node)
        if pattern is not None and pattern.kind() == "object_pattern":
            name = f"given {len(method.names)}"
            line = node.range().start.line + 1
            self._pattern(pattern, Expr("name", line, line, name), method)
        elif default is not None and name:
            method.defaults[name] = convert(default)
        return name

    def _result(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        value = next((child for child in node.children() if child.is_named() and child.kind() != "comment"), None)
        if value is not None:
            expr = convert(value)
            part.results.append((expr, guards))
            self._take(expr, part, guards)

    def _if(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        condition = node.field("condition")
        text = condition.text() if condition is not None else ""
        body = node.field("consequence")
        others = [child for child in node.children() if child.kind() in _ELSE]
        first, then = depending([one.text() for one in (body, *others) if one is not None])
        if body is not None:
            self.walk(body, part, (*guards, (text, True)) if first else guards)
        before = guards
        for rest in others:
            before = (*before, (text, False)) if then else before
            if rest.kind() == "elif_clause":
                self._if(rest, part, before)
                text = rest.field("condition").text()
            else:
                self.walk(rest, part, before)

    def _switch(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        """Each case as what runs where the value is that one; of several with one body the last."""
        asked = node.field("value") or node.field("subject")
        body = node.field("body")
        cases = [one for one in (body.children() if body is not None else ()) if one.kind() in _CASES]
        for case in cases:
            wanted = case.field("value") or next((one for one in case.children() if one.kind() == "case_pattern"), None)
            text = wanted.text() if wanted is not None else "_"
            compared = f"{asked.text().strip('()')} == {text}" if asked is not None and text != "_" else ""
            self.walk(case, part, (*guards, (compared, True)) if compared else guards)

    def _name(self, left: Any, right: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        if right is None:
            return
        expr = convert(right)
        if left is None or right.text().startswith(_REQUIRED):
            pass
        elif left.kind() == "object_pattern":
            self._pattern(left, expr, part)
        elif path := dotted(left):
            field_of = left.text().partition(".")[0] in SELF
            (self._owner if field_of and self._owner is not None else part).names.setdefault(path, expr)
        self._take(expr, part, guards)

    def _pattern(self, left: Any, expr: Expr, part: Part) -> None:
        """`const { vpc, stage = 'prod', cluster: home } = props`."""
        for child in left.children():
            key = child.field("left") or child.field("key") or child
            if not key.kind().endswith(("identifier_pattern", "property_identifier")):
                continue
            value = Expr("index", expr.line, expr.end, key.text(), base=expr)
            default, name = child.field("right"), child.field("value") or key
            if default is not None:
                value = Expr("either", expr.line, expr.end, parts=(value, convert(default)))
            part.names.setdefault(name.text(), value)

    def _loop(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> bool:
        over, left, body = (node.field(name) for name in ("right", "left", "body"))
        if over is not None:
            return self._unrolled(over, left, body, part, guards)
        name, numbers = counted(node)
        return name is not None and self._unrolled_over(numbers, (None, name), body, part, guards)

    def _unrolled(self, over: Any, left: Any, body: Any, part: Part, guards: tuple[Guard, ...]) -> bool:
        """A loop over items that are written out, as one call of its body for each; False for any other."""
        expr = convert(over)
        return self._unrolled_over(self._items(expr, part), (expr, left), body, part, guards)

    def _items(self, over: Expr, part: Part) -> tuple[Expr, ...]:
        around = part.names, self._file.parts[0].names
        if (name := leads_to(over, around)) is not None:
            self._file.wanted.add(name)
        return items(over, part.parameters if part.name else (), *around, self._elsewhere)

    def _unrolled_over(
        self, found: tuple[Expr, ...], head: tuple[Expr | None, Any], body: Any, part: Part, guards: tuple[Guard, ...]
    ) -> bool:
        over, left = head
        names = names_of(left)
        turns = handed(found, left, len(names)) if names and body is not None else []
        if not turns:
            return False
        if over is not None:
            self._take(over, part, guards)
        line, end = body.range().start.line + 1, body.range().end.line + 1
        turn = Part(f"{LOOP}{len(part.methods)}", self._file)
        turn.parameters = tuple(self._named_item(turn, index, name) for index, name in enumerate(names))
        part.methods[turn.name] = turn
        before, self._owner = self._owner, self._owner or part
        if body.kind() in ("statement_block", "block"):
            self.walk(body, turn, guards)
        else:
            self._take(convert(body), turn, guards)
        self._owner = before
        part.calls += [(Expr("call", line, end, turn.name, given), guards) for given in turns]
        return True

    def _named_item(self, turn: Part, index: int, name: Any) -> str:
        if name.kind() != "object_pattern":
            return str(name.text())
        line = name.range().start.line + 1
        self._pattern(name, Expr("name", line, line, f"given item {index}"), turn)
        return f"given item {index}"

    def _each(self, expr: Expr, part: Part, guards: tuple[Guard, ...]) -> bool:
        """`[22, 443].forEach((port) => …)`."""
        body = expr.parts[0] if expr.value in _EACH and expr.base is not None and len(expr.parts) == 1 else None
        found = self._items(expr.base, part) if body is not None and expr.base is not None else ()
        if body is None or expr.base is None or not found or body.node is None or body.node.kind() not in _ARROWS:
            return False
        given = [child for child in body.node.children() if child.kind() in ("formal_parameters", "identifier")]
        first = given[0] if given else None
        if is_table(expr.base, part.names, self._file.parts[0].names, self._elsewhere):
            return self._unrolled_over(turned(found), (expr.base, first), body.node.field("body"), part, guards)
        if first is not None and first.kind() == "formal_parameters":
            first = next((child for child in first.children() if child.is_named()), None)
            first = first.field("pattern") if first is not None else None
        return self._unrolled_over(found, (expr.base, first), body.node.field("body"), part, guards)

    def _take(self, expr: Expr, part: Part, guards: tuple[Guard, ...]) -> None:
        """Register the calls inside an expression, inner ones first, and walk on into function bodies."""
        if expr.sort in ("other", "condition") and expr.node is not None:
            self.walk(expr.node, part, guards)
            return
        if self._each(expr, part, guards):
            return
        for inner in expr.nested():
            self._take(inner, part, guards)
        if expr.sort == "call" and expr.value == SUPER and part.extended:
            # What a class extends is made wherever it is.
            holder, _, made = part.extended.rpartition(".")
            expr = replace(
                expr, value=made, base=Expr("name", expr.line, expr.line, holder) if holder else None, new=True
            )
            part.names.setdefault(SUPER, expr)
        if expr.sort == "call":
            self._grow(expr, part)
            part.calls.append((expr, guards))

    def _grow(self, call: Expr, part: Part) -> None:
        """`readers.push(one)`: a list holds what is put into it, though perhaps more of it than is told here."""
        if call.value not in _GROWS or call.base is None or call.base.sort != "name":
            return
        name = str(call.base.value)
        owned = self._owner.names if self._owner is not None else {}
        for names in (part.names, owned, self._file.parts[0].names):
            if name in names and names[name].sort == "list":
                names[name] = replace(names[name], parts=(*names[name].parts, *call.parts))
                return


def _parameter(node: Any) -> str:
    pattern = node.field("pattern") or node.field("name")
    if pattern is not None:
        return str(pattern.text())
    text = str(node.text()).partition(":")[0].partition("=")[0].strip().strip("*")
    return text if text.isidentifier() else ""
