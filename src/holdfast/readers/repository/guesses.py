"""Where a tolerant parser had to guess: source that is no whole program still gives a tree."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_EMPTY = frozenset(["block", "body_statement", "jsx_text"])


def guesses(root: "SgNode") -> "list[SgNode]":
    """The nodes below `root` that stand for no written code, in the order of the text; none in a whole program.

    Two sorts: an error node, and a token without text that the parser made up, such as the bracket that nobody
    closed. An empty file and an empty block are whole.
    """
    found = root.find_all(any=[{"kind": "ERROR"}, {"regex": "^$"}])
    return [node for node in found if node.kind() == "ERROR" or _made_up(node)]


def _made_up(node: "SgNode") -> bool:
    return node.is_leaf() and node.kind() not in _EMPTY and node.parent() is not None
