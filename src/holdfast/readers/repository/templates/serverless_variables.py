"""The variables of the Serverless Framework, `${self:custom.size}`, followed to what they lead to for one stage."""

from collections.abc import Iterator
from dataclasses import field
from posixpath import dirname, join, normpath

from holdfast.model.environments import PRODUCTION, canonical, environment_of
from holdfast.model.evidence import Gap
from holdfast.model.record import record, replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.configuration.names import is_secret
from holdfast.readers.repository.text.json_nodes import parse_json
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml, scalar

_FILE = regex(r"^file\(\s?(?P<path>[\w./-]{1,200}\.(?:ya?ml|json))\s?\)(?::(?P<keys>[\w.-]{1,120}))?$")
_TO_BOOLEAN = regex(r"^strToBool\((?P<value>[\w-]{0,20})\)$")
_WORD = regex(r"[\w-]{2,20}")
_STAGE = ("sls:stage", "opt:stage", "self:provider.stage")
_GIVEN = ("${env:", "${opt:", "${param:", "${ssm:")
_DEEPEST = 12
"""Variables that lead to variables."""
_LONGEST = 2_000
"""Characters of a text with variables in it."""


@record(frozen=False)
class Variables:
    """Follows the variables of one service.

    Args:
        snippet: the service's own file.
        root: what stands in it.
        tree: where its other files are; None when there are none.
        stage: the word of the stage to follow them for; "" for the one that is released where nobody names one.
    """

    snippet: Snippet
    root: Node
    tree: Tree | None = None
    stage: str = ""
    left: int = 5_000  # variables that are still followed: some lead to themselves in many ways
    _files: dict[str, tuple[Snippet, Node] | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.stage:
            told = self._followed(self.root.child("provider", "stage"), self.snippet, words=True, depth=0)
            self.stage = told.text() or "dev"
            self.stage = "dev" if "${" in self.stage else self.stage

    def resolve(self, node: Node, *, words: bool = False) -> Node:
        """The node with every variable followed that can be; with `words`, also those that only tell the stage."""
        return self._resolve(node, self.snippet, words=words, depth=0)

    def _resolve(self, node: Node, home: Snippet, *, words: bool, depth: int) -> Node:
        if depth > 4 * _DEEPEST:
            return node
        found = self._followed(node, home, words=words, depth=depth)
        home = found.home or home
        if isinstance(found.value, list):
            items = [self._resolve(item, home, words=words, depth=depth + 1) for item in found.value]
            return replace(found, value=items)
        entries = {
            name: part if _stands_in(name, part) else self._resolve(part, home, words=words, depth=depth + 1)
            for name, part in found.entries().items()
        }
        return replace(found, value=entries) if entries else found

    def _followed(self, node: Node, home: Snippet, *, words: bool, depth: int) -> Node:
        """The node that a text of nothing but a variable leads to; else the text with those filled in that can be."""
        node = replace(node, home=home) if home is not self.snippet else node
        text = node.value
        if not isinstance(text, str) or "${" not in text or depth > _DEEPEST or len(text) > _LONGEST:
            return node
        parts = list(_parts(text))
        if len(parts) == 1:
            return self._variable(parts[0][1], node, words=words, depth=depth + 1) or node
        return replace(node, value="".join(self._text(part, node, words=words, depth=depth) for part in parts))

    def _text(self, part: tuple[bool, str], node: Node, *, words: bool, depth: int) -> str:
        variable, text = part
        if not variable:
            return text
        found = self._variable(text, node, words=words, depth=depth + 1)
        return (found.text() if found is not None else None) or f"${{{text}}}"

    def _variable(self, text: str, node: Node, *, words: bool, depth: int) -> Node | None:
        """What the inside of a variable leads to: the first of its choices that leads anywhere."""
        self.left -= 1
        if depth > _DEEPEST or self.left < 0:
            return None
        for number, choice in enumerate(_choices(text)):
            if choice.startswith(_STAGE) and not words:
                return None  # a name made with it is the same name in every environment
            whole = Node(choice, node.line, node.end, node.key_line)
            inner = self._followed(whole, self.snippet, words=True, depth=depth).text() or ""
            found = self._chosen(inner, node, fallback=number > 0)
            if found is not None:
                home = found.home or self.snippet
                return self._followed(found, home, words=words, depth=depth)
        return None

    def _chosen(self, choice: str, node: Node, *, fallback: bool) -> Node | None:
        if "${" in choice:
            return None
        source, _, name = choice.partition(":")
        if choice in _STAGE:
            return replace(node, value=self.stage) if self.stage else None
        if source == "self":
            return self._at(self.root, self.snippet, name)
        if source == "param":
            return self._parameter(name)
        if match := _FILE.match(choice):
            opened = self._opened(match["path"])
            return self._at(opened[1], opened[0], match["keys"] or "") if opened is not None else None
        if match := _TO_BOOLEAN.match(choice):
            return replace(node, value=match["value"].lower() in ("true", "1", "yes", "y"))
        return replace(node, value=_literal(choice)) if fallback and _literal(choice) is not None else None

    def _parameter(self, name: str) -> Node | None:
        stages = self.root.child("params").entries()
        own = [word for word in stages if word == self.stage] or [
            word for word in stages if canonical(word) == canonical(self.stage)
        ]
        found = (stages[word].get(name) for word in (*own[:1], "default") if word in stages)
        return next((node for node in found if node is not None), None)

    def _at(self, root: Node, home: Snippet, keys: str) -> Node | None:
        """The node under these keys, each of which may be a variable itself."""
        node: Node | None = self._homed(root, home)
        for key in keys.split(".") if keys else ():
            if node is None:
                return None
            home = node.home or self.snippet
            node = self._followed(node, home, words=True, depth=2)
            home = node.home or self.snippet
            found = node.items()[int(key)] if _indexes(node, key) else node.get(key)
            node = self._homed(found, home) if found is not None else None
        return node if node is not None and node.value is not None else None

    def _homed(self, node: Node, home: Snippet) -> Node:
        return replace(node, home=home) if home is not self.snippet and node.home is None else node

    def _opened(self, told: str) -> tuple[Snippet, Node] | None:
        path = normpath(join(dirname(self.snippet.path), told))
        if path not in self._files:
            self._files[path] = self._parsed(path)
        return self._files[path]

    def _parsed(self, path: str) -> tuple[Snippet, Node] | None:
        if self.tree is None or path not in self.tree.known:
            return None
        file = self.tree.snippet(path, self.snippet.kind)
        if isinstance(file, Gap):
            return None
        try:
            return file, parse_json(file.text) if path.endswith(".json") else parse_yaml(file.text)
        except (NodeError, RecursionError):
            return None


def production_word(root: Node, snippet: Snippet, tree: Tree | None = None) -> str:
    """What a service calls production among the stages that its values are told apart by; "" where it is none."""
    text = snippet.text
    if not any(word in text for word in (*_STAGE, "${param:")):
        return ""
    holders = [root.child("params"), root.child("custom"), *root.child("custom").entries().values()]
    words = [key for holder in holders for key in holder.entries() if _WORD.fullmatch(key)]
    words += _words_of_files(snippet, tree) if tree is not None else ()
    return next((word for word in words if environment_of(word) == PRODUCTION), "")


_FILES = regex(
    r"\bfile\(\s?(?P<before>[\w./-]{0,100}[./_-])\$\{(?:[^{}\n]|\$\{[^{}\n]{0,60}\}){1,80}\}(?P<after>[\w./-]{0,40}\.(?:ya?ml|json))"
)
"""Files that have the stage's name in their own."""


def _words_of_files(snippet: Snippet, tree: Tree) -> Iterator[str]:
    for match in _FILES.finditer(snippet.text):
        start = normpath(join(dirname(snippet.path), match["before"] + "x"))[:-1]
        ended = (path for path in tree.paths if path.startswith(start) and path.endswith(match["after"]))
        words = (path[len(start) : -len(match["after"])] for path in ended)
        yield from (word for word in words if _WORD.fullmatch(word))


def _stands_in(name: str, node: Node) -> bool:
    """A secret with what it is where nobody gives it: told as that, by whoever looks for it."""
    text = node.value if isinstance(node.value, str) else ""
    return text.startswith(_GIVEN) and "," in text and is_secret(name)


def _indexes(node: Node, key: str) -> bool:
    return isinstance(node.value, list) and key.isdigit() and len(key) < 4 and int(key) < len(node.value)


def _literal(text: str) -> str | int | float | bool | None:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    value = scalar(text)
    return None if isinstance(value, str) else value


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """A text in pieces: whether each is a variable, and what stands in it; variables in it stay there."""
    past = 0
    while (start := text.find("${", past)) >= 0:
        end = _closing(text, start + 2)
        if end < 0:
            break
        if start > past:
            yield False, text[past:start]
        yield True, text[start + 2 : end]
        past = end + 1
    if past < len(text):
        yield False, text[past:]


def _closing(text: str, start: int) -> int:
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return -1


def _choices(text: str) -> Iterator[str]:
    """What stands between commas, but for those in quotes and in variables."""
    depth, quote, past = 0, "", 0
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "{(":
            depth += 1
        elif sign in "})":
            depth -= 1
        elif sign == "," and depth == 0:
            yield text[past:place].strip()
            past = place + 1
    yield text[past:].strip()
