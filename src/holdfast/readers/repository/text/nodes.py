"""A tree of nodes that know their lines, for templates, where every key has a place; and YAML as such a tree."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from holdfast.model.record import replace
from holdfast.model.regex import regex

if TYPE_CHECKING:
    from holdfast.readers.repository.base import Snippet

Scalar = str | int | float | bool | None

_MAX_NODES = 1_000_000
"""More values than any text of two megabytes can hold without aliases."""

_KEPT = 50_000
"""Characters; the trees of texts that are not longer are worth their memory for a while."""

_INTEGER = regex(r"[-+]?\d{1,18}\Z")
_FLOAT = regex(r"[-+]?\d{1,18}\.\d{1,18}\Z")
_WORDS: dict[str, bool | None] = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "null": None,
    "~": None,
    "": None,
}


class NodeError(Exception):
    """The text is not what it should be, at `line` (from 1; 0 when the parser does not say)."""

    def __init__(self, line: int, detail: str) -> None:
        super().__init__(detail)
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value and its lines, from 1.

    Args:
        value: a scalar, a dict of nodes or a list of nodes.
        line: where the value begins.
        end: its last line.
        key_line: where its key stands; the same as `line` for an item of a list.
        origin: the default of a parameter that the value was taken from, when it stands elsewhere.
        home: the text in which an origin stands, when it is another than the node's own.
    """

    value: "Scalar | dict[str, Node] | list[Node]"
    line: int = 1
    end: int = 1
    key_line: int = 1
    origin: "Node | None" = None
    home: "Snippet | None" = None

    def get(self, *path: str) -> "Node | None":
        """The node under these keys; None when one of them is missing."""
        node: Node | None = self
        for key in path:
            node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
        return node

    def child(self, *path: str) -> "Node":
        """Like `get`, with an empty node on this one's lines when there is none."""
        return self.get(*path) or Node(None, self.line, self.line, self.key_line)

    def has(self, *path: str) -> bool:
        """Something stands under these keys, whatever it is."""
        return self.get(*path) is not None

    def entries(self) -> "dict[str, Node]":
        """Its entries; empty when it is not a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self, *path: str) -> "list[Node]":
        """The items of the list under these keys; a single value counts as a list of one."""
        node = self.get(*path)
        if node is None or node.value is None:
            return []
        return node.value if isinstance(node.value, list) else [node]

    def text(self, *path: str, default: str | None = None) -> str | None:
        """The text under these keys; a reference reads as `${Name}`; None when it is no text."""
        node = self.get(*path)
        if node is None:
            return default
        if isinstance(node.value, (bool, int, float)):
            return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)
        if isinstance(node.value, str):
            return node.value
        target = node.reference()
        return f"${{{target}}}" if target else None

    def texts(self, *path: str) -> tuple[str, ...]:
        """The texts of the list under these keys; items that are not text are left out."""
        return tuple(text for item in self.items(*path) if (text := item.text()) is not None)

    def number(self, *path: str, default: float | None = None) -> float | None:
        """The number under these keys; None when it is said and cannot be told."""
        node = self.get(*path)
        if node is None:
            return default
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            return node.value
        if not isinstance(node.value, str):
            return None
        try:
            return float(node.value)
        except ValueError:
            return None

    def integer(self, *path: str, default: int | None = None) -> int | None:
        """The whole number under these keys, as `number`."""
        number = self.number(*path, default=default)
        return None if number is None or abs(number) > 1e15 or number != number else int(number)  # noqa: PLR0124

    def flag(self, *path: str, default: bool | None = None) -> bool | None:
        """The yes or no under these keys; None when it is said and cannot be told."""
        node = self.get(*path)
        if node is None:
            return default
        word = str(node.value).lower() if isinstance(node.value, (str, bool)) else ""
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(word)

    def reference(self) -> str:
        """What a lone reference (`Ref`, `Fn::GetAtt`, …) points at, `Name` or `Name.Attribute`; else empty."""
        if not isinstance(self.value, dict) or len(self.value) != 1:
            return ""
        ((function, argument),) = self.value.items()
        if function in ("Ref", "Fn::ImportValue"):
            return argument.value if isinstance(argument.value, str) else ""
        if function != "Fn::GetAtt":
            return ""
        return ".".join(argument.texts()) if isinstance(argument.value, list) else argument.text() or ""

    def scalars(self) -> "Iterator[Node]":
        """Every scalar under this node, each shared part once."""
        waiting, seen = [self], set[int]()
        while waiting:
            node = waiting.pop()
            if not isinstance(node.value, (dict, list)):
                yield node
            elif id(node.value) not in seen:
                seen.add(id(node.value))
                children = node.value.values() if isinstance(node.value, dict) else node.value
                waiting.extend(reversed(list(children)))

    def plain(self) -> Any:
        """The same as plain Python values."""
        if isinstance(self.value, dict):
            reference = self.text() if len(self.value) == 1 else None
            return reference or {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def parse_yaml(text: str) -> Node:
    """The first document of a YAML text; a tag such as `!Ref X` becomes `{"Ref": X}`, any other `{"Fn::Tag": X}`.

    Nobody changes a tree: whoever asks for the same text again, unless it is large, may be given the same one.

    Raises:
        NodeError: it is not YAML, or nested too deeply.
    """
    return _parsed_lately(text) if len(text) <= _KEPT else _parsed(text)


_SEPARATOR = regex(r"^---(?:[ \t].*)?$", re.MULTILINE)


def documents(text: str) -> Iterator[tuple[str, int]]:
    """Each document of a YAML text that holds something, with the line, from 1, on which it begins."""
    start, line = 0, 1
    for mark in [*_SEPARATOR.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if text[start:end].strip():
            yield text[start:end], line
        after = mark.end() if mark else end
        line += text.count("\n", start, after)
        start = after


@lru_cache(maxsize=8)
def _parsed_lately(text: str) -> Node:
    return _parsed(text)


def _parsed(text: str) -> Node:
    try:
        return _composed(text)
    except NodeError as fault:
        filled = _LEFT_OPEN.sub(r'\g<key>"\g<mark>"', text)
        if filled == text:
            raise
        with suppress(NodeError):
            return _composed(filled)
        raise fault from None


_LEFT_OPEN = regex(
    r"(?m)^(?P<key>[ \t]*(?:- )?[\w.*:/-]{1,80}:[ \t]+|[ \t]*-[ \t]+)"
    r"(?P<mark>(?:\*(?![\w-])|[@%`])[^\s\"\\#]*)(?=[ \t]*(?:#.*)?\r?$)"
)
"""A value that somebody has yet to fill in (`***`), or wrote without the quotes that YAML asks for (`*`, `@`, `%`)."""


def _composed(text: str) -> Node:
    import yaml

    # libyaml's takes a fiftieth of the time of a parser in Python, and refuses what is nested without end.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        root = loader.get_node() if loader.check_node() else None
        return _Converter().convert(root) if root is not None else Node(None)
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), str(getattr(error, "problem", None) or error)
        told = "nested too deeply" if "nesting depth" in problem else problem[:200]
        # What is missing at the end is missed behind the last line.
        raise NodeError(min(mark.line + 1, len(text.splitlines())) if mark else 0, told) from error
    except RecursionError as error:
        raise NodeError(0, "nested too deeply") from error
    except ValueError as error:  # characters that are none
        raise NodeError(0, str(error)[:200]) from error
    finally:
        loader.dispose()


class _Converter:
    """Turns PyYAML's composed nodes into ours; an anchor's value is converted once and shared."""

    def __init__(self) -> None:
        self._done: dict[int, Node] = {}
        self._sizes: dict[int, int] = {}

    def convert(self, raw: Any) -> Node:
        known = self._done.get(id(raw))
        if known is not None:
            return known
        line = raw.start_mark.line + 1
        # A block's end mark stands at the start of the next token.
        end = raw.end_mark.line + (1 if raw.end_mark.column else 0)
        self._done[id(raw)] = Node(None, line, line, line)  # for an alias that points at its own parent
        value = self._value(raw)
        if isinstance(value, dict) and value:
            end = max(node.end for node in value.values())
        elif isinstance(value, list) and value:
            end = max(node.end for node in value)
        node = _tagged(raw, Node(value, line, max(end, line), line))
        self._done[id(raw)] = node
        self._measure(node)
        return node

    def _measure(self, node: Node) -> None:
        """Count what a value holds with every alias written out, and refuse what grows without end."""
        if not isinstance(node.value, (dict, list)):
            return
        children: Iterable[Node] = node.value.values() if isinstance(node.value, dict) else node.value
        size = 1 + sum(self._sizes.get(id(child.value), 1) for child in children)
        if size > _MAX_NODES:
            raise NodeError(node.line, "its aliases expand too far")
        self._sizes[id(node.value)] = size

    def _value(self, raw: Any) -> Any:
        if isinstance(raw.value, str):
            return scalar(raw.value) if not raw.style else raw.value
        if raw.value and isinstance(raw.value[0], tuple):
            entries: dict[str, Node] = {}
            for key, value in raw.value:
                self._enter(entries, key, value)
            return entries
        if not raw.value and raw.id == "mapping":
            return {}
        return [self.convert(item) for item in raw.value]

    def _enter(self, entries: dict[str, Node], key: Any, raw: Any) -> None:
        name = key.value if isinstance(key.value, str) else ""
        node = self.convert(raw)
        key_line = key.start_mark.line + 1
        if name == "<<" and not key.style:
            for other in node.value if isinstance(node.value, list) else [node]:
                entries.update({k: v for k, v in other.entries().items() if k not in entries})
            return
        alias = node.line < key_line
        entries[name] = (
            replace(node, key_line=key_line, line=key_line, end=key_line) if alias else replace(node, key_line=key_line)
        )


def _tagged(raw: Any, node: Node) -> Node:
    tag = str(getattr(raw, "tag", "") or "")
    if not tag.startswith("!") or tag == "!":
        return node
    name = tag[1:]
    if name == "GetAtt" and isinstance(node.value, str):
        parts: list[Node] = [replace(node, value=part) for part in node.value.split(".", 1)]
        node = replace(node, value=parts)
    elif isinstance(node.value, (int, float, bool)) and isinstance(raw.value, str):
        node = replace(node, value=raw.value)
    key = name if name in ("Ref", "Condition") else f"Fn::{name}"
    return Node({key: node}, node.line, node.end, node.key_line)


def scalar(word: str) -> Scalar:
    """A bare word as the value it stands for: a number, a yes or no, nothing, or itself."""
    if word in _WORDS:
        return _WORDS[word]
    if _INTEGER.match(word) and not (len(word) > 1 and word.lstrip("+-").startswith("0")):
        return int(word)
    return float(word) if _FLOAT.match(word) else word


def build(value: Any, line: int) -> Node:
    """Plain Python values as nodes on one line; a node among them stays as it is."""
    if isinstance(value, Node):
        return value
    if isinstance(value, Mapping):
        return Node({key: build(part, line) for key, part in value.items() if part is not None}, line, line, line)
    if isinstance(value, (list, tuple)):
        return Node([build(part, line) for part in value], line, line, line)
    return Node(value, line, line, line)


def capitalized(node: Node) -> Node:
    """The node with every key's first letter raised: the APIs' `minSize` as CloudFormation's `MinSize`."""
    if isinstance(node.value, dict):
        return replace(node, value={key[:1].upper() + key[1:]: capitalized(part) for key, part in node.value.items()})
    if isinstance(node.value, list):
        return replace(node, value=[capitalized(part) for part in node.value])
    return node


_BLOCK = regex(r"[|>][-+0-9]*\s*(?:#.*)?$")


def begins_on(node: Node, rows: Sequence[str]) -> int:
    """The line of a text's first row: that of a block scalar of YAML stands on the line after its mark."""
    row = rows[node.line - 1] if 0 < node.line <= len(rows) else ""
    return node.line + (1 if _BLOCK.search(row) else 0)
