"""Dumps that a program has made without asking how they went, or whose failure it only speaks of."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from holdfast.model.facts import ScriptFault
from holdfast.model.redaction import redact
from holdfast.model.regex import regex
from holdfast.readers.repository.source.code import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_TOOL = regex(r"(?:^|[\s/;&|(\"'`\[])(?:pg_dump(?:all)?|mysqldump|mariadb-dump|mongodump)(?=[\s\"'`]|$)")
_ASKS_BY_ITSELF = frozenset(("check_call", "check_output"))
_STARTS = frozenset(("system", "run", "call", "Popen", *_ASKS_BY_ITSELF))
_OF = frozenset(("os", "subprocess", "sp"))
_SPEAKS = regex(
    r"(?i)^(?:print|(?:\w+\.)*(?:log|logger|logging|stdout|stderr|console|app)\w*\.\w+|\w*log\w*|warnings\.warn)$"
)
_LONGEST = 20
"""Lines from a dump to the end of what is done about its failure, for both to be shown."""


def unheard(source: Source) -> Iterator[ScriptFault]:
    """One fault for each such dump, at its lines."""
    read = {"python": _in_python, "javascript": _in_javascript, "typescript": _in_javascript, "tsx": _in_javascript}
    found = read[source.language](source) if source.language in read else ()
    for first, last, form in found:
        end = last if last - first < _LONGEST else first
        at = source.snippet.at(first, end)
        shown = redact(at.quote.strip())[:160]
        said = {"kind": source.snippet.kind, "environment": source.snippet.environment, "old": source.snippet.old}
        yield ScriptFault(**said, at=at, activity="backup", form=form, command=shown)  # type: ignore[arg-type]


def _in_python(source: Source) -> Iterator[tuple[int, int, str]]:
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    commands = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and _speaks_of_tool(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    handed = _handed_on(tree, commands)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not _starts(node.func):
            continue
        given = node.args[0]
        named = isinstance(given, ast.Name) and (given.id in commands or (given.id, _function(node, above)) in handed)
        if not (_speaks_of_tool(given) or named):
            continue
        last = node.end_lineno or node.lineno
        if _asks(node):
            handler = _only_spoken_of(node, above)
            if handler is not None:
                yield node.lineno, handler.end_lineno or last, "error-swallowed"
        elif not _is_looked_at(node, above):
            yield node.lineno, last, "no-error-exit"


def _handed_on(tree: ast.Module, commands: set[str]) -> set[tuple[str, str]]:
    """The parameters, each with its function in this file, that are given a command which dumps."""
    parameters = {
        one.name: [argument.arg for argument in (*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs)]
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    found: set[tuple[str, str]] = set()
    for call in (one for one in ast.walk(tree) if isinstance(one, ast.Call)):
        name = str(getattr(call.func, "attr", getattr(call.func, "id", "")))
        own = [one for one in parameters.get(name, ()) if one not in ("self", "cls")]
        given = (*zip(own, call.args, strict=False), *((one.arg, one.value) for one in call.keywords if one.arg in own))
        for parameter, value in given:
            if _speaks_of_tool(value) or (isinstance(value, ast.Name) and value.id in commands):
                found.add((str(parameter), name))
    return found


def _function(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    """The name of the function around it."""
    while node in above and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        node = above[node]
    return getattr(node, "name", "")


def _speaks_of_tool(node: ast.expr) -> bool:
    words = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return not isinstance(node, ast.Dict) and any(_TOOL.search(word) for word in words)


def _starts(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute):
        return called.attr in _STARTS and isinstance(called.value, ast.Name) and called.value.id in _OF
    return isinstance(called, ast.Name) and called.id in (*_ASKS_BY_ITSELF, "Popen", "system")


def _asks(call: ast.Call) -> bool:
    """It raises where the program fails."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    told = (one.value for one in call.keywords if one.arg == "check")
    return name in _ASKS_BY_ITSELF or any(not isinstance(one, ast.Constant) or bool(one.value) for one in told)


