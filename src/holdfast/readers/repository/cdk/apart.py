"""Environments that a program keeps apart from production, whatever the team calls them."""

from collections.abc import Iterator

from holdfast.model.environments import PRODUCTION
from holdfast.model.regex import regex
from holdfast.readers.repository.cdk.mentions import expressions
from holdfast.readers.repository.cdk.parts import File
from holdfast.readers.repository.cdk.syntax import Expr
from holdfast.readers.repository.cdk.told import PRODUCTION_FLAG, named
from holdfast.readers.repository.text.nodes import Node

STAGE_KEYS = ("stage", "env", "environment", "envName", "stageName", "environmentName", "deployEnv")
_NAMES = ("name", *STAGE_KEYS)
_WORD = regex(r"[A-Za-z][\w-]{0,19}")
_TOKEN = regex(r"[A-Za-z0-9]+")


def beside_production(files: list[File]) -> frozenset[str]:
    """Names of no environment known to others that a table, or a list, of settings gives beside production's."""
    found: set[str] = set()
    for part in (part for file in files for part in (*file.parts, *file.offered.values())):
        for expr in expressions(part):
            names = _names(expr)
            if any(named(name) == PRODUCTION for name in names):
                found |= {name.lower() for name in names if named(name) is None}
    return frozenset(found)


def _names(expr: Expr) -> list[str]:
    """What the settings of each environment are called; empty for all else."""
    if expr.sort == "object":
        alike = len({value.sort for _, _, value in expr.entries}) == 1 and expr.entries[0][2].sort in ("object", "name")
        names = [name for name, _, _ in expr.entries] if alike and len(expr.entries) > 1 else []
    elif expr.sort == "list" and len(expr.parts) > 1 and all(part.sort in ("object", "call") for part in expr.parts):
        names = [next(_called(part), "") for part in expr.parts]
    else:
        names = []
    return names if all(map(_WORD.fullmatch, names)) else []


def _called(expr: Expr) -> Iterator[str]:
    entries = {name: value for name, _, value in expr.entries}
    yield from (str(entries[key].value) for key in _NAMES if key in entries and entries[key].sort == "literal")


def is_one_of(text: str, others: frozenset[str]) -> bool:
    """A text, such as the id of a stack, has one of these names among its words."""
    return bool(others) and any(word.lower() in others for word in (text, *_TOKEN.findall(text)))


def serves_customers(settings: Node, others: frozenset[str]) -> bool | None:
    """Whether what a stack is handed says that it is production's; None where it says nothing."""
    entries = settings.entries()
    for name, value in entries.items():
        flag = value.flag() if PRODUCTION_FLAG.fullmatch(name) or named(name) == PRODUCTION else None
        if flag is not None:
            return flag
    for text in (entries[name].text() or "" for name in _NAMES if name in entries):
        if named(text) is not None or text.lower() in others:
            return named(text) == PRODUCTION
    return None
