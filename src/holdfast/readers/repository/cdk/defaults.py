"""Secrets that a CDK program asks its surroundings for, with a value built in for when nobody gives one."""

from collections.abc import Iterator
from typing import Any

from holdfast.model.facts import ConfigurationLoader
from holdfast.readers.repository.cdk.mentions import expressions
from holdfast.readers.repository.cdk.parts import File
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.configuration.exposed import covered, only_names
from holdfast.readers.repository.configuration.names import is_secret

_ASKED = frozenset(("tryGetContext", "getContext", "getenv", "get"))
_POINTS = ("/", "arn:", "{{")
"""How texts begin that only say where a secret lies."""


def built_in_secrets(file: File) -> Iterator[ConfigurationLoader]:
    """One fact for each secret whose built-in value is written out: whoever deploys without it puts that one out."""
    told: dict[str, Any] = {"kind": file.snippet.kind, "environment": file.snippet.environment, "old": file.snippet.old}
    found: dict[int, tuple[str, str]] = {}
    for part in file.parts:
        for expr in expressions(part):
            default, name = _default(expr)
            if default is not None and isinstance(default.value, str) and _is_one(name, default.value):
                found[default.line] = (name, default.value)
    for line, (name, value) in sorted(found.items()):
        at = covered(file.snippet.at(line), value)
        yield ConfigurationLoader(**told, at=at, source="cloudformation", missing="default", names=(name,))


def _is_one(name: str, value: str) -> bool:
    return is_secret(name) and not only_names(name) and bool(value.strip()) and not value.startswith(_POINTS)


def _default(expr: Expr) -> tuple[Expr | None, str]:
    """The literal that stands in for a setting, and the setting's name."""
    if expr.sort == "either":
        default = expr.parts[1]
        return (default if default.sort == "literal" else None), _asked(expr.parts[0])
    if expr.sort == "call" and expr.value in _ASKED and len(expr.parts) == 2 and expr.parts[1].sort == "literal":
        return expr.parts[1], _asked(expr)
    return None, ""


def _asked(expr: Expr) -> str:
    """The name of the setting that an expression asks for: of the process, or of the program's context."""
    if expr.sort == "name" and str(expr.value).startswith("process.env."):
        return str(expr.value).removeprefix("process.env.")
    if expr.sort == "either":
        return _asked(expr.parts[0])
    process = expr.base is not None and str(expr.base.value) in ("process.env", "os.environ")
    if expr.sort == "index" and process:
        return str(expr.value or "")
    asks = expr.sort == "call" and (process or expr.value in _ASKED - {"get"})
    key = expr.parts[0] if asks and expr.parts else None
    return str(key.value) if key is not None and key.sort == "literal" else ""
