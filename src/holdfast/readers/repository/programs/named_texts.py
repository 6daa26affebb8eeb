"""What a program in Python means by a name that it hands over: the text, or each text of a list it goes through."""

import ast
from collections.abc import Iterator, Mapping

Named = Mapping[str, list[tuple[int, tuple[ast.expr, ...]]]]
"""By name: on which line it was set, and to what; in order of lines."""


def named_texts(tree: ast.Module) -> Named:
    """Everything that is set once by name, and what loops hand on, one by one."""
    found: dict[str, list[tuple[int, tuple[ast.expr, ...]]]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, []).append((node.lineno, (node.value,)))
    for node in ast.walk(tree):
        if isinstance(node, ast.For):
            for name, values in _handed_on(node, found):
                found.setdefault(name, []).append((node.lineno, values))
    for places in found.values():
        places.sort(key=lambda place: place[0])
    return found


def meant(given: ast.expr, line: int, held: Named) -> tuple[ast.expr, ...]:
    """What is meant on this line: what the name was last set to above it, or what stands there itself."""
    if not isinstance(given, ast.Name):
        return (given,)
    above = [values for set_on, values in held.get(given.id, ()) if set_on <= line]
    return above[-1] if above else (given,)


def _handed_on(loop: ast.For, found: Named) -> Iterator[tuple[str, tuple[ast.expr, ...]]]:
    through = meant(loop.iter, loop.lineno, found)[0]
    if not isinstance(through, ast.List | ast.Tuple):
        return
    if isinstance(loop.target, ast.Name):
        yield loop.target.id, tuple(through.elts)
    if isinstance(loop.target, ast.Tuple):
        rows = [one.elts for one in through.elts if isinstance(one, ast.Tuple | ast.List)]
        for index, name in enumerate(loop.target.elts):
            if isinstance(name, ast.Name):
                yield name.id, tuple(row[index] for row in rows if index < len(row))
