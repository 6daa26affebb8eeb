"""Walks the syntax tree of a script: lists, pipelines, conditions, loops, functions, and scripts inside words."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.shell.syntax.command import Redirect
from holdfast.readers.repository.shell.syntax.forwarded import forwarding
from holdfast.readers.repository.shell.syntax.lines import ended_lines
from holdfast.readers.repository.shell.syntax.neutral import neutral
from holdfast.readers.repository.shell.syntax.record import (
    MAX_NESTED,
    handed_on_to,
    reads_there,
    record_assignment,
    record_command,
    record_test,
)
from holdfast.readers.repository.shell.syntax.said_to import said_to
from holdfast.readers.repository.shell.syntax.scope import Scope, State
from holdfast.readers.repository.shell.syntax.words import (
    asks_status,
    first_word,
    heredoc,
    named,
    redirect,
    short,
    value_of,
)

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MAX_DEPTH = 120
_MOST_VALUES = 60
_LIST = regex(r"\$\{?([A-Za-z_]\w*)(?:\[[@*]\]\})?\}?")
_SUBSTITUTIONS = frozenset(("command_substitution", "process_substitution"))


def walk_text(text: str, scope: Scope, state: State) -> int:
    """Record every command of `text`; give back its first line that is not shell when most is not, else 0."""
    from ast_grep_py import SgRoot

    text = ended_lines(text)
    root = SgRoot(text, "bash").root()
    before = len(state.found)
    _walk(root, scope, state)
    wrong = [root] if root.kind() == "ERROR" else [node for node in root.children() if node.kind() == "ERROR"]
    lines = sum(node.range().end.line - node.range().start.line + 1 for node in wrong)
    if wrong and (lines * 2 > text.count("\n") + 1 or len(state.found) == before):
        return wrong[0].range().start.line + 1
    return 0


def _walk(node: "SgNode", scope: Scope, state: State) -> None:
    if scope.depth > _MAX_DEPTH:
        return
    kind = node.kind()
    handler = _HANDLERS.get(kind)
    if handler is not None:
        handler(node, replace(scope, depth=scope.depth + 1), state)
    elif kind != "comment":
        _substitutions(node, scope, state)


def _block(node: "SgNode", scope: Scope, state: State) -> None:
    _statements(node.children(), scope, state)


def _command(node: "SgNode", scope: Scope, state: State) -> None:
    for pending in record_command(node, scope, state):
        # Its text has been restored to what was written, so it needs stand-ins of its own.
        inner = State(
            neutral(pending.text),
            errexit=pending.errexit,
            variables=dict(state.variables),
            places=dict(state.places),
            functions=state.functions,
            reaches=state.reaches,
            receives=state.receives,
            forwards=state.forwards,
            statements=state.statements,
            spared=state.spared,
        )
        walk_text(inner.source.text, replace(pending.scope, depth=scope.depth + 1), inner)
        state.found.extend(inner.found)
        for name, value in inner.variables.items():
            state.variables.setdefault(name, value)
        state.statements = inner.statements
    _substitutions(node, scope, state)


def _assignment(node: "SgNode", scope: Scope, state: State) -> None:
    record_assignment(node, scope, state)
    if node.kind() == "declaration_command":  # `export X=$(false)` succeeds: the status of the inner one is lost
        scope = replace(scope, condition=False, checked=False, chained=False, fallback=())
    _substitutions(node, scope, state)


def _test(node: "SgNode", scope: Scope, state: State) -> None:
    record_test(node, scope, state)
    _substitutions(node, scope, state)


def _negated(node: "SgNode", scope: Scope, state: State) -> None:
    for child in named(node):
        _walk(child, replace(scope, negated=True), state)


def _statements(nodes: list["SgNode"], scope: Scope, state: State) -> None:
    """Walk neighbours, each knowing whether the next one asks for its status, or `&` sends it away."""
    state.statements += 1
    scope = replace(scope, statement=state.statements)
    nodes = [node for node in nodes if node.kind() != "comment"]
    for index, node in enumerate(nodes):
        if not node.is_named():
            continue
        following = nodes[index + 1] if index + 1 < len(nodes) else None
        background = following is not None and following.kind() == "&"
        ask = next((other for other in nodes[index + 1 : index + 3] if other.is_named()), None)
        status = asks_status(ask, state) if ask is not None else ""
        inner = scope
        if background or status:
            inner = replace(scope, background=scope.background or background, checked=scope.checked or bool(status))
        if status == "PIPESTATUS":
            inner = replace(inner, hidden=False, chained=True)
        _walk(node, inner, state)


def _list(node: "SgNode", scope: Scope, state: State) -> None:
    items: list[SgNode] = []
    marks: list[str] = []
    waiting = [node]
    while waiting:  # lists nest to the left; a long chain must not cost depth
        current = waiting.pop()
        if current.kind() == "list":
            waiting.extend(reversed(current.children()))
        elif current.kind() in ("&&", "||"):
            marks.append(current.kind())
        elif current.is_named() and current.kind() != "comment":
            items.append(current)
    fallbacks = _fallbacks(items, marks, scope, state)
    for index, item in enumerate(items):
        before = marks[index - 1] if 0 < index <= len(marks) else ""
        inner = replace(
            scope,
            fallback=fallbacks[index] or scope.fallback,
            chained=scope.chained or (not fallbacks[index] and marks[index : index + 1] == ["&&"]),
        )
        if before == "||":
            inner = replace(inner, branch=(*scope.branch, f"|| {short(items[index - 1], state)}"))
        elif before == "&&" and items[index - 1].kind() in ("test_command", "negated_command"):
            inner = replace(inner, branch=(*scope.branch, f"if {short(items[index - 1], state)}"))
        _walk(item, inner, state)


def _fallbacks(items: list["SgNode"], marks: list[str], scope: Scope, state: State) -> list[tuple[str, ...]]:
    """For each item of a list, the commands behind the first `||` after it, up to the next one."""
    found: list[tuple[str, ...]] = [()] * len(items)
    current: tuple[str, ...] = ()
    behind: list[SgNode] = []
    for index in range(len(items) - 1, -1, -1):
        mark = marks[index] if index < len(marks) else ""
        if mark == "||":
            current = tuple(_texts(behind, scope, state))
            behind = []
        found[index] = current
        behind = [items[index], *behind] if len(behind) < 20 else behind
    return found


def _texts(nodes: list["SgNode"], scope: Scope, state: State) -> Iterator[str]:
    """The texts of the commands in `nodes`, found without touching the state."""
    trial = State(state.source, variables=dict(state.variables))
    for node in nodes:
        _walk(node, Scope(depth=scope.depth, nesting=MAX_NESTED), trial)
    yield from (command.text for command in trial.found)


def _pipeline(node: "SgNode", scope: Scope, state: State) -> None:
    stages = named(node)
    names = [first_word(stage) for stage in stages]
    last = len(stages) - 1
    said = said_to(stages, scope, state) if last else None
    for index, stage in enumerate(stages):
        hidden = index < last and not state.pipefail and not (scope.checked and scope.chained)
        inner = replace(
            scope,
            hidden=scope.hidden or hidden,
            redirects=scope.redirects if index == last else (),
            document=said if index and index == last else None if index else scope.document,
            feeds=(*names[index + 1 :], *scope.feeds),
            fed_by=(*scope.fed_by, *names[:index]),
        )
        _walk(stage, inner, state)


def _redirected(node: "SgNode", scope: Scope, state: State) -> None:
    redirects: list[Redirect] = []
    bodies: list[SgNode] = []
    later: list[SgNode] = []
    document = scope.document
    for child in node.children():
        if child.kind() == "heredoc_redirect":
            document, more, extra = heredoc(child, scope, state)
            redirects += more
            later += extra
        elif child.kind() in ("file_redirect", "herestring_redirect"):
            redirects.append(redirect(child, state))
        elif child.is_named() and child.kind() != "comment":
            bodies.append(child)
    names = tuple(first_word(stage) for pipeline in later for stage in named(pipeline) or [pipeline])
    inner = replace(
        scope,
        redirects=(*scope.redirects, *redirects),
        document=document,
        feeds=(*names, *scope.feeds),
        hidden=scope.hidden or (bool(names) and not state.pipefail),
    )
    for body in bodies:
        _walk(body, inner, state)
    for child in later:
        _walk(child, replace(scope, fed_by=(*scope.fed_by, *(first_word(body) for body in bodies))), state)


def _substitutions(node: "SgNode", scope: Scope, state: State) -> None:
    """Walk the `$(…)`, `` `…` `` and `<(…)` inside a node, without entering one twice."""
    text = node.text()
    if "$(" not in text and "`" not in text and "<(" not in text and ">(" not in text:
        return
    inner = replace(
        scope, inside=(*scope.inside, "$("), redirects=(), document=None, feeds=(), fed_by=(), background=False
    )
    waiting = list(reversed(node.children()))
    steps = 0
    while waiting and steps < 20_000:
        steps += 1
        child = waiting.pop()
        if child.kind() in _SUBSTITUTIONS:
            if inner.depth < _MAX_DEPTH:
                _statements(child.children(), replace(inner, depth=inner.depth + 1), state)
        elif child.kind() != "heredoc_body":
            waiting.extend(reversed(child.children()))


def _function(node: "SgNode", scope: Scope, state: State) -> None:
    children = named(node)
    if not children:
        return
    name = children[0].text()
    state.functions[name] = node.range().start.line + 1 + scope.base
    errexit, pipefail = state.errexit, state.pipefail
    before = len(state.found)
    for child in children[1:]:
        _walk(child, replace(scope, function=name), state)
    reached = handed_on_to(state.found[before:], state)
    forwards = forwarding(state.found[before:])
    reads = next(filter(None, map(reads_there, state.found[before:])), "")
    if reached[0]:
        state.reaches[name] = reached
    elif reads:
        state.receives[name] = reads
    elif forwards is not None and name not in forwards.before:
        state.forwards[name] = forwards
    state.errexit, state.pipefail = errexit, pipefail


def _if(node: "SgNode", scope: Scope, state: State) -> None:
    conditions: list[str] = []
    asked: list[SgNode] = []
    body: list[SgNode] = []
    asking = False
    for child in node.children():
        kind = child.kind()
        if kind == "if":
            asking = True
        elif kind == "then":
            asking = False
            conditions.append(" ".join(short(part, state) for part in asked))
        elif kind in ("elif_clause", "else_clause"):
            continue
        elif asking and child.is_named():
            asked.append(child)
            _walk(child, replace(scope, condition=True), state)
        elif not asking:
            body.append(child)
    said = conditions[0] if conditions else ""
    _statements(body, replace(scope, branch=(*scope.branch, f"if {said}"), condition=False), state)
    for child in node.children():
        if child.kind() == "elif_clause":
            _elif(child, scope, state)
        elif child.kind() == "else_clause":
            _statements(
                child.children(), replace(scope, branch=(*scope.branch, f"else {said}"), condition=False), state
            )


def _elif(node: "SgNode", scope: Scope, state: State) -> None:
    children = node.children()
    then = next((i for i, child in enumerate(children) if child.kind() == "then"), len(children))
    for child in children[:then]:
        if child.is_named():
            _walk(child, replace(scope, condition=True), state)
    said = " ".join(short(child, state) for child in children[1:then] if child.is_named())
    _statements(children[then:], replace(scope, branch=(*scope.branch, f"if {said}"), condition=False), state)


def _loop(node: "SgNode", scope: Scope, state: State) -> None:
    inner = replace(scope, loop=True, condition=False, choices=(*_in_turn(node, state), *scope.choices))
    asks = node.kind() == "while_statement"
    for child in named(node):
        if child.kind() == "do_group":
            _statements(child.children(), inner, state)
        elif asks:
            _walk(child, replace(inner, condition=True), state)
        else:
            _substitutions(child, inner, state)


def _in_turn(node: "SgNode", state: State) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The variable of a `for` with the values that are written out for it."""
    children = [child for child in named(node) if child.kind() not in ("do_group", "comment")]
    if node.kind() == "for_statement" and 1 < len(children) <= _MOST_VALUES:
        values = tuple(word for child in children[1:] for word in _words_of(value_of(child, state), state))
        if len(values) <= _MOST_VALUES and not any("$" in value for value in values):
            yield children[0].text(), values


