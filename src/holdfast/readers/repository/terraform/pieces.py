"""The pieces of which Terraform puts a text together: locals and files that stand among other words."""

from collections.abc import Iterator, Sequence

from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.evaluate import Scope, evaluate
from holdfast.readers.repository.terraform.syntax import Expression
from holdfast.readers.repository.terraform.values import FileText, Ref, Value
from holdfast.readers.repository.text.nodes import Node

_LOCAL = regex(r"\blocal\.(\w{1,80})")
_DATA = regex(r"\bdata\.template_file\.\w{1,80}(?=\S{0,8}\.rendered\b)")
_OPENS = ("file", "templatefile")
_MOST = 20
"""Pieces that are looked at: nobody puts a script together out of more."""


def named_pieces(scope: Scope, written: Sequence[Expression], inside: Sequence[str]) -> Iterator[Value]:
    """Each text of several lines, and each file, that is named among the words of another text.

    Args:
        scope: what the names mean.
        written: the expressions of the whole.
        inside: the texts that are known already, which may name further ones.
    """
    for expression in written:
        yield from _files(expression, scope)
    waiting, seen = [*(one.text() for one in written), *inside], set[str]()
    while waiting and len(seen) < _MOST:
        text = waiting.pop()
        yield from (Value(Ref(scope.path, name)) for name in dict.fromkeys(_DATA.findall(text)))
        for name in dict.fromkeys(_LOCAL.findall(text)):
            piece = scope.lookup("local", name) if name not in seen else None
            seen.add(name)
            if piece is None or not _is_one(piece):
                continue
            yield piece
            if isinstance(piece.data, str):
                waiting.append(piece.data)


def _is_one(piece: Value) -> bool:
    several = piece.place is not None and piece.place.end > piece.place.start
    return isinstance(piece.data, (FileText, Ref)) or (isinstance(piece.data, str) and several)


def _files(expression: Expression, scope: Scope) -> Iterator[Value]:
    """The files that are opened somewhere in an expression."""
    if isinstance(expression.node, (Node, Value)):
        return
    for call in expression.node.find_all(kind="function_call"):
        name = call.child(0)
        if name is not None and name.text() in _OPENS:
            found = evaluate(Expression(call, expression.snippet), scope)
            if isinstance(found.data, FileText):
                yield found
