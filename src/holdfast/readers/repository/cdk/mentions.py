"""Every expression of a part of a CDK program, and every text that it mentions."""

import re
from collections.abc import Iterator

from holdfast.readers.repository.cdk.parts import Part
from holdfast.readers.repository.cdk.syntax import Expr


def expressions(part: Part) -> Iterator[Expr]:
    """Every expression of a part's names, calls and results, each once."""
    waiting = [*part.own_names(), *(expr for expr, _ in (*part.own_calls(), *part.own_results()))]
    seen: set[int] = set()
    while waiting:
        expr = waiting.pop()
        if id(expr) in seen:
            continue
        seen.add(id(expr))
        yield expr
        waiting.extend(expr.nested())


def literals(part: Part) -> Iterator[str]:
    """Every text literal that a part mentions in its names and calls."""
    for expr in expressions(part):
        if expr.sort == "literal" and isinstance(expr.value, str):
            yield expr.value
        if expr.sort in ("choice", "condition"):
            yield from re.findall(r"""["']([^"'\n]{2,20})["']""", str(expr.value))
        yield from (name for name, _, _ in expr.entries)
