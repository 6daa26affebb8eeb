"""Deployments in Python (Fabric, Paramiko, programs that are called), read as the shell that they come to."""

import ast
import re
from collections.abc import Iterable, Iterator

from holdfast.model.evidence import GapReason
from holdfast.model.facts import Deployment
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Reader, Reading, Snippet
from holdfast.readers.repository.deploy_tools.remote_script import deployed, remote_facts
from holdfast.readers.repository.programs.given_in_python import command_behind, given
from holdfast.readers.repository.programs.handed_in_python import replaced_first, runs_given
from holdfast.readers.repository.programs.hosts_in_python import named_hosts
from holdfast.readers.repository.programs.named_texts import Named, meant, named_texts
from holdfast.readers.repository.programs.ssh_in_python import entered, name_of
from holdfast.readers.repository.shell.reader import SERVES

_PATH = regex(r"(?:^|/)(?:fabfile(?:/[\w-]+)?|(?:[\w-]*[-_])?deploy(?:[-_][\w-]*)?|tasks)\.py$")
_IMPORTS = r"^[^\S\n]*(?:from|import)\s+(?:[\w.]{1,40}[^\S\n]*,[^\S\n]*){0,8}"
_TOOLS = regex(rf"{_IMPORTS}(?:fabric|paramiko|invoke|subprocess|os)\b", re.MULTILINE)
_ON_HOSTS = regex(rf"{_IMPORTS}(?:fabric|paramiko|invoke)\b", re.MULTILINE)
"""Of a file that may as well hold what a queue works off."""
_PULLS = regex(r"[\"' /]git[\"', ]{1,6}(?:pull|reset)\b")
"""A receiver of webhooks has its own host take what a branch holds by then."""
_TESTS = regex(r"(?:^|/)(?:tests?/|test_|conftest)|_test\.py$")
_RUNS = frozenset(("run", "sudo", "exec_command"))
_SENDS = frozenset(("put", "rsync_project", "upload_project"))
"""Of Fabric: what they carry to a host."""
_CONNECTION = regex(r"(?i)(?:^|[._])(?:c|ctx|context|conn|connection|sftp|ftp|host|group)$")
_CALLS = frozenset(("run", "call", "check_call", "check_output", "system", "Popen"))
"""Of `subprocess` and `os`: what they start runs here."""
_ASIDE = regex(
    r"(?i)roll_?back|revert|local|(?<![a-z])(?:dev|test)|set_?up|install|init|bootstrap|provision|backup|restore"
)
"""Tasks beside what brings a release."""
_NO_NAME = regex(r"[\n\"`]|://")
"""An address, or several lines, is not what a release is called by."""
_MAX_CHARACTERS = 200_000


def _wants(path: str) -> bool:
    return path.endswith(".py")


def _is_about(snippet: Snippet) -> bool:
    """It works on hosts, its name tells that it brings releases, or it pulls one; what tests do is nobody's release."""
    if _PATH.search(snippet.path):
        return (_ON_HOSTS if snippet.name == "tasks.py" else _TOOLS).search(snippet.text) is not None
    if _TESTS.search(snippet.path):
        return False
    if "paramiko" in snippet.text or "fabric" in snippet.text:
        return _ON_HOSTS.search(snippet.text) is not None
    return _only_pulls(snippet)


def _only_pulls(snippet: Snippet) -> bool:
    """Nothing but what it fetches tells that it brings releases; what keeps a developer's machine fresh is no such."""
    if "git" not in snippet.text or _PATH.search(snippet.path) or _ASIDE.search(snippet.name):
        return False
    return _PULLS.search(snippet.text) is not None and _TOOLS.search(snippet.text) is not None


def _read(snippet: Snippet) -> Iterable[Reading]:
    if not _is_about(snippet):
        return
    if len(snippet.text) > _MAX_CHARACTERS:
        yield snippet.gap(GapReason.TOO_LARGE, SERVES)
        return
    try:
        tree = ast.parse(snippet.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        yield snippet.gap(GapReason.MALFORMED, SERVES, getattr(error, "lineno", None) or 1, "not Python")
        return
    held = named_texts(tree)
    receives = not _ON_HOSTS.search(snippet.text) and not _PATH.search(snippet.path)
    yield from entered(tree, snippet)
    if _PATH.search(snippet.path):
        yield from named_hosts(tree, snippet)
    tasks = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    functions = {task.name: task for task in tasks}
    handing = {name: told for name, task in functions.items() if (told := runs_given(task, _RUNS | _CALLS)) is not None}
    program = _Program(functions, held, handing)
    loose = ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)], [])
    called = {name for task in (*tasks, loose) for name in _called(task)}
    whole: dict[int, str] = {}
    deploys = False
    for name, task in (*functions.items(), ("", loose)):
        lines = _by_line(_lines(task, program, {name})) if name not in called else {}
        if lines:
            typed = _typed(lines, snippet, name)
            for reading in deployed(typed) if receives else remote_facts(typed):
                deploys = deploys or isinstance(reading, Deployment)
                yield reading
        if name and not _ASIDE.search(name):
            whole |= lines
    # `fab pull restart`: which tasks follow each other is said where they are called.
    if whole and not deploys:
        yield from deployed(_typed(whole, snippet, ""))


