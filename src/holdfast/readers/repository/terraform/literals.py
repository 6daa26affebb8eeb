"""Literals of HCL as plain values, and texts as they are meant."""

from typing import TYPE_CHECKING

from holdfast.model.regex import regex
from holdfast.readers.repository.terraform.values import NOTHING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ESCAPE = regex(r'\\(["\\nrt])|\$\$\{|%%\{')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def literal(node: "SgNode") -> object:
    """A text, a number, a yes or no, or null."""
    inner = node.child(0)
    text = node.text()
    kind = inner.kind() if inner is not None else ""
    if kind == "string_lit":
        return unescape(text[1:-1])
    if kind == "bool_lit":
        return text == "true"
    if kind == "numeric_lit":
        try:
            return int(text) if len(text) < 20 and text.isdigit() else float(text)
        except ValueError:
            return NOTHING.data
    return None


def heredoc(raw: str) -> str:
    """The lines of a heredoc, as many as in the file, so that they keep their places."""
    lines = raw.rstrip().split("\n")
    return "\n".join(lines[1:-1]).replace("$${", "${").replace("%%{", "%{")


def unescape(text: str) -> str:
    """A text between its quotes, with what is escaped in it."""
    return _ESCAPE.sub(lambda m: _ESCAPED[m[1]] if m[1] else m[0][1:], text)
