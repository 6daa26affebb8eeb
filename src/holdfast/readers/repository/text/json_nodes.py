"""JSON as nodes that know their lines, also as guides write it: with comments, placeholders, cut out of its frame."""

import re

from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.text.nodes import Node, NodeError, Scalar, scalar

_TOKEN = regex(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|\#[^\n]*)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:"]+|")"""
)
_ESCAPE = regex(r"\\(u[0-9a-fA-F]{4}|.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def parse_json(text: str) -> Node:
    """A JSON text; comments, trailing commas and bare placeholders (`<NAME>`, `...`) are let through.

    A text that begins with a key (`"AllowedOrigins": […]`, cut out of its document) is read as that object.

    Raises:
        NodeError: brackets do not fit, or a key has no value.
    """
    return _JsonParser(text).parse()


class _JsonParser:
    """Reads tokens with a stack of open containers, so that nesting costs no recursion."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._last = 1
        self._open: list[tuple[dict[str, Node] | list[Node], int, str | None, int]] = []
        self._container: dict[str, Node] | list[Node] = []
        self._start = 1
        self._key: str | None = None
        self._key_line = 1

    def parse(self) -> Node:
        if re.match(r'\s*"[^"\n]*"\s*:', self._text):
            self._container = {}
        for match in _TOKEN.finditer(self._text):
            sort, token = str(match.lastgroup), match[0]
            if sort in ("space", "comment"):
                self._line += token.count("\n")
                continue
            self._last = self._line
            if sort == "mark":
                self._mark(token)
            else:
                self._take(_unquoted(token) if sort == "string" else scalar(token))
        if self._open:
            raise NodeError(self._start, "a bracket is never closed")
        if isinstance(self._container, dict):
            return Node(self._container, 1, self._last)
        if not self._container:
            return Node(None)
        return self._container[0]

    def _mark(self, mark: str) -> None:
        if mark in "{[":
            self._open.append((self._container, self._start, self._key, self._key_line))
            self._container = {} if mark == "{" else []
            self._start, self._key = self._line, None
        elif mark in "}]":
            self._close(mark)
        elif mark == ",":
            self._key = None

    def _close(self, mark: str) -> None:
        if not self._open or (mark == "}") != isinstance(self._container, dict):
            raise NodeError(self._line, f"unexpected '{mark}'")
        value, start = self._container, self._start
        self._container, self._start, self._key, self._key_line = self._open.pop()
        self._put(Node(value, start, self._line, start))

    def _take(self, value: Scalar) -> None:
        if isinstance(self._container, dict) and self._key is None:
            self._key, self._key_line = str(value), self._line
            return
        self._put(Node(value, self._line, self._line, self._line))

    def _put(self, node: Node) -> None:
        if isinstance(self._container, list):
            self._container.append(node)
        elif self._key is None:
            raise NodeError(self._line, "a value without a key")
        else:
            self._container[self._key] = replace(node, key_line=self._key_line)
            self._key = None


def _unquoted(token: str) -> str:
    return _ESCAPE.sub(
        lambda m: chr(int(m[1][1:], 16)) if m[1][0] == "u" and len(m[1]) == 5 else _ESCAPES.get(m[1], m[1]), token[1:-1]
    )
