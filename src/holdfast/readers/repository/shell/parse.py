"""Turns shell text into commands, tolerant of templates, prompts and mistakes; every line number survives."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from holdfast.readers.repository.shell.command import Command, Document, Failure, Redirect
from holdfast.readers.repository.shell.neutral import Neutral, neutral
from holdfast.readers.repository.shell.unwrap import Nested, nested, strip

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_CHARACTERS = 120_000
"""Longer scripts are not read: nobody writes them by hand, and the parser's error recovery is quadratic."""

_MAX_DEPTH = 120
_MAX_NESTED = 6
_BLOCKS = frozenset(("program", "compound_statement", "subshell", "do_group", "ERROR", "else_clause", "elif_clause"))
_LOOPS = frozenset(("while_statement", "for_statement", "c_style_for_statement"))
_SUBSTITUTIONS = frozenset(("command_substitution", "process_substitution"))
_QUIET = frozenset(
    ("true", ":", "echo", "printf", "log", "logger", "warn", "info", "log_warn", "log_info", "sleep", "warning")
)
_VARIABLE_NAME = re.compile(r"\$\{?([A-Za-z_]\w*)(?:\[[@*]\])?\}?$")
_NOT_A_SCRIPT = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True)
class Script:
    """A parsed script.

    Args:
        commands: in reading order.
        variables: last literal value given to each variable, as written.
        broken: first line (from 1) that is not shell, when most of the text is not; else 0.
        functions: names of the functions it defines, with the line of each.
    """

    commands: tuple[Command, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    broken: int = 0
    functions: dict[str, int] = field(default_factory=dict)

    def expand(self, text: str) -> str:
        """`text` with variables replaced by their literal values, where the script gives them."""
        for _ in range(3):
            wider = _ANY_VARIABLE.sub(self._value, text)
            if wider == text or len(wider) > 4_000:
                break
            text = wider
        return text

    def _value(self, match: re.Match[str]) -> str:
        return self.variables.get(match[1] or match[2], match[0])


_ANY_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::?[-=][^{}]*)?\}|([A-Za-z_]\w*))")


