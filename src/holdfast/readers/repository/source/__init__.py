"""Application source and its settings: health handlers, configuration, databases, buckets, origins."""

from collections.abc import Iterable, Iterator

from holdfast.readers.repository.base import Reader, Reading, Snippet, Tree
from holdfast.readers.repository.source import paths
from holdfast.readers.repository.source.apps import SERVES


def _read(_snippet: Snippet) -> Iterable[Reading]:
    """Source that a guide quotes says nothing: what runs is what stands in the files."""
    return ()


def _read_together(tree: Tree, snippets: tuple[Snippet, ...]) -> Iterator[Reading]:
    from holdfast.readers.repository.source import reader

    return reader.read_together(tree, snippets)


READER = Reader(name="source", serves=SERVES, wants=paths.wanted, read=_read, read_together=_read_together)