def _words_of(value: str, state: State) -> list[str]:
    """The words of a variable that holds several, as a list in brackets or apart by spaces; any other value itself."""
    variable = _LIST.fullmatch(value)
    held = state.variables.get(variable[1], "") if variable else ""
    several = held.removeprefix("(").removesuffix(")").replace('"', "").replace("'", "").split()
    return several if several and "$" not in held else [value]


def _case(node: "SgNode", scope: Scope, state: State) -> None:
    subject = next((short(child, state) for child in named(node)), "")
    for child in named(node):
        if child.kind() != "case_item":
            continue
        parts = named(child)
        pattern = short(parts[0], state) if parts else ""
        _statements(parts[1:], replace(scope, branch=(*scope.branch, f"case {subject} {pattern}")), state)


_Handler = Callable[["SgNode", Scope, State], None]
_HANDLERS: dict[str, _Handler] = {
    "program": _block,
    "compound_statement": _block,
    "subshell": _block,
    "do_group": _block,
    "ERROR": _block,
    "command": _command,
    "list": _list,
    "pipeline": _pipeline,
    "redirected_statement": _redirected,
    "variable_assignment": _assignment,
    "variable_assignments": _assignment,
    "declaration_command": _assignment,
    "unset_command": _assignment,
    "test_command": _test,
    "negated_command": _negated,
    "function_definition": _function,
    "if_statement": _if,
    "while_statement": _loop,
    "for_statement": _loop,
    "c_style_for_statement": _loop,
    "case_statement": _case,
}
