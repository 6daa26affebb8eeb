"""The classes of a CDK program: what each makes, calls and names, in order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.cdk.syntax import Expr, convert, dotted
from holdfast.readers.repository.guesses import guesses

_CLASSES = ("class_declaration", "class_definition", "class")
_DECLARED = ("variable_declarator", "public_field_definition", "field_definition")
_FUNCTIONS = ("function_declaration", "function_definition", "method_definition")

Guard = tuple[str, bool]
"""A condition's text, and whether what it guards runs when it holds."""


@dataclass
class Part:
    """A class of a program, or a file's code outside of classes.

    Args:
        name: of the class; empty for a file's own code.
        file: where it stands.
        base: what it extends, as written.
        parameters: names of its constructor's parameters after scope and id.
        calls: every call in order, with the conditions around it.
        names: what each variable or field was first given.
    """

    name: str
    file: "File"
    base: str = ""
    parameters: tuple[str, ...] = ()
    calls: list[tuple[Expr, tuple[Guard, ...]]] = field(default_factory=list)
    names: dict[str, Expr] = field(default_factory=dict)


@dataclass
class File:
    """One file of a program; `error` is the first line that could not be parsed, 0 for none."""

    snippet: Snippet
    parts: list[Part] = field(default_factory=list)
    error: int = 0


def parse(snippet: Snippet) -> File:
    """The parts of one source file; its language is told by its name.

    Raises:
        RecursionError: it is nested too deeply.
    """
    from ast_grep_py import SgRoot

    python = snippet.path.endswith(".py") or bool(re.search(r"^\s*(from|import) aws_cdk", snippet.text, re.MULTILINE))
    tsx = snippet.path.endswith((".tsx", ".jsx"))
    root = SgRoot(snippet.text, "python" if python else "tsx" if tsx else "typescript").root()
    file = File(snippet)
    broken = guesses(root)
    if broken:
        file.error = broken[0].range().start.line + 1
    whole = Part("", file)
    file.parts.append(whole)
    _Walker(file).walk(root, whole, ())
    return file


class _Walker:
    def __init__(self, file: File) -> None:
        self._file = file

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
        elif kind == "if_statement":
            self._if(node, part, guards)
        elif kind in _DECLARED:
            self._name(node.field("name") or node.field("property"), node.field("value"), part, guards)
        elif kind in ("assignment_expression", "assignment"):
            self._name(node.field("left"), node.field("right"), part, guards)
        elif kind in ("call_expression", "new_expression", "call"):
            self._take(convert(node), part, guards)
        else:
            if kind in _FUNCTIONS:
                self._function(node, part)
            self.walk(node, part, guards)

    def _class(self, node: Any) -> None:
        name = node.field("name")
        heritage = node.field("superclasses")
        extended = next((child.text() for child in node.children() if child.kind() == "class_heritage"), "")
        part = Part(name.text() if name else "", self._file, base=heritage.text() if heritage else extended)
        self._file.parts.append(part)
        body = node.field("body")
        if body is not None:
            self.walk(body, part, ())

    def _function(self, node: Any, part: Part) -> None:
        name, parameters = node.field("name"), node.field("parameters")
        if name is None or parameters is None or name.text() not in ("constructor", "__init__") or part.parameters:
            return
        names = [_parameter(child) for child in parameters.children() if child.is_named()]
        known = [name for name in names if name and name != "self"]
        part.parameters = tuple(known[2:])

    def _if(self, node: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        condition = node.field("condition")
        text = condition.text() if condition is not None else ""
        body, rest = node.field("consequence"), node.field("alternative")
        if body is not None:
            self.walk(body, part, (*guards, (text, True)))
        if rest is not None:
            self.walk(rest, part, (*guards, (text, False)))

    def _name(self, left: Any, right: Any, part: Part, guards: tuple[Guard, ...]) -> None:
        if right is None:
            return
        expr = convert(right)
        if left is not None and left.kind() == "object_pattern":
            self._pattern(left, expr, part)
        elif left is not None and (path := dotted(left)):
            part.names.setdefault(path, expr)
        self._take(expr, part, guards)

    def _pattern(self, left: Any, expr: Expr, part: Part) -> None:
        """`const { vpc, stage } = props`."""
        for child in left.children():
            if child.kind() == "shorthand_property_identifier_pattern":
                part.names.setdefault(child.text(), Expr("index", expr.line, expr.end, child.text(), base=expr))

    def _take(self, expr: Expr, part: Part, guards: tuple[Guard, ...]) -> None:
        """Register the calls inside an expression, inner ones first, and walk on into function bodies."""
        if expr.sort in ("other", "condition") and expr.node is not None:
            self.walk(expr.node, part, guards)
            return
        for inner in expr.nested():
            self._take(inner, part, guards)
        if expr.sort == "call":
            part.calls.append((expr, guards))


def _parameter(node: Any) -> str:
    pattern = node.field("pattern") or node.field("name")
    if pattern is not None:
        return str(pattern.text())
    text = str(node.text()).partition(":")[0].partition("=")[0].strip().strip("*")
    return text if text.isidentifier() else ""


def literals(part: Part) -> Iterator[str]:
    """Every text literal that a part mentions in its names and calls."""
    waiting = [*part.names.values(), *(call for call, _ in part.calls)]
    seen: set[int] = set()
    while waiting:
        expr = waiting.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        if expr.sort == "literal" and isinstance(expr.value, str):
            yield expr.value
        if expr.sort in ("choice", "condition"):
            yield from re.findall(r"""["']([^"'\n]{2,20})["']""", str(expr.value))
        yield from (name for name, _, _ in expr.entries)
        waiting.extend(expr.nested())
