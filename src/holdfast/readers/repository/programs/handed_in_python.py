"""Functions of a program in Python that run whatever command they are handed: `def sh(line): os.system(line)`."""

import ast
from collections.abc import Set


def runs_given(function: ast.FunctionDef, running: Set[str]) -> int | None:
    """Which of its arguments, counted from 0, it has run as it is, by a call of `running`; None where it runs none."""
    names = [argument.arg for argument in function.args.args]
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Name):
            continue
        foreign = isinstance(node.func, ast.Attribute)
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        itself = called == function.name and not foreign
        if called in running and not itself and node.args[0].id in names:
            return names.index(node.args[0].id)
    return None


def replaced_first(call: ast.Call, told: int) -> ast.Call:
    """The call as if the command were all that it hands on."""
    return ast.copy_location(ast.Call(call.func, [call.args[told]], call.keywords), call)
