"""Where a tolerant parser had to guess: source that is no whole program still gives a tree."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import Rule, SgNode

_EMPTY = frozenset(["block", "body_statement", "jsx_text"])

GUESSED: "tuple[Rule, ...]" = ({"kind": "ERROR"}, {"regex": "^$"})
"""Rules of nodes that may stand for no written code, to be asked together with others in one walk."""


def guesses(root: "SgNode") -> "list[SgNode]":
    """The nodes below `root` that stand for no written code, in the order of the text; none in a whole program.

    Two sorts: an error node, and a token without text that the parser made up, such as the bracket that nobody
    closed. An empty file and an empty block are whole.
    """
    return [node for node in root.find_all(any=[*GUESSED]) if is_guess(node)]


def is_guess(node: "SgNode") -> bool:
    """Whether a node that one of `GUESSED` found stands for no written code."""
    if node.kind() == "ERROR":
        return True
    return node.is_leaf() and node.kind() not in _EMPTY and node.parent() is not None
