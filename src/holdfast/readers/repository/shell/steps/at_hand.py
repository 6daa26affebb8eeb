"""Scripts that a line names by the place where a host keeps them, found by their files' names."""

from collections.abc import Callable

from holdfast.readers.repository.base import Tree

TextOf = Callable[[str], str | None]
"""The text of a script by its file's name; None where it is not at hand."""


def nothing_at_hand(name: str) -> None:
    """For a text by itself: the script lies on the host."""
    del name


def texts_in(tree: Tree) -> TextOf:
    """Opens the files of a repository by their names alone: where a host keeps them, nobody knows."""
    paths: dict[str, str] = {}

    def text_of(name: str) -> str | None:
        if not paths:
            paths.update((path.rpartition("/")[2], path) for path in reversed(tree.paths))
        text = tree.open_text(paths[name]) if name in paths else None
        return text if isinstance(text, str) else None

    return text_of