def _only_spoken_of(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.ExceptHandler | None:
    """The nearest handler of its failure, where it does nothing but say so."""
    while node in above and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        outer = above[node]
        if isinstance(outer, ast.Try) and node in outer.body and outer.handlers:
            silent = [one for one in outer.handlers if all(map(_only_speaks, one.body))]
            return silent[0] if len(silent) == len(outer.handlers) else None
        node = outer
    return None


def _only_speaks(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _SPEAKS.match(ast.unparse(statement.value.func)) is not None
    bare = isinstance(statement, ast.Return) and statement.value is None
    return bare or isinstance(statement, ast.Pass | ast.Continue)


def _is_looked_at(call: ast.Call, above: dict[ast.AST, ast.AST]) -> bool:
    """What it answers is used for anything."""
    outer = above.get(call)
    if isinstance(outer, ast.Expr):
        return False
    if not isinstance(outer, ast.Assign) or not isinstance(outer.targets[0], ast.Name):
        return True
    name, scope = outer.targets[0].id, outer
    while scope in above and not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        scope = above[scope]  # type: ignore[assignment]
    used = [
        one for one in ast.walk(scope) if isinstance(one, ast.Name) and one.id == name and one is not outer.targets[0]
    ]
    waits = [one for one in used if isinstance(above.get(one), ast.Attribute) and _only_waits(above[one], above)]
    return len(used) > len(waits)


def _only_waits(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """`process.wait()` that nobody hears, `process.stdout`: they tell nothing of how it went."""
    if not isinstance(node, ast.Attribute):
        return False
    called = above.get(node)
    unheard_of = isinstance(called, ast.Call) and isinstance(above.get(called), ast.Expr)
    if node.attr == "communicate" and isinstance(called, ast.Call):
        return unheard_of or _takes_output_alone(above.get(called))
    return (node.attr == "wait" and unheard_of) or node.attr in ("stdout", "stderr", "stdin")


def _takes_output_alone(outer: ast.AST | None) -> bool:
    """`output, _ = process.communicate()`: what it says, and not how it went."""
    if isinstance(outer, ast.Subscript):
        return isinstance(outer.slice, ast.Constant) and outer.slice.value == 0
    target = outer.targets[0] if isinstance(outer, ast.Assign) else None
    second = target.elts[1] if isinstance(target, ast.Tuple) and len(target.elts) == 2 else None
    return isinstance(second, ast.Name) and second.id.startswith("_")


_RUNS = regex(r"(?:^|\.)(?:exec|execSync|execFile|execFileSync|execAsync|execPromise|execP|asyncExec|\$)$")
_TELLS = regex(
    r"(?i)\bthrow\b|reject|process\.exit|exitCode|\bcallback\(|\bcb\(|\bnext\(|\bdone\(|notif|slack|\bsns\b|mail|sentry"
    r"|alert|discord|telegram|webhook|return (?:false|\{|err)|res\.|status"
)


def _in_javascript(source: Source) -> Iterator[tuple[int, int, str]]:
    calls = source.root.find_all(kind="call_expression")
    for call in calls:
        called, given = call.field("function"), call.field("arguments")
        if called is None or given is None or not _RUNS.search(called.text()) or not _dumps(given, source):
            continue
        back = next((one for one in given.children() if one.kind() in ("arrow_function", "function_expression")), None)
        about = back or _caught(call)
        if about is not None and not _TELLS.search(about.text()):
            first, last = call.range().start.line + 1, about.range().end.line + 1
            yield first, last, "error-swallowed"


def _dumps(given: "SgNode", source: Source) -> bool:
    command = next((one for one in given.children() if one.kind() not in ("(", ")", ",", "comment")), None)
    if command is None:
        return False
    if command.kind() == "identifier":
        held = source.root.find(kind="variable_declarator", has={"field": "name", "regex": f"^{command.text()}$"})
        value = held.field("value") if held else None
        return value is not None and _TOOL.search(value.text()) is not None
    return _TOOL.search(command.text()) is not None


def _caught(call: "SgNode") -> "SgNode | None":
    """The `catch` around a call that throws."""
    inner = call
    for outer in call.ancestors():
        if outer.kind() == "try_statement":
            body = outer.field("body")
            within = body is not None and body.range().start.index <= inner.range().start.index < body.range().end.index
            return outer.field("handler") if within else None
        if outer.kind() in ("arrow_function", "function_expression", "function_declaration", "method_definition"):
            return None
    return None
