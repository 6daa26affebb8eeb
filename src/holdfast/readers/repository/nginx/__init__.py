"""Nginx configuration, in files, templates and embedded texts; how it is read is loaded when there is some."""

from collections.abc import Iterator

from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.nginx.names import SERVES, wants


def read(snippet: Snippet) -> Iterator[Reading]:
    """The facts of one text by itself."""
    from holdfast.readers.repository.nginx.whole import read

    return read(snippet)


def read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    """The facts of all files: includes and upstreams seen together."""
    from holdfast.readers.repository.nginx.whole import read_together

    return read_together(tree, snippets)


READER = Reader(name="nginx", serves=SERVES, wants=wants, read=read, read_together=read_together)
