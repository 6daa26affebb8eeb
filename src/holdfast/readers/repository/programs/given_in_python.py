"""What names in a program in Python come to where a command tells it: which commit this is, or what time."""

import ast
from collections.abc import Iterator, Mapping
from itertools import islice

from holdfast.model.regex import regex
from holdfast.readers.repository.programs.named_texts import Named, meant

Functions = Mapping[str, ast.FunctionDef]

_COMMIT = regex(r"^git (?:-C \S{1,200} )?(?:rev-parse|describe|log|show|rev-list)\b[^;&|\n]{0,200}")
_CLOCK = frozenset(("strftime", "isoformat", "timestamp", "time_ns"))
_DATE = "date +%Y%m%d%H%M%S"
_DEPTH = 6
"""Steps from a name to the command: methods of what came out, functions that hand it on, other names."""
_MOST_RETURNS = 3
"""Functions of many ways out that call one another would lead on without an end."""


def command_behind(value: ast.expr, functions: Functions, held: Named, depth: int = 0) -> str | None:
    """The command whose output a value is; None for all else."""
    if depth > _DEPTH:
        return None
    if isinstance(value, ast.Attribute | ast.Subscript | ast.Await):
        return command_behind(value.value, functions, held, depth + 1)
    if isinstance(value, ast.Name):
        [*others] = meant(value, value.lineno, held)
        return command_behind(others[0], functions, held, depth + 1) if others and others[0] is not value else None
    if not isinstance(value, ast.Call):
        return None
    typed = _COMMIT.match(_words(value.args[0])) if value.args else None
    if typed is not None:
        return typed[0].strip()
    if _tells_time(value.func):
        return _DATE
    if isinstance(value.func, ast.Attribute):
        return command_behind(value.func.value, functions, held, depth + 1)
    called = functions.get(value.func.id) if isinstance(value.func, ast.Name) else None
    if called is None:
        # `str(…)`, `shlex.quote(…)`: it hands on what it is given.
        return command_behind(value.args[0], functions, held, depth + 1) if len(value.args) == 1 else None
    returns = (node.value for node in ast.walk(called) if isinstance(node, ast.Return) and node.value is not None)
    told = (command_behind(one, functions, held, depth + 1) for one in islice(returns, _MOST_RETURNS))
    return next(filter(None, told), None)


def _tells_time(func: ast.expr) -> bool:
    if not isinstance(func, ast.Attribute):
        return isinstance(func, ast.Name) and func.id in _CLOCK
    return func.attr in _CLOCK or (func.attr == "time" and isinstance(func.value, ast.Name) and func.value.id == "time")


def given(call: ast.Call, called: ast.FunctionDef, functions: Functions, held: Named) -> Iterator[str]:
    """What a call hands to a function's parameters, as a shell would set it."""
    handed = [*zip((one.arg for one in called.args.args), call.args, strict=False)]
    handed += [(one.arg, one.value) for one in call.keywords if one.arg]
    for name, value in handed:
        if command := command_behind(value, functions, held):
            yield f"{name}=$({command})"


def _words(node: ast.expr) -> str:
    """A command as it is typed, from a text or a list of words; what is put into it by name stays out."""
    if isinstance(node, ast.List | ast.Tuple):
        return " ".join(filter(None, map(_words, node.elts)))
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(part) or "HEAD" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
