"""As whom a program in Python enters hosts, with what, and whether it asks which host answers (Paramiko, Fabric)."""

import ast
from collections.abc import Iterator

from holdfast.model.facts import ExposedSecret, Login, UncheckedHost
from holdfast.model.record import record
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.configuration.exposed import covered, is_literal

_HOST = regex(r"^(?P<user>[A-Za-z_][\w-]{0,60})@[\w.-]{1,200}$")
_CLIENTS = frozenset(("SSHClient", "Transport"))
_USERS = frozenset(("username", "user"))
_TAKES_ANY = frozenset(("AutoAddPolicy", "WarningPolicy"))
_LEAST = 4
"""Characters; nothing shorter is a host's password."""


@record(frozen=True)
class _Said:
    """A text that is written out, and its line."""

    value: str
    line: int


def entered(tree: ast.Module, snippet: Snippet) -> Iterator[Login | ExposedSecret | UncheckedHost]:
    """Logins where an address or an argument tells the user, passwords that are written out, unknown hosts let in."""
    constants = {
        target.id: _Said(node.value.value, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    clients = set(_clients(tree))
    for node in ast.walk(tree):
        address = _HOST.match(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        if address:
            yield login(snippet, address["user"], getattr(node, "lineno", 1))
        if isinstance(node, ast.Attribute | ast.Name) and name_of(node) in _TAKES_ANY:
            at = snippet.at(node.lineno)
            yield UncheckedHost(kind=snippet.kind, at=at, environment=snippet.environment, old=snippet.old)
        if isinstance(node, ast.Call) and _enters(node, clients):
            yield from _given(node, snippet, constants)


def name_of(called: ast.AST) -> str:
    """The last part of a name: `SSHClient` of `paramiko.SSHClient`."""
    return called.attr if isinstance(called, ast.Attribute) else str(getattr(called, "id", ""))


def _clients(tree: ast.Module) -> Iterator[str]:
    """What the program calls its clients: others connect, too, to databases for one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and name_of(node.value.func) in _CLIENTS:
            yield from (ast.unparse(target) for target in node.targets)
        if isinstance(node, ast.withitem) and isinstance(node.context_expr, ast.Call):
            named = node.optional_vars if name_of(node.context_expr.func) in _CLIENTS else None
            yield from (ast.unparse(named),) if named else ()


def _enters(call: ast.Call, clients: set[str]) -> bool:
    if name_of(call.func) == "Connection":
        return True
    called = call.func
    return isinstance(called, ast.Attribute) and called.attr == "connect" and ast.unparse(called.value) in clients


def _given(
    call: ast.Call, snippet: Snippet, constants: dict[str, _Said]
) -> Iterator[Login | ExposedSecret | UncheckedHost]:
    for key, value in _arguments(call):
        said = _said(value, constants)
        if said is None:
            continue
        if key in _USERS:
            yield login(snippet, said.value, value.lineno)
        elif key == "password":
            yield from password(snippet, said.value, said.line, value.id if isinstance(value, ast.Name) else key)


def _arguments(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Those that are given by name, also those that Fabric hands on to Paramiko (`connect_kwargs={"password": …}`)."""
    for keyword in call.keywords:
        value = keyword.value
        keys = value.keys if isinstance(value, ast.Dict) else [ast.Constant(keyword.arg)]
        for key, one in zip(keys, value.values if isinstance(value, ast.Dict) else [value], strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, one


def _said(value: ast.expr, constants: dict[str, _Said]) -> _Said | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return _Said(value.value, value.lineno)
    return constants.get(value.id) if isinstance(value, ast.Name) else None


def login(snippet: Snippet, user: str, line: int) -> Login:
    """A program's own way onto a host, at `line`."""
    return Login(
        kind=snippet.kind,
        at=snippet.at(line),
        environment=snippet.environment,
        old=snippet.old,
        method="ssh",
        user=user,
        actor="script",
    )


def password(snippet: Snippet, value: str, line: int, name: str) -> Iterator[ExposedSecret]:
    """A host's password, where `value` is one that is written out."""
    if len(value) >= _LEAST and is_literal(value):
        yield ExposedSecret(
            kind=snippet.kind,
            at=covered(snippet.at(line), value),
            environment=snippet.environment,
            old=snippet.old,
            name=name,
            form="host-password",
        )
