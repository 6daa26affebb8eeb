"""The parts of a file of the Serverless Framework that stand in files of their own, as `${file(functions.yml)}`."""

from collections.abc import Iterator
from itertools import islice
from posixpath import dirname, join, normpath

from holdfast.model.evidence import Gap
from holdfast.model.record import replace
from holdfast.model.regex import regex
from holdfast.readers.repository.base import Snippet, Tree
from holdfast.readers.repository.text.nodes import Node, NodeError, parse_yaml

_ELSEWHERE = regex(r"^\$\{file\(\s?(?P<path>[\w./-]{1,200}\.ya?ml)\s?\)(?::(?P<keys>[\w.-]{1,80}))?\}$")
_MOST = 60
"""Files that are looked for."""


def gathered(snippet: Snippet, root: Node, tree: Tree | None) -> Iterator[tuple[Snippet, Node]]:
    """The file itself, and each part of it from elsewhere as if it were all of such a file."""
    yield snippet, root
    if tree is None or "${file(" not in snippet.text:
        return
    for name, function, told in islice(_named(root), _MOST):
        found = _opened(snippet, told, tree)
        if found is not None:
            other, part = found
            held = Node({function: part}, part.line, part.end) if function else part
            yield other, replace(root, value={name: held})


def _named(root: Node) -> Iterator[tuple[str, str, str]]:
    """What stands elsewhere: the part, the function that it is where it is one, and how it is named."""
    for name in ("provider", "functions"):
        node = root.child(name)
        whole = dict.fromkeys(one.text() or "" for one in (node, *node.items()))
        yield from ((name, "", text) for text in whole if text)
        for key, one in node.entries().items() if name == "functions" else ():
            yield name, key, one.text() or ""


def _opened(snippet: Snippet, told: str, tree: Tree) -> tuple[Snippet, Node] | None:
    match = _ELSEWHERE.match(told)
    path = normpath(join(dirname(snippet.path), match["path"])) if match else ""
    if match is None or path not in tree.known:
        return None
    other = tree.snippet(path, snippet.kind)
    if isinstance(other, Gap):
        return None
    try:
        root = parse_yaml(other.text)
    except NodeError:
        return None
    part = root.child(*match["keys"].split(".")) if match["keys"] else root
    return replace(other, environment=snippet.environment or other.environment), part
