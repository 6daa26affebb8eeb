"""The hosts that Fabric's files name, and what their settings say of who enters them (`env.hosts`, `Connection`)."""

import ast
from collections.abc import Iterator

from holdfast.model.environments import environment_of
from holdfast.model.facts import ExposedSecret, Instance, Login
from holdfast.model.own_machine import OWN_MACHINE
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet
from holdfast.readers.repository.programs.ssh_in_python import login, name_of, password

_ADDRESS = regex(r"(?:[\w-]{1,64}@)?(?P<host>[A-Za-z0-9][\w-]{0,63}(?:\.[\w-]{1,63}){1,10})(?::\d{1,5})?$")
_ITSELF = regex(rf"(?i){OWN_MACHINE}$")
_LISTS = frozenset(("hosts", "roledefs", "host_string"))
_GROUPS = frozenset(("Connection", "SerialGroup", "ThreadingGroup", "hosts"))


def named_hosts(tree: ast.Module, snippet: Snippet) -> Iterator[Instance | Login | ExposedSecret]:
    """One instance for each host, at its first line; a function around it tells of which environment it is."""
    seen: set[str] = set()
    for environment, node in _within(tree, snippet.environment):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and _of_env(node.targets[0]):
            setting = ast.unparse(node.targets[0]).partition(".")[2]
            if setting in _LISTS:
                yield from _instances(node.value, environment, snippet, seen)
            elif isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                yield from _who(setting, node.value, replace(snippet, environment=environment))
        elif isinstance(node, ast.Call):
            for given in _addresses(node):
                yield from _instances(given, environment, snippet, seen)


def _addresses(call: ast.Call) -> list[ast.expr]:
    """What a call is given as its hosts: by its place, or by name, as in `with settings(host_string=…):`."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in _LISTS]
    return named or (call.args if name_of(call.func) in _GROUPS else [])


def _within(tree: ast.Module, environment: str | None) -> Iterator[tuple[str | None, ast.AST]]:
    """Every node with the environment that the function around it is called after."""
    for statement in tree.body:
        named = environment_of(statement.name) if isinstance(statement, ast.FunctionDef) else None
        for node in ast.walk(statement):
            yield named or environment, node


def _of_env(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "env"


def _instances(value: ast.expr, environment: str | None, snippet: Snippet, seen: set[str]) -> Iterator[Instance]:
    for node in ast.walk(value):
        match = _ADDRESS.match(node.value) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
        if match is None or match["host"] in seen or _ITSELF.match(match["host"]):
            continue
        seen.add(match["host"])
        at = snippet.at(getattr(node, "lineno", 1))
        yield Instance(
            kind=snippet.kind,
            at=at,
            environment=environment,
            old=snippet.old,
            name=match["host"],
            purpose="application",
        )


def _who(setting: str, value: ast.Constant, snippet: Snippet) -> Iterator[Login | ExposedSecret]:
    text = str(value.value)
    if setting == "user" and text:
        yield login(snippet, text, value.lineno)
    elif setting in ("password", "sudo_password"):
        yield from password(snippet, text, value.lineno, setting)