@dataclass(frozen=True)
class _Scope:
    """Where a command stands; inherited downwards."""

    base: int = 0  # line of the text before this (nested) text's first one
    depth: int = 0
    nesting: int = 0
    function: str | None = None
    remote: str = ""
    inside: tuple[str, ...] = ()
    branch: tuple[str, ...] = ()
    condition: bool = False
    negated: bool = False
    loop: bool = False
    background: bool = False
    hidden: bool = False
    checked: bool = False
    chained: bool = False
    fallback: tuple[str, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    document: Document | None = None
    feeds: tuple[str, ...] = ()
    fed_by: tuple[str, ...] = ()
    statement: int = 0


@dataclass
class _State:
    """What changes while the script is read, top to bottom."""

    source: Neutral
    errexit: bool = False
    pipefail: bool = False
    trapped: bool = False
    found: list[Command] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    functions: dict[str, int] = field(default_factory=dict)
    statements: int = 0


def commands(text: str, *, errexit: bool = False, pipefail: bool = False) -> tuple[Command, ...]:
    """The commands of a script, in reading order, those inside functions, conditions and SSH included.

    Args:
        text: the script; `${{ … }}`, `{{ … }}`, `<placeholder>` and prompts are tolerated and kept as written.
        errexit: `set -e` is in force at its start (as in GitHub's `run:`).
        pipefail: `set -o pipefail` is in force at its start.
    """
    return parse(text, errexit=errexit, pipefail=pipefail).commands


def parse(text: str, *, errexit: bool = False, pipefail: bool = False) -> Script:
    """The whole script; text that is too long or not shell gives one with `broken` set."""
    if not text.strip():
        return Script()
    if _hopeless(text):
        return Script(broken=1)
    first = text.split("\n", 1)[0]
    shebang = first.partition(" ")[2] if first.startswith("#!") else ""
    state = _State(neutral(text), errexit=errexit, pipefail=pipefail)
    if re.search(r"-\w*e", shebang.rpartition(" ")[2]):
        state.errexit = True
    try:
        broken = _parse_text(state.source.text, _Scope(), state)
    except RecursionError:
        return Script(broken=1)
    ordered = tuple(replace(command, order=index) for index, command in enumerate(state.found))
    return Script(ordered, state.variables, broken, state.functions)


def _hopeless(text: str) -> bool:
    if len(text) > MAX_CHARACTERS or _NOT_A_SCRIPT.search(text):
        return True
    return len(text) > 4_000 and sum(text.count(mark) for mark in "<>|&;(){}`") * 3 > len(text)


def _parse_text(text: str, scope: _Scope, state: _State) -> int:
    from ast_grep_py import SgRoot  # noqa: PLC0415 - heavy

    root = SgRoot(text, "bash").root()
    before = len(state.found)
    _walk(root, scope, state)
    wrong = [node for node in root.children() if node.kind() == "ERROR"]
    if root.kind() == "ERROR":
        wrong = [root]
    lines = sum(node.range().end.line - node.range().start.line + 1 for node in wrong)
    if wrong and (lines * 2 > text.count("\n") + 1 or len(state.found) == before):
        return wrong[0].range().start.line + 1
    return 0


def _walk(node: "SgNode", scope: _Scope, state: _State) -> None:
    if scope.depth > _MAX_DEPTH:
        return
    scope = replace(scope, depth=scope.depth + 1)
    kind = node.kind()
    if kind in _BLOCKS:
        _statements(node.children(), scope, state)
    elif kind == "command":
        _command(node, scope, state)
    elif kind == "list":
        _list(node, scope, state)
    elif kind == "pipeline":
        _pipeline(node, scope, state)
    elif kind == "redirected_statement":
        _redirected(node, scope, state)
    elif kind in ("variable_assignment", "variable_assignments", "declaration_command", "unset_command"):
        _assignment(node, scope, state)
    elif kind == "test_command":
        _test(node, scope, state)
    elif kind == "negated_command":
        for child in _named(node):
            _walk(child, replace(scope, negated=True), state)
    elif kind == "function_definition":
        _function(node, scope, state)
    elif kind == "if_statement":
        _if(node, scope, state)
    elif kind in _LOOPS:
        _loop(node, scope, state)
    elif kind == "case_statement":
        _case(node, scope, state)
    elif kind != "comment":
        _substitutions(node, scope, state)


def _named(node: "SgNode") -> list["SgNode"]:
    return [child for child in node.children() if child.is_named() and child.kind() != "comment"]


def _statements(nodes: list["SgNode"], scope: _Scope, state: _State) -> None:
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
        status = _asks_status(ask, state) if ask is not None else ""
        inner = replace(scope, background=scope.background or background, checked=scope.checked or bool(status))
        if status == "PIPESTATUS":
            inner = replace(inner, hidden=False, chained=True)
        _walk(node, inner, state)


def _asks_status(node: "SgNode", state: _State) -> str:
    head = state.source.restore(node.text()[:200])
    if "PIPESTATUS" in head:
        return "PIPESTATUS"
    return "$?" if "$?" in head else ""


def _list(node: "SgNode", scope: _Scope, state: _State) -> None:
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
    for index, item in enumerate(items):
        later = marks[index:]
        jump = later.index("||") if "||" in later else -1
        inner = scope
        if jump >= 0:
            end = next((i for i in range(jump + 1, len(later)) if later[i] == "||"), len(later))
            behind = items[index + jump + 1 : index + end + 1]
            inner = replace(scope, fallback=tuple(_texts(behind, scope, state)))
        elif later:
            inner = replace(scope, chained=True)
        if index and marks[index - 1 : index] == ["||"]:
            inner = replace(inner, branch=(*scope.branch, f"|| {_short(items[index - 1], state)}"))
        elif (
            index
            and marks[index - 1 : index] == ["&&"]
            and items[index - 1].kind() in ("test_command", "negated_command")
        ):
            inner = replace(inner, branch=(*scope.branch, f"if {_short(items[index - 1], state)}"))
        _walk(item, inner, state)


def _texts(nodes: list["SgNode"], scope: _Scope, state: _State) -> Iterator[str]:
    """The texts of the commands in `nodes`, found without touching the state."""
    trial = _State(state.source, variables=dict(state.variables))
    for node in nodes:
        _walk(node, _Scope(depth=scope.depth, nesting=_MAX_NESTED), trial)
    yield from (command.text for command in trial.found)


def _short(node: "SgNode", state: _State) -> str:
    return " ".join(state.source.restore(node.text()[:240]).split())[:160]


def _pipeline(node: "SgNode", scope: _Scope, state: _State) -> None:
    stages = _named(node)
    names = [_first_word(stage) for stage in stages]
    last = len(stages) - 1
    for index, stage in enumerate(stages):
        hidden = index < last and not state.pipefail and not (scope.checked and scope.chained)
        inner = replace(
            scope,
            hidden=scope.hidden or hidden,
            redirects=scope.redirects if index == last else (),
            document=scope.document if index == 0 else None,
            feeds=(*names[index + 1 :], *scope.feeds),
            fed_by=(*scope.fed_by, *names[:index]),
        )
        _walk(stage, inner, state)


def _first_word(node: "SgNode") -> str:
    words = node.text()[:400].split()
    skipped = strip(words)
    words = [word for word in words[skipped:] if "=" not in word or word.startswith("-")]
    return words[0].rpartition("/")[2] if words else ""


def _redirected(node: "SgNode", scope: _Scope, state: _State) -> None:
    redirects: list[Redirect] = []
    bodies: list[SgNode] = []
    later: list[SgNode] = []
    document = scope.document
    for child in node.children():
        if child.kind() == "heredoc_redirect":
            document, more, extra = _heredoc(child, scope, state)
            redirects += more
            later += extra
        elif child.kind() in ("file_redirect", "herestring_redirect"):
            redirects.append(_redirect(child, state))
        elif child.is_named() and child.kind() != "comment":
            bodies.append(child)
    names = tuple(_first_word(stage) for pipeline in later for stage in _named(pipeline) or [pipeline])
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
        _walk(child, replace(scope, fed_by=(*scope.fed_by, *(_first_word(body) for body in bodies))), state)


def _heredoc(node: "SgNode", scope: _Scope, state: _State) -> tuple[Document | None, list[Redirect], list["SgNode"]]:
    document = None
    redirects: list[Redirect] = []
    later: list[SgNode] = []
    quoted = False
    for child in node.children():
        kind = child.kind()
        if kind == "heredoc_start":
            quoted = child.text()[:1] in "\"'\\"
        elif kind == "heredoc_body":
            line = child.range().start.line + 1 + scope.base
            document = Document(state.source.restore(child.text()), line, quoted)
        elif kind in ("file_redirect", "herestring_redirect"):
            redirects.append(_redirect(child, state))
        elif child.is_named() and kind not in ("heredoc_end", "file_descriptor"):
            later.append(child)
    return document, redirects, later


def _redirect(node: "SgNode", state: _State) -> Redirect:
    descriptor, operator, target = "", "", ""
    for child in node.children():
        if child.kind() == "file_descriptor":
            descriptor = child.text()
        elif child.is_named():
            target = _value(child, state)
        else:
            operator = child.text()
    return Redirect(operator, target, descriptor)


def _value(node: "SgNode", state: _State) -> str:
    """A word without its quotes, expansions as written."""
    kind = node.kind()
    text = node.text()
    if kind == "string" and len(text) >= 2:
        text = text[1:-1].replace('\\"', '"').replace("\\$", "$").replace("\\\n", "")
    elif kind == "raw_string" and len(text) >= 2:
        text = text[1:-1]
    elif kind == "ansi_c_string" and len(text) >= 3:
        text = text[2:-1]
    elif kind == "concatenation":
        return "".join(_value(child, state) for child in node.children())
    elif kind == "word" and "\\" in text:
        text = re.sub(r"\\(\n|.)", lambda m: "" if m[1] == "\n" else m[1], text)
    return state.source.restore(text)


def _command(node: "SgNode", scope: _Scope, state: _State) -> None:
    words: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    assigns: list[tuple[str, str]] = []
    redirects = list(scope.redirects)
    for child in node.children():
        kind = child.kind()
        if kind == "variable_assignment":
            assigns.append(_pair(child, state))
        elif kind in ("file_redirect", "herestring_redirect"):
            redirects.append(_redirect(child, state))
        elif child.is_named() and kind != "comment":
            inner = child.children()[0] if kind == "command_name" and child.children() else child
            words.append(_value(inner, state))
            raw.append(state.source.restore(child.text()))
            lines.append(child.range().start.line + 1 + scope.base)
    if not words:
        return
    span = node.range()
    made = Command(
        name="",
        line=span.start.line + 1 + scope.base,
        end_line=span.end.line + 1 + scope.base,
        redirects=tuple(redirects),
        assigns=tuple(assigns),
    )
    _emit(made, (words, raw, lines), replace(scope, redirects=()), state)
    _substitutions(node, scope, state)


_Words = tuple[list[str], list[str], list[int]]


def _emit(made: Command, parts: _Words, scope: _Scope, state: _State) -> None:
    """Record a command, and what it runs inside itself."""
    words, raw, lines = _spelled_out(parts, state)
    skipped = strip(words)
    words, raw, lines = words[skipped:], raw[skipped:], lines[skipped:]
    name = words[0].rpartition("/")[2] or words[0]
    command = replace(
        made,
        name=name,
        args=tuple(words[1:]),
        words=tuple(raw[1:]),
        arg_lines=tuple(lines[1:]),
        failure=_failure(scope, state),
        fallback=scope.fallback,
        feeds=scope.feeds,
        fed_by=scope.fed_by,
        errexit=state.errexit,
        pipefail=state.pipefail,
        background=scope.background,
        negated=scope.negated,
        condition=scope.condition,
        loop=scope.loop,
        branch=scope.branch,
        function=scope.function,
        remote=scope.remote,
        inside=scope.inside,
        document=scope.document,
        statement=scope.statement,
    )
    state.found.append(command)
    if name == "set" and not scope.remote:
        _set(words[1:], state)
    if scope.nesting >= _MAX_NESTED:
        return
    for inner in nested(name, words[1:], lines[1:], command.line):
        _descend(inner, made, (words[1:], raw[1:], lines[1:]), replace(scope, nesting=scope.nesting + 1), state)


def _spelled_out(parts: _Words, state: _State) -> _Words:
    """`$COMPOSE up` with the words of `COMPOSE="docker compose"` in its place."""
    words, raw, lines = parts
    match = _VARIABLE_NAME.match(words[0])
    value = state.variables.get(match[1], "").split() if match else []
    if not value or any("$" in word for word in value[:1]):
        return parts
    return [*value, *words[1:]], [*value, *raw[1:]], [lines[0]] * len(value) + lines[1:]


def _descend(inner: Nested, made: Command, parts: _Words, scope: _Scope, state: _State) -> None:
    remote = inner.remote or scope.remote
    scope = replace(scope, inside=(*scope.inside, inner.label.split()[0]), remote=remote)
    if inner.offset >= 0:
        words, raw, lines = (part[inner.offset :] for part in parts)
        _emit(made, (list(words), list(raw), list(lines)), scope, state)
        return
    text, base = inner.script, inner.line - 1
    if inner.reads:
        if scope.document is None:
            return
        text, base = scope.document.text, scope.document.line - 1
    elif inner.label.startswith("trap "):
        scope = replace(scope, branch=(*scope.branch, inner.label))
        state.trapped = state.trapped or inner.label.endswith((" ERR", " EXIT"))
    if not text.strip() or text.strip() in ("-", "EOF"):
        return
    # The text was restored for the document: it needs stand-ins of its own.
    sub = _State(neutral(text), variables=dict(state.variables), functions=state.functions)
    sub.errexit = state.errexit and inner.label.split()[0] in ("trap", "eval")
    sub.statements = state.statements
    document_free = replace(scope, base=base, document=None, feeds=(), fed_by=(), depth=scope.depth + 1)
    _parse_text(sub.source.text, document_free, sub)
    state.found.extend(sub.found)
    state.statements = sub.statements


def _set(args: list[str], state: _State) -> None:
    index = 0
    while index < len(args) and args[index][:1] in "-+" and args[index] != "--":
        on = args[index][0] == "-"
        letters = args[index][1:]
        if "e" in letters:
            state.errexit = on
        if letters.endswith("o") and index + 1 < len(args):
            index += 1
            if args[index] == "pipefail":
                state.pipefail = on
            elif args[index] == "errexit":
                state.errexit = on
        index += 1


def _failure(scope: _Scope, state: _State) -> Failure:
    if scope.hidden and not (scope.checked and scope.chained):
        return Failure.HIDDEN
    if scope.fallback:
        return _after(scope.fallback)
    if scope.condition or scope.negated or scope.checked or scope.chained:
        return Failure.HANDLED
    if scope.background:
        return Failure.UNCHECKED
    return Failure.STOPS if state.errexit else Failure.UNCHECKED


def _after(fallback: tuple[str, ...]) -> Failure:
    for text in fallback:
        words = text.split()
        if words[0] == "exit":
            return Failure.SWALLOWED if words[1:2] == ["0"] else Failure.STOPS
        if words[0] not in _QUIET:
            return Failure.HANDLED
    return Failure.SWALLOWED


def _pair(node: "SgNode", state: _State) -> tuple[str, str]:
    children = _named(node)
    name = children[0].text() if children else ""
    value = _value(children[1], state) if len(children) > 1 else ""
    return name, value


def _assignment(node: "SgNode", scope: _Scope, state: _State) -> None:
    head = node.children()[0] if node.children() else node
    keyword = "=" if node.kind().startswith("variable_assignment") else head.text()
    pairs = [node] if node.kind() == "variable_assignment" else _named(node)
    args: list[str] = []
    raw: list[str] = []
    lines: list[int] = []
    for pair in pairs:
        lines.append(pair.range().start.line + 1 + scope.base)
        raw.append(state.source.restore(pair.text()))
        if pair.kind() != "variable_assignment":
            args.append(_value(pair, state))
            continue
        name, value = _pair(pair, state)
        if not scope.function or name not in state.variables:
            state.variables[name] = value
        args.append(f"{name}={value}")
    span = node.range()
    state.found.append(
        Command(
            name=keyword,
            args=tuple(args),
            words=tuple(raw),
            arg_lines=tuple(lines),
            line=span.start.line + 1 + scope.base,
            end_line=span.end.line + 1 + scope.base,
            errexit=state.errexit,
            pipefail=state.pipefail,
            failure=_failure(scope, state),
            fallback=scope.fallback,
            function=scope.function,
            remote=scope.remote,
            branch=scope.branch,
            loop=scope.loop,
            inside=scope.inside,
            statement=scope.statement,
        )
    )
    kept = scope if keyword == "=" else replace(scope, condition=False, checked=False, chained=False, fallback=())
    _substitutions(node, kept, state)


def _test(node: "SgNode", scope: _Scope, state: _State) -> None:
    span = node.range()
    words = state.source.restore(node.text()).strip("[]() \n").split()
    state.found.append(
        Command(
            name="[",
            args=tuple(word.strip("\"'") for word in words),
            words=tuple(words),
            arg_lines=tuple(span.start.line + 1 + scope.base for _ in words),
            line=span.start.line + 1 + scope.base,
            end_line=span.end.line + 1 + scope.base,
            failure=_failure(scope, state),
            fallback=scope.fallback,
            condition=scope.condition,
            function=scope.function,
            remote=scope.remote,
            branch=scope.branch,
            loop=scope.loop,
            inside=scope.inside,
            statement=scope.statement,
        )
    )
    _substitutions(node, scope, state)


def _substitutions(node: "SgNode", scope: _Scope, state: _State) -> None:
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


def _function(node: "SgNode", scope: _Scope, state: _State) -> None:
    children = _named(node)
    if not children:
        return
    name = children[0].text()
    state.functions[name] = node.range().start.line + 1 + scope.base
    errexit, pipefail = state.errexit, state.pipefail
    for child in children[1:]:
        _walk(child, replace(scope, function=name), state)
    state.errexit, state.pipefail = errexit, pipefail


def _if(node: "SgNode", scope: _Scope, state: _State) -> None:
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
            conditions.append(" ".join(_short(part, state) for part in asked))
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


def _elif(node: "SgNode", scope: _Scope, state: _State) -> None:
    children = node.children()
    then = next((i for i, child in enumerate(children) if child.kind() == "then"), len(children))
    for child in children[:then]:
        if child.is_named():
            _walk(child, replace(scope, condition=True), state)
    said = " ".join(_short(child, state) for child in children[1:then] if child.is_named())
    _statements(children[then:], replace(scope, branch=(*scope.branch, f"if {said}"), condition=False), state)


def _loop(node: "SgNode", scope: _Scope, state: _State) -> None:
    inner = replace(scope, loop=True, condition=False)
    asks = node.kind() == "while_statement"
    for child in _named(node):
        if child.kind() == "do_group":
            _statements(child.children(), inner, state)
        elif asks:
            _walk(child, replace(inner, condition=True), state)
        else:
            _substitutions(child, inner, state)


def _case(node: "SgNode", scope: _Scope, state: _State) -> None:
    subject = next((_short(child, state) for child in _named(node)), "")
    for child in _named(node):
        if child.kind() != "case_item":
            continue
        parts = _named(child)
        pattern = _short(parts[0], state) if parts else ""
        _statements(parts[1:], replace(scope, branch=(*scope.branch, f"case {subject} {pattern}")), state)