def _typed(lines: dict[int, str], snippet: Snippet, name: str) -> Snippet:
    """Lines of a file as a script of their own, at their places."""
    first, last = min(lines), max(lines)
    text = "\n".join(lines.get(number, "") for number in range(first, last + 1))
    return replace(snippet.part(text, first), heading=f"fabric {name}".strip())


def _called(task: ast.AST) -> Iterator[str]:
    for node in ast.walk(task):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


@record(frozen=True)
class _Program:
    """One file of Python.

    Args:
        functions: its functions by name.
        held: the texts that its names hold.
        handing: by the names of those that run what they are handed, which argument that is, counted from 0.
    """

    functions: dict[str, ast.FunctionDef]
    held: Named
    handing: dict[str, int]


def _lines(task: ast.AST, program: _Program, seen: set[str]) -> Iterator[tuple[int, str]]:
    """What a task types on hosts, by line; that of the functions that it calls, too, each `seen` once."""
    functions, held = program.functions, program.held
    lenient = set(_only_warned(task))
    for node in ast.walk(task):
        if isinstance(node, ast.Assign):
            yield from _set(node, functions, held)
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node.func)
        told = program.handing.get(name) if isinstance(node.func, ast.Name) else None
        if told is not None and len(node.args) > told:
            yield from _typed_by(replaced_first(node, told), held, swallowed=node.lineno in lenient)
        elif name in (_CALLS if _is_local(node.func) else _RUNS) and node.args:
            swallowed = node.lineno in lenient or any(map(_warns, node.keywords))
            yield from _typed_by(node, held, swallowed=swallowed)
        elif name in _SENDS and node.args and _is_to_host(node.func):
            yield node.lineno, f"scp {_text(node.args[0]) or _variable(node.args[0])} host:release"
        elif name in functions and name not in seen:
            seen.add(name)
            yield from ((functions[name].lineno, text) for text in given(node, functions[name], functions, held))
            yield from _lines(functions[name], program, seen)


def _set(node: ast.Assign, functions: dict[str, ast.FunctionDef], held: Named) -> Iterator[tuple[int, str]]:
    """What a name is set to that others are made of: a text with names in it, or what a command tells."""
    target = node.targets[0]
    if len(node.targets) > 1 or not isinstance(target, ast.Name):
        return
    if command := command_behind(node.value, functions, held):
        yield node.lineno, f"{target.id}=$({command})"
    elif isinstance(node.value, ast.JoinedStr) and not _NO_NAME.search(text := _text(node.value)):
        yield node.lineno, f'{target.id}="{text}"'


def _typed_by(call: ast.Call, held: Named, *, swallowed: bool) -> Iterator[tuple[int, str]]:
    """What a call has run, at the line where it is written."""
    for said in meant(call.args[0], call.lineno, held):
        if text := _text(said):
            line = call.lineno if said is call.args[0] else said.lineno
            yield line, text.replace("\n", "; ") + (" || true" if swallowed else "")


def _by_line(typed: Iterable[tuple[int, str]]) -> dict[int, str]:
    """A list that stands on one line is typed there, one after the other; a task called twice, once."""
    found: dict[int, list[str]] = {}
    for line, text in typed:
        row = found.setdefault(line, [])
        if text not in row:
            row.append(text)
    return {line: "; ".join(row) for line, row in found.items()}


def _only_warned(task: ast.AST) -> Iterator[int]:
    """Lines on which a failure is only spoken of: `with settings(warn_only=True):`."""
    for node in ast.walk(task):
        if not isinstance(node, ast.With):
            continue
        calls = (one.context_expr for one in node.items)
        if any(isinstance(one, ast.Call) and any(map(_warns, one.keywords)) for one in calls):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _warns(keyword: ast.keyword) -> bool:
    return (
        keyword.arg in ("warn_only", "warn") and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
    )


def _is_to_host(called: ast.expr) -> bool:
    """It belongs to a connection to a host, and neither to a queue nor to a client of some service."""
    return isinstance(called, ast.Name) or (
        isinstance(called, ast.Attribute) and _CONNECTION.search(ast.unparse(called.value)) is not None
    )


def _is_local(called: ast.expr) -> bool:
    """It is a function of `subprocess` or `os`."""
    owner = called.value if isinstance(called, ast.Attribute) else None
    return isinstance(owner, ast.Name) and owner.id in ("subprocess", "os", "sp")


def _text(node: ast.expr) -> str:
    """A text, with what is put into it as a variable of a shell."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _variable(node.value)
    if isinstance(node, ast.List | ast.Tuple):
        return " ".join(_text(part) or _variable(part) for part in node.elts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _text(node.left)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return "".join(_text(part) or _variable(part) for part in (node.left, node.right))
    return ""


def _variable(node: ast.expr) -> str:
    return f"${{{re.sub(r'[^A-Za-z0-9_]', '_', ast.unparse(node))[:60]}}}"


READER = Reader(name="fabric", serves=SERVES, wants=_wants, read=_read)
